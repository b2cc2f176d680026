"""Date values: what a date expression can mean, and from where it is seen.

Values are those of TIMEX3 in TimeML 1.2.1: ISO 8601, and its extensions for what ISO has no word for
(`2006-Q4`, `1998-FA`, `198`, `2010-W04-WE`, `PAST_REF`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .calendar_words import shift_days, shift_months, to_year, week_of
from .tense import Tense

NO_PUBLISHED = "the date of the document is not known"
NO_SUCH_DAY = "the calendar has no such day"
NOTHING_BEFORE = "it counts from a date that is not named before it"
VAGUE = "no date can be reckoned from it"
# Without a year, news means the nearest such day unless the verb says otherwise; a verb is not believed where
# it would mean a day most of a year away and the other one is near ("a judge ordered … by March 6", in
# January).
FAR, NEAR = 270, 120  # days; best of 200-400 and 0-150 on every other file of TimeBank, AQUAINT and MEANTIME

Unit = Literal[
    "day",
    "week",
    "weekend",
    "month",
    "quarter",
    "season",
    "year",
    "decade",
    "century",
    "fiscal year",
    "vague",
]


@dataclass(frozen=True, slots=True)
class DateValue:
    """What an expression means: a TIMEX3 value, the unit it is as precise as, and how it was reached."""

    value: str
    unit: Unit
    because: str


@dataclass(frozen=True, slots=True)
class Unread:
    """An expression whose value is not known, and why."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewpoint:
    """From where an expression is read: the day of publication, the tense around it, the date before it.

    `sure` is whether the tense is known for certain, not only read off the nearest verb.
    """

    published: date | None = None
    tense: Tense | None = None
    sure: bool = False
    before: DateValue | None = None


def on_day(day: date | None, because: str) -> DateValue | Unread:
    """The day as a value; Unread where it is none."""
    return DateValue(day.isoformat(), "day", because) if day else Unread(NO_SUCH_DAY)


def in_month(year: int, month: int, because: str) -> DateValue:
    """The month as a value."""
    return DateValue(f"{year:04d}-{month:02d}", "month", because)


def in_year(year: int, because: str) -> DateValue | Unread:
    """The year as a value; Unread outside the years 1 to 9999."""
    return DateValue(f"{year:04d}", "year", because) if 1 <= year <= 9999 else Unread(NO_SUCH_DAY)


def steps_of(shift: str | None) -> int:
    """How many units a shifting word moves: -1, 0 or 1."""
    words = (shift or "").lower()
    if re.search(r"\b(?:last|past|previous)\b", words):
        return -1
    return 1 if re.search(r"\b(?:next|coming|following)\b", words) and "this" not in words else 0


def seen_from(seen: date) -> str:
    """The words for a date reckoned from the day of publication."""
    return f"seen from {seen.isoformat()}, when it was published"


def stated_year(words: str | None, seen: Viewpoint) -> int | Unread | None:
    """The year that stands with a date: a number, None (none does), or why it cannot be known."""
    if not words:
        return None
    if re.search(r"year$", words.lower()) and not words.lower().startswith("the year"):
        if seen.published is None:
            return Unread(NO_PUBLISHED)
        return seen.published.year + steps_of(words)
    year = to_year(words)
    return Unread(NO_SUCH_DAY) if year is None else year


def start_of(value: DateValue | None) -> date | None:
    """The first day of a value as precise as a day, week, month or year."""
    if value is None:
        return None
    try:
        if value.unit == "day":
            return date.fromisoformat(value.value)
        if value.unit in ("week", "weekend"):
            return date.fromisocalendar(int(value.value[:4]), int(value.value[6:8]), 1)
        if value.unit == "month":
            return date(int(value.value[:4]), int(value.value[5:7]), 1)
        return date(int(value.value), 1, 1) if value.unit == "year" else None
    except ValueError:
        return None


def nearest(earlier: date, later: date, seen: Viewpoint) -> date:
    """The one of two days, before and after publication, that words without a year mean."""
    assert seen.published is not None
    back, ahead = (seen.published - earlier).days, (later - seen.published).days
    if seen.tense == "past" and (seen.sure or not (back > FAR and ahead < NEAR)):
        return earlier
    if seen.tense == "future" and not (ahead > FAR and back < NEAR):
        return later
    return earlier if back <= ahead else later


def shifted(start: date, unit: str, steps: int, because: str) -> DateValue | Unread:
    """The day, week, month … that lies so many units after the one in which `start` is."""
    if unit == "day":
        return on_day(shift_days(start, steps), because)
    if unit in ("week", "weekend"):
        day = shift_days(start, 7 * steps)
        if day is None:
            return Unread(NO_SUCH_DAY)
        return DateValue(
            week_of(day) + "-WE" * (unit == "weekend"), "week" if unit == "week" else "weekend", because
        )
    if unit in ("month", "quarter"):
        found = shift_months(start, steps * (3 if unit == "quarter" else 1))
        if found is None:
            return Unread(NO_SUCH_DAY)
        if unit == "quarter":
            return DateValue(f"{found[0]:04d}-Q{(found[1] + 2) // 3}", "quarter", because)
        return in_month(*found, because)
    if unit == "year":
        return in_year(start.year + steps, because)
    years = 10 if unit == "decade" else 100
    if not 0 <= start.year // years + steps < 10000 // years:
        return Unread(NO_SUCH_DAY)
    width, kind = (3, "decade") if unit == "decade" else (2, "century")
    return DateValue(f"{start.year // years + steps:0{width}d}", kind, because)  # type: ignore[arg-type]
