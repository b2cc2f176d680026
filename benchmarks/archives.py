"""How fast a web archive is read, without the model: records and bytes a second, step by step.

    python benchmarks/make_warc.py /tmp/pages.warc.gz --pages FOLDER --records 1000
    python benchmarks/archives.py /tmp/pages.warc.gz

`records`: every record found and passed over. `pages`: each page taken out, unpacked and held to its
digests. `documents`: the article's text and metadata found, as `sayso add` does before the model reads.
Seconds are those of the processor, one core's.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from sayso.ingest import IngestOptions, read_archive
from sayso.ingest.archives.archive import Archive
from sayso.ingest.archives.kinds import HEAD, find_kind
from sayso.ingest.archives.page import take_page
from sayso.ingest.archives.walk import OpenRecord, Taken, find_records


def main() -> None:
    """Read the arguments, and time each step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("archive", type=Path)
    asked = parser.parse_args()
    unpacked = [0]
    size = asked.archive.stat().st_size

    def note(record: OpenRecord) -> Taken[bool]:
        unpacked[0] += record.length
        return Taken(True)

    pages = partial(take_page, max_bytes=IngestOptions().max_bytes)
    steps: dict[str, Callable[[], Iterable[object]]] = {
        "records": lambda: _walked(asked.archive, note),
        "pages": lambda: _walked(asked.archive, pages),
        "documents": lambda: read_archive(asked.archive),
    }
    for name, run in steps.items():
        began = time.process_time()
        n_items = sum(1 for _ in run())
        seconds = time.process_time() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (
            1024 if sys.platform != "darwin" else 2**20
        )
        print(
            f"{name:10} {n_items:>8,} in {seconds:7.2f} s: {n_items / seconds:>9,.0f} a second, "
            f"{size / seconds / 1e6:7.1f} MB/s of the file, "
            f"{unpacked[0] / seconds / 1e6:7.1f} MB/s unpacked; peak {peak} MB"
        )


def _walked(path: Path, take: Callable[[OpenRecord], Taken[object]]) -> Iterable[object]:
    with path.open("rb") as stream:
        kind = find_kind(stream.read(HEAD), name=path.name)
        if kind is None or kind in ("arc", "wacz"):
            raise SystemExit(f"{path} is no WARC file")
        yield from find_records(Archive(stream, kind), take)


if __name__ == "__main__":
    main()
