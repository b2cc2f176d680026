"""robots.txt: what a host lets Sayso read, and how long it wants to be left alone in between."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sayso.errors import missing_extra

NAME = "sayso"  # as hosts write it in robots.txt; the same as in the User-Agent
MAX_BYTES = 512_000  # RFC 9309: the first 500 kibibytes are read at least
LONGEST_DELAY = 3600.0  # seconds; a Crawl-delay over an hour is a mistake, or means "not at all"


@dataclass(frozen=True, slots=True)
class Robots:
    """A host's rules. `unknown` is why they cannot be had, so that nothing may be read for now."""

    delay: float = 0.0
    unknown: str | None = None
    _rules: Any = field(default=None, repr=False)

    def allows(self, address: str) -> bool:
        """Whether this address may be read."""
        if self.unknown is not None:
            return False
        return self._rules is None or bool(self._rules.can_fetch(address, NAME))


def read_robots(text: str | None) -> Robots:
    """The rules in a robots.txt; everything is allowed where there is none (None) or it says nothing."""
    if not text:
        return Robots()
    try:
        from protego import Protego
    except ImportError as error:
        raise missing_extra("watching feeds", "protego", "feeds") from error
    rules = Protego.parse(text)
    return Robots(delay=_delay(rules), _rules=rules)


def _delay(rules: Any) -> float:
    stated = [rules.crawl_delay(NAME) or 0.0]
    rate = rules.request_rate(NAME)
    if rate is not None and rate.requests:
        stated.append(rate.seconds / rate.requests)
    return float(min(max(0.0, *stated), LONGEST_DELAY))
