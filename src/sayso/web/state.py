"""What every page may ask for: the ledger, who is asking, the time, and the model."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request

from sayso.ledger import Ledger
from sayso.reader import Reader

from .attempts import Attempts
from .settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the application holds for as long as it runs.

    `secret` is the key of the tokens in its pages, a new one at each start; `attempts` are the failed
    logins.
    """

    settings: Settings
    ledger: Ledger
    reader: Reader
    attempts: Attempts = field(default_factory=Attempts)
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)


def state_of(request: Request) -> State:
    """The application's state."""
    state: State = request.app.state.sayso
    return state


def ledger_of(request: Request) -> Ledger:
    """The ledger that is served."""
    return state_of(request).ledger


def reviewer_of(request: Request) -> str:
    """Who is asking: the user who is logged in, else the name that the program was started with."""
    user: str | None = getattr(request.state, "user", None)
    return user or state_of(request).settings.reviewer


def now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


LedgerOf = Annotated[Ledger, Depends(ledger_of)]
ReviewerOf = Annotated[str, Depends(reviewer_of)]
Now = Annotated[datetime, Depends(now)]
