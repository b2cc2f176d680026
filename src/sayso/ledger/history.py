"""History: the judgements of one document as they are kept, and whom they chose as speakers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from sayso.errors import AbortRun
from sayso.records import Attribution, Judgement, from_row, row_of
from sayso.review import Judgements, things_of

from .readings import ATTRIBUTION_COLUMNS, JOINED
from .rows import JudgementRow
from .schema import attributions, judgements, readings
from .stored import Fields, Values, printable, to_attribution, to_json, to_time


@dataclass(frozen=True, slots=True)
class History:
    """The judgements of one document, first first, undone ones included."""

    rows: tuple[JudgementRow, ...]
    judgements: Judgements

    @property
    def stands(self) -> bool:
        """Whether any of them was not taken back."""
        return any(row.undone_at is None for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Whom a person chose for a name in a document: the ledger's speaker, by which judgement, and why."""

    identity: str
    judgement: int
    because: str


def read_history(connection: sa.Connection, document_id: str) -> History:
    """What people judged in the document."""
    own = sa.select(judgements).where(judgements.c.document_id == document_id)
    found = connection.execute(own.order_by(judgements.c.number)).mappings().all()
    rows = tuple(to_judgement_row(row) for row in found)
    undone = frozenset(at for at, row in enumerate(rows) if row.undone_at is not None)
    given = [row.judgement for row in rows]
    ids = {one.attribution for one in given if one.attribution is not None}
    known = dict(_found_by_models(connection, ids)) if ids else {}
    return History(rows, Judgements(given=given, undone=undone, known=known))


def has_judgements(connection: sa.Connection, document_id: str) -> bool:
    """Whether anybody ever judged anything in the document."""
    own = sa.select(judgements.c.number).where(judgements.c.document_id == document_id)
    return connection.execute(own.limit(1)).first() is not None


def _found_by_models(connection: sa.Connection, ids: Iterable[str]) -> Iterator[tuple[str, Attribution]]:
    query = sa.select(*ATTRIBUTION_COLUMNS).select_from(JOINED)
    models = query.where(attributions.c.id.in_(sorted(ids)), readings.c.judged_from.is_(None))
    for row in connection.execute(models.order_by(readings.c.id)).mappings():
        yield row["id"], to_attribution(row)


def chosen_speakers(history: History) -> dict[str, Chosen]:
    """The speakers that stand as chosen, by the ids of the names in the document.

    One name is one speaker in a document: where two were chosen for it, the last choice stands.
    """
    last: dict[str, int] = {}
    for thing in things_of(history.judgements):
        judged = thing.judgement.judged
        if thing.chosen is not None and judged is not None and judged.speaker is not None:
            last[judged.speaker.id] = max(thing.chosen, last.get(judged.speaker.id, -1))
    return {speaker: _chosen(history.rows[at]) for speaker, at in last.items()}


def _chosen(row: JudgementRow) -> Chosen:
    one = row.judgement
    assert one.speaker is not None
    because = f"chosen by {one.reviewer} on {one.at:%Y-%m-%d}"
    return Chosen(
        identity=one.speaker,
        judgement=row.number,
        because=f"{because}: {one.note}" if one.note else because,
    )


def to_judgement_row(row: Fields) -> JudgementRow:
    """The judgement of a row of `judgements`; AbortRun where it is none."""
    try:
        judged = None if row["judged"] is None else from_row(json.loads(row["judged"]))
        return JudgementRow(
            number=row["number"],
            judgement=Judgement(
                what=row["what"],
                document_id=row["document_id"],
                extractor=row["extractor"],
                reviewer=row["reviewer"],
                at=datetime.fromisoformat(row["judged_at"]),
                attribution=row["attribution"],
                judged=judged,
                speaker=row["speaker"],
                note=row["note"],
            ),
            undone_by=row["undone_by"],
            undone_at=datetime.fromisoformat(row["undone_at"]) if row["undone_at"] else None,
        )
    except (ValueError, TypeError, KeyError) as error:
        problem = f"the ledger's row is damaged ({error})"
        raise AbortRun(f"judgement {row['number']}", problem, "see `sayso verify`") from error


def judgement_values(judgement: Judgement, name: str, text: str) -> Values:
    """The judgement as a row of `judgements`; AbortRun where it is made of no slices of the text.

    `name` and `text` are those of its document.
    """
    record = None
    if judgement.judged is not None:
        try:
            record = to_json(row_of(name, text, judgement.judged))
            record.encode()
        except ValueError as error:
            raise AbortRun("judgement", str(error), "every span is a slice of the document's text") from error
        if "\\u0000" in record:
            raise AbortRun("judgement", "holds a NUL character")
    return {
        "document_id": judgement.document_id,
        "what": judgement.what,
        "attribution": judgement.attribution,
        "judged": record,
        "speaker": judgement.speaker,
        "extractor": judgement.extractor,
        "note": judgement.note and printable(judgement.note),
        "reviewer": printable(judgement.reviewer.strip()),
        "judged_at": to_time(judgement.at),
    }
