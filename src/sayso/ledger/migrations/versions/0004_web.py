"""What the reader in the browser needs: statements to page through, judgements, collections, accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Make the tables, and fill `statements` from what is current."""
    # A reading that is a model's with people's judgements upon it names that one; NULL: a model's own.
    op.execute("ALTER TABLE readings ADD COLUMN judged_from " + _number())
    op.execute("ALTER TABLE extractions ADD COLUMN found_by text")  # NULL: the reading's extractor
    create_statements()
    create_judgements()
    create_collections()
    create_accounts()
    fill_statements()
    if op.get_context().dialect.name != "sqlite":
        forget_statistics()


def _number() -> str:
    return "integer" if op.get_context().dialect.name == "sqlite" else "bigint"


def create_statements() -> None:
    """One narrow row for each current attribution: what lists are ordered and counted by."""
    op.create_table(
        "statements",
        sa.Column("attribution", NUMBER, sa.ForeignKey("attributions.number"), primary_key=True),
        sa.Column("reading_id", NUMBER, sa.ForeignKey("readings.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("document_id", PLAIN, sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("day", PLAIN, nullable=False),  # of the statement, else of publication; empty: not known
        sa.Column("identity", PLAIN, nullable=False),  # empty: not resolved
        sa.Column("outlet", PLAIN, nullable=False),  # empty: not known
        sa.Column("kind", sa.Text, nullable=False),  # empty: not known
        sa.Column("cue_class", sa.Text, nullable=False),  # empty: not read
        sa.Column("polarity", sa.Text, nullable=False),  # empty: not read
        sa.Column("quotation", sa.Text, nullable=False),
    )
    for column in ("identity", "outlet", "cue_class"):
        op.create_index(f"statements_by_{column}", "statements", [column, "day", "attribution"])
    op.create_index("statements_by_day", "statements", ["day", "attribution"])
    op.create_index("statements_by_document", "statements", ["document_id"])


def create_judgements() -> None:
    op.create_table(
        "judgements",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("document_id", PLAIN, sa.ForeignKey("documents.id"), nullable=False, index=True),
        sa.Column(
            "what",
            sa.Text,
            sa.CheckConstraint("what IN ('confirm', 'correct', 'reject', 'add', 'finish')"),
            nullable=False,
        ),
        sa.Column(
            "attribution", PLAIN
        ),  # the id of what is judged; NULL for what is added, and at the finish
        sa.Column("judged", sa.Text),  # JSON: the record as it shall be; NULL for what is rejected
        sa.Column("speaker", PLAIN),  # the ledger's speaker that was chosen, if one was
        sa.Column("extractor", PLAIN, nullable=False),  # whose reading was judged
        sa.Column("note", sa.Text),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("judged_at", PLAIN, nullable=False),
        sa.Column("undone_by", sa.Text),
        sa.Column("undone_at", PLAIN),
        sqlite_autoincrement=True,
    )


def create_collections() -> None:
    op.create_table(
        "collections",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", PLAIN, nullable=False),
        sa.Column("closed_by", sa.Text),
        sa.Column("closed_at", PLAIN),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "kept",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("collection", NUMBER, sa.ForeignKey("collections.id"), nullable=False, index=True),
        sa.Column(
            "what",
            sa.Text,
            sa.CheckConstraint("what IN ('document', 'attribution', 'speaker', 'outlet', 'search')"),
            nullable=False,
        ),
        sa.Column("reference", sa.Text, nullable=False),  # its id, its name, or the search's address
        sa.Column("title", sa.Text, nullable=False),  # what it was called when it was kept
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("kept_by", sa.Text, nullable=False),
        sa.Column("kept_at", PLAIN, nullable=False),
        sa.Column("dropped_by", sa.Text),
        sa.Column("dropped_at", PLAIN),
        sqlite_autoincrement=True,
    )


def create_accounts() -> None:
    op.create_table(
        "users",
        sa.Column("name", PLAIN, primary_key=True),
        sa.Column("password", sa.Text, nullable=False),  # Argon2's own encoding: salt, cost and hash
        sa.Column("added_at", PLAIN, nullable=False),
        sa.Column("removed_at", PLAIN),
    )
    op.create_table(
        "sessions",
        sa.Column("token", PLAIN, primary_key=True),  # SHA-256 of what the browser holds
        sa.Column("user", PLAIN, sa.ForeignKey("users.name"), nullable=False, index=True),
        sa.Column("began_at", PLAIN, nullable=False),
        sa.Column("ends_at", PLAIN, nullable=False),
    )


def fill_statements() -> None:
    op.execute(
        """INSERT INTO statements(attribution, reading_id, position, document_id, day, identity, outlet, kind,
                cue_class, polarity, quotation)
            SELECT extractions.attribution, readings.id, extractions.position, documents.id,
                coalesce(extractions.date_day, substr(documents.published, 1, 10), ''),
                coalesce(appearances.identity, ''),
                coalesce(substr(documents.outlet, 1, 200), ''),
                coalesce(extractions.speaker_kind, identities.kind, ''),
                coalesce(extractions.cue_class, ''), coalesce(extractions.polarity, ''), extractions.quotation
            FROM documents
            JOIN readings ON readings.document_id = documents.id
            JOIN extractions ON extractions.reading_id = readings.id
            LEFT JOIN appearances ON appearances.reading_id = extractions.reading_id
                AND appearances.speaker_id = extractions.speaker_id
            LEFT JOIN identities ON identities.id = appearances.identity
            WHERE NOT EXISTS (SELECT 1 FROM readings newer
                    WHERE newer.document_id = readings.document_id AND newer.id > readings.id)
                AND NOT EXISTS (SELECT 1 FROM documents newer
                    WHERE newer.url = documents.url AND newer.version > documents.version)"""
    )


def forget_statistics() -> None:
    """Keep samples of words out of PostgreSQL's planner statistics: a purge could not reach them."""
    for table, columns in {"judgements": ("judged", "note"), "kept": ("title", "note", "reference")}.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")
