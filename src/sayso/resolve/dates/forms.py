"""The forms of date expressions: one pattern for each way in which English news writes a date.

Which forms there are was taken from the rules that HeidelTime (Strötgen and Gertz 2013) and SUTime (Chang and
Manning 2012) publish, and checked against TimeBank, AQUAINT and MEANTIME. A blank is one blank or line break.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from .calendar_words import DECADES, FIXED_DAYS, MONTHS, NTH_DAYS, NUMBERS, ORDINALS, WEEKDAYS


def _any(words: Iterable[str]) -> str:
    """An alternation of the words, longer ones first; an apostrophe may be straight or curly."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace("'", "['’]") for word in longest_first)


def _titled(name: str) -> str:
    return " ".join(word[0].upper() + word[1:] for word in name.split())


_SHORT_MONTH = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
_MONTH = rf"(?:(?:{_any(MONTHS)})\b|{_SHORT_MONTH})"
_WEEKDAY = rf"(?:{_any(WEEKDAYS)})\b"
_WEEKDAY_OR_SHORT = rf"(?:{_WEEKDAY}|(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?)"
_ORDINAL = rf"(?i:{_any(ORDINALS)})\b"
_DAY = rf"(?:(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%\w]|[.,:]\d)|{_ORDINAL}(?! quarter))"
_ONES = r"(?i:one|two|three|four|five|six|seven|eight|nine)"
_SPELLED_YEAR = (
    r"(?i:(?:nineteen|eighteen|twenty)\s(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    rf"(?:[- ]{_ONES})?"
    r"|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen)\b"
    rf"|two\sthousand(?:\s(?:and\s)?(?:{_ONES}|ten|eleven|twelve))?\b)"
)
_FOUR = r"(?:1[5-9]|20)\d\d(?![\d%\w]|[.,:]\d)"
_SHORT_YEAR = r"['’‘`]\d\d(?![\d\w])"
_YEAR = rf"(?:{_FOUR}|{_SHORT_YEAR}|{_SPELLED_YEAR})"
_SHIFT = r"(?i:last|this|next|the\s(?:previous|following|same|next)|the\scurrent)"
_YEAR_BEHIND = rf"(?:,?\s(?:(?:of|in)\s)?(?P<year>{_YEAR}|{_SHIFT}\s(?i:year)))"
_COUNT = (
    rf"(?P<count>\d{{1,3}}|(?i:{_any([*NUMBERS])})(?:[- ]{_ONES})?"
    r"|(?i:a\s(?:few|couple(?:\sof)?)|several|some|many|few))"
)
_UNITS = r"(?P<unit>(?i:day|week|month|year|decade|century|centurie|hour|minute)s?)"
_SEASON = r"(?P<season>(?i:spring|summer|fall|autumn|winter))\b"
_PART = r"(?:(?i:early|mid|late|the\s(?:beginning|start|middle|end)\sof)(?:\s|-))?"
_STAGE = r"(?:(?i:early|mid|late)(?:\s|-))?"
_TIMES = r"(?i:morning|afternoon|evening|night)s?\b"


