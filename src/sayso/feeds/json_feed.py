"""JSON Feed (https://jsonfeed.org): the same entries in another writing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from sayso.errors import DocumentError
from sayso.ingest.dates import to_iso
from sayso.ingest.words import to_address, to_language, to_names, to_words
from sayso.records import FeedEntry, make_id

Items = list[FeedEntry]


def read_json_feed(text: str, *, address: str) -> tuple[str | None, str | None, str | None, Items]:
    """Title, site, language and entries; DocumentError where the JSON is no JSON Feed."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DocumentError(address, "is no feed: neither XML nor whole JSON") from error
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(found.get("version")):
        raise DocumentError(address, "is JSON, but no JSON Feed")
    language = to_language(found.get("language"))
    entries = [_entry(one, language, address) for one in items if isinstance(one, dict)]
    return to_words(found.get("title")), to_address(found.get("home_page_url")), language, entries


def _entry(item: dict[str, Any], language: str | None, address: str) -> FeedEntry:
    link = to_address(_joined(address, item.get("url")))
    html, text = item.get("content_html"), item.get("content_text")
    content = html if isinstance(html, str) and html else text if isinstance(text, str) and text else None
    title = to_words(item.get("title"))
    return FeedEntry(
        guid=to_words(str(item.get("id") or "")) or link or make_id("entry", title or "", content or ""),
        link=link,
        title=title,
        authors=_authors(item),
        published=_moment(item.get("date_published")),
        updated=_moment(item.get("date_modified")),
        language=to_language(item.get("language")) or language,
        source_url=to_address(item.get("external_url")),
        content=content,
        content_type=content and ("text/html" if content is html else "text/plain"),
    )


def _joined(address: str, value: object) -> str:
    try:
        return urljoin(address, value) if isinstance(value, str) and value else ""
    except ValueError:
        return ""


def _authors(item: dict[str, Any]) -> tuple[str, ...]:
    stated = item.get("authors") or [item.get("author")]
    named = [one.get("name") for one in stated if isinstance(one, dict)] if isinstance(stated, list) else []
    return tuple(dict.fromkeys(name for value in named for name in to_names(value)))


def _moment(value: object) -> str | None:
    found = to_iso(value) if isinstance(value, str) else None
    if found is None or "T" not in found:
        return found
    return datetime.fromisoformat(found).astimezone(UTC).isoformat(timespec="seconds")
