"""Copies: which stretches of two texts are the same words, found soon among very many texts.

A text is taken as its words, folded: case, accents, quotation marks, dashes and line breaks make no
difference. `fingerprint` picks some of its shingles (runs of words) by winnowing (Schleimer, Wilkerson and
Aiken, 2003): two texts that share a run of `RUN + WINDOW - 1` words share one of the picked, wherever it
stands in either. So candidates are looked up by number, and only those are compared word by word.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from ..records import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# The numbers below were chosen on pairs made of PolNeAR train, ECB+ and the HTML pages:
# `python -m sayso.evaluate.copies ../shared/data --sweep`.
RUN = 8  # words: the shortest run that counts as shared
WINDOW = 40  # shingles: of each so many in a row one is picked, so a verbatim run of 47 words is never missed
GAP = 4  # words: runs that are so close in both texts are shown as one passage
HITS = 2  # picked shingles that two texts share at least; of a text that has few of them one will do
FEW = 4  # picked shingles
# Documents of one outlet by which a shingle is its standing text (a notice, a disclaimer).
STANDING = 5
MOST_STANDING = 0.5  # of a document's shingles: one that has more of them repeats articles, not notices
MOST_PLACES = 20  # of one shingle in a text that are looked at: a refrain says nothing more

_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"[“„«\"][^“”„«»\"\n]{1,2000}[”“»\"]|``[^`\n]{1,2000}?''")
_BITS = 48  # of a shingle's number: of 40 million shingles none meets another by chance in one look-up


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """By what a text is found again: how many words it has, and the numbers of its picked shingles."""

    n_words: int
    shingles: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A text made ready to be compared.

    `starts` and `ends` are where its words stand; `shingles` the number of the run that begins at each
    word; `picked` the numbers of the fingerprint, by the word at which they stand, in order. `quoted` says
    of each word whether it stands in double quotation marks.
    """

    starts: tuple[int, ...] = field(repr=False)
    ends: tuple[int, ...] = field(repr=False)
    shingles: tuple[int, ...] = field(repr=False)
    picked: tuple[tuple[int, int], ...] = field(repr=False)
    quoted: bytes = field(repr=False)

    @property
    def n_words(self) -> int:
        """How many words the text has."""
        return len(self.starts)


@dataclass(frozen=True, slots=True)
class SharedPassage:
    """Two stretches that are the same but for a few words: of the one text, and of the other.

    `n_words` counts the words that are the same.
    """

    one: Span
    other: Span
    n_words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What two texts have in common, in the order of the one.

    `n_words` are the shared words that are no standing text, `n_running` those of them outside quotation
    marks; the shares are of each text's words, 0 to 1.
    """

    passages: tuple[SharedPassage, ...]
    n_words: int
    n_running: int
    share_one: float
    share_other: float


def fingerprint(text: str, *, window: int = WINDOW) -> Fingerprint:
    """The numbers of the text's picked shingles; none where it has fewer than RUN words."""
    words = _WORD.findall(text)
    shingles = _shingles(words)
    picked = shingles[_picked(shingles, window)].tolist() if len(shingles) else []
    return Fingerprint(len(words), tuple(sorted(set(picked))))


def least_hits(n_picked: int) -> int:
    """How many picked shingles a text that has so many shares at least with what it may be a copy of."""
    return HITS if n_picked > FEW else 1


def prepare(text: str) -> Printed:
    """The text made ready to be compared."""
    found = list(_WORD.finditer(text))
    shingles = _shingles([one.group() for one in found])
    places = _picked(shingles).tolist() if len(shingles) else []
    return Printed(
        starts=tuple(one.start() for one in found),
        ends=tuple(one.end() for one in found),
        shingles=tuple(shingles.tolist()),
        picked=tuple((place, int(shingles[place])) for place in places),
        quoted=_quoted_words(text, [one.start() for one in found]),
    )


def compare_texts(one: Printed, other: Printed, standing: Collection[int] = ()) -> Shared:
    """What the two texts share.

    `standing` are picked shingles that an outlet puts under article after article: shared words nearest
    to these count for nothing, and are no passage.
    """
    fresh = _fresh(one, standing)
    kept = [run for run in _runs(one, other) if sum(fresh[run[0] : run[0] + run[2]]) >= RUN]
    counted = [place for start, _, n in kept for place in range(start, start + n) if fresh[place]]
    n_words = len(counted)
    return Shared(
        passages=tuple(_passages(one, other, kept)),
        n_words=n_words,
        n_running=sum(1 for place in counted if not one.quoted[place]),
        share_one=n_words / max(1, one.n_words),
        share_other=min(1.0, n_words / max(1, other.n_words)),
    )


@lru_cache(maxsize=1 << 17)
def _number(word: str) -> int:
    """The number of the word, the same whatever its case and accents, and on every machine."""
    if not word.isascii():
        bare = unicodedata.normalize("NFKD", word)
        word = "".join(one for one in bare if not unicodedata.combining(one)).casefold()
    folded = word.lower().encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(folded, digest_size=8).digest())


