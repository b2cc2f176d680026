"""Hosts and pages: which addresses are one server's, and which are one page."""

from __future__ import annotations

from urllib.parse import parse_qsl, urldefrag, urlencode, urlsplit, urlunsplit

from sayso.records import make_id

_PORTS = {"http": 80, "https": 443}
# What feeds add to a link to count who came by it; the page is the same without them.
_COUNTING = ("utm_", "at_", "mc_")
_COUNTING_WHOLE = frozenset({"fbclid", "gclid", "ocid", "ftag", "cmpid"})


def host_of(address: str) -> str:
    """The server that an address is asked from: its name, with its port where that is no usual one.

    >>> host_of("https://Tarn.example/feed"), host_of("http://tarn.example:8080/")
    ('tarn.example', 'tarn.example:8080')
    """
    parts = urlsplit(address)
    name = (parts.hostname or "").rstrip(".")
    try:
        port = parts.port
    except ValueError:  # no number that a port can have: asking it will say so
        return parts.netloc.lower()
    return name if port in (None, _PORTS.get(parts.scheme)) else f"{name}:{port}"


def page_of(link: str) -> str:
    """An id of the page that the link leads to, the same for links that differ only in who is counted.

    >>> page_of("http://tarn.example/1?utm_source=rss#top") == page_of("https://tarn.example/1")
    True
    >>> page_of("https://tarn.example/?id=1") == page_of("https://tarn.example/?id=2")
    False
    """
    parts = urlsplit(urldefrag(link).url)
    kept = [
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if not key.startswith(_COUNTING) and key not in _COUNTING_WHOLE
    ]
    place = urlunsplit(("", host_of(link), parts.path.rstrip("/"), urlencode(kept), ""))
    return make_id("page", place)
