"""Files and folders: what to read in which order, and files opened so that nothing hangs."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sayso.errors import DocumentError
from sayso.records import Skipped

from .archives.kinds import NAMES, is_archive_name
from .sniff import BY_EXTENSION

DATABASE = (".db", ".db-wal", ".db-shm", ".db-journal")
PROBLEMS = {
    errno.ENOENT: "no such file or folder",
    errno.EACCES: "no permission to read it",
    errno.EPERM: "no permission to read it",
    errno.ELOOP: "a link that leads round in a circle",
    errno.ENAMETOOLONG: "the name is too long for this system",
    errno.ENOTDIR: "a part of the path is no folder",
}
SPECIAL = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)


def display(path: str | Path) -> str:
    """The path as text that can be printed and stored, whatever bytes are in its name."""
    try:
        name = os.fsencode(path)
    except UnicodeEncodeError:
        name = str(path).encode("utf-8", "replace")
    return name.decode("utf-8", "replace").replace("\0", "\ufffd")


def problem_of(error: OSError, path: Path) -> str:
    """What went wrong, in words for the user."""
    if error.errno == errno.ENOENT and path.is_symlink():
        return "a link to something that is not there"
    return PROBLEMS.get(error.errno or 0) or error.strerror or type(error).__name__


def find_files(folder: Path) -> Iterator[Path | Skipped]:
    """The files in the folder and those below it, by name, folder by folder; what is passed over is Skipped.

    Hidden files and folders (a dot first) and databases, which a ledger beside its articles is, are left
    out without a word. Links to folders are not followed,
    so that a walk ends.
    """
    n_found = 0
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        try:
            if path is folder or _is_folder(path):
                waiting.extend(reversed(_entries(path)))
                continue
            n_found += 1
            yield _fit(path)
        except OSError as error:
            n_found += 1
            yield Skipped(name=display(path), reason=problem_of(error, path))
    if not n_found:
        yield Skipped(name=display(folder), reason="the folder holds no files")


def _entries(folder: Path) -> list[Path]:
    names = (name for name in os.listdir(folder) if not name.startswith(".") and not name.endswith(DATABASE))
    return [folder / name for name in sorted(names)]


def _is_folder(path: Path) -> bool:
    return stat.S_ISDIR(path.lstat().st_mode)


def _fit(path: Path) -> Path | Skipped:
    if path.is_symlink() and path.is_dir():
        reason = "a link to a folder, which is not followed: name that folder itself"
    elif path.suffix and path.suffix.lower() not in BY_EXTENSION and not is_archive_name(path.name):
        known = " ".join((*BY_EXTENSION, *NAMES))
        reason = f"in a folder only {known} and names without an ending are read: name the file itself"
    else:
        return path
    return Skipped(name=display(path), reason=reason)


def open_file(path: Path) -> BinaryIO:
    """The regular file, open for reading; DocumentError for anything else, without waiting for it."""
    try:
        _refuse_special(path, path.stat().st_mode)
        # Should it turn into a pipe in between, opening it does not wait either.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        descriptor = os.open(path, flags)
        try:
            _refuse_special(path, os.fstat(descriptor).st_mode)
            return os.fdopen(descriptor, "rb")
        except DocumentError:
            os.close(descriptor)
            raise
    except OSError as error:
        raise DocumentError(display(path), problem_of(error, path)) from error
    except ValueError as error:  # a NUL in the name, or half a surrogate pair
        raise DocumentError(display(path), PROBLEMS[errno.ENOENT]) from error


def _refuse_special(path: Path, mode: int) -> None:
    for is_kind, kind in SPECIAL:
        if is_kind(mode):
            raise DocumentError(
                display(path), f"{kind}, not a file", "pass its output to standard input with -"
            )
    if stat.S_ISDIR(mode):
        raise DocumentError(display(path), "a folder, not a file")
