"""How well names are joined and kept apart: `python -m sayso.link.measure eval/names.tsv`.

The file holds pairs of names as two documents give them, with role, date, kind, how many other speakers
the two have in common (`company`), and whether they are the same speaker (`same`: by a person who knows
both, and where nothing in the pair tells, no). A pair of the `tune` half may be looked at to make rules,
one of the `test` half may not.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .choose import choose
from .profile import Appearance, Choice, Held, Profile

HALVES = ("tune", "test")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two names as two documents give them, and whether they are one speaker's."""

    half: str
    one: Appearance
    other: Profile
    same: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How many pairs were joined that are the same, that are not, and that should have been."""

    right: int
    wrong: int
    missed: int
    apart: int

    @property
    def precision(self) -> float:
        """Share of the joined pairs that are the same speaker's; 1 where none is joined."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of the same speakers' pairs that are joined; 1 where there are none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def read_pairs(lines: Iterable[str]) -> Iterator[Pair]:
    """The pairs of the file's lines; ValueError where a line is none."""
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["half"] not in HALVES or row["same"] not in {"yes", "no"}:
            raise ValueError(f"no pair: {row}")
        company = frozenset(str(number) for number in range(int(row["company"])))
        role, date = row["other_role"], row["other_date"] or None
        yield Pair(
            half=row["half"],
            one=Appearance(
                name=row["name"],
                kind=row["kind"] or None,
                roles=(row["role"],) if row["role"] else (),
                date=row["date"] or None,
                beside=company,
            ),
            other=Profile(
                id="other",
                names=(row["other_name"],),
                kind=row["kind"] or None,
                roles=(Held(title=role, since=date, until=date),) if role else (),
                first=date,
                last=date,
                near=company,
            ),
            same=row["same"] == "yes",
            note=row["note"],
        )


def join(pair: Pair) -> tuple[bool, Choice]:
    """Whether the pair is joined, whichever of the two comes first, and what was chosen for the first."""
    there = choose(pair.one, [pair.other])
    turned = Appearance(
        name=pair.other.names[0],
        kind=pair.other.kind,
        roles=tuple(held.title for held in pair.other.roles),
        date=pair.other.first,
        beside=pair.one.beside,
    )
    known = Profile(
        id="one",
        names=(pair.one.name,),
        kind=pair.one.kind,
        roles=tuple(Held(title=role, since=pair.one.date, until=pair.one.date) for role in pair.one.roles),
        first=pair.one.date,
        last=pair.one.date,
        near=pair.one.beside,
    )
    return there.profile is not None or choose(turned, [known]).profile is not None, there


def score(pairs: Iterable[Pair]) -> Score:
    """The pairs, counted."""
    found = [(join(pair)[0], pair.same) for pair in pairs]
    return Score(
        right=found.count((True, True)),
        wrong=found.count((True, False)),
        missed=found.count((False, True)),
        apart=found.count((False, False)),
    )


def main(arguments: list[str]) -> int:
    """Print a JSON report of each half, and with --errors the tune half's errors before it."""
    path = Path(next((one for one in arguments if not one.startswith("-")), "eval/names.tsv"))
    pairs = list(read_pairs(path.read_text(encoding="utf-8").splitlines()))
    if "--errors" in arguments:
        for pair in pairs:
            joined, choice = join(pair)
            if pair.half == "tune" and joined != pair.same:
                verdict = "joined" if joined else "apart"
                print(f"{verdict}: {pair.one.name} / {pair.other.names[0]} ({pair.note}): {choice.because}")
    report = {}
    for half in HALVES:
        found = score(pair for pair in pairs if pair.half == half)
        counts = {name: getattr(found, name) for name in ("right", "wrong", "missed", "apart")}
        report[half] = {
            "precision": round(found.precision, 3),
            "recall": round(found.recall, 3),
            **counts,
        }
    print(json.dumps(report, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
