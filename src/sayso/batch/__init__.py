"""Many articles at once: archives and folders in, Parquet files out, whatever breaks on the way."""

from .check import find_faults
from .folder import Folder
from .load import Loaded, load_parts
from .options import BatchOptions
from .run import ENGINES, Summary, run_batch

__all__ = [
    "ENGINES",
    "BatchOptions",
    "Folder",
    "Loaded",
    "Summary",
    "find_faults",
    "load_parts",
    "run_batch",
]
