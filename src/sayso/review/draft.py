"""Drafts: the attribution that a reviewer means, made of one that is there and what was changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sayso.errors import AbortRun
from sayso.records import (
    CUE_CLASSES,
    GRANULARITIES,
    MODALITIES,
    POLARITIES,
    QUOTATIONS,
    SPEAKER_KINDS,
    STANCES,
    Attribution,
    Document,
    Granularity,
    Quotation,
    Span,
    Spans,
    Speaker,
    StatementDate,
    in_order,
)
from sayso.records.attribution import DATE_VALUES

QuotationOf = Callable[[str, Spans], Quotation]  # of a text and the content's spans

_ROLES = ("source", "cue", "content")
_PLACES = ("addressee", "occasion", "anonymity")
_VALUES: dict[str, tuple[str, ...]] = {
    "cue_class": CUE_CLASSES,
    "polarity": POLARITIES,
    "modality": MODALITIES,
    "stance": STANCES,
    "quotation": QUOTATIONS,
}
_LINKS = ("within", "responds_to")
KEYS = (*_ROLES, *_PLACES, *_VALUES, *_LINKS, "speaker", "date")
NONE_JUDGED = "none, says a reviewer"
_BECAUSE = "given by a reviewer"
_LONGEST = 500  # characters of a name or a role: nobody is called that much


def draft(
    document: Document,
    changes: Mapping[str, Any],
    *,
    upon: Attribution | None = None,
    quotation_of: QuotationOf,
    reviewer: str,
) -> Attribution:
    """The attribution `upon` with these changes; a new one where there is none to be changed.

    `changes` has keys of the record and values as there: `source`, `cue` and `content` are lists of
    `{"start", "end"}`, `addressee`, `occasion` and `anonymity` one such or None, `speaker` is
    `{"name", "kind", "role"}` or None, `date` is `{"value", "granularity", "span"}` or None, where the
    granularity follows from the value if it is left out. What is not given stays. `quotation` is worked
    out by `quotation_of` unless it is given. AbortRun says which key is wrong, and why.
    """
    for key in changes:
        if key not in KEYS:
            raise AbortRun(str(key), "is not to be judged", f"one of {', '.join(KEYS)}")
    values = {key: _value(key, changes[key], document.text) for key in changes}
    for role in ("cue", "content"):
        if not values.get(role, upon):
            raise AbortRun(role, "an attribution needs one", f"mark its {role} in the text")
    if "quotation" not in values and ("content" in values or upon is None):
        values["quotation"] = quotation_of(document.text, values["content"])
    if upon is not None:  # what was given and is what was there is no change
        values = {key: value for key, value in values.items() if not _is_as_before(key, upon, value)}
    reasons = {key: why for key, why in (upon.reasons if upon else ()) if key not in values}
    reasons.update({key: NONE_JUDGED for key in values if values[key] is None})
    if upon is not None:
        return replace(upon, **{**values, "reasons": tuple(reasons.items())})
    return Attribution(
        document_id=document.id,
        confidence=1.0,
        extractor=f"reviewer {reviewer}",
        reasons=tuple(reasons.items()),
        **{"source": (), **values},
    )


def _is_as_before(key: str, upon: Attribution, value: Any) -> bool:
    """Whether the value is the one that is there; what a speaker or a date rests on may be left out."""
    before = getattr(upon, key)
    if isinstance(value, Speaker) and isinstance(before, Speaker):
        return _known(value) == _known(before)
    if isinstance(value, StatementDate) and isinstance(before, StatementDate):
        same_place = value.span in (None, before.span)
        return same_place and (value.value, value.granularity) == (before.value, before.granularity)
    return bool(value == before)


def _known(speaker: Speaker) -> tuple[str, str | None, str | None]:
    return speaker.name, speaker.kind, speaker.role


def _value(key: str, value: Any, text: str) -> Any:
    if key in _ROLES:
        return _spans(key, value, text)
    if key in _PLACES:
        return None if value is None else _span(key, value, text)
    if key == "speaker":
        return None if value is None else _speaker(value)
    if key == "date":
        return None if value is None else _date(value, text)
    if key in _LINKS:
        if not (value is None or isinstance(value, str)):
            raise AbortRun(key, "is no id of an attribution")
        return value or None
    if (value is None and key != "quotation") or value in _VALUES[key]:
        return value
    raise AbortRun(key, f"{value!r} is none of its values", f"one of {', '.join(_VALUES[key])}")


def _spans(key: str, value: Any, text: str) -> Spans:
    if not isinstance(value, list | tuple):
        raise AbortRun(key, "is no list of spans")
    try:
        return in_order(_span(key, piece, text) for piece in value)
    except ValueError as error:
        raise AbortRun(key, str(error)) from error


def _span(key: str, value: Any, text: str) -> Span:
    try:
        start, end = (value.start, value.end) if isinstance(value, Span) else (value["start"], value["end"])
        if type(start) is not int or type(end) is not int:
            raise TypeError(f"offsets are whole numbers, got {start!r} and {end!r}")
        span = Span(start, end)
        words = span.of(text)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise AbortRun(
            key, f"is no slice of the text ({error})", "give start and end in code points"
        ) from error
    if not words.strip():
        raise AbortRun(key, f"{start}:{end} holds nothing but blanks", "mark words")
    return span


def _speaker(value: Any) -> Speaker:
    if isinstance(value, Speaker):
        return value
    if not isinstance(value, Mapping):
        raise AbortRun("speaker", "is no object with a name")
    name, role = _words("speaker", value.get("name")), _words("speaker", value.get("role"))
    kind = value.get("kind") or None
    if name is None:
        raise AbortRun("speaker", "a speaker needs a name", "give null where nobody knows who it is")
    if kind is not None and kind not in SPEAKER_KINDS:
        raise AbortRun("speaker", f"{kind!r} is no kind of speaker", f"one of {', '.join(SPEAKER_KINDS)}")
    return Speaker(name=name, kind=kind, role=role, because=_BECAUSE)


def _words(key: str, value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise AbortRun(key, f"names and roles are texts of {_LONGEST} characters at most")
    return " ".join(value.split()) or None


def _date(value: Any, text: str) -> StatementDate:
    if isinstance(value, StatementDate):
        return value
    if not isinstance(value, Mapping):
        raise AbortRun("date", "is no object with a value")
    given, span = str(value.get("value")), value.get("span")
    granularity = value.get("granularity") or _granularity_of(given)
    try:
        if granularity in ("day", "time"):
            date.fromisoformat(given[:10])  # a day that the calendar has
        return StatementDate(
            value=given,
            granularity=granularity,
            because=_BECAUSE,
            span=None if span is None else _span("date", span, text),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise AbortRun(
            "date", f"{given!r} is no date", "write 2020, 2020-01, 2020-W02, 2020-01-12 or 2020-01-12T15:00"
        ) from error


def _granularity_of(written: str) -> Granularity:
    return next((each for each in GRANULARITIES if DATE_VALUES[each].fullmatch(written)), "day")
