"""Any bytes at all give documents or reasons."""

import json
from hashlib import sha256

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sayso.ingest import READERS, read_bytes
from sayso.records import Document, Metadata, Skipped

PIECES = (
    "<html>|<body>|<p>|</p>|<div class=date>|<td>|<td>|<script>|<!--|-->|<a |&#0;|&#xd800;|&lt;|<br/>|<svg>"
    '|<meta name=author content=|<time datetime=|]]>|é|The mayor said so. |2020-01-12|"|\x01|<h1>|<title>|{'
    "|<li>|<blockquote>|\u2028"
)
MARKUP = st.lists(st.sampled_from(PIECES.split("|"))).map("".join)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
@settings(deadline=None)
def test_plain_text_is_frozen_as_it_is(text: str) -> None:
    (found,) = read_bytes(text.encode(), name="x", media_type="text/plain")
    without_mark = text.removeprefix("\ufeff")
    if isinstance(found, Document):
        assert found.text == without_mark
    else:
        assert not without_mark.strip() or text.lstrip().startswith(("%PDF-", "{\\rtf", "%!PS"))


@given(st.binary(max_size=2000), st.sampled_from([None, *READERS]))
@example(b"", None)
@example(b"\xff\xfe\x00\xd8", None)
@settings(max_examples=150, deadline=None)
def test_no_bytes_raise_an_error(data: bytes, media_type: str | None) -> None:
    for found in read_bytes(data, name="x", media_type=media_type):
        assert found.name
        if isinstance(found, Document):
            assert found.text.strip()
            assert found.text.encode("utf-8")
            assert "\0" not in found.text
        else:
            assert found.reason


@given(MARKUP)
@settings(max_examples=100, deadline=None)
def test_no_markup_raises_an_error(markup: str) -> None:
    (found,) = read_bytes(markup.encode(), name="x", media_type="text/html")
    assert isinstance(found, Skipped) or (found.text.strip() and found.text.encode("utf-8"))


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"The mayor spoke.", None),
        (b"# The mayor spoke.", "text/markdown"),
        (b"<html lang=en><body><p>" + b"The mayor of Tarn spoke for an hour. " * 9, None),
        (json.dumps({"text": "The mayor spoke.", "outlet": "Tarn Courier"}).encode(), None),
    ],
)
def test_a_document_is_made_again_from_its_archived_bytes(data: bytes, media_type: str | None) -> None:
    (first,) = read_bytes(data, name="x", media_type=media_type)
    assert isinstance(first, Document)
    (again,) = read_bytes(first.raw, name=first.name, media_type=first.media_type, given=first.metadata)
    assert isinstance(again, Document)
    assert (again.id, again.text, again.metadata) == (first.id, first.text, first.metadata)


def test_bytes_that_give_no_document_are_named_with_reason_and_hash() -> None:
    data = b"\x89PNG\r\n\x1a\n\0\0"
    (skipped,) = read_bytes(data, name="photo.txt", media_type="text/plain")
    assert isinstance(skipped, Skipped)
    assert (skipped.name, skipped.sha256) == ("photo.txt", sha256(data).hexdigest())
    assert "image/png" in skipped.reason


def test_a_media_type_that_is_not_read_is_named() -> None:
    (skipped,) = read_bytes(b"a,b", name="x", media_type="text/csv")
    assert isinstance(skipped, Skipped)
    assert "text/csv is not read" in skipped.reason


def test_ten_million_characters_without_a_space_are_one_document() -> None:
    text = "x" * 10_000_000
    (found,) = read_bytes(text.encode(), name="x")
    assert isinstance(found, Document)
    assert len(found.text) == 10_000_000


def test_where_a_text_comes_from_is_part_of_what_it_is() -> None:
    ids = {
        next(read_bytes(b"The same words.", name="x", given=given)).id  # type: ignore[union-attr]
        for given in (
            Metadata(),
            Metadata(outlet="A"),
            Metadata(outlet="B"),
            Metadata(url="https://a.example/"),
        )
    }
    assert len(ids) == 4
