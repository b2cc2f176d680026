"""Choosing: whom of those who are known an appearance is, or nobody, or nobody that can be told."""

from __future__ import annotations

from collections.abc import Sequence

from .compare import JOINED, SAME, compare
from .name import Name, is_pronoun, read_name
from .profile import Appearance, Choice, Match, Profile

MARGIN = 0.05  # two that fit as well as that are not told apart; an exact name is by more than a likely one
MOST_SURE = 0.99
NEW_NAME = "a name of its own"


def choose(appearance: Appearance, candidates: Sequence[Profile]) -> Choice:
    """Whom the appearance is; the order of the candidates makes no difference.

    It joins the one that fits best, where that is well enough and no other fits as well. A name that
    does not say whom it means, and has no evidence, stands under the name alone, as nobody in particular.
    """
    name = read_name(appearance.name, appearance.kind)
    if is_pronoun(appearance.name):
        raise ValueError(f"{appearance.name!r} is a pronoun, no name")
    if name.family == "words":
        return _by_name(name, "words that name nobody in particular")
    matches = sorted(
        (compare(appearance, profile) for profile in candidates if not profile.by_name),
        key=lambda match: (-match.score, match.profile),
    )
    fitting = [match for match in matches if not match.apart and match.score >= JOINED]
    if fitting:
        best = fitting[0]
        rivals = [match for match in fitting[1:] if match.score > best.score - MARGIN]
        if not rivals:
            return Choice(profile=best.profile, because=best.because, confidence=_sure(best))
        n = len(rivals) + 1
        return _by_name(name, f"{n} speakers fit equally well, and nothing tells which")
    apart = [match for match in matches if match.apart and match.exact]
    if not name.full:
        return _by_name(name, _why_bare(name, matches))
    if apart:
        return Choice(
            profile=None, because=f"another of that name: {apart[0].because}", confidence=0.9, distinct=True
        )
    return Choice(profile=None, because=NEW_NAME, confidence=_sure_new(matches))


def _by_name(name: Name, because: str) -> Choice:
    return Choice(profile=None, because=because, confidence=MOST_SURE, by_name=True)


def _why_bare(name: Name, matches: Sequence[Match]) -> str:
    possible = [match for match in matches if not match.apart and match.score > 0]
    what = "a bare name" if name.family == "person" else "a body that many places have"
    if not possible:
        return what
    n = f"{len(possible)} speakers" if len(possible) > 1 else "one speaker"
    return f"{what}; {n} could be meant, without evidence"


def _sure(match: Match) -> float:
    return min(MOST_SURE, round(match.score, 2))


def _sure_new(matches: Sequence[Match]) -> float:
    nearest = max((match.score for match in matches if not match.apart), default=0.0)
    return round(MOST_SURE - nearest / SAME / 2, 2)
