"""How fast Sayso reads here: articles and words a second, stage shares, memory, time to the first result.

    python benchmarks/speed.py ../shared/data/polnear/dev/text ../shared/data/html/pages
    python benchmarks/speed.py FOLDER --workers 1 2 --json

Every folder is read in fresh processes, one for each number of workers, after one warm-up document.
Gzipped files are unpacked first. Figures are of the whole path from bytes to JSON rows, as `sayso read
--format jsonl` takes it, without the interpreter's start; that is in the time to the first result.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from machine import this_machine

ARTICLE = 800  # words; what "articles of 800 words a second" counts in


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--workers", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--child", choices=["read", "stages", "kernel"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(CHILDREN[options.child](options.folders[0], options.workers[0])))
        return 0
    report = measure(options.folders, options.workers)
    print(json.dumps(report, indent=1) if options.json else as_table(report))
    return 0


def measure(folders: list[Path], workers: list[int]) -> dict[str, object]:
    report: dict[str, object] = {
        "machine": this_machine(),
        "date": time.strftime("%Y-%m-%d"),
    }
    with tempfile.TemporaryDirectory() as scratch:
        for folder in folders:
            plain = unpacked(folder, Path(scratch))
            rows = [child("read", plain, n) for n in workers]
            report[str(folder)] = {"runs": rows, "stages": child("stages", plain, 1)}
        report["first result, s"] = first_result(Path(scratch))
        report["int8 kernel, Gop/s on one processor"] = child("kernel", folders[0], 1)["gops"]
    return report


def unpacked(folder: Path, scratch: Path) -> Path:
    """The folder, or a copy of its gzipped files unpacked."""
    packed = sorted(folder.glob("*.gz"))
    if not packed:
        return folder
    copy = scratch / folder.name
    copy.mkdir()
    for path in packed:
        (copy / path.stem).write_bytes(gzip.decompress(path.read_bytes()))
    return copy


def child(what: str, folder: Path, workers: int) -> dict[str, float]:
    command = [sys.executable, __file__, str(folder), "--workers", str(workers), "--child", what]
    environment = {"OPENBLAS_NUM_THREADS": "1", **os.environ}  # as the command sets it
    result = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return json.loads(result.stdout)


def run_read(folder: Path, workers: int) -> dict[str, float]:
    """Bytes to JSON rows with so many workers."""
    from sayso.extract.encode import WORD
    from sayso.ingest import IngestOptions, read_inputs
    from sayso.reader import Reader
    from sayso.records import Skipped, to_rows

    reader = Reader(workers=workers)
    warm_up(reader)
    documents = words = attributions = skipped = 0
    began, cpu = time.perf_counter(), time.process_time()
    for item in reader.read_many(read_inputs([str(folder)], IngestOptions())):
        if isinstance(item, Skipped):
            skipped += 1
            continue
        documents += 1
        attributions += sum(1 for row in to_rows(item) if json.dumps(row, ensure_ascii=False))
        words += len(WORD.findall(item.document.text))
    seconds = time.perf_counter() - began
    return {
        "workers": workers,
        "documents": documents,
        "skipped": skipped,
        "words": words,
        "attributions": attributions,
        "seconds": round(seconds, 2),
        "processor seconds": round(time.process_time() - cpu, 2),
        "documents a second": round(documents / seconds, 2),
        "words a second": round(words / seconds),
        f"articles of {ARTICLE} words a second": round(words / ARTICLE / seconds, 2),
        "peak memory, MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def run_stages(folder: Path, _: int) -> dict[str, float]:
    """Each stage's share of the processor time, one document after another."""
    from sayso.extract.decode import decode
    from sayso.extract.encode import encode
    from sayso.extract.extractor import Extractor
    from sayso.ingest import IngestOptions, read_inputs
    from sayso.records import Document
    from sayso.resolve import resolve

    extractor = Extractor()
    bundle = extractor.bundle
    spent: Counter[str] = Counter()
    inputs = read_inputs([str(folder)], IngestOptions())
    pieces = 0
    while True:
        began = time.process_time()
        item = next(inputs, None)
        spent["ingest"] += time.process_time() - began
        if item is None:
            break
        if not isinstance(item, Document):
            continue
        began = time.process_time()
        encoded = encode(item.text, extractor.tokenizer)
        encoded_at = time.process_time()
        scores = extractor.network.read(encoded, bundle.window, bundle.overlap)
        read_at = time.process_time()
        decode(scores.tags, scores.links, encoded.lines, bundle.weights, bundle.decoding)
        spent["encode"] += encoded_at - began
        spent["network"] += read_at - encoded_at
        decoded_at = time.process_time()
        spent["decode"] += decoded_at - read_at
        reading = extractor.extract(item)
        extracted_at = time.process_time()
        # What extracting takes beyond the first pass over the text: mentions, and contents read again.
        spent["mentions and nested"] += extracted_at - decoded_at - (decoded_at - began)
        resolve(reading)
        spent["resolve"] += time.process_time() - extracted_at
        pieces += len(encoded.pieces)
    total = sum(spent.values())
    shares = {f"{stage}, %": round(100 * seconds / total, 1) for stage, seconds in spent.items()}
    return shares | {"pieces": pieces, "pieces a network second": round(pieces / spent["network"])}


