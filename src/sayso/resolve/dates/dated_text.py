"""Dated texts: a text's date expressions and their values, each worked out when it is first asked for."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from datetime import date

from ...records import Span
from ..sentences import sentences_of
from .expressions import DateExpression, find_date_expressions
from .readers import read_value
from .tense import REACH, Tense, tense_around
from .values import DateValue, Unread, Viewpoint, shifted

# Expressions that count from a date named before them, and how coarse that date may be.
_ANAPHORIC = re.compile(
    r"\b(?:same|that|of\sthe\sday|previous|following|earlier|before|later|after)\b|\b(?:next|last|past)\s(?:day|night|morning)\b",
    re.IGNORECASE,
)
_FINE_ENOUGH = {
    "day": ("day",),
    "week": ("day", "week", "weekend"),
    "month": ("day", "week", "weekend", "month"),
    "year": ("day", "week", "weekend", "month", "year"),
}
LOOK_BACK = 12  # expressions; a date further back is not what "the same day" means
_BARE = re.compile(r"(?:the\s|a\s)?(?P<unit>day|week|month|year)s?", re.IGNORECASE)


class DatedText:
    """One text seen from its day of publication (None: not known): expressions in order, values on demand."""

    def __init__(self, text: str, published: date | None) -> None:
        self.text = text
        self.published = published
        self.expressions = tuple(find_date_expressions(text))
        self._sentences = sentences_of(text)
        self._values: dict[tuple[int, Tense | None], DateValue | Unread] = {}

    def value(self, index: int, tense: Tense | None = None) -> DateValue | Unread:
        """What the expression of this index means; `tense` where it is known (None: its sentence tells)."""
        key = (index, tense)
        if key not in self._values:
            found = self.expressions[index]
            words = found.span.of(self.text)
            seen = Viewpoint(
                published=self.published,
                sure=tense is not None,
                tense=tense or self._tense(found.span),
                before=self._named_before(index, words),
            )
            self._values[key] = read_value(words, found.form, seen)
        return self._values[key]

    def value_within(self, span: Span) -> DateValue | Unread:
        """What the words of the span mean, where someone else says that they are a date."""
        last = bisect_left(self.expressions, span.end, key=lambda one: one.span.start)
        inside = [i for i in range(max(0, last - 4), last) if self.expressions[i].span.end > span.start]
        if inside:
            return self.value(max(inside, key=lambda i: _shared(self.expressions[i].span, span)))
        bare = _BARE.fullmatch(span.of(self.text))
        if bare and self.published:
            unit = bare["unit"].lower()
            before = self._last_value(last, _FINE_ENOUGH[unit])
            start = date.fromisoformat(before.value) if before and before.unit == "day" else self.published
            return shifted(start, unit, 0, "the one named before it")
        return Unread("no date expression is known with these words")

    def within(self, start: int, end: int) -> range:
        """The indexes of the expressions that begin in the stretch."""
        key = _start
        return range(
            bisect_left(self.expressions, start, key=key), bisect_left(self.expressions, end, key=key)
        )

    def sentence_at(self, place: int) -> Span | None:
        """The sentence that this place lies in; None between sentences."""
        at = bisect_right(self._sentences, place, key=lambda sentence: sentence.start) - 1
        return self._sentences[at] if at >= 0 and self._sentences[at].end > place else None

    def _tense(self, span: Span) -> Tense | None:
        sentence = self.sentence_at(span.start)
        start, end = (sentence.start, sentence.end) if sentence else (span.start, span.end)
        before = self.text[max(start, span.start - REACH) : span.start]
        return tense_around(before, self.text[span.end : max(span.end, min(end, span.end + REACH))])

    def _named_before(self, index: int, words: str) -> DateValue | None:
        if not _ANAPHORIC.search(words):
            return None
        lowered = words.lower()
        unit = next((unit for unit in ("week", "month", "year") if unit in lowered), "day")
        return self._last_value(index, _FINE_ENOUGH[unit])

    def _last_value(self, index: int, units: tuple[str, ...]) -> DateValue | None:
        for earlier in range(index - 1, max(-1, index - 1 - LOOK_BACK), -1):
            if (
                _ANAPHORIC.search(self.expressions[earlier].span.of(self.text))
                and (earlier, None) not in self._values
            ):
                continue
            value = self.value(earlier)
            if isinstance(value, DateValue) and value.unit in units:
                return value
        return None


def _start(expression: DateExpression) -> int:
    return expression.span.start


def _shared(one: Span, other: Span) -> int:
    return min(one.end, other.end) - max(one.start, other.start)
