"""Where an export goes: an open stream, or a file that appears only when it is whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from sayso.errors import AbortRun

from .exporter import Target


@contextmanager
def opened(out: Target) -> Iterator[BinaryIO]:
    """The stream to write to; a path is written beside itself and renamed when all went well.

    So a run that is killed, or a full disk, leaves the older file as it was.
    """
    if not isinstance(out, Path):
        yield out
        out.flush()
        return
    try:
        if out.exists() and not out.is_file():  # a pipe or a device cannot be replaced
            with out.open("wb") as stream:
                yield stream
            return
        with _replacing(out) as stream:
            yield stream
    except OSError as error:
        raise AbortRun(str(out), f"cannot be written: {error.strerror or error}") from error


@contextmanager
def _replacing(out: Path) -> Iterator[BinaryIO]:
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name[:40]}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            yield cast(BinaryIO, stream)
        os.chmod(name, _mode_of(out))
        os.replace(name, out)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mode_of(out: Path) -> int:
    """The permissions that the file has, or that a new one would get."""
    if out.exists():
        return out.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


@contextmanager
def new_folder(out: Target) -> Iterator[Path]:
    """The folder to write to, made where it is missing; AbortRun where it already holds something."""
    if not isinstance(out, Path):
        raise AbortRun("brat", "is a folder of files, not a stream", "name a folder")
    try:
        out.mkdir(parents=True, exist_ok=True)
        if any(out.iterdir()):
            raise AbortRun(str(out), "is not empty", "name a new folder, so that old and new do not mix")
        yield out
    except OSError as error:
        raise AbortRun(str(out), f"cannot be written: {error.strerror or error}") from error
