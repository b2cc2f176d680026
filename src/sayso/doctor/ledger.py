"""A ledger: whether it can be opened, whether its pages are whole, and what waits in it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sayso.errors import SaysoError

from .finding import Finding, from_error, run_checks
from .room import in_words, look_at_disk

if TYPE_CHECKING:
    from sayso.ledger import Ledger

WAIT = 2.0  # seconds for a lock: longer than one that is given back, shorter than anybody's patience
MOST = 10  # pages of a damaged file, or feeds, that are told of; the first ones say what is to be done
FAILING = 3  # times in a row: each doubles the wait (feeds/schedule.py), so for seven times its usual one
_COPY = "restore the file from a copy; `sqlite3 FILE .recover` brings out what can still be read"
_FOLD = "nothing is lost: `sayso add` or any other command that writes folds it in; copy both files together"


def look_at_ledger(where: str, model: Path | None = None) -> Iterator[Finding]:
    """How the ledger at this path or address is; `model` is the one whose readings it should have."""
    yield from run_checks(("opening", lambda: _look_until_still(where, model)))


def _look_until_still(where: str, model: Path | None) -> list[Finding]:
    from sayso.ledger import find_place, is_alone

    named = find_place(where)
    place = named if isinstance(named, Path) else None
    try:
        alone = place is not None and is_alone(place)
        found = list(_look(where, place, model))
        if alone and place is not None and not is_alone(place):
            found = list(_look(where, place, model))  # somebody began to write meanwhile
    except OSError as error:
        told = f"cannot be looked at ({error.strerror})"
        return [Finding("opening", "wrong", told, "check the path and your rights")]
    return found


def _look(where: str, place: Path | None, model: Path | None) -> Iterator[Finding]:
    if place is None:
        yield from _open(where, model)
        return
    missing = _missing(place)
    if missing:
        yield missing
        return
    first = list(
        run_checks(
            ("rights", lambda: _look_at_rights(place)),
            ("lock", lambda: _look_at_lock(place)),
            ("log", lambda: _look_at_log(place)),
        )
    )
    yield from first
    if any(one.state == "wrong" for one in first):
        return  # what is behind it could not be seen, or not as it is
    yield from _open(where, model)
    yield from run_checks(("pages", lambda: _look_at_pages(place)), ("disk", lambda: look_at_disk(place)))


def _missing(path: Path) -> Finding | None:
    """What keeps this from being a file to open."""
    if not path.exists():
        return Finding(
            "opening", "wrong", "there is nothing here", "check the path; `sayso add FILE` makes a ledger"
        )
    if not path.is_file():
        return Finding("opening", "wrong", "this is no file", "give the file of a ledger")
    if path.stat().st_size == 0:
        remedy = "restore it from a copy, or begin a ledger in it: `sayso add FILE`"
        return Finding("opening", "wrong", "the file is empty", remedy)
    return None


def _look_at_rights(path: Path) -> Iterator[Finding]:
    if not os.access(path, os.R_OK):
        yield Finding(
            "rights", "wrong", "the file may not be read", f"give yourself the right: chmod u+r {path}"
        )
    elif not os.access(path, os.W_OK):
        yield Finding("rights", "note", "the file may only be read", "nothing can be added to it")
    elif not os.access(path.absolute().parent, os.W_OK):
        told = "nothing may be written in the file's folder"
        yield Finding("rights", "note", told, "nothing can be added: the log is written beside the file")


def _look_at_lock(path: Path) -> Iterator[Finding]:
    from sayso.ledger import find_beside, find_holders

    holders = find_holders(path)
    if holders is None:
        yield Finding("lock", "note", "this system does not tell who has it open")
    elif holders.writing is not None and not find_beside(path).has_index:
        # Without the index that all share: nobody else can so much as read.
        told = f"process {holders.writing} holds it for itself alone; not looked into"
        yield Finding("lock", "wrong", told, "wait until it is done, or end it; then look again")
    elif holders.writing is not None:
        told = f"process {holders.writing} is writing into it"
        yield Finding(
            "lock", "note", told, "others that write wait until it is done; it can be read meanwhile"
        )
    elif holders.using is not None:
        yield Finding("lock", "ok", f"process {holders.using} has it open, nobody is writing")
    else:
        yield Finding("lock", "ok", "nobody has it open")


def _look_at_log(path: Path) -> Iterator[Finding]:
    from sayso.ledger import find_beside, find_holders

    beside = find_beside(path)
    if beside.journal:
        told = f"an unfinished change of {in_words(beside.journal)} lies beside it ({path.name}-journal)"
        yield Finding(
            "log", "wrong", told, "leave that file there: the next command that writes takes it back"
        )
    if not beside.log:
        return
    told = f"{in_words(beside.log)} of changes lie beside it ({path.name}-wal)"
    if not beside.has_index:
        # Opening would make the index, and this changes nothing.
        yield Finding(
            "log", "wrong", f"{told}, and were not folded in; not looked into", f"{_FOLD}; then look again"
        )
        return
    holders = find_holders(path)
    if holders is not None and holders.using is None:
        yield Finding("log", "note", f"{told}, left by a process that ended early", _FOLD)
    else:
        yield Finding("log", "ok", f"{told}, as is usual while it is open")


def _look_at_pages(path: Path) -> Iterator[Finding]:
    from sayso.ledger import find_damage

    try:
        found = find_damage(path, limit=MOST)
    except sqlite3.DatabaseError as error:
        name = error.sqlite_errorname if hasattr(error, "sqlite_errorname") else ""
        if name in ("SQLITE_NOTADB", "SQLITE_BUSY", "SQLITE_CANTOPEN"):
            return  # opening has told
        yield Finding("pages", "wrong", f"they cannot be checked ({error})", _COPY)
        return
    for problem in found:
        yield Finding("pages", "wrong", " ".join(problem.split()), _COPY)
    if not found:
        yield Finding("pages", "ok", "SQLite's quick check finds nothing wrong")


def _open(where: str, model: Path | None) -> Iterator[Finding]:
    from sayso.ledger import Ledger
    from sayso.ledger.faults import DAMAGED

    try:
        book = Ledger.look(where, wait=WAIT)
    except SaysoError as error:
        found = from_error("opening", error)
        yield replace(found, remedy=_COPY) if found.told == DAMAGED else found
        return
    except Exception as error:  # noqa: BLE001 - a damaged file may answer with anything
        yield Finding("opening", "wrong", f"it cannot be opened ({type(error).__name__}: {error})", _COPY)
        return
    with book:
        layout = list(run_checks(("layout", lambda: _look_at_layout(book))))
        yield from layout
        if any(one.state == "wrong" for one in layout):
            return
        yield from run_checks(
            ("opening", lambda: _look_at_counts(book)),
            ("model", lambda: _look_at_readings(book, model)),
            ("feeds", lambda: _look_at_feeds(book)),
            ("archives", lambda: _look_at_archives(book)),
        )


def _look_at_layout(book: Ledger) -> Iterator[Finding]:
    lacking = book.lacking()
    if lacking:
        more = f" and {len(lacking) - MOST:,} more" if len(lacking) > MOST else ""
        told = f"it says that it is of layout {book.version}, and lacks {', '.join(lacking[:MOST])}{more}"
        remedy = "restore it from a copy, or add its articles to a new ledger: another program changed it"
        yield Finding("layout", "wrong", told, remedy)
    else:
        yield Finding("layout", "ok", f"{book.version}, the newest")


def _look_at_counts(book: Ledger) -> Iterator[Finding]:
    held = book.counts()
    told = f"{held.documents + held.older_versions:,} documents, {held.attributions:,} attributions"
    yield Finding("opening", "ok", told, "`sayso verify` proves every quote and every hash")


def _look_at_readings(book: Ledger, model: Path | None) -> Iterator[Finding]:
    from sayso.extract.bundle import load_bundle

    name = load_bundle(model).extractor
    unread = book.unread(name)
    if unread:
        told = f"{unread:,} of {book.counts().documents:,} current documents were not read by {name}"
        yield Finding(
            "model", "note", told, "give their files to `sayso add` again: what it has is left as it is"
        )
    else:
        yield Finding("model", "ok", f"{name} has read all current documents")


def _look_at_feeds(book: Ledger) -> Iterator[Finding]:
    rows = book.feeds.all()
    watched = [row for row in rows if row.stopped_at is None]
    failing = [row for row in watched if row.failures >= FAILING]
    for row in failing[:MOST]:
        told = f"{row.address} failed {row.failures:,} times in a row: {row.last_error}"
        remedy = f"look at it in a browser; `sayso watch --stop {row.address}` gives it up"
        yield Finding("feeds", "wrong", told, remedy)
    if len(failing) > MOST:
        told = f"{len(failing) - MOST:,} more feeds keep failing"
        yield Finding("feeds", "wrong", told, "`sayso watch --list` lists them")
    for row in [row for row in rows if row.stopped_at is not None][:MOST]:
        told = f"{row.address} is stopped: {row.stopped_because}"
        yield Finding("feeds", "note", told, f"`sayso watch {row.address}` follows it again")
    if watched and not failing:
        yield Finding("feeds", "ok", f"{len(watched):,} watched, none keeps failing")


def _look_at_archives(book: Ledger) -> Iterator[Finding]:
    elsewhere = book.elsewhere()
    if elsewhere.n_documents:
        told = f"the bytes of {elsewhere.n_documents:,} documents stand in web archives alone"
        remedy = "keep those archives; `sayso verify --archives FOLDER` reads them again"
        yield Finding("archives", "note", told, remedy)
