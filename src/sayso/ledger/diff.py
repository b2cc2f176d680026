"""Differences: what two versions of a document say was said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, get_args

from sayso.records import Reading, joined

from .rows import Change, Worded
from .words import find_words

# Share of words in common order. Of 56,502 pairs of different contents within one article (120 annotated
# articles of PolNeAR's training part), 0.07 % are as alike as this; at 0.5 it is three times as many.
MIN_SIMILARITY = 0.6
SAME_SPEAKER = 0.2  # what a common speaker is worth, as a share of words: a fifth of the wording
Role = Literal["source", "cue", "content"]
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class _Side:
    worded: Worded
    words: tuple[str, ...]  # of the content
    speaker: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class _Match:
    score: float
    because: str


def diff(older: Reading, newer: Reading) -> Iterator[Change]:
    """What changed between the readings, in the newer one's order, and then what was dropped.

    Attributions whose source, cue and content read the same are no change, wherever they stand.
    """
    olds, news = _sides(older), _sides(newer)
    olds, news = _without_common(olds, news)
    pairs = _pairs(olds, news)
    for index, side in enumerate(news):
        if index not in pairs:
            yield Change(kind="added", older=None, newer=side.worded)
            continue
        partner, match = pairs[index]
        yield _changed(olds[partner], side, match)
    taken = {partner for partner, _ in pairs.values()}
    for index, side in enumerate(olds):
        if index not in taken:
            yield Change(kind="dropped", older=side.worded, newer=None)


def _sides(reading: Reading) -> list[_Side]:
    text = reading.document.text
    sides = []
    for attribution in reading.attributions:
        source, cue, content = (joined(getattr(attribution, role), text) for role in ROLES)
        worded = Worded(attribution=attribution, source=source, cue=cue, content=content)
        speaker = attribution.speaker.name if attribution.speaker else source
        sides.append(_Side(worded, _words(content), _words(speaker)))
    return sides


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word, _ in find_words(text))


def _texts(side: _Side) -> tuple[str, str, str]:
    return side.worded.source, side.worded.cue, side.worded.content


def _without_common(olds: list[_Side], news: list[_Side]) -> tuple[list[_Side], list[_Side]]:
    common = Counter(map(_texts, olds)) & Counter(map(_texts, news))
    return _left(olds, common), _left(news, common)


def _left(sides: Sequence[_Side], common: Counter[tuple[str, str, str]]) -> list[_Side]:
    paired = common.copy()
    left = []
    for side in sides:
        if paired[_texts(side)] > 0:
            paired[_texts(side)] -= 1
        else:
            left.append(side)
    return left


def _pairs(olds: Sequence[_Side], news: Sequence[_Side]) -> dict[int, tuple[int, _Match]]:
    """Each newer side's older partner, the likest pairs first; among equals, in text order."""
    candidates = [
        (-match.score, there, here, match)
        for here, new in enumerate(news)
        for there, match in _candidates(new, olds)
    ]
    pairs: dict[int, tuple[int, _Match]] = {}
    taken: set[int] = set()
    for _, there, here, match in sorted(candidates, key=lambda candidate: candidate[:3]):
        if here not in pairs and there not in taken:
            pairs[here] = (there, match)
            taken.add(there)
    return pairs


def _candidates(new: _Side, olds: Sequence[_Side]) -> Iterator[tuple[int, _Match]]:
    matcher: SequenceMatcher[str] = SequenceMatcher(autojunk=False)
    matcher.set_seq2(new.words)  # what the matcher keeps between comparisons
    for there, old in enumerate(olds):
        matcher.set_seq1(old.words)
        if matcher.real_quick_ratio() < MIN_SIMILARITY or matcher.quick_ratio() < MIN_SIMILARITY:
            continue
        similarity = matcher.ratio()
        if similarity >= MIN_SIMILARITY:
            yield there, _judge(similarity, same_speaker=old.speaker == new.speaker)


def _judge(similarity: float, *, same_speaker: bool) -> _Match:
    alike = "the same words" if similarity == 1 else f"{similarity:.0%} of the words alike"
    if same_speaker:
        return _Match(similarity + SAME_SPEAKER, f"same speaker, {alike}")
    return _Match(similarity, f"another source, {alike}")


def _changed(old: _Side, new: _Side, match: _Match) -> Change:
    before, after = _texts(old), _texts(new)
    roles = tuple(role for role, was, now in zip(ROLES, before, after, strict=True) if was != now)
    matcher: SequenceMatcher[str] = SequenceMatcher(None, old.words, new.words, autojunk=False)
    return Change(
        kind="changed",
        older=old.worded,
        newer=new.worded,
        roles=roles,
        similarity=matcher.ratio(),
        because=match.because,
    )
