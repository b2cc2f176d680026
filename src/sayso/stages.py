"""The pure steps in order: what a worker of any engine runs on one document."""

from __future__ import annotations

from .extract.extractor import Extractor
from .records import Document, Reading
from .resolve import resolve_speakers


def read_document(document: Document, extractor: Extractor) -> Reading:
    """The document with its attributions and their speakers: extract, then resolve."""
    found = extractor.extract(document)
    return Reading(document, resolve_speakers(found, document.text))
