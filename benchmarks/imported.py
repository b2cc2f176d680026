"""How fast `sayso ledger import` takes a batch of invented articles into a ledger.

    python benchmarks/imported.py --attributions 200000
    python benchmarks/imported.py --attributions 200000 --ledger /tmp/million.db   # into a copy of that one

The batch is made by `run_batch` itself, with a reader that knows the articles (see invented.py); its making
is not timed. The import is, with the start of its second process.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

# As the command has it; it counts from the moment that numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from invented import EXTRACTOR, invent
from machine import this_machine

from sayso.batch import BatchOptions, run_batch
from sayso.importing import import_batch
from sayso.ledger import Ledger
from sayso.records import Attribution, Document, Reading

ASKED = "SAYSO_INVENTED"  # how many attributions, for the processes of the batch
SEED = 2  # another than that of `ledger.py`: into its ledger, all is new


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--attributions", type=int, default=200_000)
    parser.add_argument("--ledger", type=Path, help="a ledger to a copy of which they are added")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        print(json.dumps(measure(asked.attributions, asked.ledger, Path(scratch)), indent=1))
    return 0


def measure(n_attributions: int, ledger: Path | None, place: Path) -> dict[str, Any]:
    make_batch(n_attributions, place)
    path = place / "ledger.db"
    if ledger is not None:
        shutil.copyfile(ledger, path)
    os.sync()
    load = os.getloadavg()[0]
    with Ledger.open(path) as opened:
        before = opened.counts().attributions
        began, processor = time.perf_counter(), os.times()
        for far in import_batch(opened, place / "out", lambda: datetime.now(UTC)):
            done = far
        seconds, after = time.perf_counter() - began, os.times()
    return {
        "machine": this_machine(),
        "date": time.strftime("%Y-%m-%d"),
        "load before": round(load, 2),
        "attributions there before": before,
        "documents": done.added,
        "attributions": done.attributions,
        "seconds": round(seconds, 1),
        "attributions a second": round(done.attributions / seconds),
        "processor, who writes, s": round(after.user + after.system - processor.user - processor.system, 1),
        "processor, who prepares, s": round(
            after.children_user + after.children_system - processor.children_user - processor.children_system,
            1,
        ),
    }


def make_batch(n_attributions: int, place: Path) -> None:
    """Write the articles as JSON Lines, and read them as a batch into `place/out`."""
    os.environ[ASKED] = str(n_attributions)
    sys.path.append(str(Path(__file__).parent))
    articles = place / "articles.jsonl"
    with articles.open("w", encoding="utf-8") as file:
        for reading in invent(n_attributions, seed=SEED):
            about = reading.document.metadata
            row = {
                "text": reading.document.text, "title": about.title, "outlet": about.outlet,
                # Others than those of `ledger.py`: at the same address they would be new versions.
                "published": about.published, "url": f"{about.url}/{SEED}", "language": "en",
            }  # fmt: skip
            file.write(json.dumps(row) + "\n")
    options = BatchOptions(reader="imported:open_invented_reader")
    run_batch([str(articles)], place / "out", options, workers=1, today=date.today())


class InventedReader:
    """Reads what was invented."""

    extractor_name = EXTRACTOR

    def read(self, document: Document) -> Reading:
        """The article's own attributions, of the document that it has become."""
        known = _invented()[document.text.strip()]
        made: dict[str, Attribution] = {}
        for one in known.attributions:
            within = made[one.within].id if one.within else None
            made[one.id] = replace(one, document_id=document.id, within=within)
        return Reading(document, tuple(made.values()))


@cache
def _invented() -> dict[str, Reading]:
    found = invent(int(os.environ[ASKED]), seed=SEED)
    return {one.document.text.strip(): one for one in found}


def open_invented_reader(_: BatchOptions) -> InventedReader:
    """The reader that knows the articles."""
    return InventedReader()


if __name__ == "__main__":
    raise SystemExit(main())
