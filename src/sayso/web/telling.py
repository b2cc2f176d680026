"""What an article's page tells of each attribution: the same in the card, in the list and in review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sayso.export.citing import cite
from sayso.export.facts import (
    LABELS,
    TURNING,
    UNSURE,
    cue_words,
    facts_of,
    name_of,
    reasons_of,
    says_its_name,
    speaker_note,
)
from sayso.export.outline import Entry
from sayso.ledger import Joined, JudgementRow
from sayso.records import Attribution, Document, joined
from sayso.review import REVIEW

from .marking import UNRESOLVED, Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody by name, and who that is across documents, where it is known."""

    name: str
    who: Joined | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word about the cue; a turning one is not to be overlooked."""

    text: str
    turning: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One attribution in the reader's words.

    `source` is empty where it says no more than the name, `chain` where nobody passed it on. `facts`
    have a label, words and what they rest on. `answered` are the numbers of those that answer this one.
    `judged` is the last judgement that stands about it.
    """

    entry: Entry
    voice: Voice
    speaker: Named
    note: str
    source: str
    cue: str
    content: str
    words: tuple[Word, ...]
    chain: tuple[Named, ...]
    facts: tuple[tuple[str, str, str], ...]
    reasons: tuple[tuple[str, str], ...]
    answered: tuple[int, ...]
    unsure: bool
    citation: str
    judged: JudgementRow | None


def tell(
    document: Document,
    entries: Sequence[Entry],
    voices: Sequence[Voice],
    known: Mapping[str, Joined],
    judged: Mapping[str, JudgementRow],
) -> Iterator[Told]:
    """Each of the entries told; `known` are speakers by their id in the document."""
    answered: dict[int, list[int]] = {}
    for entry in entries:
        if entry.answers is not None:
            answered.setdefault(entry.answers, []).append(entry.number)
    by_share = {(voice.share.name, voice.share.kind): voice for voice in voices if not voice.share.own}
    fallback = next((voice for voice in voices if voice.key == UNRESOLVED), voices[0])
    for entry in entries:
        one = entry.attribution
        share = (one.speaker.name, one.speaker.kind) if one.speaker else (None, None)
        yield _told(
            document,
            entry,
            by_share.get(share, fallback),
            known,
            tuple(answered.get(entry.number, ())),
            judged.get(one.id),
        )


def _told(
    document: Document,
    entry: Entry,
    voice: Voice,
    known: Mapping[str, Joined],
    answered: tuple[int, ...],
    judged: JudgementRow | None,
) -> Told:
    text, one = document.text, entry.attribution
    through = entry.chain if entry.depth else ()
    return Told(
        entry=entry,
        voice=voice,
        speaker=_named(one, text, known),
        note=speaker_note(one.speaker) if one.speaker else "",
        source="" if says_its_name(one, text) else joined(one.source, text),
        cue=joined(one.cue, text),
        content=joined(one.content, text),
        words=tuple(Word(text=word, turning=word in TURNING) for word in cue_words(one)),
        chain=tuple(_named(each, text, known) for each in through),
        facts=tuple(_facts(entry, text)),
        # Who judged it is told by itself.
        reasons=tuple((key.replace("_", " "), why) for key, why in reasons_of(one) if key != REVIEW),
        answered=answered,
        unsure=one.confidence < UNSURE,
        citation=cite(one, text, document.metadata, document.name),
        judged=judged,
    )


def _facts(entry: Entry, text: str) -> Iterator[tuple[str, str, str]]:
    for fact in facts_of(entry.attribution, text, entry.chain):
        # Who it is and through whom is told by itself, with links.
        if fact.key == "speaker":
            if fact.because:
                yield LABELS[fact.key], fact.because, ""
        elif fact.key != "within" or not entry.depth:
            yield LABELS[fact.key], fact.words, fact.because


def _named(attribution: Attribution, text: str, known: Mapping[str, Joined]) -> Named:
    who = known.get(attribution.speaker.id) if attribution.speaker else None
    return Named(name=name_of(attribution, text), who=who)


def standing(rows: Iterable[JudgementRow]) -> dict[str, JudgementRow]:
    """The last judgement that stands about each attribution, by the id that it has now or had."""
    found: dict[str, JudgementRow] = {}
    for row in rows:
        if row.undone_at is not None:
            continue
        judgement = row.judgement
        if judgement.attribution is not None:
            found[judgement.attribution] = row
        if judgement.judged is not None:
            found[judgement.judged.id] = row
    return found
