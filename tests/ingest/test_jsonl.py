"""One article on each line, and a line that is none is skipped by its number."""

import json
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.ingest.jsonl import Line, find_lines, read_json_lines, read_lines
from sayso.ingest.source import Source
from sayso.records import Document, Metadata, Skipped

FULL = {
    "text": "The mayor spoke.\r\n",
    "title": " A  title ",
    "outlet": "Tarn Courier",
    "authors": ["Ada Quill", "Tom Marsh", "Ada Quill", 3, ""],
    "published": "2020-01-12T10:30Z",
    "url": "https://tarn.example/a",
    "language": "en_GB",
    "name": "mayor",
}


def _read(*lines: object, given: Metadata | None = None) -> list[Document | Skipped]:
    data = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    return list(
        read_json_lines(Source(name="feed", label="feed.jsonl", data=data, given=given or Metadata()))
    )


def _one(line: object, given: Metadata | None = None) -> Document:
    (document,) = _read(line, given=given)
    assert isinstance(document, Document)
    return document


def test_all_that_a_line_states_is_kept() -> None:
    document = _one(FULL)
    assert document.text == "The mayor spoke.\r\n"
    assert document.name == "mayor"
    assert document.raw == json.dumps(FULL).encode()
    assert document.metadata == Metadata(
        title="A title",
        outlet="Tarn Courier",
        authors=("Ada Quill", "Tom Marsh"),
        published="2020-01-12T10:30:00+00:00",
        url="https://tarn.example/a",
        language="en-GB",
    )


def test_what_a_line_states_wrongly_is_not_known() -> None:
    wrong = {
        "title": 3,
        "outlet": "\ud800",
        "authors": {},
        "published": "soon",
        "url": "a.txt",
        "language": [],
    }
    assert _one({"text": "x y", **wrong}).metadata == Metadata()


def test_given_metadata_wins() -> None:
    assert _one(FULL, given=Metadata(outlet="Other")).metadata.outlet == "Other"
    assert _one(FULL, given=Metadata(outlet="Other")).metadata.title == "A title"


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        ({"name": "n", "id": "i", "url": "u"}, "n"),
        ({"name": "", "id": "i", "url": "u"}, "i"),
        ({"id": 17, "url": "u"}, "17"),
        ({"id": True, "url": "https://tarn.example/"}, "https://tarn.example/"),
        ({"name": "\ud800"}, "feed.jsonl#1"),
        ({}, "feed.jsonl#1"),
    ],
)
def test_a_document_is_named_by_its_line_or_its_number(keys: dict[str, object], name: str) -> None:
    assert _one({"text": "x", **keys}).name == name


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"{broken", "not JSON"),
        (["x"], "no object"),
        ("x", "no object"),
        (b"null", "no object"),
        ({"title": "x"}, "no text"),
        ({"text": None}, "no string but NoneType"),
        ({"text": ["x"]}, "no string but list"),
        ({"text": ""}, "empty"),
        ({"text": " \n "}, "blanks"),
        (b'{"text": "half \\ud800"}', "surrogate"),
        (b'{"text": "nul \\u0000"}', "NUL"),
        (b'{"text": "\xff"}', "not UTF-8"),
        (b'{"text": "raw\0nul"}', "not JSON"),
        (b"[" * 100_000, "cannot be read"),
        (b'{"text": ' + b"1" * 5000 + b"}", "cannot be read|no string"),
    ],
)
def test_a_bad_line_is_skipped_with_its_number_and_the_rest_goes_on(line: object, words: str) -> None:
    before, skipped, after = _read({"text": "one"}, line, {"text": "three"})
    assert isinstance(before, Document)
    assert isinstance(after, Document)
    assert (before.name, after.name) == ("feed.jsonl#1", "feed.jsonl#3")
    assert isinstance(skipped, Skipped)
    assert skipped.name == "feed.jsonl#2"
    assert any(word in skipped.reason for word in words.split("|"))
    raw = line if isinstance(line, bytes) else json.dumps(line).encode()
    assert skipped.sha256 == sha256(raw).hexdigest()


def test_line_ends_and_a_byte_order_mark_are_no_part_of_a_line() -> None:
    bare = _one(FULL)
    raw = bare.raw
    for data in (b"\xef\xbb\xbf" + raw, raw + b"\r\n", b"\xef\xbb\xbf" + raw + b"\n\n \n"):
        (document,) = _read(data)
        assert isinstance(document, Document)
        assert (document.raw, document.id) == (raw, bare.id)


@pytest.mark.parametrize("data", [b"", b"\n\n \r\n"])
def test_nothing_but_blank_lines_is_said_once(data: bytes) -> None:
    assert _read(data) == [Skipped(name="feed.jsonl", reason="holds no line of JSON")]


def test_utf16_is_said_once() -> None:
    (skipped,) = _read('{"text": "x"}\n{"text": "y"}'.encode("utf-16"))
    assert isinstance(skipped, Skipped)
    assert "UTF-8" in skipped.reason


@given(st.binary(max_size=300), st.integers(1, 40))
@settings(deadline=None)
def test_lines_are_those_of_the_bytes_and_long_ones_are_dropped_whole(data: bytes, limit: int) -> None:
    expected = data.split(b"\n")
    if expected[-1] == b"":
        expected.pop()
    found = list(find_lines(BytesIO(data), limit))
    assert [line.number for line in found] == list(range(1, len(expected) + 1))
    assert [line.data for line in found] == [line if len(line) <= limit else None for line in expected]


def test_a_long_line_is_skipped_by_its_number() -> None:
    lines = [Line(1, None), Line(2, b'{"text": "two"}')]
    first, second = read_lines(lines, label="f", given=Metadata(), max_bytes=10)
    assert isinstance(first, Skipped)
    assert first.name == "f#1"
    assert "--max-bytes" in first.reason
    assert isinstance(second, Document)


class _Endless:
    """A stream of lines that never ends and counts how many were asked for."""

    def __init__(self) -> None:
        self.n_read = 0

    def readline(self, limit: int, /) -> bytes:
        self.n_read += 1
        return b'{"text": "The mayor spoke."}\n'


def test_a_stream_without_end_is_read_a_line_at_a_time() -> None:
    stream = _Endless()
    documents: Iterator[Document | Skipped] = read_lines(
        find_lines(stream, 1000), label="f", given=Metadata()
    )
    names = [next(documents).name for _ in range(5)]
    assert names == ["f#1", "f#2", "f#3", "f#4", "f#5"]
    assert stream.n_read == 5
