"""Who said what, as a list to read: one heading for each document, one entry for each attribution."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from sayso.export import (
    TURNING,
    UNSURE,
    Entry,
    Fact,
    cue_words,
    facts_of,
    outline,
    reasons_of,
    says_its_name,
    speaker_note,
)
from sayso.records import Attribution, Locator, Metadata, Quotation, Reading, Spans, joined

from .terminal import Part, line, on_one_line, shown, wrapped

_LOOSE_ENDS = " ,;:"
_STEP = 2  # columns that each remove is set in
_DEEPEST = 6  # removes that are set in; below, the columns are worth more than the depth

SOURCE, CUE, DIM, DOUBT = "bold cyan", "bold magenta", "dim", "yellow"
CONTENT: dict[Quotation, str] = {"direct": "green", "mixed": "yellow", "indirect": "blue"}
BELOW = "↳ "


def reading_lines(reading: Reading, on: Console, *, why: bool = False) -> Iterator[Text]:
    """A heading, and each attribution of the reading with its number, those within another below it."""
    document = reading.document
    yield from heading_lines(document.name, document.metadata)
    if reading.unread:
        yield line(("  not read: ", DIM), (on_one_line(reading.unread), DIM))
    elif not reading.attributions:
        yield line(("  nothing found that somebody is said to have said", DIM))
    yield from list_lines(reading, on, why=why)


def list_lines(reading: Reading, on: Console, *, why: bool = False) -> Iterator[Text]:
    """Each attribution of the reading with its number, those within another below it."""
    for entry in outline(reading):
        if not entry.depth:
            yield Text()
        yield from _entry_lines(entry, reading.document.text, on, why=why)


def heading_lines(name: str, metadata: Metadata) -> Iterator[Text]:
    """The document's title, and on a second line what is known about it."""
    title = metadata.title
    yield line((on_one_line(title or name), "bold underline"))
    known = [metadata.outlet, metadata.published, metadata.url, name if title else None]
    about = " · ".join(on_one_line(part) for part in known if part)
    if about:
        yield line((about, DIM))


def attribution_lines(
    attribution: Attribution,
    text: str,
    on: Console,
    *,
    number: int | None = None,
    indent: int = 5,
    depth: int = 0,
    chain: Sequence[Attribution] = (),
    answers: int | None = None,
    place: Locator | None = None,
    why: bool = False,
) -> Iterator[Text]:
    """Who, by which words and how; below it what is said, wrapped, and what else is known of it.

    `depth` sets the entry in below the one it stands in, `chain` (from the outermost attribution to this
    one) is shown, `answers` is the number of the entry that this one echoes or denies. With `why` every
    reason that the record gives stands below, else only those of what is shown.
    """
    setting = " " * (_STEP * (min(depth, _DEEPEST) - 1)) + BELOW if depth else ""
    count = "" if number is None else f"{number:>{indent - 2}}  "
    inner = indent + len(setting)
    hanging = line((count.ljust(indent) + setting, DIM), *head_parts(attribution, text, answers, place))
    first, *rest = wrapped(hanging, on, 0)
    yield first
    for row in rest:
        yield Text.assemble(" " * inner, row)
    content = Text(shown(joined(attribution.content, text)), CONTENT[attribution.quotation])
    yield from wrapped(content, on, inner)
    yield from fact_lines(attribution, text, on, indent=inner, chain=chain, why=why)


def head_parts(
    attribution: Attribution, text: str, answers: int | None = None, place: Locator | None = None
) -> Iterator[Part]:
    """Who, the cue, how it is quoted, what the cue makes of it, and on which page, as parts of one line."""
    yield speaker_text(attribution, text)
    yield (" · ", DIM)
    yield (words_of(attribution.cue, text), CUE)
    yield (f" · {attribution.quotation}", DIM)
    for word in cue_words(attribution):
        yield (" · ", DIM)
        yield (word, DOUBT if word in TURNING else DIM)
    if answers is not None:
        yield (f" · answers {answers}", DIM)
    elif attribution.responds_to is not None:
        yield (" · answers another", DIM)
    if place is not None:
        yield (f" · {place}", DIM)
    if attribution.confidence < UNSURE:
        yield (f" · unsure ({attribution.confidence:.2f})", DOUBT)


def fact_lines(
    attribution: Attribution,
    text: str,
    on: Console,
    *,
    indent: int = 5,
    chain: Sequence[Attribution] = (),
    why: bool = False,
) -> Iterator[Text]:
    """Through whom, when, to whom, on what occasion; with `why` every reason. Nothing known gives no line."""
    told = [_told(fact, why) for fact in facts_of(attribution, text, chain)]
    known = " · ".join(part for part in told if part)
    if known:
        first, *rest = wrapped(Text(known, DIM), on, indent + _STEP)
        yield Text.assemble(" " * indent, ("· ", DIM), first[indent + _STEP :])
        yield from rest
    if why:
        for key, reason in reasons_of(attribution):
            told_why = f"{key.replace('_', ' ')}: {on_one_line(reason)}"
            yield from wrapped(Text(told_why, f"{DIM} italic"), on, indent + _STEP)


def words_of(spans: Spans, text: str) -> str:
    """The spans' words on one line, without a comma or colon left at their end."""
    return on_one_line(joined(spans, text)).rstrip(_LOOSE_ENDS)


def speaker_text(attribution: Attribution, text: str) -> Text:
    """Who it is, with kind and role; beside it the source's own words where they differ.

    Said so where the speaker is not known.
    """
    source = words_of(attribution.source, text)
    speaker = attribution.speaker
    if speaker is None:
        if not source:
            return line(("no source named", DIM))
        return line((f"“{source}”", SOURCE), (", unresolved", DIM))
    parts: list[Part] = [(on_one_line(speaker.name).rstrip(_LOOSE_ENDS), SOURCE)]
    note = on_one_line(speaker_note(speaker))
    if note:
        parts.append((f" ({note})", DIM))
    if source and not says_its_name(attribution, text):
        parts.append((f" “{source}”", DIM))
    return line(*parts)


def _entry_lines(entry: Entry, text: str, on: Console, *, why: bool) -> Iterator[Text]:
    return attribution_lines(
        entry.attribution,
        text,
        on,
        number=entry.number,
        depth=entry.depth,
        chain=entry.chain if entry.depth else (),
        answers=entry.answers,
        place=entry.locator,
        why=why,
    )


def _told(fact: Fact, why: bool) -> str:
    """The fact on one line, with what it rests on, unless that is told below."""
    words = on_one_line(fact.words).rstrip(_LOOSE_ENDS)
    because = "" if why else on_one_line(fact.because)
    if fact.key == "speaker":  # some reasons begin with the words of the source, and need no label
        return because if because.startswith("“") or not because else f"speaker: {because}"
    before = {"addressee": "to ", "anonymity": "unnamed: "}.get(fact.key, "")
    return f"{before}{words}, {because}" if because else f"{before}{words}"
