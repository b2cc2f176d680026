"""The process that reads: `python -m sayso.batch`, told by lines of JSON what to do.

It never decides what counts: it leaves drafts, and its parent commits them. So a parent that is gone
cannot be overtaken by a process that it left behind. On standard output it says what it does, so that
the parent can end it where a document takes too long, which nothing inside this process could.
"""

from __future__ import annotations

import base64
import importlib
import json
import logging
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from sayso.cycles import seldom_sought
from sayso.errors import AbortRun, DocumentError
from sayso.records import Document, Reading, Skipped

from .folder import Done, Folder, cannot_write
from .options import BatchOptions
from .part import Items, Part, read_part
from .rows import to_rows
from .spool import Spool
from .tables import write_tables

_log = logging.getLogger(__name__)


class ReadsDocuments(Protocol):
    """What reads the documents; `Reader` is one."""

    @property
    def extractor_name(self) -> str:
        """Name and version of the model."""
        ...

    def read(self, document: Document) -> Reading:
        """The document with its attributions."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """All that a process must know before its first part. Paths are seen from the folder `base`."""

    base: Path
    folder: Path
    options: BatchOptions

    def to_json(self) -> str:
        """The setup as JSON, for processes of this very program alone."""
        return base64.b64encode(pickle.dumps(self)).decode("ascii")

    @classmethod
    def from_json(cls, value: str) -> Setup:
        """The setup that the JSON was made of."""
        made = pickle.loads(base64.b64decode(value))
        assert isinstance(made, cls)
        return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A part to be read.

    `condemned` are entries that are not to be touched again, with the reason; at `cut`, the part ends,
    because what follows cannot be reached.
    """

    part: Part
    condemned: dict[int, Skipped]
    cut: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The job as JSON."""
        condemned = {str(n): [one.name, one.reason, one.sha256] for n, one in self.condemned.items()}
        return {"part": self.part.to_json(), "condemned": condemned, "cut": self.cut}

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Job:
        """The job that the JSON was made of."""
        condemned = {
            int(n): Skipped(name=name, reason=reason, sha256=sha256)
            for n, (name, reason, sha256) in row["condemned"].items()
        }
        return cls(part=Part.from_json(row["part"]), condemned=condemned, cut=row["cut"])


def open_reader(options: BatchOptions) -> ReadsDocuments:
    """The reader that the options ask for, loaded."""
    from sayso.reader import Reader

    reader = Reader(options.model, workers=1, languages=options.languages)
    _ = reader.extractor
    return reader


def find_reader(name: str) -> Callable[[BatchOptions], ReadsDocuments]:
    """The function of that `module:function`."""
    module, _, function = name.partition(":")
    found: Callable[[BatchOptions], ReadsDocuments] = getattr(importlib.import_module(module), function)
    return found


class Worker:
    """Reads parts, one after another, with a model that is loaded once."""

    def __init__(self, setup: Setup, say: Callable[..., None]) -> None:
        self._setup = setup
        self._say = say
        self._folder = Folder(setup.folder)
        self._reader = find_reader(setup.options.reader)(setup.options)
        self._extractor = self._reader.extractor_name

    def do(self, job: Job) -> Done:
        """Read the part, from where an earlier process left off, and draft its files."""
        part = job.part
        with seldom_sought(), Spool(self._folder.spool(part.name)) as spool:
            for given in spool.read():
                self._say_read(given[1])
            for items in self._entries(job, part.first + spool.entries):
                record = [to_rows(self._read(item), self._extractor) for item in items]
                spool.add(record)
                self._say_read(record)
            self._say("writing")
            files = write_tables(spool.read(), self._folder.drafts(part.name))
            return Done(part=part.name, entries=spool.entries, files=files)

    def _entries(self, job: Job, start: int) -> Iterator[Items]:
        """What each entry of the part gives, from entry `start` on."""
        part, at = job.part, start
        source: Iterator[Items] | None = None
        while part.stop is None or at < part.stop:
            if at == job.cut:
                yield [Skipped(name=part.subject(at), reason="it and what follows it here cannot be reached")]
                return
            self._say("at", entry=at)
            if at in job.condemned:
                source = None
                yield [job.condemned[at]]
            else:
                source = source or read_part(part, self._setup.options.ingest, at)
                try:
                    found = next(source, None)
                except (AbortRun, OSError):
                    raise
                except Exception as error:  # noqa: BLE001 - one input never stops a batch
                    source, found = None, [_failed(part.subject(at), None, error)]
                if found is None:
                    return
                yield self._each(part.subject(at), found)
            at += 1

    def _each(self, subject: str, items: Items) -> Items:
        try:
            yield from items
        except (AbortRun, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - one input never stops a batch
            yield _failed(subject, None, error)

    def _read(self, item: Document | Skipped) -> Reading | Skipped:
        if isinstance(item, Skipped):
            return item
        self._say("reads", name=item.name, sha256=item.sha256)
        try:
            return self._reader.read(item)
        except DocumentError as error:
            return Skipped(name=item.name, reason=error.reason, sha256=item.sha256)
        except AbortRun:
            raise
        except Exception as error:  # noqa: BLE001 - one document never stops a batch
            return _failed(item.name, item.sha256, error)

    def _say_read(self, record: list[Any]) -> None:
        counts = {table: sum(len(rows[table]) for rows in record) for table in record[0]} if record else {}
        self._say("read", **counts)


def _failed(name: str, sha256: str | None, error: Exception) -> Skipped:
    # What an exception says may hold an address in memory, and two runs must give the same rows.
    _log.warning("reading failed name=%s", name, exc_info=error)
    reason = f"reading it failed ({type(error).__name__}): a fault in Sayso, please report it"
    return Skipped(name=name, reason=reason, sha256=sha256)


def main() -> None:
    """Do what is asked on standard input until it ends."""
    events = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a library prints must not be taken for an event
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's, who ends us
    _die_with_parent()

    def say(what: str, **values: Any) -> None:
        events.write(json.dumps({"what": what, **values}).encode("ascii") + b"\n")

    # A parent that is gone wants nothing more.
    with suppress(BrokenPipeError):
        try:
            _serve(sys.stdin.buffer, say)
        except AbortRun as error:
            say("abort", subject=error.subject, problem=error.problem, remedy=error.remedy)
        except BrokenPipeError:
            raise
        except Exception as error:  # noqa: BLE001 - the rim of this process
            traceback.print_exc()
            say("abort", subject="batch", problem=f"a fault in Sayso ({error})", remedy="please report it")


def _serve(requests: BinaryIO, say: Callable[..., None]) -> None:
    setup = Setup.from_json(json.loads(requests.readline()))
    os.chdir(setup.base)
    worker = Worker(setup, say)
    say("ready")
    for line in requests:
        try:
            done = worker.do(Job.from_json(json.loads(line)))
        except BrokenPipeError:
            raise
        except OSError as error:
            raise cannot_write(setup.folder, error) from error
        say("done", done=done.to_json())


def _die_with_parent() -> None:
    """Ask the system, where it can do that, to end this process when the parent ends."""
    if not sys.platform.startswith("linux"):
        return  # there the closed pipe ends it, after the document that it is reading
    import ctypes

    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if str(os.getppid()) != sys.argv[1]:  # it has ended already
        os._exit(1)
