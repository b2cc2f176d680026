"""What a training run may be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

NOT_STATED = "Not stated: `sayso train --data` says what the articles are and under which licences."


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainOptions:
    """Options of one training run; the defaults are those of the shipped model (docs/training.md).

    `train` and `dev` are annotated articles: folders in brat format (`text/`, `attributions/`), or JSON
    Lines; a `corenlp.jsonl.gz` in a train folder adds the helper tasks.
    """

    train: tuple[Path, ...]
    dev: Path
    out: Path
    encoder: Path | None = None  # folder with model.safetensors and tokenizer.json; None: the pinned package
    epochs: int = 7
    window: int = 382  # pieces, without the two special ones
    batch_pieces: int = 2800
    encoder_rate: float = 2e-4
    head_rate: float = 1e-3
    warmup: float = 0.06  # share of all steps
    weight_decay: float = 0.01
    dropout: float = 0.1
    masked: float = 0.06  # share of words hidden from the network
    average: float = 0.998  # decay of the moving average of the weights
    seed: int = 1
    threads: int | None = None
    name: str = "sayso-en"
    version: str = "3"
    data: str = NOT_STATED
    helper_weights: dict[str, float] = field(
        default_factory=lambda: {"pos": 0.05, "relation": 0.1, "head": 0.1, "name": 0.05}
    )
