"""W3C Web Annotation: one JSON-LD annotation for each attribution, in one collection.

Each span is a target of its own: a SpecificResource whose `styleClass` is what it is (`source`, `cue`,
`content`, `date`, `addressee`, `occasion`, `anonymity`) and whose selectors mark the same words: a
TextPositionSelector, which counts Unicode code points, as the model asks for, and a TextQuoteSelector, with a
little text before and after.

The text of a page of HTML is not the page: there each span has two targets. One is in the page (`source` is
its address) and counts in the text of its DOM, with a RangeSelector of two elements beside it; a span with
other text in its middle there has one for each part, and one that is not found in the page has no position
and says why (`rdfs:comment`). The other is in the document's frozen text, which has a name of its own.

An attribution within another is `dcterms:isPartOf` its annotation ("included either physically or
logically"); one that echoes or denies another `dcterms:references` its annotation. The speaker is a body of
its own, of the classes of FOAF and schema.org, with its role as `schema:roleName`. All three prefixes are
defined by the context of Web Annotation itself.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from sayso.placing import Placing, Unplaced
from sayso.records import Attribution, Document, Reading, Span, Speaker, SpeakerKind, StatementDate

from .exporter import Target
from .facts import cue_words, speaker_note, why
from .selectors import find_placing, page_selectors, position_selector, quote_selector
from .target import opened
from .utf8 import to_json

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
STYLE = (
    ".source { text-decoration: underline } .cue { font-weight: bold } .content { background: #ffec99 } "
    ".date, .addressee, .occasion, .anonymity { border-bottom: 1px dotted }"
)
# A document that speaks and a source that stays unnamed are of no class that the model's context has.
CLASSES: dict[SpeakerKind, str] = {
    "person": "Person",
    "organisation": "Organization",
    "government": "schema:GovernmentOrganization",
    "group": "foaf:Group",
    "document": "schema:CreativeWork",
    "anonymous": "foaf:Agent",
    "outlet": "schema:NewsMediaOrganization",
}
_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+")


def write_web_annotation(readings: Iterable[Reading], out: Target) -> int:
    """Write an AnnotationCollection whose first and only page holds every annotation; returns how many."""
    written = 0
    contents = hashlib.sha256()
    with opened(out) as stream:
        stream.write(b'{"@context":' + to_json(CONTEXT))
        for annotation in _annotations(readings):
            stream.write(
                b',"first":{"type":"AnnotationPage","startIndex":0,"items":[\n' if not written else b",\n"
            )
            stream.write(to_json(annotation))
            contents.update(annotation["id"].encode())
            written += 1
        collection = _urn("collection", contents.hexdigest())
        if written:
            page = _urn("page", contents.hexdigest())
            stream.write(b'\n],"id":' + to_json(page) + b',"partOf":' + to_json(collection) + b"}")
            stream.write(b',"last":' + to_json(page))
        # The names come last because they are made of what was written.
        ending = {
            "id": collection,
            "type": "AnnotationCollection",
            "label": "Who said what",
            "total": written,
        }
        stream.write(b"," + to_json(ending)[1:] + b"\n")
    return written


def to_annotation(
    document: Document, attribution: Attribution, placing: Placing | Unplaced | None = None
) -> dict[str, Any]:
    """One attribution as a Web Annotation, without its `@context`.

    `placing` is where the document's text stands in its page, or why that is not known; None where the text
    is the source itself, as of plain text.
    """
    date = attribution.date.span if attribution.date else None
    marked = [(role, span) for role in ("source", "cue", "content") for span in getattr(attribution, role)]
    beside = {
        "date": date,
        "addressee": attribution.addressee,
        "occasion": attribution.occasion,
        "anonymity": attribution.anonymity,
    }
    marked += [(name, span) for name, span in beside.items() if span is not None]
    return {
        "id": _urn("attribution", attribution.id),
        "type": "Annotation",
        "motivation": "describing",
        "dcterms:identifier": attribution.id,
        "dcterms:source": _about(document),
        **_links(attribution),
        "generator": {"type": "Software", "name": attribution.extractor},
        "stylesheet": {"type": "CssStylesheet", "value": STYLE},
        "body": _bodies(attribution),
        "target": [target for name, span in marked for target in _targets(document, name, span, placing)],
    }


def _links(attribution: Attribution) -> dict[str, dict[str, str]]:
    links = {"dcterms:isPartOf": attribution.within, "dcterms:references": attribution.responds_to}
    return {key: {"id": _urn("attribution", other)} for key, other in links.items() if other is not None}


def _annotations(readings: Iterable[Reading]) -> Iterator[dict[str, Any]]:
    for reading in readings:
        placing = find_placing(reading.document) if reading.attributions else None
        for attribution in reading.attributions:
            yield to_annotation(reading.document, attribution, placing)


def _about(document: Document) -> dict[str, str]:
    metadata = document.metadata
    known = {
        "id": _iri(document),
        "dcterms:identifier": document.id,
        "dcterms:title": metadata.title or document.name,
        "dcterms:publisher": metadata.outlet,
        "dcterms:issued": metadata.published,
    }
    return {key: value for key, value in known.items() if value}


def _bodies(attribution: Attribution) -> list[dict[str, Any]]:
    bodies: list[dict[str, Any]] = [_textual("tagging", attribution.quotation)]
    if attribution.speaker:
        bodies.append(_textual("identifying", attribution.speaker.name))
        bodies.append(_identified(attribution.speaker, attribution.document_id))
    if attribution.cue_class:
        bodies.append(_textual("classifying", attribution.cue_class))
    bodies += [_textual("tagging", word) for word in cue_words(attribution) if word != attribution.cue_class]
    if attribution.date:
        bodies.append(_dated(attribution.date))
    bodies.append(_textual("describing", _described(attribution)))
    return bodies


def _identified(speaker: Speaker, document_id: str) -> dict[str, Any]:
    """Who it is, as a resource of this document: a name alone does not say that two are the same."""
    known = {
        "id": _urn("speaker", f"{document_id}:{speaker.id}"),
        "type": CLASSES[speaker.kind] if speaker.kind else "foaf:Agent",
        "name": speaker.name,
        "dcterms:identifier": speaker.id,
        "dcterms:type": speaker.kind,
        "schema:roleName": speaker.role,
    }
    source = {key: value for key, value in known.items() if value}
    return {"type": "SpecificResource", "purpose": "identifying", "source": source}


def _dated(date: StatementDate) -> dict[str, str]:
    because = f": {date.because}" if date.because else ""
    said = _textual("describing", f"said {date.value}{because}")
    return {**said, "schema:temporalCoverage": date.value}


def _described(attribution: Attribution) -> str:
    """The rest in a sentence, for whoever reads the annotation in a tool."""
    parts = [f"{attribution.quotation} quotation"]
    if attribution.speaker:
        because = why(attribution, "speaker")
        about = "; ".join(part for part in (speaker_note(attribution.speaker), because) if part)
        parts += [f"{attribution.speaker.name} ({about})"] if about else []
    return ", ".join([*parts, f"confidence {attribution.confidence:.2f}"])


def _textual(purpose: str, value: str) -> dict[str, str]:
    return {"type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": value}


def _targets(
    document: Document, role: str, span: Span, placing: Placing | Unplaced | None
) -> Iterator[dict[str, Any]]:
    selectors = [position_selector(span), quote_selector(document.text, span)]
    if placing is None:
        yield _target(_iri(document), role, selectors)
        return
    placed = placing if isinstance(placing, Unplaced) else placing.to_dom(span)
    if isinstance(placed, Unplaced):
        yield {**_target(_iri(document), role, selectors[1:]), "rdfs:comment": placed.reason}
    elif isinstance(placing, Placing):
        for part in placed.ranges:
            yield _target(_iri(document), role, page_selectors(placing.dom, part))
    yield _target(_urn("text", document.id), role, selectors)


def _target(source: str, role: str, selectors: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "SpecificResource", "source": source, "styleClass": role, "selector": selectors}


def _iri(document: Document) -> str:
    """The document's address where it has one that is an IRI, else a name made of its id."""
    url = document.metadata.url or ""
    return url if _IRI.fullmatch(url) else _urn("document", document.id)


def _urn(kind: str, name: str) -> str:
    """A name that is an IRI and the same on every machine."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"sayso:{kind}:{name}").urn
