"""The ledger's tables, as the queries name them; the migrations make them."""

from __future__ import annotations

import sqlalchemy as sa

HEAD = "0010"  # the newest migration; a ledger that says more comes from a newer Sayso
VERSION_TABLE = "ledger_version"
APPLICATION_ID = 0x53415953  # "SAYS" in the SQLite header: tells our files from other programs'

# What an extraction may have one place in the text for: columns `_start`, `_end` and `_text` each.
SLICES = ("speaker_named", "date", "addressee", "occasion", "anonymity")

UNRESOLVED = ""  # the id of the row of `identities` that counts what nobody is known to have said

METADATA = sa.MetaData()

documents = sa.Table(
    "documents",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text),
    sa.Column("title", sa.Text),
    sa.Column("outlet", sa.Text),
    sa.Column("authors", sa.Text),
    sa.Column("published", sa.Text),
    sa.Column("url", sa.Text),
    sa.Column("language", sa.Text),
    sa.Column("version", sa.Integer),
    sa.Column("previous", sa.Text),
    sa.Column("media_type", sa.Text),
    sa.Column("encoding", sa.Text),
    sa.Column("sha256", sa.Text),
    sa.Column("text_sha256", sa.Text),
    sa.Column("n_characters", sa.Integer),
    sa.Column("added_at", sa.Text),
    sa.Column("text", sa.Text),
    sa.Column("locators", sa.Text),
)
archives = sa.Table(
    "archives",
    METADATA,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("n_bytes", sa.Integer),
    sa.Column("compression", sa.Text),
    sa.Column("bytes", sa.LargeBinary),
)
readings = sa.Table(
    "readings",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("document_id", sa.Text),
    sa.Column("extractor", sa.Text),
    sa.Column("read_at", sa.Text),
    sa.Column("linked", sa.Integer),
    sa.Column("judged_from", sa.Integer),
    sa.Column("unread", sa.Text),
)
attributions = sa.Table(
    "attributions",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text),
    sa.Column("document_id", sa.Text),
    sa.Column("source_text", sa.Text),
    sa.Column("cue_text", sa.Text),
    sa.Column("content_text", sa.Text),
    sa.Column("source_spans", sa.Text),
    sa.Column("cue_spans", sa.Text),
    sa.Column("content_spans", sa.Text),
    sa.Column("sentence_start", sa.Integer),
    sa.Column("sentence_end", sa.Integer),
)
extractions = sa.Table(
    "extractions",
    METADATA,
    sa.Column("reading_id", sa.Integer, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("attribution", sa.Integer),
    sa.Column("quotation", sa.Text),
    sa.Column("confidence", sa.Double),
    sa.Column("speaker_id", sa.Text),
    sa.Column("speaker_name", sa.Text),
    sa.Column("speaker_kind", sa.Text),
    sa.Column("speaker_role", sa.Text),
    sa.Column("speaker_because", sa.Text),
    sa.Column("reasons", sa.Text),
    sa.Column("cue_class", sa.Text),
    sa.Column("polarity", sa.Text),
    sa.Column("modality", sa.Text),
    sa.Column("stance", sa.Text),
    sa.Column("date_value", sa.Text),
    sa.Column("date_granularity", sa.Text),
    sa.Column("date_because", sa.Text),
    sa.Column("date_day", sa.Text),
    sa.Column("within", sa.Text),
    sa.Column("responds_to", sa.Text),
    *(
        sa.Column(f"{name}_{part}", kind)
        for name in SLICES
        for part, kind in (("start", sa.Integer), ("end", sa.Integer), ("text", sa.Text))
    ),
    sa.Column("found_by", sa.Text),
)
identities = sa.Table(
    "identities",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text),
    sa.Column("kind", sa.Text),
    sa.Column("by_name", sa.Integer),
    sa.Column("country", sa.Text),
    sa.Column("wikidata", sa.Text),
    sa.Column("listed", sa.Text),
    sa.Column("n_attributions", sa.Integer),
    sa.Column("n_documents", sa.Integer),
    sa.Column("first_published", sa.Text),
    sa.Column("last_published", sa.Text),
)
identity_outlets = sa.Table(
    "identity_outlets",
    METADATA,
    sa.Column("identity", sa.Text, primary_key=True),
    sa.Column("outlet", sa.Text, primary_key=True),
    sa.Column("n_documents", sa.Integer),
)
appearances = sa.Table(
    "appearances",
    METADATA,
    sa.Column("reading_id", sa.Integer, primary_key=True),
    sa.Column("speaker_id", sa.Text, primary_key=True),
    sa.Column("identity", sa.Text),
    sa.Column("found", sa.Text),
    sa.Column("because", sa.Text),
    sa.Column("confidence", sa.Double),
    sa.Column("decision", sa.Integer),
    sa.Column("name", sa.Text),
    sa.Column("kind", sa.Text),
    sa.Column("roles", sa.Text),
    sa.Column("aliases", sa.Text),
    sa.Column("document_id", sa.Text),
    sa.Column("outlet", sa.Text),
    sa.Column("published", sa.Text),
    sa.Column("n_attributions", sa.Integer),
    sa.Column("is_current", sa.Integer),
    sa.Column("judgement", sa.Integer),
)
profiles = sa.Table(
    "profiles",
    METADATA,
    sa.Column("identity", sa.Text, primary_key=True),
    sa.Column("what", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, primary_key=True),
    sa.Column("n", sa.Integer),
    sa.Column("first", sa.Text),
    sa.Column("last", sa.Text),
)
name_keys = sa.Table(
    "name_keys",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("identity", sa.Text, primary_key=True),
)
decisions = sa.Table(
    "decisions",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("what", sa.Text),
    sa.Column("identity", sa.Text),
    sa.Column("other", sa.Text),
    sa.Column("told", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("decided_by", sa.Text),
    sa.Column("decided_at", sa.Text),
    sa.Column("undone_by", sa.Text),
    sa.Column("undone_at", sa.Text),
)
roster = sa.Table(
    "roster",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text),
    sa.Column("aliases", sa.Text),
    sa.Column("kind", sa.Text),
    sa.Column("roles", sa.Text),
    sa.Column("country", sa.Text),
    sa.Column("wikidata", sa.Text),
    sa.Column("source", sa.Text),
    sa.Column("imported_at", sa.Text),
)
roster_keys = sa.Table(
    "roster_keys",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("entry", sa.Text, primary_key=True),
)
statements = sa.Table(
    "statements",
    METADATA,
    sa.Column("attribution", sa.Integer, primary_key=True),
    sa.Column("document_id", sa.Text),
    *(sa.Column(name, sa.Integer) for name in ("reading_id", "added", "position")),
    *(
        sa.Column(name, sa.Text)
        for name in (
            "published", "day", "identity", "outlet", "kind", "cue_class", "polarity", "quotation",
        )
    ),
)  # fmt: skip
listings = sa.Table(
    "listings",
    METADATA,
    sa.Column("document_id", sa.Text, primary_key=True),
    *(sa.Column(name, sa.Integer) for name in ("reading_id", "added", "is_current")),
    *(sa.Column(name, sa.Text) for name in ("published", "title", "outlet")),
    sa.Column("n_attributions", sa.Integer),
)
judgements = sa.Table(
    "judgements",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    *(
        sa.Column(name, sa.Text)
        for name in (
            "document_id", "what", "attribution", "judged", "speaker", "extractor", "note", "reviewer",
            "judged_at", "undone_by", "undone_at",
        )
    ),
)  # fmt: skip
review_states = sa.Table(
    "review_states",
    METADATA,
    sa.Column("document_id", sa.Text, primary_key=True),
    *(sa.Column(name, sa.Integer) for name in ("n_unjudged", "n_unsure", "n_judged", "n_disagreements")),
    sa.Column("lowest", sa.Double),
    sa.Column("finished", sa.Integer),
)
collections = sa.Table(
    "collections",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    *(sa.Column(name, sa.Text) for name in ("name", "note", "made_by", "made_at", "closed_by", "closed_at")),
)
kept = sa.Table(
    "kept",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("collection", sa.Integer),
    *(
        sa.Column(name, sa.Text)
        for name in (
            "what", "reference", "title", "note", "kept_by", "kept_at", "dropped_by", "dropped_at",
        )
    ),
)  # fmt: skip
users = sa.Table(
    "users",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    *(sa.Column(name, sa.Text) for name in ("password", "added_at", "removed_at")),
)
sessions = sa.Table(
    "sessions",
    METADATA,
    sa.Column("token", sa.Text, primary_key=True),
    *(sa.Column(name, sa.Text) for name in ("user", "began_at", "ends_at")),
)
skipped = sa.Table(
    "skipped",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("sha256", sa.Text),
    sa.Column("skipped_at", sa.Text),
)
tombstones = sa.Table(
    "tombstones",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("sha256", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("purged_by", sa.Text),
    sa.Column("purged_at", sa.Text),
)
places = sa.Table(
    "places",
    METADATA,
    sa.Column("document_id", sa.Text, primary_key=True),
    *(sa.Column(name, sa.Text) for name in ("archive", "member", "record", "captured")),
    *(sa.Column(name, sa.BigInteger) for name in ("byte_offset", "byte_length")),
)

feeds = sa.Table(
    "feeds",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    *(
        sa.Column(name, sa.Text)
        for name in (
            "address", "host", "title", "site", "outlet", "added_at", "etag", "last_modified", "sha256",
            "hints", "polled_at", "changed_at",
        )
    ),
    sa.Column("failures", sa.Integer),
    sa.Column("last_error", sa.Text),
    sa.Column("wait", sa.Double),
    *(sa.Column(name, sa.Text) for name in ("next_due", "set_at", "stopped_at", "stopped_because")),
)  # fmt: skip
feed_events = sa.Table(
    "feed_events",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    *(sa.Column(name, sa.Text) for name in ("feed", "what", "address", "reason", "happened_at")),
)
feed_entries = sa.Table(
    "feed_entries",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    *(
        sa.Column(name, sa.Text)
        for name in (
            "id", "feed", "page", "guid", "link", "host", "title", "authors", "published", "updated",
            "language", "source_title", "source_url", "content", "content_type", "seen_at", "state",
        )
    ),
    sa.Column("from_feed", sa.Integer),
    sa.Column("document_id", sa.Text),
    sa.Column("expected", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("tries", sa.Integer),
    *(sa.Column(name, sa.Text) for name in ("next_try", "set_at")),
)  # fmt: skip
feed_hosts = sa.Table(
    "feed_hosts",
    METADATA,
    sa.Column("host", sa.Text, primary_key=True),
    sa.Column("robots", sa.Text),
    sa.Column("robots_status", sa.Integer),
    *(sa.Column(name, sa.Text) for name in ("robots_at", "next_at", "set_at", "claimed_by", "claimed_until")),
)

placed = sa.Table(
    "placed",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    *(sa.Column(name, sa.Text) for name in ("document_id", "place", "published")),
    sa.Column("n_words", sa.Integer),
    *(sa.Column(name, sa.Text) for name in ("tags", "points_at", "source_title", "source_url")),
    *(sa.Column(name, sa.Integer) for name in ("parent", "origin")),
)
sketches = sa.Table(
    "sketches",
    METADATA,
    sa.Column("shingle", sa.BigInteger, primary_key=True),
    sa.Column("document", sa.BigInteger, primary_key=True),
)
copies = sa.Table(
    "copies",
    METADATA,
    sa.Column("one", sa.Integer, primary_key=True),
    sa.Column("other", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text),
    sa.Column("score", sa.Double),
    *(sa.Column(name, sa.Integer) for name in ("n_words", "n_running")),
    *(sa.Column(name, sa.Double) for name in ("share_one", "share_other")),
    sa.Column("names", sa.Integer),
    *(sa.Column(name, sa.Text) for name in ("because", "passages")),
)
origins = sa.Table(
    "origins",
    METADATA,
    *(sa.Column(name, sa.Integer, primary_key=name == "number") for name in ("number", "n_documents")),
    *(sa.Column(name, sa.Text) for name in ("document_id", "agency")),
    sa.Column("confidence", sa.Double),
    sa.Column("because", sa.Text),
)
repeated = sa.Table(
    "repeated",
    METADATA,
    sa.Column("attribution", sa.Integer, primary_key=True),
    sa.Column("document", sa.Integer),
    sa.Column("key", sa.BigInteger),
    sa.Column("published", sa.Text),
    *(sa.Column(name, sa.Integer) for name in ("added", "position")),
)
# Each source's words once, on SQLite alone: looked through for a part of them.
source_words = sa.table("source_words", sa.column("text", sa.Text))
quotes = sa.Table(
    "quotes",
    METADATA,
    sa.Column("attribution", sa.Integer, primary_key=True),
    *(sa.Column(name, sa.Text) for name in ("document_id", "day", "said")),
    sa.Column("n_words", sa.Integer),
    sa.Column("stretches", sa.Text),
    sa.Column("wording", sa.Text),
    sa.Column("quote_group", sa.Integer),
)
quote_keys = sa.Table(
    "quote_keys",
    METADATA,
    sa.Column("key", sa.BigInteger, primary_key=True),
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("quote", sa.Integer, primary_key=True),
)
quote_pairs = sa.Table(
    "quote_pairs",
    METADATA,
    sa.Column("quote", sa.Integer, primary_key=True),
    sa.Column("other", sa.Integer, primary_key=True),
    sa.Column("mark", sa.Text),
    sa.Column("negation", sa.Integer),
    sa.Column("across", sa.Integer),
    sa.Column("score", sa.Double),
    sa.Column("because", sa.Text),
)
quote_groups = sa.Table(
    "quote_groups",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    *(sa.Column(name, sa.Integer) for name in ("n_documents", "n_outlets", "n_wordings", "altered")),
    *(sa.Column(name, sa.Text) for name in ("first", "last")),
)
quoted_documents = sa.Table(
    "quoted_documents",
    METADATA,
    sa.Column("document_id", sa.Text, primary_key=True),
    sa.Column("rules", sa.Integer),
)

# The search index: FTS5 over `attributions` on SQLite, a table of tsvectors on PostgreSQL.
sqlite_words = sa.table("attributions_fts", sa.column("rowid", sa.Integer), sa.column("content_text"))
postgres_words = sa.table("attributions_fts", sa.column("attribution", sa.Integer), sa.column("words"))


def is_newest_reading() -> sa.ColumnElement[bool]:
    """Whether no reading of the same document came after this row of `readings`."""
    newer = readings.alias("newer_reading")
    return ~sa.exists().where(newer.c.document_id == readings.c.document_id, newer.c.id > readings.c.id)


def is_current_version() -> sa.ColumnElement[bool]:
    """Whether no document of the same URL came after this row of `documents`."""
    newer = documents.alias("newer_version")
    return ~sa.exists().where(newer.c.url == documents.c.url, newer.c.version > documents.c.version)
