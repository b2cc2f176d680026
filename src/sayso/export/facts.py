"""What is known of an attribution beside its words, as a reader is told it: the same in every view."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sayso.records import Attribution, Span, Speaker, StatementDate, joined

Key = Literal["within", "date", "addressee", "occasion", "anonymity", "speaker"]

LABELS: dict[Key, str] = {
    "within": "Through",
    "date": "When",
    "addressee": "To whom",
    "occasion": "Occasion",
    "anonymity": "Unnamed",
    "speaker": "Who",
}
# What goes without saying: a plain statement, plainly told.
UNREMARKABLE = frozenset({None, "other", "affirmed", "actual", "neutral"})
# What turns a statement around, or leaves it open: not to be overlooked.
TURNING = frozenset({"negated", "possible", "conditional", "future", "distancing", "endorsing"})
UNSURE = 0.5  # confidence is calibrated: below this an attribution is more likely wrong than right
UNNAMED = "no source named"
FROM = " ← "
_SIDES = " ,;:"
_WORD = re.compile(r"\w+")
_ARTICLES = frozenset({"the", "a", "an"})
_ORDER = (
    "speaker", "cue_class", "polarity", "modality", "stance", "date", "addressee", "occasion", "anonymity",
    "within", "responds_to",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known: the key of the record it comes from, its words, and what it rests on (may be empty).

    `words` may run over several lines where the document's do.
    """

    key: Key
    words: str
    because: str = ""


def facts_of(attribution: Attribution, text: str, chain: Sequence[Attribution] = ()) -> Iterator[Fact]:
    """Through whom, when, to whom, on what occasion, why unnamed, and what the speaker rests on.

    `chain` is from the outermost attribution to this one. What is not known gives no fact, but for the
    speaker, who gives none where the source itself holds the name and nothing is doubtful about it.
    """
    if len(chain) > 1:
        yield Fact("within", chain_words(chain, text))
    elif attribution.within is not None:
        yield Fact("within", "at second hand")
    if attribution.date is not None:
        yield Fact("date", _dated(attribution.date, text), why(attribution, "date"))
    addressee, occasion = attribution.addressee, attribution.occasion
    # "To the Courier, in an interview with the Courier" would be to say it twice.
    if addressee is not None and not (occasion and _holds(occasion, addressee)):
        yield Fact("addressee", addressee.of(text))
    if occasion is not None:
        yield Fact("occasion", occasion.of(text))
    if attribution.anonymity is not None:
        yield Fact("anonymity", attribution.anonymity.of(text))
    if not _is_named_in_the_source(attribution, text) or dict(attribution.reasons).get("speaker"):
        yield Fact("speaker", name_of(attribution, text), why(attribution, "speaker"))


def cue_words(attribution: Attribution) -> tuple[str, ...]:
    """The class of the cue, and its polarity, modality and stance where they are worth a word.

    >>> from sayso.records import Span
    >>> cue_words(Attribution(document_id="x", source=(), cue=(Span(0, 1),), content=(Span(1, 2),),
    ...     quotation="direct", confidence=1, extractor="x", cue_class="claim", polarity="negated",
    ...     modality="actual", stance="distancing"))
    ('claim', 'negated', 'distancing')
    """
    values = (attribution.cue_class, attribution.polarity, attribution.modality, attribution.stance)
    return tuple(value for value in values if value is not None and value not in UNREMARKABLE)


def speaker_note(speaker: Speaker) -> str:
    """`person, harbour master`: the speaker's kind and role, as far as they are known."""
    return ", ".join(part for part in (speaker.kind, speaker.role) if part)


def chain_words(chain: Sequence[Attribution], text: str) -> str:
    """`The Courier ← officials`: who is named at each remove, the outermost first."""
    return FROM.join(name_of(attribution, text) for attribution in chain)


def name_of(attribution: Attribution, text: str) -> str:
    """The speaker's name; the source's own words where the speaker is not known."""
    if attribution.speaker is not None:
        return attribution.speaker.name
    return " ".join(joined(attribution.source, text).split()).strip(_SIDES) or UNNAMED


def says_its_name(attribution: Attribution, text: str) -> bool:
    """Whether the source's own words are the speaker's name, perhaps with the role.

    Then to show both would be to say it twice.
    """
    if attribution.speaker is None:
        return False
    source = _words(joined(attribution.source, text))
    name, role = _words(attribution.speaker.name), _words(attribution.speaker.role or "")
    return name <= source <= name | role | _ARTICLES


def _is_named_in_the_source(attribution: Attribution, text: str) -> bool:
    speaker = attribution.speaker
    return speaker is not None and _words(speaker.name) <= _words(joined(attribution.source, text))


def why(attribution: Attribution, key: str) -> str:
    """What the value of this key rests on, why it is doubtful, or why there is none; may be empty."""
    value = getattr(attribution, key)
    because = value.because if isinstance(value, Speaker | StatementDate) else ""
    found = [because, *(reason for about, reason in attribution.reasons if about == key)]
    return "; ".join(dict.fromkeys(part for part in found if part))


def reasons_of(attribution: Attribution) -> Iterator[tuple[str, str]]:
    """Every reason that the record gives, with its key, in the record's order."""
    given = {about for about, _ in attribution.reasons}
    for key in (*_ORDER, *sorted(given.difference(_ORDER))):
        reason = why(attribution, key) if key in _ORDER else dict(attribution.reasons)[key]
        if reason:
            yield key, reason


def day_words(date: StatementDate) -> str:
    """The date as people read it: a week also by the Monday that it begins with."""
    monday = _monday(date.value) if date.granularity == "week" else None
    return f"{date.value}, the week of {monday}" if monday else date.value


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _dated(date: StatementDate, text: str) -> str:
    stated = f" (“{date.span.of(text)}”)" if date.span else ""
    return day_words(date) + stated


def _monday(week: str) -> str | None:
    year, _, number = week.partition("-W")
    try:
        return date.fromisocalendar(int(year), int(number), 1).isoformat()
    except ValueError:  # the year has no such week
        return None


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))
