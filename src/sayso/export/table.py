"""CSV for spreadsheets: one attribution a row, flat columns, no cell that a spreadsheet would run.

A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a line break for a formula,
and the text of an article is a stranger's. Such a cell gets one apostrophe in front, and so does one
that already begins with apostrophes before such a character; `from_cell` takes it off again, so every
cell can be told from every other and the verbatim text is never lost.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from sayso.records import Attribution, Reading, Spans, joined

from .exporter import Target
from .target import opened
from .utf8 import to_utf8

COLUMNS = (
    "document",
    "outlet",
    "published",
    "title",
    "url",
    "speaker",
    "source",
    "cue",
    "content",
    "quotation",
    "confidence",
    "source_offsets",
    "cue_offsets",
    "content_offsets",
    "extractor",
    "id",
    "document_id",
)

# The full-width signs are taken for the plain ones by spreadsheets set to Chinese, Japanese or Korean.
_FORMULA = re.compile(r"'*\s*[=+\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile(r"'+\s*[=+\-@\t\r\n＝＋－＠]")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def write_csv(readings: Iterable[Reading], out: Target) -> int:
    """Write a heading and one row for each attribution; returns how many attributions.

    UTF-8 with a byte-order mark, without which spreadsheets show curly quotation marks as rubbish
    (Python reads it with `encoding="utf-8-sig"`).
    """
    written = 0
    with opened(out) as stream:
        stream.write(_BYTE_ORDER_MARK + _line(COLUMNS))
        for reading in readings:
            for attribution in reading.attributions:
                stream.write(_line([to_cell(value) for value in _values(reading, attribution)]))
                written += 1
    return written


def to_cell(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula.

    >>> to_cell("=HYPERLINK(0)"), to_cell("said")
    ("'=HYPERLINK(0)", 'said')
    """
    return "'" + text if _FORMULA.match(text) else text


def from_cell(cell: str) -> str:
    """The text that `to_cell` made the cell of.

    >>> from_cell(to_cell("'-1"))
    "'-1"
    """
    return cell[1:] if _GUARDED.match(cell) else cell


def _values(reading: Reading, attribution: Attribution) -> list[str]:
    document, about = reading.document, reading.document.metadata
    text = document.text
    return [
        document.name,
        about.outlet or "",
        about.published or "",
        about.title or "",
        about.url or "",
        attribution.speaker.name if attribution.speaker else "",
        joined(attribution.source, text),
        joined(attribution.cue, text),
        joined(attribution.content, text),
        attribution.quotation,
        f"{attribution.confidence:.4f}",
        _offsets(attribution.source),
        _offsets(attribution.cue),
        _offsets(attribution.content),
        attribution.extractor,
        attribution.id,
        document.id,
    ]


def _offsets(spans: Spans) -> str:
    """`895:920;930:941`, in code points, end exclusive."""
    return ";".join(f"{span.start}:{span.end}" for span in spans)


def _line(values: Iterable[str]) -> bytes:
    line = io.StringIO(newline="")
    csv.writer(line).writerow(list(values))
    return to_utf8(line.getvalue())
