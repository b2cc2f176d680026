"""A batch from its inputs to its manifest, or on from where it stopped."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

from sayso.errors import AbortRun

from .folder import Done, Folder, read_json, write_json, writing
from .options import BatchOptions
from .part import Part
from .plan import make_manifest, make_plan, refuse_other_plan
from .pool import Pool, Read
from .rows import TABLES
from .shards import Shard, find_shards
from .survey import Survey, parts_of, survey
from .worker import Setup

Engine = Literal["local", "ray"]
ENGINES: tuple[Engine, ...] = get_args(Engine)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How far a batch is.

    `entries` is how many entries there are to be read (None: not all can be counted beforehand),
    `earlier` how many of those that are read were read by earlier runs.
    """

    read: int = 0
    earlier: int = 0
    entries: int | None = None
    documents: int = 0
    attributions: int = 0
    skipped: int = 0
    parts: int = 0
    all_parts: int = 0


Follow = Callable[[Summary], None]


def run_batch(
    inputs: Sequence[str],
    out: Path,
    options: BatchOptions,
    *,
    workers: int | None = None,
    engine: Engine = "local",
    today: date,
    follow: Follow = lambda _: None,
) -> Summary:
    """Read all inputs into the folder, or what of them is not there yet; `follow` is told how far it is.

    What comes out depends on the inputs, the options and the model alone: not on the workers, the engine,
    or how often it was stopped. `today` is the day after which no date is believed, where the options do
    not say; the folder keeps it for the runs that go on. AbortRun where the environment is broken: what
    was done stays, and the same call goes on there.
    """
    folder = Folder(out)
    _refuse_inside(out, inputs)
    with writing(out):
        shards = find_shards(inputs, size=options.part)
    plan = make_plan(inputs, shards, options)
    with folder.locked():
        options = _settle(folder, plan, options, today)
        done = folder.done()
        folder.sweep(done)
        surveys = _surveys(folder, shards, options, done, workers or n_processors())
        parts = [part for shard in shards for part in parts_of(shard, surveys[shard.name], size=options.part)]
        summary = _so_far(parts, done, surveys)
        if folder.manifest.exists() and len(done) == len(parts):
            follow(summary)
            return summary
        folder.manifest.unlink(missing_ok=True)
        left = [part for part in parts if part.name not in done]
        setup = Setup(base=Path.cwd(), folder=out.absolute(), options=options)
        with closing(_run(folder, setup, left, workers, engine)) as events:
            for event in events:
                summary = _told(summary, event)
                if isinstance(event, Done):
                    done[event.part] = event
                follow(summary)
        _finish(folder, plan, surveys, parts, done)
        return summary


def _refuse_inside(out: Path, inputs: Sequence[str]) -> None:
    """AbortRun where the output would become a part of the input."""
    for value in inputs:
        if out.resolve().is_relative_to(Path(value).resolve()):
            raise AbortRun(str(out), f"lies in the input {value!r}", "name a folder outside of it")


def n_processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _settle(folder: Folder, plan: dict[str, Any], options: BatchOptions, today: date) -> BatchOptions:
    """The options with the day that holds for all runs; AbortRun where the folder has another batch."""
    latest = options.ingest.latest or today
    if folder.plan.exists():
        kept = read_json(folder.plan)
        latest = date.fromisoformat(kept["latest"])
        refuse_other_plan(folder, plan, kept["plan"])
    else:
        with writing(folder.path):
            write_json(folder.plan, {"latest": latest.isoformat(), "plan": plan})
    return replace(options, ingest=replace(options.ingest, latest=latest))


def _surveys(
    folder: Folder, shards: list[Shard], options: BatchOptions, done: dict[str, Done], workers: int
) -> dict[str, Survey]:
    """What each shard is made of; AbortRun where one that is still to be read has changed since."""

    def find(shard: Shard) -> Survey:
        kept = folder.survey(shard.name)
        older = Survey.from_json(read_json(kept)) if kept.exists() else None
        if older and all(part.name in done for part in parts_of(shard, older, size=options.part)):
            return older
        found = survey(shard, size=options.part, max_bytes=options.ingest.max_bytes)
        if older and found != older:
            raise AbortRun(
                shard.name,
                "its input has changed since the batch was begun",
                "put it back, or begin in a new folder",
            )
        if not older:
            with writing(folder.path):
                write_json(kept, found.to_json())
        return found

    with ThreadPoolExecutor(workers) as pool:
        return {shard.name: found for shard, found in zip(shards, pool.map(find, shards), strict=True)}


def _run(
    folder: Folder, setup: Setup, parts: list[Part], workers: int | None, engine: Engine
) -> Generator[Read | Done, None, None]:
    if engine == "ray":
        from .distributed import run_on_ray

        yield from run_on_ray(setup, parts, workers)
        return
    with Pool(setup, workers or n_processors()) as pool:
        yield from committed(folder, pool.run(parts))


def committed(folder: Folder, events: Iterable[Read | Done]) -> Iterator[Read | Done]:
    """The same events, each part committed before it is said to be done."""
    for event in events:
        if isinstance(event, Done):
            folder.commit(event)
        yield event


def _so_far(parts: list[Part], done: dict[str, Done], surveys: dict[str, Survey]) -> Summary:
    counts = [one.entries for one in surveys.values()]
    known = [count for count in counts if count is not None]
    earlier = sum(one.entries for one in done.values())
    return Summary(
        read=earlier,
        earlier=earlier,
        entries=sum(known) if len(known) == len(counts) else None,
        parts=len(done),
        all_parts=len(parts),
        **{
            table: sum(one.files[table].rows for one in done.values())
            for table in TABLES
            if table != "mentions"
        },
    )


def _told(summary: Summary, event: Read | Done) -> Summary:
    if isinstance(event, Done):
        return replace(summary, parts=summary.parts + 1)
    return replace(
        summary,
        read=summary.read + 1,
        documents=summary.documents + event.documents,
        attributions=summary.attributions + event.attributions,
        skipped=summary.skipped + event.skipped,
    )


def _finish(
    folder: Folder,
    plan: dict[str, Any],
    surveys: dict[str, Survey],
    parts: list[Part],
    done: dict[str, Done],
) -> None:
    lost = {part.name for part in parts} - folder.done().keys()
    if lost:
        raise AbortRun(str(folder.path), f"lost files of {min(lost)} while it ran", "give the command again")
    where = {part.name: part.shard for part in parts}
    with writing(folder.path):
        write_json(folder.manifest, make_manifest(plan, surveys, done.values(), where))
        for path in folder.work.iterdir():
            path.unlink()
