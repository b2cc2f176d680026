"""Prepared: a reading as rows, made and checked before anything is written, whatever the ledger holds.

Nothing here looks into a ledger, so that another process than the one that writes can do it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sayso.compare.copies import Fingerprint, fingerprint
from sayso.errors import DocumentError
from sayso.records import Attribution, Document, Reading, is_of
from sayso.records.sentence import find_sentences

from .places import place_values
from .spoken import Who, voices_of, who_speaks
from .stored import (
    Values,
    archive_values,
    attribution_values,
    document_values,
    extraction_values,
    printable,
    slice_problems,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A reading as rows, but for what only the ledger tells: numbers, times and versions.

    `extractions` are in the reading's order, and name their attributions by `id`. `who` speaks, and by what
    the document's copies are found, follow from the rest and take time to work out.
    """

    extractor: str
    unread: str | None
    document: Values
    archive: Values
    place: Values | None
    attributions: list[Values]
    extractions: list[Values]
    who: list[Who]
    printed: Fingerprint


def prepare(reading: Reading, extractor: str, *, keep_bytes: bool = False) -> Prepared:
    """The reading as rows; DocumentError where one is not made of slices of the text, or cannot be stored.

    `keep_bytes` keeps also the bytes of what stands in a web archive.
    """
    document, found = reading.document, reading.attributions
    rows = attribution_rows(reading, extractor)
    return Prepared(
        extractor=extractor,
        unread=reading.unread,
        document=document_values(document),
        archive=archive_values(document, keep_bytes=keep_bytes),
        place=place_values(document),
        attributions=rows,
        extractions=extraction_rows(reading, extractor),
        who=who_speaks(voices_of(found, [row["source_text"] for row in rows])),
        printed=fingerprint(document.text),
    )


def attribution_rows(reading: Reading, extractor: str) -> list[Values]:
    """The reading's attributions as rows of `attributions`, each held to the text it is made of."""
    document = reading.document
    refuse_loose_links(reading)
    sentences = tuple(find_sentences(document.text))
    rows = {}
    for attribution in reading.attributions:
        if not is_of(attribution.extractor, extractor):
            found_by = f"was found by {attribution.extractor!r}, not by {extractor!r}"
            raise ValueError(f"attribution {attribution.id} {found_by}")
        row = attribution_values(document, attribution, sentences)
        refuse_no_slices(document, row)
        if row["id"] in rows:
            raise DocumentError(printable(document.name), f"attribution {attribution.id} is given twice")
        rows[row["id"]] = row
    return list(rows.values())


def refuse_loose_links(reading: Reading) -> None:
    """DocumentError where an attribution is within, or answers, one that the reading does not have.

    Nor may one answer itself or, at any remove, be within itself: chains are read to their end.
    """
    name = printable(reading.document.name)
    enclosing = {one.id: one.within for one in reading.attributions}
    for one in reading.attributions:
        for key, target in (("within", one.within), ("responds_to", one.responds_to)):
            if target is not None and (target not in enclosing or target == one.id):
                raise DocumentError(
                    name, f"attribution {one.id}: {key} is {target}, no other one of its reading"
                )
    outermost: set[str | None] = {None}
    for start in enclosing:
        path: dict[str | None, None] = {}  # in order
        at: str | None = start
        while at not in outermost:
            if at in path:
                raise DocumentError(name, f"attribution {at} is within itself")
            path[at] = None
            at = enclosing[at] if at is not None else None
        outermost.update(path)


def refuse_no_slices(document: Document, row: Values) -> None:
    """DocumentError where the row of `attributions` is not made of slices of the document's text."""
    for problem in slice_problems(row, document.text):
        raise DocumentError(printable(document.name), f"attribution {row['id']} is refused: {problem}")


def extraction_rows(reading: Reading, extractor: str | None) -> list[Values]:
    """What the reading found, as rows of `extractions` that name their attributions by `id`.

    Each names who found it where that is another than `extractor`.
    """
    return [
        {
            "id": attribution.id,
            "position": position,
            "found_by": found_by(attribution, extractor),
            **extraction_values(attribution, reading.document.text),
        }
        for position, attribution in enumerate(reading.attributions)
    ]


def found_by(attribution: Attribution, extractor: str | None) -> str | None:
    """Who found it, where that is another than the reading's extractor: a rule, or a person."""
    return None if attribution.extractor == extractor else attribution.extractor
