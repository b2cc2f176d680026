"""The model folder with mention heads: graph, decoder weights, manifest and card."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from torch import Tensor

from ...extract.antecedents import ReferWeights
from ...extract.bundle import CARD, DECODER, HASHED, MANIFEST, NETWORK, TOKENIZER, mention_labels, sha256_of
from ...extract.mentions import MentionWeights
from ..card import with_mentions
from ..files import write_json
from .graph import add_mention_heads
from .heads import MentionHeads
from .options import MentionOptions


def weights_of(heads: MentionHeads) -> MentionWeights:
    """What the decoder of mentions needs of the heads."""

    def array(value: Tensor) -> Any:
        return value.detach().numpy().astype(np.float32)

    refers = ReferWeights(**{name: array(value) for name, value in heads.refer_weights.items()})
    return MentionWeights(array(heads.name_steps), array(heads.description_steps), refers)


def write_mentions(heads: MentionHeads, options: MentionOptions, report: dict[str, Any] | None) -> Path:
    """Write `options.out/model`: the model folder `options.model` with these heads; gives the folder.

    Without a report, what the model folder says of its figures stays as it is.
    """
    folder = options.out / "model"
    folder.mkdir(parents=True, exist_ok=True)
    for name in (TOKENIZER, CARD):
        shutil.copyfile(options.model / name, folder / name)
    network = onnx.load(options.model / NETWORK)
    onnx.save(add_mention_heads(network, heads, options.layers), folder / NETWORK)
    weights = weights_of(heads)
    decoder = json.loads((options.model / DECODER).read_text(encoding="utf-8"))
    decoder["mentions"] = {
        "name_steps": _rounded(weights.name_steps),
        "description_steps": _rounded(weights.description_steps),
        "refers": {name: _rounded(getattr(weights.refers, name)) for name in ReferWeights.__slots__},
    }
    write_json(folder / DECODER, decoder)
    manifest = json.loads((options.model / MANIFEST).read_text(encoding="utf-8"))
    manifest["mention_labels"] = mention_labels()
    if report is not None:
        manifest["report"]["mentions"] = report
        card = (folder / CARD).read_text(encoding="utf-8")
        (folder / CARD).write_text(with_mentions(card, report), encoding="utf-8")
    manifest["sha256"] = {name: sha256_of(folder / name) for name in HASHED}
    write_json(folder / MANIFEST, manifest)
    return folder


def _rounded(values: Any) -> Any:
    return np.round(values.astype(np.float64), 4).tolist()
