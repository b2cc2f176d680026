"""Selectors of the W3C Web Annotation model: where words stand in a text, and in a page's DOM."""

from __future__ import annotations

from typing import Any

from sayso.errors import DocumentError
from sayso.placing import Dom, Placing, Point, Unplaced, place_document
from sayso.records import Document, Span

AROUND = 32  # code points of context on each side; the length most annotation clients use
HTML = "text/html"


def find_placing(document: Document) -> Placing | Unplaced | None:
    """Where the document's text stands in its page, or why that cannot be told; None where it has no page."""
    if document.media_type != HTML:
        return None
    try:
        return place_document(document)
    except DocumentError as error:
        return Unplaced(error.reason)


def position_selector(span: Span) -> dict[str, Any]:
    """From which code point of the source's text to which."""
    return {"type": "TextPositionSelector", "start": span.start, "end": span.end}


def quote_selector(text: str, span: Span) -> dict[str, Any]:
    """The words, and a little of what stands before and after them."""
    return {
        "type": "TextQuoteSelector",
        "exact": span.of(text),
        "prefix": text[max(0, span.start - AROUND) : span.start],
        "suffix": text[span.end : span.end + AROUND],
    }


def page_selectors(dom: Dom, span: Span) -> list[dict[str, Any]]:
    """The same words in a page: between two places in its elements, by position, and by what they are."""
    between = {
        "type": "RangeSelector",
        "startSelector": _xpath_selector(dom.start_point(span)),
        "endSelector": _xpath_selector(dom.end_point(span)),
    }
    return [between, position_selector(span), quote_selector(dom.text, span)]


def _xpath_selector(point: Point) -> dict[str, Any]:
    at = {"type": "TextPositionSelector", "start": point.offset, "end": point.offset}
    return {"type": "XPathSelector", "value": point.xpath, "refinedBy": at}
