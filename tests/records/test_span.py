"""Spans: half-open ranges that are slices, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.records import Span, in_order, joined


@st.composite
def spans(draw, most=40):
    start = draw(st.integers(0, most))
    return Span(start, start + draw(st.integers(1, most)))


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 3), (4, 3), (-1, 2), (-3, -1)])
def test_refuses_what_is_no_range(start, end):
    with pytest.raises(ValueError, match="0 <= start < end"):
        Span(start, end)


@given(st.text(min_size=1), st.data())
def test_of_is_the_slice(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert Span(start, end).of(text) == text[start:end]


@given(st.text(max_size=20), st.integers(0, 30), st.integers(1, 5))
def test_of_refuses_a_text_that_is_too_short(text, start, length):
    span = Span(start, start + length)
    if span.end <= len(text):
        assert span.of(text)
    else:
        with pytest.raises(ValueError, match="ends outside"):
            span.of(text)


@given(spans(), spans())
def test_overlapping_is_sharing_a_code_point(one, other):
    shared = set(range(one.start, one.end)) & set(range(other.start, other.end))
    assert one.overlaps(other) == other.overlaps(one) == bool(shared)


@given(st.lists(spans(), max_size=5))
def test_in_order_sorts_or_refuses(given_spans):
    covered = [at for span in given_spans for at in range(span.start, span.end)]
    if len(covered) == len(set(covered)):
        ordered = in_order(given_spans)
        assert list(ordered) == sorted(given_spans, key=lambda span: span.start)
    else:
        with pytest.raises(ValueError, match="overlap"):
            in_order(given_spans)


@pytest.mark.parametrize(
    ("spans", "words"),
    [((), ""), ((Span(0, 3),), "The"), ((Span(0, 3), Span(11, 15)), "The … here")],
)
def test_joined(spans, words):
    assert joined(spans, "The bridge here.") == words


def test_a_span_is_frozen():
    with pytest.raises(AttributeError):
        Span(0, 1).start = 1
