"""Applying: what a model read with what people judged put upon it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sayso.records import Attribution, Judgement, Reading

from .differ import Difference, differences
from .match import Match, Wanted, match_all
from .nest import Moves, mended
from .standing import Judgements, Thing, things_of

REVIEWED = "reviewed"  # the extractor of a reading that people's judgements were put upon
REVIEW = "review"  # the key of `reasons` that says who judged an attribution
_DONE = {"confirm": "confirmed", "correct": "corrected", "add": "added"}
_Found = dict[int, tuple[Attribution, Match]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A reading as people left it, and where the model's differs from what they judged before it came.

    `judged` are the ids of the attributions in it that somebody judged, `n_judged` counts all things that
    somebody did, the rejected ones included.
    """

    reading: Reading
    disagreements: tuple[Difference, ...]
    judged: frozenset[str]
    n_judged: int


def apply(reading: Reading, judgements: Judgements, *, extractor: str) -> Reviewed:
    """The reading of a model, `extractor`, with every judgement that stands put upon it, in its order.

    What is confirmed, corrected or added is there, whatever the model finds; what is rejected is not. An
    attribution's `extractor` is who found it: the model, or `reviewer NAME`. What stood within an
    attribution that is gone stands within what had enclosed it.
    """
    things = things_of(judgements)
    found = match_all([wanted(thing) for thing in things], reading.attributions)
    final = {thing.place: _judged(thing, found.get(at)) for at, thing in enumerate(things)}
    # A later judgement may have given the same spans to another thing; undoing may bring both back.
    last = {one.id: place for place, one in sorted(final.items()) if one is not None}
    final = {place: one for place, one in final.items() if one is None or last[one.id] == place}
    moves = _moves(things, found)
    kept = mended(_in_order(reading, things, found, final), moves, _beside(things, found, final))
    return Reviewed(
        # What a person adds to a document that the model left unread was read by a person.
        reading=replace(reading, attributions=tuple(kept), unread=None if kept else reading.unread),
        disagreements=differences(things, found, moves, {one.id: one for one in kept}, extractor),
        judged=frozenset(last),
        n_judged=len(things),
    )


def wanted(thing: Thing) -> Wanted:
    """What to look for of a judged thing in a reading."""
    return Wanted(root=thing.root, ids=thing.ids, forms=thing.forms, read_by=thing.read_by)


def reviewer_name(judgement: Judgement) -> str:
    """What an attribution names as its extractor that this reviewer corrected or added."""
    return f"reviewer {judgement.reviewer}"


def review_words(judgement: Judgement) -> str:
    """Who judged, how and when; and the note, if one was left."""
    done = f"{_DONE[judgement.what]} by {judgement.reviewer} on {judgement.at:%Y-%m-%d}"
    return f"{done}: {judgement.note}" if judgement.note else done


def _judged(thing: Thing, found: tuple[Attribution, Match] | None) -> Attribution | None:
    """The attribution as it shall be; None where it was rejected."""
    judgement = thing.judgement
    one = judgement.judged
    if one is None:
        return None
    reasons = tuple({**dict(one.reasons), REVIEW: review_words(judgement)}.items())
    speaker, confidence, extractor = one.speaker, one.confidence, one.extractor
    if found is not None and found[0].speaker == speaker:
        speaker = found[0].speaker  # which knows where the name stands; a record does not
    if judgement.what != "confirm":
        confidence, extractor = 1.0, reviewer_name(judgement)
    elif found is not None and (found[0].id, found[0].extractor) == (one.id, extractor):
        confidence = found[0].confidence  # a record's is rounded
    return replace(one, speaker=speaker, confidence=confidence, extractor=extractor, reasons=reasons)


def _moves(things: list[Thing], found: _Found) -> Moves:
    changed: dict[str, str] = {}
    gone: dict[str, str | None] = {}
    for at, thing in enumerate(things):
        there = found[at][0] if at in found else None
        ids = thing.ids | ({there.id} if there else set())
        one = thing.judgement.judged
        for identifier in ids:
            if one is not None:
                changed[identifier] = one.id
            else:
                form = there or next((form for form in thing.forms if form.id == identifier), None)
                gone[identifier] = form.within if form else None
    return Moves(changed, gone)


def _beside(
    things: list[Thing], found: _Found, final: Mapping[int, Attribution | None]
) -> dict[str, Attribution]:
    """The model's own versions of what was judged, by the ids that the judged ones have."""
    pairs = ((final.get(thing.place), found.get(at)) for at, thing in enumerate(things))
    return {one.id: there[0] for one, there in pairs if one is not None and there is not None}


def _in_order(
    reading: Reading, things: list[Thing], found: _Found, final: Mapping[int, Attribution | None]
) -> list[Attribution]:
    place_of = {there[0].id: things[at].place for at, there in found.items()}
    judged = {one.id for one in final.values() if one is not None}
    listed: list[Attribution] = []
    for one in reading.attributions:
        if one.id in place_of:
            mine = final.get(place_of[one.id])
            listed += [mine] if mine is not None else []
        elif one.id not in judged:
            listed.append(one)
    there = {one.id for one in listed}
    added = [one for one in final.values() if one is not None and one.id not in there]
    for one in sorted(added, key=_first):
        behind = (at for at, other in enumerate(listed) if _first(other) > _first(one))
        listed.insert(next(behind, len(listed)), one)
    return listed


def _first(one: Attribution) -> int:
    return min(span.start for span in (*one.source, *one.cue, *one.content))
