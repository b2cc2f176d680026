"""Who a source is."""

from .speakers import resolve_speakers

__all__ = ["resolve_speakers"]
