"""Copies: how many pairs that share text are found, and how many that do not are left alone.

    python -m sayso.evaluate.copies ../shared/data            # the pairs, and what the rules make of them
    python -m sayso.evaluate.copies ../shared/data --sweep    # other thresholds

Pairs are made from real texts: PolNeAR train, the article bodies of the HTML pages, and ECB+. An article is
cut, edited, put in another order, set in other marks and letters, merged with half of another, or put into a
longer one; the seven pairs that PolNeAR's own readme names are real. Unrelated pairs are PolNeAR articles of
one day, and articles of one outlet that all end in the same notice. Articles on one ECB+ topic may carry one
wire story and nobody has marked which do: they are told, and count neither way. So are all pairs of PolNeAR
train, looked up as a ledger does: `--wrong` prints what is found among them beside the seven.

*Found* is a pair that the look-up would bring together and the rules call a match; *joined* one whose
documents are said to go back to one origin. The same seed makes the same pairs.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import random
import re
import unicodedata
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..compare.copies import (
    STANDING,
    WINDOW,
    Shared,
    compare_texts,
    fingerprint,
    least_hits,
    prepare,
)
from ..compare.matches import PART_WORDS, WITHIN, WITHIN_WORDS, match_of

SEED = 7
EACH = 200  # pairs of each made kind
SHORTEST = 150  # words of an article that pairs are made of
REAL = (
    (
        "breitbart_2016-03-15_the-latest-kasich-scores-all-del",
        "breitbart_2016-03-15_the-latest-sanders-declares-revo",
    ),
    (
        "nyt_2016-03-04_republicans-have-stake-in-a-deal",
        "nyt_2016-03-05_polls-suggest-possibility-of-dea",
    ),
    (
        "nyt_2015-11-25_golf-courses-forced-to-reach-int",
        "nyt_2015-11-26_with-fewer-golfers-in-u-s-course",
    ),
    (
        "wash-post_2015-12-12_misinformation-enters-mainstream",
        "wash-post_2015-12-13_misinformation-enters-mainstream",
    ),
    (
        "wash-post_2015-12-22_as-spotlight-shines-on-trump-and",
        "wash-post_2015-12-23_as-spotlight-shines-on-trump-and",
    ),
    (
        "nyt_2016-03-15_sanders-advances-agenda-via-side",
        "nyt_2016-03-16_via-legislative-side-doors-sande",
    ),
    (
        "usa-today_2016-04-06_sanders-says-he-s-riding-momentu",
        "usa-today_2016-04-06_sanders-winning-streak-continues",
    ),
)
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"(?<=[.!?”])\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two texts, what they are to one another, and whether they are copies and of one origin.

    None is not known, or neither way right.
    """

    kind: str
    one: str
    other: str
    copies: bool | None
    one_origin: bool | None
    standing: frozenset[int] = frozenset()
    names: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Compared:
    """A pair with what it shares, and the picked shingles of both."""

    pair: Pair
    shared: Shared
    hits: int
    n_picked: int


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--sweep", action="store_true", help="try other thresholds")
    parser.add_argument("--wrong", action="store_true", help="name the pairs that are told wrongly")
    options = parser.parse_args()
    pairs = list(make_pairs(options.data))
    compared = [compare(pair) for pair in pairs]
    for line in report(compared):
        print(line)
    if options.wrong:
        for one in compared:
            if found(one) is not None and one.pair.copies is not True:
                print(one.pair.kind, *one.pair.names, one.shared.n_words, one.shared.n_running, found(one))
    if options.sweep:
        for line in sweep(compared):
            print(line)


