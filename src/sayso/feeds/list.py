"""Lists of feeds: OPML, as feed readers write it, or one address a line."""

from __future__ import annotations

from sayso.errors import AbortRun, missing_extra
from sayso.ingest.decode import decode
from sayso.ingest.words import to_address

from .repair import read_xml


def read_list(data: bytes, *, name: str) -> tuple[str, ...]:
    """The addresses in a list, each once, in order; AbortRun where it names none, or is no list.

    What begins with `<` is OPML; else each line is an address, and `#` begins a comment.
    """
    text = decode(data, subject=name).text.lstrip("\ufeff \t\r\n")
    found = _from_opml(text, name) if text.startswith("<") else _from_lines(text, name)
    addresses = tuple(dict.fromkeys(found))
    if not addresses:
        raise AbortRun(name, "names no feed", "an OPML file has <outline xmlUrl='…'> for each")
    return addresses


def _from_lines(text: str, name: str) -> list[str]:
    lines = [line.partition(" #")[0].strip() for line in text.splitlines()]
    found = []
    for number, line in enumerate(lines, 1):
        if line and not line.startswith("#"):
            address = to_address(line)
            if address is None:
                raise AbortRun(f"{name}:{number}", f"{line[:80]!r} is no http or https address")
            found.append(address)
    return found


def _from_opml(text: str, name: str) -> list[str]:
    from lxml.etree import tostring

    root, _ = read_xml(text, subject=name)
    kind = str(root.tag).rpartition("}")[2].lower()
    if kind in ("rss", "rdf", "feed"):
        raise AbortRun(name, "is a feed, not a list of feeds", "give the feed's web address")
    if kind != "opml":
        raise AbortRun(name, f"is no list of feeds: its outermost element is <{kind[:40]}>")
    try:
        import listparser
    except ImportError as error:
        raise missing_extra("reading OPML", "listparser", "feeds") from error
    found = listparser.parse(tostring(root, encoding="utf-8"))
    return [address for feed in found.feeds if (address := to_address(feed.url))]
