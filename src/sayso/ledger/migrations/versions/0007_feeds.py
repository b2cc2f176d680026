"""Feeds that are watched, and what was seen in them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Make the tables; no older ledger has anything for them."""
    create_feeds()
    create_entries()
    create_hosts()
    if op.get_context().dialect.name != "sqlite":
        forget_statistics()


def create_feeds() -> None:
    """What is watched. How the asking went is edited in place: it is nothing that anybody said."""
    op.create_table(
        "feeds",
        sa.Column("id", PLAIN, primary_key=True),
        sa.Column("address", PLAIN, nullable=False, unique=True),  # where it is asked for now
        sa.Column("host", PLAIN, nullable=False, index=True),
        sa.Column("title", sa.Text),
        sa.Column("site", sa.Text),
        sa.Column("outlet", sa.Text),  # the publisher that the feed names
        sa.Column("added_at", PLAIN, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("sha256", PLAIN),  # of the last answer that was a feed
        sa.Column("hints", sa.Text, nullable=False),  # JSON: seconds, hours, days
        sa.Column("polled_at", PLAIN),
        sa.Column("changed_at", PLAIN),  # when an entry was new last
        sa.Column("failures", sa.Integer, nullable=False),  # in a row
        sa.Column("last_error", sa.Text),
        sa.Column("wait", sa.Double, nullable=False),  # seconds from set_at to next_due
        sa.Column("next_due", PLAIN, nullable=False),
        sa.Column("set_at", PLAIN, nullable=False),  # by whose clock next_due was set
        sa.Column("stopped_at", PLAIN),
        sa.Column("stopped_because", sa.Text),
    )
    op.create_table(
        "feed_events",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("feed", PLAIN, sa.ForeignKey("feeds.id"), nullable=False, index=True),
        sa.Column(
            "what",
            sa.Text,
            sa.CheckConstraint("what IN ('added', 'moved', 'stopped', 'resumed')"),
            nullable=False,
        ),
        sa.Column("address", PLAIN, nullable=False, index=True),  # from then on
        sa.Column("reason", sa.Text),
        sa.Column("happened_at", PLAIN, nullable=False),
        sqlite_autoincrement=True,
    )


def create_entries() -> None:
    """What a feed said of each article, and what became of it."""
    op.create_table(
        "feed_entries",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("id", PLAIN, nullable=False, unique=True),  # a hash of the feed and the guid
        sa.Column("feed", PLAIN, sa.ForeignKey("feeds.id"), nullable=False),
        sa.Column("page", PLAIN, index=True),  # a hash of the link; NULL: it has none
        sa.Column("guid", sa.Text, nullable=False),
        sa.Column("link", sa.Text),
        sa.Column("host", PLAIN, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("authors", sa.Text, nullable=False),  # JSON
        sa.Column("published", PLAIN),
        sa.Column("updated", PLAIN),
        sa.Column("language", sa.Text),
        sa.Column("source_title", sa.Text),
        sa.Column("source_url", sa.Text),
        sa.Column("content", sa.Text),  # kept only while the article waits
        sa.Column("content_type", sa.Text),
        sa.Column("seen_at", PLAIN, nullable=False),
        sa.Column(
            "state",
            sa.Text,
            sa.CheckConstraint("state IN ('waiting', 'added', 'known', 'skipped', 'purged')"),
            nullable=False,
        ),
        sa.Column("from_feed", sa.Integer, nullable=False),  # 1: the document is the feed's own content
        sa.Column("document_id", PLAIN, sa.ForeignKey("documents.id"), index=True),
        sa.Column("expected", PLAIN),  # the document that was about to be added
        sa.Column("reason", sa.Text),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("next_try", PLAIN),
        sa.Column("set_at", PLAIN, nullable=False),  # by whose clock next_try was set
        sqlite_autoincrement=True,
    )
    op.create_index("feed_entries_by_feed", "feed_entries", ["feed", "page"])
    # Few wait at a time, of very many.
    op.execute("CREATE INDEX feed_entries_waiting ON feed_entries(host, next_try) WHERE state = 'waiting'")


def create_hosts() -> None:
    """How each host is asked: its robots.txt, not before when, and which watcher has it in hand."""
    op.create_table(
        "feed_hosts",
        sa.Column("host", PLAIN, primary_key=True),
        sa.Column("robots", sa.Text),  # NULL: it has none, or none was asked for yet
        sa.Column("robots_status", sa.Integer),  # of HTTP; 0: no answer; NULL: not asked yet
        sa.Column("robots_at", PLAIN),
        sa.Column("next_at", PLAIN, nullable=False),
        sa.Column("set_at", PLAIN, nullable=False),
        sa.Column("claimed_by", PLAIN),
        sa.Column("claimed_until", PLAIN),
    )


SAMPLED = ("guid", "link", "title", "authors", "source_title", "source_url", "content", "reason")


def forget_statistics() -> None:
    """Keep samples of words out of PostgreSQL's planner statistics: a purge could not reach them."""
    for column in SAMPLED:
        op.execute(f"ALTER TABLE feed_entries ALTER COLUMN {column} SET STATISTICS 0")
