"""How fast a batch is, from a web archive to Parquet: articles an hour, shares of the stages, memory.

    python benchmarks/batch.py --pages FOLDER --records 1000
    python benchmarks/batch.py --pages FOLDER --records 100000 --recorded

FOLDER has pages or texts, of which `make_warc.py` makes an archive of so many different ones. The first
command measures the real pipeline; the second one everything but the network's forward pass, in whose
place stands what the network gave for the pieces of the folder's own pages, looked up by each piece and
its neighbours. Both tell the time for a document and the memory in each tenth of the run: they must not
grow. The shares of the stages are those of a sample, read in one process.

Nothing of a run is kept but what it prints. `--keep DIR` leaves archive and batch there.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import wraps
from itertools import pairwise
from pathlib import Path
from typing import Any

# As the processes of a batch have it; it counts from the moment that numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from machine import this_machine
from make_warc import make_warc, read_pages

from sayso.batch import BatchOptions, Summary, run_batch
from sayso.extract.network import Network, Scores
from sayso.reader import Reader

RECORDED = "SAYSO_RECORDED"
BUCKETS = 1 << 22
SAMPLE = 60  # documents whose stages are timed
BASE = 60  # pages of the folder of which what the network gives is recorded
TENTHS = 10


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=Path, required=True, help="a folder of pages or texts")
    parser.add_argument("--records", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--part", type=int, default=BatchOptions().part)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--recorded", action="store_true", help="without the network's forward pass")
    parser.add_argument("--keep", type=Path, help="where the archive and the batch are left")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        place = asked.keep or Path(scratch)
        place.mkdir(parents=True, exist_ok=True)
        report = measure(asked, place)
    print(json.dumps(report, indent=1))
    return 0


def measure(asked: argparse.Namespace, place: Path) -> dict[str, Any]:
    # A sample of the folder: what is read again and again must not be a few odd pages, nor all of them held.
    pages = read_pages(asked.pages)[:BASE] if asked.recorded else read_pages(asked.pages)
    archive = place / "crawl.warc.gz"
    n_bytes = make_warc(archive, pages, n_records=asked.records, seed=asked.seed)
    options = BatchOptions(part=asked.part)
    if asked.recorded:
        os.environ[RECORDED] = str(place / "recorded.npz")
        record(pages, place)
        here = str(Path(__file__).parent)
        sys.path.append(here)
        options = BatchOptions(part=asked.part, reader="batch:open_recorded_reader")
    load = os.getloadavg()[0]
    run = timed_run(archive, place / "out", options, asked.workers)
    return {
        "machine": this_machine(),
        "date": time.strftime("%Y-%m-%d"),
        "load before": round(load, 2),
        "network": "recorded" if asked.recorded else "real",
        "records": asked.records,
        "pages, bytes": n_bytes,
        "archive, bytes": archive.stat().st_size,
        **run,
        "batch, bytes": sum(path.stat().st_size for path in (place / "out").glob("*/*.parquet")),
        "stages, % of one process": stages(archive, options),
    }


def timed_run(archive: Path, out: Path, options: BatchOptions, workers: int) -> dict[str, Any]:
    began = time.perf_counter()
    first: list[float] = []
    marks: list[tuple[int, float, int]] = []

    def follow(found: Summary) -> None:
        if not first:
            first.append(time.perf_counter())  # the processes have their model
        if found.documents and (not marks or found.documents >= marks[-1][0] + 20):
            marks.append((found.documents, time.perf_counter(), memory()))

    found = run_batch([str(archive)], out, options, workers=workers, today=date.today(), follow=follow)
    ended = time.perf_counter()
    seconds = ended - began
    return {
        "workers": workers,
        "documents": found.documents,
        "skipped": found.skipped,
        "attributions": found.attributions,
        "seconds": round(seconds, 1),
        "seconds before the first document": round(first[0] - began, 1),
        "articles an hour": round(3600 * found.documents / seconds),
        "articles an hour, without the beginning": round(3600 * found.documents / (ended - first[0])),
        "ms a document, by tenths": by_tenths(marks),
        "memory of all processes, MB, by tenths": memory_by_tenths(marks),
    }


def by_tenths(marks: list[tuple[int, float, int]]) -> list[float]:
    """Milliseconds of wall time for a document, in each tenth of the run."""
    return [round(1000 * (some[-1][1] - some[0][1]) / (some[-1][0] - some[0][0]), 2) for some in cut(marks)]


def memory_by_tenths(marks: list[tuple[int, float, int]]) -> list[int]:
    """The most memory in each tenth of the run."""
    return [round(max(mark[2] for mark in some) / 1e6) for some in cut(marks)]


def cut(marks: list[tuple[int, float, int]]) -> Iterator[list[tuple[int, float, int]]]:
    edges = [round(n * (len(marks) - 1) / TENTHS) for n in range(TENTHS + 1)]
    for start, stop in pairwise(edges):
        if stop > start:
            yield marks[start : stop + 1]


def memory() -> int:
    """Bytes of memory of this process and of those that it began."""
    pids = [os.getpid()]
    for task in Path("/proc/self/task").iterdir():
        pids += [int(pid) for pid in (task / "children").read_text().split()]
    total = 0
    for pid in pids:
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, IndexError):
            continue
    return total


def stages(archive: Path, options: BatchOptions) -> dict[str, float]:
    """Each stage's share of the processor time of one process, over a sample of the archive."""
    from sayso.batch.folder import Folder
    from sayso.batch.rows import TABLES, to_rows
    from sayso.batch.spool import Spool
    from sayso.batch.tables import write_tables
    from sayso.batch.worker import find_reader
    from sayso.ingest import IngestOptions
    from sayso.ingest.archives.records import read_records
    from sayso.records import Document, Skipped
    from sayso.resolve import resolve

    spent: Counter[str] = Counter()
    reader = find_reader(options.reader)(options)
    extractor = reader.extractor  # type: ignore[attr-defined]
    extractor.network.run = clocked(extractor.network.run, spent, "network")
    records = read_records(archive, IngestOptions(), start=0, stop=None)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Folder(Path(scratch))
        folder.work.mkdir(parents=True)
        with Spool(folder.spool("x")) as spool:
            while spool.entries < SAMPLE:
                with clock(spent, "read the archive"):
                    items = next(records, None)
                if items is None:
                    break
                with clock(spent, "find the text"):
                    found = list(items)
                readings: list[Any] = []
                for item in found:
                    if isinstance(item, Skipped):
                        readings.append(item)
                        continue
                    assert isinstance(item, Document)
                    with clock(spent, "extract, without the network"):
                        reading = extractor.extract(item)
                    with clock(spent, "resolve"):
                        readings.append(resolve(reading))
                with clock(spent, "write"):
                    spool.add([to_rows(one, extractor.name) for one in readings])
            with clock(spent, "write"):
                write_tables(spool.read(), {table: folder.work / table for table in TABLES})
            n_documents = spool.entries
    spent["extract, without the network"] -= spent["network"]
    total = sum(spent.values())
    shares = {stage: round(100 * seconds / total, 1) for stage, seconds in spent.most_common()}
    return {**shares, "ms a document": round(1000 * total / max(1, n_documents), 1)}


