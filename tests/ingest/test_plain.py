"""Plain text and Markdown are frozen character for character."""

import pytest

from sayso.errors import DocumentError
from sayso.ingest.plain import read_markdown, read_plain
from sayso.ingest.source import Source
from sayso.records import Metadata


@pytest.mark.parametrize(
    "text", ["a\r\nb\rc\n\n", "no end", "\ttab \x0c\x85\u2028 ", "🙂 مرحبا", "# T\n\n> *q*"]
)
def test_not_a_character_is_changed(text: str) -> None:
    for read in (read_plain, read_markdown):
        (document,) = read(Source(name="x", data=text.encode()))
        assert document.text == text
        assert document.raw == text.encode()


def test_the_address_of_a_fetched_text_is_known_and_a_given_one_wins() -> None:
    fetched = Source(name="x", data=b"text", address="https://tarn.example/a")
    assert next(read_plain(fetched)).metadata == Metadata(url="https://tarn.example/a")
    given = Source(
        name="x", data=b"text", address="https://a.example/", given=Metadata(url="https://b.example/")
    )
    assert next(read_plain(given)).metadata.url == "https://b.example/"


def test_what_the_server_says_of_the_encoding_is_tried() -> None:
    text = "Мост"
    (document,) = read_plain(Source(name="x", data=text.encode("koi8-r"), charset="koi8-r"))
    assert (document.text, document.encoding) == (text, "koi8-r")


@pytest.mark.parametrize("data", [b" \n\t", b"\xef\xbb\xbf", "\u2003\u00a0".encode()])
def test_blanks_are_no_document(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"blank|empty"):
        next(read_plain(Source(name="x", data=data)))
