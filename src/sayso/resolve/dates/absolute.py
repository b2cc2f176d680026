"""Absolute dates: days, months and years that are written out, if need be with the year left to the reader.

dateparser reads the words; which year is meant where none stands is decided here.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from threading import Lock
from typing import Any

from .calendar_words import (
    DECADES,
    FIXED_DAYS,
    MONTHS,
    NTH_DAYS,
    ORDINALS,
    SEASONS,
    make_day,
    month_number,
    nth_weekday,
    to_year,
    week_of,
)
from .values import (
    NO_PUBLISHED,
    NO_SUCH_DAY,
    DateValue,
    Unread,
    Viewpoint,
    in_month,
    in_year,
    nearest,
    on_day,
    seen_from,
    stated_year,
    steps_of,
)

AMBIGUOUS = "one day in Britain and another in America"
ABSOLUTE = "written out in full"

_parser_lock = Lock()


@lru_cache(maxsize=1)
def _parser() -> Any:
    from dateparser.date import DateDataParser

    # `absolute-time` alone: what is relative is read here. A year is always given, so none is taken from the
    # clock.
    settings = {"PARSERS": ["absolute-time"], "DATE_ORDER": "MDY", "REQUIRE_PARTS": ["month", "year"]}
    return DateDataParser(languages=["en"], settings=settings)


@lru_cache(maxsize=4096)
def read_absolute(words: str) -> date | None:
    """The day (or first of the month) that words with a month and a year mean; None where there is none such.

    Figures are read month first.

    >>> read_absolute("Jan 3 2020")
    datetime.date(2020, 1, 3)
    """
    with _parser_lock:
        found = _parser().get_date_data(words).date_obj
    return found.date() if found else None


def _month_and_day(match: re.Match[str]) -> tuple[int, int] | None:
    day = ORDINALS.get(match["day"].lower()) or re.sub(r"\D", "", match["day"])
    found = read_absolute(f"{match['month'].rstrip('.')} {day} 2000")  # a leap year has every day
    return (found.month, found.day) if found else None


def read_month_day(match: re.Match[str], seen: Viewpoint) -> DateValue | Unread:
    """ "Jan. 3rd", "Sunday, January 3, 2021": with no year, the nearest such day."""
    year = stated_year(match["year"], seen)
    if isinstance(year, Unread):
        return year
    found = _month_and_day(match)
    if found is None:
        return Unread(NO_SUCH_DAY)
    if year is not None:
        return on_day(make_day(year, *found), ABSOLUTE)
    if seen.published is None:
        return Unread(NO_PUBLISHED)
    this = seen.published.year
    days = [day for y in (this - 1, this, this + 1) if (day := make_day(y, *found))]
    earlier = max((day for day in days if day <= seen.published), default=None)
    later = min((day for day in days if day >= seen.published), default=None)
    if earlier is None or later is None:
        return on_day(earlier or later, seen_from(seen.published))
    return on_day(nearest(earlier, later, seen), f"the nearest such day, {seen_from(seen.published)}")


def read_week_of(match: re.Match[str], seen: Viewpoint) -> DateValue | Unread:
    """ "The week of March 6": the ISO week in which that day lies."""
    found = read_month_day(match, seen)
    if isinstance(found, Unread):
        return found
    return DateValue(week_of(date.fromisoformat(found.value)), "week", f"the week of {found.value}")


def read_iso(match: re.Match[str], seen: Viewpoint) -> DateValue | Unread:
    """ "2021-01-03"."""
    return on_day(make_day(*(int(part) for part in match[0].split("-"))), ABSOLUTE)


def read_figures(match: re.Match[str], seen: Viewpoint) -> DateValue | Unread:
    """ "13/1/2021": only where no other reading is a day."""
    first, second, year = re.split(r"[/.]", match[0])
    if int(first) != int(second) and max(int(first), int(second)) <= 12:
        return Unread(AMBIGUOUS)
    if int(first) > 12:
        first, second = second, first
    full = to_year(year)
    return on_day(read_absolute(f"{int(first):02d}/{int(second):02d}/{full:04d}") if full else None, ABSOLUTE)


def read_month_year(match: re.Match[str], seen: Viewpoint) -> DateValue | Unread:
    """ "May 2019", "May of last year"."""
    year = stated_year(match["year"], seen)
    if isinstance(year, Unread):
        return year
    month = month_number(match["month"])
    if year is None or month is None:
        return Unread(NO_SUCH_DAY)
    found = read_absolute(f"{MONTHS[month - 1]} {year:04d}")
    return in_month(found.year, found.month, ABSOLUTE) if found else Unread(NO_SUCH_DAY)


def read_season_of(match: re.Match[str], seen: Viewpoint) -> DateValue | Unread:
    """ "The spring of 2019"."""
    year = stated_year(match["year"], seen)
    if not isinstance(year, int):
        return year or Unread(NO_SUCH_DAY)
    return DateValue(f"{year:04d}-{SEASONS[match['season'].lower()]}", "season", ABSOLUTE)


def read_holiday(match: re.Match[str], seen: Viewpoint) -> DateValue | Unread:
    """ "Thanksgiving", "last Christmas"."""
    name = " ".join(match["name"].lower().replace("’", "'").split())
    year = stated_year(match["year"], seen)
    if isinstance(year, Unread):
        return year
    if year is not None:
        return on_day(_holiday(name, year), f"{match['name']} of {year}")
    if seen.published is None:
        return Unread(NO_PUBLISHED)
    days = [
        _holiday(name, y) for y in range(seen.published.year - 1, seen.published.year + 2) if 0 < y < 10000
    ]
    earlier = max((day for day in days if day <= seen.published), default=None)
    later = min((day for day in days if day >= seen.published), default=None)
    if earlier is None or later is None:
        return Unread(NO_SUCH_DAY)
    shift = steps_of(match["shift"])
    day = earlier if shift < 0 else later if shift > 0 else nearest(earlier, later, seen)
    return on_day(day, f"{match['name']}, {seen_from(seen.published)}")


def _holiday(name: str, year: int) -> date:
    if name in FIXED_DAYS:
        return date(year, *FIXED_DAYS[name])
    month, weekday, nth = NTH_DAYS[name]
    day = nth_weekday(year, month, weekday, nth)
    return day + timedelta(days=1) if name == "election day" else day


def read_year(match: re.Match[str], seen: Viewpoint) -> DateValue | Unread:
    """ "1998", "the year two thousand"."""
    words = next(words for words in match.groups() if words)
    year = to_year(words)
    return in_year(year, ABSOLUTE) if year else Unread(NO_SUCH_DAY)


def read_fiscal(match: re.Match[str], seen: Viewpoint) -> DateValue | Unread:
    """ "Fiscal 2008": named, not dated, since its first day is not known."""
    return DateValue(f"FY{to_year(match['year'])}", "fiscal year", ABSOLUTE)


def read_decade(match: re.Match[str], seen: Viewpoint) -> DateValue | Unread:
    """ "The 1980s", "the nineties"."""
    word = (match["word"] or "").lower()
    last = match["short"] or match["bare"] or match["second"]
    tens = match["tens"] or (
        str(DECADES[word]) if word else f"19{last}" if last and last > "1" else f"20{last}"
    )
    return DateValue(tens, "decade", ABSOLUTE)


def read_century(match: re.Match[str], seen: Viewpoint) -> DateValue | Unread:
    """ "The 11th century"."""
    words = match["nth"].lower()
    nth = ORDINALS.get(words) or int(re.sub(r"\D", "", words) or 0)
    return DateValue(f"{nth - 1:02d}", "century", ABSOLUTE) if nth > 0 else Unread(NO_SUCH_DAY)
