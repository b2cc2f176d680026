"""What an attribution means: classes, date, addressee, occasion, anonymity, nesting and answers."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Places in the text: each has where it starts and ends, and the words there, to be read in the table.
SLICES = ("speaker_named", "date", "addressee", "occasion", "anonymity")
COLUMNS = (
    ("cue_class", "text", None),
    ("polarity", "text", "polarity IN ('affirmed', 'negated')"),
    ("modality", "text", "modality IN ('actual', 'possible', 'conditional', 'future')"),
    ("stance", "text", "stance IN ('neutral', 'endorsing', 'distancing')"),
    ("date_value", "text", None),
    ("date_granularity", "text", "date_granularity IN ('time', 'day', 'week', 'month', 'year')"),
    ("date_because", "text", None),
    ("date_day", "text", None),  # the day, or the first day of what the date says: sorts with days
    # Ids of attributions, and no foreign keys: SQLite would search every reading at each purge.
    ("within", "text", None),
    ("responds_to", "text", None),
)


def upgrade() -> None:
    """Add the columns, all empty, and make the views anew with them."""
    for view in VIEWS:
        op.execute(f"DROP VIEW {view}")
    for name, kind, check in COLUMNS:
        add_column(name, kind, check)
    for name in SLICES:
        add_column(f"{name}_start", "integer", None)
        add_column(f"{name}_end", "integer", None)
        add_column(f"{name}_text", "text", None)
    op.create_index("extractions_by_day", "extractions", ["date_day"])
    if op.get_context().dialect.name != "sqlite":
        forget_statistics()
    create_views()


def add_column(name: str, kind: str, check: str | None) -> None:
    plain = ' COLLATE "C"' if kind == "text" and op.get_context().dialect.name != "sqlite" else ""
    checked = f" CHECK ({check})" if check else ""
    op.execute(f"ALTER TABLE extractions ADD COLUMN {name} {kind}{plain}{checked}")


def forget_statistics() -> None:
    """Keep samples of the texts out of PostgreSQL's planner statistics: a purge could not reach them."""
    for column in (*(f"{name}_text" for name in SLICES), "date_because"):
        op.execute(f"ALTER TABLE extractions ALTER COLUMN {column} SET STATISTICS 0")


VIEWS = ("said", "history", "speakers", "sources")
NEWEST_READING = """NOT EXISTS (SELECT 1 FROM readings newer
    WHERE newer.document_id = readings.document_id AND newer.id > readings.id)"""
CURRENT_VERSION = """NOT EXISTS (SELECT 1 FROM documents newer
    WHERE newer.url = documents.url AND newer.version > documents.version)"""
JOINED = """FROM documents
    JOIN readings ON readings.document_id = documents.id
    JOIN extractions ON extractions.reading_id = readings.id
    JOIN attributions ON attributions.number = extractions.attribution"""
# Who passed it on, the outermost first: “CNN ← officials” is what CNN says that officials said.
CHAIN = """CASE WHEN extractions.within IS NOT NULL THEN (
        WITH RECURSIVE chain(who, within, depth) AS (
            SELECT coalesce(extractions.speaker_name, attributions.source_text), extractions.within, 0
            UNION ALL
            SELECT coalesce(outer_one.speaker_name, outer_words.source_text) || ' ← ' || chain.who,
                outer_one.within, chain.depth + 1
            FROM chain
            JOIN attributions outer_words ON outer_words.id = chain.within
            JOIN extractions outer_one ON outer_one.attribution = outer_words.number
                AND outer_one.reading_id = readings.id
            WHERE chain.depth < 20
        ) SELECT who FROM chain ORDER BY depth DESC LIMIT 1) END"""
SHOWN = f"""attributions.id,
    extractions.speaker_name AS speaker,
    extractions.speaker_kind AS kind,
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
    extractions.within,
    extractions.responds_to,
    extractions.speaker_because,
    extractions.date_granularity,
    extractions.date_because,
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
                {lists}(DISTINCT extractions.speaker_kind) AS kinds,
                count(*) AS n_attributions,
                count(DISTINCT documents.id) AS n_documents,
                {lists}(DISTINCT documents.outlet) AS outlets,
                min(documents.published) AS first_published,
                max(documents.published) AS last_published
                {JOINED} WHERE {NEWEST_READING} AND {CURRENT_VERSION}
                GROUP BY {column}"""
        )
