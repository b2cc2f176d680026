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

from sayso.records import Attribution, Reading, Span, Spans, joined

from .exporter import Target
from .facts import chain_words, reasons_of, why
from .outline import Entry, outline
from .target import opened
from .utf8 import to_utf8

COLUMNS = (
    "document",
    "outlet",
    "published",
    "title",
    "url",
    "speaker",
    "speaker_kind",
    "speaker_role",
    "source",
    "cue",
    "content",
    "quotation",
    "cue_class",
    "polarity",
    "modality",
    "stance",
    "date",
    "date_granularity",
    "date_words",
    "addressee",
    "occasion",
    "anonymity",
    "chain",
    "confidence",
    "speaker_because",
    "date_because",
    "reasons",
    "source_offsets",
    "cue_offsets",
    "content_offsets",
    "extractor",
    "within",
    "responds_to",
    "id",
    "document_id",
    "place",
)

# The full-width signs are taken for the plain ones by spreadsheets set to Chinese, Japanese or Korean.
_FORMULA = re.compile(r"'*\s*[=+\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile(r"'+\s*[=+\-@\t\r\n＝＋－＠]")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def write_csv(readings: Iterable[Reading], out: Target) -> int:
    """Write a heading and one row for each attribution, those within another below it; returns how many.

    `chain` names who is between the outlet and the speaker, outermost first, where someone is; `place` is
    the page of a PDF or the time of a recording.

    UTF-8 with a byte-order mark, without which spreadsheets show curly quotation marks as rubbish
    (Python reads it with `encoding="utf-8-sig"`).
    """
    written = 0
    with opened(out) as stream:
        stream.write(_BYTE_ORDER_MARK + _line(COLUMNS))
        for reading in readings:
            for entry in outline(reading):
                stream.write(_line([to_cell(value) for value in _values(reading, entry)]))
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


def _values(reading: Reading, entry: Entry) -> list[str]:
    document, about, attribution = reading.document, reading.document.metadata, entry.attribution
    text, speaker, date = document.text, attribution.speaker, attribution.date
    return [
        document.name,
        about.outlet or "",
        about.published or "",
        about.title or "",
        about.url or "",
        speaker.name if speaker else "",
        (speaker and speaker.kind) or "",
        (speaker and speaker.role) or "",
        joined(attribution.source, text),
        joined(attribution.cue, text),
        joined(attribution.content, text),
        attribution.quotation,
        attribution.cue_class or "",
        attribution.polarity or "",
        attribution.modality or "",
        attribution.stance or "",
        date.value if date else "",
        date.granularity if date else "",
        _slice(date.span if date else None, text),
        _slice(attribution.addressee, text),
        _slice(attribution.occasion, text),
        _slice(attribution.anonymity, text),
        chain_words(entry.chain, text) if entry.depth else "",
        f"{attribution.confidence:.4f}",
        why(attribution, "speaker"),
        why(attribution, "date"),
        _other_reasons(attribution),
        _offsets(attribution.source),
        _offsets(attribution.cue),
        _offsets(attribution.content),
        attribution.extractor,
        attribution.within or "",
        attribution.responds_to or "",
        attribution.id,
        document.id,
        str(entry.locator) if entry.locator else "",
    ]


def _slice(span: Span | None, text: str) -> str:
    return "" if span is None else span.of(text)


def _other_reasons(attribution: Attribution) -> str:
    """`addressee: none stated; within: outermost`, without those that have a column of their own."""
    found = (one for one in reasons_of(attribution) if one[0] not in ("speaker", "date"))
    return "; ".join(f"{key}: {reason}" for key, reason in found)


def _offsets(spans: Spans) -> str:
    """`895:920;930:941`, in code points, end exclusive."""
    return ";".join(f"{span.start}:{span.end}" for span in spans)


def _line(values: Iterable[str]) -> bytes:
    line = io.StringIO(newline="")
    csv.writer(line).writerow(list(values))
    return to_utf8(line.getvalue())
