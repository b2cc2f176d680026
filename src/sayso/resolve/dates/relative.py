"""Relative dates: weekdays, months and units that mean what they mean only from where they are seen.

The rules for news are those that HeidelTime (Strötgen and Gertz 2013) and SUTime (Chang and Manning 2012)
publish: a weekday or month without more is the last one, or the next one where the verb speaks of the future;
"last" and "next" shift the unit that they stand with, and the value is as coarse as that unit.
"""

from __future__ import annotations

import re

from .calendar_words import (
    SEASON_ENDS,
    SEASONS,
    WEEKDAYS,
    month_number,
    shift_days,
    to_number,
    weekday_number,
)
from .values import (
    FAR,
    NEAR,
    NO_PUBLISHED,
    NO_SUCH_DAY,
    NOTHING_BEFORE,
    VAGUE,
    DateValue,
    Unread,
    Viewpoint,
    in_month,
    in_year,
    on_day,
    seen_from,
    shifted,
    start_of,
    stated_year,
    steps_of,
)


def read_weekday(match: re.Match[str], seen: Viewpoint) -> DateValue | Unread:
    """The last such weekday, or the next one, or the one of the week that is named."""
    weekday, published = weekday_number(match["weekday"]), seen.published
    assert weekday is not None
    if published is None:
        return Unread(NO_PUBLISHED)
    if match["week"]:
        days = weekday - published.weekday() + 7 * steps_of(match["week"])
        return on_day(shift_days(published, days), f"{match['week']} week, {seen_from(published)}")
    back, ahead = (published.weekday() - weekday) % 7, (weekday - published.weekday()) % 7
    shift = (match["shift"] or "").lower()
    name = WEEKDAYS[weekday]
    if "last" in shift or "past" in shift or "previous" in shift:
        return on_day(shift_days(published, -(back or 7)), f"the {name} before {published.isoformat()}")
    if shift.startswith("next"):
        # CLDR's "next Friday" is that of next week; "this Friday" is that of this week.
        return on_day(shift_days(published, weekday - published.weekday() + 7), f"next week’s {name}")
    if "following" in shift:
        start = start_of(seen.before)
        if start is None:
            return Unread(NOTHING_BEFORE)
        return on_day(shift_days(start, (weekday - start.weekday() - 1) % 7 + 1), f"the {name} after {start}")
    if "coming" in shift or seen.tense == "future" or (shift == "this" and seen.tense != "past"):
        return on_day(shift_days(published, ahead), f"the {name} on or after {published.isoformat()}")
    return on_day(shift_days(published, -back), f"the {name} on or before {published.isoformat()}")


_NEAR_DAYS = (
    ("before yesterday", -2), ("after tomorrow", 2), ("yesterday", -1), ("last night", -1), ("tomorrow", 1),
)  # fmt: skip


def read_near_day(match: re.Match[str], seen: Viewpoint) -> DateValue | Unread:
    """Today, yesterday, tomorrow and the days beyond them; a part of a day is its day."""
    if seen.published is None:
        return Unread(NO_PUBLISHED)
    words = " ".join(match[0].lower().split())
    steps = next((days for name, days in _NEAR_DAYS if name in words), 0)
    return on_day(shift_days(seen.published, steps), seen_from(seen.published))


def read_month(match: re.Match[str], seen: Viewpoint) -> DateValue | Unread:
    """The last such month, or the next one, or the one of the year that "last", "this" or "next" gives."""
    month, published = month_number(match["month"]), seen.published
    assert month is not None
    if published is None:
        return Unread(NO_PUBLISHED)
    shift, this = (match["shift"] or "").lower(), published.month
    earlier = published.year - (month > this)
    later = published.year + (month < this)
    because = seen_from(published)
    if shift == "this":
        return in_month(published.year, month, because)
    if steps_of(shift) < 0:
        return in_month(published.year - (month >= this), month, f"the last one, {because}")
    if steps_of(shift) > 0 or "coming" in shift:
        return in_month(published.year + (month <= this), month, f"the next one, {because}")
    back, ahead = (this - month) % 12, (month - this) % 12
    if back and ahead:
        near_ahead = not seen.sure and back * 30 > FAR and ahead * 30 < NEAR
        near_back = ahead * 30 > FAR and back * 30 < NEAR
        forward = (seen.tense == "future" and not near_back) or (seen.tense == "past" and near_ahead)
        forward = forward or (seen.tense is None and ahead < back)
        return in_month(
            later if forward else earlier, month, f"the {'next' if forward else 'last'} one, {because}"
        )
    return in_month(published.year, month, because)


def read_quarter(match: re.Match[str], seen: Viewpoint) -> DateValue | Unread:
    """A quarter of the calendar year: of the year that is named, or the last one that has begun."""
    if match["fiscal"]:
        return Unread("a quarter of a fiscal year, which begins when its keeper says")
    nth = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4}.get((match["nth"] or "").lower())
    nth = nth or (int(match["q"][1]) if match["q"] else None)
    year = stated_year(match["year"], seen)
    if isinstance(year, Unread):
        return year
    if nth is None:
        return Unread(VAGUE)
    if year is None:
        if seen.published is None:
            return Unread(NO_PUBLISHED)
        now = (seen.published.month + 2) // 3
        year = seen.published.year - (nth > now if seen.tense != "future" else 0)
    return DateValue(f"{year:04d}-Q{nth}", "quarter", "a quarter of the calendar year")


