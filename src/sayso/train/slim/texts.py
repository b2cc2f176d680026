"""What a smaller network learns from: the texts that the whole one learned from, and contents read again."""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from ...evaluate.brat import read_gold
from ...extract.encode import EncodedText, Window, batch_of
from ...extract.extractor import Extractor
from ...extract.mentions import Spots
from ...extract.nested import ReadAgain
from ...extract.network import graph_inputs
from ...records import Document
from ..corpus import batches_of, pieces_in, training_windows
from ..mentions.sources import read_training
from ..mentions.states import Text, encoded_as_read
from .graph import Inputs

log = logging.getLogger(__name__)

AGAIN = "again.jsonl"  # the contents that the model reads again, in `out`

Part = tuple[EncodedText, Window]


class _Listener(Extractor):
    """An extractor that keeps what it reads again: contents as texts of their own."""

    def _read(self, text: str, spots: list[Spots] | None = None) -> ReadAgain:
        if spots is None:
            self.again.append(text)
        return super()._read(text, spots)

    again: list[str]


def write_again(model: Path, train: Path, out: Path) -> None:
    """Write the contents that the model reads again in these articles, a line of JSON for each article."""
    path = out / AGAIN
    if path.exists():
        return
    listener = _Listener(model)
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        for number, gold in enumerate(read_gold(train)):
            listener.again = []
            raw = gold.text.encode()
            document = Document(
                name=gold.name, text=gold.text, raw=raw, media_type="text/plain", encoding="utf-8"
            )
            listener.extract(document)
            file.write(json.dumps(listener.again) + "\n")
            if number % 100 == 99:
                log.info("contents read again articles=%d", number + 1)
    part.replace(path)


def read_texts(data: Path, out: Path, tokenizer: object) -> list[EncodedText]:
    """All texts to learn from, encoded: those of the mention heads, and the contents read again."""
    texts = [
        Text(name=one.name, text=one.text, shape=one.shape)
        for of_set in read_training(data).values()
        for one in of_set
    ]
    with (out / AGAIN).open(encoding="utf-8") as file:
        again = [Text(name=AGAIN, text=text) for line in file for text in json.loads(line)]
    encoded = [encoded_as_read(text, tokenizer) for text in [*texts, *again] if text.text.strip()]
    kept = [one for one in encoded if len(one.words)]
    n_pieces = sum(len(one.pieces) for one in kept)
    log.info("texts=%d contents=%d pieces=%d", len(texts), len(again), n_pieces)
    return kept


def batches(texts: Sequence[EncodedText], window: int, n_pieces: int, seed: str) -> list[list[Part]]:
    """Every text once, in windows cut as the seed says; batches of windows of like length, shuffled."""
    generator = random.Random(seed)
    parts = [(text, one) for text in texts for one in training_windows(text, window, generator)]
    return batches_of(parts, _size, n_pieces, generator, noise=0.1)


def _size(part: Part) -> int:
    return pieces_in(*part)


def inputs_of(part: Part, special_ids: tuple[int, int, int]) -> Inputs:
    """A window as the graph is given it."""
    return graph_inputs(batch_of([part], special_ids))


def some_windows(
    texts: Sequence[EncodedText], window: int, special_ids: tuple[int, int, int], count: int, seed: int
) -> Iterator[Inputs]:
    """Inputs from windows drawn from all texts, of at least 100 pieces."""
    generator = random.Random(seed)
    parts = [(text, one) for text in texts for one in training_windows(text, window, generator)]
    long = [part for part in parts if _size(part) >= 100]
    for part in generator.sample(long, min(count, len(long))):
        yield inputs_of(part, special_ids)
