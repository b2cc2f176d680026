"""Quoted: the quotations of the current documents, found again in other documents without a search of all.

Kept in step with `statements`: whoever makes rows there anew has the quotations placed anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import sqlalchemy as sa

from sayso.compare import Quoted, Stretch, Wording, keys_of, quotations_in
from sayso.extract.quotes import find_quotes
from sayso.records import Span, Spans

from .quote_groups import dissolve, regroup, unite
from .quote_pairs import Found, find_pairs
from .schema import (
    attributions,
    documents,
    extractions,
    listings,
    quote_groups,
    quote_keys,
    quote_pairs,
    quoted_documents,
    quotes,
    statements,
)
from .stored import to_json, to_spans

RULES = 1  # the version of the rules that `quoted_documents.rules` names
_MANY = 200  # documents looked through at once: their texts are in memory
_PART = 500  # values in one condition
_LOCK = "speakers"  # that of the linking: what is placed rests on who the speakers are
_LINE_END = re.compile(r"[\r\n\u2028\u2029]")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewQuote:
    """A quotation that is about to be placed."""

    attribution: int
    document_id: str
    day: str
    said: str
    quoted: Quoted
    closed: tuple[bool, ...]

    @property
    def values(self) -> dict[str, object]:
        """The quotation as a row of `quotes`."""
        parts = zip(self.quoted.stretches, self.closed, strict=True)
        return {
            "attribution": self.attribution,
            "document_id": self.document_id,
            "day": self.day,
            "said": self.said,
            "n_words": len(self.quoted.places),
            "stretches": to_json([[span.start, span.end, int(closed)] for span, closed in parts]),
            "wording": self.quoted.wording.to_text(),
            "quote_group": None,
        }


def place_quotes(connection: sa.Connection, document_ids: Iterable[str]) -> None:
    """Look these documents' quotations up among all others, and keep them to be found.

    Their former rows must be gone (`forget_quotes`); of documents that are not current nothing is kept.
    """
    _lock(connection)
    wanted = sorted(set(document_ids))
    for start in range(0, len(wanted), _MANY):
        some = wanted[start : start + _MANY]
        new = list(read_current(connection, some))
        _insert(connection, some, new)
        found = find_pairs(connection, {one.attribution: hashed(one.quoted.wording) for one in new})
        _keep(connection, found)


def forget_quotes(connection: sa.Connection, document_ids: Sequence[str]) -> None:
    """Take out the quotations of these documents, and what they were found to be the same as."""
    marked = quoted_documents.c.document_id.in_(document_ids)
    if connection.scalar(sa.select(quoted_documents.c.document_id).where(marked).limit(1)) is None:
        return
    _lock(connection)
    connection.execute(sa.delete(quoted_documents).where(marked))
    columns = (quotes.c.attribution, quotes.c.day, quotes.c.wording, quotes.c.quote_group)
    rows = connection.execute(sa.select(*columns).where(quotes.c.document_id.in_(document_ids))).all()
    keys = [
        {"its_key": key, "its_day": row.day, "its_quote": row.attribution}
        for row in rows
        for key in hashed(Wording.from_text(row.wording))
    ]
    if keys:
        same = [quote_keys.c[name] == sa.bindparam(f"its_{name}") for name in ("key", "day", "quote")]
        connection.execute(sa.delete(quote_keys).where(*same), keys)
    gone = [row.attribution for row in rows]
    left = dissolve(connection, {row.quote_group for row in rows if row.quote_group is not None}, gone)
    for start in range(0, len(gone), _PART):
        some = gone[start : start + _PART]
        for column in (quote_pairs.c.quote, quote_pairs.c.other):
            connection.execute(sa.delete(quote_pairs).where(column.in_(some)))
        connection.execute(sa.delete(quotes).where(quotes.c.attribution.in_(some)))
    regroup(connection, left)


def forget_all_quotes(connection: sa.Connection) -> None:
    """Take out every quotation."""
    for table in (quote_keys, quote_pairs, quote_groups, quotes, quoted_documents):
        connection.execute(sa.delete(table))


def place_all_quotes(connection: sa.Connection) -> None:
    """Look through every current document that has not been."""
    while some := waiting(connection, _MANY):
        place_quotes(connection, some)


def replace_quotes(connection: sa.Connection, document_ids: Iterable[str]) -> None:
    """Place these documents' quotations anew: who their speakers are has changed."""
    wanted = sorted(set(document_ids))
    for start in range(0, len(wanted), _MANY):
        some = wanted[start : start + _MANY]
        marked = quoted_documents.c.document_id.in_(some)
        there = list(connection.scalars(sa.select(quoted_documents.c.document_id).where(marked)))
        forget_quotes(connection, there)
        place_quotes(connection, there)


def waiting(connection: sa.Connection, limit: int) -> list[str]:
    """Current documents that were not looked through yet, so many at most."""
    seen = sa.exists().where(
        quoted_documents.c.document_id == listings.c.document_id, quoted_documents.c.rules == RULES
    )
    query = sa.select(listings.c.document_id).where(listings.c.is_current == 1, ~seen)
    return list(connection.scalars(query.order_by(listings.c.document_id).limit(limit)))


