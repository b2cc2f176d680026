"""Which reader reads which media type, and one source read by the right one."""

from __future__ import annotations

from sayso.errors import DocumentError
from sayso.records import Metadata

from .columns import Columns
from .docx import read_docx
from .html import read_html
from .jsonl import read_json_lines
from .options import checked
from .parquet import read_parquet
from .pdf import read_pdf
from .plain import read_markdown, read_plain
from .sniff import (
    BINARY,
    DOCX,
    HTML,
    JSON_LINES,
    MARKDOWN,
    PARQUET,
    PDF,
    PLAIN,
    SRT,
    VTT,
    find_media_type,
    refuse_binary,
    to_media_type,
)
from .source import Read, Reader, Source
from .subtitles import read_srt, read_vtt

READERS: dict[str, Reader] = {
    PLAIN: read_plain,
    MARKDOWN: read_markdown,
    HTML: read_html,
    JSON_LINES: read_json_lines,
    PARQUET: read_parquet,
    PDF: read_pdf,
    DOCX: read_docx,
    SRT: read_srt,
    VTT: read_vtt,
}


def read_bytes(
    data: bytes,
    *,
    name: str,
    media_type: str | None = None,
    given: Metadata | None = None,
    columns: Columns | None = None,
) -> Read:
    """The documents in the bytes: one, or for JSON Lines and Parquet one in each line or row.

    Skipped, with its reason, for what is none.
    `media_type` (a key of READERS) says how to read text; without it the content decides. No bytes raise an
    error. AbortRun where `given`, which wins over what the bytes state of themselves, makes no sense.
    """
    asked = checked(given or Metadata())
    source = Source(name=name or "-", data=data, given=asked, columns=columns or Columns())
    return read_source(source, media_type=media_type)


def read_source(source: Source, *, media_type: str | None = None, hint: str | None = None) -> Read:
    """The documents of the source; Skipped for what is none.

    `media_type` is how it must be read; `hint` is what a file's name or a server says, which the content
    may contradict.
    """
    try:
        if media_type is None:
            kind = find_media_type(source.data, subject=source.place, hint=hint)
        else:
            kind = to_media_type(media_type)
            if kind not in BINARY:
                refuse_binary(source.data, subject=source.place)
        if kind not in READERS:
            raise DocumentError(source.place, f"{kind} is not read", f"one of {', '.join(READERS)} is")
        yield from READERS[kind](source)
    except DocumentError as error:
        yield source.skipped(error.reason)
