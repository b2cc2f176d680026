"""Training examples: labels of words that give the annotated spans back."""

from __future__ import annotations

import gzip
import itertools
import json
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.evaluate.brat import GoldAttribution
from sayso.extract.encode import encode
from sayso.extract.labels import OUTSIDE, ROLES, TAGS, begin, inside, legal_steps
from sayso.records import Span
from sayso.train.corpus import (
    NO_LABEL,
    POS_TAGS,
    RELATIONS,
    example_of,
    read_examples,
    training_windows,
    words_of,
)

TEXT = "“It holds,” said Ada Quill.\nThe mayor claimed, on Monday,\r\nthat nobody was told. Vale: no!"


def spans_of(example):
    """The spans that the example's tags mark, as (role, start, end) in code points."""
    words, found = example.encoded.words, []
    for role in ROLES:
        for start in np.flatnonzero(example.tags == begin(role)):
            end = start + 1
            while end < len(words) and example.tags[end] == inside(role):
                end += 1
            found.append((role, int(words[start, 0]), int(words[end - 1, 1])))
    return sorted(found)


def at(words):
    start = TEXT.index(words)
    return (Span(start, start + len(words)),)


def test_tags_of_plain_attributions(tokenizer):
    marked = [
        GoldAttribution(source=at("Ada Quill"), cue=at("said"), content=at("“It holds,”")),
        GoldAttribution(source=at("The mayor"), cue=at("claimed"), content=at("nobody was told")),
    ]
    example = example_of("x", encode(TEXT, tokenizer), marked)
    assert [TAGS[tag] for tag in example.tags] == (
        "B-content I-content I-content I-content I-content B-cue B-source I-source O "
        "B-source I-source B-cue O O O O O B-content I-content I-content O O O O O"
    ).split()
    assert example.cue_of == {**dict.fromkeys(range(5), (5,)), **dict.fromkeys(range(17, 20), (11,))}
    assert example.source_of == {5: (6, 7), 11: (9, 10)}
    assert (example.helpers == NO_LABEL).all()


def test_a_span_over_a_line_break_is_one_span_a_line(tokenizer):
    marked = [GoldAttribution(cue=at("claimed"), content=at("on Monday,\r\nthat nobody"))]
    example = example_of("x", encode(TEXT, tokenizer), marked)
    assert [(role, TEXT[start:end]) for role, start, end in spans_of(example) if role == "content"] == [
        ("content", "on Monday,"),
        ("content", "that nobody"),
    ]


def test_of_two_spans_on_one_word_the_first_has_it(tokenizer):
    marked = [
        GoldAttribution(cue=at("said"), content=at("“It holds,”")),
        GoldAttribution(cue=at("holds"), content=at("said Ada Quill")),
    ]
    example = example_of("x", encode(TEXT, tokenizer), marked)
    assert [(role, TEXT[start:end]) for role, start, end in spans_of(example)] == [
        ("content", "“It holds,”"),
        ("content", "Ada Quill"),
        ("cue", "said"),
    ]


@st.composite
def markings(draw):
    """Roles and ranges of words, none touching another."""
    bounds = sorted(draw(st.sets(st.integers(0, 24), max_size=12)))
    return [(draw(st.sampled_from(ROLES)), a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=False)]


@settings(max_examples=100)
@given(marked=markings())
def test_labels_round_trip_through_tags(marked, tokenizer):
    encoded = encode(TEXT, tokenizer)
    line_starts = set(encoded.lines[:, 0].tolist())
    expected, attributions = [], []
    for role, first, end in marked:
        span = Span(int(encoded.words[first, 0]), int(encoded.words[end - 1, 1]))
        attributions.append(GoldAttribution(**{role: (span,)}))
        cuts = [first, *(word for word in range(first + 1, end) if word in line_starts), end]
        expected += [
            (role, int(encoded.words[a, 0]), int(encoded.words[b - 1, 1]))
            for a, b in itertools.pairwise(cuts)
        ]
    example = example_of("x", encoded, attributions)
    assert spans_of(example) == sorted(expected)
    start, follow = legal_steps()
    for first, end in encoded.lines:
        tags = example.tags[first:end]
        assert start[tags[0]]
        assert all(follow[a, b] for a, b in itertools.pairwise(tags))


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ("It", ["It"]),
        ("t hol", ["It", "holds"]),
        (" said ", ["said"]),
        ("” said", ["”", "said"]),
        ("holds,", ["holds", ","]),
    ],
)
def test_words_of_a_span_are_those_it_touches(span, words, tokenizer):
    encoded = encode(TEXT, tokenizer)
    start = TEXT.index(span)
    touched = words_of(encoded, start, start + len(span))
    assert [TEXT[a:b] for a, b in encoded.words[touched.start : touched.stop]] == words


