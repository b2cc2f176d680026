"""A feed's bytes: its title, its entries, and how often it says that it wants to be asked."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from sayso.errors import DocumentError, missing_extra
from sayso.ingest.decode import decode
from sayso.ingest.words import to_address, to_language, to_names, to_words
from sayso.records import FeedEntry, make_id

from .hints import read_hints
from .json_feed import read_json_feed
from .repair import read_xml
from .schedule import Hints

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_ENTRIES = 1000  # of one poll; the longest of the usual feeds have a few hundred
_FEEDS = frozenset({"rss", "rdf", "feed", "channel"})
_CLOSED = re.compile(r"</(?:\w+:)?(?:rss|rdf|feed|channel)\s*>\s*$", re.I)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9_:.\-]+)", re.I)
_TAG = re.compile(r"<[^<>]{1,500}>")
_MAILBOX = re.compile(r"^\S+@\S+\s*\((.+)\)$")  # RSS 2.0: `ada@tarn.example (Ada Quill)`
_ALTERNATE = re.compile(r"<link\b[^>]{0,500}>", re.I)
_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s>]+)""", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed says: `outlet` is its publisher, where it names one; `cut` says what was left out."""

    title: str | None
    site: str | None
    outlet: str | None
    language: str | None
    hints: Hints
    entries: tuple[FeedEntry, ...]
    cut: str | None = None


def read_feed(data: bytes, *, address: str, charset: str | None = None) -> Feed:
    """The feed in these bytes, RSS, RDF, Atom or JSON Feed; DocumentError where they are none.

    `address` is where they came from. What is broken in XML is left out and the rest is read.
    """
    if not data.strip():
        raise DocumentError(address, "gave nothing: the answer is empty")
    stated = _DECLARED.search(data[:1000])
    labels = (charset, stated[1].decode("ascii") if stated else None)
    text = decode(data, subject=address, declared=tuple(label for label in labels if label)).text
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        title, site, language, entries = read_json_feed(text, address=address)
        return _feed(entries, title=title, site=site, outlet=None, language=language, hints=Hints(), cut=None)
    root, repaired = read_xml(_refuse_page(text, address), subject=address)
    _refuse_other(root, address)
    cut = _drop_half(root) if repaired and not _CLOSED.search(text) else None
    return _read(root, address, cut)


def _refuse_page(text: str, address: str) -> str:
    start = text[:3000].lstrip("\ufeff \t\r\n").lower()
    if not re.search(r"<(!doctype\s+html|html)\b", start) or re.search(r"<(rss|feed|rdf:rdf)\b", start):
        return text
    named = [
        urljoin(address, unescape(href[1]))
        for link in _ALTERNATE.findall(text[:200_000])
        if re.search(r"application/(rss|atom|feed)\+(xml|json)", link, re.I) and (href := _HREF.search(link))
    ]
    remedy = f"it names these feeds: {' '.join(named[:5])}" if named else "give the feed's own address"
    raise DocumentError(address, "is a web page, not a feed", remedy)


def _refuse_other(root: _Element, address: str) -> None:
    name = _local(root)
    if name == "opml":
        raise DocumentError(address, "is a list of feeds (OPML), not a feed", "save it and give the file")
    if name not in _FEEDS:
        raise DocumentError(address, f"is no feed: its outermost element is <{name[:40]}>")


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _drop_half(root: _Element) -> str | None:
    """Take out the last entry of a feed that breaks off: its link may be half of one."""
    last = [element for element in root.iter() if _local(element) in ("item", "entry")][-1:]
    for element in last:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return "it breaks off; its last entry was left out" if last else None


def _read(root: _Element, address: str, cut: str | None) -> Feed:
    from lxml.etree import tostring

    feedparser = _feedparser()
    # As bytes in a stream, else it would take them for a file's name or an address. Its cleaning of HTML is
    # for showing it, which is never done; content goes the way of every page.
    found = feedparser.parse(
        io.BytesIO(tostring(root, encoding="utf-8", xml_declaration=True)),
        response_headers={"content-location": address, "content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    about = found.feed
    language = to_language(about.get("language"))
    return _feed(
        [_entry(one, language, address) for one in found.entries[: MAX_ENTRIES + 1]],
        title=_plain(about.get("title"), about.get("title_detail")),
        site=to_address(about.get("link")),
        outlet=to_words(about.get("publisher")),
        language=language,
        hints=read_hints(root),
        cut=cut,
    )


def _feed(entries: list[FeedEntry], *, cut: str | None, **about: Any) -> Feed:
    if len(entries) > MAX_ENTRIES:
        cut = f"it has more than {MAX_ENTRIES} entries; the others were left out"
    once = {entry.guid: entry for entry in reversed(entries[:MAX_ENTRIES])}
    return Feed(entries=tuple(reversed(once.values())), cut=cut, **about)


def _feedparser() -> Any:
    try:
        import feedparser
    except ImportError as error:
        raise missing_extra("watching feeds", "feedparser", "feeds") from error
    return feedparser


def _entry(found: Any, language: str | None, address: str) -> FeedEntry:
    link = to_address(found.get("link"))
    title = _plain(found.get("title"), found.get("title_detail"))
    content, kind, stated = _content(found)
    source = found.get("source") or {}
    guid = to_words(found.get("id")) or link or make_id("entry", title or "", content or "")
    return FeedEntry(
        guid=guid,
        link=link,
        title=title,
        authors=tuple(dict.fromkeys(_authors(found))),
        published=_moment(found.get("published_parsed")) or _moment(dict.get(found, "updated_parsed")),
        updated=_moment(dict.get(found, "updated_parsed")),
        language=to_language(stated) or language,
        source_title=to_words(unescape(str(source.get("title") or ""))),
        source_url=to_address(source.get("href") or source.get("link")),
        content=content,
        content_type=kind,
    )


def _plain(value: object, detail: Any) -> str | None:
    """Words without markup: titles come as HTML, as text, and as the one said to be the other."""
    text = str(value or "")
    if detail and "html" in str(detail.get("type")):
        text = unescape(_TAG.sub("", text))
    return to_words(text)


def _authors(found: Any) -> Iterator[str]:
    authors = found.get("authors") or []
    names = [str(author.get("name") or "") for author in authors]
    # The whole, where there is one: feedparser looks for mailboxes by what their names used to end in.
    whole = _MAILBOX.match(str(found.get("author") or "")) if len(authors) == 1 else None
    for name in [whole[1]] if whole else names:
        mailbox = _MAILBOX.match(name)
        yield from (one for one in to_names(mailbox[1] if mailbox else name) if "@" not in one)


def _moment(parsed: Any) -> str | None:
    """The moment of feedparser's nine numbers, which are in UTC."""
    if not parsed:
        return None
    try:
        year, month, day, hour, minute, second = parsed[:6]
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC).isoformat(timespec="seconds")
    except (ValueError, TypeError):  # a 61st second, a year 0
        return None


def _content(found: Any) -> tuple[str | None, str | None, str | None]:
    """The whole article where the entry has it, how it is written, and in which language."""
    for one in found.get("content") or []:
        kind = "text/plain" if one.get("type") == "text/plain" else "text/html"
        if one.get("value"):
            return one["value"], kind, one.get("language")
    return None, None, None
