"""A line that stands in the page with something else in between: its pieces, each where it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .matching import Stretch
from .squeezed import Squeezed

Pieces = list[tuple[int, Stretch]]

# Three lines of the 181 pages stand in pieces, with a box about a name in the middle. They are placed alike
# with twice each of these and half of it (1.5 times MIN_FOUND), but with a PIECE of 4 one of them is not.
# Lines with marks of earlier versions come here too.
PIECE = 8  # characters; a shorter one may be there by chance, and is no proof that the line is
APART = 1_000  # characters of the page between two pieces of a line: a note or a list of links, not a chapter
MAX_SPACE = 200_000  # characters of the page that are looked through
MIN_FOUND = 0.5  # of the line's characters; with less it is another line with some of the same words


def find_pieces(line: str, page: Squeezed, space: Stretch, afford: Callable[[int], bool]) -> Pieces:
    """Where in the line each piece begins, and where in that part of the page it is; none if too little is.

    The longest piece that begins the line comes first, then the longest that begins what is left of it, not
    far after the one before. A character that begins no piece has no place. It ends where `afford` says that
    no more characters can be looked through.
    """
    if space.end - space.start > MAX_SPACE:
        return []
    pieces: Pieces = []
    at, start, end = 0, space.start, space.end
    while len(line) - at >= PIECE and afford(end - start):
        here = _longest(line[at:], page.text, start, end)
        if here is None:
            at += 1
            continue
        pieces.append((at, here))
        at += here.end - here.start
        start, end = here.end, min(here.end + APART, space.end)
    found = sum(here.end - here.start for _, here in pieces)
    return pieces if found >= MIN_FOUND * len(line) else []


def _longest(line: str, text: str, start: int, end: int) -> Stretch | None:
    """Where the longest beginning of the line is; None where not even its first PIECE characters are."""
    low, high = 0, len(line)
    where = -1
    for length in _lengths(low, high):
        found = text.find(line[:length], start, end)
        if found < 0:
            high = length - 1
            break
        low, where = length, found
    if where < 0:
        return None
    while low < high:
        middle = (low + high + 1) // 2
        found = text.find(line[:middle], max(start, where), end)
        if found < 0:
            high = middle - 1
        else:
            low, where = middle, found
    return Stretch(where, where + low)


def _lengths(low: int, high: int) -> Iterator[int]:
    """PIECE, twice as much, and so on, and the whole last."""
    length = PIECE
    while length < high:
        yield length
        length *= 2
    yield high
