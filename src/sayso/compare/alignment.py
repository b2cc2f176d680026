"""Alignment: two wordings laid beside each other word by word, and what differs between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal, get_args

from .spelling import Way, way_of_writing
from .wording import NEGATIONS, Wording, telling, weight_of

Kind = Literal[
    "shorter", "cut", "ellipsis", "brackets", "contraction", "number", "spelling", "censored", "filler",
    "form", "negation", "joined", "order", "left out", "added", "changed",
]  # fmt: skip
Mark = Literal["same", "spelling", "excerpt", "marked edit", "altered"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MARKS: tuple[Mark, ...] = ("same", "spelling", "excerpt", "marked edit", "altered")  # the gravest last

SILENT = 0.5  # of a word's weight: what words that differ without a mark cost against words that agree
MARKED, MARKED_BOTH = 0.3, 1.0  # what a marked difference costs, and a cut with other words on either side
DEAREST = 8.0  # what one difference costs at most: a sentence that is left out between two long runs
IN_ROW = 0.25  # of a word's weight: what each word more in a row of equal words adds
TURNS = 6  # words of a difference up to which a negation among them turns the passage around
STRAY = 0.9  # weight up to which a run of equal words between two differences is chance: three common words

_WAYS: dict[Way, tuple[Kind, Mark]] = {
    "contraction": ("contraction", "spelling"),
    "number": ("number", "spelling"),
    "spelling": ("spelling", "spelling"),
    "censored": ("censored", "marked edit"),
}
_FILLERS = frozenset(
    "uh um er ah oh well you know like so and but just i mean look okay ok really very".split()
)
_PERSONS = frozenset(
    """i me my mine myself we us our ours ourselves you your yours he him his she her hers it its they them
    their theirs himself herself themselves""".split()
)
_VERBS = (
    frozenset("am is are was were be been".split()), frozenset("do does did done".split()),
    frozenset("have has had".split()), frozenset("will would shall".split()), frozenset("can could".split()),
    frozenset("may might".split()),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one wording: the numbers `start` to `end`, without `end`; may be empty."""

    start: int
    end: int

    def of(self, words: Sequence[str]) -> Sequence[str]:
        """These words."""
        return words[self.start : self.end]

    def __bool__(self) -> bool:
        return self.start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One place where two wordings differ; `left` and `right` are the words there, either may be empty.

    `silent` says that the marks of neither show it: words inside them that the other does not have.
    """

    kind: Kind
    mark: Mark
    left: Run
    right: Run
    negation: bool = False

    @property
    def silent(self) -> bool:
        """Whether nothing shows that the words are others."""
        return self.mark == "altered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Two wordings beside each other: the part of each that is the same passage, and where it differs.

    `equal` are the runs of equal words; `weight` is theirs, `silent` that of the words that differ
    without a mark. `edges` counts the ends (0 to 2) where each goes on, and with other words.
    """

    left: Run
    right: Run
    equal: tuple[tuple[Run, Run], ...]
    differences: tuple[Difference, ...]
    weight: float
    silent: float
    edges: int
    edge_weight: float

    @property
    def mark(self) -> Mark:
        """The gravest of the differences; `same` where there is none."""
        return max((one.mark for one in self.differences), key=MARKS.index, default="same")

    @property
    def n_equal(self) -> int:
        """How many words agree."""
        return sum(run.end - run.start for run, _ in self.equal)

    @property
    def longest(self) -> int:
        """Words of the longest run that agrees."""
        return max((run.end - run.start for run, _ in self.equal), default=0)

    @property
    def negation(self) -> bool:
        """Whether a negation stands in one and not in the other."""
        return any(one.negation for one in self.differences)


