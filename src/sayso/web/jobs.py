"""Jobs: what people gave to be added, done one after another, and what became of each input."""

from __future__ import annotations

import logging
import queue
import secrets
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from sayso.errors import AbortRun, NotInLedger, SaysoError
from sayso.ledger import Ledger
from sayso.pipeline import Fate, Outcome, add_all
from sayso.reader import Reader
from sayso.records import Document, Skipped

JobState = Literal["waiting", "running", "done", "failed", "stopped"]
ENDED: frozenset[JobState] = frozenset({"done", "failed", "stopped"})
MOST_LISTED = 1_000  # outcomes of one job that are kept by name; all are counted
MOST_JOBS = 100  # that are remembered: the oldest of those that ended are forgotten
MOST_WAITING = 200  # each may hold fifty megabytes of files
PATIENCE = 20.0  # seconds for the document in work when the program ends

_LOG = logging.getLogger(__name__)


def _nothing() -> None:
    """There is nothing to tidy up."""


def _no_more() -> Iterator[Document | Skipped]:
    """What an input holds whose job has ended."""
    return iter(())


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to be read: what people call it, and how its documents are read."""

    name: str
    read: Callable[[], Iterator[Document | Skipped]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What one form or call gave to be added; `tidy` is called once, when nothing of it is read any more."""

    title: str
    inputs: tuple[Input, ...]
    tidy: Callable[[], None] = _nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class JobProblem:
    """Why a job could not go on: which thing, what is wrong with it, what to do now."""

    subject: str
    problem: str
    remedy: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a job is.

    `n_expected` documents are expected as far as the inputs are opened, `n_done` are done; `doing` is the
    one in work. `added`, `reread` (by another model than before), `known` and `skipped` count the
    documents, `attributions` what is new. `outcomes` are the first thousand, in order.
    """

    id: str
    title: str
    state: JobState
    by: str
    begun_at: datetime
    n_expected: int
    n_done: int
    doing: str | None
    added: int
    reread: int
    known: int
    skipped: int
    attributions: int
    outcomes: tuple[Outcome, ...]
    problem: JobProblem | None

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ENDED


@dataclass(slots=True, kw_only=True)
class _Job:
    """One job as it goes on; whoever changes or reads it holds `lock`."""

    task: Task
    by: str
    begun_at: datetime
    id: str = field(default_factory=lambda: secrets.token_hex(6))
    lock: threading.Lock = field(default_factory=threading.Lock)
    state: JobState = "waiting"
    fates: Counter[Fate] = field(default_factory=Counter)
    attributions: int = 0
    listed: list[Outcome] = field(default_factory=list)
    problem: JobProblem | None = None
    n_opened: int = 0  # inputs
    n_found: int = 0  # documents and skipped ones, of all opened inputs
    opening: str | None = None  # the input that is being opened and gave nothing yet
    reading: deque[str] = field(default_factory=deque)  # names found and not done, in order

    def items(self, is_stopping: Callable[[], bool]) -> Iterator[Document | Skipped]:
        """What the inputs hold, in order, while keeping account of how far they are."""
        for given in self.task.inputs:
            if is_stopping():
                return
            with self.lock:
                self.n_opened += 1
                self.opening = given.name
            for item in given.read():
                with self.lock:
                    self.opening = None
                    self.n_found += 1
                    self.reading.append(item.name)
                yield item
            with self.lock:
                self.opening = None

    def note(self, outcome: Outcome) -> None:
        """Keep what became of the next one."""
        with self.lock:
            self.fates[outcome.fate] += 1
            self.attributions += outcome.attributions
            if self.reading:
                self.reading.popleft()
            if len(self.listed) < MOST_LISTED:
                self.listed.append(outcome)

    def become(self, state: JobState, error: SaysoError | None = None) -> None:
        """Go on to this state."""
        with self.lock:
            self.state = state
            if error is not None:
                self.problem = JobProblem(subject=error.subject, problem=error.problem, remedy=error.remedy)

    def let_go(self) -> None:
        """Keep no more than the names of what was given: a text may be ten megabytes."""
        with self.lock:
            names = tuple(replace(given, read=_no_more) for given in self.task.inputs)
            self.task = replace(self.task, inputs=names, tidy=_nothing)

    def progress(self) -> Progress:
        """How far it is now."""
        with self.lock:
            unopened = len(self.task.inputs) - self.n_opened
            return Progress(
                id=self.id,
                title=self.task.title,
                state=self.state,
                by=self.by,
                begun_at=self.begun_at,
                n_expected=self.n_found + unopened + (self.opening is not None),
                n_done=self.fates.total(),
                doing=self.reading[0] if self.reading else self.opening,
                added=self.fates["added"],
                reread=self.fates["re-read"],
                known=self.fates["known"],
                skipped=self.fates["skipped"],
                attributions=self.attributions,
                outcomes=tuple(self.listed),
                problem=self.problem,
            )


class Jobs:
    """The jobs of one run of the program, done one at a time in the order in which they came.

    Every document is one transaction of the ledger: when the program ends in the middle of a job, what
    was added stays, and giving the same inputs again goes on from there.
    """

    def __init__(self, ledger: Ledger, reader: Reader, now: Callable[[], datetime]) -> None:
        self._ledger, self._reader, self._now = ledger, reader, now
        self._lock = threading.Lock()
        self._jobs: dict[str, _Job] = {}
        self._waiting: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._worker: threading.Thread | None = None

    def submit(self, task: Task, *, by: str) -> str:
        """Have the task done; the id of its job. AbortRun where too many wait already."""
        job = _Job(task=task, by=by, begun_at=self._now())
        with self._lock:
            if sum(one.state not in ENDED for one in self._jobs.values()) >= MOST_WAITING:
                _end(job, "failed")
                raise AbortRun(task.title, f"{MOST_WAITING} jobs wait already", "try again in a while")
            self._jobs[job.id] = job
            self._forget_oldest()
            if self._stopping.is_set():
                _end(job, "stopped")
                return job.id
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="sayso-add", daemon=True)
                self._worker.start()
            self._waiting.put(job)
        return job.id

    def progress(self, job_id: str) -> Progress:
        """How far this job is; NotInLedger where this run of the program has none of this id."""
        with self._lock:
            job = self._jobs.get(job_id)
        if job is None:
            raise NotInLedger(
                job_id,
                "there is no such job",
                "jobs are forgotten when Sayso is stopped; what they added stays",
            )
        return job.progress()

    def listed(self) -> list[Progress]:
        """How far every job is, the last given first."""
        with self._lock:
            jobs = list(self._jobs.values())
        return [job.progress() for job in reversed(jobs)]

    def close(self) -> None:
        """Stop after the document in work; jobs that are not done become `stopped`."""
        self._stopping.set()
        with self._lock:
            worker, self._worker = self._worker, None
        if worker is not None:
            self._waiting.put(None)
            worker.join(PATIENCE)

    def _forget_oldest(self) -> None:
        for job_id in [one.id for one in self._jobs.values() if one.state in ENDED][:-MOST_JOBS]:
            del self._jobs[job_id]

    def _work(self) -> None:
        while (job := self._waiting.get()) is not None:
            if self._stopping.is_set():
                _end(job, "stopped")
            else:
                self._do(job)

    def _do(self, job: _Job) -> None:
        job.become("running")
        try:
            items = job.items(self._stopping.is_set)
            # What is given in a browser stands in no folder of this machine, to be read again from there.
            outcomes = add_all(self._ledger, self._reader, items, self._now, keep_bytes=True)
            for outcome in outcomes:
                job.note(outcome)
                if self._stopping.is_set():
                    break
            stopped = self._stopping.is_set()
            _end(job, "stopped" if stopped else "done")
        except SaysoError as error:
            _LOG.warning("job=%s stopped=%s", job.id, error)
            _end(job, "failed", error)
        except Exception as error:  # noqa: BLE001 - the rim of the worker: the next job must still be done
            _LOG.exception("job=%s failed", job.id)
            fault = f"a fault in Sayso ({type(error).__name__}: {error})"
            _end(job, "failed", SaysoError(job.task.title, fault, "please report it"))


def _end(job: _Job, state: JobState, error: SaysoError | None = None) -> None:
    try:
        job.task.tidy()
    except OSError:
        _LOG.warning("job=%s what it left behind cannot be removed", job.id, exc_info=True)
    job.let_go()
    job.become(state, error)
