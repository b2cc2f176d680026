"""Lines on pages made into paragraphs: what was one paragraph before it was set is one line of text again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from sayso.records import Locator, Locators

TALL = 1.35  # of the usual distance between lines: what is farther apart is two paragraphs
INDENT = 0.8  # of the letters' size: what begins so far from the line's usual edge begins a paragraph
SHORT = 0.85  # of the column's width: a line that ends before it, and a sentence with it, ends a paragraph
BIGGER = 1.15  # times: letters of another size are of another paragraph
OFTEN = 3  # pages at the edge of which a line must stand to be taken for a running head
EDGE = 2  # lines at most of a running head
GAP = 1.8  # sizes of the letters from a running head to the text; lines of a text are 1.1 to 1.5 apart
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"(?:page\s*)?[-–—|]?\s*\d{1,4}\s*[-–—|]?(?:\s*(?:of|/)\s*\d{1,4})?", re.I)
_ENDS = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_BROKEN = re.compile(r"(?:^|[\s(“\"‘'])(?P<left>[^\W\d_]{2,})[-\u2010]$")
_NEXT_WORD = re.compile(r"[^\W\d_]+")
_WORDS = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
# First halves that are words of their own, with which English makes compounds: their hyphen stays.
_COMPOUNDS = frozenset(
    """all anti bi co counter cross deep double ex extra far first full half hard high ill inter large last
    left long low mid mini multi near non north off old one open over part post pre pro quasi right second
    self semi short single six small so south state sub super ten third three top two ultra under vice well
    wide world""".split()
)
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_EXPANDED = str.maketrans(_LIGATURES)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """One line as it stands on a page (from 1), in points from the page's lower left."""

    page: int
    left: float
    bottom: float
    right: float
    top: float
    size: float
    text: str


def join_lines(lines: Sequence[PageLine]) -> tuple[str, Locators]:
    """The text, each paragraph on a line of its own, and where in it each page begins.

    The lines come in reading order. Running heads and page numbers are left out, ligatures are written as
    letters, and a word that was parted at the end of a line is whole again where that is plain: see
    `_joint`. Nothing else is changed.
    """
    kept = _without_running_heads(lines)
    if not kept:
        return "", ()
    words = frozenset(word.lower() for line in kept for word in _WORDS.findall(line.text))
    pitch, edges = _pitch(kept), _edges(kept)
    text, places = "", [Locator(0, "page", str(kept[0].page))]
    for before, line in zip([None, *kept], kept, strict=False):
        own = " ".join(line.text.translate(_EXPANDED).split())
        if before is not None:
            joint = "\n" if _begins_paragraph(before, line, pitch, edges) else _joint(text, own, words)
            text = text[:-1] if joint == _NO_HYPHEN else text + joint
            if line.page != before.page:
                places.append(Locator(len(text), "page", str(line.page)))
        text += own
    return text, tuple(places)


def _without_running_heads(lines: Sequence[PageLine]) -> list[PageLine]:
    """The lines but those that stand apart at the edge of several pages, numbers aside, and page numbers."""
    apart = {number for numbers in _by_page(lines).values() for number in _apart(lines, numbers)}
    often: Counter[tuple[str, int]] = Counter()
    for numbers in _by_page(lines).values():
        often.update({_head(lines[number]) for number in numbers if number in apart})
    return [
        line
        for number, line in enumerate(lines)
        if number not in apart
        or not (_PAGE_NUMBER.fullmatch(line.text.strip()) or often[_head(line)] >= OFTEN)
    ]


def _apart(lines: Sequence[PageLine], page: Sequence[int]) -> Iterator[int]:
    """The lines of the page, by their numbers, above and below which a gap leads to the rest of it."""
    for ordered in (
        sorted(page, key=lambda number: -lines[number].top),
        sorted(page, key=lambda number: lines[number].top),
    ):
        for at in range(1, min(len(ordered), 2 * EDGE + 1)):
            before, behind = lines[ordered[at - 1]], lines[ordered[at]]
            if abs(before.top - behind.top) > GAP * max(before.size, behind.size):
                heights = {round(lines[number].top / 3) for number in ordered[:at]}
                yield from ordered[:at] if len(heights) <= EDGE else ()
                break


def _by_page(lines: Sequence[PageLine]) -> dict[int, list[int]]:
    pages: dict[int, list[int]] = {}
    for number, line in enumerate(lines):
        pages.setdefault(line.page, []).append(number)
    return pages


