"""Cycles: how often Python looks for records that hold each other, of which there are none among ours."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Allocations before the youngest are looked through, and rounds before the older ones are. At Python's own
# 700, looking takes a twelfth of an import's time.
SELDOM = (20_000, 10, 10)


@contextmanager
def seldom_sought() -> Iterator[None]:
    """Look for cycles seldom meanwhile, and not at all in what is there already; for work on many records."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
