"""Texts with marked mentions, whatever file they come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ...records import MentionType, Span

NO_SPACE_BEFORE = frozenset(". , ; : ! ? ) ] % 's 're 've 'll 'd 'm n't ’s '".split())
NO_SPACE_AFTER = frozenset("( [ $ # `` “".split())
PENN = {"``": "“", "''": "”", "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]"}
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Marked:
    """A span of a text with the type of what it names or describes."""

    span: Span
    type: MentionType


@dataclass(frozen=True, slots=True)
class Choice:
    """A pronoun and the places of two names; `right`: whether it stands for the one, and the other."""

    pronoun: Span
    names: tuple[Span, Span]
    right: tuple[bool, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A text with what is marked in it; None where a kind of thing is not marked at all.

    `unmarked` are the types of names that this set leaves out: a word outside every name may be in one of
    these. In `unsure` spans the names' labels say nothing. `clusters` gives the mentions that stand for one
    thing, each by the code point at which its head word begins. `weight` multiplies the loss.
    """

    name: str
    text: str
    names: tuple[Marked, ...] | None = None
    descriptions: tuple[Marked, ...] | None = None
    unmarked: frozenset[MentionType] = frozenset()
    unsure: tuple[Span, ...] = ()
    clusters: tuple[tuple[int, ...], ...] | None = None
    choice: Choice | None = None
    weight: float = 1.0
    shape: int | None = field(default=None)


def joined_text(tokens: Iterable[str]) -> tuple[str, list[Span]]:
    """The tokens as running text, as people set it, and each token's place in it."""
    text, places = "", []
    glued, opened = True, False
    for token in tokens:
        shown = PENN.get(token, token)
        closing = shown == '"' and opened
        if shown == '"':
            opened = not opened
        if text and not glued and not closing and shown not in NO_SPACE_BEFORE and shown != "”":
            text += " "
        places.append(Span(len(text), len(text) + len(shown)))
        text += shown
        glued = shown in NO_SPACE_AFTER or (shown == '"' and opened)
    return text, places


def spans_of_tags(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """First token, token after the last, and type of every span of a BIO or IO sequence."""
    spans: list[tuple[int, int, str]] = []
    start, kind = 0, ""
    for at, tag in enumerate([*tags, "O"]):
        prefix, _, found = tag.partition("-")
        if kind and (prefix != "I" or found != kind):
            spans.append((start, at, kind))
            kind = ""
        if found and not kind:
            start, kind = at, found
    return spans


def head_of(text: str, span: Span) -> int:
    """Where the last word of the span begins: the head of a name and of a noun phrase without its tail."""
    begins = [match.start() for match in _WORD.finditer(text, span.start, span.end)]
    return begins[-1] if begins else span.start
