"""Batch and ledger joined: what `sayso batch` read, taken into a ledger."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from .cycles import seldom_sought
from .errors import DocumentError
from .ledger import Added, Ledger, Prepared
from .preparing import Refused, prepare_batch
from .records import Skipped

AT_ONCE = 1000  # documents, or skipped inputs, in one transaction, as long as their bytes are not too many
BYTES_AT_ONCE = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How far the import of a batch is: what became of its documents, and how many of its parts are done."""

    added: int = 0
    known: int = 0
    skipped: int = 0
    attributions: int = 0
    parts: int = 0
    all_parts: int = 0


def import_batch(ledger: Ledger, folder: Path, now: Callable[[], datetime]) -> Iterator[Imported]:
    """Take a batch into the ledger, many documents in each transaction; how far it is, after each part.

    What is there already is left as it is. AbortRun, and nothing written, where the batch is not finished
    or is not as its manifest says.
    """
    with seldom_sought(), closing(prepare_batch(folder)) as given:
        n_parts = next(given)
        assert isinstance(n_parts, int)
        taken = _Import(ledger, now, all_parts=n_parts)
        for item in given:
            if isinstance(item, Prepared):
                taken.take(item)
            elif isinstance(item, Refused):
                taken.refuse(item)
            elif isinstance(item, Skipped):
                taken.skip(item)
            else:
                yield taken.finish_part()


class _Import:
    """A batch on its way into the ledger."""

    def __init__(self, ledger: Ledger, now: Callable[[], datetime], *, all_parts: int) -> None:
        self.far = Imported(all_parts=all_parts)
        self._ledger = ledger
        self._now = now
        self._waiting: list[Prepared] = []
        self._unkept: list[Skipped] = []
        self._n_bytes = 0
        # What was skipped in an earlier import, or in an earlier try at this one.
        self._skipped = Counter(_mark(row.name, row.reason, row.sha256) for row in ledger.skipped())

    def take(self, item: Prepared) -> None:
        """Add the reading with others, unless the ledger has it."""
        self._waiting.append(item)
        self._n_bytes += item.archive["n_bytes"]
        if len(self._waiting) >= AT_ONCE or self._n_bytes >= BYTES_AT_ONCE:
            self.write()

    def refuse(self, item: Refused) -> None:
        """Skip the reading, unless the ledger has it."""
        if self._ledger.holds(item.document_id, item.extractor):
            self.far = replace(self.far, known=self.far.known + 1)
        else:
            self.skip(item.skipped)

    def finish_part(self) -> Imported:
        """How far it is after a part, all of it written after the last one."""
        if self.far.parts + 1 == self.far.all_parts:
            self.write()
        self.far = replace(self.far, parts=self.far.parts + 1)
        return self.far

    def write(self) -> None:
        """Add what waits in one transaction, or, where one of them cannot be added, each alone."""
        waiting, self._waiting, self._n_bytes = self._waiting, [], 0
        if waiting:
            try:
                self._count(self._ledger.add_prepared(waiting, now=self._now()))
            except DocumentError:
                self._write_each(waiting)
        unkept, self._unkept = self._unkept, []
        self._ledger.add_skipped(*unkept, now=self._now())

    def _write_each(self, waiting: list[Prepared]) -> None:
        for one in waiting:
            try:
                self._count(self._ledger.add_prepared([one], now=self._now()))
            except DocumentError as error:
                name, sha256 = one.document["name"], one.document["sha256"]
                self.skip(Skipped(name=name, reason=error.reason, sha256=sha256))

    def skip(self, item: Skipped) -> None:
        """Keep what was skipped and why, once."""
        self.far = replace(self.far, skipped=self.far.skipped + 1)
        mark = _mark(item.name, item.reason, item.sha256)
        if self._skipped[mark] > 0:
            self._skipped[mark] -= 1
        else:
            self._unkept.append(item)
            if len(self._unkept) >= AT_ONCE:
                self.write()

    def _count(self, added: Iterable[Added]) -> None:
        for one in added:
            self.far = replace(
                self.far,
                added=self.far.added + one.reading_new,
                known=self.far.known + (not one.reading_new),
                attributions=self.far.attributions + one.attributions_new,
            )


def _mark(*parts: str | None) -> bytes:
    return hashlib.blake2b("\0".join(part or "" for part in parts).encode(), digest_size=16).digest()
