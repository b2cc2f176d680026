"""The outline of a reading: every attribution below the one in whose content it stands, numbered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sayso.records import Attribution, Locator, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One attribution in the outline.

    `number` counts from 1 in the outline's order; a reader is shown it, in the text and in the list.
    `parent` is the entry that this one stands in, `answers` the number of the one that it echoes or
    denies; None where there is none, or where the reading does not hold it. `place` is on which page, or at
    what time, it is said; None where the document has neither.
    """

    number: int
    attribution: Attribution
    parent: Entry | None = field(default=None, repr=False)
    depth: int = 0
    answers: int | None = None
    locator: Locator | None = None

    @property
    def chain(self) -> tuple[Attribution, ...]:
        """Through whom it comes: from the outermost attribution to this one, which is the last."""
        found = []
        entry: Entry | None = self
        while entry is not None:
            found.append(entry.attribution)
            entry = entry.parent
        return tuple(reversed(found))


def outline(reading: Reading) -> tuple[Entry, ...]:
    """The reading's attributions in text order, but each right behind the one that it stands in.

    What stands in an attribution that the reading does not hold, or in itself, is among the outermost.
    """
    places: dict[str, int] = {}
    for place, attribution in enumerate(reading.attributions):
        places.setdefault(attribution.id, place)
    entries = list(_walk(reading, places))
    numbers: dict[str, int] = {}
    for entry in entries:
        numbers.setdefault(entry.attribution.id, entry.number)
    return tuple(_answering(entries, numbers))


def _walk(reading: Reading, places: dict[str, int]) -> Iterator[Entry]:
    """The entries, without what they answer."""
    inner: defaultdict[int, list[int]] = defaultdict(list)
    outermost: list[int] = []
    for place, attribution in enumerate(reading.attributions):
        outer = places.get(attribution.within or "")
        (outermost if outer is None else inner[outer]).append(place)
    seen: set[int] = set()
    # Attributions that stand in each other in a circle are below nothing: they come last, as they are.
    for start in (*outermost, *range(len(reading.attributions))):
        waiting: list[tuple[int, Entry | None]] = [(start, None)]
        while waiting:
            place, parent = waiting.pop()
            if place in seen:
                continue
            seen.add(place)
            entry = Entry(
                number=len(seen),
                attribution=reading.attributions[place],
                parent=parent,
                depth=parent.depth + 1 if parent else 0,
                locator=reading.document.locator_of(reading.attributions[place].content[0]),
            )
            yield entry
            waiting += [(below, entry) for below in reversed(inner[place])]


def _answering(entries: list[Entry], numbers: dict[str, int]) -> Iterator[Entry]:
    """The entries with what they answer, by the numbers of the attributions."""
    made: dict[int, Entry] = {}
    for entry in entries:
        parent = made[entry.parent.number] if entry.parent else None
        answers = numbers.get(entry.attribution.responds_to or "")
        made[entry.number] = replace(
            entry, parent=parent, answers=None if answers == entry.number else answers
        )
        yield made[entry.number]
