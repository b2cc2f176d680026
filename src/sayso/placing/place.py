"""Where the paragraphs of a text, and any span in them, stand in a page's DOM text."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from sayso.errors import DocumentError
from sayso.records import Document, Span, Spans

from .dom import Dom, read_dom
from .matching import Matching, Stretch
from .pieces import find_pieces
from .squeezed import Squeezed, collapse, squeeze, squeeze_page

HTML = "text/html"
NOWHERE = -1  # in `back`: a character that has no place of its own in the page
_LINE = re.compile(r"[^\n]+")
# What earlier versions wrote into the text: list marks, and bars round the cells of a table.
_MARKS = re.compile(r"^\s*(?:-|\d{1,3}\.)\s|\|[-|]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A line of the text, and where it is in the page; no ranges where it was not found.

    `exact` is whether the page's words there are those of the line and no others (`Placing.holds`).
    """

    span: Span
    ranges: Spans
    exact: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a span is in the page's DOM text: one range, or several with text between that is not the span's.

    `exact` is whether those ranges hold the span's words and no others.
    """

    ranges: Spans
    exact: bool

    @property
    def whole(self) -> Span:
        """From where the first range begins to where the last one ends."""
        return Span(min(span.start for span in self.ranges), max(span.end for span in self.ranges))


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A span that has no place in the page, and why, in words for the user."""

    reason: str


@dataclass(frozen=True, slots=True)
class Placing:
    """A text and its page: `back[i]` is where in `dom.text` character i is, or NOWHERE."""

    text: str = field(repr=False)
    dom: Dom = field(repr=False)
    back: array[int] = field(repr=False)
    paragraphs: tuple[Paragraph, ...] = field(repr=False)

    def to_dom(self, span: Span) -> Placed | Unplaced:
        """Where the span is in the page's text; ValueError where it ends outside the text.

        White space at its ends has no place. The ranges are in the order of the text.
        """
        words = span.of(self.text)
        if not collapse(words):
            return Unplaced("it holds nothing that the page shows")
        for number in self._touched(span):
            paragraph = self.paragraphs[number]
            if not paragraph.ranges:
                return Unplaced(f"paragraph {number + 1} was not found in the page's text")
        ranges = tuple(_runs(self.back[span.start : span.end], self.dom.text))
        if not ranges:
            return Unplaced("these characters were not found in the page's text")
        return Placed(ranges, self.holds(ranges, words))

    def holds(self, ranges: Spans, words: str) -> bool:
        """Whether the page has these words there and no others, every run of white space as one space.

        The edge of a block element and a `br` are white space where the text has some: the page shows them
        so, though its text has nothing there. Characters that print nothing (soft hyphens, zero-width spaces)
        do not count.
        """
        wanted = collapse(words)
        plain = collapse(" ".join(span.of(self.dom.text) for span in ranges))
        return plain == wanted or collapse(" ".join(map(self._with_edges, ranges))) == wanted

    def _with_edges(self, span: Span) -> str:
        parts: list[str] = []
        for node in self.dom.nodes_in(span):
            start = max(span.start, node.start)
            parts.append(" " if node.edge and start == node.start else "")
            parts.append(self.dom.text[start : min(span.end, node.end)])
        return "".join(parts)

    def _touched(self, span: Span) -> Iterator[int]:
        number = bisect_right(self.paragraphs, span.start, key=lambda one: one.span.start) - 1
        for at in range(max(number, 0), len(self.paragraphs)):
            if self.paragraphs[at].span.start >= span.end:
                return
            if self.paragraphs[at].span.overlaps(span):
                yield at


def place_document(document: Document) -> Placing:
    """Where the document's text stands in its page, from the bytes that the ledger keeps of it.

    DocumentError where the document is no HTML page, or its bytes stand in a web archive alone.
    """
    if document.media_type != HTML:
        raise DocumentError(document.name, f"is {document.media_type}, and only pages of HTML have a DOM")
    if document.raw is None:
        raise DocumentError(document.name, "its bytes stand in a web archive", "add it with --keep-bytes")
    try:
        markup = document.raw.decode(document.encoding)
    except (LookupError, UnicodeDecodeError) as error:
        raise DocumentError(document.name, f"its bytes are no text in {document.encoding}") from error
    return place(document.text, read_dom(markup))


def place(text: str, dom: Dom) -> Placing:
    """Where each paragraph (a line that is not blank) of the text stands in the page, as far as it is found.

    Paragraphs are taken in order, so that of words that stand several times in the page the right ones are
    chosen. Text that the page's markup hides is looked at only for what stands nowhere else.
    """
    spans = [Span(found.start(), found.end()) for found in _LINE.finditer(text) if found[0].strip()]
    placing = Placing(text, dom, array("q", [NOWHERE]) * len(text), ())
    left = list(range(len(spans)))
    for hidden in (False, True):
        page = squeeze_page(dom, hidden=hidden)
        left = _place_lines(placing, spans, left, page)
        if not left or not any(node.hidden for node in dom.nodes):
            break
    paragraphs = tuple(_paragraph(placing, span) for span in spans)
    return Placing(text, dom, placing.back, paragraphs)


def _place_lines(placing: Placing, spans: list[Span], wanted: list[int], page: Squeezed) -> list[int]:
    """Write into `back` where the wanted lines are; what is left of them."""
    lines = [_squeezed(placing.text, span, page) for span in spans]
    matching = Matching([line.text for line in lines], page)
    matching.match()
    spaces = matching.spaces()
    left = []
    for number in wanted:
        line, found = lines[number], matching.found[number]
        pieces = [(0, found)] if found else find_pieces(line.text, page, spaces[number], matching.afford)
        if not pieces:
            left.append(number)
        for at, stretch in pieces:
            _write(placing.back, line, at, page, stretch)
    return left


def _squeezed(text: str, span: Span, page: Squeezed) -> Squeezed:
    """The line squeezed; without the marks that earlier versions wrote into it, where the page has none."""
    line = squeeze(span.of(text), span.start)
    marks = [mark.span() for mark in _MARKS.finditer(span.of(text))]
    if not marks or line.text in page.text:
        return line
    written = {span.start + at for start, end in marks for at in range(start, end)}
    kept = [number for number, at in enumerate(line.back) if at not in written]
    return Squeezed("".join(line.text[i] for i in kept), array("q", [line.back[i] for i in kept]))


def _write(back: array[int], line: Squeezed, at: int, page: Squeezed, stretch: Stretch) -> None:
    for number in range(stretch.end - stretch.start):
        back[line.back[at + number]] = page.back[stretch.start + number]


def _paragraph(placing: Placing, span: Span) -> Paragraph:
    ranges = tuple(_runs(placing.back[span.start : span.end], placing.dom.text))
    exact = bool(ranges) and placing.holds(ranges, span.of(placing.text))
    return Paragraph(span=span, ranges=ranges, exact=exact)


def _runs(back: array[int], text: str) -> Iterator[Span]:
    """The ranges that these places make up: one ends where more than white space is passed over."""
    start = end = None
    for at in back:
        if at == NOWHERE:
            continue
        if start is None or end is None:
            start, end = at, at + 1
        elif at >= end and not collapse(text[end:at]):
            end = at + 1
        else:
            yield Span(start, end)
            start, end = at, at + 1
    if start is not None and end is not None:
        yield Span(start, end)
