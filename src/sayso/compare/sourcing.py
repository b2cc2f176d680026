"""Sourcing: on what kinds of sources an article's statements rest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal, get_args

from ..records import Attribution, Reading

SourceKind = Literal[
    "named", "group", "anonymous", "document", "other media", "outlet itself", "not resolved", "none"
]
SOURCE_KINDS: tuple[SourceKind, ...] = get_args(SourceKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourcing:
    """How many of an article's attributions rest on sources of one kind, nested ones included.

    `named` are persons, organisations and governments; `not resolved` has words for a source but nobody
    known behind them, `none` not even words. `n_explained` are the anonymous ones for which the article
    says why; `share` is of all attributions, 0 to 1.
    """

    kind: SourceKind
    n_attributions: int
    n_explained: int
    share: float


def sourcing_of(reading: Reading) -> tuple[Sourcing, ...]:
    """The kinds of sources that the article has, in the order of SOURCE_KINDS."""
    own = (reading.document.metadata.outlet or "").casefold()
    counted = Counter(_kind_of(one, own) for one in reading.attributions)
    explained = Counter(_kind_of(one, own) for one in reading.attributions if one.anonymity is not None)
    whole = counted.total()
    return tuple(
        Sourcing(
            kind=kind,
            n_attributions=counted[kind],
            n_explained=explained[kind],
            share=counted[kind] / whole,
        )
        for kind in SOURCE_KINDS
        if counted[kind]
    )


def _kind_of(attribution: Attribution, own: str) -> SourceKind:
    speaker = attribution.speaker
    if speaker is None:
        return "not resolved" if attribution.source else "none"
    if speaker.kind == "outlet":
        return "outlet itself" if speaker.name.casefold() in ("", own) else "other media"
    if speaker.kind in ("group", "anonymous", "document"):
        return speaker.kind
    return "named" if speaker.kind else "not resolved"
