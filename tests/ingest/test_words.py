"""What a source states of itself is kept clean or not at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.ingest.words import is_storable, is_web_address, to_address, to_language, to_names, to_words


@pytest.mark.parametrize(
    ("value", "expected"),
    [(" a \n b ", "a b"), ("", None), (" ", None), (3, None), (None, None), ("a\0", None), ("\ud800", None)],
)
def test_words_are_one_line_that_can_be_stored(value: object, expected: str | None) -> None:
    assert to_words(value) == expected


def test_a_page_in_the_place_of_a_title_is_no_title() -> None:
    assert to_words("word " * 1000) is None


@given(st.text(st.characters()))
@settings(deadline=None)
def test_what_is_kept_can_be_encoded(value: str) -> None:
    words = to_words(value)
    assert words is None or words.encode("utf-8")
    assert is_storable(value) == ("\0" not in value and not any("\ud800" <= c <= "\udfff" for c in value))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Ada Quill", ("Ada Quill",)),
        ("BY ADA QUILL", ("ADA QUILL",)),
        ("Ada Quill; Tom Marsh", ("Ada Quill", "Tom Marsh")),
        ("Ada Quill and Tom Marsh", ("Ada Quill", "Tom Marsh")),
        ("Office of Roads and Bridges", ("Office of Roads and Bridges",)),
        ("https://tarn.example/ada", ()),
        ("@ada", ()),
        (None, ()),
    ],
)
def test_a_byline_is_parted_only_where_it_is_plain(value: object, expected: tuple[str, ...]) -> None:
    assert to_names(value) == expected


@pytest.mark.parametrize("value", ["en", "en-GB", "zh-Hant-TW"])
def test_a_language_tag_is_kept(value: str) -> None:
    assert to_language(value) == value


@pytest.mark.parametrize("value", ["", "e", "english please", "en-", None, 5, "ä"])
def test_what_is_no_language_tag_is_not(value: object) -> None:
    assert to_language(value) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://tarn.example/a?b=c", "https://tarn.example/a?b=c"),
        ("http://ada:secret@tarn.example:8080/a", "http://tarn.example:8080/a"),
        ("javascript:alert(1)", None),
        ("ftp://tarn.example/", None),
        ("//tarn.example/", None),
        ("https://", None),
        ("https://tarn.example/a b", None),
        ("https://[broken", None),
        (None, None),
    ],
)
def test_an_address_is_of_the_web_and_tells_no_password(value: object, expected: str | None) -> None:
    assert to_address(value) == expected


def test_half_a_pair_is_no_address() -> None:
    assert not is_web_address("https://tarn.example/\ud800")
