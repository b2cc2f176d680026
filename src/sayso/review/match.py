"""Matching: which attribution of another reading is the thing that a person judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sayso.records import Attribution, Spans, is_of

# Share of the two contents' code points that both have; the level at which `sayso evaluate` counts a
# relation as found, though not exactly.
MIN_SHARED = 0.5


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """That two attributions are one thing: how surely (0 to 1), and why."""

    score: float
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for in a reading: its first id, every id, its forms, the models that were judged."""

    root: str
    ids: frozenset[str]
    forms: tuple[Attribution, ...]
    read_by: frozenset[str]


def match(one: Attribution, other: Attribution) -> Match | None:
    """That both are the same statement in the same text, if they are.

    Either all their spans are the same, or their cues overlap and their contents share half of what both
    cover or more.
    """
    if one.id == other.id:
        return Match(1.0, "the same spans")
    if not any(mine.overlaps(theirs) for mine in one.cue for theirs in other.cue):
        return None
    shared = _shared(one.content, other.content)
    if shared < MIN_SHARED:
        return None
    return Match(shared, f"the cues overlap, and the contents share {shared:.0%}")


def match_all(
    wanted: Sequence[Wanted], attributions: Iterable[Attribution]
) -> dict[int, tuple[Attribution, Match]]:
    """What the reading has of each thing, by the thing's place in the list; each attribution once.

    The same ids come first, then the likest. In a reading that was there when the thing was judged only
    ids count: whoever judged one thing saw the others beside it.
    """
    left = {one.id: one for one in attributions}
    found = dict(_by_id(wanted, left))
    for one, _ in found.values():
        del left[one.id]
    pairs = [
        (-best.score, place, one.id, best)
        for place, thing in enumerate(wanted)
        if place not in found
        for one in left.values()
        if not all(is_of(one.extractor, by) for by in thing.read_by)
        and (best := _best(thing.forms, one)) is not None
    ]
    for _, place, identifier, best in sorted(pairs, key=lambda pair: pair[:3]):
        if place not in found and identifier in left:
            found[place] = (left.pop(identifier), best)
    return found


def _was_there(thing: Wanted, one: Attribution) -> bool:
    return all(is_of(one.extractor, model) for model in thing.read_by)


def _by_id(
    wanted: Sequence[Wanted], there: Mapping[str, Attribution]
) -> dict[int, tuple[Attribution, Match]]:
    same = Match(1.0, "the same spans")
    found: dict[int, tuple[Attribution, Match]] = {}
    taken: set[str] = set()
    for place, thing in enumerate(wanted):
        if thing.root in there:
            found[place] = (there[thing.root], same)
            taken.add(thing.root)
    for place, thing in enumerate(wanted):
        ids = sorted(thing.ids & there.keys() - taken)
        if place not in found and ids:
            found[place] = (there[ids[0]], same)
            taken.add(ids[0])
    return found


def _best(forms: Iterable[Attribution], one: Attribution) -> Match | None:
    return max((found for form in forms if (found := match(form, one)) is not None), default=None)


def _shared(one: Spans, other: Spans) -> float:
    both = sum(
        max(0, min(mine.end, theirs.end) - max(mine.start, theirs.start)) for mine in one for theirs in other
    )
    either = sum(span.end - span.start for span in (*one, *other)) - both
    return both / either
