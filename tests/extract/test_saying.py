"""Which inner attributions count, and how sure they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.extract.saying import INNER, counts, heads_of, kind_of, passes_no_words, stands_for_another


@pytest.mark.parametrize(
    ("cue", "kind"),
    [
        ("said", "saying"),
        ("had not said", "saying"),
        ("’s claim", "saying"),
        ("TOLD", "saying"),
        ("denies", "saying"),
        ("begged", "saying"),
        ("voted for", "acting"),
        ("decided to vote", "acting"),
        ("hopes", "thinking"),
        ("is confident", "thinking"),
        ("thinks and says", "saying"),  # the first of the kinds, wherever its word stands
        ("had not been made aware of", "other"),
        ("knew", "other"),
        ("", "other"),
        (":", "other"),
    ],
)
def test_a_cue_is_of_the_kind_that_its_words_tell_of(cue, kind):
    assert kind_of(cue) == kind


@pytest.mark.parametrize(
    ("source", "cue", "outer", "expected"),
    [
        ("the minister", "denied", "said", True),
        ("I", "told", "said", True),
        ("she", "claimed", "said", True),
        ("officials", "had not been made aware of", "reported", False),
        ("critics", "believe", "said", True),
        ("I", "believe", "said", False),
        ("he", "hoped", "said", False),
        ("her plans", "plans", "said", False),
        ("the board", "voted for", "said", True),
        ("they", "voted for", "said", False),
        ("", "were told", "said", True),
        ("", "saying", "said", False),
        ("", "believed", "said", False),
        ("the president", "to say", "said", False),
        ("the council", "call", "demanded", False),
        ("the council", "called", "demanded", True),
        ("two clerks", "say", "said", True),
    ],
)
def test_somebody_elses_words_and_thoughts_count(source, cue, outer, expected):
    assert counts(source, cue, outer) is expected


@pytest.mark.parametrize(
    ("words", "heads"),
    [
        ("the clerk said it", ["said"]),
        ("I really do believe it", []),
        ("critics believe it", ["believe"]),
        ("he was asked to say why", ["asked"]),
        ("the pier is old", []),
        ("", []),
    ],
)
def test_heads_are_the_words_that_may_be_an_inner_cue(words, heads):
    listed = words.split()
    assert [listed[place] for place in heads_of(listed)] == heads


@given(st.lists(st.sampled_from("has not been say said claims believed voted knew pier".split()), min_size=1))
def test_a_cue_without_a_head_does_not_count(words):
    if not list(heads_of(["the", "clerk", *words])):
        assert not counts("the clerk", " ".join(words))


@pytest.mark.parametrize(
    ("source", "expected"), [("he", True), ("our council", True), ("the council", False), ("", False)]
)
def test_pronouns_stand_for_another(source, expected):
    assert stands_for_another(source) is expected


def test_confidence_falls_with_what_speaks_against_an_inner_attribution():
    plain = INNER.confidence(0.8, "the mayor", "said")
    assert plain > INNER.confidence(0.6, "the mayor", "said")
    assert plain > INNER.confidence(0.8, "the mayor", "would say")
    assert plain > INNER.confidence(0.8, "I", "said")
    assert plain > INNER.confidence(0.8, "", "said")
    assert plain > INNER.confidence(0.8, "the mayor", "voted for")


@given(st.floats(0, 1), st.text(max_size=20), st.text(max_size=20))
def test_confidence_is_a_probability_for_any_words(outer, source, cue):
    assert 0 < INNER.confidence(outer, source, cue) < 1


@pytest.mark.parametrize(
    ("before", "source", "cue", "content", "expected"),
    [
        ("that nothing ", "the mayor", "said", "is true", True),
        ("that every word ", "Pell", "said", "is true", True),
        ("and somewhat ", "Pell", "said", "is true", False),
        ("that what ", "he", "said", "was wrong", True),
        ("against what ", "she", "called", "a farce", True),
        ("against what ", "Ada Quill", "called", "a farce", False),
        ("", "the crew", "had been told", "to wait", True),
        ("", "the crew", "was never informed", "that it was closed", False),
        ("", "the crew", "were told by the harbour master", "to wait", False),
        ("", "", "were told", "to wait", False),
        ("", "the paper’s", "request for", "comment", True),
        ("", "Quill", "asked for", "a report", False),
    ],
)
def test_a_saying_that_is_only_spoken_of(before, source, cue, content, expected):
    assert passes_no_words(before, source, cue, content) == expected
