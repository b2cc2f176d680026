"""What kind of thing bytes are, by their content; a file's extension or a server's word is only a hint."""

from __future__ import annotations

import json
import re
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from sayso.errors import DocumentError

PLAIN, MARKDOWN, HTML, JSON_LINES = "text/plain", "text/markdown", "text/html", "application/jsonl"
JSON = "application/json"
PDF, SRT, VTT, PARQUET = (
    "application/pdf",
    "application/x-subrip",
    "text/vtt",
    "application/vnd.apache.parquet",
)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BINARY = frozenset({PDF, DOCX, PARQUET})  # what is read without being text
PDF_MARK, ZIP_MARK, PARQUET_MARK = b"%PDF-", b"PK\x03\x04", b"PAR1"

BY_EXTENSION = {
    ".txt": PLAIN,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".jsonl": JSON_LINES,
    ".ndjson": JSON_LINES,
    ".pdf": PDF,
    ".docx": DOCX,
    ".parquet": PARQUET,
    ".srt": SRT,
    ".vtt": VTT,
}
ALIASES = {
    "application/xhtml+xml": HTML,
    "text/x-markdown": MARKDOWN,
    "application/x-ndjson": JSON_LINES,
    "application/ndjson": JSON_LINES,
    "application/x-jsonlines": JSON_LINES,
    "application/jsonlines": JSON_LINES,
    "text/json": JSON,
    "application/x-pdf": PDF,
    "application/parquet": PARQUET,
    "application/x-parquet": PARQUET,
    "text/srt": SRT,
    "application/srt": SRT,
    "text/x-srt": SRT,
}
# Kinds whose files may be nothing but plain letters. Every other signature is believed only where there
# is also a byte that no text has: a report that begins with BMW is no bitmap.
TEXT_SIGNATURES = (
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "a Rich Text document"),
    (b"%!PS", "a PostScript document"),
)
KINDS = {
    "pdf": "a PDF document",
    "rtf": "a Rich Text document",
    "doc": "an old Word document",
    "odt": "an OpenDocument text",
    "exe": "a program",
    "sqlite": "a database",
}
OPENING = 4096  # bytes that are looked at for markup
_PAGE = re.compile(
    r"(<\?xml[^>]*>\s*)?(<!--.{0,2000}?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.I | re.S
)
_FRAGMENT = re.compile(
    r"<(p|div|article|section|main|header|h[1-6]|meta|title|table|span|ul|ol|a|br|blockquote|!--)\b", re.I
)
_XML = re.compile(r"<(\?xml|rss|feed|svg|!doctype)\b", re.I)
_TAG = re.compile(rb"<[A-Za-z!/]")
_VTT = re.compile(r"WEBVTT(?=[ \t\r\n]|$)")
_SRT = re.compile(r"\d+[ \t]*\r?\n\d+:\d\d:\d\d[,.]\d{1,3}[ \t]*-->[ \t]*\d+:\d\d:\d\d[,.]\d")


def to_media_type(value: str) -> str:
    """The media type in the spelling used here, without parameters.

    >>> to_media_type("Text/HTML; charset=utf-8")
    'text/html'
    """
    plain = value.partition(";")[0].strip().lower()
    return ALIASES.get(plain, plain)


def find_media_type(data: bytes, *, subject: str, hint: str | None = None) -> str:
    """The media type of the reader that these bytes need; DocumentError where none reads them.

    What the content clearly is wins over the hint.
    """
    binary = _binary_kind(data)
    if binary:
        return binary
    refuse_binary(data, subject=subject)
    opening = _opening(data)
    if _VTT.match(opening):
        return VTT
    if _SRT.match(opening):
        return SRT
    if _PAGE.match(opening):
        return HTML
    if _XML.match(opening):
        raise DocumentError(subject, "is XML, not an article", "feeds and other XML are not read yet")
    if is_json_object(_first_line(data)):
        return JSON_LINES
    if hint == JSON and opening[:1] in ("{", "["):
        raise DocumentError(
            subject, "is JSON, but not JSON Lines", "write one object with a text on each line, as .jsonl"
        )
    if hint == HTML:
        return HTML if _is_tagged(data) else PLAIN
    if hint in (PLAIN, MARKDOWN, JSON_LINES):
        return hint
    return HTML if _FRAGMENT.match(opening) else PLAIN


def _binary_kind(data: bytes) -> str | None:
    if data[:1024].lstrip().startswith(PDF_MARK):
        return PDF
    if is_parquet(data):
        return PARQUET
    return DOCX if data.startswith(ZIP_MARK) and _holds_word(data) else None


def is_parquet(data: bytes) -> bool:
    """Whether the bytes begin as a Parquet file does, and as no text that begins with the same letters."""
    return data.startswith(PARQUET_MARK) and b"\0" in data[:OPENING]


def _holds_word(data: bytes) -> bool:
    try:
        with ZipFile(BytesIO(data)) as archive:
            return "word/document.xml" in archive.namelist()
    except (BadZipFile, ValueError, NotImplementedError, OSError):
        return False


def refuse_binary(data: bytes, *, subject: str) -> None:
    """DocumentError where the bytes are nothing at all, or of a kind that is no text."""
    if not data:
        raise DocumentError(subject, "is empty")
    kind = kind_of(data)
    if kind:
        remedy = "save it as DOCX, PDF or text" if "ocument" in kind else None
        raise DocumentError(subject, f"is no text: it looks like {kind}", remedy)


def kind_of(data: bytes) -> str | None:
    """What the bytes look like by their signature ('a PDF document'), or None for text and the unknown."""
    start = data[:1024].lstrip()
    for signature, kind in TEXT_SIGNATURES:
        if start.startswith(signature):
            return kind
    if not _has_signature(data):
        return None
    import filetype

    found = filetype.guess(data[:8192])
    if found is None:
        return None
    family = found.mime.partition("/")[0]
    if family in ("image", "audio", "video"):
        name = {"image": "an image", "audio": "a sound recording", "video": "a video"}[family]
    else:
        name = KINDS.get(found.extension, "a file")
    return f"{name} ({found.mime})"


def is_json_object(line: bytes) -> bool:
    """Whether the line is one whole JSON object."""
    if not (line.startswith(b"{") and line.endswith(b"}")):
        return False
    try:
        return isinstance(json.loads(line.decode("utf-8")), dict)
    except (ValueError, RecursionError):
        return False


def _has_signature(data: bytes) -> bool:
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return False  # a byte-order mark; sound in MPEG begins with other bytes
    head = data[:OPENING]
    if b"\0" in head:
        return True
    first = data[:16]
    unlike_text = first[:1] >= b"\x80" or any(byte < 9 or 13 < byte < 32 for byte in first)
    if not unlike_text:
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start < len(head) - 3  # not merely a character cut at the end
    return False


def _opening(data: bytes) -> str:
    head = data[:OPENING]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace").lstrip()
    return head.decode("utf-8-sig", "replace").lstrip()


def _first_line(data: bytes) -> bytes:
    start = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    while start < len(data):
        end = data.find(b"\n", start)
        line = data[start : end if end >= 0 else len(data)].strip()
        if line or end < 0:
            return line
        start = end + 1
    return b""


def _is_tagged(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return b"<" in data
    return _TAG.search(data) is not None
