"""Pages: what is known of one speaker across documents."""

from __future__ import annotations

import json
import re
from collections import Counter

import sqlalchemy as sa

from sayso.errors import NotInLedger

from .connection import Store
from .query import contains, read_chains, to_speaker_rows
from .rows import JoinRow, RoleRow, SpeakerPage, SpeakerRow
from .schema import (
    UNRESOLVED,
    appearances,
    attributions,
    extractions,
    identities,
    identity_outlets,
    profiles,
    roster,
    statements,
)
from .statements import SORTED

_ID_PREFIX = re.compile(r"1[0-9a-f]{3,30}")
MOST = 20  # of each list on a page
_MANY = 500
_NEWEST = 200  # statements that somebody passed on, of which the first in the chain are counted


def find_speakers(store: Store, reference: str, limit: int | None) -> list[SpeakerRow]:
    """The speakers of this id or name; else those whose id begins so, or with this in a name."""
    wanted = " ".join(reference.split())
    if not wanted:
        return []
    named = sa.select(profiles.c.identity).where(profiles.c.what == "name")
    called = sa.func.lower(profiles.c.value) == sa.func.lower(wanted)
    # The beginning of the name has an index.
    begun = sa.literal_column(f"lower(substr(identities.name, 1, {SORTED}))", sa.Text)
    same_beginning = begun == sa.func.lower(wanted[:SORTED])
    whole = sa.and_(same_beginning, sa.func.lower(identities.c.name) == sa.func.lower(wanted))
    same = sa.union(
        sa.select(identities.c.id).where(identities.c.id == wanted),
        sa.select(identities.c.id).where(whole),
        named.where(called),
    )
    part = sa.union(
        sa.select(identities.c.id).where(contains(store, identities.c.name, wanted)),
        named.where(contains(store, profiles.c.value, wanted)),
    )
    conditions: list[sa.ColumnElement[bool]] = [identities.c.id.in_(same), identities.c.id.in_(part)]
    if _ID_PREFIX.fullmatch(wanted):
        conditions.insert(1, identities.c.id.between(wanted, wanted + "g"))
    with store.reading() as connection:
        for condition in conditions:
            found = _listed(connection, condition, limit)
            if found:
                # Who is called so comes before who is called so too.
                return sorted(found, key=lambda row: (row.name or "").lower() != wanted.lower())
    return []


def _listed(
    connection: sa.Connection, condition: sa.ColumnElement[bool], limit: int | None
) -> list[SpeakerRow]:
    ordered = (identities.c.by_name, identities.c.n_attributions.desc(), identities.c.name, identities.c.id)
    there = sa.and_(identities.c.id != UNRESOLVED, identities.c.n_attributions > 0)
    query = sa.select(identities).where(condition, there).order_by(*ordered).limit(limit)
    rows = connection.execute(query).mappings().all()
    return to_speaker_rows(connection, rows)


def read_page(store: Store, speaker_id: str) -> SpeakerPage:
    """What is known of one speaker; AbortRun where there is none of this id."""
    with store.reading() as connection:
        row = _row(connection, speaker_id)
        listed = to_speaker_rows(connection, [row])[0]
        names = _profile(connection, speaker_id, "name")
        months, cue_classes = _stated(connection, speaker_id)
        return SpeakerPage(
            row=listed,
            country=row["country"],
            wikidata=row["wikidata"],
            names=tuple((one["value"], one["n"]) for one in names),
            roles=tuple(_roles(connection, row)),
            months=months,
            outlets=_outlets(connection, speaker_id),
            addressees=_addressees(connection, speaker_id),
            cue_classes=cue_classes,
            passed_on_by=_passed_on_by(connection, speaker_id),
            joins=_joins(connection, speaker_id),
            namesakes=tuple(_namesakes(connection, speaker_id, [one["value"] for one in names])),
            n_origins=listed.n_origins,
        )


def read_row(store: Store, speaker_id: str) -> SpeakerRow:
    """The listing of one speaker; AbortRun where there is none of this id."""
    with store.reading() as connection:
        return to_speaker_rows(connection, [_row(connection, speaker_id)])[0]


def _row(connection: sa.Connection, speaker_id: str) -> sa.RowMapping:
    found = sa.select(identities).where(identities.c.id == speaker_id, identities.c.id != UNRESOLVED)
    row = connection.execute(found).mappings().first()
    if row is None:
        raise NotInLedger(speaker_id, "the ledger has no speaker of this id", "`sayso speakers` lists them")
    return row


def _profile(connection: sa.Connection, speaker_id: str, what: str) -> list[sa.RowMapping]:
    query = sa.select(profiles).where(profiles.c.identity == speaker_id, profiles.c.what == what)
    ordered = query.where(profiles.c.n > 0).order_by(profiles.c.n.desc(), profiles.c.value)
    return list(connection.execute(ordered).mappings())


