"""The text of a page as a browser's DOM holds it, and which element holds which part of it.

The text is `document.body.textContent` of the page as it was served: what the TextPositionSelector of the W3C
Web Annotation model counts in, as Hypothesis and others take it. Scripts, styles and the source within
`noscript` are part of it, since a browser that runs scripts holds them as text; comments and what is in a
`template` are not. The page is parsed by the rules of HTML5, as browsers do, by lexbor: lxml, which reads the
article, makes another tree of faulty markup.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sayso.records import Span

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# Text that a browser does not show, whatever the style sheet says.
UNSHOWN = frozenset({"script", "style", "noscript", "template", "iframe", "noembed", "noframes", "textarea"})
# What begins and ends a line on the page (https://html.spec.whatwg.org/multipage/rendering.html), and `br`.
BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details",
        "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
        "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li", "listing", "main", "menu", "nav",
        "ol", "optgroup", "option", "p", "plaintext", "pre", "search", "section", "select", "summary",
        "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "xmp",
    }
)  # fmt: skip
FOREIGN = frozenset({"svg", "math"})  # their elements have names in another namespace


@dataclass(frozen=True, slots=True, kw_only=True)
class TextNode:
    """One text node: from where to where in the page's text, and in which element.

    `before` is how much of that element's own text comes before. `edge` is whether a line begins with it or
    ended before it; `shown` is false for scripts and the like, `hidden` true where the markup hides it.
    """

    start: int
    end: int
    parent: int
    before: int
    edge: bool
    shown: bool
    hidden: bool


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the page: so many code points into the text of the element with this XPath."""

    xpath: str
    offset: int


@dataclass(frozen=True, slots=True)
class Dom:
    """A page's text, its text nodes in order, and each element's parent and step in an XPath."""

    text: str
    nodes: tuple[TextNode, ...]
    _parents: tuple[int, ...] = field(repr=False)
    _steps: tuple[str, ...] = field(repr=False)

    def start_point(self, span: Span) -> Point:
        """Where the span begins, in the element whose text its first character is."""
        node = self._node_at(span.start)
        return Point(self._xpath(node.parent), node.before + span.start - node.start)

    def end_point(self, span: Span) -> Point:
        """Where the span ends, in the element whose text its last character is."""
        node = self._node_at(span.end - 1)
        return Point(self._xpath(node.parent), node.before + span.end - node.start)

    def nodes_in(self, span: Span) -> Iterator[TextNode]:
        """The text nodes that the span touches, in order."""
        for at in range(self._number_at(span.start), len(self.nodes)):
            if self.nodes[at].start >= span.end:
                return
            yield self.nodes[at]

    def _node_at(self, offset: int) -> TextNode:
        return self.nodes[self._number_at(offset)]

    def _number_at(self, offset: int) -> int:
        if not 0 <= offset < len(self.text):
            raise ValueError(f"the page's text of {len(self.text)} characters has nothing at {offset}")
        return bisect_right(self.nodes, offset, key=lambda node: node.start) - 1

    def _xpath(self, element: int) -> str:
        steps = []
        while element >= 0:
            steps.append(self._steps[element])
            element = self._parents[element]
        return "/html[1]" + "".join(f"/{step}" for step in reversed(steps))


def to_utf16(text: str, offset: int) -> int:
    """The offset in UTF-16 code units, in which JavaScript counts: more where emoji come before it.

    >>> to_utf16("🛶 said", 2)
    3
    """
    return len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2


def read_dom(markup: str) -> Dom:
    """The text of the page with this markup; empty where it has no body, as a page of frames."""
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(markup.removeprefix("\ufeff"), scripting=True).body
    walk = _Walk()
    if body is not None and body.tag == "body":
        walk.over(body)
    return walk.dom()


@dataclass(slots=True)
class _Open:
    """An element that is being walked through."""

    number: int
    children: Iterator[LexborNode]
    tag: str
    shown: bool
    hidden: bool
    foreign: bool
    length: int = 0  # of its text so far
    names: Counter[str] = field(default_factory=Counter)  # of its children so far


class _Walk:
    """Goes through a tree in order, without recursion: markup may be nested thousands deep."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._nodes: list[TextNode] = []
        self._parents: list[int] = []
        self._steps: list[str] = []
        self._length = 0
        self._edge = True

    def over(self, body: LexborNode) -> None:
        stack = [self._opened(body, None)]
        while stack:
            top = stack[-1]
            child = next(top.children, None)
            if child is None:
                self._edge = self._edge or top.tag in BLOCKS
                stack.pop()
                if stack:
                    stack[-1].length += top.length
            elif child.is_text_node:
                self._add_text(child.text_content or "", top)
            elif child.is_element_node:
                stack.append(self._opened(child, top))

    def dom(self) -> Dom:
        return Dom("".join(self._texts), tuple(self._nodes), tuple(self._parents), tuple(self._steps))

    def _opened(self, element: LexborNode, parent: _Open | None) -> _Open:
        tag = element.tag or "*"
        foreign = tag in FOREIGN or (parent is not None and parent.foreign and parent.tag != "foreignobject")
        self._parents.append(parent.number if parent else -1)
        self._steps.append(_step(tag, parent.names if parent else Counter(), foreign=foreign))
        self._edge = self._edge or tag in BLOCKS
        return _Open(
            number=len(self._steps) - 1,
            children=element.iter(include_text=True),
            tag=tag,
            shown=(parent is None or parent.shown) and tag not in UNSHOWN,
            hidden=(parent is not None and parent.hidden) or _is_hidden(element),
            foreign=foreign,
        )

    def _add_text(self, text: str, element: _Open) -> None:
        if not text:
            return
        start = self._length
        self._length += len(text)
        self._texts.append(text)
        node = TextNode(
            start=start,
            end=self._length,
            parent=element.number,
            before=element.length,
            edge=self._edge,
            shown=element.shown,
            hidden=element.hidden,
        )
        self._nodes.append(node)
        element.length += len(text)
        self._edge = False


def _step(tag: str, names: Counter[str], *, foreign: bool) -> str:
    """The element among its siblings, as a step of an XPath that browsers take for HTML."""
    names[tag] += 1
    name = f'*[local-name()="{tag}"]' if foreign else tag
    return f"{name}[{names[tag]}]"


def _is_hidden(element: LexborNode) -> bool:
    attributes = element.attributes
    style = (attributes.get("style") or "").replace(" ", "").lower() if "style" in attributes else ""
    return "hidden" in attributes or "display:none" in style or "visibility:hidden" in style
