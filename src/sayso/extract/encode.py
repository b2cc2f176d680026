"""From a text to what the network reads: words, word pieces, their features, and windows of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .quotes import Quote, find_quotes, straight_marks

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WORD = re.compile(r"\w+|[^\w\s]")
LINE_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\u2028\u2029]")
MAX_CHARACTERS_OF_WORD = 200  # of a longer word the tokenizer sees the beginning
MAX_PIECES_OF_WORD = 12  # a longer word (a base64 blob, a run of Chinese) is read by its first pieces
MAX_WORDS_OF_LINE = 400  # a longer line is decoded in parts; the longest line of PolNeAR has 391
AT_ONCE = 4096  # words that are Python objects at one time; all of them would be far larger than the text

# Features of a word beside its pieces. What each number stands for is part of the model's format.
QUOTE_STATES = 7  # outside, opening, closing, inside 1-3 words, 4-12, more, inside one never closed
SHAPES = 6  # lower, Capitalised, CAPITALS, mIxed, number, punctuation
BREAKS = 3  # inside a line, first word of a line, first word after an empty line

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class EncodedText:
    """A text in words and word pieces.

    `words`: (n words, 2) start and end code points. `lines`: (n lines, 2) first word and word after the
    last of every line that has words (long lines in parts). `pieces`: vocabulary ids of all pieces;
    `first_piece`: (n words + 1,) where each word's pieces begin. `features`: (n words, 3) quotation
    state, shape, break. `quotes`: the quoted stretches.
    """

    text: str
    words: Ints
    lines: Ints
    pieces: Ints
    first_piece: Ints
    features: Ints
    quotes: list[Quote]


@dataclass(frozen=True, slots=True)
class Window:
    """Words `[start, end)` read together; of these, `[own_start, own_end)` are taken from this window."""

    start: int
    end: int
    own_start: int
    own_end: int


def encode(text: str, tokenizer: Tokenizer) -> EncodedText:
    """The text in words, pieces and features. Deterministic; every word has at least one piece."""
    quotes = find_quotes(text)
    straight = straight_marks(text, quotes)
    ends = (end for match in WORD.finditer(straight) for end in match.span())
    words = np.fromiter(ends, dtype=np.int64).reshape(-1, 2)
    lines, breaks = _lines_of(text, words)
    pieces, first_piece = _pieces_of(straight, words, tokenizer)
    shapes = (_shape_of(word) for part in _slices(text, words) for word in part)
    features = np.stack(
        [_quote_states(words, quotes), np.fromiter(shapes, dtype=np.int64, count=len(words)), breaks], axis=1
    )
    return EncodedText(text, words, lines, pieces, first_piece, features, quotes)


def _slices(text: str, words: Ints, longest: int | None = None) -> Iterator[list[str]]:
    """The words as text (their first `longest` characters), a part at a time."""
    for start in range(0, len(words), AT_ONCE):
        part = words[start : start + AT_ONCE]
        ends = part[:, 1] if longest is None else np.minimum(part[:, 1], part[:, 0] + longest)
        yield [text[low:high] for low, high in zip(part[:, 0].tolist(), ends.tolist(), strict=True)]


def _lines_of(text: str, words: Ints) -> tuple[Ints, Ints]:
    """Lines as ranges of words, and each word's break feature."""
    if not len(words):
        return np.zeros((0, 2), dtype=np.int64), np.zeros(0, dtype=np.int64)
    places = np.fromiter((match.start() for match in LINE_BREAK.finditer(text)), dtype=np.int64)
    before = np.searchsorted(places, words[:, 0])  # line breaks before each word
    breaks: Ints = np.minimum(np.diff(before, prepend=0), 2).astype(np.int64)
    breaks[0] = max(breaks[0], 1)
    starts = np.flatnonzero(breaks)
    ends = np.append(starts[1:], len(words))
    lines: Ints = np.stack([starts, ends], axis=1)
    if (ends - starts).max() > MAX_WORDS_OF_LINE:
        parts = [part for start, end in lines.tolist() for part in _parts_of(text, words, start, end)]
        lines = np.array(parts, dtype=np.int64)
    return lines, breaks


