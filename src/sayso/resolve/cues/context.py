"""The words that decide how a cue is meant: its own, and those of its clause just before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...records import Attribution, Span, Spans
from .lexicon import Lexicon, tokens_of

REACH = 80  # characters before a cue that are looked at: MOST_BEFORE words and more, for even cost
LONGEST_CUE = 400  # characters of a cue that are read; the longest of 19,834 in PolNeAR train has 131
FIRST_WORDS = 10  # of a content; "asked | the two old ferry owners to meet": who is asked has seldom more
MOST_BEFORE = 8  # words before a cue that may belong to its verb group
_BOUNDARY = re.compile(r"[.!?;:\n\r\"“”„«»]|[,—–]\s")
# Particles and prepositions that complete a cue where the content took them: "called | for a ban".
_COMPLETING = frozenset("for on upon out up down against back off about to of by in with as like".split())
# Cues that are read by what follows: "asked | to stay", "declined | to comment", "voiced | anger at it".
_NEEDS_CONTENT = frozenset(
    "ask asks asked asking tell tells told telling refuse refuses refused refusing decline declines declined "
    "declining question questions questioned questioning express expresses expressed expressing voice voices "
    "voiced voicing".split()
)
# Quirk et al. 1985, 10.58-10.59; "not everyone agrees" and "few agree" say that some do not.
_NOBODY = frozenset({"no", "none", "neither", "nobody", "nor", "not", "few"})
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_CONJUNCTIONS = frozenset("if unless whether".split())
_INVERTED_CONDITIONS = frozenset({"should", "had", "were"})  # Quirk et al. 1985, 15.36
# Words of the modifiers' phrases that are no part of a verb group of their own.
_NO_PART = frozenset("or of and in a that who which there it one's chance opportunity time".split())
_INVERTING = frozenset("do have be will would can could may might should must wo ca".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class CueContext:
    """A cue's words in small letters, with what stands around them and may change how it is meant.

    `before` are the words of its verb group left of the cue, `after` a particle right of it; `fronted` are
    those that stand before the source and belong to the verb ("nor did", "if"). `nobody` is whether the
    source is nobody; `content` are the content's first words, where they stand behind the cue and the cue
    holds a word that is read by them.
    """

    before: tuple[str, ...]
    cue: tuple[str, ...]
    after: tuple[str, ...]
    fronted: tuple[str, ...]
    content: tuple[str, ...]
    sourced: bool
    nobody: bool


def context_of(attribution: Attribution, text: str, lexicon: Lexicon) -> CueContext:
    """What stands in and around the attribution's cue."""
    start, end = attribution.cue[0].start, attribution.cue[-1].end
    source = _last_before(attribution.source, start)
    content = _last_before(attribution.content, start)
    floor = max(start - REACH, 0, source.end if source else 0, content.end if content else 0)
    fronted: list[str] = []
    if source and start - source.end <= REACH and not _BOUNDARY.search(text, source.end, start):
        fronted = _fronted(text, source, attribution.content, lexicon)
    cue = tokens_of(" ".join(span.of(text)[:LONGEST_CUE] for span in attribution.cue[:LONGEST_CUE]))
    return CueContext(
        before=tuple(_verb_group(_clause(text, floor, start), lexicon)),
        cue=_undated(cue),
        after=_completing(text, end),
        fronted=tuple(fronted),
        content=_first_words(text, attribution.content, end) if _NEEDS_CONTENT.intersection(cue) else (),
        sourced=bool(attribution.source),
        nobody=bool(attribution.source) and _is_nobody(attribution.source[0], text),
    )


def _undated(cue: Sequence[str]) -> tuple[str, ...]:
    """The cue without weekdays, which stand in the middle of phrases: "voted Thursday to"."""
    kept = tuple(
        word
        for place, word in enumerate(cue)
        if word not in _WEEKDAYS and not (word == "on" and _WEEKDAYS.intersection(cue[place + 1 : place + 2]))
    )
    return kept or tuple(cue)


def _first_words(text: str, content: Spans, end: int) -> tuple[str, ...]:
    for span in content:
        if span.start >= end:
            return tuple(tokens_of(text[span.start : min(span.end, span.start + REACH)])[:FIRST_WORDS])
    return ()


def _is_nobody(source: Span, text: str) -> bool:
    words = text[source.start : min(source.end, source.start + 10)].lower().split()
    if words[:1] != [] and words[0] in _NOBODY:
        return True
    ahead = text[max(source.start - 8, 0) : source.start].lower()  # "and not {everyone} agrees"
    return ahead.endswith("not ") and not ahead.endswith("or not ")


def _last_before(spans: Spans, position: int) -> Span | None:
    found = [span for span in spans if span.end <= position]
    return found[-1] if found else None


def _clause(text: str, floor: int, end: int) -> list[str]:
    """The words of the clause that ends at `end`, from `floor` at the earliest."""
    for boundary in _BOUNDARY.finditer(text, floor, end):
        floor = boundary.end()
    return tokens_of(text[floor:end])


def _verb_group(words: Sequence[str], lexicon: Lexicon) -> list[str]:
    group: list[str] = []
    for word in reversed(words):
        if len(group) == MOST_BEFORE or not _belongs(word, lexicon):
            break
        group.insert(0, word)
    return group


def _belongs(word: str, lexicon: Lexicon) -> bool:
    if word in _NO_PART:
        return False
    return bool(lexicon.modifiers.lemmas(word)) or (word.endswith("ly") and len(word) > 4)


# Adjectives of necessity, with a subjunctive (Quirk et al. 1985, 16.72).
_NECESSARY = frozenset("vital essential crucial imperative important necessary urgent desirable".split())


def _fronted(text: str, source: Span, content: Spans, lexicon: Lexicon) -> list[str]:
    """What of the verb stands before its subject: `nor did` she say, `if` she says, `will` she say.

    `Should` she say is read as `if`.
    """
    stop = _last_before(content, source.start)
    words = _clause(text, max(source.start - REACH, stop.end if stop else 0), source.start)
    if len(words) == 1 and words[0] in _INVERTED_CONDITIONS:
        return ["if"]
    if words[-2:] == ["or", "not"]:  # "whether or not she says it"
        words = words[:-2]
    if words[-2:] == ["not", "that"]:  # "not that she says it"
        return ["not"]
    if words[-1:] == ["that"] and len(words) > 3 and words[-4] == "it" and words[-2] in _NECESSARY:
        return ["must"]  # "it is vital that she say it"
    group = _verb_group(words, lexicon)
    for place, word in enumerate(group):
        if word in _CONJUNCTIONS:
            return group[place:]
    if group and (group[-1] == "n't" or _INVERTING & set(lexicon.modifiers.lemmas(group[-1]))):
        return group
    return []


def _completing(text: str, end: int) -> tuple[str, ...]:
    words = tokens_of(text[end : end + 12])[:2] if text[end : end + 1] == " " else []
    return tuple(words[:1]) if words and words[0] in _COMPLETING else ()
