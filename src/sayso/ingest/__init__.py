"""Reading: bytes, files, folders, pages and streams become documents, or are skipped with a reason."""

from .archives.read import read_archive
from .columns import Columns, parse_columns
from .inputs import read_fetched, read_inputs, read_upload
from .options import IngestOptions
from .readers import READERS, read_bytes

__all__ = [
    "READERS",
    "Columns",
    "IngestOptions",
    "parse_columns",
    "read_archive",
    "read_bytes",
    "read_fetched",
    "read_inputs",
    "read_upload",
]
