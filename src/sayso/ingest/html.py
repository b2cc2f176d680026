"""HTML pages: the article's text, a line for each paragraph, and what the page states about itself."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sayso.errors import DocumentError
from sayso.records import Document

from .decode import decode
from .furniture import ELEMENTS, without_furniture
from .lines import to_lines
from .page import find_metadata
from .sniff import HTML, OPENING
from .source import Source
from .words import is_storable

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Extraction takes 0.1 to 0.4 ms an element and grows in line with them (measured on 19 made-up pages of up
# to 60,000): so the worst page of this many ends within some twenty seconds. Real ones have a few thousand.
MAX_ELEMENTS = 50_000
MIN_TEXT = 25  # characters; what is shorter is a menu's, the shortest of the 181 pages below has 427
LARGE_PAGE = 1_000_000  # characters; trafilatura keeps the last thousand lines it saw, whatever their length
MAX_DEPTH = 256  # what libxml2 allows itself; lxml built on an older one does not stop there
# Whatever the libraries raise on a page that nobody foresaw: that page is skipped, not the run.
FOREIGN_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,  # RecursionError is one
    SyntaxError,  # lxml's errors are
    TypeError,
    ValueError,
)
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CLOSED_AT_ONCE = re.compile(r"(<html\b[^<>]{0,1000})/>", re.I)
_DOCTYPE = re.compile(r"^\s*<!doctype[^>]*>", re.I)
_DECLARED = re.compile(rb"""(?:charset|<\?xml[^>]{0,200}encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.\-]+)""", re.I)


def read_html(source: Source) -> Iterator[Document]:
    """The one article that a page holds; DocumentError where it holds none or cannot be read."""
    decoded = decode(source.data, subject=source.place, declared=_declared(source))
    with _as_document_error(source.place):
        page = parse_page(decoded.text, subject=source.place)
        text = find_text(page)
        if len(decoded.text) > LARGE_PAGE:
            _forget_lines()
        metadata = find_metadata(page, address=source.address, latest=source.latest)
    if len(text) < MIN_TEXT or not is_storable(text):
        raise DocumentError(
            source.place, "no article text found in the page", "save it after the browser has built it"
        )
    yield Document(
        name=source.name,
        text=text,
        raw=source.data,
        media_type=HTML,
        encoding=decoded.encoding,
        metadata=source.given.over(metadata),
    )


def parse_page(markup: str, *, subject: str) -> HtmlElement:
    """The tree of the markup; DocumentError where it is empty, or too deep or too big to be read whole."""
    from lxml.etree import ErrorTypes, ParserError
    from lxml.html import HTMLParser, document_fromstring

    # lxml's stubs do not know all options.
    parser = HTMLParser(  # type: ignore[call-arg]
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, default_doctype=False
    )
    # The doctype goes because libxml2 chokes on faulty ones (https://bugs.launchpad.net/lxml/+bug/1955915).
    clean = _DOCTYPE.sub("", _UNSTORABLE.sub("", markup), count=1)
    clean = _CLOSED_AT_ONCE.sub(r"\1>", clean[:OPENING], count=1) + clean[OPENING:]
    try:
        page = document_fromstring(clean.encode("utf-8", "replace"), parser=parser)
    except ParserError as error:
        raise DocumentError(subject, "holds no markup") from error
    # The parser stops where a limit is reached, and what follows is lost: better no article than half of one.
    if any(entry.type == ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise DocumentError(
            subject, f"is nested deeper than {MAX_DEPTH} elements or has a text of over 10 MB"
        )
    _refuse_huge(page, subject)
    return page


def _refuse_huge(page: HtmlElement, subject: str) -> None:
    from lxml.etree import iterwalk

    depth = n_elements = 0
    for event, _ in iterwalk(page, events=("start", "end")):
        depth += 1 if event == "start" else -1
        n_elements += event == "start"
        if depth > MAX_DEPTH:
            raise DocumentError(subject, f"is nested deeper than {MAX_DEPTH} elements")
        if n_elements > MAX_ELEMENTS:
            raise DocumentError(subject, f"has more than {MAX_ELEMENTS} elements, too many for an article")


def find_text(page: HtmlElement) -> str:
    """The article's text, each paragraph on a line of its own; empty where there is none."""
    return "\n".join(without_furniture(find_lines(page, without=ELEMENTS)))


def find_lines(page: HtmlElement, *, without: Sequence[str] = ()) -> list[str]:
    """The lines that trafilatura takes for the article's; `without` what these XPaths find."""
    from trafilatura import bare_extraction

    # `fast` leaves out a second opinion that takes as long again and gained nothing: F1 0.958 with and
    # without it, over 4-word sequences of the 181 pages of scrapinghub/article-extraction-benchmark.
    found = bare_extraction(page, fast=True, include_comments=False, prune_xpath=list(without) or None)
    body = getattr(found, "body", None)
    return [] if body is None else to_lines(body)


def _forget_lines() -> None:
    from trafilatura.meta import reset_caches

    reset_caches()


def _declared(source: Source) -> tuple[str, ...]:
    by_page = _DECLARED.search(source.data[:OPENING])
    labels = (source.charset, by_page[1].decode("ascii") if by_page else None)
    return tuple(label for label in labels if label)


@contextmanager
def _as_document_error(subject: str) -> Iterator[None]:
    _quiet()
    try:
        yield
    except FOREIGN_ERRORS as error:
        problem = f"{type(error).__name__}: {error}"[:100]
        raise DocumentError(subject, f"the page cannot be read ({problem})") from error


def _quiet() -> None:
    # The libraries log what becomes a reason here. A handler that does nothing keeps Python from printing it
    # as a last resort, and takes it from nobody who has set up logging.
    for name in ("trafilatura", "htmldate"):
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
