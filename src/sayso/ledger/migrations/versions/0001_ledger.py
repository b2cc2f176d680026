"""The first ledger: documents, archives, readings, attributions, skipped inputs, tombstones and views."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Ids and dates are compared byte by byte wherever the ledger lives.
PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Make every table, index and view."""
    create_tables()
    if op.get_context().dialect.name == "sqlite":
        create_sqlite_search()
    else:
        create_postgres_search()
        forget_statistics()
    create_views()


def create_tables() -> None:
    op.create_table(
        "archives",
        sa.Column("sha256", PLAIN, primary_key=True),
        sa.Column("n_bytes", NUMBER, nullable=False),
        sa.Column("compression", sa.Text, sa.CheckConstraint("compression = 'zlib'"), nullable=False),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "documents",
        sa.Column("id", PLAIN, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("outlet", sa.Text),
        sa.Column("authors", sa.Text, nullable=False),  # a JSON list
        sa.Column("published", PLAIN),
        sa.Column("url", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("previous", PLAIN),  # no foreign key: the version before may be purged, and this row stays
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("encoding", sa.Text, nullable=False),
        sa.Column("sha256", PLAIN, sa.ForeignKey("archives.sha256"), nullable=False),
        sa.Column("text_sha256", PLAIN, nullable=False),
        sa.Column("n_characters", sa.Integer, nullable=False),
        sa.Column("added_at", PLAIN, nullable=False),
        sa.Column("text", sa.Text, nullable=False),  # last: the columns before are read without it
    )
    # Hash indexes on PostgreSQL: a URL or a name may be longer than a B-tree takes.
    op.create_index("documents_by_url", "documents", ["url"], postgresql_using="hash")
    op.create_index("documents_by_name", "documents", ["name"], postgresql_using="hash")
    op.create_index("documents_by_published", "documents", ["published"])
    op.create_index("documents_by_sha256", "documents", ["sha256"])
    op.create_table(
        "readings",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("document_id", PLAIN, sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("extractor", PLAIN, nullable=False),
        sa.Column("read_at", PLAIN, nullable=False),
        sa.UniqueConstraint("document_id", "extractor"),
        sqlite_autoincrement=True,  # the newest reading has the highest number, purged ones included
    )
    op.create_table(
        "attributions",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("id", PLAIN, nullable=False, unique=True),
        sa.Column("document_id", PLAIN, sa.ForeignKey("documents.id"), nullable=False, index=True),
        sa.Column("source_text", sa.Text, nullable=False),
        sa.Column("cue_text", sa.Text, nullable=False),
        sa.Column("content_text", sa.Text, nullable=False),
        sa.Column("source_spans", PLAIN, nullable=False),  # JSON: [[start, end], …]
        sa.Column("cue_spans", PLAIN, nullable=False),
        sa.Column("content_spans", PLAIN, nullable=False),
        sa.Column("sentence_start", sa.Integer, nullable=False),
        sa.Column("sentence_end", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "extractions",
        sa.Column("reading_id", NUMBER, sa.ForeignKey("readings.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("attribution", NUMBER, sa.ForeignKey("attributions.number"), nullable=False),
        sa.Column(
            "quotation",
            sa.Text,
            sa.CheckConstraint("quotation IN ('direct', 'mixed', 'indirect')"),
            nullable=False,
        ),
        sa.Column("confidence", sa.Double, sa.CheckConstraint("confidence BETWEEN 0 AND 1"), nullable=False),
        sa.Column("speaker_id", PLAIN),
        sa.Column("speaker_name", sa.Text),
        sa.Column("speaker_kind", sa.Text),
        sa.Column("speaker_role", sa.Text),
        sa.Column("speaker_because", sa.Text),
        sa.Column("reasons", sa.Text, nullable=False),  # JSON: [[key, why it is null or doubtful], …]
        sa.UniqueConstraint("attribution", "reading_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "skipped",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("sha256", PLAIN),
        sa.Column("skipped_at", PLAIN, nullable=False),
    )
    op.create_table(
        "tombstones",
        sa.Column("id", PLAIN, primary_key=True),  # the purged document's
        sa.Column("sha256", PLAIN, nullable=False, index=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("purged_by", sa.Text),
        sa.Column("purged_at", PLAIN, nullable=False),
    )


# Marks that part words, and that unicode61's tables are too old to know: directions and currencies.
SEPARATORS = "\u061c\u2066\u2067\u2068\u2069\u20ba\u20bb\u20bc\u20bd\u20be\u20bf"


def create_sqlite_search() -> None:
    # The double quotation marks around the content table are what Datasette looks for.
    op.execute(
        f"""CREATE VIRTUAL TABLE attributions_fts USING fts5(
            content_text, content="attributions", content_rowid="number",
            tokenize="unicode61 remove_diacritics 2 categories 'L* M* N* Co' separators '{SEPARATORS}'")"""
    )
    op.execute(
        """CREATE TRIGGER attributions_added AFTER INSERT ON attributions BEGIN
            INSERT INTO attributions_fts(rowid, content_text) VALUES (new.number, new.content_text);
        END"""
    )
    op.execute(
        """CREATE TRIGGER attributions_purged AFTER DELETE ON attributions BEGIN
            INSERT INTO attributions_fts(attributions_fts, rowid, content_text)
            VALUES ('delete', old.number, old.content_text);
        END"""
    )


def create_postgres_search() -> None:
    op.execute(
        """CREATE TABLE attributions_fts(
            attribution bigint PRIMARY KEY REFERENCES attributions(number) ON DELETE CASCADE,
            words tsvector NOT NULL)"""
    )
    op.execute("CREATE INDEX attributions_by_words ON attributions_fts USING gin(words)")


def forget_statistics() -> None:
    """Keep samples of the texts out of PostgreSQL's planner statistics: a purge could not reach them."""
    sampled = {
        "documents": ("name", "title", "authors", "url", "text"),
        "attributions": ("source_text", "cue_text", "content_text"),
        "extractions": ("speaker_name", "speaker_role", "speaker_because", "reasons"),
        "attributions_fts": ("words",),
        "archives": ("bytes",),
    }
    for table, columns in sampled.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")


NEWEST_READING = """NOT EXISTS (SELECT 1 FROM readings newer
    WHERE newer.document_id = readings.document_id AND newer.id > readings.id)"""
CURRENT_VERSION = """NOT EXISTS (SELECT 1 FROM documents newer
    WHERE newer.url = documents.url AND newer.version > documents.version)"""
JOINED = """FROM documents
    JOIN readings ON readings.document_id = documents.id
    JOIN extractions ON extractions.reading_id = readings.id
    JOIN attributions ON attributions.number = extractions.attribution"""
SHOWN = """attributions.id,
    extractions.speaker_name AS speaker,
    attributions.source_text AS source,
    attributions.cue_text AS cue,
    attributions.content_text AS content,
    extractions.quotation,
    substr(documents.text, attributions.sentence_start + 1,
        attributions.sentence_end - attributions.sentence_start) AS sentence,
    documents.outlet,
    documents.published,
    documents.title,
    documents.url,
    documents.name AS document,
    documents.id AS document_id,
    extractions.confidence,
    extractions.reasons,
    readings.extractor,
    readings.read_at,
    attributions.number"""


def create_views() -> None:
    lists = "json_group_array" if op.get_context().dialect.name == "sqlite" else "json_agg"
    op.execute(f"CREATE VIEW said AS SELECT {SHOWN} {JOINED} WHERE {NEWEST_READING} AND {CURRENT_VERSION}")
    op.execute(
        f"""CREATE VIEW history AS SELECT {SHOWN},
            documents.version,
            CASE WHEN {CURRENT_VERSION} THEN 1 ELSE 0 END AS version_is_current,
            (SELECT min(later.id) FROM readings later
                WHERE later.document_id = readings.document_id AND later.id > readings.id
            ) AS superseded_by_reading
            {JOINED}"""
    )
    for view, column in (("speakers", "extractions.speaker_name"), ("sources", "attributions.source_text")):
        op.execute(
            f"""CREATE VIEW {view} AS SELECT {column} AS {view[:-1]},
                count(*) AS n_attributions,
                count(DISTINCT documents.id) AS n_documents,
                {lists}(DISTINCT documents.outlet) AS outlets,
                min(documents.published) AS first_published,
                max(documents.published) AS last_published
                {JOINED} WHERE {NEWEST_READING} AND {CURRENT_VERSION}
                GROUP BY {column}"""
        )
