"""Bytes become text, or it is said why not."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.errors import DocumentError
from sayso.ingest.decode import SAMPLE, decode

ENGLISH = "“We can’t wait,” said Zoë Marsh of the Tarn café – twice. " * 4
POLISH = "Burmistrz powiedział, że most będzie zamknięty aż do wiosny. Źle się dzieje, mówią ludzie. " * 3
RUSSIAN = "Мэр города сказал, что мост закрыт до весны. Он добавил, что денег на ремонт нет. " * 3


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides_and_is_no_part_of_the_text(mark: bytes, encoding: str) -> None:
    decoded = decode(mark + ENGLISH.encode(encoding), subject="x")
    assert (decoded.text, decoded.encoding) == (ENGLISH, encoding)


@pytest.mark.parametrize(
    ("text", "encoding"), [(ENGLISH, "cp1252"), (POLISH, "cp1250"), (RUSSIAN, "cp1251"), (ENGLISH, "utf-8")]
)
def test_the_encoding_is_found_and_named(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding), subject="x")
    assert (decoded.text, decoded.encoding) == (text, encoding)


def test_the_encoding_is_found_where_only_the_end_of_a_long_text_tells_it() -> None:
    text = "Nothing happened today.\n" * (SAMPLE // 10) + ENGLISH
    assert decode(text.encode("cp1252"), subject="x").text == text


@pytest.mark.parametrize(
    ("label", "text", "encoding"),
    [
        ("iso-8859-1", ENGLISH, "cp1252"),  # as browsers do: Latin 1 has no curly marks
        ("windows-1251", RUSSIAN, "cp1251"),
        ("Shift_JIS", "市長は橋が春まで閉鎖されると述べた。", "cp932"),
    ],
)
def test_a_declared_encoding_is_believed_where_the_bytes_are_no_utf8(
    label: str, text: str, encoding: str
) -> None:
    assert decode(text.encode(encoding), subject="x", declared=(label,)).text == text
    assert decode(text.encode("utf-8"), subject="x", declared=(label,)).encoding == "utf-8"


@pytest.mark.parametrize("label", ["no-such", "rot13", "utf-16", "idna", "unicode_escape", "", "a\0b"])
def test_a_declared_encoding_that_is_none_is_passed_over(label: str) -> None:
    assert decode(ENGLISH.encode("cp1252"), subject="x", declared=(label,)).encoding == "cp1252"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a\0b", "NUL"),
        ("“Too late,” she said".encode("cp1252") + b"\0", "NUL"),
        ("no mark".encode("utf-16-le") * 20, "UTF-16"),
        (codecs.BOM_UTF8 + b"abc\xff\xfe", "utf-8"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x41\x00", "utf-16-le"),
        (codecs.BOM_UTF16_LE + "a\0b".encode("utf-16-le"), "NUL"),
        (bytes(range(1, 256)) * 20, "binary"),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_the_reason(data: bytes, words: str) -> None:
    with pytest.raises(DocumentError, match=words) as caught:
        decode(data, subject="the-file")
    assert caught.value.subject == "the-file"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")))
@settings(deadline=None)
def test_utf8_comes_back_character_for_character(text: str) -> None:
    assert decode(text.encode(), subject="x").text == text
    assert decode(codecs.BOM_UTF8 + text.encode(), subject="x").text == text
