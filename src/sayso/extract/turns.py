"""Transcripts: who speaks is known there, because the lines say so before a colon.

The network was taught on articles, in which nobody's words stand behind a name and a colon for a page. Where
a text is a transcript a rule says whose words they are, and what the network finds in them stands within.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..records import Attribution, Mention, Span, Spans, by_rule
from ..records.turns import Label, find_labels, names_nobody

# Of PolNeAR's 924 articles of train and dev these take four, all of them interviews, and of 181 pages of the
# article extraction benchmark two, both interviews. With four turns, or any words, they took lists of scores.
LEAST_TURNS = 5
LEAST_SPEAKERS = 2  # who speak at least twice each: what stands before a colon once is a heading
LEAST_LINES = 1 / 3  # of the lines from the first label on; press briefings have answers of several lines
MOSTLY = 2 / 3  # of the turns must hold a sentence: tables of scores and of votes have labels, too
# Of 33 that it finds in the four transcripts of eval/gold 31 are right (`sayso evaluate` on those four).
CONFIDENCE = 0.9
RULE = "speaker labels"
BECAUSE = ("cue", "the colon behind a speaker’s label in a transcript: a rule, no model")
# How transcripts call those whose names do not matter to them.
_NAMELESS = frozenset("audience interviewer moderator narrator operator questioner reporter".split())
_SENTENCE = re.compile(r"[^\W\d_][.?!…—][\"'”’»)\]]*(?=\s|$)")
_STAGE = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])[.!]?\s*")  # (Applause.) [Crosstalk]
_TITLES = frozenset(
    """attorney chairman chairwoman chief congressman congresswoman dr general gov governor judge justice
    king lord minister miss mr mrs ms president prime prince princess prof professor queen rep
    representative sec secretary sen senator sir speaker the vice""".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one speaker says until the next begins: the label, the colon, and the lines."""

    label: Span
    colon: Span
    content: Spans


def find_turns(text: str) -> tuple[Turn, ...]:
    """The turns of a transcript, in order; none where the text is no transcript.

    A turn goes on over lines without a label, up to the next one; the last turn has its own line alone,
    since what follows it may be the editor's. Lines that are all brackets (`[Applause]`) are nobody's.
    """
    labels = _in_one_style(text, list(find_labels(text)))
    counted = Counter(_key(one.name.of(text)) for one in labels)
    speakers = [name for name, times in counted.items() if times > 1]
    if len(labels) < LEAST_TURNS or len(speakers) < LEAST_SPEAKERS:
        return ()
    lines = [line for line in text[labels[0].name.start :].split("\n") if line.strip()]
    if len(labels) < LEAST_LINES * len(lines):
        return ()
    turns = tuple(_turns(text, labels))
    talk = sum(_SENTENCE.search(text, turn.colon.end, turn.content[0].end + 1) is not None for turn in turns)
    return turns if talk >= MOSTLY * len(turns) else ()


def _turns(text: str, labels: Sequence[Label]) -> Iterator[Turn]:
    for label, behind in zip(labels, [*labels[1:], None], strict=True):
        end = behind.name.start if behind else _line_end(text, label.colon.end)
        content = tuple(_lines(text, label.colon.end, end))
        if content:
            yield Turn(label=label.name, colon=label.colon, content=content)


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    """The words from one place to another, parted only where a line is nobody's."""
    begin = last = None
    while start < end:
        line_end = min(_line_end(text, start), end)
        line = text[start:line_end].rstrip("> \t\r")
        words = line.strip()
        if words and not _STAGE.fullmatch(words):
            at = start + len(line) - len(line.lstrip())
            begin, last = at if begin is None else begin, at + len(words)
        elif words and begin is not None and last is not None:
            yield _without_full_stop(text, begin, last)
            begin = last = None
        start = line_end + 1
    if begin is not None and last is not None:
        yield _without_full_stop(text, begin, last)


def _without_full_stop(text: str, begin: int, end: int) -> Span:
    """The words without the full stop that ends them, as the network's contents are, too."""
    if text[end - 1] == "." and text[end - 2].isalpha() and end - begin > 1:
        end -= 1
    return Span(begin, end)


