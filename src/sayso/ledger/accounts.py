"""Accounts: who may log in, and their sessions."""

from __future__ import annotations

from datetime import datetime

from .connection import Store
from .rows import UserRow


def add_user(store: Store, name: str, *, password: str, now: datetime) -> None:
    """Let a user log in."""
    raise NotImplementedError


def remove_user(store: Store, name: str, *, now: datetime) -> None:
    """Let a user no longer log in."""
    raise NotImplementedError


def list_users(store: Store) -> list[UserRow]:
    """Those who may log in."""
    raise NotImplementedError


def begin_session(store: Store, user: str, *, token: str, now: datetime, ends: datetime) -> None:
    """Begin a session."""
    raise NotImplementedError


def session_user(store: Store, token: str, *, now: datetime) -> str | None:
    """Whose session it is."""
    raise NotImplementedError


def end_session(store: Store, token: str) -> None:
    """End a session."""
    raise NotImplementedError
