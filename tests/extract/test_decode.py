"""The decoder against brute force: every legal tag sequence of small lines, every choice of spans."""

from __future__ import annotations

import math
from itertools import combinations, pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.extract import decode as decoder
from sayso.extract.decode import (
    LEAST,
    NEAR,
    REACH,
    DecodeOptions,
    Fragment,
    Weights,
    decode,
    find_fragments,
    link,
)
from sayso.extract.labels import N_TAGS, ROLES, begin, inside, legal_steps
from sayso.extract.network import DISTANCES, LINK_WIDTH, distance_bucket

SEEDS = st.integers(0, 2**32 - 1)
ALL = DecodeOptions(source=-9.0, cue=-9.0, content=-9.0, share=0.0)  # nothing is too unlikely but for LEAST
LOOSE = DecodeOptions(link=0.0)


def random_weights(random, scale=1.0):
    def draw(*shape):
        return random.normal(0, scale, shape).astype(np.float32)

    return Weights(
        transitions=draw(N_TAGS, N_TAGS),
        starts=draw(N_TAGS),
        ends=draw(N_TAGS),
        distance=draw(2, DISTANCES),
        nothing=draw(2, LINK_WIDTH),
        nothing_bias=draw(2),
    )


def one_line(n_words):
    return np.array([[0, n_words]], dtype=np.int64)


def legal_sequences(n_words):
    start, follow = legal_steps()
    for tags in product(range(N_TAGS), repeat=n_words):
        if start[tags[0]] and all(follow[a, b] for a, b in pairwise(tags)):
            yield tags


def spans_of(tags):
    """The spans that a legal sequence marks, as (role, start, end)."""
    for role in ROLES:
        for start, tag in enumerate(tags):
            if tag == begin(role):
                end = start + 1
                while end < len(tags) and tags[end] == inside(role):
                    end += 1
                yield role, start, end


def posteriors_of(scores, weights):
    """Every span's probability, and every word's of every role, by enumeration of all sequences."""
    spans, words, total = {}, {}, 0.0
    for tags in legal_sequences(len(scores)):
        log = weights.starts[tags[0]] + weights.ends[tags[-1]]
        log += sum(float(scores[at, tag]) for at, tag in enumerate(tags))
        log += sum(float(weights.transitions[a, b]) for a, b in pairwise(tags))
        weight = math.exp(log)
        total += weight
        for span in spans_of(tags):
            spans[span] = spans.get(span, 0.0) + weight
            for at in range(span[1], span[2]):
                words[span[0], at] = words.get((span[0], at), 0.0) + weight
    return {span: w / total for span, w in spans.items()}, {word: w / total for word, w in words.items()}


@pytest.fixture
def candidates_of(monkeypatch):
    """The candidates that the decoder weighs on a text, before any is chosen."""

    def find(scores, lines, weights, options):
        seen = []

        def keep(candidates):
            seen.extend(candidates)
            return []

        with monkeypatch.context() as patch:
            patch.setattr(decoder, "_without_overlap", keep)
            assert find_fragments(scores, lines, weights, options) == []
        return seen

    return find


@pytest.mark.parametrize("seed", range(12))
def test_posteriors_are_those_of_enumerating_all_legal_sequences(seed, candidates_of):
    random = np.random.default_rng(seed)
    n_words = 1 + seed % 4
    scores = random.normal(0, 1.5, (n_words, N_TAGS)).astype(np.float32)
    weights = random_weights(random)
    spans, words = posteriors_of(scores, weights)
    options = DecodeOptions(source=-9.0, cue=-9.0, content=-9.0, share=0.7)
    found = {
        (one.role, one.start, one.end): one
        for one in candidates_of(scores, one_line(n_words), weights, options)
    }
    # Spans are looked at from the words on that may begin one.
    expected = {span for span, p in spans.items() if p > LEAST}
    assert {span for span in expected if abs(spans[span] - LEAST) > 1e-6} <= set(found)
    for span, one in found.items():
        assert one.probability == pytest.approx(spans[span], abs=1e-5)
        assert one.probability > LEAST - 1e-6
        share = sum(words[span[0], at] for at in range(span[1], span[2])) / (span[2] - span[1])
        assert one.worth == pytest.approx(spans[span] + 0.7 * share + 9.0, abs=1e-4)


