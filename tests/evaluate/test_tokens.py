import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.evaluate.brat import GoldAttribution
from sayso.evaluate.tokens import Fragment, TokenText, alike, iou
from sayso.records import Span

TEXT = TokenText('Ann said "we won" today.\nBob denied it.')


def at(needle: str, text: TokenText = TEXT) -> Span:
    start = text.text.index(needle)
    return Span(start, start + len(needle))


def kind(text: str, content: str) -> str:
    tokens = TokenText(text)
    return tokens.quotation(frozenset(tokens.covered(at(content, tokens))))


@pytest.mark.parametrize(
    ("needle", "first", "last"),
    [("Ann", 0, 0), (" Ann"[1:] + " ", 0, 0), ('"we won"', 2, 5), ("n sai", 0, 1), ('won" t', 4, 6)],
)
def test_a_span_covers_the_tokens_it_touches(needle, first, last):
    covered = TEXT.covered(at(needle))
    assert (covered[0], covered[-1]) == (first, last)


def test_a_span_over_a_line_break_is_two_fragments_and_blanks_are_none():
    assert list(TEXT.fragments((Span(0, len(TEXT.text)),))) == [Fragment(0, 7), Fragment(8, 11)]
    assert list(TEXT.fragments((at(" "),))) == []


@pytest.mark.parametrize(
    ("text", "content", "expected"),
    [
        ('He said "we won" today.', '"we won"', "direct"),
        ('He said "we won" today.', "we won", "direct"),
        ('He said "we won" today.', '"we won" today', "mixed"),
        ('He said "we won" today.', "today", "indirect"),
        ("He said “we won” today.", "“we won”", "direct"),
        ("He said «we won» today.", "we won", "direct"),
        ("He said ‘we won’ today.", "‘we won’", "indirect"),  # a single mark may be an apostrophe
        ("“One paragraph,\nanother he said", "another", "indirect"),  # a quotation ends with its paragraph
        ("“One paragraph,\n“another” he said", "another", "direct"),
        ('He said "', '"', "mixed"),
    ],
)
def test_quotation(text, content, expected):
    assert kind(text, content) == expected


def test_an_empty_role_is_like_an_empty_role_only():
    full = TEXT.view(GoldAttribution(source=(at("Ann"),), cue=(at("said"),), content=(at('"we won"'),)))
    bare = TEXT.view(GoldAttribution(cue=(at("said"),), content=(at('"we won"'),)))
    assert alike(bare, bare, 0.5)
    assert alike(full, full, 1.0)
    assert not alike(full, bare, 0.0)
    assert not alike(bare, full, 0.0)


def test_iou():
    assert iou(frozenset({1, 2, 3}), frozenset({2, 3, 4})) == 0.5
    assert iou(frozenset(), frozenset()) == 0.0


@given(st.text(alphabet="ab .\n“”\"'😀", max_size=30), st.data())
def test_covered_tokens_are_those_that_share_a_character(text, data):
    tokens = TokenText(text)
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start + 1, len(text) + 3)))
    everything = [tokens.covered(Span(place, place + 1)) for place in range(len(text))]
    touched = {
        number for place in range(span.start, min(span.end, len(text))) for number in everything[place]
    }
    assert set(tokens.covered(span)) == touched
    assert all(len(covered) == (not text[place].isspace()) for place, covered in enumerate(everything))
