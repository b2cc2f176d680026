"""Whether two quotations that have words in common are one: what speaks for it, and what against."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .alignment import Alignment, tells
from .wording import Wording

Speakers = Literal["same", "named alike", "not known", "others"]

ENOUGH = 8.0  # points
SURE = 6.0  # points above ENOUGH that make it as good as certain
FEW = 5  # telling words below which a quotation is too short to be known by its words alone
NEAR = 3  # days within which a short one may be the same
MOST_WORDS_TOLD = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One quotation, with what tells whether another is the same.

    `identity` is the speaker across documents (empty: not resolved), `name` the speaker's name; `by_name`
    says that the identity stands for a name alone. `published` is the article's day and `said` the
    statement's, as far as they are known (else empty).
    """

    wording: Wording
    identity: str
    name: str
    by_name: bool
    published: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Two quotations that are taken for one: how they lie beside each other, how sure (0 to 1), and why."""

    alignment: Alignment
    score: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Reason:
    points: float
    because: str


def match(left: Side, right: Side, alignment: Alignment, *, n_shared: int = 0) -> Match | None:
    """Whether these are one quotation, laid beside each other so; None where they only share words.

    `n_shared` is how many other quotations the two articles surely share.
    """
    speakers = speakers_of(left, right)
    n_telling = _n_telling(left.wording, alignment)
    if not _may_be(left, right, alignment, speakers, n_telling, n_shared):
        return None
    reasons = list(_reasons(left, right, alignment, speakers, n_telling, n_shared))
    points = sum(one.points for one in reasons) - ENOUGH
    if points < 0:
        return None
    score = 1 / (1 + math.exp(-(0.5 + points * 3 / SURE)))
    return Match(alignment=alignment, score=round(score, 3), because=tuple(one.because for one in reasons))


def _n_telling(wording: Wording, alignment: Alignment) -> int:
    return sum(tells(run.of(wording.words)) for run, _ in alignment.equal)


def is_sure(found: Match, left: Side) -> bool:
    """Whether the match shows, by itself, that the two articles quote from the same words."""
    clean = not found.alignment.silent and not found.alignment.edges
    return clean and _n_telling(left.wording, found.alignment) >= FEW


def speakers_of(left: Side, right: Side) -> Speakers:
    """Whether the two are said by the same speaker, as far as that is known."""
    if not left.identity or not right.identity:
        return "not known"
    if left.identity == right.identity and not left.by_name:
        return "same"
    if left.identity == right.identity or _names_meet(left.name, right.name):
        return "named alike"
    return "others"


def _names_meet(left: str, right: str) -> bool:
    ours, theirs = left.casefold().split(), right.casefold().split()
    return bool(ours and theirs and (ours[-1] == theirs[-1]))


def days_between(left: str, right: str) -> int | None:
    """Days between two days; None where one is not known to the day."""
    try:
        return abs((date.fromisoformat(left[:10]) - date.fromisoformat(right[:10])).days)
    except ValueError:
        return None


def _may_be(
    left: Side, right: Side, alignment: Alignment, speakers: Speakers, n_telling: int, n_shared: int
) -> bool:
    """What no evidence can make good."""
    if alignment.n_equal < 3 or n_telling < 1:
        return False
    whole = min(len(left.wording.words), len(right.wording.words))
    agree, differ = alignment.weight, alignment.silent + alignment.edge_weight
    if differ > agree:
        return False
    days = days_between(left.published, right.published)
    if n_telling < FEW and whole > alignment.n_equal and alignment.silent + alignment.edge_weight > agree / 2:
        return False
    if n_telling < FEW:
        near = days is not None and days <= NEAR
        return (near and speakers in ("same", "named alike")) or (n_shared > 0 and speakers != "others")
    return True


def _reasons(
    left: Side, right: Side, alignment: Alignment, speakers: Speakers, n_telling: int, n_shared: int
) -> Iterator[_Reason]:
    n_words = f"{alignment.n_equal} words agree, {n_telling} of them telling"
    yield _Reason(min(MOST_WORDS_TOLD, n_telling), n_words)
    yield _of_speakers(left, right, speakers)
    yield from _of_days(left, right)
    if n_shared:
        others = f"{n_shared} other quotation" + ("s" if n_shared > 1 else "")
        yield _Reason(3.0 if n_shared > 2 else 2.0, f"the two articles share {others}")
    if alignment.silent:
        yield _Reason(-1.2 * min(alignment.silent, 6.0), "words inside the marks differ")
    if alignment.edges:
        ends = "one end" if alignment.edges == 1 else "both ends"
        points = -2.0 * alignment.edges - min(alignment.edge_weight, 4.0)
        yield _Reason(points, f"at {ends} each goes on with other words")
    if alignment.negation:
        yield _Reason(-2.0, "a negation stands in one of them alone")


def _of_speakers(left: Side, right: Side, speakers: Speakers) -> _Reason:
    if speakers == "same":
        return _Reason(4.0, f"both are {left.name}’s")
    if speakers == "named alike":
        return _Reason(3.0, f"the speakers are named alike: {left.name}, {right.name}")
    if speakers == "not known":
        return _Reason(1.0, "the speaker of one is not known")
    return _Reason(-4.0, f"the speakers are {left.name} and {right.name}")


def _of_days(left: Side, right: Side) -> Iterator[_Reason]:
    said = days_between(left.said, right.said)
    if said is not None:
        if said <= 1:
            yield _Reason(1.0, "said on the same day" if not said else "said a day apart")
        else:
            yield _Reason(-2.0, f"said {said} days apart, by what the articles tell")
    days = days_between(left.published, right.published)
    if days is None:
        return
    points = 2.0 if days <= 1 else 1.0 if days <= 7 else -1.0 if days <= 30 else -3.0
    if not days:
        yield _Reason(points, "published on the same day")
    else:
        yield _Reason(points, f"published {days} day{'s' if days > 1 else ''} apart")
