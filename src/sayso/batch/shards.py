"""Shards: the inputs cut into pieces that can be read each alone, the same ones whenever they are cut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from sayso.errors import AbortRun, DocumentError
from sayso.ingest.archives.kinds import HEAD, find_kind, is_archive_name
from sayso.ingest.files import display, find_files, open_file
from sayso.ingest.inputs import STANDARD_INPUT, is_address, is_json_lines
from sayso.records import Skipped

# files: entries that are files of one document each; lines: JSON Lines, of which any line can be found
# again; records: a WARC file, which can be read from any byte; stream: any other file of many documents,
# which has to be read from its beginning.
Kind = Literal["files", "lines", "records", "stream"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ARCHIVES = (".parquet",)
MAX_NAME = 60  # characters of an input's name in the names of the output files
# A small folder, or a short file of JSON Lines, is cut finer, so that all processes have work; by how many
# entries it has alone, so that the pieces are the same wherever it is read. Eight articles take about as long
# as loading the model.
SHARES, LEAST = 16, 8
_UNFIT = re.compile(r"[^A-Za-z0-9-]+")
Entry = Path | Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """A piece of the input: one archive, or some small files; an entry may be one that cannot be read."""

    name: str
    kind: Kind
    entries: tuple[Entry, ...]


def find_shards(inputs: Iterable[str], *, size: int) -> list[Shard]:
    """The inputs' shards, in order: one for each archive, and one for every `size` other files of an input.

    Of fewer files than sixteen times `size`, as many shards are made as have `LEAST` files, sixteen at most.
    AbortRun where an input is no file or folder that can be read again.
    """
    shards: list[Shard] = []
    singles: list[Entry] = []
    for value in inputs:
        path = _checked(value)
        if not path.is_dir():
            kind = kind_of(path)
            if kind == "files":
                singles.append(path)
                continue
        _take(shards, "files", singles, size)
        if path.is_dir():
            loose: list[Entry] = []
            for entry in find_files(path):
                kind = "files" if isinstance(entry, Skipped) else kind_of(entry)
                if kind == "files":
                    loose.append(entry)
                else:
                    assert isinstance(entry, Path)
                    _add(shards, entry.name, kind, [entry])
            _take(shards, path.resolve().name, loose, size)
        else:
            _add(shards, path.name, kind, [path])
    _take(shards, "files", singles, size)
    return shards


def kind_of(path: Path) -> Kind:
    """What kind of shard a file belongs to, by its first bytes and its name."""
    if path.name.lower().endswith(ARCHIVES):
        return "stream"
    try:
        with open_file(path) as stream:
            archive = find_kind(stream.read(HEAD), name=path.name)
            if archive or is_archive_name(path.name):
                return "records" if archive in ("warc", "warc.gz", "warc.zst") else "stream"
            stream.seek(0)
            return "lines" if is_json_lines(stream, path) else "files"
    except (DocumentError, OSError):
        return "files"  # the reason comes when it is read


def _checked(value: str) -> Path:
    if value == STANDARD_INPUT or is_address(value):
        raise AbortRun(
            value,
            "a batch reads files and folders, which it can read again",
            "save it first, or use sayso add",
        )
    path = Path(value)
    if not value or not path.exists():
        raise AbortRun(value, "no such file or folder")
    return path


def _take(shards: list[Shard], name: str, entries: list[Entry], size: int) -> None:
    """Make shards of the entries, and leave none."""
    step = step_for(len(entries), size)
    for start in range(0, len(entries), step):
        _add(shards, name, "files", entries[start : start + step])
    entries.clear()


def step_for(n_entries: int, size: int) -> int:
    """How many of so many entries are read together, `size` at most."""
    return min(size, max(LEAST, -(-n_entries // SHARES)))


def _add(shards: list[Shard], name: str, kind: Kind, entries: list[Entry]) -> None:
    clean = _UNFIT.sub("-", name.partition(".")[0] or name).strip("-")[:MAX_NAME] or "input"
    shards.append(Shard(name=f"{len(shards):05d}-{clean}", kind=kind, entries=tuple(entries)))


def entries_to_json(entries: Iterable[Entry]) -> list[Any]:
    """The entries as JSON: a path is a string, what cannot be read is an object."""
    return [
        str(one) if isinstance(one, Path) else {"name": one.name, "reason": one.reason} for one in entries
    ]


def entries_from_json(values: Iterable[Any]) -> Iterator[Entry]:
    """The entries that `entries_to_json` made the values of."""
    for value in values:
        yield Path(value) if isinstance(value, str) else Skipped(name=value["name"], reason=value["reason"])


def subject_of(entry: Entry) -> str:
    """What a user would look for."""
    return display(entry) if isinstance(entry, Path) else entry.name
