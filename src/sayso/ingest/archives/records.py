"""The records of a WARC file one by one, each read only if it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sayso.errors import DocumentError
from sayso.records import Skipped

from ..files import display, open_file, problem_of
from ..options import IngestOptions
from ..source import Read
from .archive import Archive
from .kinds import HEAD, find_kind
from .members import Damaged
from .page import take_page
from .read import Called, _items, read_opened
from .walk import find_records


def read_records(path: Path, options: IngestOptions, *, start: int, stop: int | None) -> Iterator[Read]:
    """What each record gives that begins from byte `start` on and before `stop`, in their order.

    Nothing is read out of a record before its items are asked for, so that records can be passed over
    without touching what is in them. The archive that holds none says so in an item, where it is read whole.
    """
    name = display(path.name)
    try:
        with open_file(path) as stream:
            kind = find_kind(stream.read(HEAD), name=name)
            if kind in (None, "arc", "wacz"):
                yield read_opened(stream, kind, name, options)
                return
            take = partial(take_page, max_bytes=options.max_bytes)
            is_empty = True
            for found in find_records(Archive(stream, kind), take, start=start, stop=stop):
                is_empty = False
                yield _items(found, Called(name), options)
            if is_empty and start == 0 and stop is None:
                yield iter([Skipped(name=name, reason="holds no page or text that could be an article")])
    except Damaged as error:
        yield iter([Skipped(name=name, reason=error.problem)])
    except DocumentError as error:
        yield iter([Skipped(name=display(path), reason=error.reason)])
    except OSError as error:
        yield iter([Skipped(name=display(path), reason=problem_of(error, path))])