def _shingles(words: list[str]) -> NDArray[np.uint64]:
    """The number of each run of RUN words, the same on every machine."""
    import numpy as np

    numbers = np.fromiter(map(_number, words), dtype=np.uint64, count=len(words))
    n = len(words) - RUN + 1
    if n < 1:
        return np.zeros(0, dtype=np.uint64)
    mixed = np.zeros(n, dtype=np.uint64)
    for place in range(RUN):
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + numbers[place : place + n]
    mixed ^= mixed >> np.uint64(31)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(29)
    return mixed >> np.uint64(64 - _BITS)


def _picked(shingles: NDArray[np.uint64], window: int = WINDOW) -> NDArray[np.intp]:
    """The places of the smallest number of each window."""
    import numpy as np

    width = min(window, len(shingles))
    # A number is the smallest of some window where it is the largest that is smallest in a window around it.
    beyond = np.full(width - 1, 0, dtype=np.uint64)
    smallest = np.concatenate([beyond, _slide(shingles, width, np.minimum), beyond])
    return np.flatnonzero(_slide(smallest, width, np.maximum) == shingles)


def _slide(values: NDArray[np.uint64], width: int, better: np.ufunc) -> NDArray[np.uint64]:
    """The smallest, or largest, value of each window; in as many steps as the width has binary digits."""
    found, reach = values, 1
    while reach < width:
        step = min(reach, width - reach)
        found = better(found[:-step], found[step:])
        reach += step
    return found


def _quoted_words(text: str, starts: list[int]) -> bytes:
    flags = bytearray(len(starts))
    for quote in _QUOTED.finditer(text):
        for place in range(bisect_left(starts, quote.start()), bisect_left(starts, quote.end())):
            flags[place] = 1
    return bytes(flags)


def _runs(one: Printed, other: Printed) -> Iterator[tuple[int, int, int]]:
    """The longest runs of shared words: where each begins in both texts, and how many words it has.

    No word of either text is in two of them.
    """
    places: dict[int, list[int]] = {}
    for place, shingle in enumerate(other.shingles):
        places.setdefault(shingle, []).append(place)
    taken = bytearray(other.n_words)
    here = 0
    while here < len(one.shingles):
        best, longest = -1, 0
        for there in places.get(one.shingles[here], ())[:MOST_PLACES]:
            n = _length(one, other, here, there, taken)
            if n > longest:
                best, longest = there, n
        if not longest:
            here += 1
            continue
        taken[best : best + longest] = b"\1" * longest
        yield here, best, longest
        here += longest


def _length(one: Printed, other: Printed, here: int, there: int, taken: bytearray) -> int:
    """How many words are the same from these places on."""
    most = min(len(one.shingles) - here, len(other.shingles) - there)
    n = 0
    while n < most and one.shingles[here + n] == other.shingles[there + n] and not taken[there + n]:
        n += 1
    if not n:
        return 0
    n += RUN - 1
    clear = taken.find(1, there, there + n)
    n = n if clear < 0 else clear - there
    return n if n >= RUN else 0


def _fresh(printed: Printed, standing: Collection[int]) -> bytes:
    """Of each word, whether the picked shingle nearest to it is no standing text."""
    n = printed.n_words
    if not standing or not printed.picked:
        return b"\1" * n
    flags = bytearray(n)
    middles = [place + RUN // 2 for place, _ in printed.picked]
    borders = [0, *((left + right) // 2 for left, right in itertools.pairwise(middles)), n]
    for (_, number), (start, end) in zip(printed.picked, itertools.pairwise(borders), strict=True):
        if number not in standing:
            flags[start:end] = b"\1" * (end - start)
    return bytes(flags)


def _passages(one: Printed, other: Printed, runs: list[tuple[int, int, int]]) -> Iterator[SharedPassage]:
    """The runs, those that follow closely on one another in both texts as one passage."""
    group: list[tuple[int, int, int]] = []
    for run in runs:
        if group and not _follows(group[-1], run):
            yield _passage(one, other, group)
            group = []
        group.append(run)
    if group:
        yield _passage(one, other, group)


def _follows(before: tuple[int, int, int], after: tuple[int, int, int]) -> bool:
    here = after[0] - before[0] - before[2]
    there = after[1] - before[1] - before[2]
    return 0 <= here <= GAP and 0 <= there <= GAP


def _passage(one: Printed, other: Printed, group: list[tuple[int, int, int]]) -> SharedPassage:
    first, last = group[0], group[-1]
    return SharedPassage(
        Span(one.starts[first[0]], one.ends[last[0] + last[2] - 1]),
        Span(other.starts[first[1]], other.ends[last[1] + last[2] - 1]),
        sum(n for _, _, n in group),
    )
