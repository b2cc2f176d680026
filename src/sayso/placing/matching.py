"""Which stretch of a page each line of a text is: both squeezed, and taken in their order.

Lines repeat on pages: a headline stands in a menu, a paragraph in a teaser above the article. So lines are
first matched with whole lines of the page, as two versions of a file are compared: what stands once in both
holds the rest in place, and what repeats goes where its neighbours are.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, islice, pairwise

from .squeezed import Squeezed

# Characters. On the 181 pages of `python -m sayso.evaluate.placing ../shared/data/html` every value from 5 to
# 80 places the same lines: it only keeps what pages repeat ("Share", "Advertisement") from being an anchor.
ANCHOR = 20
WITHIN = 12  # characters; a shorter line is looked for only as whole text nodes of the page, not within them
OFTEN = 20  # times; a line that stands more often in a gap is placed when the others are
MAX_PAIRS = 1_000_000  # lines of a gap times lines of the page there: a few seconds at the worst
MAX_PLACES = 100  # of one line in a gap that are looked at
MAX_SCANNED = 200_000_000  # characters looked through for one text, some seconds; an article takes far fewer
PER_SEARCH = 2_000  # characters that are looked through while one search is begun


@dataclass(frozen=True, slots=True)
class Stretch:
    """From where to where in a squeezed page."""

    start: int
    end: int


class Matching:
    """The lines of a text and where in the page they are, as far as they are found."""

    def __init__(self, lines: Sequence[str], page: Squeezed) -> None:
        self.lines = lines
        self.page = page
        self.found: list[Stretch | None] = [None] * len(lines)
        self._astray: set[int] = set()  # lines found out of their order, which hold no other in place
        self._left = MAX_SCANNED
        ends = [*page.edges[1:], len(page.text)] if page.edges else []
        self._blocks = [Stretch(start, end) for start, end in zip(page.edges, ends, strict=True)]
        self._starts = page.edges

    def match(self) -> None:
        """Find the lines: anchors, then whole lines, then parts of lines, then what is out of order."""
        self._anchor()
        for first, last, space in list(self._gaps()):
            self._match_gap(first, last, space)
        for first, last, space in list(self._gaps()):
            self._search_gap(first, last, space)
        self._search_elsewhere()

    def spaces(self) -> list[Stretch]:
        """For each line the part of the page between the lines that are found before and after it."""
        in_order = [None if at in self._astray else one for at, one in enumerate(self.found)]
        starts = accumulate((one.end if one else 0 for one in in_order), max, initial=0)
        ends = accumulate(
            (one.start if one else len(self.page.text) for one in reversed(in_order)),
            min,
            initial=len(self.page.text),
        )
        return [Stretch(start, end) for start, end in zip(list(starts)[:-1], list(ends)[-2::-1], strict=True)]

    def afford(self, n_characters: int) -> bool:
        """Whether one more search through so many characters may be made; if so they are counted."""
        self._left -= n_characters + PER_SEARCH
        return self._left > 0

    def _anchor(self) -> None:
        texts = [self.page.text[block.start : block.end] for block in self._blocks]
        of_lines, of_page = Counter(self.lines), Counter(texts)
        where = {text: number for number, text in enumerate(texts) if of_page[text] == 1}
        pairs = [
            (at, where[line])
            for at, line in enumerate(self.lines)
            if len(line) >= ANCHOR and of_lines[line] == 1 and line in where
        ]
        for at, block in _rising(pairs):
            self.found[at] = self._blocks[block]

    def _gaps(self) -> Iterator[tuple[int, int, Stretch]]:
        """Runs of lines that are not found yet, and the part of the page where they must be."""
        known = [at for at, one in enumerate(self.found) if one is not None]
        for before, after in pairwise([-1, *known, len(self.lines)]):
            if after - before > 1:
                above = self.found[before] if before >= 0 else None
                below = self.found[after] if after < len(self.lines) else None
                start, end = above.end if above else 0, below.start if below else len(self.page.text)
                yield before + 1, after, Stretch(start, end)

    def _match_gap(self, first: int, last: int, space: Stretch) -> None:
        """Match whole lines, the longest runs of them first; of two as long the one nearer to what is found.

        That is the earlier one, but before the first line that is found the later one: menus stand above.
        """
        step = 1 if first else -1
        blocks = self._blocks[bisect_left(self._starts, space.start) : bisect_left(self._starts, space.end)]
        numbers, blocks = list(range(first, last))[::step], blocks[::step]
        if len(numbers) * len(blocks) > MAX_PAIRS:
            return
        texts = [self.page.text[block.start : block.end] for block in blocks]
        often = {text for text, n in Counter(texts).items() if n > OFTEN}
        lines = [self.lines[number] for number in numbers]
        texts = [f"\n{text}" if text in often else text for text in texts]  # which no line is
        for line, block in _common(lines, texts):
            self.found[numbers[line]] = blocks[block]

    def _search_gap(self, first: int, last: int, space: Stretch) -> None:
        start, end = space.start, space.end
        for at in range(first, last) if first else range(last - 1, -1, -1):
            here = self._search(self.lines[at], Stretch(start, end), latest=not first)
            self.found[at] = here
            if here:
                start, end = (here.end, end) if first else (start, here.start)

    def _search(self, line: str, space: Stretch, *, latest: bool) -> Stretch | None:
        """The first (or last) place of the line that is lines of the page, else text nodes, else any."""
        places = list(islice(self._all_of(line, space, latest=latest), MAX_PLACES))
        for cuts in (self.page.edges, self.page.seams):
            for here in places:
                if self.page.is_between(cuts, here.start, here.end):
                    return here
        return places[0] if places and len(line) >= WITHIN else None

    def _search_elsewhere(self) -> None:
        """Lines out of their order, as where the columns of a page were exchanged: if they stand once."""
        taken = sorted((one.start, one.end) for one in self.found if one)
        for at, line in enumerate(self.lines):
            if self.found[at] is not None or len(line) < ANCHOR:
                continue
            places = self._all_of(line, Stretch(0, len(self.page.text)))
            here, more = next(places, None), next(places, None)
            if here and not more and not _is_taken(here, taken):
                self.found[at] = here
                self._astray.add(at)
                insort(taken, (here.start, here.end))

    def _all_of(self, line: str, space: Stretch, *, latest: bool = False) -> Iterator[Stretch]:
        find = self.page.text.rfind if latest else self.page.text.find
        start, end = space.start, space.end
        while line and (at := find(line, start, end)) >= 0 and self.afford(min(end - at, at - start)):
            yield Stretch(at, at + len(line))
            start, end = (start, at + len(line) - 1) if latest else (at + 1, end)
        self.afford(end - start)


def _common(lines: list[str], texts: list[str]) -> list[tuple[int, int]]:
    """Which lines are which texts, in order: the longest runs first, unless that leaves some unfound."""
    from rapidfuzz.distance import LCSseq

    runs = SequenceMatcher(None, lines, texts, autojunk=False).get_matching_blocks()
    pairs = [(line + number, block + number) for line, block, size in runs for number in range(size)]
    if len(pairs) == LCSseq.similarity(lines, texts):
        return pairs
    codes = [code for code in LCSseq.opcodes(lines, texts) if code.tag == "equal"]
    return [
        (code.src_start + number, code.dest_start + number)
        for code in codes
        for number in range(code.src_end - code.src_start)
    ]


def _is_taken(one: Stretch, taken: list[tuple[int, int]]) -> bool:
    after = bisect_left(taken, (one.end, 0))
    return after > 0 and taken[after - 1][1] > one.start


def _rising(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of the pairs, given by their first numbers, whose second numbers rise too."""
    tops: list[int] = []  # the smallest second number that a run of each length ends with
    ends: list[int] = []
    chain: list[tuple[tuple[int, int], int]] = []
    for pair in pairs:
        length = bisect_left(tops, pair[1])
        chain.append((pair, ends[length - 1] if length else -1))
        tops[length : length + 1] = [pair[1]]
        ends[length : length + 1] = [len(chain) - 1]
    run: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        pair, at = chain[at]
        run.append(pair)
    return run[::-1]
