"""Collections and exports joined: a collection gathered from the ledger, and written whole."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import AbortRun, NotInLedger
from .export.dossier import write_dossier
from .export.dossier_lines import write_dossier_lines
from .export.exhibits import (
    Counted,
    Dossier,
    Kept,
    Missing,
    Provenance,
    Quoted,
    Searched,
    Verdict,
    Whole,
)
from .export.exporter import Target
from .records import ArchivePlace

if TYPE_CHECKING:
    from .ledger import Cited, DocumentRow, Hit, JudgementRow, KeptRow, KeptThing, Ledger, SaidQuery

ANSWERS = 200  # of one search that a dossier gives: some fifty printed pages
_UNSAFE = re.compile(r"[^\w.()-]+")
_LONGEST_STEM = 80  # characters: no file system that is met stops there, with an ending


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchWords:
    """How kept searches are read and told.

    `read` makes a query of what stands behind the question mark of its address; `tell` says in words
    what a query asks for, as labels and values, with names in place of the ids of fields.
    """

    read: Callable[[str], SaidQuery]
    tell: Callable[[SaidQuery, dict[str, str]], tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What answers a kept search now: how many (`whole` where that is all), the first, and what it asks."""

    query: SaidQuery
    asked: tuple[tuple[str, str], ...]
    n: int
    whole: bool
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form in which a collection leaves the ledger; a binary one needs a file of its own."""

    description: str
    suffix: str
    media_type: str
    text: bool = True


FORMS: dict[str, Form] = {
    "html": Form(description="one page to print", suffix=".html", media_type="text/html; charset=utf-8"),
    "jsonl": Form(
        description="one JSON object a line", suffix=".jsonl", media_type="application/jsonl; charset=utf-8"
    ),
    "ledger": Form(
        description="a ledger with the collection's documents alone",
        suffix=".db",
        media_type="application/vnd.sqlite3",
        text=False,
    ),
}


def write_collection(dossier: Dossier, form: str, out: Target) -> int:
    """Write the dossier as a page or as lines; returns how many things or lines."""
    return (write_dossier if form == "html" else write_dossier_lines)(dossier, out)


def copy_collection(ledger: Ledger, number: int, path: Path) -> int:
    """Write the collection as a new ledger; how many documents. AbortRun where something is there."""
    from .ledger import Ledger

    _, things = ledger.gathered(number)
    if path.exists():
        raise AbortRun(str(path), "is there already", "name a new file")
    try:
        with Ledger.open(path) as other:
            return ledger.copy_to(other, document_ids_of(things), collection=number)
    except BaseException:
        for ending in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                path.with_name(path.name + ending).unlink(missing_ok=True)
        raise


def document_ids_of(things: Iterable[KeptThing]) -> list[str]:
    """The documents that are kept, and those in which what is kept was said; each once."""
    found = [thing.document.id for thing in things if thing.document]
    found += [thing.cited.hit.document.id for thing in things if thing.cited]
    return list(dict.fromkeys(found))


def file_stem(name: str) -> str:
    """The name as that of a file, in its own script.

    >>> file_stem("../Port Ansel: who knew?")
    'Port-Ansel-who-knew'
    """
    return _UNSAFE.sub("-", name).strip("-. ")[:_LONGEST_STEM].strip("-. ") or "collection"


def answer(ledger: Ledger, words: SearchWords, reference: str, *, limit: int) -> Answers:
    """The newest answers of a kept search, and how many there are; AbortRun where it asks wrongly."""
    query = replace(words.read(reference), order="newest", limit=limit)
    hits = ledger.said_page(query).rows
    counted = ledger.facets(replace(query, limit=None))
    asked = words.tell(replace(query, order=None, limit=None), _names(ledger, query, hits))
    return Answers(query=query, asked=asked, n=counted.n, whole=counted.whole, hits=hits)


def gather_dossier(ledger: Ledger, number: int, *, words: SearchWords, by: str, now: datetime) -> Dossier:
    """The collection as a dossier: everything in it with its reference, as the ledger has it now."""
    from . import __version__

    collection, things = ledger.gathered(number)
    judged = _Judged(ledger)
    searches, broken = _searches(ledger, words, things, judged)
    return Dossier(
        number=collection.id,
        name=collection.name,
        note=collection.note,
        by=collection.by,
        at=collection.at,
        closed=collection.closed,
        exported_by=by,
        exported_at=now,
        ledger=Path(ledger.where).name if "://" not in ledger.where else ledger.where,
        version=__version__,
        quotes=tuple(_cited(one.cited, one.kept, judged) for one in things if one.cited),
        documents=tuple(_whole(ledger, one.document, one.kept, judged) for one in things if one.document),
        counted=tuple(_counted(things)),
        searches=searches,
        missing=(*_missing(things), *broken),
    )


class _Judged:
    """What people judged, by attribution, and where documents stand, looked up once for each document."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known: dict[str, dict[str, tuple[Verdict, ...]]] = {}
        self._places: dict[str, ArchivePlace | None] = {}

    def place_of(self, document_id: str) -> ArchivePlace | None:
        """Where this document stands in a web archive, if it does."""
        if document_id not in self._places:
            self._places[document_id] = self._ledger.places_of([document_id]).get(document_id)
        return self._places[document_id]

    def of(self, document_id: str) -> dict[str, tuple[Verdict, ...]]:
        """The verdicts that stand in this document, by the id that the attribution has now or had."""
        if document_id not in self._known:
            found: dict[str, tuple[Verdict, ...]] = {}
            for row in self._ledger.judgements(document_id):
                for id in _judged_ids(row):
                    found[id] = (*found.get(id, ()), _verdict(row))
            self._known[document_id] = found
        return self._known[document_id]


