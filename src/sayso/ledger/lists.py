"""Lists: speakers, documents and outlets, sorted and page by page."""

from __future__ import annotations

from .connection import Store
from .rows import DocumentList, DocumentRow, OutletList, OutletPage, OutletRow, Paged, SpeakerList, SpeakerRow


def speaker_page(store: Store, wanted: SpeakerList, *, mark: str | None) -> Paged[SpeakerRow]:
    """A page of the list of speakers."""
    raise NotImplementedError


def document_page(store: Store, wanted: DocumentList, *, mark: str | None) -> Paged[DocumentRow]:
    """A page of the list of documents."""
    raise NotImplementedError


def outlet_page(store: Store, wanted: OutletList, *, mark: str | None) -> Paged[OutletRow]:
    """A page of the list of outlets."""
    raise NotImplementedError


def outlet(store: Store, name: str) -> OutletPage:
    """What is known of one outlet."""
    raise NotImplementedError
