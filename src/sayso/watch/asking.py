"""Asking a server, in a thread of its own: the answer comes by the inbox, whatever happens."""

from __future__ import annotations

import threading
from queue import SimpleQueue

from sayso.errors import DocumentError
from sayso.feeds.robots import MAX_BYTES as ROBOTS_BYTES
from sayso.ingest.fetch import Asking, ask

from .lane import Lane, Result, Task, may_follow
from .options import WatchOptions


def send(lane: Lane, task: Task, options: WatchOptions, inbox: SimpleQueue[Result | None]) -> None:
    """Ask for the task's address; exactly one result comes into the inbox."""

    def work() -> None:
        inbox.put(_result(lane, task, options))

    # No pool: a pool's threads are waited for at the end, and a server may hold one for half a minute.
    threading.Thread(target=work, name="sayso-watch", daemon=True).start()


def _result(lane: Lane, task: Task, options: WatchOptions) -> Result:
    asking = Asking(
        etag=task.feed.etag if task.feed else None,
        last_modified=task.feed.last_modified if task.feed else None,
        follow=lambda address: may_follow(lane, task, address),
        cut=task.is_robots,
    )
    size = ROBOTS_BYTES if task.is_robots else options.feed_bytes if task.feed else options.max_bytes
    try:
        answer = ask(
            task.address,
            timeout=options.timeout,
            max_bytes=size,
            allow_private=options.allow_private,
            asking=asking,
        )
        return Result(host=lane.host, task=task, lane=lane, answer=answer)
    except DocumentError as error:
        return Result(host=lane.host, task=task, lane=lane, error=error)
    except Exception as error:  # noqa: BLE001  a fault of ours must not leave the lane waiting for ever
        problem = f"cannot be asked for ({type(error).__name__}: {error})"[:300]
        return Result(host=lane.host, task=task, lane=lane, error=DocumentError(task.address, problem))
