"""From a trained network to the model folder that ships."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ..evaluate.brat import Gold
from ..extract.bundle import CARD, DECODER, FORMAT, HASHED, MANIFEST, NETWORK, TOKENIZER, labels, sha256_of
from ..extract.calibrate import N_SIGNALS
from ..extract.decode import DecodeOptions
from ..extract.encode import batch_of, encode, windows_of
from ..extract.extractor import Extractor
from ..extract.network import graph_inputs
from .card import to_card
from .export import build_graph, largest_difference, write_int8
from .files import write_json
from .network import Learner
from .options import TrainOptions
from .tune import SHOWN, best_thresholds, decoded, fit_calibration, run_network, scores_of

OVERLAP = 40  # pieces; 40 to 64 give the same dev scores within 0.2 and chance, 32 0.2 less


def write_bundle(
    learner: Learner, tokenizer: Path, golds: Sequence[Gold], options: TrainOptions
) -> dict[str, Any]:
    """Write the model folder `options.out/model`, tuned on the development articles; gives its report."""
    folder = options.out / "model"
    folder.mkdir(parents=True, exist_ok=True)
    learner.eval()
    graph = build_graph(learner.reader)
    write_int8(graph, folder / NETWORK)
    shutil.copyfile(tokenizer, folder / TOKENIZER)
    blank = {"weights": [0.0] * N_SIGNALS, "bias": [0.0]}
    _write_decoder(folder, learner, DecodeOptions(), blank)
    _write_manifest(folder, options, {})

    extractor = Extractor(folder, threads=options.threads or 1)
    scored = run_network(extractor, golds)
    thresholds, tried = best_thresholds(scored, extractor)
    found = decoded(scored, extractor, thresholds)
    calibration, reliability = fit_calibration(scored, found)
    scores = scores_of(scored, found, resamples=1000).to_json()["metrics"]
    report = {
        "dev": {name: scores[name] for name in SHOWN},
        "dev_articles": len(golds),
        "note": "thresholds and calibration are set on the same dev articles; reliability is of five folds",
        "reliability": reliability,
        "thresholds_tried": tried,
        "int8_largest_difference": _exactness(learner, extractor, golds[0].text, folder),
        "options": {key: _shown(value) for key, value in asdict(options).items()},
        "torch": torch.__version__,
        "python": platform.python_version(),
    }
    _write_decoder(folder, learner, thresholds, {"weights": calibration.weights, "bias": calibration.bias})
    (folder / CARD).write_text(to_card(report, options), encoding="utf-8")
    _write_manifest(folder, options, report)
    return report


def _write_decoder(
    folder: Path, learner: Learner, thresholds: DecodeOptions, calibration: dict[str, Any]
) -> None:
    names = ("transitions", "starts", "ends", "distance", "nothing", "nothing_bias")
    weights = {name: np.round(getattr(learner, name).detach().numpy(), 5).tolist() for name in names}
    write_json(folder / DECODER, weights | {"decoding": asdict(thresholds), "calibration": calibration})


def _write_manifest(folder: Path, options: TrainOptions, report: dict[str, Any]) -> None:
    manifest = {
        "format": FORMAT,
        "name": options.name,
        "version": options.version,
        "labels": labels(),
        "window": options.window,
        "overlap": OVERLAP,
        "sha256": {name: sha256_of(folder / name) for name in HASHED},
        "card": CARD,
        "report": report,
    }
    write_json(folder / MANIFEST, manifest)


def _exactness(learner: Learner, extractor: Extractor, text: str, folder: Path) -> float:
    """The largest difference of a tag score between torch and the int8 graph in one window."""
    encoded = encode(text, extractor.tokenizer)
    windows = windows_of(encoded, extractor.bundle.window, extractor.bundle.overlap)
    batch = batch_of([(encoded, windows[0])], extractor.special_ids)
    return round(largest_difference(learner.reader, folder / NETWORK, graph_inputs(batch)), 4)


def _shown(value: object) -> object:
    if isinstance(value, Path):
        return value.name
    return [path.name for path in value] if isinstance(value, tuple) else value
