import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.evaluate.variants import single_quoted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“No,” she said.", "‘No,’ she said."),
        ('"No," she said. "Never."', "‘No,’ she said. ‘Never.’"),
        ('"No\n"Never."', "‘No\n‘Never.’"),  # an opening mark on each paragraph
        ('“No" and "yes”', "‘No’ and ‘yes’"),
        ("It’s ‘so’, isn't it?", "It’s ‘so’, isn't it?"),
        ("„Nein“", "‘Nein‘"),  # opening marks both, as in English
        ("", ""),
    ],
)
def test_single_quoted(text, expected):
    assert single_quoted(text) == expected


@given(st.text(alphabet="ab \n“”\"‘’'«»"))
def test_only_double_marks_change_and_each_to_one_character(text):
    changed = single_quoted(text)
    assert len(changed) == len(text)
    assert not set(changed) & set('“”"«»')
    for before, after in zip(text, changed, strict=True):
        assert after in "‘’" if before in '“”"«»' else after == before