def _judged_ids(row: JudgementRow) -> set[str]:
    if row.undone_at is not None:
        return set()
    judgement = row.judgement
    return {id for id in (judgement.attribution, judgement.judged and judgement.judged.id) if id}


def _verdict(row: JudgementRow) -> Verdict:
    one = row.judgement
    return Verdict(what=one.what, reviewer=one.reviewer, at=one.at, note=one.note)


def _searches(
    ledger: Ledger, words: SearchWords, things: Sequence[KeptThing], judged: _Judged
) -> tuple[tuple[Searched, ...], tuple[Missing, ...]]:
    """The kept searches with their answers, and those that ask wrongly by now."""
    found, broken = [], []
    for thing in things:
        kept = thing.kept
        if kept.what != "search":
            continue
        try:
            answers = answer(ledger, words, kept.reference, limit=ANSWERS)
        except AbortRun as error:
            broken.append(_gone(kept, f"this search cannot be made: {error.reason}"))
            continue
        found.append(
            Searched(
                reference=kept.reference,
                asked=answers.asked,
                n=answers.n,
                whole=answers.whole,
                limit=ANSWERS,
                answers=tuple(_quoted(hit, judged) for hit in answers.hits),
                kept=_kept(kept),
            )
        )
    return tuple(found), tuple(broken)


def _names(ledger: Ledger, query: SaidQuery, hits: Sequence[Hit]) -> dict[str, str]:
    """What the ids in a search are called, read off its answers where there are any."""
    names: dict[str, str] = {}
    if query.speaker:
        first = hits[0].speaker if hits else None
        names["speaker"] = first.name if first and first.id == query.speaker else query.speaker
        if not hits:
            with contextlib.suppress(NotInLedger):
                names["speaker"] = ledger.speaker(query.speaker).row.name or query.speaker
    if query.document and hits:
        row = hits[0].document
        names["document"] = row.metadata.title or row.name
    return names


def _cited(cited: Cited, kept: KeptRow, judged: _Judged) -> Quoted:
    quoted = _quoted(cited.hit, judged)
    return replace(quoted, standing=cited.standing, read_at=cited.read_at, kept=_kept(kept))


def _quoted(hit: Hit, judged: _Judged) -> Quoted:
    return Quoted(
        attribution=hit.attribution,
        provenance=_provenance(hit.document, judged),
        text=hit.text,
        sentence=hit.sentence,
        who=hit.speaker.name if hit.speaker else None,
        chain=hit.chain,
        verdicts=judged.of(hit.document.id).get(hit.attribution.id, ()),
    )


def _whole(ledger: Ledger, row: DocumentRow, kept: KeptRow, judged: _Judged) -> Whole:
    return Whole(
        provenance=_provenance(row, judged),
        kept=_kept(kept),
        read=partial(ledger.reading, row.id),
        verdicts=partial(judged.of, row.id),
    )


def _provenance(row: DocumentRow, judged: _Judged) -> Provenance:
    return Provenance(
        id=row.id,
        name=row.name,
        metadata=row.metadata,
        media_type=row.media_type,
        encoding=row.encoding,
        sha256=row.sha256,
        n_characters=row.n_characters,
        added_at=row.added_at,
        version=row.version,
        current=row.current,
        place=judged.place_of(row.id),
    )


def _counted(things: Iterable[KeptThing]) -> Iterator[Counted]:
    for thing in things:
        row = thing.speaker or thing.outlet
        if row is None:
            continue
        yield Counted(
            what="speaker" if thing.speaker else "outlet",
            reference=thing.kept.reference,
            name=row.name or thing.kept.title,
            kind=thing.speaker.kind if thing.speaker else None,
            n_attributions=row.n_attributions,
            n_documents=row.n_documents,
            n_origins=row.n_origins,
            outlets=thing.speaker.outlets if thing.speaker else (),
            first_published=row.first_published,
            last_published=row.last_published,
            kept=_kept(thing.kept),
        )


def _missing(things: Iterable[KeptThing]) -> Iterator[Missing]:
    for thing in things:
        there = (thing.document, thing.cited, thing.speaker, thing.outlet)
        if thing.kept.what != "search" and not any(there):
            yield _gone(thing.kept, "it is no longer in the ledger")


def _gone(kept: KeptRow, because: str) -> Missing:
    return Missing(what=kept.what, reference=kept.reference, because=because, kept=_kept(kept))


def _kept(row: KeptRow) -> Kept:
    return Kept(title=row.title, note=row.note, by=row.by, at=row.at)
