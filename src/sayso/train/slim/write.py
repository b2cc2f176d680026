"""The model folder of a smaller model: graph, thresholds and confidence, figures, manifest and card."""

from __future__ import annotations

import json
import logging
import random
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from ...evaluate.brat import Gold, read_gold
from ...extract.bundle import CARD, DECODER, HASHED, MANIFEST, NETWORK, TOKENIZER, sha256_of
from ...extract.encode import batch_of, encode, windows_of
from ...extract.extractor import Extractor
from ..card import CONFIDENCE, SCORES, confidence_section, scores_section, with_mentions, with_section
from ..files import write_json
from ..mentions.figures import measure
from ..tune import SHOWN, best_thresholds, decoded, fit_calibration, run_network, scores_of
from .graph import Inputs, SlimOptions, slim

log = logging.getLogger(__name__)


def slim_model(data: Path, model: Path, out: Path, version: str, options: SlimOptions) -> dict[str, Any]:
    """Write `out`: the model folder `model` with a smaller network, tuned on PolNeAR dev; gives its report.

    `data` holds the sets (docs/training.md): PolNeAR's train split, which what stays is fitted on, its dev
    split, and those that mentions are measured on.
    """
    out.mkdir(parents=True, exist_ok=True)
    train, dev = data / "polnear" / "train", data / "polnear" / "dev"
    network = onnx.load(model / NETWORK)
    slim(network, windows_from(Extractor(model), list(read_gold(train)), options), options)
    onnx.save(network, out / NETWORK)
    shutil.copyfile(model / TOKENIZER, out / TOKENIZER)

    manifest = json.loads((model / MANIFEST).read_text(encoding="utf-8"))
    decoder = json.loads((model / DECODER).read_text(encoding="utf-8"))
    card = (model / CARD).read_text(encoding="utf-8")
    manifest["version"] = version

    def write() -> None:
        write_json(out / DECODER, decoder)
        (out / CARD).write_text(card, encoding="utf-8")
        manifest["sha256"] = {name: sha256_of(out / name) for name in HASHED}
        write_json(out / MANIFEST, manifest)

    write()
    extractor = Extractor(out)
    golds = list(read_gold(dev))
    tuned, figures = tune(extractor, golds)
    decoder |= tuned
    slimmed = {"heads, of 12": options.heads, "units, of 1,536": options.units, "windows": options.windows}
    mentions = measure(extractor, data)
    manifest["report"] |= {**figures, "mentions": mentions, "slimmed": slimmed}
    card = smaller_card(card, manifest["name"], version, manifest["report"], dev.name, options)
    write()
    return dict(manifest["report"])


def windows_from(extractor: Extractor, golds: Sequence[Gold], options: SlimOptions) -> list[Inputs]:
    """A window of so many of these articles, as the network is given it."""
    chosen = random.Random(options.seed).sample(golds, min(options.windows, len(golds)))
    found: list[Inputs] = []
    for number, gold in enumerate(chosen):
        encoded = encode(gold.text, extractor.tokenizer)
        windows = windows_of(encoded, extractor.bundle.window, extractor.bundle.overlap)
        batch = batch_of([(encoded, windows[number % len(windows)])], extractor.special_ids)
        features = zip(("quote", "shape", "line"), batch.features, strict=True)
        named = {name: values.astype(np.int32) for name, values in features}
        found.append({"pieces": batch.pieces.astype(np.int32), **named})
    return found


def tune(extractor: Extractor, golds: Sequence[Gold]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the decoder's file is to say of thresholds and confidence, and the figures that come of it."""
    scored = run_network(extractor, golds)
    thresholds, tried = best_thresholds(scored, extractor)
    found = decoded(scored, extractor, thresholds)
    calibration, reliability = fit_calibration(scored, found)
    scores = scores_of(scored, found, resamples=1000).to_json()["metrics"]
    decoder = {
        "decoding": asdict(thresholds),
        "calibration": {"weights": calibration.weights, "bias": calibration.bias},
    }
    figures = {
        "dev": {name: scores[name] for name in SHOWN},
        "dev_articles": len(golds),
        "reliability": reliability,
        "thresholds_tried": tried,
    }
    return decoder, figures


def smaller_card(
    card: str, name: str, version: str, report: Mapping[str, Any], dev: str, options: SlimOptions
) -> str:
    """The card of the smaller model, made of that of the whole one."""
    card = re.sub(r"\A# .*", f"# {name} {version}", card, count=1)
    taken = (
        f"then reduced to 8 bits, and made smaller by `python -m sayso.train.slim`: {options.heads} of 12\n"
        f"heads and {options.units:,} of 1,536 inner units of each layer were taken out, and what stays was\n"
        "fitted anew."
    )
    card = re.sub(
        r"then reduced to 8 bits(, and made smaller.*?fitted anew)?\.", taken, card, count=1, flags=re.S
    )
    card = with_section(card, SCORES, scores_section(report, dev))
    card = with_section(card, CONFIDENCE, confidence_section(report))
    return with_mentions(card, report["mentions"])
