"""The forward pass: how windows are put together, and that they are put together the same way always."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.extract.encode import Window, encode
from sayso.extract.labels import N_TAGS
from sayso.extract.network import DISTANCES, LINK_WIDTH, distance_bucket, first_pieces

LINES = "\n".join(
    f"“Pier {n} is closed,” said Ada Quill, the harbour’s engineer, on day {n}." for n in range(30)
)


@pytest.mark.parametrize(
    ("distance", "bucket"),
    [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (8, 4), (9, 5), (16, 5), (17, 6), (256, 9), (257, 10),
     (9999, 10), (-1, 12), (-2, 13), (-3, 14), (-4, 14), (-9999, 21)],
)  # fmt: skip
def test_distance_buckets(distance, bucket):
    assert distance_bucket(np.array([distance])).tolist() == [bucket]


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1))
def test_buckets_are_in_range_and_rise_with_distance(distances):
    buckets = distance_bucket(np.array(distances))
    assert ((buckets >= 0) & (buckets < DISTANCES)).all()
    ahead = sorted(abs(distance) for distance in distances)
    assert np.all(np.diff(distance_bucket(np.array(ahead))) >= 0)


def test_every_word_has_scores_and_none_is_left_at_zero(extractor):
    encoded, tags, links = extractor.scores(LINES)
    assert tags.shape == (len(encoded.words), N_TAGS)
    assert links.shape == (len(encoded.words), 4 * LINK_WIDTH)
    assert np.isfinite(tags).all()
    assert np.isfinite(links).all()
    assert np.abs(tags).sum(axis=1).all()


def test_a_window_read_alone_gives_each_words_first_piece(extractor):
    encoded = encode("Uncharacteristically, Ada Quill said nothing.", extractor.tokenizer)
    n_words = len(encoded.words)
    places = first_pieces(encoded, Window(0, n_words, 0, n_words))
    assert places.tolist() == (encoded.first_piece[:-1] + 1).tolist()
    assert first_pieces(encoded, Window(1, n_words, 2, 4)).tolist() == [
        encoded.first_piece[word] - encoded.first_piece[1] + 1 for word in (2, 3)
    ]


def test_sections_are_cut_out_of_the_whole(extractor):
    encoded = encode(LINES, extractor.tokenizer)
    n_words, window = len(encoded.words), 120
    whole = extractor.network.read(encoded, window, 20)
    sections = [
        Window(0, 50, 0, 40),
        Window(30, 250, 40, 200),
        Window(199, 200, 199, 200),
        Window(260, n_words, 260, n_words),
    ]
    read = list(extractor.network.read_sections(encoded, sections, window, 20))
    for section, some in zip(sections, read, strict=True):
        assert np.array_equal(some.tags, whole.tags[section.start : section.end])
        assert np.array_equal(some.links, whole.links[section.start : section.end])


def test_reading_twice_gives_the_same_numbers(extractor):
    once, again = extractor.scores(LINES), extractor.scores(LINES)
    assert np.array_equal(once[1], again[1])
    assert np.array_equal(once[2], again[2])


@pytest.mark.parametrize("text", ["", " ", "\n\r\n"])
def test_no_words_no_scores(text, extractor):
    _, tags, links = extractor.scores(text)
    assert tags.shape == (0, N_TAGS)
    assert links.shape == (0, 4 * LINK_WIDTH)