def make_pairs(data: Path) -> Iterator[Pair]:
    """All pairs, the made ones first."""
    articles = read_polnear(data) | read_pages(data)
    dice = random.Random(SEED)
    long = sorted(name for name, text in articles.items() if len(_WORD.findall(text)) >= SHORTEST)
    for kind in MAKERS:
        for name in dice.sample(long, EACH):
            other = dice.choice([one for one in dice.sample(long, 2) if one != name])
            one, made = MAKERS[kind](articles[name], articles[other], dice)
            # A little that is taken over into another article is no origin of it.
            origin = None if kind == "extracted" else True
            yield Pair(kind=kind, one=one, other=made, copies=True, one_origin=origin, names=(name, other))
    for left, right in REAL:
        yield Pair(
            kind="real", one=articles[left], other=articles[right], copies=True, one_origin=True,
            names=(left, right),
        )  # fmt: skip
    yield from unrelated(data, articles, dice)


def unrelated(data: Path, articles: dict[str, str], dice: random.Random) -> Iterator[Pair]:
    """Pairs that are no copies."""
    topics: dict[str, list[tuple[str, str]]] = {}
    for topic, name, text in read_topics(data):
        topics.setdefault(topic, []).append((name, text))
    for group in topics.values():
        for (left, one), (right, other) in itertools.combinations(group, 2):
            yield Pair(
                kind="one topic", one=one, other=other, copies=None, one_origin=None, names=(left, right)
            )
    days: dict[str, list[str]] = {}
    for name in sorted(articles):
        if found := re.search(r"_(\d{4}-\d\d-\d\d)_", name):
            days.setdefault(found[1], []).append(name)
    for group_of_day in days.values():
        for left, right in itertools.combinations(group_of_day, 2):
            if (left, right) not in REAL:
                yield Pair(
                    kind="one day", one=articles[left], other=articles[right], copies=False, one_origin=False,
                    names=(left, right),
                )  # fmt: skip
    yield from _noticed(articles, dice)
    yield from _looked_up_among(read_polnear(data))


def _looked_up_among(articles: dict[str, str]) -> Iterator[Pair]:
    """The pairs of all these that a ledger would compare, but for the real ones."""
    held: dict[int, list[str]] = {}
    for name, text in articles.items():
        for shingle in _printed(text).shingles:
            held.setdefault(shingle, []).append(name)
    standing = frozenset(
        shingle
        for shingle, names in held.items()
        if max(Counter(name.split("_")[0] for name in names).values()) >= STANDING
    )
    shared = {
        pair
        for shingle, names in held.items()
        if shingle not in standing
        for pair in itertools.combinations(names, 2)
    }
    for left, right in sorted(shared - set(REAL)):
        yield Pair(
            kind="any two", one=articles[left], other=articles[right], copies=None, one_origin=None,
            standing=standing, names=(left, right),
        )  # fmt: skip


def _noticed(articles: dict[str, str], dice: random.Random) -> Iterator[Pair]:
    """Articles of one outlet, each with the same notice of some eighty words under it."""
    names = dice.sample(sorted(articles), 60)
    notice = _first_words(articles[names[0]], 80)
    texts = [articles[name] + "\n\n" + notice + "\n" for name in names[1:]]
    held = Counter(shingle for text in texts for shingle in fingerprint(text).shingles)
    standing = frozenset(shingle for shingle, n in held.items() if n >= STANDING)
    for left, right in itertools.islice(itertools.combinations(range(len(texts)), 2), 400):
        yield Pair(
            kind="one notice", one=texts[left], other=texts[right], copies=False, one_origin=False,
            standing=standing, names=(names[left + 1], names[right + 1]),
        )  # fmt: skip


def _cut(text: str, _: str, dice: random.Random) -> tuple[str, str]:
    """The first paragraphs, as a paper that is short of room prints them."""
    paragraphs = _paragraphs(text)
    kept = max(1, round(len(paragraphs) * dice.uniform(0.3, 0.7)))
    return text, "\n\n".join(paragraphs[:kept])