def _parts_of(text: str, words: Ints, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A line of words in parts that are not too long, cut after a sentence where one ends in time."""
    while end - start > MAX_WORDS_OF_LINE:
        latest = start + MAX_WORDS_OF_LINE
        places = range(latest, start + MAX_WORDS_OF_LINE // 2, -1)
        cut = next((at for at in places if _ends_sentence(text, words[at - 2 : at + 1].tolist())), latest)
        yield start, cut
        start = cut
    yield start, end


def _ends_sentence(text: str, words: list[list[int]]) -> bool:
    """Whether the second of three words ends a sentence and the third begins another."""
    (before, _), (last, gap), (following, _) = words
    return gap < following and (text[last] in ".!?…" or (text[last] in "\"'”’»" and text[before] in ".!?…"))


def _pieces_of(text: str, words: Ints, tokenizer: Tokenizer) -> tuple[Ints, Ints]:
    unknown = id_of(tokenizer, "[UNK]")
    pieces: list[Ints] = [np.zeros(0, dtype=np.int64)]
    first: list[Ints] = []
    n_pieces = 0
    for part in _slices(text, words, MAX_CHARACTERS_OF_WORD):
        ids, places = _pieces_of_part(part, tokenizer, unknown)
        pieces.append(np.array(ids, dtype=np.int64))
        first.append(np.array(places, dtype=np.int64) + n_pieces)
        n_pieces += len(ids)
    first.append(np.array([n_pieces], dtype=np.int64))
    return np.concatenate(pieces), np.concatenate(first)


def _pieces_of_part(words: list[str], tokenizer: Tokenizer, unknown: int) -> tuple[list[int], list[int]]:
    ids: list[int] = []
    first: list[int] = []
    encoding = tokenizer.encode(words, is_pretokenized=True, add_special_tokens=False)
    before, n_of_word = -1, 0
    for piece, word in zip(encoding.ids, encoding.word_ids, strict=True):
        if word is not None and word != before:
            for _ in range(before + 1, word):  # words that the tokenizer drops altogether
                first.append(len(ids))
                ids.append(unknown)
            first.append(len(ids))
            before, n_of_word = word, 0
        n_of_word += 1
        if n_of_word <= MAX_PIECES_OF_WORD:
            ids.append(piece)
    for _ in range(before + 1, len(words)):
        first.append(len(ids))
        ids.append(unknown)
    return ids, first


def id_of(tokenizer: Tokenizer, token: str) -> int:
    """The token's number; ValueError where the vocabulary has no such token."""
    number = tokenizer.token_to_id(token)
    if number is None:
        raise ValueError(f"the tokenizer has no {token}")
    return number


def _quote_states(words: Ints, quotes: list[Quote]) -> Ints:
    states = np.zeros(len(words), dtype=np.int64)
    firsts = np.searchsorted(words[:, 0], np.array([quote.open for quote in quotes], dtype=np.int64))
    lasts = np.searchsorted(words[:, 0], np.array([quote.end for quote in quotes], dtype=np.int64))
    for quote, first, last in zip(quotes, firsts.tolist(), lasts.tolist(), strict=True):
        n_words = last - first - (1 if quote.close is None else 2)
        by_length = 3 if n_words <= 3 else 4 if n_words <= 12 else 5
        state = 6 if quote.close is None else by_length
        states[first:last] = state
        states[first] = 1
        if quote.close is not None:
            states[last - 1] = 2
    return states


def _shape_of(word: str) -> int:
    if word.isdigit():
        return 4
    if not (word[0].isalnum() or word[0] == "_"):
        return 5
    if word.islower():
        return 0
    if word.isupper():
        return 2 if len(word) > 1 else 1
    return 1 if word[0].isupper() and word[1:].islower() else 3


def windows_of(encoded: EncodedText, size: int, overlap: int) -> list[Window]:
    """Windows of at most `size` pieces (without the two special ones) that together own every word once.

    A window ends at the end of a line where one ends in it; the next begins at least `overlap` pieces
    earlier, at the beginning of a line if that costs no more than another `overlap`. The words in the
    overlap belong to the window in which they stand farther from its edge.
    """
    first = encoded.first_piece
    n_words = len(encoded.words)
    line_starts = encoded.lines[:, 0]
    line_ends = encoded.lines[:, 1]
    found: list[Window] = []
    start = own = 0
    while own < n_words:
        end = int(np.searchsorted(first, first[start] + size, side="right")) - 1
        if end < n_words:
            last_line = int(np.searchsorted(line_ends, end, side="right")) - 1
            if last_line >= 0 and first[line_ends[last_line]] - first[own] >= size // 2:
                end = int(line_ends[last_line])
        end = min(max(end, own + 1), n_words)
        if end == n_words:
            found.append(Window(start, end, own, n_words))
            break
        following = int(np.searchsorted(first, first[end] - overlap, side="right")) - 1 if overlap else end
        following = max(following, start)
        line = int(np.searchsorted(line_starts, following, side="right")) - 1
        if first[following] - first[line_starts[line]] <= overlap:
            following = int(line_starts[line])
        following = max(following, start + 1)
        seam = _seam(encoded, following, end) if overlap else end
        seam = max(seam, own + 1)
        found.append(Window(start, end, own, seam))
        start, own = following, seam
    return found


def _seam(encoded: EncodedText, low: int, high: int) -> int:
    """The word where ownership passes over: a line's beginning near the overlap's middle, else the middle."""
    first = encoded.first_piece
    middle = (first[low] + first[high]) / 2
    starts = encoded.lines[:, 0]
    inside = starts[np.searchsorted(starts, low, side="right") : np.searchsorted(starts, high, side="right")]
    if len(inside):
        return int(inside[np.argmin(np.abs(first[inside] - middle))])
    return min(max(int(np.searchsorted(first, middle)), low), high)


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows side by side, padded. `pieces` and `features[k]`: (windows, length); `lengths`: (windows,)."""

    pieces: Ints
    features: tuple[Ints, Ints, Ints]
    lengths: Ints


def batch_of(parts: list[tuple[EncodedText, Window]], tokenizer_ids: tuple[int, int, int]) -> Batch:
    """The windows as one padded batch, with the ids of [CLS], [SEP] and [PAD] given in that order.

    A piece has its word's features; special pieces have features 0.
    """
    cls, sep, pad = tokenizer_ids
    lengths = np.array(
        [int(text.first_piece[w.end] - text.first_piece[w.start]) + 2 for text, w in parts], dtype=np.int64
    )
    shape = (len(parts), int(lengths.max()))
    pieces = np.full(shape, pad, dtype=np.int64)
    features = [np.zeros(shape, dtype=np.int64) for _ in range(3)]
    for row, (text, window) in enumerate(parts):
        first = text.first_piece[window.start : window.end + 1]
        stop = int(lengths[row]) - 1
        pieces[row, 0] = cls
        pieces[row, 1:stop] = text.pieces[first[0] : first[-1]]
        pieces[row, stop] = sep
        of_words = text.features[window.start : window.end]
        of_pieces = np.repeat(of_words, np.diff(first), axis=0)
        for number in range(3):
            features[number][row, 1:stop] = of_pieces[:, number]
    return Batch(pieces, (features[0], features[1], features[2]), lengths)
