"""A batch folder: whether it is finished, whole, being written, and how it goes on."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .finding import Finding, run_checks
from .room import look_at_disk

if TYPE_CHECKING:
    from sayso.batch import BatchOptions

MOST = 20  # files that are told of; the first ones say what is to be done
_ANEW = "begin anew in a new folder"


def look_at_batch(path: Path, options: BatchOptions | None = None) -> Iterator[Finding]:
    """How the batch in the folder is; `options` are those with which it would go on."""
    from sayso.batch import BatchOptions

    asked = options or BatchOptions()
    yield from run_checks(("batch", lambda: _look(path, asked)))


def _look(path: Path, options: BatchOptions) -> Iterator[Finding]:
    from sayso.batch import Folder

    folder = Folder(path)
    if not folder.manifest.is_file() and not folder.plan.is_file():
        yield _no_batch(path)
        return
    checks = _finished if folder.manifest.is_file() else _unfinished
    yield from run_checks(
        ("lock", lambda: _look_at_lock(path)),
        ("batch", lambda: checks(path, options)),
        ("files", lambda: _look_at_strange(path)),
        ("disk", lambda: look_at_disk(path)),
    )


def _no_batch(path: Path) -> Finding:
    ledgers = sorted(path.glob("*.db"))
    remedy = (
        f"name its ledger: {ledgers[0]}" if ledgers else "name a ledger, or a folder that sayso batch made"
    )
    return Finding("batch", "wrong", "there is no batch in this folder", remedy)


def _look_at_lock(path: Path) -> Iterator[Finding]:
    from sayso.batch import is_running

    running = is_running(path)
    if running:
        yield Finding("lock", "note", "a batch is running here now", "wait until it is done")
    elif running is None:
        yield Finding("lock", "note", "this system does not tell whether a batch is running here")


def _finished(path: Path, options: BatchOptions) -> Iterator[Finding]:
    from sayso.batch import find_faults, find_other_versions, read_manifest

    manifest = read_manifest(path)
    faults = list(islice(find_faults(path), MOST + 1))
    for fault in faults[:MOST]:
        yield Finding("files", "wrong", fault, _cure(path, fault, manifest))
    if len(faults) > MOST:
        yield Finding("files", "wrong", "there are more", f"get a whole copy, or {_ANEW}")
    if not faults:
        rows = manifest["rows"]
        told = f"finished and whole: {len(manifest['files']):,} files, {rows['documents']:,} documents"
        remedy = f"`{shlex.join(['sayso', 'ledger', 'import', str(path)])}` takes it into a ledger"
        yield Finding("batch", "ok", f"{told}, {rows['skipped']:,} skipped", remedy)
    others = find_other_versions(manifest, options)
    for how in others:
        told = f"was made {how}"
        yield Finding(
            "versions", "note", told, "its rows can be read; to have new ones, begin in a new folder"
        )


def _cure(path: Path, fault: str, manifest: dict[str, Any]) -> str:
    """What mends one file: a part that lacks one is read anew, where its inputs are as they were."""
    from sayso.batch import Folder, command_of

    name = fault.partition(": ")[0]
    file = path / name
    take_away = shlex.join(["rm", str(file)])
    if name not in manifest["files"]:
        return f"it is no part of the batch: {take_away}"
    if not Folder(path).plan.is_file():
        return f"get a whole copy, or {_ANEW}"
    first = f"{take_away}, then " if file.exists() else ""
    return f"get it from a copy, or {first}{command_of(path, manifest)}"


def _unfinished(path: Path, options: BatchOptions) -> Iterator[Finding]:
    from sayso.batch import command_of, find_other_versions, find_progress, is_running, read_plan

    plan, progress = read_plan(path), find_progress(path)
    told = f"not finished: {progress.done:,} of {progress.done + progress.left:,} parts are done"
    if progress.unseen:
        told += f", and {progress.unseen:,} inputs were not looked at yet"
    running = is_running(path)
    command = command_of(path, plan)
    yield Finding(
        "batch", "note" if running else "wrong", told, None if running else f"go on with: {command}"
    )
    for how in find_other_versions(plan, options):
        remedy = f"install what it was begun with (a model by --model), or {_ANEW}"
        yield Finding("versions", "wrong", f"was begun {how}", remedy)
    for value in plan["inputs"]:
        if not Path(value).exists():
            remedy = "give the command in the folder in which it was begun, or put the input back"
            yield Finding("inputs", "note", f"{value} is not here", remedy)


def _look_at_strange(path: Path) -> Iterator[Finding]:
    """What lies in the folder and is no batch's."""
    from sayso.batch import Folder
    from sayso.batch.folder import STATE
    from sayso.batch.rows import TABLES

    own = {STATE, Folder(path).manifest.name, *TABLES}
    strange = sorted(one.name for one in path.iterdir() if one.name not in own)
    strange += sorted(
        f"{table}/{one.name}"
        for table in TABLES
        if (path / table).is_dir()
        for one in (path / table).iterdir()
        if one.suffix != ".parquet"
    )
    for name in strange[:MOST]:
        yield Finding("files", "note", f"{name} is no file of a batch", "take it out of the folder")
