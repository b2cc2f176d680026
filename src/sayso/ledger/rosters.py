"""Rosters in the ledger: imported lists of who is who, and the blocks that their names are filed under."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa

from sayso.link import keys_of, read_name
from sayso.link.roster import RosterEntry

from .connection import Store
from .decided import reprofile
from .identities import LONGEST
from .rows import Imported
from .schema import identities, roster, roster_keys
from .stored import printable, to_json, to_time

_ROWS = 500  # entries written at once


def import_roster(store: Store, entries: Iterable[RosterEntry], *, source: str, now: datetime) -> Imported:
    """Keep the entries; one of an id that is there replaces it."""
    iterator, moment = iter(entries), to_time(now)
    n_new = n_replaced = 0
    with store.writing(origin="speakers", alone=True) as connection:
        while batch := list(islice(iterator, _ROWS)):
            unique = {entry.id: entry for entry in batch}
            there = set(connection.scalars(sa.select(roster.c.id).where(roster.c.id.in_(unique))))
            connection.execute(sa.delete(roster_keys).where(roster_keys.c.entry.in_(there)))
            for entry in unique.values():
                values = _values(entry, source, moment)
                if entry.id in there:
                    connection.execute(sa.update(roster).where(roster.c.id == entry.id).values(values))
            new = [_values(entry, source, moment) for entry in unique.values() if entry.id not in there]
            if new:
                connection.execute(sa.insert(roster), new)
            keys = [key for entry in unique.values() for key in _keys(entry)]
            if keys:
                connection.execute(sa.insert(roster_keys), keys)
            n_new, n_replaced = n_new + len(new), n_replaced + len(there)
            speakers = sa.select(identities.c.id).where(identities.c.listed.in_(there))
            reprofile(store, connection, list(connection.scalars(speakers)))
    return Imported(new=n_new, replaced=n_replaced, skipped=0)


def _values(entry: RosterEntry, source: str, moment: str) -> dict[str, Any]:
    return {
        "id": printable(entry.id),
        "name": printable(entry.name),
        "aliases": printable(to_json(entry.aliases)),
        "kind": entry.kind,
        "roles": printable(to_json([[one.title, one.since, one.until, one.country] for one in entry.roles])),
        "country": entry.country,
        "wikidata": entry.wikidata,
        "source": printable(source),
        "imported_at": moment,
    }


def _keys(entry: RosterEntry) -> Iterator[dict[str, str]]:
    names = (entry.name, *entry.aliases)
    keys = {printable(key[:LONGEST]) for name in names for key in keys_of(read_name(name, entry.kind))}
    for key in sorted(keys):
        yield {"key": key, "entry": printable(entry.id)}
