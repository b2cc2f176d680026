"""The words of the English calendar, and the arithmetic of days, weeks, months and quarters.

Names and abbreviations of months and weekdays are those of CLDR (`en`, gregorian calendar, wide and
abbreviated), with the full stop and the longer forms (`Sept.`, `Tues.`, `Thurs.`) that newspapers use.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# TimeML 1.2.1 (as TIDES TIMEX2 before it) writes a season as 1998-SP, -SU, -FA or -WI.
SEASONS = {"spring": "SP", "summer": "SU", "fall": "FA", "autumn": "FA", "winter": "WI"}
# The month in which a season is about over in the northern hemisphere; a past season lies before it.
SEASON_ENDS = {"SP": 5, "SU": 8, "FA": 11, "WI": 2}

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = {
    word: 10 * n
    for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
NUMBERS = {word: n for n, word in enumerate(_SMALL)} | _TENS | {"a": 1, "an": 1}
ORDINALS = {
    word: n
    for n, word in enumerate(
        (
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
            "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
        ).split(),
        start=1,
    )
} | {"twenty-first": 21, "thirtieth": 30, "thirty-first": 31}
ORDINALS |= {f"twenty-{word}": 20 + n for word, n in list(ORDINALS.items())[1:9]}
DECADES = {
    "twenties": 192, "thirties": 193, "forties": 194, "fifties": 195, "sixties": 196, "seventies": 197,
    "eighties": 198, "nineties": 199,
}  # fmt: skip

# Days with a fixed date, or the nth weekday (0 = Monday; -1 = the last) of a month: United States federal
# holidays (5 U.S.C. 6103) and the days that news names most; movable feasts are left out. Election day is the
# day after the one given here (2 U.S.C. 7).
FIXED_DAYS = {
    "christmas": (12, 25), "christmas day": (12, 25), "christmas eve": (12, 24), "boxing day": (12, 26),
    "new year's day": (1, 1), "new year's eve": (12, 31), "valentine's day": (2, 14),
    "st. patrick's day": (3, 17), "independence day": (7, 4), "halloween": (10, 31), "veterans day": (11, 11),
    "bastille day": (7, 14), "may day": (5, 1),
}  # fmt: skip
NTH_DAYS = {
    "thanksgiving": (11, 3, 4), "thanksgiving day": (11, 3, 4), "labor day": (9, 0, 1),
    "memorial day": (5, 0, -1), "columbus day": (10, 0, 2), "presidents' day": (2, 0, 3),
    "martin luther king day": (1, 0, 3), "mother's day": (5, 6, 2), "father's day": (6, 6, 3),
    "election day": (11, 0, 1),
}  # fmt: skip


def month_number(name: str) -> int | None:
    """The month that a name or its abbreviation means, 1 to 12; None where it means none."""
    start = name.rstrip(".").lower()
    found = [
        n for n, month in enumerate(MONTHS, start=1) if len(start) > 2 and month.lower().startswith(start)
    ]
    return found[0] if found else (9 if start == "sept" else None)


def weekday_number(name: str) -> int | None:
    """The weekday that a name or its abbreviation means, 0 (Monday) to 6; None where it means none."""
    start = name.rstrip(".").lower()
    found = [n for n, day in enumerate(WEEKDAYS) if len(start) > 2 and day.lower().startswith(start)]
    return found[0] if found else None


def to_number(words: str) -> int | None:
    """The whole number that figures or words (`six`, `twenty-one`) mean; None where they mean none.

    >>> to_number("6"), to_number("twenty-one"), to_number("several")
    (6, 21, None)
    """
    words = words.lower().strip()
    if words.isascii() and words.isdigit():
        return int(words) if len(words) < 5 else None
    if words in NUMBERS:
        return NUMBERS[words]
    tens, _, ones = words.replace(" ", "-").partition("-")
    if tens in _TENS and 0 < NUMBERS.get(ones, 0) < 10 and ones not in ("a", "an"):
        return _TENS[tens] + NUMBERS[ones]
    return None


def to_year(words: str) -> int | None:
    """The year that figures or words mean (`1998`, `’98`, `nineteen ninety-six`, `two thousand`).

    >>> to_year("’98"), to_year("nineteen ninety-six"), to_year("two thousand four")
    (1998, 1996, 2004)
    """
    words = words.lower().strip()
    figures = re.fullmatch(r"['’‘`]?(\d\d|\d{4})", words)
    if figures:
        year = int(figures[1])
        # Two figures: the window of POSIX strptime (%y), 69 to 99 are the 1900s.
        return year if len(figures[1]) == 4 else year + (1900 if year >= 69 else 2000)
    first, _, rest = words.partition(" ")
    if words.startswith("two thousand"):
        rest = words.removeprefix("two thousand").removeprefix(" and").strip()
        ones = to_number(rest) if rest else 0
        return None if ones is None else 2000 + ones
    century, ones = NUMBERS.get(first, 0), to_number(rest)
    return century * 100 + ones if 15 <= century <= 20 and ones is not None and 10 <= ones < 100 else None


def make_day(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def shift_days(day: date, days: int) -> date | None:
    """The day so many days later (earlier when negative); None outside the years 1 to 9999."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def shift_months(day: date, months: int) -> tuple[int, int] | None:
    """Year and month so many months later (earlier when negative); None outside the years 1 to 9999."""
    count = day.year * 12 + day.month - 1 + months
    return (count // 12, count % 12 + 1) if 12 <= count < 120000 else None


def week_of(day: date) -> str:
    """The ISO 8601 week in which the day lies: `2020-W02`.

    >>> week_of(date(2020, 1, 12))
    '2020-W02'
    """
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth such weekday of a month; -1 is the last."""
    if nth < 0:
        last = date(year, month, monthrange(year, month)[1])
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
