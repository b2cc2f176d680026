"""XML as it comes, made well-formed: what is broken is left out, and nothing is fetched or expanded."""

from __future__ import annotations

import re
from html.entities import html5
from typing import TYPE_CHECKING

from sayso.errors import DocumentError

if TYPE_CHECKING:
    from lxml.etree import _Element

HEAD = 10_000  # characters in which a document type begins, if there is one
MAX_DEPTH = 200  # elements; libxml2's own limit is 256
_DOCTYPE = re.compile(r"<!DOCTYPE\b", re.I)
_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>", re.I)
# feedparser takes up to 70 microseconds an element (made-up feeds of up to 40,000): so the worst feed of this
# many ends within some seconds. A thousand entries have some thirty each.
MAX_ELEMENTS = 60_000
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
_AND = re.compile(r"&(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|\w{1,40};)?")
_USED = re.compile(r"</?([A-Za-z_][\w.-]{0,40}):")
_DECLARED = re.compile(r"\bxmlns:([A-Za-z_][\w.-]{0,40})\s*=")
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]*)")
_SPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
}


def read_xml(text: str, *, subject: str) -> tuple[_Element, bool]:
    """The root of the XML, and whether it had to be repaired; DocumentError where there is none.

    The document type goes with all entities that it declares; HTML's own are read as what they mean.
    """
    text = _UNSTORABLE.sub("", _DECLARATION.sub("", text.lstrip("\ufeff"), count=1))
    text = _without_doctype(text)
    root = _parse(text, recover=False)
    repaired = root is None
    if root is None:
        root = _parse(_bound(_escaped(text)), recover=True)
    if root is None:
        raise DocumentError(subject, "holds no XML that can be read")
    depth, n_elements = _size(root)
    if depth > MAX_DEPTH:
        raise DocumentError(subject, f"is nested deeper than {MAX_DEPTH} elements")
    if n_elements > MAX_ELEMENTS:
        raise DocumentError(subject, f"has more than {MAX_ELEMENTS} elements, too many for a feed")
    return root, repaired


def _parse(text: str, *, recover: bool) -> _Element | None:
    from lxml.etree import XMLParser, XMLSyntaxError, fromstring

    parser = XMLParser(
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        # lxml's stubs do not know that there is no root where a broken text has none.
        root: _Element | None = fromstring(text.encode(), parser)
    except XMLSyntaxError:
        return None
    return root


def _without_doctype(text: str) -> str:
    found = _DOCTYPE.search(text, 0, HEAD)
    if not found:
        return text
    end = text.find(">", found.end())
    inside = text.find("[", found.end())
    if 0 <= inside < end:
        end = text.find(">", max(text.find("]", inside), inside))
    return text[: found.start()] + text[end + 1 :] if end >= 0 else ""


def _escaped(text: str) -> str:
    """The text with every loose `&` escaped, and HTML's named characters as what they mean."""
    # By hand, since an expression would look for the end of each of very many sections that have none.
    done: list[str] = []
    at = 0
    while (start := text.find("<![CDATA[", at)) >= 0 and (end := text.find("]]>", start)) >= 0:
        done += [_AND.sub(_mended, text[at:start]), text[start : end + 3]]
        at = end + 3
    return "".join([*done, _AND.sub(_mended, text[at:])])


def _mended(found: re.Match[str]) -> str:
    name = (found[1] or "").removesuffix(";")
    if name.startswith("#") or name in _OWN:
        return found[0]
    meant = html5.get(name + ";")
    return meant if meant and meant not in "<&" else "&amp;" + found[0][1:]


def _bound(text: str) -> str:
    """The text with a meaning for every prefix that is used and not declared."""
    loose = sorted(set(_USED.findall(text)) - set(_DECLARED.findall(text)) - {"xml"})
    if not loose:
        return text
    declared = "".join(f' xmlns:{prefix}="{_SPACES.get(prefix, "urn:loose:" + prefix)}"' for prefix in loose)
    return _ROOT.sub(lambda found: found[0] + declared, text, count=1)


def _size(root: _Element) -> tuple[int, int]:
    """How deep the tree is, and how many elements it has."""
    from lxml.etree import iterwalk

    depth = deepest = n_elements = 0
    for event, _ in iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        n_elements += event == "start"
        deepest = max(deepest, depth)
    return deepest, n_elements