def _line_end(text: str, start: int) -> int:
    found = text.find("\n", start)
    return len(text) if found < 0 else found


def _in_one_style(text: str, labels: Sequence[Label]) -> list[Label]:
    """The labels that are set as most of them are, in capitals or not: a headline's is another's."""
    shouted = [_bare(one.name.of(text)).isupper() for one in labels]
    capitals = 2 * sum(shouted) >= len(labels)
    return [one for one, loud in zip(labels, shouted, strict=True) if loud == capitals]


def _key(label: str) -> str:
    """The label without offices and asides: what comes back when the speaker does."""
    words = _bare(label).split()
    return words[-1].casefold() if words else ""


def _bare(label: str) -> str:
    return re.split(r"[,(\[]", label, maxsplit=1)[0].rstrip()


def spoken(document_id: str, turns: Sequence[Turn], extractor: str) -> list[Attribution]:
    """The turns as attributions: the source is the label, the cue its colon."""
    return [
        Attribution(
            document_id=document_id,
            source=(turn.label,),
            cue=(turn.colon,),
            content=turn.content,
            # Nothing marks the words as verbatim but that this is a transcript, as marks do elsewhere.
            quotation="direct",
            confidence=CONFIDENCE,
            extractor=by_rule(extractor, RULE),
            reasons=(BECAUSE, ("within", "outermost")),
        )
        for turn in turns
    ]


def within_turns(
    turns: Sequence[Turn], said: Sequence[Attribution], found: Sequence[Attribution]
) -> list[Attribution]:
    """What the network found, as far as the turns leave it room: whole within one, or outside of all.

    What takes a label for a source, or reaches from one turn to another, is known to be wrong.
    """
    kept = []
    begin, end = turns[0].label.start, max(turn.content[-1].end for turn in turns)
    for one in found:
        spans = (*one.source, *one.cue, *one.content)
        holder = next((by for turn, by in zip(turns, said, strict=True) if _holds(turn, spans)), None)
        if holder is not None:
            reasons = tuple(pair for pair in one.reasons if pair[0] != "within")
            kept.append(replace(one, within=holder.id, reasons=reasons))
        elif all(span.end <= begin or span.start >= end for span in spans):
            kept.append(one)
    return kept


def _holds(turn: Turn, spans: Spans) -> bool:
    return all(
        any(part.start <= span.start and span.end <= part.end for part in turn.content) for span in spans
    )


def name_labels(text: str, turns: Sequence[Turn], mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions with the names in the labels among them, which the network seldom finds in capitals.

    What pointed at a mention in a label points at the name now.
    """
    named = [(turn.label, _name_in(text, turn.label)) for turn in turns]
    made = [(Mention(span=span, form="name", type="person"), None) for _, span in named if span]
    kept = [
        (one, number)
        for number, one in enumerate(mentions)
        if not any(one.span.overlaps(label) for label, _ in named)
    ]
    ordered = sorted([*made, *kept], key=lambda pair: pair[0].span)
    places = {old: new for new, (_, old) in enumerate(ordered) if old is not None}
    by_span = {one.span: new for new, (one, old) in enumerate(ordered) if old is None}
    for number, one in enumerate(mentions):
        label = next((span for label, span in named if span and one.span.overlaps(label)), None)
        if number not in places and label is not None:
            places[number] = by_span[label]
    return tuple(_renumbered(one, places) for one, _ in ordered)


def _renumbered(mention: Mention, places: Mapping[int, int]) -> Mention:
    shares: dict[int, float] = {}
    for number, share in mention.antecedents:
        if number in places:
            shares[places[number]] = max(share, shares.get(places[number], 0.0))
    return replace(mention, antecedents=tuple(shares.items()))


def _name_in(text: str, label: Span) -> Span | None:
    """The name in a label, without titles, offices and asides; None where it has none."""
    name = _bare(label.of(text))
    start = label.start
    while name:
        word = name.split(maxsplit=1)[0]
        if word.rstrip(".").casefold() not in _TITLES:
            break
        rest = name[len(word) :]
        start += len(word) + len(rest) - len(rest.lstrip())
        name = rest.lstrip()
    if not name or names_nobody(name) or name.casefold() in _NAMELESS:
        return None
    return Span(start, start + len(name))
