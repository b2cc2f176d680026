"""The list of quotations that stand in several documents, and each with its versions."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from sayso.compare import Difference, Quoted, Run, Wording, explain, lay_out, read_quoted
from sayso.errors import AbortRun
from sayso.records import Span, Spans

from .connection import Store
from .marks import Key, Mark, Value, behind, checked_size, ordering, read_mark, to_page
from .origin_counts import count_origins
from .query import contains, hits_at, match, period, terms_of
from .quote_rows import QuotedElsewhere, QuoteDifference, QuoteGroup, QuotePlace, QuotesQuery, QuoteVersion
from .quoted import count_waiting, place_quotes, stretches_of, waiting
from .rows import Hit, Paged, SaidQuery
from .schema import (
    attributions,
    identities,
    listings,
    profiles,
    quote_groups,
    quote_pairs,
    quotes,
    statements,
)

MOST_PLACES = 60  # of one group that are shown: some ten screens
_KEYS = (Key(quote_groups.c.last, str, descending=True), Key(quote_groups.c.id, int, descending=True))
_ORDER = "quotes newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One place as the tables have it."""

    number: int
    group: int
    reading: int
    wording: str
    stretches: str

    @property
    def version(self) -> str:
        """What tells wordings apart: the words, and where the marks show that something is missing."""
        return self.wording.replace(" .", "")


def quote_page(store: Store, query: QuotesQuery, *, mark: str | None) -> Paged[QuoteGroup]:
    """A page of the quotations that answer, those that were printed last first."""
    with store.reading() as connection:
        conditions = _conditions(store, connection, query)
        if conditions is None:
            return Paged(rows=())
        listed = sa.select(quote_groups).where(*conditions)

        def fetch(at: Mark | None, n: int) -> list[sa.RowMapping]:
            keys = [key.flipped() for key in _KEYS] if at is not None and at.backwards else list(_KEYS)
            rows = listed if at is None else listed.where(behind(keys, at.values))
            return list(connection.execute(rows.order_by(*ordering(keys)).limit(n)).mappings())

        def keys_of(row: sa.RowMapping) -> tuple[Value, ...]:
            return row["last"], row["id"]

        page = to_page(_ORDER, read_mark(_ORDER, mark, _KEYS), checked_size(query.limit), fetch, keys_of)
        groups = _complete(connection, page.rows)
        return Paged(rows=tuple(groups), following=page.following, preceding=page.preceding)


def quote_of(store: Store, attribution_id: str) -> QuoteGroup | None:
    """The quotation that this attribution gives, with its versions; None where it stands nowhere else."""
    with store.reading() as connection:
        joined = quotes.join(attributions, attributions.c.number == quotes.c.attribution)
        own = sa.select(quotes.c.quote_group).select_from(joined).where(attributions.c.id == attribution_id)
        group = connection.scalar(own)
        if group is None:
            return None
        row = connection.execute(sa.select(quote_groups).where(quote_groups.c.id == group)).mappings().one()
        return next(iter(_complete(connection, [row])), None)


def quoted_elsewhere(store: Store, document_id: str) -> dict[str, QuotedElsewhere]:
    """Where else the quotations of the document's attributions stand, by the attributions' ids."""
    with store.reading() as connection:
        joined = quotes.join(attributions, attributions.c.number == quotes.c.attribution).join(
            quote_groups, quote_groups.c.id == quotes.c.quote_group
        )
        columns = (
            attributions.c.id, quotes.c.quote_group, quote_groups.c.n_documents, quote_groups.c.altered,
        )  # fmt: skip
        query = sa.select(*columns).select_from(joined).where(quotes.c.document_id == document_id)
        rows = connection.execute(query).all()
        n_origins = _count_origins(connection, {row.quote_group: row.n_documents for row in rows})
        return {
            row.id: QuotedElsewhere(
                n_documents=row.n_documents,
                n_origins=n_origins[row.quote_group],
                altered=bool(row.altered),
            )
            for row in rows
        }


def _count_origins(connection: sa.Connection, n_documents: dict[int, int]) -> dict[int, int]:
    """What the documents of each group go back to, by how many there are."""
    return count_origins(connection, quotes.c.quote_group, quotes.c.document_id, n_documents)


def n_waiting(store: Store) -> int:
    """How many current documents were not looked through for quotations yet."""
    with store.reading() as connection:
        return count_waiting(connection)


