"""Texts that are no articles: they end, in time in proportion to their length and in bounded memory."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from sayso import Document
from sayso.extract.encode import MAX_WORDS_OF_LINE, encode, windows_of
from sayso.extract.quotes import find_quotes, quotation_of, straight_marks
from sayso.extract.sections import sections_of
from sayso.records import Span

MILLION = 1_000_000


def document(text):
    return Document(name="x", text=text, raw=b"", media_type="text/plain", encoding="utf-8")


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "pattern",
    ["“", "”", '"', "'", "‘", "’", "“”", "”“", '" ', "' ", "'a ", "‘a ", "‘a’ ", "a’ ", "‘s’ a ", "“a “b” ",
     "s’ a ", "«», ", "`´", "‘“’”", "\n“", "'em "],
)  # fmt: skip
def test_marks_without_end(pattern):
    text = pattern * (100_000 // len(pattern))
    quotes = find_quotes(text)
    assert len(straight_marks(text, quotes)) == len(text)
    assert all(a.end <= b.open for a, b in itertools.pairwise(quotes))


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("pattern", ["'a ", "“a” ", '"'])
def test_a_million_marks(pattern):
    assert len(find_quotes(pattern * MILLION)) <= MILLION


@pytest.mark.timeout(60)
def test_the_type_of_many_quotations():
    text = "“It holds,” she said.\n" * 20_000
    quotes = find_quotes(text)
    assert len(quotes) == 20_000
    for quote in quotes:
        assert quotation_of(text, (Span(quote.open, quote.end),), quotes) == "direct"


@pytest.mark.timeout(60)
@pytest.mark.parametrize("letter", ["a", "é", "中", "1", "_"])
def test_ten_million_characters_without_a_space(letter, rule_extractor):
    text = letter * (10 * MILLION)
    assert rule_extractor().extract(document(text)).attributions == ()


@pytest.mark.timeout(60)
def test_a_word_of_ten_million_characters_inside_an_attribution(rule_extractor):
    word = "x" * (10 * MILLION)
    text = f"“It holds {word},” said Ada Quill."
    (found,) = rule_extractor().extract(document(text)).attributions
    assert found.content == (Span(0, len(word) + 12),)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("text", ["!" * 100_000, "😀" * 50_000, "a\u200b" * 30_000, "a." * 50_000])
def test_many_words_without_a_space(text, extractor):
    encoded = encode(text, extractor.tokenizer)
    assert (encoded.lines[:, 1] - encoded.lines[:, 0]).max() <= MAX_WORDS_OF_LINE
    windows = windows_of(encoded, extractor.bundle.window, extractor.bundle.overlap)
    assert windows[-1].own_end == len(encoded.words)


SAID = "“It will hold,” said Vale."


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("end", [" ", "\n"], ids=["one line", "200,000 lines"])
def test_five_megabytes(end, rule_extractor):
    # One attribution in a hundred sentences, as it might be in a log that somebody took for an article.
    block = f"nothing was heard of it.{end}" * 99 + SAID + end
    text = block * 2_100
    assert len(text) > 5 * MILLION
    found = rule_extractor().extract(document(text)).attributions
    assert [one.cue[0].start for one in found] == [match.start() for match in re.finditer("said", text)]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_nothing_but_attributions(rule_extractor):
    count = 10_000
    assert len(rule_extractor().extract(document(f"{SAID}\n" * count)).attributions) == count


@pytest.mark.timeout(60)
def test_what_is_held_at_once_does_not_grow_with_the_text(extractor):
    for count in (5_000, 20_000):
        encoded = encode("It holds, she said.\n" * count, extractor.tokenizer)
        options = extractor.sections
        most = max(section.end - section.start for section in sections_of(encoded, options))
        assert most <= options.section + 2 * (options.context + MAX_WORDS_OF_LINE) + MAX_WORDS_OF_LINE


def test_a_line_that_is_too_long_is_cut_after_a_sentence(tokenizer):
    sentence = "It holds, “for now,” she said. "
    encoded = encode(sentence * 200, tokenizer)
    assert len(encoded.lines) > 1
    lengths = encoded.lines[:, 1] - encoded.lines[:, 0]
    assert (lengths[:-1] > MAX_WORDS_OF_LINE - 12).all()
    for _, end in encoded.lines:
        assert encoded.text[encoded.words[end - 1, 0]] == "."
    assert np.flatnonzero(encoded.features[:, 2]).tolist() == [0]
