"""How often what `sayso quotes` lists is right: a sample drawn to be judged by hand, and its figures.

    python benchmarks/same_quotes.py draw LEDGER --draw 100 --seed 1 > sample.txt
    python benchmarks/same_quotes.py draw LEDGER --draw 100 --seed 1 --altered > altered.txt
    python benchmarks/same_quotes.py figures judged.txt
    python benchmarks/same_quotes.py recall LEDGER --draw 500

A finding is one version beside the one it is compared with, or one version in two documents. `draw`
prints each with both passages and what is around them. In a copy of the sample, each line `judged:` gets
`right`, or what is wrong in a word or two; `figures` counts them, with Wilson's 95 % interval.

`recall` edits real quotations in ways that newsrooms do (and in ways that they should not), and counts how
often the edited one is found, taken for the same, and called what it is.
"""

from __future__ import annotations

import argparse
import math
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from sayso.compare import Side, Wording, align, keys_of, match
from sayso.compare.wording import NEGATIONS
from sayso.ledger import Ledger, QuoteGroup, QuotePlace, QuotesQuery, QuoteVersion, pieces_of
from sayso.ledger.schema import quotes

AROUND = 160  # characters shown before and after a passage
Z = 1.959964  # 95 %


@dataclass(frozen=True)
class Case:
    """One finding."""

    mark: str
    one: QuotePlace
    other: QuotePlace
    version: QuoteVersion | None
    group: QuoteGroup


def find_cases(ledger: Ledger) -> Iterator[Case]:
    """Every finding in the ledger, in the order of the list."""
    mark = None
    while True:
        page = ledger.quotes(QuotesQuery(limit=100), mark=mark)
        for group in page.rows:
            for version in group.versions:
                if len(version.places) > 1:
                    yield Case("same", version.places[0], version.places[1], None, group)
                if version.against is not None:
                    against = group.versions[version.against]
                    yield Case(version.mark, against.places[0], version.places[0], version, group)
        mark = page.following
        if mark is None:
            return


def show(number: int, case: Case) -> Iterator[str]:
    """The finding, to be judged."""
    yield f"=== {number} · {case.mark}"
    for label, place in (("A", case.one), ("B", case.other)):
        hit = place.hit
        start, end = place.stretches[0].start, place.stretches[-1].end
        around = hit.text[max(0, start - AROUND) : end + AROUND].replace("\n", " ⏎ ")
        speaker = hit.speaker.name if hit.speaker else None
        yield f"{label}: {place.outlet} {hit.document.metadata.published} · {speaker} · {hit.document.name}"
        yield f"   … {around} …"
    if case.version is not None:
        marks = {"gone": "[-{}-]", "new": "{{+{}+}}", "same": "{}", "outside": "{}"}
        pieces = pieces_of(case.group, case.group.versions.index(case.version))
        yield "diff: " + "".join(marks[piece.how].format(piece.text) for piece in pieces).replace("\n", " ⏎ ")
        for difference in case.version.differences:
            yield f"   {difference.kind} ({difference.mark}): {difference.because}"
        yield f"   {case.version.score}: {'; '.join(case.version.reasons)}"
    yield "judged:"
    yield ""


