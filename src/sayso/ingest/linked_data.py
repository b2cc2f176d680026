"""Linked data (JSON-LD) in a page: what its publisher states for machines about the article."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

from sayso.records import Metadata

from .words import MAX_NAME, to_names, to_words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_SCRIPT = 2_000_000  # characters
MAX_NODES = 20_000
_ARTICLE = re.compile(r"Article$|^(Report|BlogPosting|LiveBlogPosting|SocialMediaPosting)$")
_PAGE = re.compile(r"^(WebPage|ItemPage)$")
_WRAPPING = re.compile(r"^\s*(<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(-->|//\s*\]\]>|\]\]>)\s*;?\s*$")
_MARKUP = re.compile(r"<[^<>]{1,100}>")

Node = dict[str, Any]


def find_linked_data(page: HtmlElement) -> Metadata:
    """Title, outlet, authors and date (as written) of the page's first article; null for all not stated.

    A web page's own date stands in where no article is described.
    """
    nodes = list(_nodes(page))
    for kind in (_ARTICLE, _PAGE):
        for node in nodes:
            if any(kind.search(name) for name in _types(node)):
                return _metadata(node, _named(nodes), whole=kind is _ARTICLE)
    return Metadata()


def _named(nodes: list[Node]) -> dict[str, object]:
    """The name of each object by its `@id`, by which others refer to it."""
    return {str(node["@id"]): node["name"] for node in reversed(nodes) if "@id" in node and "name" in node}


def _metadata(node: Node, named: dict[str, object], *, whole: bool) -> Metadata:
    published = node.get("datePublished")
    stated = published if isinstance(published, str) and len(published) < 100 else None
    if not whole:
        return Metadata(published=stated)
    return Metadata(
        title=_words(node.get("headline")),
        outlet=next(_names(node.get("publisher"), named), None),
        authors=tuple(dict.fromkeys(_authors(node.get("author"), named))),
        published=stated,
    )


def _nodes(page: HtmlElement) -> Iterator[Node]:
    """Every object of every script, the outer ones first."""
    for script in page.iter("script"):
        if script.get("type", "").strip().lower() != "application/ld+json":
            continue
        waiting = deque([_parse(script.text or "")])
        for _ in range(MAX_NODES):
            if not waiting:
                break
            value = waiting.popleft()
            if isinstance(value, dict):
                yield value
                waiting.extend(value.values())
            elif isinstance(value, list):
                waiting.extend(value)


def _parse(script: str) -> object:
    if len(script) > MAX_SCRIPT:
        return None
    try:
        return json.loads(_WRAPPING.sub("", script), strict=False)
    except (ValueError, RecursionError):
        return None


def _types(node: Node) -> list[str]:
    kinds = node.get("@type")
    values = kinds if isinstance(kinds, list) else [kinds]
    return [value.rpartition("/")[2] for value in values if isinstance(value, str)]


def _names(value: object, named: dict[str, object]) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        name = item.get("name") or named.get(str(item.get("@id"))) if isinstance(item, dict) else item
        for one in name if isinstance(name, list) else [name]:
            words = _words(one)
            if words and len(words) <= MAX_NAME and not words.startswith(("http://", "https://", "@")):
                yield words


def _authors(value: object, named: dict[str, object]) -> Iterator[str]:
    for words in _names(value, named):
        yield from to_names(words)


def _words(value: object) -> str | None:
    return to_words(_MARKUP.sub("", unescape(value[:5000]))) if isinstance(value, str) else None
