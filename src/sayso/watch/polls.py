"""Feeds that were asked for: what came is kept, and told."""

from __future__ import annotations

from collections.abc import Callable

from sayso.feeds.schedule import LONGEST, to_seconds
from sayso.ledger import FeedRow, Ledger, Polled

from .clock import Clock
from .lane import Result
from .options import WatchOptions
from .poll import PACES, answered, failed
from .told import Told

PAUSE = 300.0  # seconds that a host is left alone that says 429 and not for how long


class Polls:
    """Keeps what asking for feeds gave."""

    def __init__(
        self, ledger: Ledger, options: WatchOptions, clock: Clock, tell: Callable[[Told], None]
    ) -> None:
        self._ledger = ledger
        self._options = options
        self._clock = clock
        self._tell = tell

    def keep(self, result: Result, feed: FeedRow) -> int:
        """Keep what came of asking for the feed; how many of its entries are new."""
        now, rhythm = self._clock.now(), self._options.rhythm
        if result.answer is None:
            reason = result.error.reason if result.error else "no answer"
            told = failed(feed, reason, rhythm=rhythm, now=now)
        else:
            keep = self._options.from_feed
            told = answered(feed, result.task, result.answer, rhythm=rhythm, keep_content=keep, now=now)
        new = self._ledger.feeds.polled(feed.id, told, now=now)
        self._say(feed, told, new)
        return new

    def pause(self, result: Result) -> float:
        """For how many seconds the host wants to be left alone altogether; 0 where it does not say so."""
        answer = result.answer
        if answer is None or answer.status not in PACES:
            return 0.0
        stated = to_seconds(answer.retry_after, self._clock.now())
        if stated is None:
            return PAUSE if answer.status == 429 else 0.0
        return min(stated, LONGEST)

    def _say(self, feed: FeedRow, told: Polled, new: int) -> None:
        subject = feed.address
        if told.moved and told.moved != feed.address:
            self._tell(Told(kind="moved", subject=subject, words=f"moved to {told.moved}"))
        if told.gone:
            self._tell(Told(kind="stopped", subject=subject, words=told.gone))
        elif told.error:
            self._tell(Told(kind="failed", subject=subject, words=told.error))
        elif new:
            self._tell(Told(kind="polled", subject=subject, words=told.cut or "", number=new))
        else:
            self._tell(Told(kind="unchanged", subject=subject, words=told.cut or ""))
