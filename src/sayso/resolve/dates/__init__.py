"""When something was said: date expressions, what they stand for, and which of them dates a statement."""

from __future__ import annotations

from .statements import date_statements

__all__ = ["date_statements"]
