"""How often a feed says that it changes, and when not to ask: ttl, sy:updatePeriod, skipHours, skipDays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .schedule import DAYS, Hints

if TYPE_CHECKING:
    from lxml.etree import _Element

_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}


def read_hints(root: _Element) -> Hints:
    """What the feed's own elements say; those of its entries say nothing about the feed."""
    said: dict[str, str] = {}
    hours: set[int] = set()
    days: set[int] = set()
    for element in _outside_entries(root):
        name, text = _local(element), (element.text or "").strip()
        if name == "hour" and text.isdecimal() and int(text) <= 24:
            hours.add(int(text) % 24)
        elif name == "day" and text.lower() in DAYS:
            days.add(DAYS.index(text.lower()))
        elif name in ("ttl", "updateperiod", "updatefrequency"):
            said.setdefault(name, text.lower())
    return Hints(seconds=_seconds(said), hours=tuple(sorted(hours)), days=tuple(sorted(days)))


def _outside_entries(root: _Element) -> list[_Element]:
    found: list[_Element] = []
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if isinstance(element.tag, str) and _local(element) not in ("item", "entry"):
            found.append(element)
            waiting.extend(reversed(element))
    return found


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _seconds(said: dict[str, str]) -> int | None:
    """The longest time for which the feed says that nothing new will come."""
    stated: list[int] = []
    if said.get("ttl", "").isdecimal():
        stated.append(min(int(said["ttl"][:9]), 1_000_000) * 60)
    if said.get("updateperiod") in _PERIODS:
        often = said.get("updatefrequency", "1")
        stated.append(_PERIODS[said["updateperiod"]] // max(1, int(often[:6]) if often.isdecimal() else 1))
    return max(stated, default=0) or None
