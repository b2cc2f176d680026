"""The lines of an extracted article: its paragraphs, with no character that the page does not show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

# What trafilatura leaves within a line; each other element of its trees begins and ends one.
INLINE = frozenset({"hi", "ref", "del", "code"})
_JOINERS = "\u200c\u200d"


def to_lines(body: _Element) -> list[str]:
    """The lines of a tree made by trafilatura, in order, without blanks at their ends; none is empty.

    Trafilatura's own text has marks before list items and between the cells of a table, which are not in
    the page, and puts all that a cell holds on one line. Here a line is words of the page alone. A table's
    row is one line, with tabs between its cells, where each of them holds one line at the most; else, as in
    tables that make a page's columns, each line of each cell is a line.
    """
    lines = (_without_marks(line).strip() for line in _text_of(body).split("\n"))
    return [line for line in lines if line]


def _text_of(element: _Element) -> str:
    return _joined_cells(element) if element.tag == "row" else "".join(_parts(element))


def _parts(element: _Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        edge = "" if child.tag in INLINE else "\n"
        yield f"{edge}{_text_of(child)}{edge}{child.tail or ''}"


def _joined_cells(row: _Element) -> str:
    cells = [cell for cell in ("".join(_parts(cell)).strip() for cell in row) if cell]
    return ("\n" if any("\n" in cell for cell in cells) else "\t").join(cells)


def _without_marks(line: str) -> str:
    """The line without characters that print nothing, as soft hyphens and marks of direction do.

    The joiners stay: in Persian and in Indian scripts they belong to how a word is spelled.
    """
    if line.isprintable():
        return line
    return "".join(
        character
        for character in line
        if character.isprintable() or character.isspace() or character in _JOINERS
    )
