"""Where in a web archive a document's bytes stand."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
SAMPLED = ("archive", "member", "record", "captured")


def upgrade() -> None:
    """Make the table of places. Of bytes that stand there alone, `archives.bytes` is empty from now on."""
    op.create_table(
        "places",
        sa.Column("document_id", PLAIN, sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("archive", PLAIN, nullable=False),  # a file's name, without its folder
        sa.Column("member", PLAIN),  # the WARC file within it
        sa.Column("record", PLAIN),  # WARC-Record-ID
        sa.Column("captured", PLAIN),
        sa.Column("byte_offset", NUMBER, nullable=False),
        sa.Column("byte_length", NUMBER, nullable=False),
    )
    if op.get_context().dialect.name != "sqlite":
        # A purge could not reach samples in PostgreSQL's planner statistics.
        for column in SAMPLED:
            op.execute(f"ALTER TABLE places ALTER COLUMN {column} SET STATISTICS 0")