def test_lines_do_not_change_each_other():
    random = np.random.default_rng(5)
    weights, bounds = random_weights(random), [(0, 1), (1, 5), (5, 18), (18, 22)]
    scores = random.normal(0, 2, (22, N_TAGS)).astype(np.float32)
    options = DecodeOptions(source=0.2, cue=0.2, content=0.2)
    together = find_fragments(scores, np.array(bounds), weights, options)
    alone = [
        (one.role, one.start + start, one.end + start, one.probability)
        for start, end in bounds
        for one in find_fragments(scores[start:end], one_line(end - start), weights, options)
    ]
    assert alone
    assert [(one.role, one.start, one.end) for one in together] == [one[:3] for one in alone]
    assert [one.probability for one in together] == pytest.approx([one[3] for one in alone])


@st.composite
def texts_of_lines(draw):
    """Random scores and lines over them, large and small."""
    lengths = draw(st.lists(st.integers(1, 30), min_size=1, max_size=90))
    ends = np.cumsum(lengths)
    lines = np.stack([ends - lengths, ends], axis=1).astype(np.int64)
    random = np.random.default_rng(draw(SEEDS))
    scale = draw(st.sampled_from([0.1, 1.0, 5.0, 60.0]))
    scores = random.normal(0, scale, (int(ends[-1]), N_TAGS)).astype(np.float32)
    return scores, lines, random_weights(random), random


OPTIONS = st.builds(
    DecodeOptions,
    source=st.floats(-0.5, 1.5),
    cue=st.floats(-0.5, 1.5),
    content=st.floats(-0.5, 1.5),
    share=st.sampled_from([0.0, 0.5, 1.0]),
)


@settings(max_examples=25)
@given(texts_of_lines(), OPTIONS)
def test_fragments_are_in_order_apart_and_each_in_one_line(text, options):
    scores, lines, weights, _ = text
    found = find_fragments(scores, lines, weights, options)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for fragment in found:
        assert fragment.role in ROLES
        assert 0 < fragment.probability <= 1
        line = int(np.searchsorted(lines[:, 1], fragment.start, side="right"))
        assert lines[line, 0] <= fragment.start < fragment.end <= lines[line, 1]


@pytest.mark.parametrize("role", ROLES)
def test_a_sure_span_is_found(role):
    scores = np.zeros((5, N_TAGS), dtype=np.float32)
    scores[:, 0] = 20
    scores[1, begin(role)] = scores[2, inside(role)] = scores[3, inside(role)] = 60
    zeros = random_weights(np.random.default_rng(0), scale=0.0)
    (fragment,) = find_fragments(scores, one_line(5), zeros, DecodeOptions())
    assert (fragment.role, fragment.start, fragment.end) == (role, 1, 4)
    assert fragment.probability == pytest.approx(1.0)


def test_the_weight_of_an_illegal_step_counts_for_nothing(candidates_of):
    scores = np.zeros((2, N_TAGS), dtype=np.float32)
    scores[0, 0] = 100
    scores[1, inside("cue")] = 50  # a word inside a cue that never began
    weights = random_weights(np.random.default_rng(0), scale=0.0)
    weights.transitions[0, inside("cue")] = weights.starts[inside("cue")] = 1000
    found = candidates_of(scores, one_line(2), weights, ALL)
    assert {(one.role, one.start, one.end) for one in found} == {(role, 1, 2) for role in ROLES}
    assert [one.probability for one in found] == pytest.approx([0.25] * 3)  # the fourth is O


@st.composite
def candidates(draw):
    made = []
    for _ in range(draw(st.integers(0, 9))):
        start = draw(st.integers(0, 12))
        end = start + draw(st.integers(1, 6))
        # Worths with exact sums, so that brute force and the decoder add up the same.
        made.append(
            decoder._Candidate(draw(st.sampled_from(ROLES)), start, end, 0.5, draw(st.integers(1, 40)) / 8)
        )
    return made