def place_waiting(store: Store, *, at_once: int = 200) -> Iterator[int]:
    """Look through the documents that wait, some in each transaction; how many, as they are done."""
    while True:
        with store.writing(alone=True) as connection:
            some = waiting(connection, at_once)
            place_quotes(connection, some)
        if not some:
            return
        yield len(some)


def _conditions(
    store: Store, connection: sa.Connection, query: QuotesQuery
) -> list[sa.ColumnElement[bool]] | None:
    """What the groups must hold; None where nothing can."""
    found: list[sa.ColumnElement[bool]] = []
    if query.altered:
        found.append(quote_groups.c.altered == 1)
    since, until = period(SaidQuery(since=query.since, until=query.until))
    if since:
        found.append(quote_groups.c.last >= since)
    if until:
        found += [quote_groups.c.first < until + "~", quote_groups.c.first > ""]
    of_places = list(_of_places(store, query))
    if query.words is not None:
        terms, _ = terms_of(SaidQuery(words=query.words))
        if not terms:
            return None
        holds, _, key = match(store, terms, ())
        found.append(_in_groups(quotes.c.attribution.in_(sa.select(key).where(holds))))
    if of_places:
        found.append(_in_groups(*of_places))
    return found


def _in_groups(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    joined = quotes.join(statements, statements.c.attribution == quotes.c.attribution)
    there = sa.select(quotes.c.quote_group).select_from(joined).where(*conditions)
    return quote_groups.c.id.in_(there.where(quotes.c.quote_group.is_not(None)))


def _of_places(store: Store, query: QuotesQuery) -> Iterator[sa.ColumnElement[bool]]:
    """What one of the places must hold."""
    if query.document is not None:
        yield quotes.c.document_id == query.document
    if query.outlet:
        yield contains(store, statements.c.outlet, query.outlet)
    if query.speaker is not None:
        yield statements.c.identity == query.speaker
    if query.by:
        named = sa.and_(profiles.c.what == "name", contains(store, profiles.c.value, query.by))
        ids = sa.union(
            sa.select(profiles.c.identity).where(named),
            sa.select(identities.c.id).where(contains(store, identities.c.name, query.by)),
        )
        yield statements.c.identity.in_(ids)


def _complete(connection: sa.Connection, listed: Sequence[sa.RowMapping]) -> list[QuoteGroup]:
    """The groups with their versions, in their order."""
    n_origins = _count_origins(connection, {row["id"]: row["n_documents"] for row in listed})
    places = _places(connection, [row["id"] for row in listed])
    shown = [row for rows in places.values() for row in rows[:MOST_PLACES]]
    hits = {
        hit.attribution.id: hit
        for hit in hits_at(connection, [(row.reading, row.number) for row in shown], ())
    }
    ids = _ids(connection, [row.number for row in shown])
    made = []
    for row in listed:
        own = [one for one in places[row["id"]][:MOST_PLACES] if ids.get(one.number) in hits]
        if own:
            pairs = _pairs(connection, [one.number for one in own])
            versions = _versions(own, {one.number: hits[ids[one.number]] for one in own}, pairs)
            n_left_out = len(places[row["id"]]) - len(own)
            made.append(_group(row, versions, n_origins[row["id"]], n_left_out))
    return made


def _group(
    row: sa.RowMapping, versions: tuple[QuoteVersion, ...], n_origins: int, n_left_out: int
) -> QuoteGroup:
    return QuoteGroup(
        id=versions[0].places[0].hit.attribution.id,
        number=row["id"],
        n_documents=row["n_documents"],
        n_origins=n_origins,
        n_outlets=row["n_outlets"],
        altered=bool(row["altered"]),
        first=row["first"] or None,
        last=row["last"] or None,
        versions=versions,
        n_left_out=n_left_out,
    )


def _places(connection: sa.Connection, groups: Sequence[int]) -> dict[int, list[_Row]]:
    joined = quotes.join(listings, listings.c.document_id == quotes.c.document_id)
    query = (
        sa.select(quotes, listings.c.reading_id)
        .select_from(joined)
        .where(quotes.c.quote_group.in_(groups))
        .order_by(quotes.c.day == "", quotes.c.day, quotes.c.attribution)
    )
    found: defaultdict[int, list[_Row]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.quote_group].append(
            _Row(
                number=row.attribution,
                group=row.quote_group,
                reading=row.reading_id,
                wording=row.wording,
                stretches=row.stretches,
            )
        )
    return found


def _ids(connection: sa.Connection, numbers: Sequence[int]) -> dict[int, str]:
    query = sa.select(attributions.c.number, attributions.c.id).where(attributions.c.number.in_(numbers))
    return dict(connection.execute(query).tuples().all())


def _pairs(
    connection: sa.Connection, numbers: Sequence[int]
) -> dict[frozenset[int], tuple[float, tuple[str, ...]]]:
    these = (quote_pairs.c.quote.in_(numbers), quote_pairs.c.other.in_(numbers))
    return {
        frozenset((row.quote, row.other)): (row.score, tuple(json.loads(row.because)))
        for row in connection.execute(sa.select(quote_pairs).where(*these))
    }


def _versions(
    rows: Sequence[_Row],
    hits: Mapping[int, Hit],
    pairs: Mapping[frozenset[int], tuple[float, tuple[str, ...]]],
) -> tuple[QuoteVersion, ...]:
    by_version: dict[str, list[_Row]] = {}
    for row in rows:
        by_version.setdefault(row.version, []).append(row)
    groups = list(by_version.values())
    quoted = [_read(members[0], hits[members[0].number]) for members in groups]
    laid = lay_out(
        [one.wording for one in quoted],
        [frozenset(hits[row.number].document.id for row in members) for members in groups],
    )
    shown_as = {one.version: place for place, one in enumerate(laid)}
    found = []
    for one in laid:
        members = groups[one.version]
        places = tuple(
            QuotePlace(hit=hits[row.number], stretches=stretches_of(row.stretches)[0]) for row in members
        )
        version = QuoteVersion(places=places, words=quoted[one.version].places)
        if one.against is not None and one.alignment is not None:
            score, reasons = _best_pair(groups[one.against], members, pairs)
            version = QuoteVersion(
                places=places,
                words=quoted[one.version].places,
                against=shown_as[one.against],
                mark=one.alignment.mark,
                differences=tuple(
                    _difference(
                        difference,
                        (quoted[one.against], hits[groups[one.against][0].number]),
                        (quoted[one.version], hits[members[0].number]),
                    )
                    for difference in one.alignment.differences
                ),
                score=score,
                reasons=reasons,
            )
        found.append(version)
    return tuple(found)


def _read(row: _Row, hit: Hit) -> Quoted:
    """The words of a place, cut out of its document anew."""
    quoted = read_quoted(hit.text, *stretches_of(row.stretches))
    if quoted.wording != Wording.from_text(row.wording):
        problem = "its quotation is not kept as its document has it"
        raise AbortRun(hit.attribution.id, problem, "`sayso verify` says what is wrong")
    return quoted


def _best_pair(
    left: Sequence[_Row],
    right: Sequence[_Row],
    pairs: Mapping[frozenset[int], tuple[float, tuple[str, ...]]],
) -> tuple[float | None, tuple[str, ...]]:
    known = [
        pairs[both]
        for one in left
        for other in right
        if (both := frozenset((one.number, other.number))) in pairs
    ]
    return max(known, default=(None, ()), key=lambda pair: pair[0] or 0.0)


def _difference(one: Difference, other: tuple[Quoted, Hit], this: tuple[Quoted, Hit]) -> QuoteDifference:
    theirs, ours = _spans(one.left, other[0]), _spans(one.right, this[0])
    because = explain(
        one,
        _printed(theirs, other[1].text),
        _printed(ours, this[1].text),
        this=_name(this[1]),
        other=_name(other[1]),
    )
    return QuoteDifference(
        kind=one.kind,
        mark=one.mark,
        ours=ours,
        theirs=theirs,
        at=_place_of(one.right, this[0]),
        negation=one.negation,
        because=because,
    )


def _place_of(run: Run, quoted: Quoted) -> int:
    """Where the run begins; where it is empty, behind the word before it."""
    if run:
        return quoted.places[run.start].start
    return quoted.places[run.start - 1].end if run.start else quoted.places[0].start


def _spans(run: Run, quoted: Quoted) -> Spans:
    """The run's words as slices: one for each stretch between marks that they stand in."""
    found: list[Span] = []
    for number in range(run.start, run.end):
        place = quoted.places[number]
        if found and number not in quoted.wording.cuts:
            found[-1] = Span(found[-1].start, place.end)
        else:
            found.append(place)
    return tuple(found)


def _printed(spans: Spans, text: str) -> str:
    return " … ".join(span.of(text) for span in spans)


def _name(hit: Hit) -> str:
    return hit.document.metadata.outlet or hit.document.name
