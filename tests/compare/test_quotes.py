"""Quotations laid beside each other: what differs, and whether they are one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.compare import Side, Stretch, Wording, align, keys_of, lay_out, match, quotations_in, read_quoted
from sayso.compare.spelling import way_of_writing
from sayso.records import Span

LEFT = "we will not close the harbour before friday . nobody asked the pilots about the crane"


def differences(left, right):
    """The differences, each as kind, mark, and the words of either side."""
    ours, theirs = Wording.from_text(left), Wording.from_text(right)
    found = align(ours, theirs)
    return found and [
        (one.kind, one.mark, " ".join(one.left.of(ours.words)), " ".join(one.right.of(theirs.words)))
        for one in found.differences
    ]


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        (LEFT, []),
        ("we will not close the harbour before friday",
         [("shorter", "excerpt", "nobody asked the pilots about the crane", "")]),
        ("nobody asked the pilots about the crane",
         [("shorter", "excerpt", "we will not close the harbour before friday", "")]),
        ("we will not close the harbour | nobody asked the pilots about the crane",
         [("cut", "excerpt", "before friday", "")]),
        ("we will not close the harbour … nobody asked the pilots about the crane",
         [("ellipsis", "marked edit", "before friday", "")]),
        ("we will not close the harbour … before friday . nobody asked the pilots about the crane",
         [("ellipsis", "marked edit", "", "")]),
        ("[ they ] will not close the harbour before friday . nobody asked the pilots about the crane",
         [("brackets", "marked edit", "we", "they")]),
        ("we will not close the harbour before friday . nobody asked the pilots [ off ] about the crane",
         [("brackets", "marked edit", "", "off")]),
        ("we won't close the harbor before friday . nobody asked the pilots about the crane",
         [("contraction", "spelling", "we will not", "we won't"),
          ("spelling", "spelling", "harbour", "harbor")]),
        ("we will close the harbour before friday . nobody asked the pilots about the crane",
         [("negation", "altered", "not", "")]),
        ("we will not close the harbour before monday . nobody asked the pilots about the crane",
         [("changed", "altered", "friday", "monday")]),
        ("we will not close the old harbour before friday . nobody asked the pilots about the crane",
         [("added", "altered", "", "old")]),
        ("we will not close the harbour . nobody asked the pilots about the crane",
         [("left out", "altered", "before friday", "")]),
        ("we will not uh close the harbour before friday . nobody asked the pilots about the crane",
         [("filler", "altered", "", "uh")]),
        ("they will not close the harbour before friday . nobody asked the pilots about the crane",
         [("form", "altered", "we", "they")]),
        ("we will not close the harbour before friday . tides rose . nobody asked the pilots about the crane",
         [("joined", "altered", "", "tides rose")]),
    ],
)  # fmt: skip
def test_each_difference_is_told_for_what_it_is(right, expected):
    assert differences(LEFT, right) == expected


def test_order_that_changed_is_told_as_order():
    kinds = [one[0] for one in differences("cranes and the bolts fell", "the bolts and cranes fell")]
    assert "changed" not in kinds


def test_a_hidden_word_is_shown_by_its_signs():
    found = differences("close the damned harbour before friday", "close the d****d harbour before friday")
    assert found == [("censored", "marked edit", "damned", "d****d")]


def test_at_a_cut_the_words_before_it_are_not_asked_for():
    assert differences("he lied | the crane was inspected in march", "the crane was inspected in march") == []


@pytest.mark.parametrize(
    ("left", "right", "way"),
    [
        ("don't", "do not", "contraction"),
        ("it's", "it has", "contraction"),
        ("gonna", "going to", "contraction"),
        ("ten", "10", "number"),
        ("two in three", "2 in 3", "number"),
        ("twenty five", "25", "number"),
        ("11 million", "11000000", "number"),
        ("eleventh", "11th", "number"),
        ("colour", "color", "spelling"),
        ("well known", "wellknown", "spelling"),
        ("organise", "organize", "spelling"),
        ("u.s", "united states", "spelling"),
        ("captain's", "captains", "contraction"),
        ("its", "it's", None),
        ("our", "or", None),
        ("filled", "filed", None),
        ("won", "won't", None),
        ("ten", "11", None),
    ],
)
def test_ways_of_writing_the_same_words(left, right, way):
    assert way_of_writing(left.split(), right.split()) == way
    assert way_of_writing(right.split(), left.split()) == way


WORDS = st.sampled_from("the we harbour crane not | … . [ ] friday closed is a".split())


@given(st.lists(WORDS, max_size=30))
def test_a_wording_survives_being_stored(parts):
    once = Wording.from_text(" ".join(parts)).to_text()
    assert Wording.from_text(once).to_text() == once


@given(st.lists(WORDS, max_size=25), st.lists(WORDS, max_size=25))
def test_what_agrees_and_what_differs_lies_inside_both(left, right):
    ours, theirs = Wording.from_text(" ".join(left)), Wording.from_text(" ".join(right))
    found = align(ours, theirs)
    if found is None:
        return
    for run, other in found.equal:
        assert run.of(ours.words) == other.of(theirs.words)
    for one in found.differences:
        assert 0 <= one.left.start <= one.left.end <= len(ours.words)
        assert 0 <= one.right.start <= one.right.end <= len(theirs.words)


@given(st.lists(WORDS, min_size=1, max_size=25))
def test_the_same_wording_has_no_silent_difference(parts):
    wording = Wording.from_text(" ".join(parts))
    found = align(wording, wording)
    assert found is None or found.mark == "same"


TEXT = "Pell said: “The U.S. crane … [was] safe,” he added. “Mr. Quill’s café. No?” The board agreed."


def test_words_are_slices_and_the_marks_are_kept():
    inside = (Span(12, 40), Span(53, 74))
    quoted = read_quoted(TEXT, inside)
    assert [place.of(TEXT) for place in quoted.places] == [
        "The", "U.S.", "crane", "was", "safe", "Mr", "Quill’s", "café", "No",
    ]  # fmt: skip
    assert quoted.wording.to_text() == "the u.s crane … [ was ] safe | mr quill's cafe . no"


def test_a_bracket_that_is_never_closed_is_no_bracket():
    text = "the [crane fell " + "and fell again " * 20
    assert read_quoted(text, (Span(0, len(text)),)).wording.bracketed == frozenset()


def spans(text, *words):
    return tuple(Span(text.index(part), text.index(part) + len(part)) for part in words)


def test_a_stretch_is_the_innermost_speakers_who_says_all_of_it():
    text = "The Wire reported that Quill said “the crane is safe and Pell knew of it.”"
    inside = spans(text, "the crane is safe and Pell knew of it.")[0]
    contents = {
        "wire": spans(text, "that Quill said “the crane is safe and Pell knew of it.”"),
        "quill": spans(text, "“the crane is safe and Pell knew of it.”"),
        "pell": spans(text, "of it"),
    }
    assert list(quotations_in(text, contents, [Stretch(inside, True)])) == ["quill"]


def test_a_stretch_is_taken_whole_but_for_one_that_is_never_closed():
    text = "“The crane is safe and dry today"
    inside = spans(text, "The crane is safe and dry today")[0]
    contents = {"quill": spans(text, "“The crane is safe and")}
    closed = quotations_in(text, contents, [Stretch(inside, True)])["quill"]
    never = quotations_in(text, contents, [Stretch(inside, False)])["quill"]
    assert (len(closed.places), len(never.places)) == (7, 5)


def side(text, identity="1", *, name="Ada Quill", day="2031-05-05", said="", by_name=False):
    return Side(
        wording=Wording.from_text(text),
        identity=identity,
        name=name,
        by_name=by_name,
        published=day,
        said=said,
    )


def found(left, right, n_shared=0):
    alignment = align(left.wording, right.wording)
    return alignment and match(left, right, alignment, n_shared=n_shared)


def test_the_same_words_of_the_same_speaker_are_one():
    one = found(side(LEFT), side(LEFT, day="2031-05-06"))
    assert one is not None
    assert one.score > 0.9
    assert {"both are Ada Quill’s", "published 1 day apart"} <= set(one.because)


@pytest.mark.parametrize(
    "right",
    [
        side("no comment", name="Oskar Pell", identity="2"),
        side("the pilots asked nobody in particular", identity="2", name="Oskar Pell"),
        side("we will win friday", day="2031-09-09"),
        side("the board of the harbour should look for pilots and build another crane", identity="1"),
    ],
)
def test_what_only_shares_words_is_not(right):
    assert found(side(LEFT), right) is None


def test_a_short_one_needs_its_speaker_and_its_days():
    assert found(side("it is fine now"), side("it is fine now")) is None
    assert (
        found(side("the crane was inspected"), side("the crane was inspected", day="2031-05-06")) is not None
    )
    assert found(side("the crane was inspected"), side("the crane was inspected", day="2032-05-06")) is None
    other = side("the crane was inspected", "2", name="Oskar Pell")
    assert found(side("the crane was inspected"), other) is None


def test_a_negation_is_told_and_costs():
    without = LEFT.replace("not ", "")
    one, same = found(side(LEFT), side(without)), found(side(LEFT), side(LEFT))
    assert one.score < same.score
    assert "a negation stands in one of them alone" in one.because


def test_keys_do_not_depend_on_small_words():
    ours = set(keys_of(Wording.from_text("the harbour of the pilots was closed")))
    assert ours & set(keys_of(Wording.from_text("a harbour for pilots closed")))


def test_versions_are_laid_beside_the_one_that_most_agree_with():
    texts = ("crane and bolts fell", LEFT, LEFT.replace("friday", "monday"), "nobody asked the pilots")
    wordings = [Wording.from_text(text) for text in texts]
    laid = lay_out(wordings, [frozenset({str(number)}) for number in range(4)])
    assert laid[0].version == 1
    assert {one.version for one in laid} == {0, 1, 2, 3}
    assert {one.version: one.against for one in laid}[2] == 1
