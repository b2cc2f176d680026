"""The values that flow through Sayso: frozen, checked when made, JSON in and out."""

from .attribution import (
    QUOTATIONS,
    Attribution,
    Quotation,
    Reading,
    Speaker,
    SpeakerKind,
    attribution_id,
)
from .document import Document, Metadata, Skipped, document_id
from .identity import make_id
from .row import Row, from_row, json_schema, row_of, to_row, to_rows
from .span import Span, Spans, in_order, joined

__all__ = [
    "QUOTATIONS",
    "Attribution",
    "Document",
    "Metadata",
    "Quotation",
    "Reading",
    "Row",
    "Skipped",
    "Span",
    "Spans",
    "Speaker",
    "SpeakerKind",
    "attribution_id",
    "document_id",
    "from_row",
    "in_order",
    "joined",
    "json_schema",
    "make_id",
    "row_of",
    "to_row",
    "to_rows",
]
