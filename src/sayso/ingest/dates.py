"""Dates: ISO 8601 made uniform, and the day on which a page says that it was published."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

# What systems write where no date is known.
PLACEHOLDERS = frozenset({"0001-01-01", "1900-01-01", "1970-01-01"})
_ISO_START = re.compile(r"\d{4}-?(\d{2}|W\d{2})")
_YEAR_FIRST = re.compile(r"(?<!\d)(19|20)\d\d([-/.])\d{1,2}\2\d{1,2}(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(19|20)\d\d(?!\d)")
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
_DAY = re.compile(r"(?<!\d)(0?[1-9]|[12]\d|3[01])(?!\d)")
_WORD = re.compile(r"[^\W\d_]{3,}")


def to_iso(value: str) -> str | None:
    """The value as an ISO 8601 date, with time where a time and its offset are stated; None where it is none.

    A time without an offset is no moment, so only its date is kept.

    >>> to_iso("2020-01-12T10:30Z"), to_iso("20200112"), to_iso("2020-01-12 10:30"), to_iso("12/1/2020")
    ('2020-01-12T10:30:00+00:00', '2020-01-12', '2020-01-12', None)
    """
    value = value.strip()
    if not value.isascii() or not _ISO_START.match(value):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return moment.date().isoformat()
    return moment.isoformat(timespec="seconds")


def find_published(stated: Iterable[str], *, latest: date) -> str | None:
    """The first of the stated dates that is a whole day, no placeholder and not after `latest`.

    Never a guess: a month without a day, or numbers that are one day in Britain and another in America
    (3/4/2020), are no date.
    """
    for value in stated:
        found = to_iso(value) or _read_date(value, latest)
        if found and found[:10] not in PLACEHOLDERS and date.fromisoformat(found[:10]) <= latest:
            return found
    return None


def _read_date(value: str, latest: date) -> str | None:
    """The day written in words or figures ('Sunday, 12 January 2020'), read by htmldate."""
    value = " ".join(value.split())
    if len(value) > 200 or not _names_one_day(value):
        return None
    from htmldate import find_date
    from lxml.html import Element, HtmlElement

    page: HtmlElement = Element("html")
    head = Element("head")
    page.append(head)
    # As the statement that it is, so that htmldate reads this one value and searches for no other.
    head.append(Element("meta", itemprop="datePublished", content=value))
    found = find_date(page, extensive_search=False, original_date=True, max_date=latest.isoformat())
    return found if isinstance(found, str) else None


def _names_one_day(value: str) -> bool:
    if _YEAR_FIRST.search(value):
        return True
    figures = _YEAR_LAST.search(value)
    if figures:
        first, second = int(figures[1]), int(figures[3])
        return first == second or max(first, second) > 12
    rest = _YEAR.sub(" ", value, count=1)
    return rest != value and _DAY.search(rest) is not None and _WORD.search(rest) is not None


def is_ambiguous(stated: Iterable[str], *, latest: date) -> bool:
    """Whether the values name more than one day, so that none can be taken for the page's own."""
    days = {found[:10] for value in stated if (found := find_published([value], latest=latest))}
    return len(days) > 1