def _edited(text: str, other: str, dice: random.Random) -> tuple[str, str]:
    """One word in twenty replaced, one sentence in ten left out."""
    words = _WORD.findall(other)
    sentences = [one for one in _SENTENCE.split(text) if dice.random() >= 0.1]
    changed = _WORD.sub(lambda m: dice.choice(words) if dice.random() < 0.05 else m[0], " ".join(sentences))
    return text, changed


def _reordered(text: str, _: str, dice: random.Random) -> tuple[str, str]:
    paragraphs = _paragraphs(text)
    dice.shuffle(paragraphs)
    return text, "\n\n".join(paragraphs)


def _reset(text: str, _: str, dice: random.Random) -> tuple[str, str]:
    """The same words in other marks, letters and lines."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    marks = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "—": "-", "–": "-"})
    return text, " ".join(bare.translate(marks).split()).upper() if dice.random() < 0.5 else bare


def _merged(text: str, other: str, dice: random.Random) -> tuple[str, str]:
    """The better half of the one, and half of another."""
    mine, theirs = _paragraphs(text), _paragraphs(other)
    some = mine[: max(1, round(0.65 * len(mine)))] + theirs[: len(theirs) // 2]
    return text, "\n\n".join(some)


def _inserted(text: str, other: str, dice: random.Random) -> tuple[str, str]:
    """A story of 150 to 300 words within another article."""
    wire = _first_words(text, dice.randint(150, 300))
    theirs = _paragraphs(other)
    at = dice.randint(0, len(theirs))
    return wire, "\n\n".join([*theirs[:at], wire, *theirs[at:]])


def _extracted(text: str, other: str, dice: random.Random) -> tuple[str, str]:
    """Two paragraphs' worth, 80 to 140 words, taken over into another article."""
    piece = _first_words(text, dice.randint(80, 140))
    theirs = _paragraphs(other)
    return text, "\n\n".join([*theirs, piece])


MAKERS = {
    "cut": _cut, "edited": _edited, "reordered": _reordered, "reset": _reset, "merged": _merged,
    "inserted": _inserted, "extracted": _extracted,
}  # fmt: skip


def _paragraphs(text: str) -> list[str]:
    return [one for one in re.split(r"\n\s*\n|\n", text) if one.strip()]


def _first_words(text: str, n: int) -> str:
    found = list(itertools.islice(_WORD.finditer(text), n))
    return text[: found[-1].end()] + "."


def compare(pair: Pair) -> Compared:
    """The pair with what it shares."""
    here, there = _printed(pair.one), _printed(pair.other)
    common = set(here.shingles) & set(there.shingles) - pair.standing
    shared = compare_texts(_prepared(pair.one), _prepared(pair.other), pair.standing)
    return Compared(pair, shared, len(common), min(len(here.shingles), len(there.shingles)))


_printed = lru_cache(maxsize=4000)(fingerprint)  # a text is in many pairs
_prepared = lru_cache(maxsize=500)(prepare)


def found(one: Compared) -> bool | None:
    """Whether the pair is said to be of one origin; None where it is no match at all."""
    if one.hits < least_hits(one.n_picked):
        return None
    match = match_of(one.shared)
    return None if match is None else match.joins()


def report(compared: Sequence[Compared]) -> Iterator[str]:
    """A line for each kind of pair, and one for all."""
    yield f"{'pairs':12} {'n':>6} {'looked up':>9} {'found':>7} {'joined':>7}"
    for kind, group in _by_kind(compared):
        told = [found(one) for one in group]
        looked_up = sum(1 for one in group if one.hits >= least_hits(one.n_picked))
        yield (
            f"{kind:12} {len(group):6} {looked_up / len(group):9.1%} "
            f"{sum(1 for one in told if one is not None) / len(group):7.1%} "
            f"{sum(1 for one in told if one) / len(group):7.1%}"
        )
    yield _right("found", [(one.pair.copies, found(one) is not None) for one in compared])
    yield _right("joined", [(one.pair.one_origin, bool(found(one))) for one in compared])


