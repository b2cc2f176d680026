"""What a page states about itself: title, outlet, authors, date, address and language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from sayso.records import Metadata

from .dates import find_published, is_ambiguous
from .linked_data import find_linked_data
from .words import MAX_LENGTH, to_address, to_language, to_names, to_words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

TITLE_KEYS = ("og:title", "headline", "dc.title", "dcterms.title", "citation_title", "twitter:title")
OUTLET_KEYS = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "publisher")
AUTHOR_KEYS = ("author", "article:author", "dc.creator", "dcterms.creator", "citation_author", "byl")
_PUBLISHED = re.compile(r"publi|pub-?_?date|created|issued|posted|date$|^date")
_NOT_PUBLISHED = re.compile(
    r"modif|updat|lastmod|revis|review|expir|event|start|end|until|birth|copyright|valid"
)
_MARKED = re.compile(
    r"publish|pubdate|date-?line|byline|entry-(date|time)|posted|(article|post|story|news)[-_]*date"
)
_UPDATED = re.compile(r"updat|modif|revis|edited|correct", re.I)
_DAY_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?:/|[-_.]|$)")
_NAMES_ONLY = re.compile(r"[^\d@|•·]{2,60}")  # else the element holds the whole byline, with its date
_ADDRESS_LIKE = re.compile(r"^(https?:|www\.|@)", re.I)

Statements = dict[str, list[str]]


def find_metadata(page: HtmlElement, *, address: str | None, latest: date) -> Metadata:
    """What the page states of itself; null for all that it does not, even where a byline could be guessed.

    `address` is where it was fetched, if it was: that is known, so the page is believed about its own
    address only where it names one at the same host.
    """
    linked = find_linked_data(page)
    statements = _statements(page)
    url = _find_address(page, statements, address)
    dates = [linked.published or "", *_meta_dates(statements), *_address_dates(url), *_marked_dates(page)]
    return Metadata(
        title=linked.title or _find_title(page, statements),
        outlet=_first(statements, OUTLET_KEYS) or linked.outlet,
        authors=linked.authors or _find_authors(page, statements),
        published=find_published(dates, latest=latest) or _only_time(page, latest),
        url=url,
        language=_find_language(page, statements),
    )


def _statements(page: HtmlElement) -> Statements:
    """What the page's meta elements say, by their key in lower case, in order."""
    statements: Statements = {}
    for element in page.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = element.get("content", "")
        if content and len(content) <= 2 * MAX_LENGTH:
            statements.setdefault(key.strip().lower(), []).append(unescape(content))
    return statements


def _stated(statements: Statements, keys: tuple[str, ...]) -> Iterator[str]:
    for key in keys:
        for value in statements.get(key, ()):
            words = to_words(value)
            if words and not _ADDRESS_LIKE.search(words):
                yield words


def _first(statements: Statements, keys: tuple[str, ...]) -> str | None:
    return next(_stated(statements, keys), None)


def _find_title(page: HtmlElement, statements: Statements) -> str | None:
    stated = _first(statements, TITLE_KEYS)
    if stated:
        return stated
    headings = list(page.iter("h1"))
    for element in [*(headings if len(headings) == 1 else []), *page.iter("title")]:
        words = to_words("".join(element.itertext()))
        if words:
            return words
    return None


def _find_authors(page: HtmlElement, statements: Statements) -> tuple[str, ...]:
    stated = list(_stated(statements, AUTHOR_KEYS))
    if not stated:
        marked = page.xpath(".//*[@rel='author' or @itemprop='author']")
        texts = (" ".join("".join(element.itertext()).split()) for element in marked)
        stated = [text for text in texts if _NAMES_ONLY.fullmatch(text)]
    names = (name for value in stated for name in to_names(value))
    return tuple(dict.fromkeys(names))


def _find_address(page: HtmlElement, statements: Statements, address: str | None) -> str | None:
    links = page.xpath(".//link[@rel='canonical']/@href")
    for value in [*links, *statements.get("og:url", ())]:
        stated = to_address(_joined(address, str(value)))
        if stated and (not address or _host(stated) == _host(address)):
            return stated
    return address


def _joined(address: str | None, value: str) -> str:
    try:
        return urljoin(address or "", value.strip())
    except ValueError:
        return ""


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _find_language(page: HtmlElement, statements: Statements) -> str | None:
    stated = [page.get("lang"), page.get("xml:lang"), *statements.get("og:locale", ())]
    return next((tag for value in stated if (tag := to_language(value))), None)


def _meta_dates(statements: Statements) -> Iterator[str]:
    for key, values in statements.items():
        if _PUBLISHED.search(key) and not _NOT_PUBLISHED.search(key):
            yield from values


def _address_dates(url: str | None) -> Iterator[str]:
    found = _DAY_IN_ADDRESS.search(urlsplit(url).path) if url else None
    if found:
        yield "-".join(part.zfill(2) for part in found.groups())


def _marked_dates(page: HtmlElement) -> Iterator[str]:
    for element in page.iter("time", "span", "p", "div", "abbr", "li", "small"):
        marks = " ".join(value for key in ("class", "id", "itemprop") if (value := element.get(key)))
        if not marks and "pubdate" not in element.attrib:
            continue
        marks = marks[:MAX_LENGTH].lower()
        if (_MARKED.search(marks) or "pubdate" in element.attrib) and not _UPDATED.search(marks):
            yield from _values(element)


def _only_time(page: HtmlElement, latest: date) -> str | None:
    # Times that nothing marks are also those of other articles on the page: believed where all are one day.
    times = [value for element in page.iter("time") for value in _values(element)]
    return None if is_ambiguous(times, latest=latest) else find_published(times, latest=latest)


def _values(element: HtmlElement) -> Iterator[str]:
    text = "".join(islice(element.itertext(), 20))  # a date has few parts; a column of the page has many
    if len(text) > MAX_LENGTH or _UPDATED.search(text):
        return
    yield from (value for key in ("datetime", "content", "title") if (value := element.get(key)))
    yield text
