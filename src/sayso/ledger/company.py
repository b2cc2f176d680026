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
    """What is written of who spoke beside whom, and what waits to be, within one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._spoke: dict[str, list[tuple[str, frozenset[str]]]] = {}  # when, and who was there

    def wait(self, rows: Sequence[Row]) -> None:
        """The appearances of one document, which is current and not written yet."""
        published = rows[0]["published"] if rows else None
        if published is None:
            return
        there = frozenset(row["identity"] for row in rows)
        for identity in there - {UNRESOLVED}:
            self._spoke.setdefault(identity, []).append((published, there))

    def written(self) -> None:
        """What waited is in the table."""
        self._spoke.clear()

    def near(self, appearance: Appearance, candidates: Sequence[str]) -> dict[str, frozenset[str]]:
        """Who of those beside the appearance spoke in the candidates' documents of the same days."""
        try:
            day = date.fromisoformat((appearance.date or "")[:10])
        except ValueError:
            return {}
        since, until = (day - WINDOW).isoformat(), (day + WINDOW).isoformat() + "~"
        near: dict[str, set[str]] = {}
        for identity, beside in self._read(candidates, sorted(appearance.beside), since, until):
            near.setdefault(identity, set()).add(beside)
        for candidate in candidates:
            for published, there in self._spoke.get(candidate, ()):
                if since <= published <= until and (found := (there & appearance.beside) - {candidate}):
                    near.setdefault(candidate, set()).update(found)
        return {one: frozenset(others) for one, others in near.items()}

    def _read(
        self, candidates: Sequence[str], beside: Sequence[str], since: str, until: str
    ) -> list[tuple[str, str]]:
        # Asked for very often, so not put together piece by piece each time.
        place = "?" if self._connection.dialect.name == "sqlite" else "%s"
        some, others = (", ".join([place] * len(ids)) for ids in (candidates, beside))
        query = f"""SELECT DISTINCT there.identity, other.identity
            FROM appearances there JOIN appearances other ON other.reading_id = there.reading_id
            WHERE there.identity IN ({some}) AND there.is_current = 1
            AND there.published BETWEEN {place} AND {place}
            AND other.identity IN ({others}) AND other.identity <> there.identity"""
        asked = (*candidates, since, until, *beside)
        return [(row[0], row[1]) for row in self._connection.exec_driver_sql(query, asked)]
