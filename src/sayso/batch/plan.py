"""The plan and the manifest: what a batch is made of, so that only the same goes on, and what came of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import Any

from sayso.errors import AbortRun

from .. import __version__
from .folder import Done, Folder
from .options import BatchOptions
from .rows import TABLES, import_pyarrow
from .shards import Shard, subject_of
from .survey import Survey
from .worker import find_reader

FORMAT = 1
PLAN_KEYS = {
    "format": "by a version of Sayso with another layout",
    "sayso": "by another version of Sayso",
    "libraries": "with other versions of the libraries",
    "model": "with another model",
    "options": "with other options",
    "inputs": "from other inputs",
    "shards": "from inputs that have changed since",
}
# Those that decide what the rows are, and which bytes they are written as.
LIBRARIES = ("pyarrow", "trafilatura", "onnxruntime", "tokenizers")


def make_plan(inputs: Sequence[str], shards: Iterable[Shard], options: BatchOptions) -> dict[str, Any]:
    """What is to be done, as JSON: all that the rows depend on, short of the inputs' bytes."""
    import_pyarrow()
    return {
        **made_with(options),
        "options": options.to_json(),
        "inputs": list(inputs),
        "shards": [
            {
                "shard": shard.name,
                "kind": shard.kind,
                "files": len(shard.entries),
                "listing": _listing(shard),
            }
            for shard in shards
        ],
    }


def made_with(options: BatchOptions) -> dict[str, Any]:
    """The part of a plan that the installation decides: with another, no batch goes on."""
    return {
        "format": FORMAT,
        "sayso": __version__,
        "libraries": {name: version(name) for name in LIBRARIES},
        "model": _about_model(options),
    }


def find_other_versions(older: dict[str, Any], options: BatchOptions) -> list[str]:
    """How the batch of that plan or manifest was made otherwise than one would be now; none: not at all."""
    import_pyarrow()
    return [
        f"{PLAN_KEYS[key]} ({_difference(older.get(key), now)})"
        for key, now in made_with(options).items()
        if older.get(key) != now
    ]


def refuse_other_plan(folder: Folder, plan: dict[str, Any], older: dict[str, Any]) -> None:
    """AbortRun where the folder's batch is another one than the plan's."""
    for key, how in PLAN_KEYS.items():
        if plan[key] != older.get(key):
            raise AbortRun(
                str(folder.path),
                f"holds a batch that was made {how} ({_difference(older.get(key), plan[key])})",
                "name a new folder, or give the command that began it",
            )


def make_manifest(
    plan: dict[str, Any], surveys: dict[str, Survey], done: Iterable[Done], where: dict[str, str]
) -> dict[str, Any]:
    """The manifest: the plan, what the inputs were, what was written; `where` names each part's shard."""
    parts = sorted(done, key=lambda one: one.part)
    totals = {table: sum(one.files[table].rows for one in parts) for table in TABLES}
    shards = [
        {
            **about,
            "bytes": surveys[about["shard"]].bytes,
            "sha256": surveys[about["shard"]].sha256,
            "parts": [one.part for one in parts if where[one.part] == about["shard"]],
        }
        for about in plan["shards"]
    ]
    files = {f"{table}/{one.part}.parquet": one.files[table].to_json() for table in TABLES for one in parts}
    return {**plan, "shards": shards, "rows": totals, "files": files}


def _about_model(options: BatchOptions) -> dict[str, Any]:
    from sayso.extract.bundle import MANIFEST, load_bundle, sha256_of

    opened = options.reader != BatchOptions().reader
    if opened:  # in tests and measurements
        return {"extractor": find_reader(options.reader)(options).extractor_name, "sha256": None}
    bundle = load_bundle(options.model)
    # The manifest names the hashes of all other files, which loading has checked.
    return {"extractor": bundle.extractor, "sha256": sha256_of(bundle.folder / MANIFEST)}


def _listing(shard: Shard) -> str:
    names = "\n".join(subject_of(entry) for entry in shard.entries)
    return hashlib.sha256(names.encode("utf-8", "replace")).hexdigest()


def _difference(older: Any, newer: Any) -> str:
    """The first thing in which the two differ, in a few words."""
    if isinstance(older, dict) and isinstance(newer, dict):
        for key in sorted({*older, *newer}):
            if older.get(key) != newer.get(key):
                return f"{key}: {_short(older.get(key))}, now {_short(newer.get(key))}"
    if isinstance(older, list) and isinstance(newer, list):
        for one, other in zip(older, newer, strict=False):
            if one != other:
                return _difference(one, other)
        return f"{len(older)}, now {len(newer)}"
    return f"{_short(older)}, now {_short(newer)}"


def _short(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
