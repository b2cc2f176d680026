"""The forward pass: windows of pieces in, tag scores and link vectors of words out.

The only importer of the inference engine (onnxruntime), and that late.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .encode import Batch, EncodedText, Window, batch_of, windows_of
from .labels import N_TAGS

LINK_WIDTH = 64  # numbers in a link vector
DISTANCES = 22  # buckets of signed distance in words between the two ends of a link

Floats = NDArray[np.float32]


def distance_bucket(distance: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which of the 22 buckets a signed distance in words falls in: 0, 1, 2, 3-4, 5-8, … 257 and more.

    Negative distances (the target stands before) have buckets 11 to 21, the others 0 to 10.
    """
    size = np.abs(distance)
    bucket = np.where(size < 2, size, np.ceil(np.log2(np.maximum(size, 2))).astype(np.int64) + 1)
    return np.minimum(bucket, 10) + np.where(distance < 0, 11, 0)


@dataclass(frozen=True, slots=True)
class _Block:
    """The network's output for words `[start, end)`."""

    start: int
    end: int
    tags: Floats
    links: Floats


class Network:
    """The trained graph, ready to run. Safe to share between threads."""

    def __init__(self, graph: Path | bytes, special_ids: tuple[int, int, int], threads: int = 1) -> None:
        """Load the graph; `special_ids` are those of [CLS], [SEP], [PAD]; `threads` work on one call."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Memory for the largest batch seen would be kept for good.
        options.enable_cpu_mem_arena = False
        source = str(graph) if isinstance(graph, Path) else graph
        self._session: Any = onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
        self._special_ids = special_ids

    def read(self, encoded: EncodedText, window: int, overlap: int) -> tuple[Floats, Floats]:
        """Tag scores (words, tags) and link vectors (words, 4 * LINK_WIDTH) of a text's words.

        Every window is run alone: the 8-bit graph scales its activations by what it is given, so the
        scores of a text must not depend on what else is being read; and nothing is padded, so that the
        engine takes its fast attention. Windows together would be no faster.
        """
        n_words = len(encoded.words)
        if not n_words:
            return np.zeros((0, N_TAGS), np.float32), np.zeros((0, 4 * LINK_WIDTH), np.float32)
        return next(self.read_sections(encoded, [Window(0, n_words, 0, n_words)], window, overlap))

    def read_sections(
        self, encoded: EncodedText, sections: Iterable[Window], window: int, overlap: int
    ) -> Iterator[tuple[Floats, Floats]]:
        """What `read` gives, for the words `[start, end)` of one section after another.

        Sections may overlap, but none begins or ends before the one before it. No more is held than a
        section and a batch.
        """
        blocks = self._blocks(encoded, window, overlap)
        held: list[_Block] = []
        for section in sections:
            held = [block for block in held if block.end > section.start]
            while not held or held[-1].end < section.end:
                block = next(blocks)
                if block.end > section.start:
                    held.append(block)
            own = slice(section.start - held[0].start, section.end - held[0].start)
            tags = np.concatenate([block.tags for block in held])[own]
            yield tags, np.concatenate([block.links for block in held])[own]

    def _blocks(self, encoded: EncodedText, window: int, overlap: int) -> Iterator[_Block]:
        for one in windows_of(encoded, window, overlap):
            tags, links = self.run(batch_of([(encoded, one)], self._special_ids))
            places = first_pieces(encoded, one)
            yield _Block(one.own_start, one.own_end, tags[0, places], links[0, places])

    def run(self, batch: Batch) -> tuple[Floats, Floats]:
        """The graph's outputs for every piece, special ones included, of windows of one length."""
        names = ("quote", "shape", "line")
        inputs = {name: values.astype(np.int32) for name, values in zip(names, batch.features, strict=True)}
        inputs["pieces"] = batch.pieces.astype(np.int32)
        tags, links = self._session.run(["tags", "links"], inputs)
        return tags, links


def first_pieces(encoded: EncodedText, window: Window) -> NDArray[np.int64]:
    """Where in a window's row the first piece of each of its own words stands ([CLS] is at 0)."""
    first = encoded.first_piece
    places: NDArray[np.int64] = first[window.own_start : window.own_end] - first[window.start] + 1
    return places
