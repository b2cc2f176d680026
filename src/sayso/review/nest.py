"""Nesting mended: what stood within, or answered, an attribution that has changed or is gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sayso.records import Attribution

OUTERMOST = "outermost"
UNANSWERED = "what it responds to was rejected"


@dataclass(frozen=True, slots=True)
class Moves:
    """Where ids lead now: `changed` to the id that a thing has now, `gone` to what had enclosed it."""

    changed: Mapping[str, str] = field(default_factory=dict)
    gone: Mapping[str, str | None] = field(default_factory=dict)

    def lead(self, target: str | None, there: Iterable[str], *, outwards: bool) -> str | None:
        """The id, among those that are there, that the target leads to; None where it leads nowhere.

        `outwards`: from what is gone to what had enclosed it.
        """
        present, seen = set(there), set[str]()
        while target is not None and target not in present and target not in seen:
            seen.add(target)
            if target in self.changed:
                target = self.changed[target]
            else:
                target = self.gone.get(target) if outwards else None
        return target if target in present else None


def mended(
    attributions: Iterable[Attribution], moves: Moves, beside: Mapping[str, Attribution]
) -> list[Attribution]:
    """The attributions with `within` and `responds_to` led to what is there, and no circle among them.

    `beside` are a model's own versions of what was judged: what encloses them does so for the judged one,
    where what the judgement names is no longer there.
    """
    given = list(attributions)
    there = {one.id for one in given}
    return _without_circles([_mended(one, moves, there, beside.get(one.id)) for one in given])


def _mended(one: Attribution, moves: Moves, there: set[str], beside: Attribution | None) -> Attribution:
    reasons = dict(one.reasons)
    within = _led(one, one.within, moves, there, outwards=True)
    if within is None and one.within is not None and beside is not None:
        within = _led(one, beside.within, moves, there, outwards=True)
    responds_to = _led(one, one.responds_to, moves, there, outwards=False)
    if responds_to is None and one.responds_to is not None and beside is not None:
        responds_to = _led(one, beside.responds_to, moves, there, outwards=False)
    if within == one.within and responds_to == one.responds_to:
        return one
    if within is None and one.within is not None:
        reasons["within"] = OUTERMOST
    if responds_to is None and one.responds_to is not None:
        reasons["responds_to"] = UNANSWERED
    return replace(one, within=within, responds_to=responds_to, reasons=tuple(reasons.items()))


def _led(
    one: Attribution, target: str | None, moves: Moves, there: set[str], *, outwards: bool
) -> str | None:
    found = moves.lead(target, there, outwards=outwards)
    return None if found == one.id else found


def _without_circles(attributions: list[Attribution]) -> list[Attribution]:
    """What is within itself, at any remove, is cut loose where the circle closes."""
    within = {one.id: one.within for one in attributions}
    for start in within:
        seen: set[str] = set()
        at: str = start
        while (outer := within[at]) is not None and at not in seen:
            seen.add(at)
            if outer in seen:
                within[at] = None
                break
            at = outer
    return [
        one
        if one.within == within[one.id]
        else replace(one, within=None, reasons=tuple({**dict(one.reasons), "within": OUTERMOST}.items()))
        for one in attributions
    ]
