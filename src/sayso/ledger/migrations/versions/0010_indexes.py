"""Indexes that make a large ledger answer sooner, and be filled sooner."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let the writers fill the search index, many attributions at once."""
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TRIGGER attributions_added")
