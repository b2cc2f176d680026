"""Documents that are kept but not read, and why; and where a text's parts stand in what it was made from."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column to `readings` and one to `documents`; what is there has nothing to say in them."""
    plain = "" if op.get_context().dialect.name == "sqlite" else ' COLLATE "C"'
    # Why the extractor left the document unread; NULL: it read it.
    op.execute(f"ALTER TABLE readings ADD COLUMN unread text{plain}")
    # JSON: [[offset, kind, label], ...], kind is `page` or `time`; NULL: the text has neither.
    op.execute(f"ALTER TABLE documents ADD COLUMN locators text{plain}")
