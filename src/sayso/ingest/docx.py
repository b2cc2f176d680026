"""DOCX: the paragraphs of a word processor's document, those in tables among them, in their order."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from sayso.errors import DocumentError, needs_extra
from sayso.records import Document, Metadata

from .sniff import DOCX
from .source import Source
from .words import is_storable, to_names, to_words

MAX_UNPACKED = 200_000_000  # bytes; python-docx unpacks everything, pictures too
MAX_FILES = 5_000
_BROKEN = "is a Word document that cannot be read"
# Runs of text, but for those that somebody deleted or moved away, and those of boxes beside the text.
_RUNS = ".//w:r[not(ancestor::w:del or ancestor::w:moveFrom or ancestor::w:txbxContent)]"
_PARAGRAPHS = ".//w:p[not(ancestor::w:txbxContent)]"


def read_docx(source: Source) -> Iterator[Document]:
    """The one document that a DOCX is: a line for each paragraph, without headers, footers and notes.

    Changes that are only proposed are taken as made. `published` is not known: the file states when it was
    made. DocumentError where it is locked or broken, unpacks to too much, or has no text.
    """
    try:
        from docx import Document as open_docx
    except ImportError as error:
        raise needs_extra(source.place, "is a Word document", "python-docx", "formats") from error
    _refuse_bomb(source)
    try:
        opened: Any = open_docx(BytesIO(source.data))
        paragraphs = [_words(paragraph) for paragraph in opened.element.body.xpath(_PARAGRAPHS)]
        stated = opened.core_properties
        metadata = Metadata(title=to_words(stated.title), authors=to_names(stated.author), url=source.address)
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"[:100]
        raise DocumentError(source.place, f"{_BROKEN} ({problem})") from error
    text = "\n".join(paragraph for paragraph in paragraphs if paragraph)
    if not text:
        raise DocumentError(source.place, "is a Word document without text")
    if not is_storable(text):
        raise DocumentError(source.place, "its text holds a NUL or half a surrogate pair")
    yield Document(
        name=source.name,
        text=text,
        raw=source.data,
        media_type=DOCX,
        encoding="binary",
        metadata=source.given.over(metadata),
    )


def _words(paragraph: Any) -> str:
    return "".join(run.text for run in paragraph.xpath(_RUNS)).strip()


def _refuse_bomb(source: Source) -> None:
    # No more is ever unpacked than is declared here: zipfile stops there.
    try:
        with ZipFile(BytesIO(source.data)) as archive:
            files = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise DocumentError(source.place, f"{_BROKEN} ({str(error)[:100]})") from error
    size = sum(file.file_size for file in files)
    if size > MAX_UNPACKED or len(files) > MAX_FILES:
        raise DocumentError(
            source.place, f"is a Word document that unpacks to {size:,} bytes in {len(files):,} files"
        )
    if any(file.flag_bits & 1 for file in files):
        raise DocumentError(source.place, "is a Word document with a password", "save it without one")
