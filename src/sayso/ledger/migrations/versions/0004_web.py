"""What the reader in the browser needs: statements to page through, judgements, collections, accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    """Make the tables, and fill `listings` and `statements` from what is current."""
    # A reading that is a model's with people's judgements upon it names that one; NULL: a model's own.
    op.execute("ALTER TABLE readings ADD COLUMN judged_from " + _number())
    op.execute(f"ALTER TABLE extractions ADD COLUMN found_by text{_plain()}")  # NULL: the reading's extractor
    tell_who_found()
    # The judgement that chose the speaker; NULL: the rules did.
    op.execute("ALTER TABLE appearances ADD COLUMN judgement " + _number())
    create_statements()
    create_judgements()
    create_collections()
    create_accounts()
    fill_statements()
    fill_review_states()
    if op.get_context().dialect.name != "sqlite":
        forget_statistics()


def _number() -> str:
    return "integer" if op.get_context().dialect.name == "sqlite" else "bigint"


def _plain() -> str:
    return "" if op.get_context().dialect.name == "sqlite" else ' COLLATE "C"'


def tell_who_found() -> None:
    """Make the views anew that name a model: what people corrected is theirs."""
    own = "SELECT sql FROM sqlite_master WHERE name = '{}'"
    if op.get_context().dialect.name != "sqlite":
        own = "SELECT 'CREATE VIEW {0} AS ' || pg_get_viewdef('{0}'::regclass)"
    for view in ("said", "history"):
        made = str(op.get_bind().exec_driver_sql(own.format(view)).scalar_one())
        found = made.replace(
            "readings.extractor", "coalesce(extractions.found_by, readings.extractor) AS extractor"
        )
        op.execute(f"DROP VIEW {view}")
        op.get_bind().exec_driver_sql(found)


def create_statements() -> None:
    """One narrow row for each current attribution and for each document: what pages are made from."""
    op.create_table(
        "statements",
        sa.Column("attribution", NUMBER, sa.ForeignKey("attributions.number"), primary_key=True),
        sa.Column("document_id", PLAIN, sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("reading_id", NUMBER, sa.ForeignKey("readings.id"), nullable=False),
        sa.Column("added", NUMBER, nullable=False),  # the document's first reading: in order of adding
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("published", PLAIN, nullable=False),  # empty: not known
        sa.Column("day", PLAIN, nullable=False),  # of the statement, else of publication; empty: not known
        sa.Column("identity", PLAIN, nullable=False),  # empty: not resolved
        sa.Column("outlet", PLAIN, nullable=False),  # empty: not known
        sa.Column("kind", PLAIN, nullable=False),  # as the document has it; empty: not known there
        sa.Column("cue_class", PLAIN, nullable=False),  # empty: not read
        sa.Column("polarity", PLAIN, nullable=False),  # empty: not read
        sa.Column("quotation", PLAIN, nullable=False),
    )
    # The day in each, so that a row of other days is passed over without being fetched.
    newest = ["published", "added", "position", "day"]
    for column, beside in {"identity": ["cue_class"], "outlet": [], "cue_class": []}.items():
        op.create_index(f"statements_by_{column}", "statements", [column, *newest, *beside])
    op.create_index("statements_newest", "statements", newest)
    op.create_index("statements_by_day", "statements", ["day"])
    # What an outlet's page counts, each in the order in which it is counted.
    for name, columns in {
        "speaker": ["identity"],
        "day": ["day"],
        "class": ["cue_class", "quotation", "kind"],
    }.items():
        op.create_index(f"statements_by_outlet_and_{name}", "statements", ["outlet", *columns])
    op.create_index("statements_by_document", "statements", ["document_id"])
    create_listings()
    create_orders()


def create_listings() -> None:
    op.create_table(
        "listings",
        sa.Column("document_id", PLAIN, sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("reading_id", NUMBER, sa.ForeignKey("readings.id"), nullable=False),  # the newest
        sa.Column("added", NUMBER, nullable=False),  # the first reading
        sa.Column("is_current", sa.Integer, nullable=False),  # 1: no version came after
        sa.Column("published", PLAIN, nullable=False),  # empty: not known
        sa.Column("title", PLAIN, nullable=False),  # or the name; small letters, cut: what sorts
        sa.Column("outlet", PLAIN, nullable=False),  # empty: not known
        sa.Column("n_attributions", sa.Integer, nullable=False),
    )
    for column in ("published", "title", "n_attributions"):
        op.create_index(f"listings_by_{column}", "listings", ["is_current", column, "added"])
    op.create_index("listings_by_added", "listings", ["is_current", "added"])
    counted = ["is_current", "outlet", "published", "added", "n_attributions"]
    op.create_index("listings_by_outlet", "listings", counted)


def create_orders() -> None:
    """What lists of speakers are sorted by, and what is looked for in the long tables."""
    op.execute("CREATE INDEX profiles_by_value ON profiles(lower(value))")
    op.drop_index("identities_by_size", "identities")
    for column in ("n_attributions", "n_documents"):
        op.create_index(f"identities_by_{column}", "identities", [column])
    op.execute("CREATE INDEX identities_by_last_published ON identities(coalesce(last_published, ''))")
    # Looked up from the few places where there is an addressee, or someone who passed it on.
    for column in ("addressee_text", "within"):
        op.execute(
            f"CREATE INDEX extractions_with_{column} ON extractions(reading_id, speaker_id, position)"
            f" WHERE {column} IS NOT NULL"
        )
    op.execute("CREATE INDEX identities_by_name ON identities(lower(substr(name, 1, 80)), id)")
    if op.get_context().dialect.name == "sqlite":
        op.execute("CREATE INDEX documents_by_title ON documents(title, name, id)")
    else:
        # Statistics of what an index works out are its own: a purge could not reach them.
        for index in ("identities_by_name", "profiles_by_value"):
            op.execute(f"ALTER INDEX {index} ALTER COLUMN 1 SET STATISTICS 0")


def create_judgements() -> None:
    op.create_table(
        "judgements",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("document_id", PLAIN, sa.ForeignKey("documents.id"), nullable=False, index=True),
        sa.Column(
            "what",
            sa.Text,
            sa.CheckConstraint("what IN ('confirm', 'correct', 'reject', 'add', 'finish')"),
            nullable=False,
        ),
        sa.Column(
            "attribution", PLAIN
        ),  # the id of what is judged; NULL for what is added, and at the finish
        sa.Column("judged", sa.Text),  # JSON: the record as it shall be; NULL for what is rejected
        sa.Column("speaker", PLAIN),  # the ledger's speaker that was chosen, if one was
        sa.Column("extractor", PLAIN, nullable=False),  # whose reading was judged
        sa.Column("note", sa.Text),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("judged_at", PLAIN, nullable=False),
        sa.Column("undone_by", sa.Text),
        sa.Column("undone_at", PLAIN),
        sqlite_autoincrement=True,
    )
    # Kept in step by those who write: what waits for review is listed by it.
    op.create_table(
        "review_states",
        sa.Column("document_id", PLAIN, sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("n_unjudged", sa.Integer, nullable=False),
        sa.Column("n_unsure", sa.Integer, nullable=False),
        sa.Column("n_judged", sa.Integer, nullable=False),
        sa.Column("n_disagreements", sa.Integer, nullable=False),
        sa.Column("lowest", sa.Double, nullable=False),  # confidence; 2: nothing is left to judge
        sa.Column("finished", sa.Integer, nullable=False),
    )
    op.create_index("review_states_in_order", "review_states", ["finished", "lowest", "document_id"])


def create_collections() -> None:
    op.create_table(
        "collections",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", PLAIN, nullable=False),
        sa.Column("closed_by", sa.Text),
        sa.Column("closed_at", PLAIN),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "kept",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("collection", NUMBER, sa.ForeignKey("collections.id"), nullable=False, index=True),
        sa.Column(
            "what",
            sa.Text,
            sa.CheckConstraint("what IN ('document', 'attribution', 'speaker', 'outlet', 'search')"),
            nullable=False,
        ),
        sa.Column("reference", sa.Text, nullable=False),  # its id, its name, or the search's address
        sa.Column("title", sa.Text, nullable=False),  # what it was called when it was kept
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("kept_by", sa.Text, nullable=False),
        sa.Column("kept_at", PLAIN, nullable=False),
        sa.Column("dropped_by", sa.Text),
        sa.Column("dropped_at", PLAIN),
        sqlite_autoincrement=True,
    )


def create_accounts() -> None:
    op.create_table(
        "users",
        sa.Column("name", PLAIN, primary_key=True),
        sa.Column("password", sa.Text, nullable=False),  # Argon2's own encoding: salt, cost and hash
        sa.Column("added_at", PLAIN, nullable=False),
        sa.Column("removed_at", PLAIN),
    )
    op.create_table(
        "sessions",
        sa.Column("token", PLAIN, primary_key=True),  # SHA-256 of what the browser holds
        sa.Column("user", PLAIN, sa.ForeignKey("users.name"), nullable=False, index=True),
        sa.Column("began_at", PLAIN, nullable=False),
        sa.Column("ends_at", PLAIN, nullable=False),
    )


CURRENT_VERSION = """NOT EXISTS (SELECT 1 FROM documents newer
    WHERE newer.url = documents.url AND newer.version > documents.version)"""
NEWEST_READING = """NOT EXISTS (SELECT 1 FROM readings newer
    WHERE newer.document_id = readings.document_id AND newer.id > readings.id)"""


def fill_statements() -> None:
    op.execute(
        f"""INSERT INTO listings(document_id, reading_id, added, is_current, published, title, outlet,
                n_attributions)
            SELECT documents.id, readings.id,
                (SELECT min(first.id) FROM readings first WHERE first.document_id = documents.id),
                CASE WHEN {CURRENT_VERSION} THEN 1 ELSE 0 END,
                substr(coalesce(documents.published, ''), 1, 40),
                lower(substr(coalesce(documents.title, documents.name), 1, 80)),
                substr(coalesce(documents.outlet, ''), 1, 200),
                (SELECT count(*) FROM extractions WHERE extractions.reading_id = readings.id)
            FROM documents JOIN readings ON readings.document_id = documents.id WHERE {NEWEST_READING}"""
    )
    op.execute(
        """INSERT INTO statements(attribution, document_id, reading_id, added, position, published, day,
                identity, outlet, kind, cue_class, polarity, quotation)
            SELECT extractions.attribution, listings.document_id, listings.reading_id, listings.added,
                extractions.position, listings.published,
                coalesce(extractions.date_day, substr(listings.published, 1, 10)),
                coalesce(appearances.identity, ''), listings.outlet, coalesce(extractions.speaker_kind, ''),
                coalesce(extractions.cue_class, ''), coalesce(extractions.polarity, ''), extractions.quotation
            FROM listings
            JOIN extractions ON extractions.reading_id = listings.reading_id
            LEFT JOIN appearances ON appearances.reading_id = extractions.reading_id
                AND appearances.speaker_id = extractions.speaker_id
            WHERE listings.is_current = 1"""
    )


SAMPLED = {
    "listings": ("title",),
    "judgements": ("judged", "note"),
    "kept": ("title", "note", "reference"),
}


def fill_review_states() -> None:
    op.execute(
        """INSERT INTO review_states(document_id, n_unjudged, n_unsure, n_judged, n_disagreements, lowest,
                finished)
            SELECT readings.document_id, count(extractions.attribution),
                coalesce(sum(CASE WHEN extractions.confidence < 0.5 THEN 1 ELSE 0 END), 0), 0, 0,
                coalesce(min(extractions.confidence), 2), 0
            FROM readings
            LEFT JOIN extractions ON extractions.reading_id = readings.id
            WHERE NOT EXISTS (SELECT 1 FROM readings newer
                WHERE newer.document_id = readings.document_id AND newer.id > readings.id)
            GROUP BY readings.document_id"""
    )


def forget_statistics() -> None:
    """Keep samples of words out of PostgreSQL's planner statistics: a purge could not reach them."""
    for table, columns in SAMPLED.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")