def align(left: Wording, right: Wording) -> Alignment | None:
    """The passage that both wordings have, as well as it can be found; None where they have none."""
    blocks = _blocks(left, right)
    if not blocks:
        return None
    gaps = [_gap(left, right, first, second) for first, second in pairwise(blocks)]
    start, end = _best(left, blocks, gaps)
    equal = tuple(blocks[start : end + 1])
    inside: list[Difference] = []
    for number in range(start, end + 1):
        inside += _pauses(left, right, *blocks[number])
        inside += gaps[number] if number < end else []
    first, last = equal[0], equal[-1]
    before = _before(left, right, first[0].start, first[1].start)
    after = _after(left, right, last[0].end, last[1].end)
    conflicts = [one for one in (*before, *after) if one.silent]
    return Alignment(
        left=Run(first[0].start, last[0].end),
        right=Run(first[1].start, last[1].end),
        equal=equal,
        differences=tuple(_reordered(left, right, [*before, *inside, *after])),
        weight=sum(weight_of(run.of(left.words)) for run, _ in equal),
        silent=sum(_weight(left, right, one) for one in inside if one.silent),
        edges=len(conflicts),
        edge_weight=sum(_weight(left, right, one) for one in conflicts),
    )


def _weight(left: Wording, right: Wording, one: Difference) -> float:
    return max(weight_of(one.left.of(left.words)), weight_of(one.right.of(right.words)))


def _blocks(left: Wording, right: Wording) -> list[tuple[Run, Run]]:
    """Runs of equal words in the order of both; what is a chance between two differences is left out."""
    matcher = SequenceMatcher(None, left.words, right.words, autojunk=False)
    found = [
        (Run(block.a, block.a + block.size), Run(block.b, block.b + block.size))
        for block in matcher.get_matching_blocks()
        if block.size
    ]
    kept: list[tuple[Run, Run]] = []
    for number, (run, other) in enumerate(found):
        before, after = kept[-1] if kept else None, found[number + 1] if number + 1 < len(found) else None
        light = weight_of(run.of(left.words)) <= STRAY and run.end - run.start < 3
        if (
            light
            and before
            and after
            and _both_differ(before, (run, other))
            and _both_differ((run, other), after)
        ):
            continue
        kept.append((run, other))
    return kept


def _both_differ(first: tuple[Run, Run], second: tuple[Run, Run]) -> bool:
    return first[0].end < second[0].start and first[1].end < second[1].start


def _best(
    left: Wording, blocks: Sequence[tuple[Run, Run]], gaps: Sequence[list[Difference]]
) -> tuple[int, int]:
    """First and last of the blocks that are one passage: where agreeing outweighs differing the most."""
    best, best_from, best_to = 0.0, 0, 0
    total, start = 0.0, 0
    for number, (run, _) in enumerate(blocks):
        if number:
            total -= min(DEAREST, sum(_cost(left, one) for one in gaps[number - 1]))
        if total <= 0:
            total, start = 0.0, number
        total += weight_of(run.of(left.words)) + IN_ROW * (run.end - run.start - 1)
        if total > best:
            best, best_from, best_to = total, start, number
    return best_from, best_to


def _cost(left: Wording, one: Difference) -> float:
    n_left, n_right = one.left.end - one.left.start, one.right.end - one.right.start
    if not one.silent:
        chance = one.kind in ("cut", "ellipsis") and n_left and n_right
        return MARKED_BOTH if chance else MARKED
    if one.kind == "joined" and not (n_left and n_right):
        return SILENT * max(1.0, 0.3 * (n_left + n_right))
    return SILENT * max(weight_of(one.left.of(left.words)), 0.7 * max(n_left, n_right), 1.0)


