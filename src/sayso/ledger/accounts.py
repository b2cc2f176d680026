"""Accounts: who may log in, and their sessions.

Here alone rows are changed and deleted: a password or a session that no longer opens anything is nothing
that anybody said, and must not be kept.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime

import sqlalchemy as sa

from sayso.errors import AbortRun, NotInLedger

from .connection import Store
from .rows import UserRow
from .schema import sessions, users
from .stored import hash_text, to_time

LONGEST_NAME = 100  # characters
_NO_LETTERS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # Unicode's classes


def add_user(store: Store, name: str, *, password: str, now: datetime) -> None:
    """Let a user log in, or give one another password, which ends the user's sessions."""
    name = _checked(name)
    with store.writing() as connection:
        for other in connection.scalars(sa.select(users.c.name)):
            if other != name and other.casefold() == name.casefold():
                raise AbortRun(name, f"is too like the user {other!r}", "take another name")
        known = connection.execute(sa.select(users.c.name).where(users.c.name == name)).first()
        connection.execute(sa.delete(sessions).where(sessions.c.user == name))
        values = {"password": password, "added_at": to_time(now), "removed_at": None}
        if known:
            connection.execute(sa.update(users).where(users.c.name == name).values(values))
        else:
            connection.execute(sa.insert(users).values(name=name, **values))


def remove_user(store: Store, name: str, *, now: datetime) -> None:
    """Let a user no longer log in, and end the user's sessions; the password's hash is not kept."""
    name = _normal(name)
    with store.writing() as connection:
        gone = connection.execute(
            sa.update(users)
            .where(users.c.name == name, users.c.removed_at.is_(None))
            .values(removed_at=to_time(now), password="")
        )
        if not gone.rowcount:
            raise NotInLedger(name, "is no user of this ledger", "`sayso users` lists them")
        connection.execute(sa.delete(sessions).where(sessions.c.user == name))


def list_users(store: Store) -> list[UserRow]:
    """Those who may log in, by name."""
    query = sa.select(users.c.name, users.c.password, users.c.added_at).where(users.c.removed_at.is_(None))
    with store.reading() as connection:
        rows = connection.execute(query.order_by(users.c.name)).all()
    return [
        UserRow(name=row.name, password=row.password, added_at=datetime.fromisoformat(row.added_at))
        for row in rows
    ]


def begin_session(store: Store, user: str, *, token: str, now: datetime, ends: datetime) -> None:
    """Keep that whoever holds this token is the user until then; what has ended is swept out."""
    with store.writing() as connection:
        standing = sa.select(users.c.name).where(users.c.name == user, users.c.removed_at.is_(None))
        if connection.execute(standing).first() is None:
            raise NotInLedger(user, "is no user of this ledger")
        connection.execute(sa.delete(sessions).where(sessions.c.ends_at <= to_time(now)))
        connection.execute(
            sa.insert(sessions).values(
                token=hash_text(token), user=user, began_at=to_time(now), ends_at=to_time(ends)
            )
        )


def session_user(store: Store, token: str, *, now: datetime) -> str | None:
    """Whose session it is; None where there is none, it has ended, or the user was removed."""
    query = (
        sa.select(sessions.c.user)
        .join(users, users.c.name == sessions.c.user)
        .where(
            sessions.c.token == hash_text(token),
            sessions.c.ends_at > to_time(now),
            users.c.removed_at.is_(None),
        )
    )
    with store.reading() as connection:
        found: str | None = connection.execute(query).scalar()
    return found


def end_session(store: Store, token: str) -> None:
    """End a session; nothing where there is none."""
    with store.writing() as connection:
        connection.execute(sa.delete(sessions).where(sessions.c.token == hash_text(token)))


def _checked(name: str) -> str:
    name = _normal(name)
    if not name:
        raise AbortRun("(empty name)", "a user needs a name")
    if len(name) > LONGEST_NAME:
        raise AbortRun(name[:20] + "…", f"has more than {LONGEST_NAME} characters", "take a shorter name")
    if any(unicodedata.category(character) in _NO_LETTERS for character in name):
        raise AbortRun(repr(name), "holds characters that cannot be seen", "take a plain name")
    return name


def _normal(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip())
