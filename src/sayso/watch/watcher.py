"""The watcher: claims hosts that have something due, asks them one thing at a time, and keeps what comes."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from queue import Empty, SimpleQueue

from sayso.errors import AbortRun, DocumentError
from sayso.feeds import host_of
from sayso.feeds.schedule import LONGEST
from sayso.ledger import HostRow, Ledger
from sayso.reader import Reader

from .articles import Articles
from .asking import send
from .clock import Clock, SystemClock
from .lane import MAX_HOPS, Lane, Result, Task, is_trouble, kept_robots, robots_task, to_robots
from .living import end_watcher, is_dead, new_watcher
from .options import WatchOptions
from .polls import Polls
from .told import Told, ToldKind

Tally = Counter[ToldKind]

LANES_EACH = 4  # hosts claimed for each connection: what waits at one host keeps no connection idle
AT_ONCE = 8  # articles read in one go: all processors have something to do, and a stop is heard soon
ENTRIES = 20  # of one host, in memory at once
LONG_WAIT = 120.0  # seconds: a host that wants to be left alone for longer is given back
TAKEN = 5.0  # seconds until it is looked again whether what is due can be claimed
HELD = 300.0  # seconds after which a claim is renewed: half of what it holds
TROUBLE = 3600.0  # seconds of nothing but trouble with the ledger, after which a service ends
REFUSED = "the host's robots.txt does not let it be read"


class Watcher:
    """Polls feeds and fetches articles until it is stopped, or once until nothing more is due."""

    def __init__(
        self,
        ledger: Ledger,
        reader: Reader,
        options: WatchOptions,
        *,
        clock: Clock | None = None,
        tell: Callable[[Told], None] = lambda told: None,
    ) -> None:
        self._ledger = ledger
        self._options = options
        self._clock = clock or SystemClock()
        self.tally: Tally = Counter()
        self._listener = tell
        self._name = new_watcher()
        self._inbox: SimpleQueue[Result | None] = SimpleQueue()
        self._lanes: dict[str, Lane] = {}  # by host; only those that are claimed
        self._stopped = threading.Event()
        self._refill_at = 0.0
        self._polls = Polls(ledger, options, self._clock, self._tell)
        self._articles = Articles(ledger, reader, options, self._clock, self._tell, self._stopped.is_set)

    def stop(self) -> None:
        """End soon; may be called from anywhere, a signal's handler included."""
        self._stopped.set()
        self._inbox.put(None)

    def run_once(self) -> Tally:
        """Do everything that is due, and what comes of it; what happened, counted."""
        try:
            self._begin()
            while not self._stopped.is_set() and (self._step(once=True) or self._lanes):
                pass
        finally:
            self._end()
        return self.tally

    def run(self) -> Tally:
        """Go on until stopped; what happened, counted.

        Trouble with the ledger (locked, disk full) is told and waited out; AbortRun where there has been
        nothing else for an hour.
        """
        trouble: float | None = None
        try:
            while not self._stopped.is_set():
                try:
                    self._begin()
                    while not self._stopped.is_set():
                        self._step(once=False)
                        trouble = None
                except AbortRun as error:
                    now = self._clock.monotonic()
                    trouble = now if trouble is None else trouble
                    if now - trouble > TROUBLE:
                        raise
                    self._lanes.clear()  # what was on its way is asked for again
                    self._tell(Told(kind="broken", subject=error.subject, words=error.reason))
                    self._clock.wait(self._inbox, self._options.look, expecting=False)
        finally:
            self._end()
        return self.tally

    def _begin(self) -> None:
        # What this one held before it had trouble is held no more: its lanes are gone.
        self._ledger.feeds.release_dead(lambda name: name == self._name or is_dead(name))
        self._refill_at = self._clock.monotonic()

    def _end(self) -> None:
        """Give back what is claimed; where that fails, the claims end by themselves."""
        try:
            for lane in list(self._lanes.values()):
                self._release(lane)
        except AbortRun as error:
            self._tell(Told(kind="broken", subject=error.subject, words=error.reason))
        finally:
            end_watcher(self._name)

    def _tell(self, told: Told) -> None:
        self.tally[told.kind] += 1
        self._listener(told)

    def _step(self, *, once: bool) -> bool:
        """Claim, ask, wait and keep, each once; False where there is nothing to do."""
        self._refill(once=once)
        self._dispatch()
        self._articles.read()  # what has no page to be asked for
        if not self._lanes and once:
            return False
        busy = any(lane.busy for lane in self._lanes.values())
        result = self._clock.wait(self._inbox, self._pause(), expecting=busy)
        self._keep([result] if result else [])
        self._hold()
        return True

    def _refill(self, *, once: bool) -> None:
        room = LANES_EACH * self._options.connections - len(self._lanes)
        if room <= 0 or self._clock.monotonic() < self._refill_at:
            return
        self._refill_at = self._clock.monotonic() + self._options.look
        now = self._clock.now()
        self._ledger.feeds.set_anew(now=now)
        soon = timedelta(seconds=LONG_WAIT if once else 0)
        for row in self._ledger.feeds.claim(self._name, limit=room, now=now, soon=soon):
            if row.host not in self._lanes:
                self._load(self._open(row))

    def _open(self, row: HostRow) -> Lane:
        now, monotonic = self._clock.now(), self._clock.monotonic()
        ready = monotonic + min(max(0.0, (row.next_at - now).total_seconds()), LONGEST)
        lane = Lane(host=row.host, kept=row, ready=ready, held=monotonic, robots=kept_robots(row, now))
        self._lanes[row.host] = lane
        return lane

    def _load(self, lane: Lane) -> None:
        """Let wait in the lane what is due at its host; the lane is given back where that is nothing."""
        now = self._clock.now()
        for feed in self._ledger.feeds.due_feeds(lane.host, now=now):
            if feed.id not in lane.away:
                lane.tasks.append(Task(address=feed.address, feed=feed, home=lane.host))
        for entry in self._ledger.feeds.due_entries(lane.host, limit=ENTRIES, now=now):
            if entry.entry.link is None:
                self._articles.without_page(entry)
            elif entry.id not in lane.away:
                lane.tasks.append(Task(address=entry.entry.link, entry=entry, home=lane.host))
        if not lane.tasks and not lane.away:
            self._release(lane)

    def _release(self, lane: Lane) -> None:
        """Give the host back, with the time before which it must be left alone."""
        self._drop(lane)
        now = self._clock.now()
        rest = max(0.0, lane.ready - self._clock.monotonic())
        self._ledger.feeds.release(self._name, lane.host, next_at=now + timedelta(seconds=rest), now=now)

    def _hold(self) -> None:
        """Renew the claims; what another watcher has taken meanwhile is left to it."""
        monotonic = self._clock.monotonic()
        for lane in list(self._lanes.values()):
            if monotonic - lane.held > HELD:
                lane.held = monotonic
                if not self._ledger.feeds.renew(self._name, lane.host, now=self._clock.now()):
                    self._drop(lane)

    def _drop(self, lane: Lane) -> None:
        """Forget a lane; what waits in it is still due, and is found again at its own host."""
        del self._lanes[lane.host]
        for task in lane.tasks:
            self._back(task)

    def _dispatch(self) -> None:
        """Ask every host that may be asked now, as far as there are connections."""
        for lane in list(self._lanes.values()):
            if self._stopped.is_set() or self._n_busy() >= self._options.connections:
                return
            if self._is_idle(lane) and lane.ready - self._clock.monotonic() > LONG_WAIT and not lane.away:
                self._release(lane)
            elif self._is_idle(lane) and lane.ready <= self._clock.monotonic():
                self._next(lane)

    def _is_idle(self, lane: Lane) -> bool:
        return not lane.busy and bool(lane.tasks or not lane.away)

    def _n_busy(self) -> int:
        return sum(lane.busy for lane in self._lanes.values())

    def _pause(self) -> float:
        """How many seconds until there may be something to do."""
        monotonic = self._clock.monotonic()
        if self._lanes:
            idle = [lane.ready - monotonic for lane in self._lanes.values() if self._is_idle(lane)]
            full = self._n_busy() >= self._options.connections
            return self._options.look if full or not idle else min(max(0.0, min(idle)), self._options.look)
        following = self._ledger.feeds.next_work()
        wait = (following - self._clock.now()).total_seconds() if following else self._options.look
        # What is due and could not be claimed is another watcher's, or its host must be left alone.
        wait = min(wait, self._options.look) if wait > 0 else TAKEN
        self._refill_at = monotonic + wait
        return wait

    def _next(self, lane: Lane) -> None:
        """Ask for the next thing that needs asking; what does not is done with at once."""
        while lane.tasks:
            task = lane.tasks[0]
            if lane.robots is None:
                lane.busy = True
                send(lane, robots_task(task.address), self._options, self._inbox)
                return
            lane.tasks.popleft()
            if task.entry is not None and self._articles.is_known(task.entry):
                self._back(task)
            elif lane.robots.allows(task.address):
                lane.busy = True
                send(lane, task, self._options, self._inbox)
                return
            else:
                self._fail(task, lane.robots.unknown or REFUSED, for_good=not lane.robots.unknown)
        self._load(lane)

    def _keep(self, results: list[Result]) -> None:
        """Keep what came; articles that came together are read together."""
        while len(results) < AT_ONCE:
            try:
                result = self._inbox.get_nowait()
            except Empty:
                break
            if result is not None:
                results.append(result)
        for result in results:
            lane = self._lanes.get(result.host)
            if lane is None or lane is not result.lane:
                self._back(result.task)  # given up meanwhile: it is asked for again
                continue
            lane.busy = False
            self._rest(lane)
            self._keep_one(lane, result)
        self._articles.read()

    def _rest(self, lane: Lane) -> None:
        """Leave the host alone from now on for as long as the desk or its robots.txt wants."""
        delay = max(self._options.delay, lane.robots.delay if lane.robots else 0.0)
        lane.ready = self._clock.monotonic() + delay

    def _keep_one(self, lane: Lane, result: Result) -> None:
        if result.task.is_robots:
            self._keep_robots(lane, result)
        elif result.answer is not None and result.answer.location is not None:
            self._onward(lane, result.task.onward(result.answer))
        else:
            # A host that says it is asked too much is left alone with everything that waits for it.
            lane.ready = max(lane.ready, self._clock.monotonic() + self._polls.pause(result))
            self._kept(result)

    def _kept(self, result: Result, *, for_good: bool = False) -> None:
        task = result.task
        self._back(task)
        if task.entry is not None:
            self._articles.keep(result, task.entry, for_good=for_good)
        elif task.feed is not None and self._polls.keep(result, task.feed):
            self._refill_at = self._clock.monotonic()  # its articles may be at other hosts

    def _fail(self, task: Task, reason: str, *, for_good: bool = False) -> None:
        error = DocumentError(task.address, reason)
        self._kept(Result(host=task.home, task=task, error=error), for_good=for_good)

    def _back(self, task: Task) -> None:
        """Note that what was asked elsewhere is done with."""
        home = self._lanes.get(task.home)
        if home is not None:
            home.away.discard(task.id)

    def _keep_robots(self, lane: Lane, result: Result) -> None:
        answer = result.answer
        status = answer.status if answer else 0
        text = answer.data.decode("utf-8", "replace").replace("\0", "") if answer and status == 200 else None
        if text is None and is_trouble(status):
            text = lane.kept.robots  # as it was known before
        self._ledger.feeds.keep_robots(lane.host, text=text, status=status, now=self._clock.now())
        lane.robots = to_robots(text, status)
        self._rest(lane)

    def _onward(self, lane: Lane, task: Task) -> None:
        """Ask for the same at the host that a redirect leads to, in its own lane."""
        host = host_of(task.address)
        if host == lane.host:
            self._fail(task, REFUSED, for_good=True)
        elif task.hops > MAX_HOPS:
            self._fail(task, f"redirects more than {MAX_HOPS} times from host to host")
        elif (other := self._lanes.get(host) or self._claim(host)) is None:
            self._fail(task, "leads to a host that another watcher asks just now")
        elif other.ready - self._clock.monotonic() > LONG_WAIT:
            self._fail(task, "leads to a host that must be left alone for now")
        else:
            other.tasks.appendleft(task)
            home = self._lanes.get(task.home)
            if home is not None:
                home.away.add(task.id)

    def _claim(self, host: str) -> Lane | None:
        row = self._ledger.feeds.claim_one(self._name, host, now=self._clock.now())
        return self._open(row) if row else None
