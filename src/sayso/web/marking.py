"""An article as its page shows it: lines of pieces, each in somebody's voice, and the voices themselves."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from sayso.compare import Marks, Passage, Share
from sayso.export.marked import Piece, cut
from sayso.export.outline import Entry, outline
from sayso.records import Attribution, Reading, Span, SpeakerKind
from sayso.stages import Voices

LONGEST_PART = 30_000  # characters of a text that one page holds: about 5,000 words
MOST_IN_PART = 300  # attributions on one page
N_TINTS = 8  # voices with a colour of their own; more could not be told apart
MOST_INSIDE = 12  # attributions told of one piece; nesting goes a few levels deep at most
OWN, UNRESOLVED = "own", "unresolved"
_BREAKS = re.compile(r"[\r\n]+")
# HTML forbids these characters; a reader must see that something is there. One for one: offsets stay.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One voice of an article: its share, and how the page calls and shows it.

    `key` is `own`, `unresolved`, or the speaker's id in the document; it stands in addresses. `tint` is a
    class, empty for the outlet's own voice.
    """

    key: str
    tint: str
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of one line inside which nothing begins or ends.

    `start` counts code points. `numbers` are the attributions that it is part of, the innermost first;
    `cues` are those whose cue begins here, `ends` those whose content ends here. `marks` are the quotation
    marks that no attribution accounts for in which it stands.
    """

    start: int
    text: str
    classes: str
    voice: Voice
    numbers: tuple[int, ...]
    cues: tuple[Entry, ...]
    ends: tuple[int, ...]
    marks: Marks | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the text: a paragraph, or the headline; in `n_sharing` others stands half of it or more."""

    stretches: tuple[Stretch, ...]
    headline: bool
    n_sharing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a long text, or all of a short one; parts count from 1.

    `entries` are the attributions whose cue begins in it, `touching` all of which some words are in it.
    """

    number: int
    of: int
    span: Span | None
    entries: tuple[Entry, ...]
    touching: tuple[Entry, ...]


def voices_shown(found: Voices, reading: Reading) -> tuple[Voice, ...]:
    """The voices, the largest share first; the first few speakers have tints."""
    ids = {
        (speaker.name, speaker.kind): speaker.id
        for speaker in (one.speaker for one in reading.attributions)
        if speaker is not None
    }
    shown: list[Voice] = []
    keys: set[str] = set()
    n_tinted = 0
    for share in found.shares:
        tint = ""
        if not share.own and share.name is not None:
            n_tinted += 1
            tint = f"voice-{n_tinted}" if n_tinted <= N_TINTS else "voice-more"
        elif not share.own:
            tint = "voice-more"
        key = _key(share, ids)
        # Of one name there may be two kinds; in addresses they must differ.
        shown.append(Voice(key=key if key not in keys else f"{key}:{share.kind}", tint=tint, share=share))
        keys.add(key)
    return tuple(shown)


def _key(share: Share, ids: dict[tuple[str, SpeakerKind | None], str]) -> str:
    if share.own:
        return OWN
    return UNRESOLVED if share.name is None else ids[share.name, share.kind]


def parts_of(reading: Reading) -> tuple[Part, ...]:
    """The text in parts that end with a line where they can; none longer than a page bears."""
    text = reading.document.text
    entries = outline(reading)
    begins = sorted(_place(entry) for entry in entries)
    ends = [0]
    while ends[-1] < len(text):
        ends.append(_end_of_part(text, ends[-1], begins))
    spans: list[Span | None] = [Span(start, end) for start, end in pairwise(ends)] or [None]
    held: list[list[Entry]] = [[] for _ in spans]
    touching: list[list[Entry]] = [[] for _ in spans]
    # Each entry is looked up in the parts, not the parts' in all: there may be 50,000 of them.
    for entry in entries:
        held[_part_at(ends, _place(entry))].append(entry)
        for number in _parts_touched(ends, entry.attribution):
            touching[number].append(entry)
    return tuple(
        Part(
            number=number + 1,
            of=len(spans),
            span=span,
            entries=tuple(held[number]),
            touching=tuple(touching[number]),
        )
        for number, span in enumerate(spans)
    )


def _part_at(ends: Sequence[int], place: int) -> int:
    return bisect_right(ends, place) - 1


def _parts_touched(ends: Sequence[int], attribution: Attribution) -> Iterator[int]:
    spans = (*attribution.source, *attribution.cue, *attribution.content)
    if len(ends) <= 2:
        return iter((0,))
    touched = {
        number
        for span in spans
        for number in range(_part_at(ends, span.start), _part_at(ends, span.end - 1) + 1)
    }
    return iter(sorted(touched))


def _place(entry: Entry) -> int:
    return entry.attribution.cue[0].start


def _end_of_part(text: str, start: int, begins: Sequence[int]) -> int:
    limit = min(len(text), start + LONGEST_PART)
    beyond = bisect_left(begins, start) + MOST_IN_PART
    if beyond < len(begins):
        limit = min(limit, max(begins[beyond], start + 1))
    if limit == len(text):
        return limit
    for border in ("\n", " "):
        found = text.rfind(border, start + (limit - start) // 2, limit)
        if found > start:
            return found + 1
    return limit


def lines_of(
    reading: Reading,
    part: Part,
    found: Voices,
    voices: Sequence[Voice],
    headline: Span | None,
    shared: Sequence[Sequence[Span]] = (),
) -> Iterator[Line]:
    """The lines of one part, their pieces marked; `shared` is what each other document has of the text."""
    if part.span is None:
        return
    text = reading.document.text
    within = text[part.span.start : part.span.end]
    breaks = [at + part.span.start for one in _BREAKS.finditer(within) for at in one.span()]
    spoken = _spoken(_passages_in(found.passages, part.span), voices)
    marks = [one for one in found.marks if one.span.overlaps(part.span)]
    borders = [*breaks, *(at for at, _ in spoken)]
    borders += [at for one in marks for at in (one.span.start, one.span.end)]
    teller = _Teller(spoken, marks, _first_of_cues(part.entries))
    pieces = cut(reading, borders, within=part.span, entries=part.touching)
    for is_break, together in groupby(pieces, key=lambda piece: piece.text[0] in "\r\n"):
        if not is_break:
            stretches = tuple(teller.stretch(piece) for piece in together)
            at, end = stretches[0].start, stretches[-1].start + len(stretches[-1].text)
            yield Line(
                stretches=stretches,
                headline=headline is not None and headline.start <= at < headline.end,
                n_sharing=sum(2 * _n_within(spans, at, end) >= end - at for spans in shared),
            )


def _n_within(spans: Sequence[Span], start: int, end: int) -> int:
    """How many characters between these places the spans hold, which are in order and apart."""
    first = bisect_right(spans, start, key=lambda span: span.end)
    last = bisect_left(spans, end, key=lambda span: span.start)
    return sum(min(span.end, end) - max(span.start, start) for span in spans[first:last])


def spans_apart(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that overlap made one.

    >>> spans_apart([Span(5, 9), Span(0, 2), Span(7, 12)])
    [Span(start=0, end=2), Span(start=5, end=12)]
    """
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if found and span.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(span.end, found[-1].end))
        else:
            found.append(span)
    return found