def _right(name: str, told: Iterable[tuple[bool | None, bool]]) -> str:
    known = [(right, said) for right, said in told if right is not None]
    true = sum(1 for right, said in known if right and said)
    n_said, n_right = (sum(1 for one in known if one[place]) for place in (1, 0))
    return f"{name}: precision {true / max(1, n_said):.1%}, recall {true / max(1, n_right):.1%}"


def _by_kind(compared: Sequence[Compared]) -> Iterator[tuple[str, list[Compared]]]:
    for kind in dict.fromkeys(one.pair.kind for one in compared):
        yield kind, [one for one in compared if one.pair.kind == kind]


def sweep(compared: Sequence[Compared]) -> Iterator[str]:
    """What other thresholds would find: right ones of all, and wrong ones."""
    good = [one for one in compared if one.pair.copies]
    bad = [one for one in compared if one.pair.copies is False]
    yield f"\nrunning words for a part ({PART_WORDS} chosen): found, and found wrongly"
    for words in (20, 30, 40, 50, 60, 80, 100, 120):
        yield f"{words:6} {_over(good, words):7.1%} {sum(1 for one in bad if _running(one) >= words):6}"
    yield f"\nshare of one of them ({WITHIN} chosen; {WITHIN_WORDS} words): joined, and joined wrongly"
    for share in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        n, wrong = (sum(1 for one in group if _is_within(one, share)) for group in (good, bad))
        yield f"{share:6} {n / len(good):7.1%} {wrong:6}"
    yield f"\nwindow of the fingerprint ({WINDOW} chosen): looked up, and shingles kept of 1,000 words"
    some = [one.pair for kind, group in _by_kind(good) for one in group[:40]]
    for window in (20, 30, 40, 50, 60, 80):
        yield f"{window:6} {_looked_up(some, window):7.1%} {_kept(some, window):7.1f}"


def _running(one: Compared) -> int:
    return one.shared.n_running


def _over(group: Sequence[Compared], words: int) -> float:
    return sum(1 for one in group if _running(one) >= words) / len(group)


def _is_within(one: Compared, share: float) -> bool:
    return _running(one) >= WITHIN_WORDS and max(one.shared.share_one, one.shared.share_other) >= share


def _looked_up(pairs: Sequence[Pair], window: int) -> float:
    n = 0
    for pair in pairs:
        here, there = (set(fingerprint(text, window=window).shingles) for text in (pair.one, pair.other))
        n += len(here & there) >= least_hits(min(len(here), len(there)))
    return n / len(pairs)


def _kept(pairs: Sequence[Pair], window: int) -> float:
    prints = [fingerprint(pair.one, window=window) for pair in pairs]
    return 1000 * sum(len(one.shingles) for one in prints) / sum(one.n_words for one in prints)


def read_polnear(data: Path) -> dict[str, str]:
    """The texts of PolNeAR train by name."""
    folder = data / "polnear" / "train" / "text"
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))}


def read_pages(data: Path) -> dict[str, str]:
    """The article bodies of the HTML pages by key."""
    truth = json.loads((data / "html" / "ground-truth.json").read_text(encoding="utf-8"))
    return {f"page-{key[:12]}": one["articleBody"] for key, one in sorted(truth.items())}


def read_topics(data: Path) -> Iterator[tuple[str, str, str]]:
    """Topic, name and text of each ECB+ document: its words joined by blanks."""
    for path in sorted((data / "coref" / "ecbplus").glob("*/*.xml.gz")):
        root = ElementTree.fromstring(gzip.decompress(path.read_bytes()))
        words = _tokens(root.iter("token"))
        # Its two halves, `ecb` and `ecbplus`, are about two different events of one kind.
        yield path.parent.name + ("+" if "plus" in path.name else ""), path.name, " ".join(words)


def _tokens(elements: Iterable[ElementTree.Element]) -> Iterator[str]:
    yield from (element.text or "" for element in elements)


if __name__ == "__main__":
    main()
