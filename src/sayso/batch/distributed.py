"""The same over many machines: each part a row of a Ray Data set, read by actors that hold the model.

Each actor is a pool of one hand, so a document that ends or blocks its process is dealt with as on one
machine. The batch folder must be one that all machines see at the same path, and the inputs too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

from sayso.errors import AbortRun, missing_extra

from .folder import Done, Folder, read_json
from .part import Part
from .pool import Pool, Read
from .worker import Setup

MOST_BLOCKS = 10_000  # Ray's scheduler slows down beyond; a block then has several parts


class PartReader:
    """What Ray keeps alive on a processor: a pool of one hand."""

    def __init__(self, setup: str) -> None:
        self._setup = Setup.from_json(setup)
        self._folder = Folder(self._setup.folder)
        self._pool = Pool(self._setup, 1)

    def __call__(self, row: dict[str, Any]) -> dict[str, str]:
        """Read the part of this row and commit it; what was read, or why everything must stop."""
        part = Part.from_json(json.loads(row["part"]))
        try:
            return {"done": json.dumps(self._done(part).to_json()), "abort": ""}
        except AbortRun as error:
            return {"done": "", "abort": json.dumps([error.subject, error.problem, error.remedy])}

    def _done(self, part: Part) -> Done:
        record = self._folder.record(part.name)
        if record.exists():  # an actor that was killed had done it already
            return Done.from_json(read_json(record))
        # To the end: a run that is left before it would end the process that holds the model.
        found = [event for event in self._pool.run([part]) if isinstance(event, Done)]
        self._folder.commit(found[0])
        return found[0]


def run_on_ray(setup: Setup, parts: list[Part], workers: int | None) -> Iterator[Read | Done]:
    """Read the parts on a Ray cluster: the one of $RAY_ADDRESS, or one on this machine.

    Parts come as they are done, committed. AbortRun where the cluster fails or the environment is broken.
    """
    ray = _import_ray()
    if not parts:
        return
    started = not ray.is_initialized()
    if started:
        ray.init(include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    try:
        n_actors = min(workers or max(1, int(ray.cluster_resources().get("CPU", 1))), len(parts))
        _quiet(ray)
        # Ray Data begins an actor that dies again, without end, and what it was doing: that is its default.
        rows = [{"part": json.dumps(part.to_json())} for part in parts]
        found = ray.data.from_items(rows, override_num_blocks=min(len(rows), MOST_BLOCKS)).map(
            PartReader,
            fn_constructor_args=(setup.to_json(),),
            compute=ray.data.ActorPoolStrategy(size=n_actors, max_tasks_in_flight_per_actor=1),
            num_cpus=1,
        )
        for row in found.iter_rows():
            yield from _events(row)
    except ray.exceptions.RayError as error:
        raise AbortRun(
            "ray", f"the cluster failed ({type(error).__name__})", "see its logs, and give the command again"
        ) from error
    finally:
        if started:
            ray.shutdown()


def _events(row: dict[str, str]) -> Iterator[Read | Done]:
    if row["abort"]:
        raise AbortRun(*json.loads(row["abort"]))
    done = Done.from_json(json.loads(row["done"]))
    counts = {table: written.rows for table, written in done.files.items()}
    for number in range(done.entries):
        yield Read(**counts) if number == 0 else Read()
    yield done


def _import_ray() -> Any:
    # Nothing about this run is told to anybody.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
        import ray.data
        import ray.exceptions
    except ImportError as error:
        raise missing_extra("--engine ray", "ray", "ray") from error
    return ray


def _quiet(ray: Any) -> None:
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
