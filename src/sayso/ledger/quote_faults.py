"""Faults of the quotations: rows that are not what the documents and their readings give."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from sayso.compare import Wording

from .connection import stream
from .quoted import RULES, hashed, read_current
from .rows import Finding
from .schema import attributions, listings, quote_groups, quote_keys, quote_pairs, quoted_documents, quotes

_MANY = 100  # documents at once: their texts are in memory
_COLUMNS = ("document_id", "day", "said", "n_words", "stretches", "wording")


def find_quote_faults(connection: sa.Connection) -> Iterator[Finding]:
    """What is wrong with the quotations and their groups; nothing where all is well."""
    yield from _documents(connection)
    yield from _keys(connection)
    yield from _pairs(connection)
    yield from _groups(connection)


def _documents(connection: sa.Connection) -> Iterator[Finding]:
    """Quotations that are not those of their document's current reading."""
    current = sa.exists().where(
        listings.c.document_id == quoted_documents.c.document_id, listings.c.is_current == 1
    )
    seen = sa.select(quoted_documents.c.document_id, current.label("current")).where(
        quoted_documents.c.rules == RULES
    )
    ids: list[str] = []
    for row in stream(connection, seen.order_by(quoted_documents.c.document_id), _MANY):
        if not row.current:
            yield Finding("quotations", row.document_id, "they are kept, and the document is not current")
        ids.append(row.document_id)
    for start in range(0, len(ids), _MANY):
        yield from _held(connection, ids[start : start + _MANY])


def _held(connection: sa.Connection, document_ids: list[str]) -> Iterator[Finding]:
    expected = {one.attribution: one.values for one in read_current(connection, document_ids)}
    joined = quotes.join(attributions, attributions.c.number == quotes.c.attribution)
    query = sa.select(quotes, attributions.c.id).select_from(joined)
    for row in connection.execute(query.where(quotes.c.document_id.in_(document_ids))).mappings():
        right = expected.pop(row["attribution"], None)
        if right is None:
            yield Finding("quotation", row["id"], "no current reading has it")
        elif any(row[name] != right[name] for name in _COLUMNS):
            yield Finding("quotation", row["id"], "it is not kept as its document has it")
    missing = sa.select(attributions.c.id).where(attributions.c.number.in_(sorted(expected)))
    for id in connection.scalars(missing):
        yield Finding("quotation", id, "it is not kept to be found in other documents")


def _keys(connection: sa.Connection) -> Iterator[Finding]:
    """Quotations that could not be found again, and what finds none."""
    n_expected = 0
    for row in stream(connection, sa.select(quotes.c.attribution, quotes.c.day, quotes.c.wording), 1000):
        n_expected += len(hashed(Wording.from_text(row.wording)))
    n_there = connection.scalar(sa.select(sa.func.count()).select_from(quote_keys)) or 0
    if n_there != n_expected:
        problem = f"{n_there} entries, and the quotations give {n_expected}"
        yield Finding("quotations", "what they are found by", problem)
    there = sa.exists().where(quotes.c.attribution == quote_keys.c.quote, quotes.c.day == quote_keys.c.day)
    loose = sa.select(quote_keys.c.quote).where(~there).distinct()
    for number in connection.scalars(loose):
        yield Finding("quotations", f"number {number}", "it can be found, and is not there")


def _pairs(connection: sa.Connection) -> Iterator[Finding]:
    """Pairs whose two quotations are not there, or not in one group."""
    one, other = quotes.alias("one"), quotes.alias("other")
    joined = quote_pairs.join(one, one.c.attribution == quote_pairs.c.quote, isouter=True).join(
        other, other.c.attribution == quote_pairs.c.other, isouter=True
    )
    apart = sa.or_(
        one.c.quote_group.is_(None),
        other.c.quote_group.is_(None),
        one.c.quote_group != other.c.quote_group,
        one.c.document_id == other.c.document_id,
    )
    query = sa.select(quote_pairs.c.quote, quote_pairs.c.other).select_from(joined).where(apart)
    for row in stream(connection, query, 500):
        yield Finding("quotations", f"{row.quote} and {row.other}", "they are one, and in no common group")


def _groups(connection: sa.Connection) -> Iterator[Finding]:
    """Groups that are not counted as they are."""
    counted = (
        sa.select(
            quotes.c.quote_group.label("id"),
            sa.func.count(quotes.c.document_id.distinct()).label("n_documents"),
            sa.func.count(quotes.c.wording.distinct()).label("n_wordings"),
            sa.func.min(quotes.c.attribution).label("smallest"),
        )
        .where(quotes.c.quote_group.is_not(None))
        .group_by(quotes.c.quote_group)
        .subquery("counted")
    )
    joined = counted.join(quote_groups, quote_groups.c.id == counted.c.id, isouter=True)
    wrong = sa.or_(
        quote_groups.c.id.is_(None),
        quote_groups.c.n_documents != counted.c.n_documents,
        quote_groups.c.n_wordings != counted.c.n_wordings,
        counted.c.smallest != counted.c.id,
        counted.c.n_documents < 2,
    )
    for id in connection.scalars(sa.select(counted.c.id).select_from(joined).where(wrong)):
        yield Finding("quotations", f"group {id}", "it is not listed as it is")
    there = sa.exists().where(quotes.c.quote_group == quote_groups.c.id)
    for id in connection.scalars(sa.select(quote_groups.c.id).where(~there)):
        yield Finding("quotations", f"group {id}", "it is listed and is empty")
