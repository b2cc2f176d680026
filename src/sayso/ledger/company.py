"""Company: who spoke in the same documents about the same days, which tells people of one name apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from sayso.link import Appearance

from .identities import Row
from .schema import UNRESOLVED

WINDOW = timedelta(days=14)  # within which two documents are about the same days


class Company:
    """Who spoke beside whom, within one transaction: what was written before, and what it adds itself."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._spoke: dict[str, list[tuple[str, frozenset[str]]]] = {}  # when, and who was there
        self._written: dict[tuple[str, str], set[str]] = {}  # of whom, from which day on, as it was read

    def add(self, rows: Sequence[Row]) -> None:
        """The appearances of one document, which is current: those written and those that wait to be."""
        published = rows[0]["published"] if rows else None
        if published is None:
            return
        there = frozenset(row["identity"] for row in rows)
        for identity in there - {UNRESOLVED}:
            self._spoke.setdefault(identity, []).append((published, there))

    def forget(self) -> None:
        """Read all anew: what is written has been changed."""
        self._spoke.clear()
        self._written.clear()

    def near(self, appearance: Appearance, candidates: Sequence[str]) -> dict[str, frozenset[str]]:
        """Who of those beside the appearance spoke in the candidates' documents of the same days."""
        try:
            day = date.fromisoformat((appearance.date or "")[:10])
        except ValueError:
            return {}
        since, until = (day - WINDOW).isoformat(), (day + WINDOW).isoformat() + "~"
        self._read(candidates, since, until)
        near: dict[str, frozenset[str]] = {}
        for candidate in candidates:
            found = appearance.beside & self._written[candidate, since]
            for published, there in self._spoke.get(candidate, ()):
                if since <= published <= until:
                    found |= there & appearance.beside
            if found := found - {candidate}:
                near[candidate] = found
        return near

    def _read(self, candidates: Sequence[str], since: str, until: str) -> None:
        missing = [one for one in candidates if (one, since) not in self._written]
        if not missing:
            return
        self._written.update(((one, since), set()) for one in missing)
        # Asked for very often, so not put together piece by piece each time.
        place = "?" if self._connection.dialect.name == "sqlite" else "%s"
        some = ", ".join([place] * len(missing))
        query = f"""SELECT DISTINCT there.identity, other.identity
            FROM appearances there JOIN appearances other ON other.reading_id = there.reading_id
            WHERE there.identity IN ({some}) AND there.is_current = 1
            AND there.published BETWEEN {place} AND {place}"""
        for candidate, other in self._connection.exec_driver_sql(query, (*missing, since, until)):
            self._written[candidate, since].add(other)