def _roles(connection: sa.Connection, row: sa.RowMapping) -> list[RoleRow]:
    entry = connection.execute(sa.select(roster.c.roles).where(roster.c.id == row["listed"])).first()
    listed = [
        RoleRow(title=title, since=since, until=until, n_documents=0, listed=True)
        for title, since, until, _ in (json.loads(entry.roles) if entry else [])
    ]
    seen = [
        RoleRow(title=one["value"], since=one["first"], until=one["last"], n_documents=one["n"], listed=False)
        for one in _profile(connection, row["id"], "role")
    ]
    return [*listed, *seen[:MOST]]


def _own(speaker_id: str) -> tuple[sa.Join, sa.ColumnElement[bool]]:
    """What a speaker is said to say now: the tables and the condition."""
    joined = appearances.join(
        extractions,
        sa.and_(
            extractions.c.reading_id == appearances.c.reading_id,
            extractions.c.speaker_id == appearances.c.speaker_id,
        ),
    )
    return joined, sa.and_(appearances.c.identity == speaker_id, appearances.c.is_current == 1)


def _stated(
    connection: sa.Connection, speaker_id: str
) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
    """How often the speaker says something in each month, and in each class, the commonest first."""
    day, cue_class = statements.c.day, statements.c.cue_class
    # An index has them in this order, so that nothing is sorted: one may have said fifty thousand things.
    counted = sa.select(day, cue_class, sa.func.count().label("n")).where(statements.c.identity == speaker_id)
    by_day = counted.group_by(day, cue_class).subquery("by_day")
    month = sa.func.substr(by_day.c.day, 1, 7).label("month")
    summed = sa.select(month, by_day.c.cue_class, sa.func.sum(by_day.c.n).label("n"))
    months, classes = Counter[str](), Counter[str]()
    for row in connection.execute(summed.group_by(month, by_day.c.cue_class)):
        months[row.month] += int(row.n)
        classes[row.cue_class] += int(row.n)
    commonest = sorted(classes.items(), key=lambda item: (-item[1], item[0]))
    return (
        tuple(sorted(item for item in months.items() if item[0])),
        tuple(item for item in commonest if item[0])[:MOST],
    )


def _addressees(connection: sa.Connection, speaker_id: str) -> tuple[tuple[str, int], ...]:
    joined, own = _own(speaker_id)
    value, n = extractions.c.addressee_text, sa.func.count()
    query = sa.select(value, n).select_from(joined).where(own, value.is_not(None)).group_by(value)
    found = connection.execute(query.order_by(n.desc(), value).limit(MOST))
    return tuple((str(row[0]), int(row[1])) for row in found)


def _outlets(connection: sa.Connection, speaker_id: str) -> tuple[tuple[str, int], ...]:
    table = identity_outlets
    query = sa.select(table.c.outlet, table.c.n_documents).where(table.c.identity == speaker_id)
    rows = connection.execute(query.order_by(table.c.n_documents.desc(), table.c.outlet))
    return tuple((row.outlet, row.n_documents) for row in rows)


def _passed_on_by(connection: sa.Connection, speaker_id: str) -> tuple[tuple[str, int], ...]:
    joined, own = _own(speaker_id)
    nested = (
        sa.select(extractions.c.reading_id, extractions.c.within, attributions.c.id)
        .select_from(joined.join(attributions, attributions.c.number == extractions.c.attribution))
        .where(own, extractions.c.within.is_not(None))
        .order_by(extractions.c.reading_id.desc(), extractions.c.position)
        .limit(_NEWEST)
    )
    counted: dict[str, int] = {}
    for chain in read_chains(connection, connection.execute(nested).mappings().all()).values():
        if len(chain) > 1:
            counted[chain[0]] = counted.get(chain[0], 0) + 1
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:MOST])


def _joins(connection: sa.Connection, speaker_id: str) -> tuple[JoinRow, ...]:
    n = sa.func.count()  # of documents: in each, a name stands once
    reason = (appearances.c.name, appearances.c.because, appearances.c.decision)
    own = (appearances.c.identity == speaker_id, appearances.c.is_current == 1)
    query = sa.select(*reason, n.label("n")).where(*own).group_by(*reason)
    ordered = query.order_by(n.desc(), appearances.c.name, appearances.c.because).limit(MOST)
    return tuple(
        JoinRow(name=row.name, n_documents=row.n, because=row.because, decision=row.decision)
        for row in connection.execute(ordered)
    )


def _namesakes(connection: sa.Connection, speaker_id: str, names: list[str]) -> list[SpeakerRow]:
    # The last word is a person's surname: who bears it too is shown, and who stands under it alone.
    shared = {name.split()[-1] for name in names if name.split()} | set(names)
    some = sorted(shared)[:_MANY]
    same = sa.select(profiles.c.identity).where(
        # The index is of small letters.
        sa.func.lower(profiles.c.value).in_([sa.func.lower(one) for one in some]),
        profiles.c.what == "name",
        profiles.c.value.in_(some),
    )
    others = sa.and_(identities.c.id.in_(same), identities.c.id != speaker_id)
    return _listed(connection, others, MOST)
