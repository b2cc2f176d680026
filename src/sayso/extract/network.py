"""The forward pass: windows of pieces in, tag scores and link vectors of words out.

The only importer of the inference engine (onnxruntime), and that late.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .encode import Batch, EncodedText, Window, batch_of, windows_of
from .labels import N_TAGS

LINK_WIDTH = 64  # numbers in a link vector
DISTANCES = 22  # buckets of signed distance in words between the two ends of a link
WINDOWS_AT_ONCE = 8  # about 3,000 pieces; more is no faster and takes more memory

Floats = NDArray[np.float32]


def distance_bucket(distance: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which of the 22 buckets a signed distance in words falls in: 0, 1, 2, 3-4, 5-8, … 257 and more.

    Negative distances (the target stands before) have buckets 11 to 21, the others 0 to 10.
    """
    size = np.abs(distance)
    bucket = np.where(size < 2, size, np.ceil(np.log2(np.maximum(size, 2))).astype(np.int64) + 1)
    return np.minimum(bucket, 10) + np.where(distance < 0, 11, 0)


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

        Windows of one text only ever share a batch with each other: the 8-bit graph scales its
        activations by batch, so the scores of a text must not depend on what else is being read.
        """
        tags = np.zeros((len(encoded.words), N_TAGS), dtype=np.float32)
        links = np.zeros((len(encoded.words), 4 * LINK_WIDTH), dtype=np.float32)
        windows = windows_of(encoded, window, overlap)
        for start in range(0, len(windows), WINDOWS_AT_ONCE):
            together = windows[start : start + WINDOWS_AT_ONCE]
            batch = batch_of([(encoded, one) for one in together], self._special_ids)
            piece_tags, piece_links = self.run(batch)
            for row, one in enumerate(together):
                own = slice(one.own_start, one.own_end)
                places = first_pieces(encoded, one)
                tags[own] = piece_tags[row, places]
                links[own] = piece_links[row, places]
        return tags, links

    def run(self, batch: Batch) -> tuple[Floats, Floats]:
        """The graph's outputs for every piece, special and padded ones included."""
        names = ("quote", "shape", "line")
        inputs = {name: values.astype(np.int32) for name, values in zip(names, batch.features, strict=True)}
        inputs["pieces"] = batch.pieces.astype(np.int32)
        inputs["lengths"] = batch.lengths.astype(np.int32)
        tags, links = self._session.run(["tags", "links"], inputs)
        return tags, links


def first_pieces(encoded: EncodedText, window: Window) -> NDArray[np.int64]:
    """Where in a window's row the first piece of each of its own words stands ([CLS] is at 0)."""
    first = encoded.first_piece
    places: NDArray[np.int64] = first[window.own_start : window.own_end] - first[window.start] + 1
    return places
