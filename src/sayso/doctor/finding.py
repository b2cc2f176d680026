"""Findings: what was looked at, how it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from sayso.errors import SaysoError

# ok: as it should be; note: worth knowing, nothing is broken; wrong: something has to be done.
State = Literal["ok", "note", "wrong"]
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `told` says how it is, `remedy` what to do, where there is something."""

    what: str
    state: State
    told: str
    remedy: str | None = None

    def __post_init__(self) -> None:
        if self.state not in STATES:
            raise ValueError(f"state must be one of {STATES}, got {self.state!r}")
        if self.state == "wrong" and not self.remedy:
            raise ValueError(f"{self.what} is wrong, so something is to be done")


Check = Callable[[], Iterable[Finding]]


def run_checks(*checks: tuple[str, Check]) -> Iterator[Finding]:
    """What the checks find, one after another; one that fails is itself a finding, and the rest go on."""
    for what, check in checks:
        try:
            yield from check()
        except SaysoError as error:
            yield from_error(what, error)
        except Exception as error:  # noqa: BLE001 - the rim: whoever looks for a fault is not given another
            yield Finding(
                what,
                "wrong",
                f"this check could not be made ({type(error).__name__}: {error})",
                "where no other line explains it, please report it as a fault in Sayso",
            )


def from_error(what: str, error: SaysoError) -> Finding:
    """The finding that an error of ours makes."""
    return Finding(what, "wrong", error.problem, error.remedy or f"look at {error.subject}")
