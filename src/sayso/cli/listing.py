"""Who said what, as a list to read: one heading for each document, one entry for each attribution."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from sayso.records import Attribution, Metadata, Quotation, Reading, Spans, joined

from .terminal import Part, line, on_one_line, shown, wrapped

_LOOSE_ENDS = " ,;:"
UNSURE = 0.5  # confidence is calibrated: below this an attribution is more likely wrong than right

SOURCE, CUE, DIM, DOUBT = "bold cyan", "bold magenta", "dim", "yellow"
CONTENT: dict[Quotation, str] = {"direct": "green", "mixed": "yellow", "indirect": "blue"}


def reading_lines(reading: Reading, on: Console) -> Iterator[Text]:
    """A heading, and each attribution of the reading with its number, in text order."""
    document = reading.document
    yield from heading_lines(document.name, document.metadata)
    if not reading.attributions:
        yield line(("  nothing found that somebody is said to have said", DIM))
    for number, attribution in enumerate(reading.attributions, 1):
        yield Text()
        yield from attribution_lines(attribution, document.text, on, number=number)


def heading_lines(name: str, metadata: Metadata) -> Iterator[Text]:
    """The document's title, and on a second line what is known about it."""
    title = metadata.title
    yield line((on_one_line(title or name), "bold underline"))
    known = [metadata.outlet, metadata.published, metadata.url, name if title else None]
    about = " · ".join(on_one_line(part) for part in known if part)
    if about:
        yield line((about, DIM))


def attribution_lines(
    attribution: Attribution, text: str, on: Console, *, number: int | None = None, indent: int = 5
) -> Iterator[Text]:
    """Who, by which words and how it is quoted; below it what is said, wrapped."""
    count = "" if number is None else f"{number:>{indent - 2}}  "
    head: list[Part] = [
        (count.ljust(indent), DIM),
        speaker_text(attribution, text),
        (" · ", DIM),
        (words_of(attribution.cue, text), CUE),
        (f" · {attribution.quotation}", DIM),
    ]
    if attribution.confidence < UNSURE:
        head.append((f" · unsure ({attribution.confidence:.2f})", DOUBT))
    hanging = line(*head)
    first, *rest = wrapped(hanging, on, 0)
    yield first
    for row in rest:
        yield Text.assemble(" " * indent, row)
    content = Text(shown(joined(attribution.content, text)), CONTENT[attribution.quotation])
    yield from wrapped(content, on, indent)


def words_of(spans: Spans, text: str) -> str:
    """The spans' words on one line, without a comma or colon left at their end."""
    return on_one_line(joined(spans, text)).rstrip(_LOOSE_ENDS)


def speaker_text(attribution: Attribution, text: str) -> Text:
    """Who it is: the speaker, beside the source's own words where they differ; said so where not known."""
    source = words_of(attribution.source, text)
    if attribution.speaker is None:
        if not source:
            return line(("no source named", DIM))
        return line((f"“{source}”", SOURCE), (", unresolved", DIM))
    name = on_one_line(attribution.speaker.name).rstrip(_LOOSE_ENDS)
    if not source or source == name:
        return line((name, SOURCE))
    return line((name, SOURCE), (f" (“{source}”)", DIM))