@contextmanager
def clock(spent: Counter[str], stage: str) -> Iterator[None]:
    began = time.process_time()
    yield
    spent[stage] += time.process_time() - began  # type: ignore[assignment]


def clocked(call: Any, spent: Counter[str], stage: str) -> Any:
    @wraps(call)
    def timed(*arguments: Any) -> Any:
        with clock(spent, stage):
            return call(*arguments)

    return timed


class Recorder(Network):
    """The network, which keeps what it gives for each piece."""

    def __init__(self, network: Network) -> None:
        self.__dict__.update(network.__dict__)
        self.pieces: list[Any] = []
        self.scores: list[Scores] = []

    def run(self, batch: Any) -> Scores:
        scores = super().run(batch)
        for number in range(len(batch.pieces)):
            self.pieces.append(batch.pieces[number])
            self.scores.append(scores.rows(number))
        return scores


def record(pages: list[str], place: Path) -> None:
    """Keep what the network gives for the pieces of these pages."""
    from sayso.ingest import read_bytes
    from sayso.records import Document

    extractor = Reader(workers=1).extractor
    extractor.network = recorder = Recorder(extractor.network)
    for page in pages:
        for item in read_bytes(page.encode(), name="page", media_type="text/html"):
            if isinstance(item, Document):
                extractor.extract(item)
    columns = {"tags": [], "links": [], "mentions": [], "refers": []}
    for scores in recorder.scores:
        for name, rows in columns.items():
            rows.append(getattr(scores, name).astype(np.float16))
    np.savez(
        place / "recorded.npz",
        places=np.concatenate([places_of(pieces) for pieces in recorder.pieces]),
        pieces=np.concatenate(recorder.pieces),
        **{name: np.concatenate(rows) for name, rows in columns.items()},
    )


def places_of(pieces: Any) -> Any:
    """Where what is known of each piece, between its neighbours, stands in the table."""
    padded = np.concatenate([[0], pieces, [0]]).astype(np.uint64)
    mixed = padded[:-2] * np.uint64(0x9E3779B1) + padded[1:-1] * np.uint64(0x85EBCA77) + padded[2:]
    return (mixed ^ (mixed >> np.uint64(21))) % np.uint64(BUCKETS)


class RecordedNetwork(Network):
    """Gives what was recorded: for a piece between its neighbours, else for the piece, else anything."""

    def __init__(self, network: Network, path: Path) -> None:
        self.__dict__.update({**network.__dict__, "_session": None})
        with np.load(path) as kept:
            self._columns = [kept[name] for name in ("tags", "links", "mentions", "refers")]
            rows = np.arange(len(kept["pieces"]), dtype=np.int32)
            self._between = np.full(BUCKETS, -1, np.int32)
            self._between[kept["places"].astype(np.int64)] = rows
            self._alone = np.zeros(1 << 17, np.int32)
            self._alone[kept["pieces"]] = rows

    def run(self, batch: Any) -> Scores:
        pieces = batch.pieces
        rows = np.stack([self._between[places_of(one).astype(np.int64)] for one in pieces])
        rows = np.where(rows < 0, self._alone[pieces], rows)
        return Scores(*(column[rows].astype(np.float32) for column in self._columns))


def open_recorded_reader(options: BatchOptions) -> Reader:
    """The reader whose network is recorded."""
    reader = Reader(options.model, workers=1)
    extractor = reader.extractor
    extractor.network = RecordedNetwork(extractor.network, Path(os.environ[RECORDED]))
    return reader


if __name__ == "__main__":
    raise SystemExit(main())
