"""Progress: what of a batch is done and what is left, from its folder alone, and the command that goes on."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .folder import STATE, Folder, read_json
from .options import BatchOptions
from .shards import Shard
from .survey import Survey, parts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many parts are done, how many are left, and how many inputs nobody has looked at yet."""

    done: int
    left: int
    unseen: int


def read_plan(path: Path) -> dict[str, Any]:
    """What the batch in the folder was to do; AbortRun where that cannot be read."""
    plan: dict[str, Any] = read_json(Folder(path).plan)["plan"]
    return plan


def find_progress(path: Path) -> Progress:
    """How far the batch in the folder is; AbortRun where its records cannot be read."""
    folder, plan = Folder(path), read_plan(path)
    size = plan["options"]["part"]
    names: set[str] = set()
    unseen = 0
    for about in plan["shards"]:
        kept = folder.survey(about["shard"])
        if not kept.exists():
            unseen += 1
            continue
        shard = Shard(name=about["shard"], kind=about["kind"], entries=())
        names |= {part.name for part in parts_of(shard, Survey.from_json(read_json(kept)), size=size)}
    done = folder.done().keys() & names
    return Progress(done=len(done), left=len(names - done), unseen=unseen)


def is_running(path: Path) -> bool | None:
    """Whether a process holds the folder now; None where this system does not tell."""
    try:
        import fcntl
    except ImportError:  # not on Windows
        return None
    lock = path / STATE / "lock"
    if not lock.exists():
        return False
    file = os.open(lock, os.O_RDONLY)
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)  # given back at once
    except BlockingIOError:
        return True
    except OSError:
        return None
    finally:
        os.close(file)
    return False


def command_of(path: Path, plan: dict[str, Any]) -> str:
    """The command that goes on with the batch, for the folder in which it was begun.

    A model folder is not named in it: the plan has the model's hash, and not where it lay.
    """
    words = ["sayso", "batch", *plan["inputs"], "--out", str(path)]
    usual, asked = BatchOptions().to_json(), plan["options"]
    for key in ("part", "time_limit", "max_bytes"):
        if asked.get(key, usual[key]) != usual[key]:
            words += [f"--{key.replace('_', '-')}", f"{asked[key]:.15g}"]
    if asked.get("given", {}).get("outlet"):
        words += ["--outlet", asked["given"]["outlet"]]
    return shlex.join(words)
