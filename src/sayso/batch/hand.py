"""A hand: one process that reads, seen from its parent."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from typing import Any

from sayso.errors import AbortRun

from .part import Part
from .worker import Job, Setup

Event = dict[str, Any]
Inbox = queue.SimpleQueue[tuple["Hand", Event | None]]


class Hand:
    """A process that reads one part at a time; what it says comes into the inbox, None when it has ended.

    `entry` is the entry of its part that it is at (None: at none), since `since`; `name` and `sha256`
    are those of the document that it found there.
    """

    def __init__(self, setup: Setup, inbox: Inbox) -> None:
        self.part: Part | None = None
        self.entry: int | None = None
        self.since = 0.0
        self.name: str | None = None
        self.sha256: str | None = None
        self.overdue = False
        self._setup = setup
        self._inbox = inbox
        self._process: subprocess.Popen[bytes] | None = None
        self._failure: OSError | None = None
        started = threading.Event()
        # The process ends with the thread that began it, so the thread stays as long as the process.
        threading.Thread(target=self._tend, args=(started,), daemon=True, name="sayso-hand").start()
        started.wait()
        if self._failure is not None:
            raise AbortRun("batch", f"no process can be started: {self._failure.strerror}") from self._failure
        self._send(setup.to_json())

    @property
    def pid(self) -> int:
        """The number of the process."""
        assert self._process is not None
        return self._process.pid

    def give(self, job: Job) -> None:
        """Let it read a part."""
        self.part, self.entry, self.overdue = job.part, None, False
        self._send(job.to_json())

    def is_at(self, entry: int | None, now: float) -> None:
        """Note where it is."""
        self.entry, self.since, self.name, self.sha256 = entry, now, None, None

    def kill(self) -> None:
        """End it, whatever it is doing."""
        assert self._process is not None
        self._process.kill()

    def close(self) -> None:
        """End it, and wait until it has ended."""
        self.kill()
        assert self._process is not None
        self._process.wait()
        if self._process.stdin is not None:
            with suppress(OSError):  # what it was still to be told
                self._process.stdin.close()

    def _send(self, value: Any) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        with suppress(OSError):  # it has ended, which the inbox will say
            self._process.stdin.write(json.dumps(value).encode("ascii") + b"\n")
            self._process.stdin.flush()

    def _tend(self, started: threading.Event) -> None:
        # Documents are read side by side: see `cli.rim`.
        environment = {"OPENBLAS_NUM_THREADS": "1", **os.environ, "PYTHONPATH": python_path()}
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "sayso.batch", str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=self._setup.base,
                env=environment,
            )
        except OSError as error:
            self._failure = error
            return
        finally:
            started.set()
        assert self._process.stdout is not None
        for line in self._process.stdout:
            try:
                event = json.loads(line)
            except ValueError:
                break  # the last line of a process that was killed
            self._inbox.put((self, event))
        self._process.wait()
        self._process.stdout.close()
        self._inbox.put((self, None))


def python_path() -> str:
    """Where this process finds modules, so that the other one runs the same code."""
    return os.pathsep.join(place for place in sys.path if place)
