"""What is wrong with an installation, a ledger or a batch folder, and what to do about it.

Nothing is changed by looking, and no check raises: one that fails is itself a finding.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from .batch import look_at_batch
from .finding import STATES, Finding, State
from .installation import look_at_installation
from .ledger import look_at_ledger

__all__ = [
    "STATES",
    "Finding",
    "State",
    "look_at",
    "look_at_batch",
    "look_at_installation",
    "look_at_ledger",
]


def look_at(where: str, model: Path | None = None) -> Iterator[Finding]:
    """How the ledger (a file, an address) or the batch folder of this name is."""
    if "://" in where or not os.path.isdir(where):  # which, unlike that of a Path, never raises
        yield from look_at_ledger(where, model)
        return
    from sayso.batch import BatchOptions

    yield from look_at_batch(Path(where), BatchOptions(model=model))
