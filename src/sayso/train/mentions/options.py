"""What a training run of the mention heads may be told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionOptions:
    """Options of one run; the defaults are those of the shipped heads (docs/training.md).

    `data` is the folder of all sets, `model` the model folder whose network stays as it is, `out` where
    states, checkpoints, the report and the finished model folder go.
    """

    data: Path
    model: Path
    out: Path
    layers: tuple[int, ...] = (1, 2, 4, 6)
    width: int = 256
    first_epochs: int = 4  # of heads for names and chains alone, which then find the names in GAP
    epochs: int = 5  # of all heads, from there
    word_epochs: int = 3  # of these, how many have a loss of single words; the others of whole lines
    batch_rows: int = 3000  # pieces
    rate: float = 2e-3
    warmup: float = 0.05  # share of all steps
    weight_decay: float = 0.01
    dropout: float = 0.2
    average: float = 0.99  # decay of the moving average of the weights, per step
    describing: float = 0.5  # weight of the loss of descriptions
    referring: float = 0.3  # weight of the loss of antecedents
    seed: int = 1
    threads: int = 1
