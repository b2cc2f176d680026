"""Texts and attributions in tokens, which is what scores compare: blanks at a span's edge never matter."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar, get_args

from ..records import Quotation, Span, Spans

Role = Literal["source", "cue", "content"]
ROLES: tuple[Role, ...] = get_args(Role)

_TOKEN = re.compile(r"\w+|[^\w\s]")
_LINE = re.compile(r"[^\n]+")

OPENING, CLOSING, EITHER = "“„«〝", "”»〞", '"'  # double marks only: a single one may be an apostrophe


Found = TypeVar("Found", bound="Roles")


class Roles(Protocol):
    """Anything with spans for source, cue and content: an extracted or an annotated attribution."""

    @property
    def source(self) -> Spans: ...

    @property
    def cue(self) -> Spans: ...

    @property
    def content(self) -> Spans: ...


def outermost(attributions: Iterable[Found]) -> list[Found]:
    """Those that stand in no other's content: what gold marks, and every figure of it is made of."""
    return [one for one in attributions if getattr(one, "within", None) is None]


@dataclass(frozen=True, slots=True, order=True)
class Fragment:
    """A contiguous run of tokens, first to last, both inside."""

    first: int
    last: int

    def touches(self, other: Fragment) -> bool:
        """Whether the two share a token."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One attribution in tokens: each role's tokens and fragments, and how its content is quoted.

    Compared by identity, since two equal predictions are still two.
    """

    tokens: dict[Role, frozenset[int]]
    fragments: dict[Role, frozenset[Fragment]]
    quotation: Quotation


class TokenText:
    """A text's tokens (words and single marks) and which of them are inside double quotation marks."""

    def __init__(self, text: str) -> None:
        self.text = text
        matches = [match.span() for match in _TOKEN.finditer(text)]
        self._starts = [start for start, _ in matches]
        self._ends = [end for _, end in matches]
        self._marks: set[int] = set()
        self._quoted = frozenset(self._find_quoted())

    def covered(self, span: Span) -> range:
        """The numbers of the tokens that the span touches."""
        return range(bisect_right(self._ends, span.start), bisect_left(self._starts, span.end))

    def fragments(self, spans: Spans) -> Iterator[Fragment]:
        """The token runs of the spans, split at line breaks."""
        for span in spans:
            for line in _LINE.finditer(self.text, span.start, span.end):
                covered = self.covered(Span(line.start(), line.end()))
                if covered:
                    yield Fragment(covered[0], covered[-1])

    def quotation(self, tokens: frozenset[int]) -> Quotation:
        """Whether these tokens' words are all, partly or not at all inside double quotation marks."""
        words = {token for token in tokens if self.text[self._starts[token]].isalnum()}
        within = words & self._quoted
        if words and within == words:
            return "direct"
        return "mixed" if within or tokens & self._marks else "indirect"

    def view(self, attribution: Roles) -> View:
        """The attribution in this text's tokens."""
        roles: dict[Role, Spans] = {
            "source": attribution.source,
            "cue": attribution.cue,
            "content": attribution.content,
        }
        tokens = {
            role: frozenset(token for span in spans for token in self.covered(span))
            for role, spans in roles.items()
        }
        fragments = {role: frozenset(self.fragments(spans)) for role, spans in roles.items()}
        return View(tokens, fragments, self.quotation(tokens["content"]))

    def _find_quoted(self) -> Iterator[int]:
        """The tokens inside quotation marks; a quotation ends with its paragraph. Notes the marks."""
        inside = False
        last = 0
        for number, (start, end) in enumerate(zip(self._starts, self._ends, strict=True)):
            if "\n" in self.text[last:start]:
                inside = False
            last = end
            token = self.text[start:end]
            if token in OPENING or token in CLOSING or token in EITHER:
                self._marks.add(number)
                inside = token in OPENING or (token in EITHER and not inside)
            elif inside:
                yield number


def iou(one: frozenset[int], other: frozenset[int]) -> float:
    """The share of the two token sets' union that is in both; 0 where one is empty."""
    return len(one & other) / len(one | other) if one and other else 0.0


def alike(one: View, other: View, least: float) -> bool:
    """Whether each role is empty on both sides, or overlaps with at least this IoU."""
    for role in ROLES:
        mine, theirs = one.tokens[role], other.tokens[role]
        if (mine or theirs) and not (iou(mine, theirs) > 0 and iou(mine, theirs) >= least):
            return False
    return True


def same_source(one: View, other: View) -> bool:
    """Whether the sources share a token, or are both empty."""
    mine, theirs = one.tokens["source"], other.tokens["source"]
    return bool(mine & theirs) or not (mine or theirs)