def run_kernel(_: Path, __: int) -> dict[str, float]:
    """What the processor's 8-bit matrix kernel does at best: a large product alone."""
    import numpy as np
    import onnxruntime
    from onnx import TensorProto, helper

    size = (1024, 1536, 1536)
    info = helper.make_tensor_value_info
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["a", "b"], ["c"])],
        "product",
        [info("a", TensorProto.UINT8, size[:2]), info("b", TensorProto.INT8, size[1:])],
        [info("c", TensorProto.INT32, [size[0], size[2]])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    chance = np.random.default_rng(0)
    inputs = {
        "a": chance.integers(0, 255, size[:2]).astype(np.uint8),
        "b": chance.integers(-64, 64, size[1:]).astype(np.int8),
    }
    times = []
    for _number in range(12):
        began = time.process_time()
        session.run(None, inputs)
        times.append(time.process_time() - began)
    return {"gops": round(2 * size[0] * size[1] * size[2] / statistics.median(times[2:]) / 1e9, 1)}


def warm_up(reader: object) -> None:
    from sayso.records import Document

    text = "“It holds,” said Ada Quill."
    document = Document(name="-", text=text, raw=text.encode(), media_type="text/plain", encoding="utf-8")
    reader.read(document)  # type: ignore[attr-defined]


def first_result(scratch: Path) -> float:
    """Seconds from the command to the first row of a short article, the median of seven."""
    article = scratch / "short.txt"
    article.write_text(
        "“The bridge is safe,” said Ada Quill, the engineer who built it.\n" * 5, encoding="utf-8"
    )
    command = [str(Path(sys.executable).parent / "sayso"), "read", str(article), "--format", "jsonl"]
    times = []
    for _ in range(8):
        began = time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            times.append(time.perf_counter() - began)
    return round(statistics.median(times[1:]), 2)


def as_table(report: dict[str, object]) -> str:
    lines = []
    for key, value in report.items():
        if isinstance(value, dict):
            lines.append(f"\n{key}")
            for run in value["runs"]:
                lines.append("  " + ", ".join(f"{name} {figure}" for name, figure in run.items()))
            lines.append(
                "  stages: " + ", ".join(f"{name} {figure}" for name, figure in value["stages"].items())
            )
        else:
            lines.append(f"{key}: {value}")
    return "\n".join(lines)


CHILDREN = {"read": run_read, "stages": run_stages, "kernel": run_kernel}

if __name__ == "__main__":
    raise SystemExit(main())
