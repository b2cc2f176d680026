"""Whether a batch folder is whole: what its manifest says and what lies there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sayso.errors import AbortRun

from .folder import Folder, read_json
from .plan import FORMAT


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest of a finished batch; AbortRun where there is none."""
    folder = Folder(path)
    if not folder.manifest.is_file():
        if folder.plan.is_file():
            raise AbortRun(str(path), "this batch is not finished", "give its command again, which goes on")
        raise AbortRun(str(path), "no batch here", "name a folder that sayso batch made")
    manifest: dict[str, Any] = read_json(folder.manifest)
    if manifest.get("format") != FORMAT:
        raise AbortRun(str(path), f"has format {manifest.get('format')!r}, this version reads {FORMAT}")
    return manifest


def find_faults(path: Path) -> Iterator[str]:
    """What of a finished batch is not as its manifest says, file by file; nothing where all is well.

    Reads every file once. AbortRun where there is no finished batch.
    """
    manifest = read_manifest(path)
    for name, about in manifest["files"].items():
        problem = _problem(path / name, about)
        if problem:
            yield f"{name}: {problem}"
    for table in sorted({name.partition("/")[0] for name in manifest["files"]}):
        for found in sorted((path / table).glob("*.parquet")):
            if f"{table}/{found.name}" not in manifest["files"]:
                yield f"{table}/{found.name}: is not in the manifest"


def _problem(path: Path, about: dict[str, Any]) -> str | None:
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return None if digest == about["sha256"] else "is not the file that the batch wrote"