@given(candidates())
def test_the_choice_without_overlap_is_the_best_of_all(given_candidates):
    def apart(chosen):
        ordered = sorted(chosen, key=lambda one: one.start)
        return all(a.end <= b.start for a, b in pairwise(ordered))

    best = max(
        sum(one.worth for one in chosen)
        for size in range(len(given_candidates) + 1)
        for chosen in combinations(given_candidates, size)
        if apart(chosen)
    )
    chosen = decoder._without_overlap(list(given_candidates))
    assert apart(chosen)
    assert chosen == sorted(chosen, key=lambda one: one.start)
    assert all(one in given_candidates for one in chosen)
    assert sum(one.worth for one in chosen) == best


def fragments_of(*places):
    return [Fragment(role, start, end, 0.9) for role, start, end in places]


@st.composite
def linkable(draw):
    """Fragments without overlap over some words, with random link vectors."""
    lengths = draw(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 4)), min_size=1, max_size=14))
    at, fragments = 0, []
    for gap, length in lengths:
        fragments.append(Fragment(draw(st.sampled_from(ROLES)), at + gap, at + gap + length, 0.9))
        at += gap + length
    random = np.random.default_rng(draw(SEEDS))
    links = random.normal(0, 1, (at, 4 * LINK_WIDTH)).astype(np.float32)
    return fragments, links, random_weights(random, draw(st.sampled_from([0.0, 0.3, 1.0])))


def shares_by_hand(fragment, n_words, links, weights, which):
    """Each word's share of the fragment's link, and that of none, word by word."""
    summed = np.zeros(n_words + 1)
    query_at, key_at = 2 * which * LINK_WIDTH, (2 * which + 1) * LINK_WIDTH
    for word in range(fragment.start, fragment.end):
        query = links[word, query_at : query_at + LINK_WIDTH].astype(float) / math.sqrt(LINK_WIDTH)
        weight = np.zeros(n_words + 1)
        for other in range(
            max(fragment.start - REACH[which], 0), min(fragment.end - 1 + REACH[which], n_words)
        ):
            bias = weights.distance[which][distance_bucket(np.array(other - word))]
            weight[other] = math.exp(query @ links[other, key_at : key_at + LINK_WIDTH] + bias)
        weight[-1] = math.exp(query @ weights.nothing[which] + weights.nothing_bias[which])
        summed += weight / weight.sum()
    return summed / (fragment.end - fragment.start)


@settings(max_examples=25)
@given(linkable(), st.sampled_from([0, 1]))
def test_shares_are_a_softmax_over_the_words_in_reach(text, which):
    fragments, links, weights = text
    for fragment in fragments[:3]:
        expected = shares_by_hand(fragment, len(links), links, weights, which)
        assert expected.sum() == pytest.approx(1.0)
        by_distance = decoder._by_distance(fragment.end - fragment.start, weights)[which]
        shares, nothing = decoder._link_shares(fragment, fragments, links, weights, by_distance, which)
        assert nothing == pytest.approx(expected[-1], abs=1e-4)
        for number, share in shares.items():
            target = fragments[number]
            assert share == pytest.approx(expected[target.start : target.end].sum(), abs=1e-4)
        for number in set(range(len(fragments))) - set(shares):
            assert expected[fragments[number].start : fragments[number].end].sum() == pytest.approx(
                0, abs=1e-4
            ) or (fragments[number].start < fragment.start - REACH[which])


@given(linkable(), st.sampled_from([0, 1]))
def test_the_shares_of_targets_that_hold_every_word_sum_to_one(text, which):
    _, links, weights = text
    every_word = [Fragment("cue", at, at + 1, 0.9) for at in range(len(links))]
    by_distance = decoder._by_distance(1, weights)[which]
    shares, nothing = decoder._link_shares(every_word[0], every_word, links, weights, by_distance, which)
    assert sum(shares.values()) + nothing == pytest.approx(1.0, abs=1e-4)
    assert min(*shares.values(), nothing) >= -1e-6