def _head(line: PageLine) -> tuple[str, int]:
    """What two lines share that are one running head: their words, numbers aside, and their height."""
    return _NUMBER.sub("#", " ".join(line.text.split())), round(line.top / 4)


def _pitch(lines: Sequence[PageLine]) -> float:
    """The usual distance from one line to the next, in sizes of their letters."""
    steps = [
        (before.top - line.top) / line.size
        for before, line in pairwise(lines)
        if _is_below(before, line) and abs(before.left - line.left) < 2 * line.size
    ]
    return median(steps) if steps else 1.2


def _is_below(before: PageLine, line: PageLine) -> bool:
    return before.page == line.page and 0 < before.top - line.top < 4 * line.size


@dataclass(frozen=True, slots=True)
class _Edges:
    """Left and right edges of columns, looked up by where a line begins."""

    left: dict[int, float]
    right: dict[int, float]


def _edges(lines: Sequence[PageLine]) -> _Edges:
    """The edges of the column in which lines stand: of those that begin within half an inch."""
    left: dict[int, Counter[int]] = {}
    right: dict[int, list[float]] = {}
    for line in lines:
        for near in (_column(line) - 1, _column(line), _column(line) + 1):
            left.setdefault(near, Counter())[round(line.left)] += 1
            right.setdefault(near, []).append(line.right)
    return _Edges(
        {column: float(counted.most_common(1)[0][0]) for column, counted in left.items()},
        {column: sorted(found)[int(len(found) * 0.9)] for column, found in right.items()},
    )


def _column(line: PageLine) -> int:
    return int(line.left // 36)


def _begins_paragraph(before: PageLine, line: PageLine, pitch: float, edges: _Edges) -> bool:
    sizes = sorted((before.size, line.size))
    if sizes[1] > BIGGER * sizes[0]:
        return True
    column = _column(line)
    indented = line.left - edges.left[column] > INDENT * line.size
    if not _is_below(before, line):  # the top of a column or of a page
        return indented or _ends_paragraph(before, edges) or not _goes_on(before.text, line.text)
    if (before.top - line.top) / line.size > TALL * pitch:
        return True
    first_of_indented = indented and abs(before.left - line.left) > INDENT * line.size
    return first_of_indented or _ends_paragraph(before, edges)


def _ends_paragraph(line: PageLine, edges: _Edges) -> bool:
    """Whether the line ends a sentence and leaves much of its column empty."""
    column = _column(line)
    width = edges.right[column] - edges.left[column]
    short = width > 0 and line.right - edges.left[column] < SHORT * width
    return short and _ENDS.search(line.text) is not None


def _goes_on(before: str, text: str) -> bool:
    """Whether a sentence runs over from the one line to the other."""
    return _ENDS.search(before) is None or text[:1].islower()


_NO_HYPHEN = "-"


def _joint(text: str, line: str, words: frozenset[str]) -> str:
    """What comes between two lines of a paragraph: a blank, nothing, or (`_NO_HYPHEN`) less than nothing.

    Behind a hyphen stands nothing. The hyphen itself goes where the word stands elsewhere in the document
    without it, or where it stands nowhere with it and its first half makes no compounds; it stays before
    capitals and figures.
    """
    if text.endswith("\u00ad"):  # one that shows only where a word is parted
        return _NO_HYPHEN
    if not text.endswith(("-", "\u2010")) or text.endswith((" -", " \u2010")):
        return " "
    left, right = _BROKEN.search(text[-60:]), _NEXT_WORD.match(line)
    if left is None or right is None or not right[0].islower():
        return ""
    first, second = left["left"].lower(), right[0].lower()
    if first + second in words:
        return _NO_HYPHEN
    compound = f"{first}-{second}" in words or first in _COMPOUNDS or line[right.end() :].startswith("-")
    return "" if compound else _NO_HYPHEN


def page_lines(pages: Sequence[Sequence[Sequence[float | str]]]) -> Iterator[PageLine]:
    """The lines of the pages as they come from the process that found them."""
    for number, page in enumerate(pages, 1):
        for left, bottom, right, top, size, text in page:
            yield PageLine(
                page=number,
                left=float(left),
                bottom=float(bottom),
                right=float(right),
                top=float(top),
                size=max(float(size), 0.1),
                text=str(text),
            )
