"""Passwords, hashed by Argon2: never kept, and as slow to guess as it can be borne."""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING

from sayso.errors import AbortRun, missing_extra

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 10, 1000  # characters
AT_ONCE = 2  # each takes 64 MiB: many at once must not take all of the memory
_TURN = threading.Semaphore(AT_ONCE)


def hashed(password: str) -> str:
    """The password as it may be kept; AbortRun where it is too short to be one."""
    if len(password) < SHORTEST:
        raise AbortRun("password", f"has fewer than {SHORTEST} characters", "take a longer one")
    if len(password) > LONGEST:
        raise AbortRun("password", f"has more than {LONGEST:,} characters", "take a shorter one")
    return _hasher().hash(password)


def is_right(password: str, kept: str | None) -> bool:
    """Whether this is the password that was kept so; takes as long where there is no user (None)."""
    from argon2.exceptions import InvalidHashError, VerificationError

    with _TURN:
        try:
            right = _hasher().verify(kept or _nobodys(), password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
    return right and kept is not None


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody's password, which opens nothing")


@cache
def _hasher() -> PasswordHasher:
    try:
        from argon2 import PasswordHasher
    except ImportError as error:
        raise missing_extra("a login", "argon2-cffi", "web") from error
    return PasswordHasher()
