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
from ...evaluate.reliability import bin_judged, judge
from ...extract.bundle import CARD, DECODER, HASHED, MANIFEST, NETWORK, TOKENIZER, sha256_of
from ...extract.extractor import Extractor
from ..card import CONFIDENCE, SCORES, confidence_section, scores_section, with_mentions, with_section
from ..files import write_json
from ..mentions.run import measure
from ..tune import SHOWN, decoded, run_network, scores_of
from .heal import heal
from .options import SlimOptions
from .prune import Cut, prune
from .texts import read_texts, some_windows, write_again

log = logging.getLogger(__name__)

PRUNED, CUT = "pruned.onnx", "cut.json"
AS_IT_WAS = """\
Thresholds and confidence are those of the larger model, which were set on
the same articles; that flatters the scores."""


def slim_model(options: SlimOptions) -> dict[str, Any]:
    """Write `options.out/model`: the model with a smaller network, measured on PolNeAR dev; gives its report.

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
    """Write the model folder with this network, measured on these articles; gives its report.

    Thresholds and confidence stay: the network gives what the whole one gave, and what is found inside
    contents, which the articles say nothing of, hangs on them.
    """
    folder = options.out / "model"
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(network, folder / NETWORK)
    for name in (TOKENIZER, DECODER, CARD):
        shutil.copyfile(options.model / name, folder / name)
    manifest = json.loads((options.model / MANIFEST).read_text(encoding="utf-8"))
    manifest |= {"version": options.version, "sha256": {name: sha256_of(folder / name) for name in HASHED}}
    write_json(folder / MANIFEST, manifest)
    extractor = Extractor(folder)
    slimmed = {"save": options.save, "epochs": options.epochs, "seed": options.seed, **asdict(cut)}
    figures = {**measure_attributions(extractor, golds), "mentions": measure(extractor, options.data)}
    manifest["report"] |= {**figures, "slimmed": slimmed}
    card = (folder / CARD).read_text(encoding="utf-8")
    card = smaller_card(card, manifest["name"], manifest["report"], cut, options)
    (folder / CARD).write_text(card, encoding="utf-8")
    write_json(folder / MANIFEST, manifest)
    return dict(manifest["report"])


def measure_attributions(extractor: Extractor, golds: Sequence[Gold]) -> dict[str, Any]:
    """The figures of attributions in these articles, with the thresholds and the confidence that it has."""
    scored = run_network(extractor, golds)
    found = decoded(scored, extractor, extractor.bundle.decoding)
    scores = scores_of(scored, found, resamples=1000).to_json()["metrics"]
    return {
        "dev": {name: scores[name] for name in SHOWN},
        "dev_articles": len(golds),
        "reliability": bin_judged(judge(found, golds)).to_json(),
    }


def smaller_card(card: str, name: str, report: Mapping[str, Any], cut: Cut, options: SlimOptions) -> str:
    """The card of the smaller model, made of that of the whole one."""
    card = re.sub(r"\A# .*", f"# {name} {options.version}", card, count=1)
    taken = (
        f"then reduced to 8 bits, and made smaller by `python -m sayso.train.slim`: {sum(cut.heads)} of\n"
        f"its 72 attention heads and {sum(cut.units):,} of its 9,216 inner units stay, and learned without\n"
        "labels to give what the whole network gave for the texts that it had learned from."
    )
    card = re.sub(r"then reduced to 8 bits\.", taken, card, count=1)
    card = with_section(card, SCORES, scores_section(report, "dev", AS_IT_WAS))
    card = with_section(card, CONFIDENCE, confidence_section(report, "with the confidence as it was"))
    return with_mentions(card, report["mentions"])


__all__ = ["measure_attributions", "slim_model", "smaller_card", "write_slim"]
