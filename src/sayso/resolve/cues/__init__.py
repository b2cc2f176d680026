"""What a cue says about the saying: its class, polarity, modality and the outlet's stance."""

from __future__ import annotations

from .reading import read_cues

__all__ = ["read_cues"]