def _passages_in(passages: Sequence[Passage], within: Span) -> Sequence[Passage]:
    first = bisect_right(passages, within.start, key=lambda passage: passage.span.end)
    last = bisect_left(passages, within.end, key=lambda passage: passage.span.start)
    return passages[first:last]


def _spoken(passages: Sequence[Passage], voices: Sequence[Voice]) -> list[tuple[int, Voice]]:
    """From where on the text is in which voice."""
    by_share = {(voice.share.own, voice.share.name, voice.share.kind): voice for voice in voices}
    found = []
    for attribution, together in groupby(passages, key=lambda passage: passage.attribution):
        found.append((next(together).span.start, by_share[_voice_of(attribution)]))
    return found


def _voice_of(attribution: Attribution | None) -> tuple[bool, str | None, SpeakerKind | None]:
    if attribution is None:
        return (True, None, None)
    speaker = attribution.speaker
    return (False, None, None) if speaker is None else (False, speaker.name, speaker.kind)


def _first_of_cues(entries: Sequence[Entry]) -> dict[int, list[Entry]]:
    found: dict[int, list[Entry]] = {}
    for entry in entries:
        found.setdefault(_place(entry), []).append(entry)
    return found


class _Teller:
    """Makes stretches of pieces, which must come in order."""

    def __init__(
        self, spoken: list[tuple[int, Voice]], marks: list[Marks], cues: dict[int, list[Entry]]
    ) -> None:
        self._spoken = spoken
        self._starts = [at for at, _ in spoken]
        self._marks = marks
        self._mark_starts = [one.span.start for one in marks]
        self._cues = cues

    def stretch(self, piece: Piece) -> Stretch:
        voice = self._spoken[bisect_right(self._starts, piece.start) - 1][1]
        marks = self._marks_at(piece.start)
        return Stretch(
            start=piece.start,
            text=_CONTROL.sub("\ufffd", piece.text),
            classes=" ".join(_classes(piece, voice, marks)),
            voice=voice,
            numbers=_numbers(piece),
            cues=tuple(self._cues.get(piece.start, ())),
            ends=piece.ends,
            marks=marks,
        )

    def _marks_at(self, place: int) -> Marks | None:
        at = bisect_right(self._mark_starts, place) - 1
        return self._marks[at] if at >= 0 and place < self._marks[at].span.end else None


def _classes(piece: Piece, voice: Voice, marks: Marks | None) -> Iterator[str]:
    yield from (role for role in ("source", "cue", "content") if role in piece.roles)
    if "content" in piece.roles:
        yield voice.tint or "unsaid"
    if piece.depth:
        yield "inner" if piece.depth == 1 else "inner innermost"
    if marks is not None:
        yield "marks"


def _numbers(piece: Piece) -> tuple[int, ...]:
    """The innermost first; of one's own source or cue before those of the contents that it stands in."""
    last = sorted(piece.inside, key=lambda held: (held[1] == "content", -held[0].depth))
    return tuple(dict.fromkeys(entry.number for entry, _ in last))[:MOST_INSIDE]