def _gap(left: Wording, right: Wording, first: tuple[Run, Run], second: tuple[Run, Run]) -> list[Difference]:
    """What stands between two runs of equal words."""
    ours, theirs = Run(first[0].end, second[0].start), Run(first[1].end, second[1].start)
    places_left, places_right = range(ours.start, ours.end + 1), range(theirs.start, theirs.end + 1)
    if not ours and not theirs:
        place_left, place_right = ours.start in left.ellipses, theirs.start in right.ellipses
        if place_left != place_right:
            return [Difference(kind="ellipsis", mark="marked edit", left=ours, right=theirs)]
        return []
    way = way_of_writing(ours.of(left.words), theirs.of(right.words))
    if way is not None:
        kind, mark = _WAYS[way]
        return [Difference(kind=kind, mark=mark, left=ours, right=theirs)]
    if _all_in(ours, left.bracketed) and _all_in(theirs, right.bracketed) and (ours or theirs):
        return [Difference(kind="brackets", mark="marked edit", left=ours, right=theirs)]
    if (ours and _all_in(ours, left.bracketed)) or (theirs and _all_in(theirs, right.bracketed)):
        return [Difference(kind="brackets", mark="marked edit", left=ours, right=theirs)]
    left_shows, right_shows = _shows(left, places_left), _shows(right, places_right)
    # What one has and the other not is told by the marks of the one that does not have it.
    if (not theirs or left_shows) and (not ours or right_shows):
        shown = left_shows if theirs else right_shows
        assert shown is not None
        return [
            Difference(
                kind=shown, mark="excerpt" if shown == "cut" else "marked edit", left=ours, right=theirs
            )
        ]
    return [_silent(left, right, ours, theirs)]


def _reordered(left: Wording, right: Wording, found: Sequence[Difference]) -> Iterator[Difference]:
    """The differences, those told as order where the same words stand in both, in different places."""
    ours = {tuple(one.left.of(left.words)) for one in found if one.left and not one.right}
    theirs = {tuple(one.right.of(right.words)) for one in found if one.right and not one.left}
    for one in found:
        words = tuple(one.left.of(left.words) or one.right.of(right.words))
        moved = (
            bool(one.left) != bool(one.right) and bool(telling(words)) and words in ours and words in theirs
        )
        yield replace(one, kind="order", mark="altered", negation=False) if moved else one


def _pauses(left: Wording, right: Wording, run: Run, other: Run) -> Iterator[Difference]:
    """Ellipses within equal words that one of the two has alone."""
    for place in range(run.start + 1, run.end):
        beside = other.start + place - run.start
        if (place in left.ellipses) != (beside in right.ellipses):
            here, there = Run(place, place), Run(beside, beside)
            yield Difference(kind="ellipsis", mark="marked edit", left=here, right=there)


def _all_in(run: Run, numbers: frozenset[int]) -> bool:
    return all(number in numbers for number in range(run.start, run.end))


def _shows(wording: Wording, places: range) -> Literal["cut", "ellipsis"] | None:
    if any(place in wording.ellipses for place in places):
        return "ellipsis"
    return "cut" if any(place in wording.cuts for place in places) else None


def _silent(left: Wording, right: Wording, ours: Run, theirs: Run) -> Difference:
    """A difference that nothing shows, told by what kind of words they are."""
    mine, other = ours.of(left.words), theirs.of(right.words)
    if _is_sentences(left, ours) and _is_sentences(right, theirs):
        return Difference(kind="joined", mark="altered", left=ours, right=theirs)
    negation = n_negations(mine) % 2 != n_negations(other) % 2
    kind: Kind = "changed"
    if negation and len(mine) + len(other) <= TURNS:
        kind = "negation"
    elif set(mine) | set(other) <= _FILLERS or _stutters(left, ours) or _stutters(right, theirs):
        kind = "filler"
    elif mine and other and _fits(mine, other):
        kind = "form"
    elif not other:
        kind = "left out"
    elif not mine:
        kind = "added"
    return Difference(kind=kind, mark="altered", left=ours, right=theirs, negation=kind == "negation")


def n_negations(words: Sequence[str]) -> int:
    """How many of the words negate."""
    return sum(word in NEGATIONS or word.endswith("n't") for word in words)


