"""What a watcher tells whoever looks on: one value for each thing that happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ToldKind = Literal[
    "polled", "unchanged", "failed", "moved", "stopped",
    "added", "known", "skipped", "postponed", "broken",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something that happened to a feed or an article: its address, and in words what.

    `number` is how many entries of a feed are new, or how many attributions an article has.
    """

    kind: ToldKind
    subject: str
    words: str = ""
    number: int = 0
