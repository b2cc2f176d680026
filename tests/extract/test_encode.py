"""Words, pieces, features and windows: what the network is shown of a text."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sayso.extract.encode import (
    BREAKS,
    LINE_BREAK,
    MAX_PIECES_OF_WORD,
    MAX_WORDS_OF_LINE,
    QUOTE_STATES,
    SHAPES,
    EncodedText,
    Window,
    batch_of,
    encode,
    windows_of,
)

ODD = "aé b_1.\n\r\t\x0b\x0c\x00\x1b\u2028\u0301\u200b\u200d\u202e“”\"'’שלום中文😀🏽\ufeff"
TEXT = st.text(alphabet=st.sampled_from(ODD), max_size=80) | st.text(max_size=80)


def words_of(encoded):
    return [encoded.text[start:end] for start, end in encoded.words]


def pieces_of(encoded, tokenizer):
    ids = [encoded.pieces[a:b] for a, b in zip(encoded.first_piece, encoded.first_piece[1:], strict=False)]
    return [[tokenizer.id_to_token(int(piece)) for piece in word] for word in ids]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        (" \n\t\u3000 ", []),
        ("It holds, she said.", ["It", "holds", ",", "she", "said", "."]),
        ("don't", ["don", "'", "t"]),
        ("“It” – U.S.-led", ["“", "It", "”", "–", "U", ".", "S", ".", "-", "led"]),
        ("snake_case 3.5%", ["snake_case", "3", ".", "5", "%"]),
        ("end", ["end"]),
        ("a\u200bb", ["a", "\u200b", "b"]),  # a zero-width space is no blank to Unicode
        ("😀🏽 ok", ["😀", "🏽", "ok"]),
        ("שלום עולם", ["שלום", "עולם"]),
        ("\ufeffA", ["\ufeff", "A"]),
    ],
)
def test_words(text, words, tokenizer):
    assert words_of(encode(text, tokenizer)) == words


@pytest.mark.parametrize(
    ("text", "lines", "breaks"),
    [
        ("One two.", ["One two."], [1, 0, 0]),
        ("One\ntwo", ["One", "two"], [1, 1]),
        ("One\r\ntwo", ["One", "two"], [1, 1]),  # one line break, not two
        ("One\r\rtwo", ["One", "two"], [1, 2]),
        ("One\n \n two", ["One", "two"], [1, 2]),
        ("One\r\n\r\ntwo", ["One", "two"], [1, 2]),
        ("One\u2028two\u2029\x0bthree\x0cfour", ["One", "two", "three", "four"], [1, 1, 2, 1]),
        ("\n\nOne", ["One"], [2]),
        ("\nOne\n", ["One"], [1]),
        ("One\x85two", ["One\x85two"], [1, 0]),
    ],
)
def test_lines_and_breaks(text, lines, breaks, tokenizer):
    encoded = encode(text, tokenizer)
    ends = [(encoded.words[start, 0], encoded.words[end - 1, 1]) for start, end in encoded.lines]
    assert [text[start:end] for start, end in ends] == lines
    assert encoded.features[:, 2].tolist() == breaks


@pytest.mark.parametrize(
    ("n_words", "lengths"),
    [
        (MAX_WORDS_OF_LINE, [MAX_WORDS_OF_LINE]),
        (MAX_WORDS_OF_LINE + 1, [MAX_WORDS_OF_LINE, 1]),
        (2 * MAX_WORDS_OF_LINE + 7, [MAX_WORDS_OF_LINE, MAX_WORDS_OF_LINE, 7]),
    ],
)
def test_a_long_line_is_cut_in_parts_that_begin_no_line(n_words, lengths, tokenizer):
    encoded = encode("start\n" + "a " * n_words, tokenizer)
    assert [int(end - start) for start, end in encoded.lines] == [1, *lengths]
    assert np.flatnonzero(encoded.features[:, 2]).tolist() == [0, 1]


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("It holds .", [0, 0, 0]),
        ("“ It holds ” .", [1, 3, 3, 2, 0]),
        ("“ a b c ” d", [1, 3, 3, 3, 2, 0]),
        ("“ a b c d ” e", [1, 4, 4, 4, 4, 2, 0]),
        ("“" + " a" * 12 + " ”", [1, *[4] * 12, 2]),
        ("“" + " a" * 13 + " ”", [1, *[5] * 13, 2]),
        ("“ a b", [1, 6, 6]),
        ("“ a\nb", [1, 6, 0]),
        ("‘ a “ b ” ’ c", [0, 0, 1, 3, 2, 0, 0]),  # a blank after a single mark opens nothing
        ("‘a “b” c’ d", [1, 4, 4, 4, 4, 4, 2, 0]),
    ],
)
def test_quotation_states(text, states, tokenizer):
    assert encode(text, tokenizer).features[:, 0].tolist() == states


@pytest.mark.parametrize(
    ("word", "shape"),
    [("said", 0), ("Ada", 1), ("A", 1), ("UN", 2), ("McVale", 3), ("iPad", 3), ("2031", 4), ("٣", 4),
     (",", 5), ("“", 5), ("😀", 5), ("é", 0), ("9a", 0), ("_", 3), ("中", 3), ("שלום", 3)],
)  # fmt: skip
def test_shapes(word, shape, tokenizer):
    assert encode(word, tokenizer).features[:, 1].tolist() == [shape]


def test_every_habit_of_punctuation_has_the_same_pieces(tokenizer):
    texts = [
        "“It’s ‘fine’,” she said.",
        "\"It's 'fine',\" she said.",
        "‘It’s “fine”,’ she said.",
        "'It's \"fine\",' she said.",
    ]
    encoded = [encode(text, tokenizer) for text in texts]
    for one in encoded[1:]:
        assert one.pieces.tolist() == encoded[0].pieces.tolist()
        assert one.features.tolist() == encoded[0].features.tolist()


def test_a_long_word_is_read_by_its_first_pieces(tokenizer):
    for word in ("x1" * 60, "中" * 40, "a" * 100_000):
        (pieces,) = pieces_of(encode(word, tokenizer), tokenizer)
        assert 1 <= len(pieces) <= MAX_PIECES_OF_WORD


@pytest.mark.parametrize("dropped", ["\u200b", "\u0301", "\x1b", "\u200d\u200d", "\ufeff"])
def test_a_word_that_the_tokenizer_drops_keeps_its_place(dropped, tokenizer):
    encoded = encode(f"bridge {dropped} open", tokenizer)
    pieces = pieces_of(encoded, tokenizer)
    assert all(pieces)
    assert pieces[0] == ["bridge"]
    assert pieces[-1] == ["open"]


@settings(max_examples=150)
@given(text=TEXT)
def test_every_text_is_encoded_whole(text, tokenizer):
    encoded = encode(text, tokenizer)
    n_words = len(encoded.words)
    # Every character that is no blank is in exactly one word, and no blank is.
    assert "".join(words_of(encoded)) == re.sub(r"\s", "", text)
    assert (encoded.words[:, 0] < encoded.words[:, 1]).all()
    assert (encoded.words[1:, 0] >= encoded.words[:-1, 1]).all()
    # Pieces: every word has at least one, and they add up.
    sizes = np.diff(encoded.first_piece)
    assert len(sizes) == n_words
    assert encoded.first_piece[0] == 0
    assert encoded.first_piece[-1] == len(encoded.pieces)
    assert ((sizes >= 1) & (sizes <= MAX_PIECES_OF_WORD)).all()
    assert ((encoded.pieces >= 0) & (encoded.pieces < tokenizer.get_vocab_size())).all()
    # Features are in the ranges that the model's format declares.
    assert encoded.features.shape == (n_words, 3)
    assert (encoded.features >= 0).all()
    assert (encoded.features < [QUOTE_STATES, SHAPES, BREAKS]).all()
    # Lines hold every word once, in order, and end where a line ends.
    assert [word for start, end in encoded.lines for word in range(start, end)] == list(range(n_words))
    for (_, end), (start, _) in zip(encoded.lines, encoded.lines[1:], strict=False):
        assert LINE_BREAK.search(text, encoded.words[end - 1, 1], encoded.words[start, 0])
    for start, end in encoded.lines:
        assert not LINE_BREAK.search(text[encoded.words[start, 0] : encoded.words[end - 1, 1]])


@settings(max_examples=50)
@given(one=TEXT, other=TEXT)
def test_encoding_is_a_function_of_the_text(one, other, tokenizer):
    before = encode(one, tokenizer)
    encode(other, tokenizer)
    after = encode(one, tokenizer)
    for name in ("words", "lines", "pieces", "first_piece", "features"):
        assert np.array_equal(getattr(before, name), getattr(after, name))


def encoded_of(sizes, lines):
    """A text of words with so many pieces each, in lines of so many words."""
    ends = np.minimum(np.cumsum([*lines, len(sizes)]), len(sizes))
    ends = np.unique(ends[ends > 0])
    starts = np.concatenate([[0], ends[:-1]])
    first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    words = np.stack([np.arange(len(sizes)) * 2, np.arange(len(sizes)) * 2 + 1], axis=1)
    return EncodedText(
        text="a " * len(sizes),
        words=words,
        lines=np.stack([starts, ends], axis=1).astype(np.int64),
        pieces=np.arange(first[-1]) % 1000 + 5,
        first_piece=first,
        features=np.stack([np.arange(len(sizes)) % n for n in (QUOTE_STATES, SHAPES, BREAKS)], axis=1),
        quotes=[],
    )


WORD_SIZES = st.lists(st.integers(1, MAX_PIECES_OF_WORD), min_size=1, max_size=200)
LINE_SIZES = st.lists(st.integers(1, 40), max_size=60) | st.lists(st.integers(1, 3), max_size=200)


@settings(max_examples=200)
@given(WORD_SIZES, LINE_SIZES, st.integers(1, 120), st.integers(0, 80))
def test_windows_own_every_word_once_and_read_what_they_own(sizes, lines, size, overlap):
    encoded = encoded_of(sizes, lines)
    windows = windows_of(encoded, size, overlap)
    assert [word for w in windows for word in range(w.own_start, w.own_end)] == list(range(len(sizes)))
    for window in windows:
        assert 0 <= window.start <= window.own_start < window.own_end <= window.end <= len(sizes)


@settings(max_examples=200)
@given(WORD_SIZES, LINE_SIZES, st.integers(40, 150), st.integers(0, 20))
def test_windows_are_no_larger_than_asked(sizes, lines, size, overlap):
    # Room for the overlap, as much again to begin at a line, and a longest word.
    assume(size >= 2 * overlap + 2 * MAX_PIECES_OF_WORD)
    encoded = encoded_of(sizes, lines)
    for window in windows_of(encoded, size, overlap):
        assert encoded.first_piece[window.end] - encoded.first_piece[window.start] <= size


@settings(max_examples=100)
@given(LINE_SIZES, st.integers(20, 60))
def test_every_word_is_read_with_context_on_both_sides(lines, overlap):
    sizes = [1] * 400
    encoded = encoded_of(sizes, lines)
    for window in windows_of(encoded, 6 * overlap, overlap):
        for edge, own in ((window.start, window.own_start), (window.end, window.own_end)):
            at_the_end = edge in (0, len(sizes))
            in_a_line_of_its_own = own in encoded.lines
            assert at_the_end or in_a_line_of_its_own or abs(edge - own) >= overlap // 4


def test_a_window_ends_with_a_line_where_it_can():
    encoded = encoded_of([1] * 100, [30] * 4)
    assert windows_of(encoded, 70, 0) == [Window(0, 60, 0, 60), Window(60, 100, 60, 100)]


def test_a_short_text_is_one_window():
    assert windows_of(encoded_of([2] * 10, [5, 5]), 382, 64) == [Window(0, 10, 0, 10)]


def test_no_words_no_windows(tokenizer):
    assert windows_of(encode(" \n ", tokenizer), 382, 64) == []


@settings(max_examples=50)
@given(st.lists(st.tuples(WORD_SIZES, st.integers(0, 100), st.integers(1, 60)), min_size=1, max_size=4))
def test_batches_hold_each_windows_pieces_between_the_special_ones(parts):
    windows = []
    for sizes, start, length in parts:
        first = min(start, len(sizes) - 1)
        last = min(first + length, len(sizes))
        windows.append((encoded_of(sizes, []), Window(first, last, first, last)))
    batch = batch_of(windows, (1, 2, 3))
    for row, (encoded, window) in enumerate(windows):
        own = encoded.pieces[encoded.first_piece[window.start] : encoded.first_piece[window.end]].tolist()
        length = int(batch.lengths[row])
        assert batch.pieces[row].tolist() == [1, *own, 2] + [3] * (batch.pieces.shape[1] - length)
        assert length == len(own) + 2
        of_pieces = [
            encoded.features[word].tolist()
            for word in range(window.start, window.end)
            for _ in range(encoded.first_piece[word + 1] - encoded.first_piece[word])
        ]
        for number, feature in enumerate(batch.features):
            assert feature[row].tolist() == [0, *(one[number] for one in of_pieces), 0] + [0] * (
                batch.pieces.shape[1] - length
            )
