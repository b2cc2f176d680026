"""Copies of one another, and the origin they go back to."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Make the tables; they are filled from the texts when the ledger is opened, or by `copies --relink`."""
    op.create_table(
        "placed",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("document_id", PLAIN, sa.ForeignKey("documents.id"), nullable=False, unique=True),
        sa.Column("place", PLAIN, nullable=False),  # the outlet, else the host; empty: not known
        sa.Column("published", PLAIN, nullable=False),  # "~" where it is not known: sorts last
        sa.Column("n_words", sa.Integer, nullable=False),
        sa.Column("tags", sa.Text, nullable=False),  # JSON: the agencies that it names, and where
        sa.Column("points_at", PLAIN, index=True),  # the address at another host that it gives as its own
        sa.Column("source_title", PLAIN),  # what a feed gave as the source
        sa.Column("source_url", PLAIN),
        sa.Column("parent", NUMBER, index=True),  # the earlier one that it shares most with; NULL: none
        sa.Column("origin", NUMBER, nullable=False, index=True),  # the number at the root of its parents
    )
    create_sketches()
    op.create_table(
        "copies",
        sa.Column("one", NUMBER, sa.ForeignKey("placed.number"), primary_key=True),
        sa.Column("other", NUMBER, sa.ForeignKey("placed.number"), primary_key=True, index=True),
        sa.Column("kind", PLAIN, nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("n_words", sa.Integer, nullable=False),
        sa.Column("n_running", sa.Integer, nullable=False),
        sa.Column("share_one", sa.Double, nullable=False),
        sa.Column("share_other", sa.Double, nullable=False),
        sa.Column("names", sa.Integer, nullable=False),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("passages", sa.Text, nullable=False),  # JSON: [start, end, start, end, words] each
    )
    op.create_table(
        "origins",  # only of those that more than one document goes back to
        sa.Column("number", NUMBER, sa.ForeignKey("placed.number"), primary_key=True),
        sa.Column("n_documents", sa.Integer, nullable=False, index=True),
        sa.Column("document_id", PLAIN, sa.ForeignKey("documents.id")),  # NULL: it cannot be told
        sa.Column("agency", PLAIN),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("because", sa.Text, nullable=False),
    )
    op.create_index("origins_by_document", "origins", ["document_id"])
    op.create_table(
        "repeated",  # the statements of documents that share an origin with others
        sa.Column("attribution", NUMBER, sa.ForeignKey("attributions.number"), primary_key=True),
        sa.Column("document", NUMBER, sa.ForeignKey("placed.number"), nullable=False, index=True),
        sa.Column("key", NUMBER, nullable=False),  # the same for the same words of the same origin
        sa.Column("published", PLAIN, nullable=False),
        sa.Column("added", NUMBER, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
    )
    op.create_index("repeated_in_order", "repeated", ["key", "published", "added", "position"])
    if op.get_context().dialect.name != "sqlite":
        forget_statistics()


def create_sketches() -> None:
    """The picked shingles of each document: a table that is nothing but its key."""
    if op.get_context().dialect.name == "sqlite":
        op.execute(
            """CREATE TABLE sketches (
                shingle integer NOT NULL,
                document integer NOT NULL,
                PRIMARY KEY (shingle, document)
            ) WITHOUT ROWID"""
        )
        return
    op.create_table(
        "sketches",
        sa.Column("shingle", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("document", sa.BigInteger, primary_key=True, autoincrement=False),
    )


SAMPLED = {
    "placed": ("place", "tags", "points_at", "source_title", "source_url"),
    "copies": ("because",),
    "origins": ("because",),
}


def forget_statistics() -> None:
    """Keep samples of words out of PostgreSQL's planner statistics: a purge could not reach them."""
    for table, columns in SAMPLED.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")
