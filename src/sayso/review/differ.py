"""Differing: where a model's reading says otherwise than a person judged before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sayso.records import Attribution, Reading, Speaker, StatementDate

from .match import Match, Wanted, match_all
from .nest import Moves
from .standing import Thing

_SPANS = ("source", "cue", "content")
_READ = (
    "quotation", "cue_class", "polarity", "modality", "stance", "addressee", "occasion", "anonymity",
)  # fmt: skip
_NESTED = {"within": True, "responds_to": False}  # whether what is gone leads outwards


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing in which a model's reading differs from a judgement, given by its `place`.

    `found` is what the model has instead, None where it has nothing; `keys` are the record's keys that
    differ; `because` says it in words.
    """

    place: int
    found: Attribution | None
    keys: tuple[str, ...]
    because: str


def differences(
    things: Sequence[Thing],
    found: Mapping[int, tuple[Attribution, Match]],
    moves: Moves,
    kept: Mapping[str, Attribution],
    extractor: str,
) -> tuple[Difference, ...]:
    """Where a model's reading differs from what was judged upon other models' readings, in text order.

    `found` is what the reading has of each thing, `kept` what stands, by id; `extractor` is the model.
    That a model differs from those who corrected it is no news.
    """
    told: list[tuple[int, Difference]] = []
    for at, thing in enumerate(things):
        if thing.judgement.extractor == extractor:
            continue
        there = found.get(at)
        stands = kept.get(moves.changed.get(thing.root, ""))
        difference = _difference(thing, stands, there, moves, kept)
        if difference is not None:
            told.append((_where(there[0] if there else (thing.forms or (None,))[0]), difference))
    return tuple(difference for _, difference in sorted(told, key=lambda pair: pair[0]))


def differences_after_finish(newest: Reading, finished: Reading, place: int) -> tuple[Difference, ...]:
    """Where a model's reading differs from the reading that somebody left as finished, in text order.

    `place` is that of the judgement that finished it.
    """
    stands = finished.attributions
    # What people corrected is to be found by its place too, whoever its extractor is.
    looked_for = [
        Wanted(root=one.id, ids=frozenset({one.id}), forms=(one,), read_by=frozenset({one.extractor, ""}))
        for one in stands
    ]
    found = match_all(looked_for, newest.attributions)
    moves = Moves({there.id: stands[at].id for at, (there, _) in found.items()})
    kept = {one.id: one for one in stands}
    told: list[tuple[int, Difference]] = []
    for at, one in enumerate(stands):
        there = found.get(at)
        difference = _compared(place, one, there, moves, kept)
        if difference is not None:
            told.append((_where(there[0] if there else one), difference))
    matched = {there.id for there, _ in found.values()}
    for new in newest.attributions:
        if new.id not in matched:
            because = f"{new.extractor} finds one that was not there when the document was finished"
            told.append((_where(new), Difference(place=place, found=new, keys=(), because=because)))
    return tuple(difference for _, difference in sorted(told, key=lambda pair: pair[0]))


def _difference(
    thing: Thing,
    stands: Attribution | None,
    there: tuple[Attribution, Match] | None,
    moves: Moves,
    kept: Mapping[str, Attribution],
) -> Difference | None:
    if thing.judgement.judged is not None and stands is not None:
        return _compared(thing.place, stands, there, moves, kept)
    if there is None or thing.judgement.judged is not None:
        return None
    because = f"{there[0].extractor} finds again what {thing.judgement.reviewer} rejected"
    return Difference(place=thing.place, found=there[0], keys=(), because=f"{because}: {there[1].because}")


def _compared(
    place: int,
    stands: Attribution,
    there: tuple[Attribution, Match] | None,
    moves: Moves,
    kept: Mapping[str, Attribution],
) -> Difference | None:
    if there is None:
        return Difference(place=place, found=None, keys=(), because="it is not found any more")
    found, match = there
    keys = tuple(key for key in _keys(stands, found, moves, kept))
    if not keys:
        return None
    named = ", ".join(key.replace("_", " ") for key in keys)
    because = f"{found.extractor} has another {named}"
    if found.id != stands.id:
        because += f"; taken for the same since {match.because}"
    return Difference(place=place, found=found, keys=keys, because=because)


def _keys(
    stands: Attribution, found: Attribution, moves: Moves, kept: Mapping[str, Attribution]
) -> list[str]:
    differing = [key for key in _SPANS if getattr(stands, key) != getattr(found, key)]
    told = dict(stands.reasons)
    for key in ("speaker", *_READ, "date"):
        mine, theirs = _value(getattr(stands, key)), _value(getattr(found, key))
        not_read = mine is None and key not in told  # nobody said that there is none
        if mine != theirs and not not_read:
            differing.append(key)
    for key, outwards in _NESTED.items():
        led = moves.lead(getattr(found, key), kept, outwards=outwards)
        if led != getattr(stands, key) and led != stands.id:
            differing.append(key)
    return differing


def _value(value: object) -> object:
    """What counts of a value: not what it rests on."""
    if isinstance(value, Speaker):
        return value.name, value.kind, value.role
    if isinstance(value, StatementDate):
        return value.value, value.granularity
    return value


def _where(one: Attribution | None) -> int:
    return min(span.start for span in (*one.source, *one.cue, *one.content)) if one else 0
