"""The database's own errors, told as what broke and what to do now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from sayso.errors import AbortRun

DAMAGED = "the file is damaged"
_RESTORE = (
    "`sayso doctor FILE` says where; restore it from a copy, or see what `sqlite3 FILE .recover` brings out"
)
_LOCKED = (
    "another process holds the ledger locked",
    "wait until it is done (`sayso doctor FILE` names it), then run this again",
)

# SQLite's primary result codes (the low byte of the extended ones).
_SQLITE = {
    5: _LOCKED,
    6: _LOCKED,
    8: ("the ledger cannot be written", "check the permissions of the file and of its folder"),
    10: ("the disk cannot be read or written", "check the disk and the room on it"),
    11: (DAMAGED, _RESTORE),
    13: ("the disk is full", "make room and run this again: what was added before is kept"),
    14: ("the file cannot be opened", "check that it is there and that you may read it and its folder"),
    26: ("this is no SQLite file", "give the path of a ledger"),
}


def to_abort(where: str, error: sa.exc.DBAPIError) -> AbortRun:
    """What a database error means to the user."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None and code & 0xFF in _SQLITE:
        problem, remedy = _SQLITE[code & 0xFF]
        return AbortRun(where, problem, remedy)
    state = getattr(error.orig, "sqlstate", None) or ""
    said = " ".join(str(error.orig).split())
    if state.startswith("53"):  # insufficient resources
        return AbortRun(
            where, f"the database server has no room left ({said})", "make room and run this again"
        )
    if state in {"55P03", "57014"}:  # lock not available, cancelled by a timeout
        return AbortRun(where, *_SQLITE[5])
    if state in {"42501", "25006"}:  # no privilege, read-only transaction
        return AbortRun(where, f"the ledger cannot be written ({said})", "check the role's rights")
    if state == "" and isinstance(error, sa.exc.OperationalError) and code is None:
        return AbortRun(where, f"no connection to the database server ({said})", "check the address")
    return AbortRun(where, f"the database refused ({said})")


@contextmanager
def told(where: str) -> Iterator[None]:
    """Turn the database's errors inside the block into AbortRun that names the ledger."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise to_abort(where, error) from error
