"""What is compared: someone who speaks in one document, and a speaker that is known already."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """Someone who speaks in one document, under the fullest name that it gives.

    `aliases` are other names that the document uses for the same speaker, `date` the day of publication
    (ISO, as precise as known), `beside` the ids of the speakers known to speak in the same document.
    """

    name: str
    kind: str | None = None
    roles: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    date: str | None = None
    country: str | None = None
    beside: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One role of a speaker: from and until when (ISO, inclusive; None is not known, or still)."""

    title: str
    since: str | None = None
    until: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A speaker that is known already: names, roles, and when it spoke.

    `by_name` marks a row that stands for a name, not for one speaker. `listed` marks an entry of an
    imported roster, whose roles' dates say when they were held; otherwise the dates are those of the
    documents. `near` are the ids of speakers who spoke in the same documents about the same time.
    """

    id: str
    names: tuple[str, ...]
    kind: str | None = None
    roles: tuple[Held, ...] = ()
    country: str | None = None
    first: str | None = None
    last: str | None = None
    by_name: bool = False
    listed: bool = False
    near: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How well an appearance fits a profile: 0 to 1, and why; `apart` where it cannot be the same."""

    profile: str
    score: float
    because: str
    apart: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Whom an appearance is taken for: a profile's id, or None for nobody known.

    With `by_name` it stands under its bare name, because which speaker it is cannot be told; else, without
    a profile, it is a new speaker. `distinct` marks a new one whose name a known speaker has already.
    """

    profile: str | None
    because: str
    confidence: float
    by_name: bool = False
    distinct: bool = False
