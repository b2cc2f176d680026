"""Articles made ready to be shown; long ones are kept for a while, for each page shows but a part of them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from sayso.compare import Headline, headline_of
from sayso.ledger import DocumentRow, Ledger
from sayso.records import Reading
from sayso.stages import Voices, voices_of

from .marking import LONGEST_PART, MOST_IN_PART, Part, Voice, parts_of, voices_shown

MOST_KEPT = 2  # long articles; one of 50,000 attributions takes about 200 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What all parts of an article's page have in common."""

    reading: Reading
    headline: Headline | None
    found: Voices
    voices: tuple[Voice, ...]
    parts: tuple[Part, ...]


def prepare(reading: Reading) -> Prepared:
    """The article of this reading, without what only the model can say of its headline."""
    found = voices_of(reading, None)
    return Prepared(
        reading=reading,
        headline=headline_of(reading),
        found=found,
        voices=voices_shown(found, reading),
        parts=parts_of(reading),
    )


class Shelf:
    """The long articles that were shown last, ready to be shown again.

    One is made ready at a time: many readers who open the same long article wait for one.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, str, int], Prepared] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def prepared(self, ledger: Ledger, row: DocumentRow) -> Prepared:
        """The article that this row lists, as it stands now."""
        if row.n_attributions <= MOST_IN_PART and row.n_characters <= LONGEST_PART:
            return prepare(ledger.reading(row.id))
        key = (ledger.where, row.id, ledger.newest_reading(row.id))
        with self._lock:
            if key not in self._kept:
                self._kept[key] = prepare(ledger.reading(row.id))
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
            return self._kept[key]


SHELF = Shelf()
