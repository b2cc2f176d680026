"""Rosters: lists of who is who, as CSV or as FollowTheMoney's JSON lines, read line by line."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sayso.records import make_id

from .name import read_name
from .profile import Held

KINDS = {"person", "organisation", "government", "group", "outlet"}
_SPELLINGS = {
    "organization": "organisation",
    "company": "organisation",
    "people": "person",
    "media": "outlet",
}
# FollowTheMoney's schemata (followthemoney.tech/explorer/schemata), by the kinds of speaker that they are.
_SCHEMATA = {
    "Person": "person", "Organization": "organisation", "Company": "organisation", "PublicBody": "government",
    "LegalEntity": None,
}  # fmt: skip
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
MOST_NAMES = 50  # of one entry: OpenSanctions lists hundreds of transliterations of some


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """One person or body of a roster; `id` is the roster's own or made of name, kind and Wikidata id."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    roles: tuple[Held, ...] = ()
    country: str | None = None
    wikidata: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """One line of a roster that is no entry, by its number from 1, and why."""

    line: int
    reason: str


def read_roster(lines: Iterable[str]) -> Iterator[RosterEntry | BadLine]:
    """The entries of a roster, in order: of JSON lines where the first line begins with `{`, else of CSV.

    CSV has a heading line with `name` and, as they are known, `aliases` (separated by `;`), `kind`,
    `role`, `from`, `until`, `country` and `wikidata`. Lines of one name and Wikidata id, one for each
    role, are one entry. Memory does not grow with the number of JSON lines; that of the CSV's entries.
    """
    iterator = iter(lines)
    first = next(iterator, None)
    if first is None:
        return
    everything = _again(first.removeprefix("\ufeff"), iterator)
    if first.removeprefix("\ufeff").lstrip().startswith("{"):
        yield from _json_lines(everything)
    else:
        yield from _csv(everything)


