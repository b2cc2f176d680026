"""Readings written in the formats that other tools read: one module for each format."""

from .brat import write_brat
from .exporter import Exporter, Target
from .facts import TURNING, UNSURE, Fact, cue_words, facts_of, reasons_of, says_its_name, speaker_note
from .jsonl import write_jsonl
from .marked import Piece, cut
from .outline import Entry, outline
from .page import write_html
from .parquet import write_parquet
from .table import from_cell, write_csv
from .utf8 import to_json
from .web_annotation import write_web_annotation

EXPORTERS: dict[str, Exporter] = {
    "jsonl": Exporter(
        write=write_jsonl,
        description="one JSON object a line, as `sayso schema` describes it",
        suffix=".jsonl",
        media_type="application/jsonl",
    ),
    "csv": Exporter(
        write=write_csv,
        description="a flat table for spreadsheets",
        suffix=".csv",
        media_type="text/csv",
    ),
    "parquet": Exporter(
        write=write_parquet,
        description="a columnar file with nested spans, for DuckDB, pandas or Spark",
        suffix=".parquet",
        media_type="application/vnd.apache.parquet",
        text=False,
    ),
    "web-annotation": Exporter(
        write=write_web_annotation,
        description="W3C Web Annotation JSON-LD, for annotation tools",
        suffix=".jsonld",
        media_type='application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
    ),
    "brat": Exporter(
        write=write_brat,
        description="a folder of .txt and .ann files, for brat and `sayso evaluate`",
        suffix="",
        media_type="inode/directory",
        folder=True,
    ),
    "html": Exporter(
        write=write_html,
        description="one page to read, print or pass on",
        suffix=".html",
        media_type="text/html",
    ),
}

__all__ = [
    "EXPORTERS",
    "TURNING",
    "UNSURE",
    "Entry",
    "Exporter",
    "Fact",
    "Piece",
    "Target",
    "cue_words",
    "cut",
    "facts_of",
    "from_cell",
    "outline",
    "reasons_of",
    "says_its_name",
    "speaker_note",
    "to_json",
    "write_brat",
    "write_csv",
    "write_html",
    "write_jsonl",
    "write_parquet",
    "write_web_annotation",
]
