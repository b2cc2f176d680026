"""The accuracy gate: fails when the reader falls below the floors that `eval/floors.json` pins.

Run as `python -m sayso.evaluate.gate eval/floors.json`. The file names gold sets, each with the hash of its
files and a floor per metric (F1 in hundredths; for `speaker`, the share right)::

    {"schema": 1, "sets": [{"name": "gold", "folder": "eval/gold", "sha256": "...",
                            "variant": null, "floors": {"fragment.source": 80.0}}]}

Folders are relative to the folder above the file's own. A set whose folder is not there is skipped. A set
whose files differ from the hash, or that pins no floor, is refused. `variant` names another punctuation of
the same texts.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from ..errors import AbortRun
from ..records import Document, Reading, Skipped
from .brat import Gold, read_gold
from .score import ScoreOptions, Scores, score
from .variants import single_quoted

SCHEMA = 1
MARGIN = 1.5  # points that a proposed floor stands below what is measured
PROPOSED = (
    "fragment.source", "fragment.cue", "fragment.content",
    "relation.exact", "relation.iou50", "relation.overlap", "speaker",
)  # fmt: skip
VARIANTS: dict[str, Callable[[str], str]] = {"single_quoted": single_quoted}

ReadMany = Callable[[Iterable[Document]], Iterator[Reading | Skipped]]
Fate = Literal["passed", "failed", "skipped", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorSet:
    """One gold set and what it must reach: metric -> F1 in hundredths."""

    name: str
    folder: str
    sha256: str
    floors: Mapping[str, float]
    variant: str | None = None


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A metric below its floor, both in hundredths."""

    metric: str
    floor: float
    measured: float

    def __str__(self) -> str:
        return f"{self.metric} is {self.measured:.2f}, its floor is {self.floor:.2f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one gold set, why, and which metrics fell short."""

    name: str
    fate: Fate
    because: str
    shortfalls: tuple[Shortfall, ...] = ()


# --- the file --------------------------------------------------------------------------------------


def read_floors(path: Path) -> tuple[FloorSet, ...]:
    """The gold sets that a floors file pins; AbortRun where it is not such a file."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["schema"] != SCHEMA:
            raise ValueError(f"schema is {content['schema']!r}, not {SCHEMA}")
        return tuple(_floor_set(entry) for entry in content["sets"])
    except OSError as error:
        raise AbortRun(str(path), f"cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise AbortRun(str(path), f"is no floors file ({error})") from error


def _floor_set(entry: dict[str, Any]) -> FloorSet:
    floors = {str(metric): float(floor) for metric, floor in entry["floors"].items()}
    if any(not 0 <= floor <= 100 for floor in floors.values()):
        raise ValueError("a floor must be 0 to 100")
    variant = entry.get("variant")
    if variant is not None and variant not in VARIANTS:
        raise ValueError(f"variant {variant!r} is none of {', '.join(VARIANTS)}")
    return FloorSet(
        name=entry["name"], folder=entry["folder"], sha256=entry["sha256"], floors=floors, variant=variant
    )


def hash_gold(folder: Path) -> str:
    """The SHA-256 of a gold folder's texts and annotations: their places, names and bytes."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".txt", ".ann") and path.is_file())
    listing = [
        [path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()] for path in files
    ]
    return hashlib.sha256(json.dumps(listing, ensure_ascii=True).encode()).hexdigest()


# --- checking --------------------------------------------------------------------------------------


def check(floors: FloorSet, root: Path, read_many: ReadMany) -> Outcome:
    """Whether the reader reaches the set's floors."""
    folder = root / floors.folder
    if not folder.is_dir():
        return Outcome(name=floors.name, fate="skipped", because=f"{floors.folder} is not there")
    if hash_gold(folder) != floors.sha256:
        because = f"{floors.folder} is not the gold that the floors were measured on; see --propose"
        return Outcome(name=floors.name, fate="refused", because=because)
    if not floors.floors:
        return Outcome(name=floors.name, fate="refused", because="it pins no floor; see --propose")
    scores = measure(folder, read_many, floors.variant)
    unknown = sorted(set(floors.floors) - set(scores.metrics))
    if unknown:
        because = f"no such metric: {', '.join(unknown)}"
        return Outcome(name=floors.name, fate="refused", because=because)
    shortfalls = tuple(_shortfalls(floors, scores))
    because = f"{len(floors.floors)} floors, {scores.documents} documents"
    fate: Fate = "failed" if shortfalls else "passed"
    return Outcome(name=floors.name, fate=fate, because=because, shortfalls=shortfalls)


