"""Headlines that drop an attribution: the outlet asserts above what the article only lets somebody say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..records import Attribution, Reading, Span, Spans
from .voices import Passage

LEAST_WORDS = 3  # of the headline's own that must come back, so that a name alone is no claim
LEAST_SHARE = 0.6  # of the headline's words
MOST_WORDS = 30  # a first line that is longer is no headline
_WORD = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"(?:ing|ed|es|s|ly|’s|'s)$")
_OWN = frozenset({"i", "we"})  # in an article: whoever writes it
# Words that say nothing about what is claimed (closed classes, Quirk et al. 1985, 2.40).
_EMPTY = frozenset(
    """a an the and or but nor of in on at to for from by with as is are was were be been being has have had
    do does did will would can could may might must shall should not no this that these those it its he she
    they his her their them him i we you us our your my after before over under about into out up down off
    more most new says said say than then when while who whom which what why how if there here""".split()
)


@dataclass(frozen=True, slots=True)
class Headline:
    """An article's headline: its words, and where they stand in the text (None: only in the metadata)."""

    text: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class DroppedAttribution:
    """A headline that asserts what the body gives as somebody's words, and as nobody else's.

    `attribution` is the one in the body; `words` are the headline's words that come back in its content.
    """

    headline: Headline
    attribution: Attribution
    words: tuple[str, ...]
    because: str


def headline_of(reading: Reading) -> Headline | None:
    """The headline: the title that is known, else a first line of the text that looks like one."""
    text = reading.document.text
    start = len(text) - len(text.lstrip())
    line = re.compile(r"[^\r\n]*").match(text, start)
    first = line[0].rstrip() if line else ""
    title = reading.document.metadata.title
    at = Span(start, start + len(first)) if first else None
    if title:
        same = bool(first) and _same(first, title)
        return Headline(first if same else title, at if same else None)
    alone = at is not None and text[at.end :].strip()
    if not alone or len(_WORD.findall(first)) > MOST_WORDS or first.endswith((".", ",", ";", ":")):
        return None
    return Headline(first, at)


def _same(one: str, other: str) -> bool:
    return _WORD.findall(one.casefold()) == _WORD.findall(other.casefold())


def dropped_attribution(
    reading: Reading,
    passages: Iterable[Passage],
    headline: Headline,
    in_headline: Iterable[Attribution],
    quoted: Spans,
) -> DroppedAttribution | None:
    """The attribution that the headline drops, or None.

    `in_headline` are the attributions read in the headline; with any of them, or with quotation marks
    (`quoted`, spans of the headline), the headline says on whose say-so it stands, and nothing is
    dropped; nor where it asks, nor where a passage in the outlet's own voice says as much of the headline
    as the content.
    """
    if tuple(in_headline) or quoted or headline.text.rstrip().endswith("?"):
        return None
    wanted = _stems(headline.text)
    if len(wanted) < LEAST_WORDS:
        return None
    text = reading.document.text
    body_from = headline.span.end if headline.span else 0
    asserted = max(
        (
            len(wanted & _stems(line))
            for passage in passages
            if passage.attribution is None and passage.span.end > body_from
            for line in _sentences(text[max(passage.span.start, body_from) : passage.span.end])
        ),
        default=0,
    )
    best: tuple[int, Attribution] | None = None
    for one in reading.attributions:
        if (
            one.within is not None
            or one.content[0].start < body_from
            or not _is_anothers(one, headline, text)
        ):
            continue
        found = len(wanted & _stems(" ".join(span.of(text) for span in one.content)))
        if best is None or found > best[0]:
            best = found, one
    if best is None or best[0] < max(LEAST_WORDS, LEAST_SHARE * len(wanted)) or best[0] <= asserted:
        return None
    stems = _stems(" ".join(span.of(text) for span in best[1].content))
    words = tuple(word for word in _WORD.findall(headline.text) if _stems(word) & stems)
    who = best[1].speaker.name if best[1].speaker else "a source that is not resolved"
    because = f"{best[0]} of the headline’s {len(wanted)} words stand in the body only as said by {who}"
    return DroppedAttribution(headline, best[1], words, because)


def _is_anothers(attribution: Attribution, headline: Headline, text: str) -> bool:
    """Whether the source is named, is not the outlet, and is not what the headline gives beside a colon."""
    source = " ".join(span.of(text) for span in attribution.source)
    if (
        not source
        or source.casefold() in _OWN
        or (attribution.speaker and attribution.speaker.kind == "outlet")
    ):
        return False
    sides = re.split(r":\s|\s[–—|-]\s", headline.text)
    return len(sides) < 2 or not any(_stems(side) & _stems(source) for side in (sides[0], sides[-1]))


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+|[\r\n]+", text)


def _stems(text: str) -> set[str]:
    """The text's words that say something, without their commonest endings."""
    words = (word.casefold() for word in _WORD.findall(text))
    return {_ENDING.sub("", word) if len(word) > 4 else word for word in words if word not in _EMPTY}