def _again(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest


def _csv(lines: Iterator[str]) -> Iterator[RosterEntry | BadLine]:
    reader = csv.DictReader(lines)
    heads = [head.strip().lower() for head in reader.fieldnames or []]
    if "name" not in heads:
        yield BadLine(line=1, reason="the heading line has no column `name`")
        return
    reader.fieldnames = heads
    entries: dict[str, RosterEntry] = {}
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            yield BadLine(line=reader.line_num, reason=f"is no CSV ({error})")
            continue
        if row is None:
            break
        try:
            entry = _from_csv(
                {key: (value or "").strip() for key, value in row.items() if isinstance(value, str)}
            )
        except ValueError as error:
            yield BadLine(line=reader.line_num, reason=str(error))
            continue
        before = entries.get(entry.id)
        entries[entry.id] = entry if before is None else _together(before, entry)
    yield from entries.values()


def _from_csv(row: dict[str, str]) -> RosterEntry:
    name = row.get("name", "")
    if not name:
        raise ValueError("has no name")
    kind = row.get("kind", "").lower() or None
    kind = _SPELLINGS.get(kind, kind) if kind else None
    if kind is not None and kind not in KINDS:
        raise ValueError(f"kind {kind!r} is none of {', '.join(sorted(KINDS))}")
    country, wikidata = row.get("country") or None, row.get("wikidata") or None
    since, until = _date(row.get("from")), _date(row.get("until"))
    if since and until and until < since[: len(until)]:
        raise ValueError(f"until {until} comes before from {since}")
    role = row.get("role", "")
    held = (Held(title=role, since=since, until=until, country=country),) if role else ()
    return RosterEntry(
        id=wikidata or make_id("roster", name, kind, country if not wikidata else None),
        name=name,
        aliases=tuple(alias.strip() for alias in row.get("aliases", "").split(";") if alias.strip()),
        kind=kind,
        roles=held,
        country=country,
        wikidata=wikidata,
    )


def _date(text: str | None) -> str | None:
    if not text:
        return None
    if not _DATE.fullmatch(text):
        raise ValueError(f"{text!r} is no date: write 2020, 2020-01 or 2020-01-12")
    return text


def _together(one: RosterEntry, other: RosterEntry) -> RosterEntry:
    return RosterEntry(
        id=one.id,
        name=one.name,
        aliases=tuple(dict.fromkeys((*one.aliases, *other.aliases))),
        kind=one.kind or other.kind,
        roles=tuple(dict.fromkeys((*one.roles, *other.roles))),
        country=one.country or other.country,
        wikidata=one.wikidata or other.wikidata,
    )


def _json_lines(lines: Iterator[str]) -> Iterator[RosterEntry | BadLine]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entity = json.loads(line)
            if not isinstance(entity, dict):
                raise ValueError("is no JSON object")
            entry = from_entity(entity)
        except (ValueError, RecursionError) as error:
            yield BadLine(line=number, reason=str(error) or "is no JSON")
            continue
        if entry is not None:
            yield entry


def from_entity(entity: dict[str, Any]) -> RosterEntry | None:
    """The entry of a FollowTheMoney entity, nested or not; None where it is nobody who speaks.

    ValueError where it is no entity. Addresses, identifications and the like are nobody.
    """
    schema, properties = entity.get("schema"), entity.get("properties")
    if (
        not isinstance(schema, str)
        or not isinstance(properties, dict)
        or not isinstance(entity.get("id"), str)
    ):
        raise ValueError("is no FollowTheMoney entity: it needs id, schema and properties")
    if schema not in _SCHEMATA:
        return None
    names = _texts(properties, "name")
    caption = entity.get("caption")
    if isinstance(caption, str) and caption.strip():
        names = [caption, *names]
    if not names:
        raise ValueError("has no name")
    kind = _SCHEMATA[schema]
    aliases = [*names[1:], *_texts(properties, "alias"), *_texts(properties, "abbreviation")]
    # A weak alias is a nickname or a bare surname: kept only where it could name somebody by itself.
    aliases += [weak for weak in _texts(properties, "weakAlias") if read_name(weak, kind).full]
    country = next(iter([*_texts(properties, "country"), *_texts(properties, "citizenship")]), None)
    return RosterEntry(
        id=entity["id"],
        name=names[0],
        aliases=tuple(alias for alias in dict.fromkeys(aliases) if alias != names[0])[:MOST_NAMES],
        kind=kind,
        roles=tuple(_positions(properties, country)),
        country=country,
        wikidata=next(iter(_texts(properties, "wikidataId")), None),
    )


def _texts(properties: dict[str, Any], key: str) -> list[str]:
    values = properties.get(key)
    found = values if isinstance(values, list) else [values]
    return [" ".join(value.split()) for value in found if isinstance(value, str) and value.strip()]


# “President of Freedonia (2010-2014)”, “Minister (from 2011-03 to 2013)”, “Mayor (since 2019)”, “MP (-2015)”
_WHEN = re.compile(
    r"\s*\((?:(?:from|since)?\s*(?P<since>\d{4}(?:-\d\d(?:-\d\d)?)?)?)?\s*(?P<dash>-|–|to|until)?\s*"
    r"(?P<until>\d{4}(?:-\d\d(?:-\d\d)?)?)?\s*\)\s*$"
)


def _positions(properties: dict[str, Any], country: str | None) -> Iterator[Held]:
    for position in _texts(properties, "position"):
        found = _WHEN.search(position)
        if found is None or not (found["since"] or found["until"]):
            yield Held(title=position, country=country)
            continue
        # One year in brackets alone is when it was held; behind it a dash, since when.
        until = found["until"] or (None if found["dash"] or "since" in found[0] else found["since"])
        yield Held(title=position[: found.start()], since=found["since"], until=until, country=country)
    for occupancy in properties.get("positionOccupancies") or []:  # nested, as in targets.nested.json
        inner = occupancy.get("properties") if isinstance(occupancy, dict) else None
        if not isinstance(inner, dict):
            continue
        since = next(iter(_texts(inner, "startDate")), None)
        until = next(iter(_texts(inner, "endDate")), None)
        for post in inner.get("post") or []:
            about = post.get("properties") if isinstance(post, dict) else None
            for title in _texts(about, "name") if isinstance(about, dict) else []:
                yield Held(title=title, since=since, until=until, country=country)
