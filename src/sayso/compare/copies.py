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
import sys
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Printed:
    """A text made ready to be compared.

    `starts` and `ends` are where its words stand; `shingles` the number of the run that begins at each
    word; `picked` the numbers of the fingerprint, by the word at which they stand, in order. `quoted` says
    of each word whether it stands in double quotation marks.
    """

    starts: NDArray[np.int32] = field(repr=False)
    ends: NDArray[np.int32] = field(repr=False)
    shingles: NDArray[np.uint64] = field(repr=False)
    picked: tuple[tuple[int, int], ...] = field(repr=False)
    quoted: NDArray[np.bool_] = field(repr=False)

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
    starts, ends = _places_of_words(text)
    shingles = _shingles(_WORD.findall(text))
    places = _picked(shingles).tolist() if len(shingles) else []
    return Printed(
        starts=starts,
        ends=ends,
        shingles=shingles,
        picked=tuple((place, int(shingles[place])) for place in places),
        quoted=_quoted_words(text, starts),
    )


def compare_texts(one: Printed, other: Printed, standing: Collection[int] = ()) -> Shared:
    """What the two texts share.

    `standing` are picked shingles that an outlet puts under article after article: shared words nearest
    to these count for nothing, and are no passage.
    """
    import numpy as np

    fresh = _fresh(one, standing)
    kept = [run for run in _runs(one, other) if np.count_nonzero(fresh[run[0] : run[0] + run[2]]) >= RUN]
    counted = np.zeros(one.n_words, dtype=bool)
    for start, _, n in kept:
        counted[start : start + n] = fresh[start : start + n]
    n_words = int(np.count_nonzero(counted))
    return Shared(
        passages=tuple(_passages(one, other, kept)),
        n_words=n_words,
        n_running=int(np.count_nonzero(counted & ~one.quoted)),
        share_one=n_words / max(1, one.n_words),
        share_other=min(1.0, n_words / max(1, other.n_words)),
    )


def _places_of_words(text: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Where the text's words begin and end, as `_WORD` finds them."""
    import numpy as np

    characters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    edges = np.flatnonzero(np.diff(_of_words()[characters], prepend=False, append=False)).astype(np.int32)
    return edges[::2], edges[1::2]


@cache
def _of_words() -> NDArray[np.bool_]:
    """For each code point, whether it stands in words."""
    import numpy as np

    flags = np.zeros(sys.maxunicode + 1, dtype=bool)
    for run in _WORD.finditer("".join(map(chr, range(len(flags))))):
        flags[run.start() : run.end()] = True
    return flags


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


def _quoted_words(text: str, starts: NDArray[np.int32]) -> NDArray[np.bool_]:
    import numpy as np

    flags = np.zeros(len(starts), dtype=bool)
    quotes = np.array([one.span() for one in _QUOTED.finditer(text)], dtype=np.int64).reshape(-1, 2)
    for first, last in np.searchsorted(starts, quotes).tolist():
        flags[first:last] = True
    return flags


def _runs(one: Printed, other: Printed) -> Iterator[tuple[int, int, int]]:
    """The longest runs of shared words: where each begins in both texts, and how many words it has.

    No word of either text is in two of them.
    """
    import numpy as np

    order = np.argsort(other.shingles, kind="stable")  # places of a shingle stay in order
    sorted_shingles = other.shingles[order]
    lows, highs = (np.searchsorted(sorted_shingles, one.shingles, side) for side in ("left", "right"))
    taken = bytearray(other.n_words)
    done = 0
    for here in np.flatnonzero(highs > lows).tolist():
        if here < done:
            continue
        best, longest = -1, 0
        for there in order[lows[here] : highs[here]][:MOST_PLACES].tolist():
            n = _length(one, other, here, there, taken)
            if n > longest:
                best, longest = there, n
        if longest:
            taken[best : best + longest] = b"\1" * longest
            yield here, best, longest
            done = here + longest


def _length(one: Printed, other: Printed, here: int, there: int, taken: bytearray) -> int:
    """How many words are the same from these places on."""
    most = min(len(one.shingles) - here, len(other.shingles) - there)
    left, right = one.shingles[here : here + most], other.shingles[there : there + most]
    n, step = 0, 64
    while n < most:
        same = left[n : n + step] == right[n : n + step]
        if not same.all():
            n += int(same.argmin())
            break
        n, step = n + len(same), 2 * step
    n += RUN - 1
    clear = taken.find(1, there, there + n)
    n = n if clear < 0 else clear - there
    return n if n >= RUN else 0


def _fresh(printed: Printed, standing: Collection[int]) -> NDArray[np.bool_]:
    """Of each word, whether the picked shingle nearest to it is no standing text."""
    import numpy as np

    n = printed.n_words
    if not standing or not printed.picked:
        return np.ones(n, dtype=bool)
    flags = np.zeros(n, dtype=bool)
    middles = [place + RUN // 2 for place, _ in printed.picked]
    borders = [0, *((left + right) // 2 for left, right in itertools.pairwise(middles)), n]
    for (_, number), (start, end) in zip(printed.picked, itertools.pairwise(borders), strict=True):
        flags[start:end] = number not in standing
    return flags


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
        Span(int(one.starts[first[0]]), int(one.ends[last[0] + last[2] - 1])),
        Span(int(other.starts[first[1]]), int(other.ends[last[1] + last[2] - 1])),
        sum(n for _, _, n in group),
    )
