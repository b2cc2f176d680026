"""What a desk may ask of watching, shared by all that watch."""

from __future__ import annotations

from dataclasses import dataclass, field

from sayso.errors import AbortRun
from sayso.feeds import Rhythm


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchOptions:
    """Options of watching; AbortRun where they make no sense."""

    rhythm: Rhythm = field(default_factory=Rhythm)
    delay: float = 2.0  # seconds a host is left alone after each answer; its robots.txt may ask for more
    connections: int = 8  # hosts that are asked at once; each of them one thing at a time
    timeout: float = 30.0  # seconds for one address, as everywhere
    max_bytes: int = 20_000_000  # of one article, as everywhere
    feed_bytes: int = 5_000_000  # of one feed; a thousand entries with their whole articles are about as long
    from_feed: bool = False  # whether a feed's own content stands in for a page that cannot be had
    allow_private: bool = False
    look: float = 60.0  # seconds: how late another process's change, or a clock put back, is noticed at most

    def __post_init__(self) -> None:
        if not 10 <= self.rhythm.every <= 7 * 86_400:
            raise AbortRun("--every", "is less than 10 seconds or more than 7 days", "write it as 15m or 2h")
        if not 0 <= self.delay <= 3600:
            raise AbortRun("--delay", f"{self.delay:g} is no number of seconds from 0 to 3600")
        if not 0 < self.timeout <= 300:  # a claim on a host holds for longer than that
            raise AbortRun("--timeout", f"{self.timeout:g} is no number of seconds from 0 to 300")
        if self.max_bytes < 1 or self.connections < 1:
            raise AbortRun("--max-bytes, --connections", "leave nothing to do", "give 1 or more")