# Form -> pattern, the first that matches at a place is taken: longer forms stand before their parts.
FORMS: dict[str, str] = {
    "iso": r"\d{4}-\d\d-\d\d(?![\d-])",
    "figures": r"\d{1,2}(?P<mark>[/.])\d{1,2}(?P=mark)(?:\d{4}|\d\d)(?![\d/]|\.\d)",
    "week_of": rf"(?i:the\s)?(?i:week\sof)\s(?P<month>{_MONTH})\s(?P<day>{_DAY}){_YEAR_BEHIND}?",
    "month_day": (
        rf"(?:{_WEEKDAY_OR_SHORT},?\s)?(?P<month>{_MONTH})\s(?:the\s)?(?P<day>{_DAY}){_YEAR_BEHIND}?"
    ),
    "day_month": (
        rf"(?:{_WEEKDAY_OR_SHORT},?\s)?(?:the\s)?(?P<day>{_DAY})(?:\sof)?\s(?P<month>{_MONTH})"
        rf"{_YEAR_BEHIND}?"
    ),
    "month_year": rf"{_PART}(?P<month>{_MONTH}){_YEAR_BEHIND}",
    "month": (
        rf"{_PART}(?:(?P<shift>{_SHIFT}|(?i:this\s(?:coming|past)|(?:the\s)?following))\s)?"
        rf"(?P<month>(?:{_any(MONTHS)})\b)(?:\smonth\b)?"
    ),
    "weekday": (
        r"(?:(?P<part>(?i:early|late|mid))\s)?"
        r"(?:(?P<shift>(?i:last|this\spast|this\scoming|this|next)|(?i:the\s)?(?:following|previous))\s)?"
        rf"(?P<weekday>{_WEEKDAY})(?:\s{_TIMES})?(?:\s(?:of\s)?(?P<week>(?i:last|this|next))\sweek\b)?"
    ),
    "near_day": (
        r"(?i:(?:earlier\s|later\s)?today|yesterday|tomorrow|tonight|last\snight|the\sday\sbefore\syesterday"
        rf"|the\sday\safter\stomorrow)\b(?:\s{_TIMES})?|(?i:this)\s{_TIMES}"
    ),
    "quarter": (
        r"(?i:the\s)?(?:(?P<shift>(?i:last|this|next|previous|current|same))\s)?(?:"
        r"(?P<nth>(?i:first|second|third|fourth|final))[- ](?i:fiscal\s)?(?i:quarter)\b"
        r"|(?P<q>Q[1-4])\b)(?:'s)?"
        rf"(?:{_YEAR_BEHIND}|\s(?i:fiscal)\s(?P<fiscal>{_YEAR}))?"
    ),
    "fiscal": rf"(?:FY\s?|(?i:fiscal(?:\syear)?)\s)(?P<year>{_FOUR}|['’]?\d\d(?!\d))",
    "season_of": rf"{_PART}(?i:the\s)?{_SEASON}\s(?:of\s)?(?P<year>{_YEAR}|{_SHIFT}\s(?i:year))",
    "season": rf"(?P<shift>{_SHIFT}|(?i:this\s(?:past|coming)|(?:the\s)?past))\s{_SEASON}",
    "ago": (
        r"(?:(?i:about|around|nearly|almost|more\sthan|less\sthan|over|exactly|roughly|only)\s)?"
        rf"{_COUNT}(?P<half>\s(?i:and\sa\shalf))?\s{_UNITS}\s"
        r"(?P<way>(?i:ago|earlier|previously|later|from\snow|hence|(?:before|after)(?=\s*(?:[.,;:!?”\"]|$))))\b"
    ),
    "year_before": (
        r"(?i:the\ssame\s(?P<unit>day|week|month|quarter|period)\s"
        r"(?:(?:of\s|in\s)?(?:last\syear|the\sprevious\syear)|(?:a|one)\syear\s(?:ago|earlier|before)))\b"
    ),
    "part_of": (
        r"(?i:the\s)?(?P<part>(?i:beginning|start|middle|end|rest))\s(?i:of)\s"
        r"(?:(?i:the|this|last|next)\s)(?P<whole>(?i:day|week|month|year|decade|century))\b"
    ),
    "unit": (
        r"(?:(?P<part>(?i:earlier|later|early|late|mid))[\s-])?(?:(?i:the|that|same)\s)?"
        r"(?P<shift>(?i:last|this\spast|this\scoming|this|past|previous|next|coming|following|same|current|latest))"
        r"\s"
        r"(?P<unit>(?i:day|week|weekend|month|year|quarter|decade|century))\b(?!-)"
    ),
    "that_day": (
        r"(?i:that)\s(?P<unit>(?i:day|week|month|year|weekend))\b"
        r"|(?i:the\s(?:day|week|month|year)\s(?P<way>before|after|earlier|later))(?=\s*(?:[.,;:!?”\"]|$))"
    ),
    "weekend": r"(?i:the\sweekend|the\sweek['’]s\send)\b",
    "decade": (
        rf"(?i:the\s)?{_STAGE}(?:(?P<tens>(?:1[5-9]|20)\d)0['’]?s\b|['’‘`](?P<short>\d)0['’]?s\b)"
        r"|(?<=0s\sand\s)(?P<second>[2-9])0s\b"
        rf"|(?i:the)\s{_STAGE}(?:(?P<word>(?i:{_any(DECADES)}))\b|(?P<bare>[2-9])0s\b)"
    ),
    "century": (
        rf"(?i:the\s)?{_STAGE}"
        rf"(?P<nth>\d{{1,2}}(?:st|nd|rd|th)|{_ORDINAL})[- ](?i:centur(?:y|ies))\b"
    ),
    "holiday": (
        r"(?:(?P<shift>(?i:last|this|next))\s)?"
        rf"(?P<name>{_any(_titled(name) for name in (*FIXED_DAYS, *NTH_DAYS))})\b"
        rf"{_YEAR_BEHIND}?"
    ),
    "year": (
        rf"(?i:the\syear\s)(?P<named>{_YEAR})|{_PART}(?P<year>{_FOUR})|(?P<spelled>{_SPELLED_YEAR})"
        rf"|(?<=since\s)(?P<since>{_SHORT_YEAR})|(?<=in\s)(?P<short>{_SHORT_YEAR})"
    ),
    "present": (
        r"(?i:right\snow|just\snow|now|current(?:ly)?|nowadays|at\spresent|at\sthe\smoment|these\sdays|the\stime\sbeing)\b"
    ),
    "past": (
        r"(?i:(?:more\s)?recently|lately|recent(?:\s(?:days|weeks|months|years))?|previously"
        r"|the\s(?:recent\s)?past(?=[\s.,;]*(?:[.,;'’”]|$)))\b"
    ),
    "future": (
        r"(?i:(?:the\s)?(?:near\s)?future|the\s(?:near|long|short)\sterm|(?:the\s)?(?:coming|next\sfew)\s"
        r"(?:days|weeks|months|years))\b"
    ),
}  # fmt: skip


@cache
def form_pattern(form: str) -> re.Pattern[str]:
    """The compiled pattern of one form, with its named groups, for words cut out of their text."""
    return re.compile(re.sub(r"\(\?<=[^)]*\)", "", FORMS[form]))
