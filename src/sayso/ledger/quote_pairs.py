"""Pairs: which of the ledger's quotations are the same as new ones, looked up by what they are found by."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice

import sqlalchemy as sa

from sayso.compare import Alignment, Match, Side, Wording, align, is_sure, match, telling

from .schema import identities, listings, quote_keys, quotes, statements
from .stored import to_json

HOT = 100  # quotations with a key, beyond which it tells little, and only those of the same days are met
WINDOW = timedelta(days=3)  # within which those with such a key are met
MOST_HOT = 300  # of them
MOST = 30  # pairs that are weighed for one quotation: those that share most
LIKE = 0.4  # of the telling words of the shorter one, that the other must have to be laid beside it
ALIKE = 4  # of them in the same words
_PART = 500  # values in one condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Two quotations (numbers of attributions) that were taken for one; `quote` is the smaller number."""

    quote: int
    other: int
    match: Match
    across: bool

    @property
    def values(self) -> dict[str, object]:
        """The pair as a row of `quote_pairs`."""
        alignment = self.match.alignment
        return {
            "quote": self.quote,
            "other": self.other,
            "mark": alignment.mark,
            "negation": int(alignment.negation),
            "across": int(self.across),
            "score": self.match.score,
            "because": to_json(self.match.because),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A quotation in the ledger, with what tells whether another is the same."""

    number: int
    document_id: str
    outlet: str
    text: str  # the wording's
    told: frozenset[str]  # its telling words
    side: Side


@dataclass(frozen=True, slots=True)
class _Candidate:
    left: _Placed
    right: _Placed
    alignment: Alignment


def find_pairs(connection: sa.Connection, new: Mapping[int, Sequence[int]]) -> list[Found]:
    """The pairs of these quotations, each with its keys, and any others in other documents."""
    sharing = _sharing(connection, new)
    if not sharing:
        return []
    involved = sorted({*sharing, *(other for counts in sharing.values() for other in counts)})
    placed = {one.number: one for one in _placed(connection, involved)}
    candidates = list(_candidates(sharing, placed))
    return list(_decide(candidates))


def _sharing(connection: sa.Connection, new: Mapping[int, Sequence[int]]) -> dict[int, Counter[int]]:
    """For each new quotation, the others that have keys of it, and how many."""
    of_key: defaultdict[int, list[int]] = defaultdict(list)
    for number, keys in new.items():
        for key in keys:
            of_key[key].append(number)
    sharing: defaultdict[int, Counter[int]] = defaultdict(Counter)

    def count(key: int, other: int) -> None:
        for number in of_key[key]:
            if number != other:
                sharing[number][other] += 1

    rare, hot = _by_frequency(connection, sorted(of_key))
    for start in range(0, len(rare), _PART):
        some = quote_keys.c.key.in_(rare[start : start + _PART])
        for row in connection.execute(sa.select(quote_keys.c.key, quote_keys.c.quote).where(some)):
            count(row.key, row.quote)
    if hot:
        for row in _of_these_days(connection, {key: of_key[key] for key in hot}):
            count(row.key, row.quote)
    return dict(sharing)


def _by_frequency(connection: sa.Connection, keys: Sequence[int]) -> tuple[list[int], list[int]]:
    """The keys that two quotations or more have, and of them those that too many have."""
    rare: list[int] = []
    hot: list[int] = []
    for start in range(0, len(keys), _PART):
        some = keys[start : start + _PART]
        # In words of SQL: each count stops where it is too many, however often the key stands there.
        values = ", ".join(f"({key})" for key in some)
        counted = sa.text(
            f"WITH asked(key) AS (VALUES {values})"
            " SELECT key, (SELECT count(*) FROM (SELECT 1 FROM quote_keys"
            f" WHERE quote_keys.key = asked.key LIMIT {HOT + 1}) AS few) AS n FROM asked"
        )
        for key, n in connection.execute(counted):
            if n > HOT:
                hot.append(key)
            elif n > 1:
                rare.append(key)
    return rare, hot


def _of_these_days(
    connection: sa.Connection, of_key: Mapping[int, Sequence[int]]
) -> Iterator[sa.Row[tuple[int, int]]]:
    numbers = sorted({number for numbers in of_key.values() for number in numbers})
    days: dict[int, str] = {}
    for start in range(0, len(numbers), _PART):
        these = quotes.c.attribution.in_(numbers[start : start + _PART])
        days.update(
            connection.execute(sa.select(quotes.c.attribution, quotes.c.day).where(these)).tuples().all()
        )
    asked = {(key, days[number]) for key, numbers in of_key.items() for number in numbers if days[number]}
    by_day: defaultdict[str, list[int]] = defaultdict(list)
    for key, day in sorted(asked):
        by_day[day].append(key)
    for day, keys in by_day.items():
        try:
            middle = date.fromisoformat(day)
        except ValueError:
            continue
        since, until = (middle - WINDOW).isoformat(), (middle + WINDOW).isoformat()
        for key in keys:
            near = (quote_keys.c.key == key, quote_keys.c.day.between(since, until))
            query = (
                sa.select(quote_keys.c.key, quote_keys.c.quote)
                .where(*near)
                .order_by(quote_keys.c.quote.desc())
            )
            yield from connection.execute(query.limit(MOST_HOT))


def _placed(connection: sa.Connection, numbers: Sequence[int]) -> Iterator[_Placed]:
    joined = (
        quotes.join(statements, statements.c.attribution == quotes.c.attribution)
        .join(listings, listings.c.document_id == quotes.c.document_id)
        .join(identities, identities.c.id == statements.c.identity, isouter=True)
    )
    columns = (
        quotes.c.attribution, quotes.c.document_id, quotes.c.day, quotes.c.said, quotes.c.wording,
        statements.c.identity, listings.c.outlet, identities.c.name, identities.c.by_name,
    )  # fmt: skip
    query = sa.select(*columns).select_from(joined)
    for start in range(0, len(numbers), _PART):
        for row in connection.execute(query.where(quotes.c.attribution.in_(numbers[start : start + _PART]))):
            side = Side(
                wording=Wording.from_text(row.wording),
                identity=row.identity,
                name=row.name or "",
                by_name=bool(row.by_name),
                published=row.day,
                said=row.said,
            )
            yield _Placed(
                number=row.attribution,
                document_id=row.document_id,
                outlet=row.outlet,
                text=row.wording,
                told=frozenset(telling(side.wording.words)),
                side=side,
            )


def _candidates(sharing: Mapping[int, Counter[int]], placed: Mapping[int, _Placed]) -> Iterator[_Candidate]:
    """The pairs that share enough to be weighed, laid beside each other."""
    seen: set[tuple[int, int]] = set()
    alignments: dict[tuple[str, str], Alignment | None] = {}
    for number, counts in sharing.items():
        for other in islice(_likeliest(placed[number], counts, placed), MOST):
            pair = (min(number, other), max(number, other))
            if pair in seen:
                continue
            seen.add(pair)
            # In an order that does not depend on which was there first.
            left, right = sorted((placed[number], placed[other]), key=_by_words)
            texts = (left.text, right.text)
            if texts not in alignments:
                alignments[texts] = align(left.side.wording, right.side.wording)
            alignment = alignments[texts]
            if alignment is not None:
                yield _Candidate(left, right, alignment)


def _likeliest(one: _Placed, counts: Counter[int], placed: Mapping[int, _Placed]) -> Iterator[int]:
    """Those in other documents that share most, not too many of them in the same words."""
    alike: Counter[str] = Counter()
    n_words = len(one.side.wording.words)
    for other, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        beside = placed.get(other)
        if beside is None or beside.document_id == one.document_id:
            continue
        if n < 2 and min(n_words, len(beside.side.wording.words)) > 15:
            continue  # two long ones that share a phrase
        if len(one.told & beside.told) < LIKE * min(len(one.told), len(beside.told)):
            continue
        alike[beside.text] += 1
        if alike[beside.text] <= ALIKE:
            yield other


def _by_words(one: _Placed) -> tuple[str, int]:
    return one.text, one.number


def _decide(candidates: Sequence[_Candidate]) -> Iterator[Found]:
    """Weigh the pairs, the surest first: what two articles surely share speaks for what they may share."""
    surely: defaultdict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)
    for one in candidates:
        found = match(one.left.side, one.right.side, one.alignment)
        if found is not None and is_sure(found, one.left.side):
            surely[_articles(one)].add((one.left.number, one.right.number))
    for one in candidates:
        numbers = {one.left.number, one.right.number}
        others = [pair for pair in surely[_articles(one)] if not numbers & {*pair}]
        n_shared = min(len({pair[0] for pair in others}), len({pair[1] for pair in others}))
        found = match(one.left.side, one.right.side, one.alignment, n_shared=n_shared)
        if found is not None:
            outlets = (one.left.outlet, one.right.outlet)
            across = outlets[0] != outlets[1] or not outlets[0]
            yield Found(quote=min(numbers), other=max(numbers), match=replace(found), across=across)


def _articles(one: _Candidate) -> tuple[str, str]:
    ids = sorted((one.left.document_id, one.right.document_id))
    return ids[0], ids[1]
