"""A dossier as JSON Lines: the collection first, then everything in it, each line with its reference.

`type` says what a line is: `collection`, `document`, `attribution`, `speaker`, `outlet`, `search` or
`missing`. An attribution's `record` is the one that `sayso schema` describes; `because_of` says whether it
was kept itself, stands in a kept document, or answers a kept search.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sayso.records import joined, row_of

from .exhibits import (
    Counted,
    Dossier,
    Kept,
    Missing,
    Provenance,
    Quoted,
    Searched,
    Verdict,
    Whole,
    Why,
    hash_of,
)
from .exporter import Target
from .target import opened
from .utf8 import to_json

SCHEMA = 1  # of these lines; that of the records is their own


def write_dossier_lines(dossier: Dossier, out: Target) -> int:
    """Write the lines, UTF-8; returns how many."""
    written = 0
    with opened(out) as stream:
        for row in _rows(dossier):
            stream.write(to_json(row) + b"\n")
            written += 1
    return written


def _rows(dossier: Dossier) -> Iterator[dict[str, Any]]:
    yield _collection(dossier)
    for quote in dossier.quotes:
        yield _attribution(quote, "kept")
    for whole in dossier.documents:
        yield from _document(whole)
    for counted in dossier.counted:
        yield _counted(counted)
    for search in dossier.searches:
        yield _search(search)
        for answer in search.answers:
            yield {**_attribution(answer, "search"), "search": search.reference}
    for missing in dossier.missing:
        yield _missing(missing)


def _collection(dossier: Dossier) -> dict[str, Any]:
    return {
        "type": "collection",
        "schema": SCHEMA,
        "number": dossier.number,
        "name": dossier.name,
        "note": dossier.note,
        "made_by": dossier.by,
        "made_at": _time(dossier.at),
        "closed": dossier.closed,
        "exported_by": dossier.exported_by,
        "exported_at": _time(dossier.exported_at),
        "ledger": dossier.ledger,
        "sayso": dossier.version,
    }


def _document(whole: Whole) -> Iterator[dict[str, Any]]:
    reading, about = whole.read(), whole.provenance
    document, verdicts = reading.document, whole.verdicts()
    yield {
        "type": "document",
        "kept": _kept(whole.kept),
        **_provenance(about),
        "text_sha256": hash_of(document.text),
        "text": document.text,
    }
    for attribution in reading.attributions:
        yield {
            "type": "attribution",
            "because_of": "document",
            "kept": None,
            "who": attribution.speaker and attribution.speaker.name,
            "record": row_of(document.name, document.text, attribution),
            "judged": _verdicts(verdicts.get(attribution.id, ())),
            "standing": True,
            "reference": {"document_id": document.id, "sha256": about.sha256},
        }


def _attribution(quote: Quoted, why: Why) -> dict[str, Any]:
    attribution, text = quote.attribution, quote.text
    return {
        "type": "attribution",
        "because_of": why,
        "kept": quote.kept and _kept(quote.kept),
        "who": quote.who or (attribution.speaker and attribution.speaker.name),
        "through": list(quote.chain),
        "sentence": {
            "start": quote.sentence.start,
            "end": quote.sentence.end,
            "text": quote.sentence.of(text),
        },
        "quoted": joined(attribution.content, text),
        "record": row_of(quote.provenance.name, text, attribution),
        "judged": _verdicts(quote.verdicts),
        "standing": quote.standing,
        "read_at": quote.read_at and _time(quote.read_at),
        "reference": {**_provenance(quote.provenance), "text_sha256": hash_of(text)},
    }


def _counted(counted: Counted) -> dict[str, Any]:
    return {
        "type": counted.what,
        "kept": _kept(counted.kept),
        "reference": counted.reference,
        "name": counted.name,
        "kind": counted.kind,
        "attributions": counted.n_attributions,
        "documents": counted.n_documents,
        "origins": counted.n_origins,
        "outlets": list(counted.outlets),
        "first_published": counted.first_published,
        "last_published": counted.last_published,
    }


def _search(search: Searched) -> dict[str, Any]:
    return {
        "type": "search",
        "kept": _kept(search.kept),
        "reference": search.reference,
        "asked": dict(search.asked),
        "answers": search.n,
        "counted_all": search.whole,
        "given": len(search.answers),
        "limit": search.limit,
    }


def _missing(missing: Missing) -> dict[str, Any]:
    return {
        "type": "missing",
        "what": missing.what,
        "reference": missing.reference,
        "because": missing.because,
        "kept": _kept(missing.kept),
    }


def _provenance(about: Provenance) -> dict[str, Any]:
    metadata = about.metadata
    return {
        "document_id": about.id,
        "document": about.name,
        "title": metadata.title,
        "outlet": metadata.outlet,
        "authors": list(metadata.authors),
        "published": metadata.published,
        "url": metadata.url,
        "language": metadata.language,
        "added_at": _time(about.added_at),
        "sha256": about.sha256,
        "place": about.place and asdict(about.place),
        "media_type": about.media_type,
        "encoding": about.encoding,
        "characters": about.n_characters,
        "version": about.version,
        "newest_version": about.current,
    }


def _kept(kept: Kept) -> dict[str, Any]:
    return {"title": kept.title, "note": kept.note, "by": kept.by, "at": _time(kept.at)}


def _verdicts(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    return [
        {"what": one.what, "reviewer": one.reviewer, "at": _time(one.at), "note": one.note}
        for one in verdicts
    ]


def _time(moment: datetime) -> str:
    return moment.isoformat()
