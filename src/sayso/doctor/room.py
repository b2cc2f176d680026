"""Room on the disk and in memory, and what is too little."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from .finding import Finding

# Bytes. An article takes some 20 kB in a ledger (the three of `sayso demo`, by `sayso add`: 57 kB more than
# an empty one), so these are 5,000 and 50,000 articles.
NO_ROOM, LITTLE_ROOM = 100_000_000, 1_000_000_000
# Bytes: twice what reading pages takes at most, by `python benchmarks/speed.py` (250 MB).
LITTLE_MEMORY = 500_000_000
_AVAILABLE = "MemAvailable:"


def look_at_disk(path: Path) -> Iterator[Finding]:
    """The room on the disk on which this file or folder lies."""
    free = shutil.disk_usage(path if path.is_dir() else path.absolute().parent).free
    told = f"{in_words(free)} free on the disk of {path}"
    if free < NO_ROOM:
        yield Finding("disk", "wrong", told, "make room: what cannot be written stops the work")
    elif free < LITTLE_ROOM:
        yield Finding("disk", "note", told, "make room before much is added")
    else:
        yield Finding("disk", "ok", told)


def look_at_memory() -> Iterator[Finding]:
    """The memory that is free for a process that begins."""
    free = free_memory()
    if free is None:
        yield Finding("memory", "note", "this system does not tell how much is free")
        return
    told = f"{in_words(free)} free"
    if free < LITTLE_MEMORY:
        yield Finding("memory", "note", told, "end other programs, or read with --workers 1")
    else:
        yield Finding("memory", "ok", told)


def free_memory() -> int | None:
    """Bytes that can be taken without harm, also under the limit of a container; None: not known."""
    found = [size for size in (_of_machine(), _of_container(Path("/sys/fs/cgroup"))) if size is not None]
    return min(found, default=None)


def _of_machine() -> int | None:
    try:
        for row in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if row.startswith(_AVAILABLE):
                return int(row.split()[1]) * 1024
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None


def _of_container(folder: Path) -> int | None:
    try:
        most, used = (
            (folder / name).read_text(encoding="ascii") for name in ("memory.max", "memory.current")
        )
        return max(0, int(most) - int(used))
    except (OSError, ValueError):  # there is none, or it is without a limit
        return None


def in_words(n_bytes: int) -> str:
    """The bytes in words.

    >>> in_words(812), in_words(30_000_000), in_words(2_540_000_000)
    ('812 bytes', '30 MB', '2.5 GB')
    """
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if n_bytes >= size:
            value = n_bytes / size
            return f"{value:.1f} {unit}" if value < 10 else f"{value:,.0f} {unit}"
    return f"{n_bytes} bytes"
