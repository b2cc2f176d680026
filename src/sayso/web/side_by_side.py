"""Side by side: what speakers, outlets or documents say on the same words, in order of time.

The reader chooses what stands beside what; nothing here says who is right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, Protocol, get_args
from urllib.parse import urlencode

from sayso.errors import AbortRun, NotInLedger
from sayso.ledger import DocumentList, Hit, Ledger, OutletList, SaidQuery

from .queries import read_choice, read_text, said_address

What = Literal["speaker", "outlet", "document"]
Scale = Literal["day", "month", "year"]
WHATS: tuple[What, ...] = get_args(What)
SCALES: tuple[Scale, ...] = get_args(Scale)
MOST = 8  # columns: as many as there are tints, and more than anybody reads side by side
STATEMENTS = 100  # in one column: some ten screens
UNDATED = "no date"
_LENGTHS: dict[Scale, int] = {"day": 10, "month": 7, "year": 4}
_SINGLE = ("words", "about", "since", "until", "scale")
_FEW_DAYS, _FEW_MONTHS = 62, 60  # two months day by day, five years month by month: a row should not be rare


class Params(Protocol):
    """The parameters of an address, of which one may be given several times."""

    def getlist(self, key: str) -> list[str]:
        """Every value of this parameter."""
        ...


@dataclass(frozen=True, slots=True)
class One:
    """One of those that are compared: a speaker or a document by id, an outlet by name."""

    what: What
    reference: str

    def __str__(self) -> str:
        return f"{self.what}:{self.reference}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareQuery:
    """What to set side by side; words, about and dates are those of SaidQuery.

    `scale` is how long a time a row stands for, None what suits the answers.
    """

    ones: tuple[One, ...] = ()
    words: str | None = None
    about: str | None = None
    since: str | None = None
    until: str | None = None
    scale: Scale | None = None

    @property
    def subject(self) -> SaidQuery:
        """The search for the same words, whoever says them."""
        return SaidQuery(words=self.words, about=self.about, since=self.since, until=self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One of those that are compared, with what they say; `more` where they say more than is shown.

    `note` says what there is to know, `search` is the address of the search for the whole of it.
    """

    one: One
    name: str
    note: str
    hits: tuple[Hit, ...]
    more: bool
    search: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """What is said in one time: a cell for every column, the oldest first."""

    when: str
    cells: tuple[tuple[Hit, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """The columns, and the times in order, the oldest first; what has no date comes last."""

    columns: tuple[Column, ...]
    bands: tuple[Band, ...]
    scale: Scale


def read_compare(params: Params) -> CompareQuery:
    """What these parameters of an address set side by side; empty ones are not given."""
    single = {name: (params.getlist(name) or [""])[-1] for name in _SINGLE}
    ones = dict.fromkeys(read_one(value) for value in params.getlist("one") if value.strip())
    if len(ones) > MOST:
        raise AbortRun("compare", f"{len(ones)} columns are too many", f"choose at most {MOST}")
    return CompareQuery(
        ones=tuple(ones),
        words=read_text(single, "words"),
        about=read_text(single, "about"),
        since=read_text(single, "since"),
        until=read_text(single, "until"),
        scale=read_choice(single, "scale", SCALES),
    )


def read_one(value: str) -> One:
    """The one that `speaker:ID`, `outlet:NAME` or `document:ID` means; AbortRun where it is none of them.

    >>> read_one("outlet:Radio 4: the news")
    One(what='outlet', reference='Radio 4: the news')
    """
    what, _, reference = (read_text({"one": value}, "one") or "").partition(":")
    if what not in WHATS or not reference.strip():
        raise AbortRun(value[:80], "is nothing to compare", "write speaker:ID, outlet:NAME or document:ID")
    return One(what, reference.strip())


def compare_query(query: CompareQuery) -> str:
    """The query of the address of this comparison, only what is set.

    >>> compare_query(CompareQuery(words="crane", ones=(One("outlet", "Tideline"),)))
    'words=crane&one=outlet%3ATideline'
    """
    given = {name: getattr(query, name) for name in _SINGLE}
    pairs = [(name, value) for name, value in given.items() if value]
    return urlencode([*pairs, *(("one", str(one)) for one in query.ones)])


def compare_address(query: CompareQuery, path: str = "/compare") -> str:
    """The address of this comparison."""
    asked = compare_query(query)
    return f"{path}?{asked}" if asked else path


def side_by_side(ledger: Ledger, query: CompareQuery) -> SideBySide:
    """What each of them says on it, set against each other by time; AbortRun on a wrong date."""
    columns = tuple(_column(ledger, query, one) for one in query.ones)
    found = [(place, hit) for place, column in enumerate(columns) for hit in column.hits]
    scale = query.scale or suiting_scale(_day(hit) for _, hit in found)
    cells: defaultdict[str, list[list[Hit]]] = defaultdict(lambda: [[] for _ in columns])
    for place, hit in found:
        cells[_when(_day(hit), scale)][place].append(hit)
    bands = tuple(
        Band(when=when, cells=tuple(tuple(sorted(cell, key=_order)) for cell in cells[when]))
        for when in sorted(cells, key=lambda when: (when == UNDATED, when))
    )
    return SideBySide(columns=columns, bands=bands, scale=scale)


def suiting_scale(days: Iterable[str]) -> Scale:
    """Days where all lies within two months, months within five years, else years.

    >>> suiting_scale(["2031-05-05", "2031-05"]), suiting_scale(["2031-05-05", "2033-01"])
    ('day', 'month')
    """
    known = [_first_day(day) for day in days if day != UNDATED]
    if not known or (max(known) - min(known)).days <= _FEW_DAYS:
        return "day"
    months = (max(known).year - min(known).year) * 12 + max(known).month - min(known).month
    return "month" if months <= _FEW_MONTHS else "year"


def search_of(query: CompareQuery, one: One) -> SaidQuery:
    """The search for what this one says on the subject."""
    subject = replace(query.subject, order="oldest")
    if one.what == "speaker":
        return replace(subject, speaker=one.reference)
    if one.what == "outlet":
        return replace(subject, outlet_name=one.reference)
    return replace(subject, document=one.reference)


def _column(ledger: Ledger, query: CompareQuery, one: One) -> Column:
    search = search_of(query, one)
    page = ledger.said_page(replace(search, limit=STATEMENTS))
    name, note = _named(ledger, one, page.rows)
    return Column(
        one=one,
        name=name,
        note=note,
        hits=page.rows,
        more=page.following is not None,
        search=said_address(search),
    )


def _named(ledger: Ledger, one: One, hits: Sequence[Hit]) -> tuple[str, str]:
    """What it is called, and what there is to know; said so where the ledger does not have it."""
    missing = (one.reference, f"the ledger has no such {one.what}")
    try:
        if one.what == "speaker":
            row = ledger.speaker_row(one.reference)
            return row.name or one.reference, row.kind or ""
        if one.what == "outlet":
            if hits and hits[0].document.metadata.outlet == one.reference:
                return one.reference, "outlet"
            return ledger.outlet_row(one.reference).name, "outlet"
    except NotInLedger:
        return missing
    found = [row for row in ledger.find_documents(one.reference) if row.id == one.reference]
    if not found:
        return missing
    about = found[0].metadata
    published = about.published and about.published[:10]
    return about.title or found[0].name, ", ".join(part for part in (about.outlet, published) if part)


def _day(hit: Hit) -> str:
    """When it was said as far as that is known, else when it was published."""
    said, published = hit.attribution.date, hit.document.metadata.published
    return said.value[:10] if said else (published or UNDATED)[:10]


def _when(day: str, scale: Scale) -> str:
    """The time that the row stands for which this day belongs in; a longer time has a row of its own."""
    if day == UNDATED:
        return day
    if "W" in day:
        monday = _first_day(day).isoformat()
        return f"{monday}, the week of" if scale == "day" else monday[: _LENGTHS[scale]]
    return day[: _LENGTHS[scale]]


def _first_day(day: str) -> date:
    """The first day of the day, week, month or year."""
    try:
        if "W" in day:
            year, _, week = day.partition("-W")
            return date.fromisocalendar(int(year), int(week), 1)
        return date.fromisoformat((day + "-01-01")[:10])
    except ValueError:  # the year has no such week, or the calendar no such day
        return date(max(int(day[:4]), 1), 1, 1)


def _order(hit: Hit) -> tuple[str, str, str]:
    return (_day(hit), hit.document.metadata.published or "", hit.attribution.id)


def asked_for(params: Mapping[str, str]) -> tuple[What, str] | None:
    """What a form without a script asks to be added: what it is, and part of its name."""
    name = read_text(params, "add")
    return (read_choice(params, "add_what", WHATS) or "speaker", name) if name else None


def find_ones(ledger: Ledger, what: What, name: str) -> list[tuple[One, str, str]]:
    """Those of this name, or with this in their names, the likeliest first: each with its name and a note."""
    if what == "speaker":
        rows = ledger.find_speakers(name)[:20]
        return [(One(what, row.id), row.name or "", f"{row.n_attributions:,} statements") for row in rows]
    if what == "outlet":
        outlets = ledger.outlet_page(OutletList(part=name, limit=20)).rows
        exact = [row for row in outlets if row.name == name] or outlets
        return [(One(what, row.name), row.name, f"{row.n_attributions:,} statements") for row in exact]
    found = ledger.find_documents(name) or list(ledger.document_page(DocumentList(part=name, limit=20)).rows)
    return [
        (
            One(what, row.id),
            row.metadata.title or row.name,
            ", ".join(part for part in (row.metadata.outlet, (row.metadata.published or "")[:10]) if part),
        )
        for row in found[:20]
    ]
