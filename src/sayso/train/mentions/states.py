"""The frozen network's hidden states of all training texts, computed once and kept on disk."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

from ...extract.encode import EncodedText, batch_of, encode, windows_of
from ...extract.extractor import Extractor
from ...extract.network import first_pieces, graph_inputs
from ..files import write_json

log = logging.getLogger(__name__)

WIDTH = 384
INDEX, ROWS_OF_WORDS = "index.json", "words.npy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text to compute states of; `shape`: as if all its letters were capitals (2) or small (0)."""

    name: str
    text: str
    shape: int | None = None


def layer_name(layer: int) -> str:
    """The name in the graph of what layer `layer` (1 is the first) gives on."""
    return f"layer{layer - 1}.norm2"


def graph_with_layers(path: Path, layers: Sequence[int]) -> bytes:
    """The graph in the file with the states after these layers as further outputs."""
    model = onnx.load(path)
    for layer in layers:
        model.graph.output.append(
            helper.make_tensor_value_info(layer_name(layer), TensorProto.FLOAT, ["windows", "length", WIDTH])
        )
    return bytes(model.SerializeToString())


def encoded_as_read(text: Text, tokenizer: Any) -> EncodedText:
    """The text encoded, with its letters' case changed where the text says so."""
    encoded = encode(text.text, tokenizer)
    if text.shape is not None:
        shapes = encoded.features[:, 1]
        encoded.features[:, 1] = np.where(shapes < 4, text.shape, shapes)
    return encoded


def write_states(texts: Iterable[Text], extractor: Extractor, folder: Path, layers: Sequence[int]) -> None:
    """Write the states of the texts' pieces, window after window, with special pieces.

    `layerN.f16` holds the rows of layer N; `index.json` the first row and word and the numbers of them of
    every text; `words.npy` the row of every word's first piece, in the window that the word is taken from.
    A folder that is finished is left as it is.
    """
    import onnxruntime

    if (folder / INDEX).exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        graph_with_layers(extractor.bundle.folder / "network.onnx", layers), options
    )
    names = [layer_name(layer) for layer in layers]
    index: list[dict[str, Any]] = []
    word_rows: list[NDArray[np.int64]] = []
    n_rows = n_words = 0
    files = [(folder / f"layer{layer}.f16").open("wb") for layer in layers]
    for number, text in enumerate(texts):
        encoded = encoded_as_read(text, extractor.tokenizer)
        began = n_rows
        for window in windows_of(encoded, extractor.bundle.window, extractor.bundle.overlap):
            batch = batch_of([(encoded, window)], extractor.special_ids)
            states = session.run(names, graph_inputs(batch))
            for file, state in zip(files, states, strict=True):
                file.write(np.ascontiguousarray(state[0].astype(np.float16)).tobytes())
            word_rows.append(first_pieces(encoded, window) + n_rows - began)
            n_rows += batch.pieces.shape[1]
        index.append(
            {
                "name": text.name,
                "row": began,
                "rows": n_rows - began,
                "word": n_words,
                "words": len(encoded.words),
            }
        )
        n_words += len(encoded.words)
        if number % 50 == 49:
            log.info("states folder=%s texts=%d rows=%d", folder.name, number + 1, n_rows)
    for file in files:
        file.close()
    np.save(folder / ROWS_OF_WORDS, np.concatenate([np.zeros(0, np.int64), *word_rows]).astype(np.int32))
    write_json(folder / INDEX, index)


@dataclass(frozen=True, slots=True)
class States:
    """The states of one text: `layers` (rows, 384) each, `words`: the row of each word's first piece."""

    layers: tuple[NDArray[np.float16], ...]
    words: NDArray[np.int64]


class StateFolder:
    """A folder that `write_states` wrote, open for reading (memory-mapped)."""

    def __init__(self, folder: Path, layers: Sequence[int]) -> None:
        self._index = {one["name"]: one for one in json.loads((folder / INDEX).read_text())}
        self._words = np.load(folder / ROWS_OF_WORDS)
        self._layers = [
            np.memmap(folder / f"layer{layer}.f16", np.float16, "r").reshape(-1, WIDTH) for layer in layers
        ]

    def __contains__(self, name: object) -> bool:
        return name in self._index

    def __getitem__(self, name: str) -> States:
        one = self._index[name]
        rows = slice(one["row"], one["row"] + one["rows"])
        words = self._words[one["word"] : one["word"] + one["words"]].astype(np.int64)
        return States(tuple(layer[rows] for layer in self._layers), words)
