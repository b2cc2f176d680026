"""All sets that the mention heads learn from and are measured on, by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zlib import crc32

from .gap import read_gap
from .gum import read_gum
from .held_out import read_meantime, read_re3d
from .labelled import Labelled
from .silver import read_silver
from .tagged import read_crossner, read_universal_ner, read_wikigold

CAPITALS, SMALL = 2, 0  # shapes of words, as the encoder has them
# How much a word of each set counts: people marked the names of the small sets, a program those of PolNeAR.
# GAP has one pronoun a text against hundreds of mentions a text in the others.
WEIGHTS = {"crossner": 3.0, "wikigold": 2.0, "uner": 2.0, "gum": 1.5, "polnear": 0.5, "gap": 6.0}


def read_training(data: Path) -> dict[str, list[Labelled]]:
    """The texts that the heads learn from, by set."""
    ner = data / "ner"
    sets = {
        "crossner": list(read_crossner(ner / "crossner_politics" / "train.txt")),
        "wikigold": list(read_wikigold(ner / "wikigold" / "wikigold.conll.txt", held_out=False)),
        "uner": list(read_universal_ner(ner / "uner_ewt" / "en_ewt-ud-dev.iob2")),
        "gum": list(read_gum(data / "gum" / "open")),
        "polnear": list(read_silver(data / "polnear" / "train")),
        "gap": list(read_gap(data / "coref" / "gap" / "train")),
    }
    weighted = {name: [replace(one, weight=WEIGHTS[name]) for one in texts] for name, texts in sets.items()}
    weighted["shouted"] = [
        one for name in ("crossner", "wikigold", "uner", "polnear") for one in _recased(weighted[name])
    ]
    return weighted


def _recased(texts: list[Labelled]) -> Iterator[Labelled]:
    """A sixth of the short texts in capitals, a sixth in small letters: headlines and posts are so."""
    for text in texts:
        draw = crc32(text.name.encode()) % 6
        if draw < 2 and len(text.text) < 3000:
            shape = (CAPITALS, SMALL)[draw]
            name = f"{text.name} {draw}"
            yield replace(text, name=name, shape=shape, weight=text.weight / 2, clusters=None)


def read_measured(data: Path) -> dict[str, list[Labelled]]:
    """The texts that are only measured on, by set; `crossner dev` and `polnear dev` serve tuning."""
    ner = data / "ner"
    return {
        "crossner dev": list(read_crossner(ner / "crossner_politics" / "dev.txt")),
        "crossner test": list(read_crossner(ner / "crossner_politics" / "test.txt")),
        "wikigold held out": list(read_wikigold(ner / "wikigold" / "wikigold.conll.txt", held_out=True)),
        "uner test": list(read_universal_ner(ner / "uner_ewt" / "en_ewt-ud-test.iob2")),
        "meantime": list(read_meantime(ner / "meantime")),
        "re3d": list(read_re3d(ner / "re3d")),
        "polnear dev": list(read_silver(data / "polnear" / "dev")),
        "gap dev": list(read_gap(data / "coref" / "gap" / "dev")),
    }
