"""Voices: which characters of an article are whose words, and which are the outlet's own."""

from __future__ import annotations

import heapq
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..records import Attribution, Reading, Span, Spans, SpeakerKind

_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the text in one voice: the innermost attribution whose content it is part of.

    No attribution means the outlet's own voice: sources and cues are in it, unless they stand in the
    content of another, and what somebody should, might or would say. `verbatim` says that the stretch
    stands in quotation marks.
    """

    span: Span
    attribution: Attribution | None
    verbatim: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of the article is one voice's; blanks are not counted.

    `name` is the speaker's; None stands for all whose speaker is not resolved, or, where `own`, for the
    outlet's own voice. `n_characters` are code points, `n_verbatim` those of them in quotation marks;
    `share` is of the whole article, 0 to 1.
    """

    name: str | None
    kind: SpeakerKind | None
    own: bool
    n_attributions: int
    n_characters: int
    n_verbatim: int
    share: float


def passages_of(reading: Reading, quoted: Spans) -> tuple[Passage, ...]:
    """The text cut into passages, in order and without a gap; `quoted` are the stretches in marks."""
    text = reading.document.text
    contents = [
        (span, number)
        for number, one in enumerate(reading.attributions)
        if not is_unsaid(one)
        for span in one.content
    ]
    borders = {0, len(text)}
    for span in itertools.chain((span for span, _ in contents), quoted):
        borders |= {span.start, span.end}
    inner = _Innermost(contents)
    marked = _Innermost([(span, number) for number, span in enumerate(quoted)])
    found: list[Passage] = []
    for start, end in itertools.pairwise(sorted(borders)):
        number = inner(start)
        passage = Passage(
            Span(start, end),
            None if number is None else reading.attributions[number],
            marked(start) is not None,
        )
        if found and (found[-1].attribution, found[-1].verbatim) == (passage.attribution, passage.verbatim):
            passage = Passage(Span(found.pop().span.start, end), passage.attribution, passage.verbatim)
        found.append(passage)
    return tuple(found)


def is_unsaid(attribution: Attribution) -> bool:
    """Whether nobody has said it: "the guild must demand …" is a demand of whoever writes that."""
    return attribution.modality in ("possible", "conditional") and attribution.polarity == "affirmed"


class _Innermost:
    """Which of the numbered spans holds a place most narrowly; places must be asked for in rising order."""

    def __init__(self, spans: Iterable[tuple[Span, int]]) -> None:
        self._waiting = sorted((span.start, span.end, number) for span, number in spans)
        self._next = 0
        self._open: list[tuple[int, int, int]] = []  # length, end, number

    def __call__(self, place: int) -> int | None:
        while self._next < len(self._waiting) and self._waiting[self._next][0] <= place:
            start, end, number = self._waiting[self._next]
            heapq.heappush(self._open, (end - start, end, number))
            self._next += 1
        while self._open and self._open[0][1] <= place:
            heapq.heappop(self._open)
        return self._open[0][2] if self._open else None


def shares_of(passages: Iterable[Passage], text: str) -> tuple[Share, ...]:
    """Each voice's share of the article, the largest first; the outlet's own is always among them."""
    outlet: tuple[str | None, SpeakerKind | None, bool] = (None, None, True)
    counted: dict[tuple[str | None, SpeakerKind | None, bool], list[int]] = {outlet: [0, 0]}
    said: dict[tuple[str | None, SpeakerKind | None, bool], set[str]] = {outlet: set()}
    for passage in passages:
        voice = outlet if passage.attribution is None else _voice(passage.attribution)
        n_characters = len(_BLANK.sub("", passage.span.of(text)))
        counts = counted.setdefault(voice, [0, 0])
        counts[0] += n_characters
        counts[1] += n_characters if passage.verbatim else 0
        if passage.attribution is not None:
            said.setdefault(voice, set()).add(passage.attribution.id)
    whole = sum(n for n, _ in counted.values()) or 1
    shares = [
        Share(
            name=name,
            kind=kind,
            own=own,
            n_attributions=len(said[name, kind, own]),
            n_characters=n_characters,
            n_verbatim=n_verbatim,
            share=n_characters / whole,
        )
        for (name, kind, own), (n_characters, n_verbatim) in counted.items()
    ]
    return tuple(sorted(shares, key=_largest_first))


def _voice(attribution: Attribution) -> tuple[str | None, SpeakerKind | None, bool]:
    speaker = attribution.speaker
    return (None, None, False) if speaker is None else (speaker.name, speaker.kind, False)


def _largest_first(share: Share) -> tuple[int, bool, str]:
    return -share.n_characters, not share.own, share.name or ""


def own_voice(passages: Iterable[Passage]) -> Iterator[Span]:
    """The stretches in nobody's voice but the outlet's, in order."""
    for own, together in itertools.groupby(passages, key=_is_own):
        if own:
            spans = [passage.span for passage in together]
            yield Span(spans[0].start, spans[-1].end)


def _is_own(passage: Passage) -> bool:
    return passage.attribution is None
