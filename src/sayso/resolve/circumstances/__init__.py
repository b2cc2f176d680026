"""To whom, on what occasion, why unnamed, and in answer to whom."""

from __future__ import annotations

from .clauses import find_circumstances
from .responses import link_responses

__all__ = ["find_circumstances", "link_responses"]
