"""Mentions: scores whose spans can be foretold to the word, and what holds for any scores."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.extract.antecedents import REFER_SHAPES, REFER_WIDTH, ReferWeights
from sayso.extract.encode import Window, encode
from sayso.extract.mention_labels import DESCRIPTION_TAGS, KINDS, N_MENTION_TAGS, NAME_TAGS, kind_of
from sayso.extract.mentions import MentionWeights, find_mentions, find_spots, link_mentions, pronouns_in
from sayso.extract.network import Scores

TEXT = (
    "Ada Quill, who runs the Harbour Board, met a spokesman in Port Ansel.\n"
    "He told her it was shut.\n“US ships go,” Quill said."
)
MARKED = [
    ("Ada Quill", "name", "person"),
    ("Harbour Board", "name", "organisation"),
    ("a spokesman", "description", "person"),
    ("Port Ansel", "name", "place"),
    ("US", "name", "place"),
    ("Quill", "name", "person"),
]
SURE = 12.0


def weights():
    return MentionWeights(
        name_steps=np.zeros((len(NAME_TAGS),) * 2, np.float32),
        description_steps=np.zeros((len(DESCRIPTION_TAGS),) * 2, np.float32),
        refers=ReferWeights(**{name: np.zeros(shape, np.float32) for name, shape in REFER_SHAPES.items()}),
    )


def scores_of(encoded, marked):
    """Scores that are sure of the marked words, each at its last place in the text."""
    scores = np.zeros((len(encoded.words), N_MENTION_TAGS), np.float32)
    scores[:, 0] = scores[:, len(NAME_TAGS)] = SURE / 2
    for words, form, kind in marked:
        start = encoded.text.rindex(words) if words == "Quill" else encoded.text.index(words)
        inside = np.flatnonzero(
            (encoded.words[:, 0] >= start) & (encoded.words[:, 1] <= start + len(words))
        ).tolist()
        tags, offset = (NAME_TAGS, 0) if form == "name" else (DESCRIPTION_TAGS, len(NAME_TAGS))
        scores[inside[0], offset + tags.index(f"B-{kind}")] = SURE
        scores[inside[1:], offset + tags.index(f"I-{kind}")] = SURE
    return scores


def no_refers(encoded):
    return np.zeros((len(encoded.words), 2 * REFER_WIDTH), np.float32)


@pytest.fixture(scope="module")
def encoded(tokenizer):
    return encode(TEXT, tokenizer)


def shown(text, mentions):
    return [(one.span.of(text), one.form, one.type) for one in mentions]


def test_names_descriptions_and_pronouns_in_text_order(encoded):
    found = find_mentions(encoded, scores_of(encoded, MARKED), no_refers(encoded), weights())
    assert shown(TEXT, found) == [
        ("Ada Quill", "name", "person"),
        ("who", "pronoun", None),
        ("Harbour Board", "name", "organisation"),
        ("a spokesman", "description", "person"),
        ("Port Ansel", "name", "place"),
        ("He", "pronoun", None),
        ("her", "pronoun", None),
        ("it", "pronoun", None),
        ("US", "name", "place"),
        ("Quill", "name", "person"),
    ]
    assert all(one.confidence > 0.95 for one in found)


def test_a_description_keeps_a_name_inside_it(encoded):
    marked = [("Harbour Board", "name", "organisation"), ("the Harbour", "description", "organisation")]
    found = find_mentions(encoded, scores_of(encoded, marked), no_refers(encoded), weights())
    kept = [one for one in shown(TEXT, found) if one[1] != "pronoun"]
    assert kept == [("the Harbour", "description", "organisation"), ("Harbour Board", "name", "organisation")]


def test_one_mention_is_not_given_as_a_name_and_a_description(encoded):
    marked = [("Port Ansel", "name", "place"), ("in Port Ansel", "description", "place")]
    found = find_mentions(encoded, scores_of(encoded, marked), no_refers(encoded), weights())
    assert [one[0] for one in shown(TEXT, found) if one[1] != "pronoun"] == ["Port Ansel"]


def test_a_span_goes_on_over_no_line_end(tokenizer):
    encoded = encode("Port\nAnsel", tokenizer)
    scores = np.zeros((2, N_MENTION_TAGS), np.float32)
    scores[0, NAME_TAGS.index("B-place")] = scores[1, NAME_TAGS.index("I-place")] = SURE
    scores[1, NAME_TAGS.index("B-place")] = SURE / 2
    found = find_mentions(encoded, scores, no_refers(encoded), weights())
    assert [one.span.of(encoded.text) for one in found] == ["Port", "Ansel"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("He saw US and WHO men, and IT; it is i.", ["He", "it"]), ("Whose is THEIRS?", ["Whose", "THEIRS"])],
)
def test_pronouns(text, expected, tokenizer):
    encoded = encode(text, tokenizer)
    words = [encoded.words[word].tolist() for word in pronouns_in(encoded, 0, len(encoded.words))]
    assert [text[start:end] for start, end in words] == expected


def test_a_name_is_of_one_type_in_a_text(tokenizer):
    text = "Tarnwick closed.\nTarnwick sued.\nTarnwick won."
    encoded = encode(text, tokenizer)
    scores = scores_of(encoded, [])
    for word, (place, organisation) in zip((0, 3, 6), ((9, 8), (7, 12), (7, 12)), strict=True):
        scores[word, NAME_TAGS.index("B-place")] = place
        scores[word, NAME_TAGS.index("B-organisation")] = organisation
    found = find_mentions(encoded, scores, no_refers(encoded), weights())
    assert [one.type for one in found] == ["organisation"] * 3
    alone = find_mentions(
        encode("Tarnwick closed.", tokenizer), scores[:3], no_refers(encoded)[:3], weights()
    )
    assert [one.type for one in alone] == ["place"]


def test_a_vector_leads_a_pronoun_to_its_name(encoded):
    refers = no_refers(encoded)
    heads = {words: int(np.searchsorted(encoded.words[:, 0], TEXT.index(words))) for words in ("Quill", "He")}
    refers[heads["Quill"], REFER_WIDTH] = refers[heads["He"], 0] = 9
    found = find_mentions(encoded, scores_of(encoded, MARKED), refers, weights())
    he = next(one for one in found if one.span.of(TEXT) == "He")
    number, chance = he.antecedents[0]
    assert found[number].span.of(TEXT) == "Ada Quill"
    assert chance > 0.9


@settings(max_examples=40)
@given(
    text=st.text(st.sampled_from("He it US Quill’s \n.“”é🙂ش"), max_size=120),
    seed=st.integers(0, 2**20),
    size=st.integers(1, 9),
)
def test_for_any_scores_mentions_are_slices_and_point_back(text, seed, size, tokenizer):
    encoded = encode(text, tokenizer)
    random = np.random.default_rng(seed)
    n_words = len(encoded.words)
    scores = random.normal(scale=4, size=(n_words, N_MENTION_TAGS)).astype(np.float32)
    refers = random.normal(size=(n_words, 2 * REFER_WIDTH)).astype(np.float32)
    found = find_mentions(encoded, scores, refers, weights())
    assert all(a.span.start <= b.span.start for a, b in itertools.pairwise(found))
    assert len({(one.span, one.form) for one in found}) == len(found)
    for number, one in enumerate(found):
        assert one.span.of(text)
        assert all(before < number for before, _ in one.antecedents)
        assert sum(chance for _, chance in one.antecedents) <= 1.001
    parts = []
    for first in range(0, len(encoded.lines), size):  # read in sections of whole lines
        lines = encoded.lines[first : first + size]
        section = Window(int(lines[0, 0]), int(lines[-1, 1]), int(lines[0, 0]), int(lines[-1, 1]))
        own = slice(section.start, section.end)
        empty = np.zeros((section.end - section.start, 1), np.float32)
        parts += find_spots(encoded, section, Scores(empty, empty, scores[own], refers[own]), weights())
    assert link_mentions(encoded, parts, weights()) == found


def test_without_heads_nothing_is_found(encoded):
    whole = Window(0, len(encoded.words), 0, len(encoded.words))
    empty = np.zeros((len(encoded.words), 1), np.float32)
    assert list(find_spots(encoded, whole, Scores(empty, empty), weights())) == []


def test_kinds_tell_pronouns_apart_by_word():
    assert KINDS[kind_of("pronoun", None, "HERS")] == "she"
    assert KINDS[kind_of("description", "person", "minister")] == "description person"
    assert len(set(KINDS)) == len(KINDS)
