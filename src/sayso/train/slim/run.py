"""A run from start to end: texts, what is taken out, what the rest learns, the smaller model's folder."""

from __future__ import annotations

import json
import logging
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import onnx

from ...errors import AbortRun
from ...evaluate.brat import Gold, read_gold
from ...extract.bundle import CARD, DECODER, HASHED, MANIFEST, NETWORK, TOKENIZER, sha256_of
from ...extract.extractor import Extractor
from ..card import CONFIDENCE, SCORES, confidence_section, scores_section, with_mentions, with_section
from ..files import write_json
from ..mentions.run import measure
from ..tune import SHOWN, best_thresholds, decoded, fit_calibration, run_network, scores_of
from .heal import heal
from .options import SlimOptions
from .prune import Cut, prune
from .texts import read_texts, some_windows, write_again

log = logging.getLogger(__name__)

PRUNED, CUT = "pruned.onnx", "cut.json"


def slim_model(options: SlimOptions) -> dict[str, Any]:
    """Write `options.out/model`: the model with a smaller network, tuned on PolNeAR dev; gives its report.

    A run that was cut off goes on when it is started again with the same options. AbortRun where the sets
    are not there.
    """
    train, dev = (options.data / "polnear" / split for split in ("train", "dev"))
    if not train.is_dir() or not dev.is_dir():
        raise AbortRun(str(options.data), "holds no polnear/train and polnear/dev", "see docs/training.md")
    options.out.mkdir(parents=True, exist_ok=True)
    whole = Extractor(options.model)
    write_again(options.model, train, options.out)
    texts = read_texts(options.data, options.out, whole.tokenizer)
    network = onnx.load(options.model / NETWORK)
    path = options.out / PRUNED
    if not path.exists():
        pruned = onnx.ModelProto()
        pruned.CopyFrom(network)
        windows = some_windows(texts, whole.bundle.window, whole.special_ids, options.windows, options.seed)
        cut = prune(pruned, list(windows), options.save, options.ridge)
        write_json(options.out / CUT, asdict(cut))
        onnx.save(pruned, path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)
    smaller = onnx.load(path)
    heal(smaller, network, texts, whole, options)
    cut = Cut(**json.loads((options.out / CUT).read_text()))
    return write_slim(smaller, cut, list(read_gold(dev)), options)


def write_slim(
    network: onnx.ModelProto, cut: Cut, golds: Sequence[Gold], options: SlimOptions
) -> dict[str, Any]:
    """Write the model folder with this network, tuned on these articles; gives its report."""
    folder = options.out / "model"
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(network, folder / NETWORK)
    shutil.copyfile(options.model / TOKENIZER, folder / TOKENIZER)
    manifest = json.loads((options.model / MANIFEST).read_text(encoding="utf-8"))
    decoder = json.loads((options.model / DECODER).read_text(encoding="utf-8"))
    card = (options.model / CARD).read_text(encoding="utf-8")
    manifest["version"] = options.version

    def write() -> None:
        write_json(folder / DECODER, decoder)
        (folder / CARD).write_text(card, encoding="utf-8")
        manifest["sha256"] = {name: sha256_of(folder / name) for name in HASHED}
        write_json(folder / MANIFEST, manifest)

    write()
    tuned, figures = tune(Extractor(folder), golds)
    decoder |= tuned
    write()
    slimmed = {"save": options.save, "epochs": options.epochs, "seed": options.seed, **asdict(cut)}
    mentions = measure(Extractor(folder), options.data)
    manifest["report"] |= {**figures, "mentions": mentions, "slimmed": slimmed}
    card = smaller_card(card, manifest["name"], manifest["report"], cut, options)
    write()
    return dict(manifest["report"])


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


def smaller_card(card: str, name: str, report: Mapping[str, Any], cut: Cut, options: SlimOptions) -> str:
    """The card of the smaller model, made of that of the whole one."""
    card = re.sub(r"\A# .*", f"# {name} {options.version}", card, count=1)
    taken = (
        f"then reduced to 8 bits, and made smaller by `python -m sayso.train.slim`: {sum(cut.heads)} of\n"
        f"its 72 attention heads and {sum(cut.units):,} of its 9,216 inner units stay, and learned without\n"
        "labels to give what the whole network gave for the texts that it had learned from."
    )
    card = re.sub(r"then reduced to 8 bits\.", taken, card, count=1)
    card = with_section(card, SCORES, scores_section(report, "dev"))
    card = with_section(card, CONFIDENCE, confidence_section(report))
    return with_mentions(card, report["mentions"])


__all__ = ["slim_model", "smaller_card", "tune", "write_slim"]
