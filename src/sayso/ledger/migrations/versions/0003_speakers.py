"""Speakers across documents: who they are, where they appear, what people decided, and rosters."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Make the tables, and the views anew with who the speakers are."""
    for view in ("said", "history", "speakers", "sources"):
        op.execute(f"DROP VIEW {view}")
    create_tables()
    # Counts what nobody is known to have said.
    op.execute("INSERT INTO identities(id, by_name, n_attributions, n_documents) VALUES ('', 1, 0, 0)")
    if op.get_context().dialect.name == "sqlite":
        create_sqlite_indexes()
    else:
        forget_statistics()
    create_views()


def create_tables() -> None:
    op.execute("ALTER TABLE readings ADD COLUMN linked integer")  # the version of the rules; NULL: not yet
    op.create_index("readings_by_linked", "readings", ["linked"])
    op.create_table(
        "identities",
        sa.Column("id", PLAIN, primary_key=True),
        sa.Column("name", sa.Text),
        sa.Column("kind", sa.Text),
        sa.Column("by_name", sa.Integer, nullable=False),  # 1: stands for a name, not for one speaker
        sa.Column("country", sa.Text),
        sa.Column("wikidata", PLAIN),
        sa.Column("listed", PLAIN),  # the roster's entry
        sa.Column("n_attributions", sa.Integer, nullable=False),
        sa.Column("n_documents", sa.Integer, nullable=False),
        sa.Column("first_published", PLAIN),
        sa.Column("last_published", PLAIN),
    )
    op.create_index("identities_by_size", "identities", ["n_attributions"])
    op.create_table(
        "identity_outlets",
        sa.Column("identity", PLAIN, sa.ForeignKey("identities.id"), primary_key=True),
        sa.Column("outlet", PLAIN, primary_key=True),
        sa.Column("n_documents", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "appearances",
        sa.Column("reading_id", NUMBER, sa.ForeignKey("readings.id"), primary_key=True),
        sa.Column("speaker_id", PLAIN, primary_key=True),  # as in `extractions`; empty: not resolved there
        sa.Column("identity", PLAIN, sa.ForeignKey("identities.id"), nullable=False),
        sa.Column("found", PLAIN, nullable=False),  # whom the rules took it for, before any decision
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("decision", NUMBER),
        sa.Column("name", sa.Text),
        sa.Column("kind", sa.Text),
        sa.Column("roles", sa.Text, nullable=False),  # a JSON list
        sa.Column("aliases", sa.Text, nullable=False),  # a JSON list
        sa.Column("document_id", PLAIN, sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("outlet", sa.Text),
        sa.Column("published", PLAIN),
        sa.Column("n_attributions", sa.Integer, nullable=False),
        sa.Column("is_current", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    if op.get_context().dialect.name != "sqlite":
        op.create_index("appearances_by_identity", "appearances", ["identity", "is_current", "published"])
    op.create_index("appearances_by_document", "appearances", ["document_id"])
    op.create_index("appearances_by_found", "appearances", ["found"])
    op.create_table(
        "profiles",
        sa.Column("identity", PLAIN, sa.ForeignKey("identities.id"), primary_key=True),
        sa.Column("what", PLAIN, sa.CheckConstraint("what IN ('name', 'role', 'kind')"), primary_key=True),
        sa.Column("value", PLAIN, primary_key=True),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("first", PLAIN),
        sa.Column("last", PLAIN),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "name_keys",
        sa.Column("key", PLAIN, primary_key=True),
        sa.Column("identity", PLAIN, sa.ForeignKey("identities.id"), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("name_keys_by_identity", "name_keys", ["identity"])
    op.create_table(
        "decisions",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
        sa.Column(
            "what", sa.Text, sa.CheckConstraint("what IN ('merge', 'split', 'rename')"), nullable=False
        ),
        sa.Column("identity", PLAIN, sa.ForeignKey("identities.id"), nullable=False, index=True),
        sa.Column("other", PLAIN, sa.ForeignKey("identities.id"), index=True),
        sa.Column("told", sa.Text, nullable=False),  # JSON: the new name, or what the split takes
        sa.Column("reason", sa.Text),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("decided_at", PLAIN, nullable=False),
        sa.Column("undone_by", sa.Text),
        sa.Column("undone_at", PLAIN),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "roster",
        sa.Column("id", PLAIN, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("aliases", sa.Text, nullable=False),  # a JSON list
        sa.Column("kind", sa.Text),
        sa.Column("roles", sa.Text, nullable=False),  # JSON: [[title, from, until, country], …]
        sa.Column("country", sa.Text),
        sa.Column("wikidata", PLAIN),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("imported_at", PLAIN, nullable=False),
    )
    op.create_table(
        "roster_keys",
        sa.Column("key", PLAIN, primary_key=True),
        sa.Column("entry", PLAIN, sa.ForeignKey("roster.id"), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("roster_keys_by_entry", "roster_keys", ["entry"])


def create_sqlite_indexes() -> None:
    """Indexes that answer without the tables; PostgreSQL's take no texts as long as these may be."""
    # Looked through for a part of a source's words, without the long texts beside them.
    op.execute("CREATE INDEX attributions_by_source ON attributions(source_text)")
    op.execute(
        """CREATE INDEX appearances_by_identity ON appearances(
            identity, is_current, published, outlet, n_attributions, document_id)"""
    )
    # The newest first, without sorting all of them before the first is shown.
    op.execute(
        """CREATE INDEX documents_newest ON documents(published DESC, added_at DESC, id, url, version)"""
    )


def forget_statistics() -> None:
    """Keep samples of names out of PostgreSQL's planner statistics: a purge could not reach them."""
    sampled = {
        "identities": ("name",),
        "appearances": ("name", "roles", "aliases", "because"),
        "profiles": ("value",),
        "name_keys": ("key",),
        "decisions": ("told", "reason"),
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
IDENTIFIED = f"""{JOINED}
    LEFT JOIN appearances ON appearances.reading_id = extractions.reading_id
        AND appearances.speaker_id = extractions.speaker_id
    LEFT JOIN identities ON identities.id = appearances.identity"""
# Who passed it on, the outermost first: “CNN ← officials” is what CNN says that officials said.
CHAIN = """CASE WHEN extractions.within IS NOT NULL THEN (
        WITH RECURSIVE chain(who, within, depth) AS (
            SELECT coalesce(identities.name, extractions.speaker_name, attributions.source_text),
                extractions.within, 0
            UNION ALL
            SELECT coalesce(outer_who.name, outer_one.speaker_name, outer_words.source_text)
                || ' ← ' || chain.who, outer_one.within, chain.depth + 1
            FROM chain
            JOIN attributions outer_words ON outer_words.id = chain.within
            JOIN extractions outer_one ON outer_one.attribution = outer_words.number
                AND outer_one.reading_id = readings.id
            LEFT JOIN appearances outer_there ON outer_there.reading_id = readings.id
                AND outer_there.speaker_id = outer_one.speaker_id
            LEFT JOIN identities outer_who ON outer_who.id = outer_there.identity
            WHERE chain.depth < 20
        ) SELECT who FROM chain ORDER BY depth DESC LIMIT 1) END"""
SHOWN = f"""attributions.id,
    coalesce(identities.name, extractions.speaker_name) AS speaker,
    coalesce(extractions.speaker_kind, identities.kind) AS kind,
    extractions.speaker_role AS role,
    attributions.source_text AS source,
    attributions.cue_text AS cue,
    attributions.content_text AS content,
    extractions.quotation,
    extractions.cue_class,
    extractions.polarity,
    extractions.modality,
    extractions.stance,
    extractions.date_value AS date,
    extractions.addressee_text AS addressee,
    extractions.occasion_text AS occasion,
    extractions.anonymity_text AS anonymity,
    {CHAIN} AS chain,
    substr(documents.text, attributions.sentence_start + 1,
        attributions.sentence_end - attributions.sentence_start) AS sentence,
    documents.outlet,
    documents.published,
    documents.title,
    documents.url,
    documents.name AS document,
    documents.id AS document_id,
    appearances.identity AS speaker_id,
    appearances.because AS joined_because,
    extractions.speaker_name AS speaker_there,
    extractions.speaker_because,
    extractions.within,
    extractions.responds_to,
    extractions.date_granularity,
    extractions.date_because,
    extractions.confidence,
    extractions.reasons,
    readings.extractor,
    readings.read_at,
    attributions.number"""


def create_views() -> None:
    sqlite = op.get_context().dialect.name == "sqlite"
    lists = "json_group_array" if sqlite else "json_agg"
    op.execute(
        f"CREATE VIEW said AS SELECT {SHOWN} {IDENTIFIED} WHERE {NEWEST_READING} AND {CURRENT_VERSION}"
    )
    op.execute(
        f"""CREATE VIEW history AS SELECT {SHOWN},
            documents.version,
            CASE WHEN {CURRENT_VERSION} THEN 1 ELSE 0 END AS version_is_current,
            (SELECT min(later.id) FROM readings later
                WHERE later.document_id = readings.document_id AND later.id > readings.id
            ) AS superseded_by_reading
            {IDENTIFIED}"""
    )
    empty = "'[]'" if sqlite else "'[]'::json"
    op.execute(
        f"""CREATE VIEW speakers AS SELECT identities.name AS speaker,
            identities.kind,
            identities.by_name AS name_only,
            identities.n_attributions,
            identities.n_documents,
            coalesce((SELECT {lists}(outlet) FROM identity_outlets WHERE identity = identities.id),
                {empty}) AS outlets,
            identities.first_published,
            identities.last_published,
            (SELECT {lists}(value) FROM profiles WHERE identity = identities.id AND what = 'name')
                AS names,
            (SELECT {lists}(value) FROM profiles WHERE identity = identities.id AND what = 'role')
                AS roles,
            identities.country,
            identities.wikidata,
            identities.id
            FROM identities WHERE identities.n_attributions > 0"""
    )
    op.execute(
        f"""CREATE VIEW sources AS SELECT attributions.source_text AS source,
            {lists}(DISTINCT extractions.speaker_kind) AS kinds,
            count(*) AS n_attributions,
            count(DISTINCT documents.id) AS n_documents,
            {lists}(DISTINCT documents.outlet) AS outlets,
            min(documents.published) AS first_published,
            max(documents.published) AS last_published
            {JOINED} WHERE {NEWEST_READING} AND {CURRENT_VERSION}
            GROUP BY attributions.source_text"""
    )
