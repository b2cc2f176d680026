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
MENTIONS, REFERS = "mentions", "refers"  # outputs that a graph without mention heads does not have
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
class Scores:
    """The network's output, a row for every word (of `run`: for every piece of every window).

    `tags`: role tags; `links`: 4 * LINK_WIDTH; `mentions`: tags of names, then of descriptions; `refers`: two
    vectors of what may stand for what. The last two are None where the graph has no mention heads.
    """

    tags: Floats
    links: Floats
    mentions: Floats | None = None
    refers: Floats | None = None

    def rows(self, chosen: Any) -> Scores:
        """Only these rows (or windows and rows)."""
        return Scores(*(None if x is None else x[chosen] for x in self._parts()))  # type: ignore[arg-type]

    @staticmethod
    def joined(parts: list[Scores]) -> Scores:
        """The rows of all parts, one after another."""
        columns = zip(*(part._parts() for part in parts), strict=True)
        return Scores(*(None if column[0] is None else np.concatenate(column) for column in columns))  # type: ignore[arg-type]

    def _parts(self) -> tuple[Floats | None, ...]:
        return self.tags, self.links, self.mentions, self.refers


@dataclass(frozen=True, slots=True)
class _Block:
    """The network's output for words `[start, end)`."""

    start: int
    end: int
    scores: Scores


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
        given = {one.name for one in self._session.get_outputs()}
        self._outputs = ["tags", "links", *((MENTIONS, REFERS) if {MENTIONS, REFERS} <= given else ())]

    def read(self, encoded: EncodedText, window: int, overlap: int) -> Scores:
        """The scores of a text's words.

        Every window is run alone: the 8-bit graph scales its activations by what it is given, so the
        scores of a text must not depend on what else is being read; and nothing is padded, so that the
        engine takes its fast attention. Windows together would be no faster.
        """
        n_words = len(encoded.words)
        if not n_words:
            return Scores(np.zeros((0, N_TAGS), np.float32), np.zeros((0, 4 * LINK_WIDTH), np.float32))
        return next(self.read_sections(encoded, [Window(0, n_words, 0, n_words)], window, overlap))

    def read_sections(
        self, encoded: EncodedText, sections: Iterable[Window], window: int, overlap: int
    ) -> Iterator[Scores]:
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
            yield Scores.joined([block.scores for block in held]).rows(own)

    def _blocks(self, encoded: EncodedText, window: int, overlap: int) -> Iterator[_Block]:
        for one in windows_of(encoded, window, overlap):
            scores = self.run(batch_of([(encoded, one)], self._special_ids))
            yield _Block(one.own_start, one.own_end, scores.rows((0, first_pieces(encoded, one))))

    def run(self, batch: Batch) -> Scores:
        """The graph's outputs for every piece, special ones included, of windows of one length."""
        return Scores(*self._session.run(self._outputs, graph_inputs(batch)))


def graph_inputs(batch: Batch) -> dict[str, NDArray[np.int32]]:
    """The batch as the graph is given it, by the names of the graph's inputs; each (windows, length)."""
    named = zip(("quote", "shape", "line"), batch.features, strict=True)
    features = {name: values.astype(np.int32) for name, values in named}
    return {**features, "pieces": batch.pieces.astype(np.int32)}


def first_pieces(encoded: EncodedText, window: Window) -> NDArray[np.int64]:
    """Where in a window's row the first piece of each of its own words stands ([CLS] is at 0)."""
    first = encoded.first_piece
    places: NDArray[np.int64] = first[window.own_start : window.own_end] - first[window.start] + 1
    return places
