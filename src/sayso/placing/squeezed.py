"""Text without white space, and the way back: what two writings of the same words have in common."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from .dom import Dom

_WORD = re.compile(r"\S+")


@dataclass(slots=True)
class Squeezed:
    """A text without what prints nothing; `back[i]` is where its character i stood.

    `edges` are where a line of the page begins, `seams` where one of its text nodes does, in order.
    """

    text: str = ""
    back: array[int] = field(default_factory=lambda: array("q"))
    edges: list[int] = field(default_factory=list)
    seams: list[int] = field(default_factory=list)

    def is_between(self, cuts: list[int], start: int, end: int) -> bool:
        """Whether this stretch begins and ends where one of the cuts (`edges` or `seams`) is."""
        return self._is_cut(cuts, start) and self._is_cut(cuts, end)

    def _is_cut(self, cuts: list[int], at: int) -> bool:
        found = bisect_left(cuts, at)
        return at == len(self.text) or (found < len(cuts) and cuts[found] == at)


def squeeze(text: str, start: int = 0) -> Squeezed:
    """The text without white space and without characters that print nothing, such as soft hyphens.

    `start` is where it stands in the text that `back` points into.

    >>> found = squeeze("a\\u00ad b")
    >>> found.text, list(found.back)
    ('ab', [0, 3])
    """
    squeezed = Squeezed()
    squeezed.text = "".join(_kept(text, start, squeezed.back))
    return squeezed


def squeeze_page(dom: Dom, *, hidden: bool = False) -> Squeezed:
    """The page's text that is shown, squeezed; with what its markup hides if that is asked for."""
    squeezed = Squeezed()
    parts: list[str] = []
    edge = True
    for node in dom.nodes:
        edge = edge or node.edge
        if not node.shown or (node.hidden and not hidden):
            continue
        before = len(squeezed.back)
        parts.extend(_kept(dom.text[node.start : node.end], node.start, squeezed.back))
        if len(squeezed.back) > before:
            squeezed.seams.append(before)
            squeezed.edges.extend([before] if edge else [])
            edge = False
    squeezed.text = "".join(parts)
    return squeezed


def collapse(text: str) -> str:
    """The text with every run of white space as one space, none at its ends, and without what prints nothing.

    >>> collapse(" a\\u00a0\\n b\\u200bc ")
    'a bc'
    """
    words = text.split()
    return " ".join(word for word in map(_printed, words) if word)


def _printed(word: str) -> str:
    return word if word.isprintable() else "".join(filter(str.isprintable, word))


def _kept(text: str, start: int, back: array[int]) -> Iterable[str]:
    """The printed runs of the text; where their characters stand is added to `back`."""
    for found in _WORD.finditer(text):
        word, at = found[0], start + found.start()
        if word.isprintable():
            back.extend(range(at, at + len(word)))
            yield word
            continue
        for number, character in enumerate(word):
            if character.isprintable():
                back.append(at + number)
                yield character
