"""Preparing: a batch as rows for a ledger, made by a process of its own beside the one that writes."""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from .batch import Loaded, load_parts, python_path
from .cycles import seldom_sought
from .errors import AbortRun, DocumentError
from .ledger import Prepared, prepare
from .records import Skipped

TOGETHER = 50  # documents that are handed over at once, as long as their bytes are not too many
BYTES_TOGETHER = 4_000_000
AHEAD = 30  # handfuls that may wait to be written: more than one transaction takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A reading of which no rows can be made, which a ledger may hold nevertheless."""

    document_id: str
    extractor: str
    skipped: Skipped


Item = Prepared | Refused | Skipped
_Said = tuple[str, Any]


def prepare_batch(folder: Path) -> Generator[int | Item, None, None]:
    """What a finished batch holds as rows: how many parts it has, then its items, and a 0 after each part.

    AbortRun, before anything is given, where the batch is not finished or is not as its manifest says.
    """
    said: queue.Queue[_Said] = queue.Queue(maxsize=AHEAD)
    closed = threading.Event()
    process = _start(folder)
    assert process.stdout is not None
    listener = threading.Thread(target=_listen, args=(process.stdout, said, closed), daemon=True)
    listener.start()
    try:
        while (now := said.get())[0] != "end":
            what, value = now
            if what == "abort":
                raise AbortRun(*value)
            if what == "items":
                yield from value
            else:
                yield value
    finally:
        closed.set()
        process.kill()
        with suppress(queue.Empty):  # lets the listener see that all is over
            while True:
                said.get_nowait()
        listener.join()
        process.stdout.close()
        process.wait()


def _start(folder: Path) -> subprocess.Popen[bytes]:
    # Numbers are worked out for one document after the other: see `cli.rim`.
    environment = {"OPENBLAS_NUM_THREADS": "1", **os.environ, "PYTHONPATH": python_path()}
    command = [sys.executable, "-m", "sayso.preparing", str(folder)]
    try:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=environment, bufsize=1 << 20
        )
    except OSError as error:
        raise AbortRun(str(folder), f"no process can be started: {error.strerror}") from error


def _listen(stream: BinaryIO, said: queue.Queue[_Said], closed: threading.Event) -> None:
    """Take what the process says as long as somebody wants it."""
    what = ""
    while what not in ("end", "abort") and not closed.is_set():
        try:
            what, value = pickle.load(stream)
        except (EOFError, OSError, pickle.UnpicklingError):
            ended = (
                "ledger import",
                "the process that prepares ended",
                "give the command again, which goes on",
            )
            what, value = "abort", ended
        said.put((what, value))


def main() -> None:
    """Say on standard output what the batch of this folder holds."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not be taken for rows
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's, who ends us

    def say(what: str, value: Any = None) -> None:
        pickle.dump((what, value), out, pickle.HIGHEST_PROTOCOL)
        out.flush()

    with suppress(BrokenPipeError):  # a parent that is gone wants nothing more
        try:
            with seldom_sought():
                _say_all(Path(sys.argv[1]), say)
        except AbortRun as error:
            say("abort", (error.subject, error.problem, error.remedy))
        except BrokenPipeError:
            raise
        except Exception as error:  # noqa: BLE001 - the rim of this process
            traceback.print_exc()
            say("abort", ("ledger import", f"a fault in Sayso ({error})", "please report it"))


def _say_all(folder: Path, say: Callable[..., None]) -> None:
    parts = list(load_parts(folder, mentions=False))  # of which a ledger keeps nothing
    say("parts", len(parts))
    for part in parts:
        for some in _handfuls(part):
            say("items", some)
        say("part", 0)
    say("end")


def _handfuls(part: Iterator[Loaded | Skipped]) -> Iterator[list[Item]]:
    some: list[Item] = []
    n_bytes = 0
    for item in part:
        some.append(_prepared(item) if isinstance(item, Loaded) else item)
        n_bytes += item.reading.document.n_bytes if isinstance(item, Loaded) else 0
        if len(some) >= TOGETHER or n_bytes >= BYTES_TOGETHER:
            yield some
            some, n_bytes = [], 0
    if some:
        yield some


def _prepared(item: Loaded) -> Prepared | Refused:
    document = item.reading.document
    try:
        return prepare(item.reading, item.extractor)
    except DocumentError as error:
        skipped = Skipped(name=document.name, reason=error.reason, sha256=document.sha256)
        return Refused(document_id=document.id, extractor=item.extractor, skipped=skipped)


if __name__ == "__main__":
    # Under its own name, by which what is handed over is known on the other side.
    from sayso.preparing import main as prepare_all

    prepare_all()
