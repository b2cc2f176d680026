"""The same quotation in several documents."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
SAMPLED = {"quotes": ("wording", "stretches"), "quote_pairs": ("because",)}


def upgrade() -> None:
    """Make the tables, empty: what an older ledger holds is looked through when it is first asked for."""
    op.create_table(
        "quotes",
        sa.Column("attribution", NUMBER, sa.ForeignKey("attributions.number"), primary_key=True),
        sa.Column("document_id", PLAIN, sa.ForeignKey("documents.id"), nullable=False, index=True),
        sa.Column("day", PLAIN, nullable=False),  # of publication; empty: not known
        sa.Column("said", PLAIN, nullable=False),  # the statement's day; empty: not known to the day
        sa.Column("n_words", sa.Integer, nullable=False),
        sa.Column("stretches", sa.Text, nullable=False),  # JSON: [[start, end, closed], …], without marks
        sa.Column("wording", sa.Text, nullable=False),  # folded words, with what the marks say
        sa.Column("quote_group", NUMBER),  # NULL: it stands in no other document
    )
    op.create_index("quotes_by_group", "quotes", ["quote_group"])
    op.create_table(
        "quote_keys",  # what a wording is found by
        sa.Column("key", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("day", PLAIN, primary_key=True),
        sa.Column("quote", NUMBER, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quote_pairs",  # each pair of quotations that were taken for one, once
        sa.Column("quote", NUMBER, sa.ForeignKey("quotes.attribution"), primary_key=True),
        sa.Column("other", NUMBER, sa.ForeignKey("quotes.attribution"), primary_key=True),
        sa.Column("mark", sa.Text, nullable=False),
        sa.Column("negation", sa.Integer, nullable=False),
        sa.Column("across", sa.Integer, nullable=False),  # 1: in two outlets, or nobody knows
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("because", sa.Text, nullable=False),  # a JSON list
        sqlite_with_rowid=False,
    )
    op.create_index("quote_pairs_by_other", "quote_pairs", ["other"])
    op.create_table(
        "quote_groups",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=False),  # of its first quotation
        sa.Column("n_documents", sa.Integer, nullable=False),
        sa.Column("n_outlets", sa.Integer, nullable=False),
        sa.Column("n_wordings", sa.Integer, nullable=False),
        sa.Column("altered", sa.Integer, nullable=False),  # 1: two outlets word it differently
        sa.Column("first", PLAIN, nullable=False),
        sa.Column("last", PLAIN, nullable=False),
    )
    op.create_index("quote_groups_in_order", "quote_groups", ["last", "id"])
    op.create_index("quote_groups_altered", "quote_groups", ["altered", "last", "id"])
    op.create_table(
        "quoted_documents",  # those whose quotations were looked through
        sa.Column("document_id", PLAIN, sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("rules", sa.Integer, nullable=False),
    )
    if op.get_context().dialect.name != "sqlite":
        # Samples of words in the planner's statistics are out of a purge's reach.
        for table, columns in SAMPLED.items():
            for column in columns:
                op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")
