"""The labels of the role tags, and which may follow which."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ROLES = ("source", "cue", "content")
TAGS = ("O", *(f"{prefix}-{role}" for role in ROLES for prefix in ("B", "I")))
N_TAGS = len(TAGS)
OUTSIDE = 0
ILLEGAL = -1e4  # log weight of a step that may never be taken


def begin(role: str) -> int:
    """The number of the tag that begins a span of the role."""
    return TAGS.index(f"B-{role}")


def inside(role: str) -> int:
    """The number of the tag that continues a span of the role."""
    return TAGS.index(f"I-{role}")


def legal_steps() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which tags may start a sequence, shape (tags,), and follow a tag, shape (from, to)."""
    start = np.array([not tag.startswith("I-") for tag in TAGS])
    follow = np.array([[not to.startswith("I-") or to[2:] == tag[2:] for to in TAGS] for tag in TAGS])
    return start, follow