def test_a_span_of_blanks_touches_no_word(tokenizer):
    encoded = encode("a  b", tokenizer)
    assert len(words_of(encoded, 1, 3)) == 0
    assert (example_of("x", encoded, [GoldAttribution(cue=(Span(1, 3),))]).tags == OUTSIDE).all()


@settings(max_examples=50)
@given(seed=st.integers(0, 10_000), size=st.integers(12, 60))
def test_training_windows_hold_every_word_once(seed, size, tokenizer):
    encoded = encode(TEXT * 10, tokenizer)
    windows = training_windows(encoded, size, random.Random(seed))
    assert [word for w in windows for word in range(w.start, w.end)] == list(range(len(encoded.words)))
    for window in windows:
        n_pieces = encoded.first_piece[window.end] - encoded.first_piece[window.start]
        assert n_pieces <= size or window.end == window.start + 1
        assert (window.own_start, window.own_end) == (window.start, window.end)


@pytest.fixture
def folder(tmp_path, articles):
    """The articles as a brat folder, with a parse of the first one's first words."""
    (tmp_path / "text").mkdir()
    (tmp_path / "attributions").mkdir()
    for article in articles:
        (tmp_path / "text" / f"{article.name}.txt").write_text(article.text, encoding="utf-8")
        for annotator, marked in article.annotators.items():
            stem = f"{article.name}_{annotator}" if annotator else article.name
            lines = []
            for attribution in marked:
                parts = []
                for role in ROLES:
                    for span in getattr(attribution, role):
                        number = len(lines) + 1
                        words = article.text[span.start : span.end]
                        lines.append(f"T{number}\t{role.title()} {span.start} {span.end}\t{words}")
                        parts.append(f"{role.title()}:T{number}")
                lines.append(
                    f"E{len(lines) + 1}\t" + " ".join(sorted(parts, key=lambda part: part[1] != "u"))
                )
            (tmp_path / "attributions" / f"{stem}.ann").write_text("\n".join(lines) + "\n", encoding="utf-8")
    parse = {
        "id": "article1",
        "tokens": [[[0, 4, "NN", "Pier", "O"], [5, 6, "CD", "1", "NUMBER"], [7, 9, "IN", "in", "O"]]],
        "dependencies": [[[0, 1, "root"], [1, 2, "nummod"], [1, 3, "dep"]]],
    }
    with gzip.open(tmp_path / "corenlp.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(parse) + "\n")
    return tmp_path


def test_a_brat_folder_gives_one_example_per_annotator(folder, tokenizer, articles):
    examples = list(read_examples(folder, tokenizer))
    assert [[copy.name for copy in copies] for copies in examples] == [
        ["article0", "article0"],
        ["article1"],
        ["article2"],
    ]
    for article, copies in zip(articles, examples, strict=True):
        for marked, example in zip(article.annotators.values(), copies, strict=True):
            assert spans_of(example) == sorted(
                (role, span.start, span.end)
                for one in marked
                for role in ROLES
                for span in getattr(one, role)
            )


def test_parses_become_helper_labels(folder, tokenizer):
    (example,) = list(read_examples(folder, tokenizer))[1]
    expected = [
        [POS_TAGS.index("NN"), RELATIONS.index("root"), 0, 0],
        [POS_TAGS.index("CD"), RELATIONS.index("nummod"), 0, 6],
        [POS_TAGS.index("IN"), RELATIONS.index("dep"), 0, 0],
    ]
    assert example.helpers[:3].tolist() == expected
    assert (example.helpers[3:] == NO_LABEL).all()
