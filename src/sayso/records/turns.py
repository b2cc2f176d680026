"""Turns: where a transcript's lines begin with who speaks, as in `ADA QUILL: We heard it.`"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .span import Span

LONGEST = 60  # characters of a label: a name with an office
_LABEL = re.compile(
    rf"^[ \t]*(?:>>+[ \t]*)?(?P<label>[^\s:>][^:\n]{{0,{LONGEST - 1}}}?)[ \t]*(?P<colon>:)(?=[ \t]+\S)", re.M
)
_ASIDE = re.compile(r"[ \t]*\([^()]*\)$|[ \t]*\[[^\[\]]*\]$")  # (through an interpreter)
_PARTICLES = frozenset("al and bin da de del den der di du el for in la le of on the to van von y &".split())
_MOST_WORDS = 9
_NO_NAME = re.compile(r"[?!;“”\"„«»/\\@#|=*_<>\[\]{}]|\d{3}|\.\.")
# What news puts before a colon as well, and nobody is called.
_NOBODY = frozenset(
    """advertisement analysis answer background caption claim clarification conclusion context correction
    credit date editor's example fact facts figure file found from headline image key links listen location
    more note notes photo photos pictured place price quote rating read related result see source sources
    subject summary the-facts tip title to truth update updated verdict video watch when where who""".split()
)


_ROLES_OF_TALK = frozenset("q a question answer".split())


@dataclass(frozen=True, slots=True)
class Label:
    """Who speaks, as the beginning of a line says it, and the colon behind."""

    name: Span
    colon: Span


def find_labels(text: str) -> Iterator[Label]:
    """The beginnings of lines that may say who speaks: a name, perhaps with an office, and a colon.

    >>> text = "ADA QUILL: We heard it.\\nWhy it matters: it fell."
    >>> [label.name.of(text) for label in find_labels(text)]
    ['ADA QUILL']
    """
    for found in _LABEL.finditer(text):
        if _may_be_a_name(found["label"]):
            yield Label(Span(*found.span("label")), Span(*found.span("colon")))


def names_nobody(label: str) -> bool:
    """Whether the label says only who asks and who answers.

    >>> names_nobody("Q."), names_nobody("Ada Quill")
    (True, False)
    """
    return label.strip(" .").casefold() in _ROLES_OF_TALK


def _may_be_a_name(label: str) -> bool:
    aside = _ASIDE.search(label)
    if aside is not None and any(character.isdigit() for character in aside[0]):  # a score
        return False
    name = _ASIDE.sub("", label).strip()
    words = name.replace(",", " ").split()
    if not words or len(words) > _MOST_WORDS or _NO_NAME.search(name):
        return False
    if "-".join(words).lower() in _NOBODY or words[0].lower().rstrip("s’'") in _NOBODY | {"the-fact"}:
        return False
    capital = (word[0].isupper() or word.lower() in _PARTICLES for word in words)
    return words[0][0].isupper() and all(capital)
