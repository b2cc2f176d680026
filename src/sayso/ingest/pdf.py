"""PDF: the text of an article set on pages, with the page of every part of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from sayso.errors import DocumentError, needs_extra
from sayso.records import Document, Metadata

from .page_lines import join_lines, page_lines
from .pdf_lines import MEMORY, NO_PDF, SECONDS
from .sniff import PDF
from .source import Source
from .words import is_storable, to_names, to_words

MIN_LETTERS = 25  # of the whole document; what is scanned has none, or a stamp's
MAX_UNKNOWN = 0.02  # share of letters that the PDF draws without saying which they are
_UNKNOWN = "(cid:"


def read_pdf(source: Source) -> Iterator[Document]:
    """The one document that a PDF is; DocumentError where it has no text, is locked, or asks for too much.

    `published` is not known: a PDF states when its file was made, not when the article came out.
    """
    if find_spec("pdfminer") is None:
        raise needs_extra(source.place, "is a PDF document", "pdfminer.six", "formats")
    found = _found(source)
    text, places = join_lines(list(page_lines(found["pages"])))
    unknown = text.count(_UNKNOWN)
    letters = sum(character.isalpha() for character in text) - 3 * unknown
    if letters < MIN_LETTERS:
        raise DocumentError(
            source.place, "is a PDF document without text, as a scan is", "run it through OCR first"
        )
    if unknown > MAX_UNKNOWN * letters:
        raise DocumentError(source.place, "is a PDF document that does not say which letters it draws")
    if not is_storable(text):
        raise DocumentError(source.place, "its text holds a NUL or half a surrogate pair")
    stated = Metadata(
        title=to_words(found.get("title")), authors=to_names(found.get("author")), url=source.address
    )
    yield Document(
        name=source.name,
        text=text,
        raw=source.data,
        media_type=PDF,
        encoding="binary",
        metadata=source.given.over(stated),
        locators=places,
    )


def _found(source: Source) -> dict[str, Any]:
    command = [sys.executable, "-P", "-m", "sayso.ingest.pdf_lines", str(SECONDS), str(MEMORY)]
    try:
        ended = subprocess.run(
            command, input=source.data, capture_output=True, timeout=2 * SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentError(
            source.place, f"is a PDF document that takes over {2 * SECONDS} seconds"
        ) from error
    except OSError as error:
        raise DocumentError(source.place, f"{NO_PDF} (no process for it: {error.strerror})") from error
    try:
        found = json.loads(ended.stdout)
    except ValueError:
        found = {}
    if "pages" in found:
        return dict(found)
    ran_out = "it asked for too much time or memory"
    raise DocumentError(source.place, found.get("problem") or f"{NO_PDF} ({ran_out})")