def read_season(match: re.Match[str], seen: Viewpoint) -> DateValue | Unread:
    """ "Last fall", "this spring": a season of the northern hemisphere."""
    published = seen.published
    if published is None:
        return Unread(NO_PUBLISHED)
    code, steps = SEASONS[match["season"].lower()], steps_of(match["shift"])
    year = published.year
    if steps < 0 and "this" not in match["shift"].lower():
        year -= published.month <= SEASON_ENDS[code]
    elif steps > 0:
        year += published.month >= SEASON_ENDS[code] - 2 > 0
    return DateValue(f"{year:04d}-{code}", "season", seen_from(published))


def read_unit(match: re.Match[str], seen: Viewpoint) -> DateValue | Unread:
    """ "Last week", "this year", "the following month"."""
    unit, shift = match["unit"].lower(), match["shift"].lower()
    words = match[0].lower()
    counts_on = shift in ("following", "same", "previous") or (
        unit == "day" and shift in ("next", "last", "past")
    )
    start = start_of(seen.before) if counts_on else None
    if start is not None and seen.before is not None:
        return shifted(start, unit, steps_of(shift), f"counted from {seen.before.value}, named before it")
    if counts_on and unit == "day" and "same" not in words:
        return Unread(NOTHING_BEFORE)
    if seen.published is None:
        return Unread(NO_PUBLISHED)
    if unit == "weekend" and shift == "this" and seen.tense == "past" and seen.published.weekday() < 5:
        return shifted(seen.published, unit, -1, f"the one just over, {seen_from(seen.published)}")
    return shifted(seen.published, unit, steps_of(shift), seen_from(seen.published))


def read_that_day(match: re.Match[str], seen: Viewpoint) -> DateValue | Unread:
    """ "That day", "the year before": counted from the date named before."""
    start = start_of(seen.before)
    if start is None or seen.before is None:
        return Unread(NOTHING_BEFORE)
    unit = (match["unit"] or match[0].split()[1]).lower()
    way = (match["way"] or "").lower()
    steps = -1 if way in ("before", "earlier") else 1 if way else 0
    return shifted(start, unit, steps, f"counted from {seen.before.value}, named before it")


def read_ago(match: re.Match[str], seen: Viewpoint) -> DateValue | Unread:
    """ "Two weeks ago", "a year earlier": as precise as the unit that is counted."""
    unit = match["unit"].lower().rstrip("s").replace("centurie", "century")
    way = " ".join(match["way"].lower().split())
    steps = to_number(match["count"])
    back = way in ("ago", "earlier", "before", "previously")
    if steps is None or unit in ("hour", "minute"):
        return DateValue("PAST_REF" if back else "FUTURE_REF", "vague", "a stretch of time without a number")
    steps = -steps if back else steps
    if way in ("ago", "from now", "hence"):
        start, because = seen.published, f"{match[0]}, {seen_from(seen.published)}" if seen.published else ""
        if start is None:
            return Unread(NO_PUBLISHED)
    else:
        start = start_of(seen.before) or (seen.published if back else None)
        if start is None:
            return Unread(NOTHING_BEFORE)
        because = f"counted from {start.isoformat()}"
        if unit == "year" and seen.before is not None and seen.before.unit == "month":
            return (
                in_month(start.year + steps, start.month, because)
                if start.year + steps > 0
                else Unread(NO_SUCH_DAY)
            )
    if unit in ("decade", "century"):  # "a decade ago" is ten years ago, to about a year
        return in_year(start.year + steps * (10 if unit == "decade" else 100), because)
    return shifted(start, unit, steps, because)


def read_year_before(match: re.Match[str], seen: Viewpoint) -> DateValue | Unread:
    """ "The same month a year earlier": the month or year named before, a year back."""
    start = start_of(seen.before)
    if start is None or seen.before is None or start.year == 1:
        return Unread(NOTHING_BEFORE)
    because = f"a year before {seen.before.value}, named before it"
    if seen.before.unit == "month":
        return in_month(start.year - 1, start.month, because)
    return in_year(start.year - 1, because)


def read_part_of(match: re.Match[str], seen: Viewpoint) -> DateValue | Unread:
    """ "The beginning of the year": as precise as the whole."""
    whole = match["whole"].lower()
    if seen.published is None:
        return Unread(NO_PUBLISHED)
    start = start_of(seen.before)
    if whole == "day" and start is not None and seen.before is not None:
        return shifted(start, whole, 0, f"counted from {seen.before.value}, named before it")
    before = re.search(r"\b(last|next|this)\b", match[0].lower())
    return shifted(seen.published, whole, steps_of(before[1]) if before else 0, seen_from(seen.published))


def read_weekend(match: re.Match[str], seen: Viewpoint) -> DateValue | Unread:
    """ "The weekend": the last one, during a weekend that weekend."""
    published = seen.published
    if published is None:
        return Unread(NO_PUBLISHED)
    steps = -1 if published.weekday() < 5 and seen.tense != "future" else 0
    return shifted(published, "weekend", steps, seen_from(published))
