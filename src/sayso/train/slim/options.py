"""What a run that makes a model smaller may be told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class SlimOptions:
    """Options of one run; the defaults are those of the shipped model (docs/training.md).

    `data` is the folder of all sets, `model` the finished model folder, `out` where checkpoints and the
    smaller model folder go, `version` the smaller model's.
    """

    data: Path
    model: Path
    out: Path
    version: str = "5"
    save: float = 0.26  # share of the network's time
    ridge: float = 0.01  # how firmly what stays keeps its old weights, in parts of the mean variance
    windows: int = 160  # that what stays is fitted on before it learns
    epochs: int = 4
    batch_pieces: int = 2800
    rate: float = 1.5e-4  # falls to 0 at the end; at 4e-4 what was fitted is lost at first
    warmup: float = 0.04  # share of all steps
    weight_decay: float = 0.01
    average: float = 0.99  # decay of the moving average of the weights, per step
    seed: int = 1
