"""The pure steps in order: what a worker of any engine runs on one document."""

from __future__ import annotations

from .extract.extractor import Extractor
from .records import Document, Reading
from .resolve import resolve


def read_document(document: Document, extractor: Extractor) -> Reading:
    """The document with its attributions and what they mean: extract, then resolve."""
    return resolve(extractor.extract(document))