def _stutters(wording: Wording, run: Run) -> bool:
    """Whether the words are those that stand right before or after: said twice."""
    words = run.of(wording.words)
    n = len(words)
    if not n or n > 4:
        return False
    before, after = wording.words[max(0, run.start - n) : run.start], wording.words[run.end : run.end + n]
    return words in (before, after)


def _fits(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether the words differ in form alone: as a quotation does that is fitted to a sentence."""
    return len(left) == len(right) and all(map(_fits_word, left, right))


def _fits_word(left: str, right: str) -> bool:
    if left == right or (left in _PERSONS and right in _PERSONS):
        return True
    if any(left in verb and right in verb for verb in _VERBS):
        return True
    short, long = sorted((left, right), key=len)
    stem = short.rstrip("e")
    ends = ("s", "es", "d", "ed", "ing")
    return (
        len(stem) > 2
        and long.startswith(stem)
        and long in {base + end for end in ends for base in (short, stem)}
    )


def _is_sentences(wording: Wording, run: Run) -> bool:
    """Whether the words are whole sentences, or none."""
    if not run:
        return True
    return run.start in wording.begins and (run.end in wording.begins or run.end == len(wording.words))


def _before(left: Wording, right: Wording, at: int, other: int) -> list[Difference]:
    start, start_other = max(p for p in left.edges if p <= at), max(p for p in right.edges if p <= other)
    ours, theirs = Run(start, at), Run(start_other, other)
    if ours and theirs:
        way = way_of_writing(ours.of(left.words), theirs.of(right.words))
        if way is not None:
            return [Difference(kind=_WAYS[way][0], mark=_WAYS[way][1], left=ours, right=theirs)]
        ours, theirs = _of_sentence(left, ours, first=False), _of_sentence(right, theirs, first=False)
        return list(_edge(left, right, ours, theirs))
    return _excerpt(ours, theirs)


def _after(left: Wording, right: Wording, at: int, other: int) -> list[Difference]:
    end, end_other = min(p for p in left.edges if p >= at), min(p for p in right.edges if p >= other)
    ours, theirs = Run(at, end), Run(other, end_other)
    if ours and theirs:
        way = way_of_writing(ours.of(left.words), theirs.of(right.words))
        if way is not None:
            return [Difference(kind=_WAYS[way][0], mark=_WAYS[way][1], left=ours, right=theirs)]
        ours, theirs = _of_sentence(left, ours, first=True), _of_sentence(right, theirs, first=True)
        return list(_edge(left, right, ours, theirs))
    return _excerpt(ours, theirs)


def _of_sentence(wording: Wording, run: Run, *, first: bool) -> Run:
    """The first, or the last, sentence of the words."""
    begins = [place for place in wording.begins if run.start < place < run.end]
    if not begins:
        return run
    return Run(run.start, min(begins)) if first else Run(max(begins), run.end)


def _excerpt(ours: Run, theirs: Run) -> list[Difference]:
    return [Difference(kind="shorter", mark="excerpt", left=ours, right=theirs)] if ours or theirs else []


def _edge(left: Wording, right: Wording, ours: Run, theirs: Run) -> Iterator[Difference]:
    """Both go on beyond the passage inside their marks, with other words."""
    if _all_in(ours, left.bracketed) or _all_in(theirs, right.bracketed):
        yield Difference(kind="brackets", mark="marked edit", left=ours, right=theirs)
        return
    found = _silent(left, right, ours, theirs)
    if found.negation:
        # What the longer one says before or after is beyond the shorter one, not denied by it.
        short, long = sorted((ours.of(left.words), theirs.of(right.words)), key=len)
        negation = n_negations(short) % 2 == 1 and not n_negations(long)
        found = replace(found, kind="negation" if negation else "changed", negation=negation)
    yield found


def tells(words: Sequence[str]) -> int:
    """How many of the words are no common words."""
    return len(telling(words))
