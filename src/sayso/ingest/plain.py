"""Plain text and Markdown: the frozen text is the decoded file, character for character."""

from __future__ import annotations

from collections.abc import Iterator

from sayso.errors import DocumentError
from sayso.records import Document, Metadata

from .decode import decode
from .sniff import MARKDOWN, PLAIN
from .source import Source


def read_plain(source: Source) -> Iterator[Document]:
    """The one document that a text file is; its offsets hold against the file itself."""
    yield _document(source, PLAIN)


def read_markdown(source: Source) -> Iterator[Document]:
    """The one document that a Markdown file is, marks and all; its offsets hold against the file itself."""
    yield _document(source, MARKDOWN)


def _document(source: Source, media_type: str) -> Document:
    declared = (source.charset,) if source.charset else ()
    decoded = decode(source.data, subject=source.place, declared=declared)
    if not decoded.text or decoded.text.isspace():
        raise DocumentError(source.place, "holds only blanks" if decoded.text else "is empty")
    return Document(
        name=source.name,
        text=decoded.text,
        raw=source.data,
        media_type=media_type,
        encoding=decoded.encoding,
        metadata=source.given.over(Metadata(url=source.address)),
    )
