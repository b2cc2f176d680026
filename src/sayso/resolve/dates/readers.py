"""Reading date expressions: which form is read by which rule."""

from __future__ import annotations

import re
from collections.abc import Callable

from . import absolute, relative
from .forms import form_pattern
from .values import VAGUE, DateValue, Unread, Viewpoint


def read_value(words: str, form: str, seen: Viewpoint) -> DateValue | Unread:
    """What the words, an expression of that form, mean from that viewpoint."""
    match = form_pattern(form).match(words)
    if match is None:
        return Unread(VAGUE)
    return READERS[form](match, seen)


def _vague(value: str) -> Callable[[re.Match[str], Viewpoint], DateValue | Unread]:
    return lambda match, seen: DateValue(value, "vague", VAGUE)


READERS: dict[str, Callable[[re.Match[str], Viewpoint], DateValue | Unread]] = {
    "iso": absolute.read_iso,
    "figures": absolute.read_figures,
    "week_of": absolute.read_week_of,
    "month_day": absolute.read_month_day,
    "day_month": absolute.read_month_day,
    "month_year": absolute.read_month_year,
    "month": relative.read_month,
    "weekday": relative.read_weekday,
    "near_day": relative.read_near_day,
    "quarter": relative.read_quarter,
    "fiscal": absolute.read_fiscal,
    "season_of": absolute.read_season_of,
    "season": relative.read_season,
    "ago": relative.read_ago,
    "part_of": relative.read_part_of,
    "year_before": relative.read_year_before,
    "unit": relative.read_unit,
    "that_day": relative.read_that_day,
    "weekend": relative.read_weekend,
    "decade": absolute.read_decade,
    "century": absolute.read_century,
    "holiday": absolute.read_holiday,
    "year": absolute.read_year,
    "present": _vague("PRESENT_REF"),
    "past": _vague("PAST_REF"),
    "future": _vague("FUTURE_REF"),
}
