"""Pages: what is known of one speaker across documents."""

from __future__ import annotations

import json
import re
from typing import Any

import sqlalchemy as sa

from sayso.errors import NotInLedger

from .connection import Store
from .query import contains, outlets_of, read_chains, to_speaker_row
from .rows import JoinRow, RoleRow, SpeakerPage, SpeakerRow
from .schema import (
    UNRESOLVED,
    appearances,
    attributions,
    extractions,
    identities,
    identity_outlets,
    placed,
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
    outlets = outlets_of(connection, [row["id"] for row in rows])
    return [to_speaker_row(row, outlets.get(row["id"], ())) for row in rows]


def read_page(store: Store, speaker_id: str) -> SpeakerPage:
    """What is known of one speaker; AbortRun where there is none of this id."""
    with store.reading() as connection:
        found = sa.select(identities).where(identities.c.id == speaker_id, identities.c.id != UNRESOLVED)
        row = connection.execute(found).mappings().first()
        if row is None:
            raise NotInLedger(
                speaker_id, "the ledger has no speaker of this id", "`sayso speakers` lists them"
            )
        outlets = outlets_of(connection, [speaker_id]).get(speaker_id, ())
        names = _profile(connection, speaker_id, "name")
        return SpeakerPage(
            row=to_speaker_row(row, outlets),
            country=row["country"],
            wikidata=row["wikidata"],
            names=tuple((one["value"], one["n"]) for one in names),
            roles=tuple(_roles(connection, row)),
            months=_stated(connection, speaker_id, sa.func.substr(statements.c.day, 1, 7), by_value=True),
            outlets=_outlets(connection, speaker_id),
            addressees=_addressees(connection, speaker_id),
            cue_classes=_stated(connection, speaker_id, statements.c.cue_class),
            passed_on_by=_passed_on_by(connection, speaker_id),
            joins=_joins(connection, speaker_id),
            namesakes=tuple(_namesakes(connection, speaker_id, [one["value"] for one in names])),
            n_origins=_count_origins(connection, speaker_id),
        )


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
    connection: sa.Connection, speaker_id: str, value: sa.ColumnElement[Any], *, by_value: bool = False
) -> tuple[tuple[str, int], ...]:
    """How often each value stands in the speaker's statements; an index has what is asked for here."""
    n = sa.func.count()
    query = sa.select(value.label("value"), n).where(statements.c.identity == speaker_id, value != "")
    grouped = query.group_by(sa.text("1"))
    ordered = grouped.order_by(sa.text("1")) if by_value else grouped.order_by(n.desc(), sa.text("1"))
    found = connection.execute(ordered if by_value else ordered.limit(MOST))
    return tuple((str(row[0]), int(row[1])) for row in found)


def _addressees(connection: sa.Connection, speaker_id: str) -> tuple[tuple[str, int], ...]:
    joined, own = _own(speaker_id)
    value, n = extractions.c.addressee_text, sa.func.count()
    query = sa.select(value, n).select_from(joined).where(own, value.is_not(None)).group_by(value)
    # Few have an addressee: SQLite, which does not know that, would look at all.
    hinted = query.with_hint(extractions, "INDEXED BY extractions_with_addressee_text", "sqlite")
    found = connection.execute(hinted.order_by(n.desc(), value).limit(MOST))
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
        .with_hint(extractions, "INDEXED BY extractions_with_within", "sqlite")
    )
    counted: dict[str, int] = {}
    for chain in read_chains(connection, connection.execute(nested).mappings().all()).values():
        if len(chain) > 1:
            counted[chain[0]] = counted.get(chain[0], 0) + 1
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:MOST])


def _count_origins(connection: sa.Connection, speaker_id: str) -> int:
    own = (appearances.c.identity == speaker_id, appearances.c.is_current == 1)
    joined = appearances.join(placed, placed.c.document_id == appearances.c.document_id)
    query = sa.select(sa.func.count(placed.c.origin.distinct())).select_from(joined).where(*own)
    return int(connection.scalar(query) or 0)


def _joins(connection: sa.Connection, speaker_id: str) -> tuple[JoinRow, ...]:
    n = sa.func.count(appearances.c.document_id.distinct())
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
    same = sa.select(profiles.c.identity).where(
        profiles.c.what == "name", profiles.c.value.in_(sorted(shared)[:_MANY])
    )
    others = sa.and_(identities.c.id.in_(same), identities.c.id != speaker_id)
    return _listed(connection, others, MOST)