def count_waiting(connection: sa.Connection) -> int:
    """How many current documents were not looked through yet."""
    n_current = sa.select(sa.func.count()).select_from(listings).where(listings.c.is_current == 1)
    n_seen = sa.select(sa.func.count()).select_from(quoted_documents).where(quoted_documents.c.rules == RULES)
    return int(connection.scalar(n_current) or 0) - int(connection.scalar(n_seen) or 0)


def _lock(connection: sa.Connection) -> None:
    if connection.dialect.name != "sqlite":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(_LOCK))))


def read_current(connection: sa.Connection, document_ids: Sequence[str]) -> Iterator[NewQuote]:
    """The quotations in these documents, as their current readings have them."""
    joined = statements.join(attributions, attributions.c.number == statements.c.attribution).join(
        extractions,
        sa.and_(
            extractions.c.reading_id == statements.c.reading_id,
            extractions.c.attribution == statements.c.attribution,
        ),
    )
    columns = (
        statements.c.attribution, statements.c.document_id, statements.c.published,
        attributions.c.content_spans, extractions.c.date_day, extractions.c.date_granularity,
    )  # fmt: skip
    query = sa.select(*columns).select_from(joined)
    given = query.where(
        statements.c.document_id.in_(document_ids), statements.c.quotation.in_(("direct", "mixed"))
    )
    grouped: dict[str, dict[str, sa.Row[tuple[object, ...]]]] = {}
    for row in connection.execute(given):
        grouped.setdefault(row.document_id, {})[str(row.attribution)] = row
    texts = sa.select(documents.c.id, documents.c.text).where(documents.c.id.in_(sorted(grouped)))
    for document in connection.execute(texts):
        rows = grouped[document.id]
        contents = {number: to_spans(row.content_spans) for number, row in rows.items()}
        for number, found in quoted_in(document.text, contents).items():
            row = rows[number]
            exact = row.date_day if row.date_granularity in ("day", "time") else None
            yield NewQuote(
                attribution=row.attribution,
                document_id=document.id,
                day=row.published[:10],
                said=exact or "",
                quoted=found[0],
                closed=found[1],
            )


def quoted_in(text: str, contents: Mapping[str, Spans]) -> dict[str, tuple[Quoted, tuple[bool, ...]]]:
    """The quoted words of these contents of a text, each with which of its stretches are closed."""
    stretches = list(_stretches(text, contents))
    closed = {one.inside.start: one.closed for one in stretches}
    return {
        id: (quoted, tuple(closed[span.start] for span in quoted.stretches))
        for id, quoted in quotations_in(text, contents, stretches).items()
    }


def _stretches(text: str, contents: Mapping[str, Spans]) -> Iterator[Stretch]:
    """The quoted stretches of the lines that the contents stand in: no quotation reaches past its line."""
    last = 0
    for span in sorted(span for spans in contents.values() for span in spans):
        start = max(last, _line_start(text, span.start))
        found = _LINE_END.search(text, max(start, span.end))
        end = found.start() if found else len(text)
        if end <= start:
            continue
        for quote in find_quotes(text[start:end]):
            inside = quote.inside
            if inside.stop > inside.start:
                yield Stretch(Span(start + inside.start, start + inside.stop), quote.close is not None)
        last = end


def _line_start(text: str, at: int) -> int:
    return 1 + max(text.rfind(sign, 0, at) for sign in "\n\r\u2028\u2029")


def _insert(connection: sa.Connection, document_ids: Sequence[str], new: Sequence[NewQuote]) -> None:
    if new:
        connection.execute(sa.insert(quotes), [one.values for one in new])
    keys = [
        {"key": key, "day": one.day, "quote": one.attribution}
        for one in new
        for key in hashed(one.quoted.wording)
    ]
    if keys:
        connection.execute(sa.insert(quote_keys), sorted(keys, key=_in_order))
    current = sa.select(listings.c.document_id, sa.literal(RULES)).where(
        listings.c.document_id.in_(document_ids), listings.c.is_current == 1
    )
    connection.execute(sa.insert(quoted_documents).from_select(["document_id", "rules"], current))


def _in_order(row: Mapping[str, object]) -> tuple[int, str, int]:
    return int(str(row["key"])), str(row["day"]), int(str(row["quote"]))


def _keep(connection: sa.Connection, found: Sequence[Found]) -> None:
    if not found:
        return
    connection.execute(sa.insert(quote_pairs), [one.values for one in found])
    unite(connection, [(one.quote, one.other) for one in found])


def hashed(wording: Wording) -> list[int]:
    """What the wording is found by, as numbers that a row can have."""
    return list(dict.fromkeys(map(_hash, keys_of(wording))))


def _hash(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)


def stretches_of(stored: str) -> tuple[Spans, frozenset[int]]:
    """The stretches of a row, and the numbers of those that go on in the next."""
    parts = json.loads(stored)
    spans = tuple(Span(start, end) for start, end, _ in parts)
    return spans, frozenset(number for number, (_, _, closed) in enumerate(parts) if not closed)
