import importlib.util
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.compare.copies import (
    RUN,
    WINDOW,
    compare_texts,
    fingerprint,
    least_hits,
    prepare,
)

_SPEC = importlib.util.spec_from_file_location("stories", Path(__file__).parents[1] / "stories.py")
stories = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(stories)
story = stories.story

WIRE = story(1, 2, 3)


def shared(one, other, standing=()):
    return compare_texts(prepare(one), prepare(other), standing)


def test_the_same_text_is_the_same_passage():
    found = shared(WIRE, WIRE)
    [passage] = found.passages
    assert passage.one == passage.other
    assert passage.one.of(WIRE) == WIRE.rstrip("\n").rstrip(".")
    assert (found.share_one, found.share_other) == (1, 1)
    assert found.n_words == prepare(WIRE).n_words == passage.n_words


def test_case_marks_accents_and_lines_make_no_difference():
    one = (
        "Adá Quill’s “north basin” — closed in März — stays shut until the spring tides are over, she said.\n"
    )
    other = (
        'ada quill\'s "NORTH BASIN" - closed\nin Marz - stays shut until the spring tides are over; she said'
    )
    found = shared(one, other)
    assert found.share_one == found.share_other == 1
    assert fingerprint(one) == fingerprint(other)


def test_a_story_within_a_longer_one_is_found_in_both():
    longer = story(50, 51) + WIRE + story(52)
    found = shared(longer, WIRE)
    assert found.share_other == 1
    assert 0.3 < found.share_one < 0.6
    [passage] = found.passages
    assert passage.one.of(longer) == passage.other.of(WIRE)
    assert set(fingerprint(longer).shingles) & set(fingerprint(WIRE).shingles)


def test_paragraphs_in_another_order_are_found():
    found = shared(story(1, 2, 3), story(3, 1, 2))
    assert found.share_one == 1
    assert [passage.one.start for passage in found.passages] == sorted(p.one.start for p in found.passages)
    assert [passage.other.start for passage in found.passages] != sorted(
        p.other.start for p in found.passages
    )


def test_a_changed_word_does_not_break_a_passage_and_is_not_counted():
    one = story(1)
    words = one.split()
    words[len(words) // 2] = "elsewhere"
    found = shared(one, " ".join(words))
    [passage] = found.passages
    assert passage.n_words == found.n_words == prepare(one).n_words - 1


def test_a_text_that_is_there_twice_is_shared_once():
    found = shared(WIRE + WIRE, WIRE)
    assert found.share_one == pytest.approx(0.5)
    assert found.share_other == 1
    assert shared(WIRE, WIRE + WIRE).n_words == found.n_words


def test_quoted_words_are_told_apart():
    quote = "“" + story(4).strip() + "”"
    found = shared(story(1) + "One.\n" + quote, story(2) + "Two.\n" + quote)
    assert found.n_words == prepare(story(4)).n_words
    assert found.n_running == 0


def test_what_is_short_or_different_shares_nothing():
    assert shared("The crane fell.", "The crane fell.").n_words == 0
    assert fingerprint("The crane fell.").shingles == ()
    assert fingerprint("").n_words == 0
    assert shared("", WIRE).passages == ()
    assert shared(story(1, 2), story(3, 4)).passages == ()


def test_standing_text_counts_for_nothing():
    notice = story(70, 71)
    one, other = story(1, 2, 3) + notice, story(4, 5, 6) + notice
    standing = set(fingerprint(one).shingles) & set(fingerprint(other).shingles)
    assert shared(one, other).n_words >= prepare(notice).n_words
    assert shared(one, other, standing).n_words == 0
    # Beside a notice, the words of a copy count as they are.
    kept = shared(one, one, standing)
    assert kept.n_words == pytest.approx(prepare(story(1, 2, 3)).n_words, abs=WINDOW)


@given(st.text(max_size=60) | st.text("a_é̈ 9-’٣\u200d\U0001f600\ud800", max_size=60))
def test_words_stand_where_they_are_found(text):
    printed = prepare(text)
    places = list(zip(printed.starts.tolist(), printed.ends.tolist(), strict=True))
    assert places == [match.span() for match in re.finditer(r"\w+", text)]


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 30))
def test_a_run_as_long_as_promised_is_never_missed(before, after, more):
    run = " ".join(f"w{number}" for number in range(RUN + WINDOW - 1 + more))
    one = " ".join(f"a{number}" for number in range(before)) + " " + run
    other = run + " " + " ".join(f"b{number}" for number in range(after))
    assert set(fingerprint(one).shingles) & set(fingerprint(other).shingles)


@given(st.lists(st.integers(0, 5), max_size=6), st.lists(st.integers(0, 5), max_size=6))
def test_passages_lie_within_both_texts_and_do_not_overlap(one, other):
    left, right = story(*one), story(*other)
    found = shared(left, right)
    ends = 0
    for passage in found.passages:
        assert passage.one.start >= ends
        ends = passage.one.end
        assert passage.one.of(left).split()[0].strip("“") == passage.other.of(right).split()[0].strip("“")
    assert found.n_words <= min(prepare(left).n_words, prepare(right).n_words)
    assert 0 <= found.share_one <= 1
    assert 0 <= found.share_other <= 1


def test_numbers_are_the_same_on_every_machine():
    assert fingerprint(story(1)).shingles == GOLDEN


def test_few_shingles_ask_for_fewer_hits():
    assert least_hits(3) == 1
    assert least_hits(30) == 2


GOLDEN = (1730313934969, 3715265320067)
