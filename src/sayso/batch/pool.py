"""The pool: so many hands, each given a part when it is free, and another try where one ends.

What a process dies of, or takes too long over, is left out with a reason; nothing else is lost.
"""

from __future__ import annotations

import queue
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import TracebackType

from sayso.errors import AbortRun
from sayso.records import Skipped

from .folder import Done
from .hand import Event, Hand, Inbox
from .part import Part
from .worker import Job, Setup

TRIES = 2  # a document may have been in the wrong place when a process was killed; twice is no chance
FALSE_STARTS = 3  # processes in a row that ended outside any document: the next would as well
TICK = 1.0  # seconds between looks at the clock
ASLEEP = 5.0  # seconds beyond a tick, after which the machine itself must have stood still


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """An entry of a part was read: what it gave."""

    documents: int = 0
    attributions: int = 0
    mentions: int = 0
    skipped: int = 0


@dataclass(slots=True)
class _Trial:
    """What is known of a part that is being read."""

    part: Part
    deaths: Counter[int] = field(default_factory=Counter)
    condemned: dict[int, Skipped] = field(default_factory=dict)
    cut: int | None = None
    told: int = 0  # entries of which Read was said, by whichever process
    heard: int = 0  # entries of which the present process said so


class Pool:
    """So many processes that read parts. Close it when done."""

    def __init__(self, setup: Setup, workers: int) -> None:
        self._setup = setup
        self._workers = workers
        self._inbox: Inbox = queue.SimpleQueue()
        self._hands: list[Hand] = []
        self._waiting: deque[_Trial] = deque()
        self._trials: dict[str, _Trial] = {}
        self._false_starts = 0

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all processes, and forget what they were doing."""
        for hand in self._hands:
            hand.close()
        self._hands.clear()
        self._waiting.clear()
        self._trials.clear()
        self._inbox = queue.SimpleQueue()
        self._false_starts = 0

    @property
    def pids(self) -> list[int]:
        """The numbers of the processes."""
        return [hand.pid for hand in self._hands]

    def run(self, parts: Iterable[Part]) -> Iterator[Read | Done]:
        """Read the parts; Read for each entry, Done for each part, whose drafts are then to be committed.

        AbortRun where the environment is broken: the disk full, the model gone, no process possible.
        """
        self._waiting.extend(_Trial(part) for part in parts)
        looked = time.monotonic()
        try:
            while self._waiting or self._trials:
                self._give_out()
                for hand, event in self._hear(TICK):
                    yield from self._take(hand, event)
                now = time.monotonic()
                self._end_overdue(now, stood_still=max(0.0, now - looked - TICK - ASLEEP))
                looked = now
        except BaseException:
            self.close()  # a later run is not to hear of this one
            raise

    def _give_out(self) -> None:
        while self._waiting and len(self._trials) < self._workers:
            hand = next((one for one in self._hands if one.part is None), None)
            if hand is None:
                hand = Hand(self._setup, self._inbox)
                self._hands.append(hand)
            trial = self._waiting.popleft()
            trial.heard = 0
            self._trials[trial.part.name] = trial
            hand.give(Job(part=trial.part, condemned=trial.condemned, cut=trial.cut))

    def _hear(self, timeout: float) -> Iterator[tuple[Hand, Event | None]]:
        """What the hands have said, all of it, so that nobody is judged by old news."""
        try:
            yield self._inbox.get(timeout=timeout)
            for _ in range(self._inbox.qsize()):
                yield self._inbox.get_nowait()
        except queue.Empty:
            return

    def _take(self, hand: Hand, event: Event | None) -> Iterator[Read | Done]:
        if event is None:
            self._bury(hand)
            return
        what = event.pop("what")
        trial = self._trials.get(hand.part.name) if hand.part else None
        if what == "abort":
            raise AbortRun(event["subject"], event["problem"], event["remedy"])
        if what == "at":
            hand.is_at(event["entry"], time.monotonic())
        elif what == "reads":
            hand.name, hand.sha256 = event["name"], event["sha256"]
        elif what == "writing":
            hand.is_at(None, time.monotonic())
        elif what == "read" and trial:
            trial.heard += 1
            if trial.heard > trial.told:
                self._false_starts = 0
                trial.told = trial.heard
                yield Read(**event)
        elif what == "done" and trial:
            hand.part = None
            del self._trials[trial.part.name]
            yield Done.from_json(event["done"])

    def _bury(self, hand: Hand) -> None:
        """Think over why a process ended, and put its part back in front."""
        self._hands.remove(hand)
        if hand.entry is None or hand.part is None:
            self._false_starts += 1
            if self._false_starts >= FALSE_STARTS:
                raise AbortRun(
                    "batch",
                    "the processes that read end before they read anything",
                    "see what they say above",
                )
        if hand.part is None:
            return
        trial = self._trials.pop(hand.part.name)
        self._waiting.appendleft(trial)
        entry = hand.entry
        if entry is None:
            return
        trial.deaths[entry] += 1
        if entry in trial.condemned:
            trial.cut = entry  # passing it over ends the process as well
        elif hand.overdue:
            limit = f"{self._setup.options.time_limit:g}"
            self._condemn(trial, hand, entry, f"took longer than {limit} seconds: raise --time-limit")
        elif trial.deaths[entry] >= TRIES:
            self._condemn(trial, hand, entry, "ended the process that read it")

    def _condemn(self, trial: _Trial, hand: Hand, entry: int, reason: str) -> None:
        name = hand.name or trial.part.subject(entry)
        trial.condemned[entry] = Skipped(name=name, reason=reason, sha256=hand.sha256)

    def _end_overdue(self, now: float, *, stood_still: float) -> None:
        limit = self._setup.options.time_limit
        for hand in self._hands:
            hand.since += stood_still
            if hand.part is not None and hand.entry is not None and now - hand.since > limit:
                hand.overdue = True
                hand.kill()
