"""Date expressions: where a text names a day, week, month, year or another stretch of the calendar.

What counts as one, and where it begins and ends, follows TIMEX3 of type DATE in TimeML 1.2.1 (Saurí et al.
2006, annotation guidelines): the preposition is left out, words that make the meaning precise are in. Not
found: durations ("for three days"), sets ("every Monday"), and days named only by an event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ...records import Span
from .calendar_words import DECADES, FIXED_DAYS, MONTHS, NTH_DAYS, NUMBERS, ORDINALS, WEEKDAYS
from .forms import FORMS


@dataclass(frozen=True, slots=True)
class DateExpression:
    """One date expression: where it is, without its preposition, and which form it has."""

    span: Span
    form: str


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# A month's name that is also a verb or a person's name counts only behind one of these, or with a figure.
_DOUBTFUL = _words("March May April June August")
_LEADS_TO_MONTH = _words(
    """in of last this next since until till by early late mid through from to between and during for before
    after late- early- mid- the every each around about on at"""
)
# Days and newspapers that have a weekday in their name ("Black Monday", "the Sunday Times").
_NAMED_DAYS = _words("Black Super Cyber Good Ash Bloody Holy Palm Easter Giving Fat Shrove Sheffield Ruby")
_NAMES = _words("Times Mirror Express Telegraph Herald Post Mail Business Independent World Magazine Night")
# What stands behind a figure that is no year ("2000 people").
_COUNTED = re.compile(
    r"\s(?:people|men|women|children|dollars|euros|pounds|miles|km|kilomet(?:er|re)s|met(?:er|re)s|feet|tons|"
    r"tonnes|troops|soldiers|workers|jobs|votes|delegates|points|square|percent|per\scent|homes|others|members)\b"
)
_MONEY = tuple("$£€¥#.,/-–:")
_FIRST_WORD = re.compile(r"\s([A-Z][a-z]+)")
_LAST_WORD = re.compile(r"([\w-]+)\s*$")
# The words that open a form. The forms are tried only there, at one word in ten: that makes finding fast.
_MONTH_WORDS = f"{' '.join(MONTHS)} Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"
_DAY_WORDS = f"{' '.join(WEEKDAYS)} Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun"
_HOLIDAYS = (*FIXED_DAYS, *NTH_DAYS)
_OPENERS = frozenset(
    word.lower()
    for word in (
        *"the that this these a an last past next previous coming following same current latest".split(),
        *"early earlier late later mid about around nearly almost more less over exactly roughly".split(),
        *"only several some many few today yesterday tomorrow tonight right just now nowadays at".split(),
        *"currently recent recently lately previously future near week beginning start middle end".split(),
        *"rest fiscal fy q1 q2 q3 q4 spring summer fall autumn winter".split(),
        *_MONTH_WORDS.split(),
        *_DAY_WORDS.split(),
        *NUMBERS,
        *(word.split("-")[0] for word in ORDINALS),
        *(re.split(r"[ '.]", name)[0] for name in _HOLIDAYS),
    )
)
# These open a date only where one of the words below follows soon; they are so common that trying every form
# at each of them would take most of the time.
_COMMON_OPENERS = _words(
    """the that this a an last next past same in at not more less over about around only just some many few
    one two three four five six seven eight nine ten second first third right late early current near"""
)
_SOON = _words(
    f"""day days week weeks weekend month months year years decade decades century centuries quarter spring
    summer fall autumn winter past future term present moment being now long recently morning afternoon
    evening night today thousand s Thanksgiving Christmas {" ".join((*DECADES, *WEEKDAYS))} {_MONTH_WORDS}"""
)
_SOON_REACH = 48  # characters: "the beginning of the following week" has 35
_WORD = re.compile(r"['’‘`]?[^\W_]+")
_LETTERS = re.compile(r"[A-Za-z]+")


@cache
def _finder() -> re.Pattern[str]:
    """One pattern for every form; a form's own groups are dropped, so that the form is the last group."""
    forms = []
    for form, pattern in FORMS.items():
        bare = re.sub(r"\(\?P<[a-z_]+>", "(?:", pattern.replace("(?P=mark)", "[/.]"))
        forms.append(f"(?P<{form}>{bare})")
    return re.compile("|".join(forms))


def find_date_expressions(text: str, start: int = 0, end: int | None = None) -> Iterator[DateExpression]:
    """The date expressions of the text (or of `text[start:end]`), in order, none overlapping another.

    >>> text = "On Sunday the board met; in May 2019 it had not."
    >>> [(found.span.of(text), found.form) for found in find_date_expressions(text)]
    [('Sunday', 'weekday'), ('May 2019', 'month_year')]
    """
    find, end = _finder().match, len(text) if end is None else end
    for word in _WORD.finditer(text, start, end):
        opener = word[0].lstrip("'’‘`")
        lowered = opener.lower()
        if not (lowered in _OPENERS or opener[0].isdigit()) or word.start() < start:
            continue
        if lowered in _COMMON_OPENERS and _SOON.isdisjoint(
            _LETTERS.findall(text, word.end(), min(end, word.end() + _SOON_REACH))
        ):
            continue
        match = find(text, word.start() if opener[0].isdigit() else word.end() - len(opener), end)
        if match is None:
            continue
        form = match.lastgroup
        assert form is not None
        if _counts(text, match, form):
            yield DateExpression(Span(*match.span()), form)
            start = match.end()


def _counts(text: str, match: re.Match[str], form: str) -> bool:
    """Whether the match is a date where it stands: not a verb, a person's name, a sum or a count."""
    before = text[max(0, match.start() - 16) : match.start()]
    if form in ("year", "figures", "iso"):
        if before[-1:] in _MONEY or before[-1:].isalnum():
            return False
        return not _COUNTED.match(text, match.end())
    if form == "weekday":
        last, following = _LAST_WORD.search(before), _FIRST_WORD.match(text, match.end())
        return not ((last and last[1] in _NAMED_DAYS) or (following and following[1] in _NAMES))
    if form == "near_day" and match[0][0].isupper():  # "USA Today", "CBS This Morning"
        return match[0][1:].islower() and not before.rstrip(" ")[-1:].isalnum()
    if form == "month" and match[0] in _DOUBTFUL:
        last = _LAST_WORD.search(before)
        following = _FIRST_WORD.match(text, match.end())
        if following and following[1] not in WEEKDAYS and not (last and last[1].lower() in ("in", "since")):
            return False
        return bool(last and last[1].lower() in _LEADS_TO_MONTH)
    return True
