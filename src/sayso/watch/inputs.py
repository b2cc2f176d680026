"""What a user names to be watched: addresses of feeds, and lists of them in files or on the web."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from sayso.errors import AbortRun, DocumentError
from sayso.feeds import read_list
from sayso.ingest.fetch import fetch
from sayso.ingest.words import to_address

from .options import WatchOptions


def read_feeds(inputs: Iterable[str], options: WatchOptions) -> tuple[str, ...]:
    """The addresses of feeds in all inputs, each once, in order; AbortRun where one is none and no list.

    An address whose path ends in `.opml` is a list, and is read; every other is a feed's.
    """
    found = (address for value in inputs for address in _read(value, options))
    return tuple(dict.fromkeys(found))


def _read(value: str, options: WatchOptions) -> tuple[str, ...]:
    if value.startswith(("feed:http", "feed://")):  # as some browsers hand feeds on
        value = value.removeprefix("feed:") if value.startswith("feed:http") else "http" + value[4:]
    if "://" in value:
        address = to_address(value)
        if address is None:
            raise AbortRun(value.rpartition("@")[2], "is no http or https address")
        if urlsplit(address).path.lower().endswith(".opml"):
            return _from_web(address, options)
        return (address,)
    return _from_file(Path(value), options)


def _from_web(address: str, options: WatchOptions) -> tuple[str, ...]:
    try:
        fetched = fetch(
            address,
            timeout=options.timeout,
            max_bytes=options.feed_bytes,
            allow_private=options.allow_private,
        )
        return read_list(fetched.data, name=address)
    except DocumentError as error:
        raise AbortRun(error.subject, error.problem, error.remedy) from error


def _from_file(path: Path, options: WatchOptions) -> tuple[str, ...]:
    try:
        with path.open("rb") as stream:
            data = stream.read(options.feed_bytes + 1)
    except (OSError, ValueError) as error:
        remedy = f"a feed's address begins with https://: https://{path}" if "." in path.name else None
        problem = getattr(error, "strerror", None) or "is no file"
        raise AbortRun(str(path), problem, remedy) from error
    if len(data) > options.feed_bytes:
        raise AbortRun(str(path), f"has more than {options.feed_bytes:,} bytes")
    try:
        return read_list(data, name=str(path))
    except DocumentError as error:
        raise AbortRun(error.subject, error.problem, error.remedy) from error
