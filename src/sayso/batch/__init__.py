"""Many articles at once: archives and folders in, Parquet files out, whatever breaks on the way."""

from .check import find_faults, read_manifest
from .folder import Folder
from .hand import python_path
from .load import Loaded, load_parts
from .options import BatchOptions
from .plan import find_other_versions
from .progress import Progress, command_of, find_progress, is_running, read_plan
from .run import ENGINES, Summary, run_batch

__all__ = [
    "ENGINES",
    "BatchOptions",
    "Folder",
    "Loaded",
    "Progress",
    "Summary",
    "command_of",
    "find_faults",
    "find_other_versions",
    "find_progress",
    "is_running",
    "load_parts",
    "python_path",
    "read_manifest",
    "read_plan",
    "run_batch",
]
