"""Indexes that make a large ledger answer sooner, and be filled sooner."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes, and let the writers fill the search index, many attributions at once."""
    # What a speaker's page counts, in the order in which it is counted.
    op.create_index("statements_by_identity_and_day", "statements", ["identity", "day", "cue_class"])
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TRIGGER attributions_added")
        create_sqlite_indexes()


def create_sqlite_indexes() -> None:
    """Indexes that answer without the tables; PostgreSQL's take no texts as long as these may be."""
    for column in ("addressee_text", "within"):
        op.drop_index(f"extractions_with_{column}", "extractions")
    op.execute(
        """CREATE INDEX extractions_with_addressee_text ON extractions(
            reading_id, speaker_id, addressee_text) WHERE addressee_text IS NOT NULL"""
    )
    op.execute(
        """CREATE INDEX extractions_with_within ON extractions(
            reading_id, speaker_id, position, within, attribution) WHERE within IS NOT NULL"""
    )
    # Why names were joined, without the rows.
    op.execute(
        """CREATE INDEX appearances_by_reason ON appearances(
            identity, is_current, name, because, decision)"""
    )
    # Each source's words once: looked through for a part of them, where most of a million are the same.
    op.execute("CREATE TABLE source_words(text text PRIMARY KEY NOT NULL) WITHOUT ROWID")
    op.execute("INSERT INTO source_words(text) SELECT DISTINCT source_text FROM attributions")
