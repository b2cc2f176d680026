"""Batch and ledger joined: what `sayso batch` read, taken into a ledger."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from .batch import Loaded, load_parts
from .errors import DocumentError
from .ledger import Ledger
from .records import Reading, Skipped

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
    parts = list(load_parts(folder))
    taken = _Import(ledger, now, all_parts=len(parts))
    for number, part in enumerate(parts, 1):
        for item in part:
            if isinstance(item, Loaded):
                taken.take(item)
            else:
                taken.skip(item)
        if number == len(parts):
            taken.write()
        taken.far = replace(taken.far, parts=taken.far.parts + 1)
        yield taken.far


class _Import:
    """A batch on its way into the ledger."""

    def __init__(self, ledger: Ledger, now: Callable[[], datetime], *, all_parts: int) -> None:
        self.far = Imported(all_parts=all_parts)
        self._ledger = ledger
        self._now = now
        self._waiting: list[Loaded] = []
        self._unkept: list[Skipped] = []
        self._n_bytes = 0
        # What was skipped in an earlier import, or in an earlier try at this one.
        self._skipped = Counter(_mark(row.name, row.reason, row.sha256) for row in ledger.skipped())

    def take(self, item: Loaded) -> None:
        """Add the reading with others, or pass it over where the ledger has it."""
        if self._ledger.holds(item.reading.document.id, item.extractor):
            self.far = replace(self.far, known=self.far.known + 1)
            return
        self._waiting.append(item)
        self._n_bytes += item.reading.document.n_bytes
        if len(self._waiting) >= AT_ONCE or self._n_bytes >= BYTES_AT_ONCE:
            self.write()

    def write(self) -> None:
        """Add what waits in one transaction, or, where one of them cannot be added, each alone."""
        waiting, self._waiting, self._n_bytes = self._waiting, [], 0
        for extractor in dict.fromkeys(one.extractor for one in waiting):
            readings = [one.reading for one in waiting if one.extractor == extractor]
            try:
                added = self._ledger.add_many(readings, extractor=extractor, now=self._now())
            except DocumentError:
                self._write_each(readings, extractor)
                continue
            for one in added:
                self._count(new=one.reading_new, attributions=one.attributions_new)
        unkept, self._unkept = self._unkept, []
        self._ledger.add_skipped(*unkept, now=self._now())

    def _write_each(self, readings: list[Reading], extractor: str) -> None:
        for reading in readings:
            try:
                added = self._ledger.add(reading, extractor=extractor, now=self._now())
            except DocumentError as error:
                document = reading.document
                self.skip(Skipped(name=document.name, reason=error.reason, sha256=document.sha256))
            else:
                self._count(new=added.reading_new, attributions=added.attributions_new)

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

    def _count(self, *, new: bool, attributions: int) -> None:
        far = self.far
        self.far = replace(
            far,
            added=far.added + new,
            known=far.known + (not new),
            attributions=far.attributions + attributions,
        )


def _mark(*parts: str | None) -> bytes:
    return hashlib.blake2b("\0".join(part or "" for part in parts).encode(), digest_size=16).digest()