def edits(wording: Wording, chance: random.Random) -> Iterator[tuple[str, str, Wording]]:
    """What an editor may do to a wording: the edit, what it should be called, and the edited wording."""
    words, n = wording.words, len(wording.words)
    at = chance.randrange(n // 3, 2 * n // 3)
    plain = [word for word in words if word not in NEGATIONS]

    def made(*parts: str) -> Wording:
        return Wording.from_text(" ".join(part for part in parts if part))

    before, after = " ".join(words[:at]), " ".join(words[at:])
    yield "as it is", "same", made(before, after)
    yield "begins later", "excerpt", made(after)
    yield "ends earlier", "excerpt", made(before)
    yield "a word silently dropped", "altered", made(before, " ".join(words[at + 1 :]))
    yield "three words silently dropped", "altered", made(before, " ".join(words[at + 3 :]))
    yield "a word added", "altered", made(before, "zinc", after)
    yield "a word changed", "altered", made(before, "zinc", " ".join(words[at + 1 :]))
    yield (
        "two words changed, far apart",
        "altered",
        made(" ".join(words[:2]), "zinc", " ".join(words[3:at]), "brass", " ".join(words[at + 1 :])),
    )
    yield "an ellipsis for three words", "marked edit", made(before, "…", " ".join(words[at + 3 :]))
    yield "brackets for a word", "marked edit", made(before, "[ zinc ]", " ".join(words[at + 1 :]))
    yield "marks closed and opened for three words", "excerpt", made(before, "|", " ".join(words[at + 3 :]))
    if plain:
        yield "a negation added", "altered", made(before, "not", after)


def print_recall(cases: list[Wording], chance: random.Random) -> None:
    """How often each edit is found, taken for the same, and called what it is."""
    counted: dict[str, Counter[str]] = {}
    for wording in cases:
        for name, called, edited in edits(wording, chance):
            one, other = (
                Side(wording=each, identity="1", name="X", by_name=False, published="2031-05-05", said="")
                for each in (wording, edited)
            )
            counts = counted.setdefault(name, Counter())
            counts["n"] += 1
            shared = set(keys_of(wording)) & set(keys_of(edited))
            alignment = align(wording, edited) if shared else None
            found = alignment and match(one, other, alignment)
            counts["found"] += bool(shared)
            counts["same"] += found is not None
            counts["called"] += found is not None and alignment is not None and alignment.mark == called
    print(f"{'edit':<42}{'n':>6}{'looked up':>11}{'the same':>10}{'named so':>10}")
    for name, counts in counted.items():
        shares = [counts[key] / counts["n"] for key in ("found", "same", "called")]
        print(f"{name:<42}{counts['n']:>6}" + "".join(f"{share:>10.1%}" for share in shares))


def wilson(n_right: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share.

    >>> [round(value, 3) for value in wilson(95, 100)]
    [0.888, 0.978]
    """
    share = n_right / n
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return middle - half, middle + half


def print_figures(judged: str) -> None:
    """How many are right, all and by class, and what is wrong with the others."""
    found = re.findall(r"^=== \d+ · (.+)$(?:(?!^===)[\s\S])*?^judged:[ ]*(.*)$", judged, re.MULTILINE)
    by_mark: dict[str, Counter[str]] = {}
    for mark, verdict in found:
        for name in ("all", mark):
            by_mark.setdefault(name, Counter())[verdict.strip() or "not judged"] += 1
    for name, counts in by_mark.items():
        n = counts.total()
        low, high = wilson(counts["right"], n)
        print(f"{name}: {counts['right']} of {n} right, {counts['right'] / n:.1%} ({low:.1%} to {high:.1%})")
        for verdict, times in counts.most_common():
            if verdict != "right":
                print(f"   {times} {verdict}")


def main() -> None:
    """Draw, or count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    draw = commands.add_parser("draw")
    draw.add_argument("ledger")
    draw.add_argument("--draw", type=int, default=100)
    draw.add_argument("--seed", type=int, default=1)
    draw.add_argument("--altered", action="store_true", help="only what is worded differently")
    recall = commands.add_parser("recall")
    recall.add_argument("ledger")
    recall.add_argument("--draw", type=int, default=500)
    recall.add_argument("--seed", type=int, default=1)
    recall.add_argument("--words", type=int, default=8, help="the fewest words of a quotation")
    figures = commands.add_parser("figures")
    figures.add_argument("file", type=Path)
    given = parser.parse_args()
    if given.command == "figures":
        print_figures(given.file.read_text(encoding="utf-8"))
        return
    if given.command == "recall":
        engine = sa.create_engine(f"sqlite:///{given.ledger}")
        with engine.connect() as connection:
            texts = connection.execute(
                sa.select(quotes.c.wording)
                .where(quotes.c.n_words >= given.words, ~quotes.c.wording.contains("|"))
                .where(~quotes.c.wording.contains("…"), ~quotes.c.wording.contains("["))
                .order_by(quotes.c.attribution)
            ).scalars()
            wordings = [Wording.from_text(text) for text in texts]
        chance = random.Random(given.seed)
        print_recall(chance.sample(wordings, min(given.draw, len(wordings))), chance)
        return
    with Ledger.open(given.ledger, create=False, read_only=True) as ledger:
        cases = [one for one in find_cases(ledger) if not given.altered or one.mark == "altered"]
    print(f"# {len(cases)} findings: {dict(Counter(one.mark for one in cases))}")
    for number, case in enumerate(random.Random(given.seed).sample(cases, min(given.draw, len(cases))), 1):
        print("\n".join(show(number, case)))


if __name__ == "__main__":
    main()
