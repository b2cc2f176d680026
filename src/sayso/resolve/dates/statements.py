"""Dates of statements: the day, week, month or year on which something was said, where the text says so.

A date that another sentence gave is not taken over: what was said after it may have been said at any time.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from ...records import Attribution, Granularity, Reading, Span, StatementDate
from .clauses import DateClauses
from .dated_text import DatedText
from .values import DateValue, Unread, start_of

NONE_STATED = "none stated"
# The units of a value that the record can hold; a weekend is told by its week.
GRANULARITIES: dict[str, Granularity] = {
    "day": "day",
    "week": "week",
    "weekend": "week",
    "month": "month",
    "year": "year",
}
_ONLY = re.compile(
    r"\b(?:earlier|recently|previously|once|later|lately|repeatedly in the past)\b", re.IGNORECASE
)
_FRONT_ONLY = re.compile(
    r"\s*(?:(?:but|and|also)\s)?(?:earlier|later|recently|previously)\b,?\s", re.IGNORECASE
)
_TO_COME = re.compile(
    r"\b(?:will|would|shall|plans?|expected|set|going|scheduled|due|(?:is|are)\s\w+ing)\b|['’]ll\b",
    re.IGNORECASE,
)
# What a speaker says counts from the day of speaking; for years the day of publication is near enough.
_COUNTS_FROM_TODAY = frozenset({"near_day", "weekday", "unit", "weekend"})
LONGEST_QUOTE = 2000  # characters looked back for the mark that opens a quotation


def date_statements(reading: Reading) -> Reading:
    """The reading with the dates on which its attributions were said; where there is none, the reason."""
    if not reading.attributions:
        return reading
    statements = _Statements(reading)
    dated = [statements.with_date(attribution) for attribution in reading.attributions]
    return replace(reading, attributions=tuple(_share_among_participles(dated, statements)))


class _Statements:
    """One reading's text and dates, and what they say about each of its attributions."""

    def __init__(self, reading: Reading) -> None:
        self.text = reading.document.text
        self.dates = DatedText(self.text, _to_day(reading.document.metadata.published))
        self.clauses = DateClauses(self.dates, reading.attributions)

    def with_date(self, attribution: Attribution) -> Attribution:
        place = self.clauses.place(attribution)
        if place is None:
            return _undated(attribution, self._only_vaguely(attribution))
        span = self.clauses.with_lead(place.index, attribution)
        to_come = self._is_to_come(attribution)
        value = self.dates.value(place.index, None if to_come else "past")
        words = " ".join(span.of(self.text).split())
        if self.dates.expressions[place.index].form in _COUNTS_FROM_TODAY and self._is_quoted(span.start):
            return _undated(attribution, f"‘{words}’ is itself quoted, and counts from the day of the quote")
        if isinstance(value, Unread):
            return _undated(attribution, f"‘{words}’ is not worked out: {value.reason}")
        if value.unit == "vague":
            return _undated(attribution, f"the text says only ‘{words}’")
        if value.unit not in GRANULARITIES:
            return _undated(attribution, f"‘{words}’ is a {value.unit}, no day, week, month or year")
        if not to_come and self._is_ahead(value):
            return _undated(attribution, f"‘{words}’ would be after the day of publication")
        return replace(attribution, date=_statement_date(value, span, place.where))

    def sentence_of(self, attribution: Attribution) -> Span | None:
        """The sentence in which the attribution's cue begins; None between sentences."""
        return self.dates.sentence_at(attribution.cue[0].start)

    def _is_quoted(self, place: int) -> bool:
        """Whether the place is inside the quotation marks of its paragraph."""
        start = max(self.text.rfind("\n", 0, place) + 1, place - LONGEST_QUOTE)
        if self.text.rfind("“", start, place) > self.text.rfind("”", start, place):
            return True
        return self.text.count('"', start, place) % 2 == 1

    def _is_ahead(self, value: DateValue) -> bool:
        published, start = self.dates.published, start_of(value)
        return published is not None and start is not None and start > published

    def _is_to_come(self, attribution: Attribution) -> bool:
        if attribution.modality is not None:
            return attribution.modality == "future"
        cue = attribution.cue[0]
        start = max([cue.start - 30, 0, *(one.end for one in attribution.source if one.end <= cue.start)])
        return bool(_TO_COME.search(self.text, start, cue.end))

    def _only_vaguely(self, attribution: Attribution) -> str:
        cue, sentence = attribution.cue[0], self.sentence_of(attribution)
        starts = [one.end for one in attribution.source if one.end <= cue.start] or [cue.start - 20]
        found = _ONLY.search(self.text, max(0, max(starts), cue.start - 40), attribution.cue[-1].end)
        if found is None and sentence and all(sentence.start < one.start for one in attribution.content):
            found = _FRONT_ONLY.match(self.text, sentence.start, cue.start)
        return f"the text says only ‘{found[0].strip().strip(',')}’" if found else NONE_STATED


def _share_among_participles(dated: list[Attribution], statements: _Statements) -> list[Attribution]:
    """The attributions where "saying" and "adding" have the date of the verb that they hang on."""
    known: dict[tuple[Span | None, tuple[Span, ...]], StatementDate] = {}
    for one in dated:
        if one.date and one.source:
            known.setdefault((statements.sentence_of(one), one.source), one.date)
    shared = []
    for one in dated:
        date_of_verb = known.get((statements.sentence_of(one), one.source)) if one.source else None
        verb = one.cue[0].of(statements.text).split(maxsplit=1)[:1]
        if one.date is None and date_of_verb and verb and verb[0].endswith("ing"):
            because = f"said together with what is dated so; {date_of_verb.because}"
            reasons = tuple(pair for pair in one.reasons if pair[0] != "date")
            one = replace(one, date=replace(date_of_verb, because=because), reasons=reasons)
        shared.append(one)
    return shared


def _statement_date(value: DateValue, span: Span, where: str) -> StatementDate:
    granularity = GRANULARITIES[value.unit]
    iso = value.value.removesuffix("-WE")
    return StatementDate(value=iso, granularity=granularity, span=span, because=f"{where}; {value.because}")


def _undated(attribution: Attribution, reason: str) -> Attribution:
    return replace(attribution, reasons=(*attribution.reasons, ("date", reason)))


def _to_day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