def _shortfalls(floors: FloorSet, scores: Scores) -> Iterator[Shortfall]:
    for metric, floor in floors.floors.items():
        measured = 100 * scores.f1(metric)
        if measured < floor:
            yield Shortfall(metric, floor, measured)


def measure(folder: Path, read_many: ReadMany, variant: str | None = None) -> Scores:
    """The reader's scores on a gold folder, without intervals; a skipped text counts as nothing found."""
    golds = [_in_variant(gold, variant) for gold in read_gold(folder)]
    found = {}
    for item in read_many(gold.to_document() for gold in golds):
        if isinstance(item, Reading):
            found[item.document.name] = item.attributions
    return score(golds, found, ScoreOptions(resamples=0))


def _in_variant(gold: Gold, variant: str | None) -> Gold:
    return replace(gold, text=VARIANTS[variant](gold.text)) if variant else gold


def propose(floors: FloorSet, root: Path, read_many: ReadMany) -> FloorSet:
    """The set with its present hash, and floors a margin below what is measured, down to a tenth.

    It proposes the metrics that are pinned now, else the usual ones. A set that is not there stays as it is.
    """
    folder = root / floors.folder
    if not folder.is_dir():
        return floors
    scores = measure(folder, read_many, floors.variant)
    metrics = [metric for metric in floors.floors if metric in scores.metrics] or PROPOSED
    proposed = {metric: _below(100 * scores.f1(metric)) for metric in metrics}
    return replace(floors, sha256=hash_gold(folder), floors=proposed)


def _below(measured: float) -> float:
    return max(0.0, math.floor(10 * (measured - MARGIN) + 1e-6) / 10)


def to_json(sets: Iterable[FloorSet]) -> str:
    """The floors file that pins these sets."""
    entries = [
        {
            "name": s.name,
            "folder": s.folder,
            "sha256": s.sha256,
            "variant": s.variant,
            "floors": dict(s.floors),
        }
        for s in sets
    ]
    return json.dumps({"schema": SCHEMA, "sets": entries}, indent=2, ensure_ascii=False) + "\n"


# --- the command -----------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None, read_many: ReadMany | None = None) -> int:
    """Run the gate; 0 when no floor is broken (or that is allowed), 1 when one is, 2 when nobody can tell."""
    options = _parser().parse_args(arguments)
    root = options.floors.resolve().parent.parent
    try:
        sets = read_floors(options.floors)
        allowed = _allowed(options.allow_regression, root)
        if read_many is None:
            read_many = _shipped_reader()
        if options.propose:
            print(to_json([propose(floors, root, read_many) for floors in sets]), end="")
            return 0
        outcomes = [check(floors, root, read_many) for floors in sets]
    except AbortRun as error:
        print(error, file=sys.stderr)
        return 2
    for outcome in outcomes:
        print(f"{outcome.fate:8}{outcome.name}: {outcome.because}")
        for shortfall in outcome.shortfalls:
            print(f"{'':8}{shortfall}")
    return _exit_code(outcomes, allowed)


def _exit_code(outcomes: Sequence[Outcome], allowed: str | None) -> int:
    fates = {outcome.fate for outcome in outcomes}
    if "refused" in fates or fates <= {"skipped"}:
        return 2  # a gate that has checked nothing has not passed
    if "failed" not in fates:
        return 0
    if allowed:
        print(f"allowed: {allowed}")
        return 0
    return 1


def _allowed(reason: str | None, root: Path) -> str | None:
    """The reason for which floors may be broken; AbortRun unless the changelog gives it too."""
    if reason is None:
        return None
    changelog = root / "CHANGELOG.md"
    told = " ".join(changelog.read_text(encoding="utf-8").split()) if changelog.is_file() else ""
    wanted = " ".join(reason.split())
    if not wanted or wanted not in told:
        raise AbortRun(
            "--allow-regression", "the reason is not in CHANGELOG.md", "write it there, in these words"
        )
    return wanted


def _shipped_reader() -> ReadMany:
    # By name and late: this folder is a stage, the reader joins the stages, and only the command needs it.
    reader: Any = importlib.import_module("sayso").Reader()
    read_many: ReadMany = reader.read_many
    return read_many


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sayso.evaluate.gate", description="Fail when accuracy is below the pinned floors."
    )
    parser.add_argument("floors", type=Path, help="the floors file, eval/floors.json")
    parser.add_argument(
        "--allow-regression",
        metavar="REASON",
        help="pass in spite of broken floors; CHANGELOG.md must say why",
    )
    parser.add_argument(
        "--propose",
        action="store_true",
        help=f"print floors {MARGIN} points below what is measured, and no more",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
