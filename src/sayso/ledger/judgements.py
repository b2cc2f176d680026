"""Judgements: what people said about what a model found, kept as rows that nobody edits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from sayso.errors import AbortRun, NotInLedger
from sayso.link import is_pronoun
from sayso.records import Attribution, Document, Judgement, Reading, Speaker
from sayso.review import REVIEW, Judgements, reviewer_name

from .connection import Store, stream
from .documents import no_such_document
from .history import History, judgement_values, read_history, to_judgement_row
from .readings import reading_in
from .review_states import queue
from .reviewed import find_basis, find_outcome, follow
from .rows import Disagreement, Judged, JudgementRow
from .schema import UNRESOLVED, documents, identities, judgements, readings
from .stored import printable, row_number, to_time

__all__ = ["disagreements", "judge", "list_judgements", "queue", "undo"]
_ROWS = 100


def judge(store: Store, judgement: Judgement) -> Judged:
    """Keep a judgement, and derive anew what stands in its document.

    The same judgement given twice is one. AbortRun, and nothing written, where the document or the
    attribution is not there, or what is judged is no slice of the text, or is there already.
    """
    origin = _origin(store, judgement.document_id)
    with store.writing(origin=origin) as connection:
        newest = _newest(connection, judgement.document_id)
        stands = reading_in(connection, judgement.document_id, newest)
        history = read_history(connection, judgement.document_id)
        given = _completed(connection, judgement, stands, history)
        _refuse(given, stands, history)
        same = _same(given, history)
        if same is None:
            values = judgement_values(given, stands.document.name, stands.document.text)
            number = connection.scalars(sa.insert(judgements).returning(judgements.c.number), values).one()
            after = follow(store, connection, given.document_id, now=to_time(given.at))
            _refuse_loose(given, after)
        else:
            number = same.number
        return Judged(number=number, attribution=given.judged.id if given.judged else None)


def undo(store: Store, number: int, *, by: str, now: datetime) -> None:
    """Take a judgement back, and derive anew what stands in its document."""
    if not by.strip():
        raise AbortRun(str(number), "undoing needs someone who does it")
    row = sa.select(judgements).where(judgements.c.number == row_number(number))
    with store.reading() as connection:
        found = connection.execute(row).mappings().first()
    if found is None:
        raise _no_such_judgement(number)
    with store.writing(origin=_origin(store, found["document_id"])) as connection:
        standing = sa.and_(judgements.c.number == number, judgements.c.undone_at.is_(None))
        undone = {"undone_by": printable(by.strip()), "undone_at": to_time(now)}
        if not connection.execute(sa.update(judgements).where(standing).values(undone)).rowcount:
            raise _no_such_judgement(number)
        follow(store, connection, found["document_id"], now=to_time(now))


def list_judgements(store: Store, document_id: str | None) -> Iterator[JudgementRow]:
    """What people judged, first first, undone judgements included."""
    wanted = sa.select(judgements).order_by(judgements.c.number)
    with store.reading() as connection:
        if document_id is not None:
            _newest(connection, document_id)  # refuses one that is not there
            wanted = wanted.where(judgements.c.document_id == document_id)
        for row in stream(connection, wanted, _ROWS).mappings():
            yield to_judgement_row(row)


def disagreements(store: Store, document_id: str) -> list[Disagreement]:
    """Where the newest reading by a model differs from what people judged before it, in text order."""
    with store.reading() as connection:
        _newest(connection, document_id)
        history = read_history(connection, document_id)
        if not history.stands:
            return []
        outcome = find_outcome(connection, document_id, history)
    return [
        Disagreement(
            row=history.rows[one.place],
            extractor=outcome.basis.newest_extractor,
            found=one.found,
            keys=one.keys,
            because=one.because,
        )
        for one in outcome.differences
    ]


def _origin(store: Store, document_id: str) -> str:
    """What writers of this document lock."""
    with store.reading() as connection:
        row = connection.execute(sa.select(documents.c.url).where(documents.c.id == document_id)).first()
    if row is None:
        raise no_such_document(document_id)
    return row.url or document_id


def _newest(connection: sa.Connection, document_id: str) -> int:
    newest = sa.select(sa.func.max(readings.c.id)).where(readings.c.document_id == document_id)
    found: int | None = connection.scalar(newest)
    if found is None:
        raise no_such_document(document_id)
    return found


def _no_such_judgement(number: int) -> NotInLedger:
    return NotInLedger(str(number), "no such judgement stands", "`sayso review show DOCUMENT` lists them")


def _completed(
    connection: sa.Connection, judgement: Judgement, stands: Reading, history: History
) -> Judgement:
    """The judgement with what the ledger knows better: whose reading it is, and what is confirmed."""
    basis = find_basis(connection, judgement.document_id, history)
    # Who says again that a document is finished has seen what a newer model makes of it.
    extractor = basis.newest_extractor if judgement.what == "finish" else basis.base_extractor
    judged = judgement.judged
    if judgement.what == "confirm":
        judged = _known(connection, judgement, stands, history) or judged
    if judgement.speaker is not None:
        judged = _named(connection, judgement.speaker, judged)
    if judged is not None:
        reasons = tuple((key, why) for key, why in judged.reasons if key != REVIEW)
        judged = replace(judged, reasons=reasons)
        if judgement.what != "confirm":
            judged = replace(judged, confidence=1.0, extractor=reviewer_name(judgement))
    return replace(judgement, extractor=extractor, judged=judged)


def _known(
    connection: sa.Connection, judgement: Judgement, stands: Reading, history: History
) -> Attribution | None:
    """What is confirmed, as it is shown, or as it was before it was rejected."""
    there = {one.id: one for one in stands.attributions}
    wanted = judgement.attribution or ""
    if wanted not in there:
        basis = find_basis(connection, judgement.document_id, history)
        models = reading_in(connection, judgement.document_id, basis.base)
        there = {**_judged(history.judgements), **{one.id: one for one in models.attributions}}
    return there.get(wanted)


def _judged(given: Judgements) -> dict[str, Attribution]:
    return {one.judged.id: one.judged for one in given.given if one.judged is not None}


def _named(connection: sa.Connection, speaker: str, judged: Attribution | None) -> Attribution | None:
    """The attribution under a name that its speaker can be found by; AbortRun where there is no such."""
    row = connection.execute(sa.select(identities).where(identities.c.id == speaker)).mappings().first()
    if row is None or speaker == UNRESOLVED:
        raise NotInLedger(speaker, "the ledger has no speaker of this id", "`sayso speakers` lists them")
    if judged is None:
        raise AbortRun(speaker, "a speaker is chosen for an attribution that stands")
    there = judged.speaker
    if there is not None and not is_pronoun(there.name):
        return judged
    kind = there.kind if there and there.kind else row["kind"]
    because = "the speaker's name in the ledger, chosen by a reviewer"
    return replace(judged, speaker=Speaker(name=row["name"], kind=kind, because=because))


def _refuse(judgement: Judgement, stands: Reading, history: History) -> None:
    """AbortRun where the judgement is about nothing that is there, or adds what is."""
    there = {one.id: one for one in stands.attributions}
    target, judged = judgement.attribution, judgement.judged
    known = there.keys() | history.judgements.known.keys() | _judged(history.judgements).keys()
    if target is not None and target not in known:
        raise NotInLedger(target, "no attribution of this id stands in the document")
    if judged is None:
        return
    _refuse_no_slices(judged, stands.document)
    if judgement.what == "confirm" and target in there:  # as it stands, whatever it was made of
        return
    if judged.id in there and not _is_same_thing(judgement, history) and _same(judgement, history) is None:
        raise AbortRun(judged.id, "an attribution with these spans is there already", "judge that one")


def _is_same_thing(judgement: Judgement, history: History) -> bool:
    """Whether what has the judged spans now is the very thing that is judged."""
    if judgement.attribution is None or judgement.judged is None:
        return False
    given = (*history.judgements.given, judgement)
    roots = Judgements(given=given, undone=history.judgements.undone).roots()
    mine = roots[-1]
    owners = {
        root: one.judged.id
        for at, (root, one) in enumerate(zip(roots[:-1], given[:-1], strict=True))
        if one.judged is not None and at not in history.judgements.undone
    }
    other = [root for root, id in owners.items() if id == judgement.judged.id]
    return mine in other if other else mine == judgement.judged.id


def _refuse_no_slices(judged: Attribution, document: Document) -> None:
    try:
        Reading(document, (judged,))
    except ValueError as error:
        raise AbortRun("judgement", str(error), "every span is a slice of the document's text") from error


def _same(judgement: Judgement, history: History) -> JudgementRow | None:
    """The judgement that says the same about the same thing already, and stands as the last about it."""
    given = (*history.judgements.given, judgement)
    roots = Judgements(given=given, undone=history.judgements.undone).roots()
    for at in reversed(range(len(history.rows))):
        row = history.rows[at]
        if row.undone_at is not None or roots[at] != roots[-1]:
            continue
        one = row.judgement
        fields = ("what", "speaker", "reviewer", "note", "extractor")
        alike = all(getattr(one, name) == getattr(judgement, name) for name in fields)
        if one.what == "confirm":  # of what was shown, of which a record is rounded
            return row if alike else None
        return row if alike and one.judged == judgement.judged else None
    return None


def _refuse_loose(judgement: Judgement, after: Reading | None) -> None:
    """AbortRun where what is judged is said to be within, or to answer, what cannot be."""
    if judgement.judged is None or judgement.what == "confirm" or after is None:
        return
    found = next((one for one in after.attributions if one.id == judgement.judged.id), None)
    for key in ("within", "responds_to"):
        if getattr(judgement.judged, key) is not None and (found is None or getattr(found, key) is None):
            raise AbortRun(key, "names no other attribution of the document, or one that stands within it")
