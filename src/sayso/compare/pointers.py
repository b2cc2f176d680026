"""Pointers: the address at another host that a page gives as the article's own."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

LOOKED_AT = 300_000  # bytes at the beginning of a page: its head
_LINK = re.compile(rb"<(?:link|meta)\b[^>]{1,2000}>", re.IGNORECASE)
_CANONICAL = re.compile(rb"\brel\s*=\s*[\"']?canonical[\"'\s/>]", re.IGNORECASE)
_SOURCE = re.compile(
    rb"\b(?:name|property)\s*=\s*[\"']?(?:syndication-source|original-source)[\"'\s/>]", re.IGNORECASE
)
_ADDRESS = re.compile(rb"\b(?:href|content)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_LONGEST = 2000  # characters of an address


def find_pointer(raw: bytes, url: str | None) -> str | None:
    """The address that the page names as where the article was published, if that is at another host.

    Read off `<link rel="canonical">` and the `syndication-source` and `original-source` that search engines
    ask for. None where the page's own address is not known: then the two cannot be told apart.
    """
    own = host_of(url)
    if not own:
        return None
    for element in _LINK.findall(raw[:LOOKED_AT]):
        if not (_CANONICAL.search(element) or _SOURCE.search(element)):
            continue
        match = _ADDRESS.search(element)
        if match is None:
            continue
        stated = unescape((match[1] or match[2] or match[3] or b"").decode("utf-8", "replace")).strip()
        address = _joined(url or "", stated)
        if address and host_of(address) not in ("", own):
            return address
    return None


def host_of(url: str | None) -> str:
    """The host of an address, without `www.`; nothing where it has none."""
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _joined(url: str, stated: str) -> str | None:
    try:
        address = urljoin(url, stated)
    except ValueError:
        return None
    if not address.startswith(("http://", "https://")) or len(address) > _LONGEST or not address.isascii():
        return None
    return address
