"""That a Parquet file is read in little memory, whatever its size: articles a second, and the peak.

python benchmarks/parquet.py [ROWS]
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SENTENCE = "The harbour board said on Tuesday that nobody had told it about the cracks in pier number {}. "
ROWS, LENGTH = 100_000, 50  # articles, and sentences in each: some 4,500 characters


def peak() -> int:
    """The most memory that this process has held, in MB; `getrusage` would count its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def write(path: Path, rows: int) -> None:
    """One row group of articles, which is the worst case for whoever reads row group by row group."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema([("body", pa.string()), ("headline", pa.string()), ("date", pa.string())])
    with parquet.ParquetWriter(path, schema, compression="zstd") as out:
        texts = [SENTENCE.format(number) * LENGTH for number in range(rows)]
        columns = [texts, [f"Pier {number}" for number in range(rows)], ["2024-05-07"] * rows]
        out.write_table(
            pa.table([pa.array(column) for column in columns], schema=schema), row_group_size=rows
        )


def read(path: Path) -> None:
    """Read it, and print what that took."""
    from sayso.ingest import read_inputs

    start, peaks, number = time.perf_counter(), [], 0
    for number, _ in enumerate(read_inputs([str(path)]), 1):
        if number % 10_000 == 0:
            peaks.append(peak())
    print(json.dumps({"rows": number, "seconds": round(time.perf_counter() - start, 1), "peak_MB": peaks}))


def main() -> None:
    """Write a file and read it in a process of its own."""
    if sys.argv[1:2] == ["--read"]:
        read(Path(sys.argv[2]))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.parquet"
        write(path, int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
        print(f"{path.stat().st_size:,} bytes in one row group")
        subprocess.run([sys.executable, __file__, "--read", str(path)], check=True)


if __name__ == "__main__":
    main()