@settings(max_examples=50)
@given(linkable())
def test_every_fragment_is_linked_as_its_role_allows(text):
    fragments, links, weights = text
    relations = link(fragments, links, weights, LOOSE)
    cues = [relation.cue for relation in relations]
    assert cues == sorted(cues, key=lambda cue: cue.start)
    assert len(set(cues)) == len(cues)
    contents = [content for relation in relations for content in relation.content]
    assert len(set(contents)) == len(contents)
    for relation in relations:
        assert relation.cue.role == "cue"
        assert relation.content
        assert all(content.role == "content" for content in relation.content)
        assert list(relation.content) == sorted(relation.content, key=lambda one: one.start)
        assert relation.source is None or relation.source.role == "source"
        assert len(relation.content_links) == len(relation.content)
        assert all(0 <= share <= 1.0001 for share in (relation.source_link, *relation.content_links))


@pytest.mark.parametrize(
    ("fragments", "n_relations"),
    [
        ([], 0),
        ([("source", 0, 2), ("content", 3, 5)], 0),  # without a cue nobody says anything
        ([("cue", 0, 1)], 0),
        ([("cue", 0, 1), ("content", 1, 3)], 1),
        ([("cue", 0, 1), ("content", NEAR + 1, NEAR + 3)], 1),
        ([("cue", 0, 1), ("content", NEAR + 2, NEAR + 3)], 0),  # too far, and nothing nearer
        ([("cue", 0, 1), ("content", 1, 3), ("content", NEAR + 2, NEAR + 3)], 1),
        ([("cue", 0, 1), ("content", 1 + REACH[0], 3 + REACH[0])], 0),  # out of reach
        ([("cue", 0, 1), ("content", 1, 3), ("cue", 3, 4), ("content", 4, 5)], 1),  # a tie: the first
    ],
)
def test_what_makes_a_relation(fragments, n_relations):
    weights = random_weights(np.random.default_rng(0), scale=0.0)
    weights.nothing_bias[:] = -5
    found = fragments_of(*fragments)
    links = np.zeros((500, 4 * LINK_WIDTH), dtype=np.float32)
    assert len(link(found, links, weights, LOOSE)) == n_relations


def test_a_link_to_none_is_kept_as_none():
    weights = random_weights(np.random.default_rng(0), scale=0.0)
    weights.nothing_bias[:] = (-5, 5)
    links = np.zeros((10, 4 * LINK_WIDTH), dtype=np.float32)
    (relation,) = link(
        fragments_of(("source", 0, 2), ("cue", 2, 3), ("content", 3, 6)), links, weights, LOOSE
    )
    assert relation.source is None
    assert relation.source_link > 0.9


@pytest.mark.parametrize(("least", "n_relations"), [(0.0, 1), (0.05, 1), (0.2, 0)])
def test_a_content_that_is_hardly_the_cues_is_left_out(least, n_relations):
    weights = random_weights(np.random.default_rng(0), scale=0.0)
    weights.nothing_bias[:] = -5
    links = np.zeros((10, 4 * LINK_WIDTH), dtype=np.float32)  # every word has a share of a tenth
    found = fragments_of(("cue", 0, 1), ("content", 4, 5))
    assert len(link(found, links, weights, DecodeOptions(link=least))) == n_relations


def test_distance_alone_can_choose():
    weights = random_weights(np.random.default_rng(0), scale=0.0)
    weights.nothing_bias[:] = -5
    weights.distance[:, 2:] = -3  # all but the fragment's own word and the next
    links = np.zeros((10, 4 * LINK_WIDTH), dtype=np.float32)
    found = fragments_of(("cue", 0, 1), ("content", 4, 5), ("cue", 5, 6), ("source", 6, 7), ("source", 9, 10))
    (relation,) = link(found, links, weights, LOOSE)
    assert relation.cue.start == 5
    assert relation.source is not None
    assert relation.source.start == 6


def test_no_words_no_relations():
    weights = random_weights(np.random.default_rng(0))
    nothing = np.zeros((0, N_TAGS), np.float32), np.zeros((0, 4 * LINK_WIDTH), np.float32)
    assert decode(*nothing, np.zeros((0, 2), np.int64), weights, DecodeOptions()) == []
