"""What bytes are is told by the bytes."""

import gzip
import json
import zipfile
from io import BytesIO

import pytest

from sayso.errors import DocumentError
from sayso.ingest.sniff import (
    HTML,
    JSON,
    JSON_LINES,
    MARKDOWN,
    PLAIN,
    find_media_type,
    kind_of,
    to_media_type,
)

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0"
GIF = b"GIF89a\x01\0\x01\0\x80\0\0"
LINE = json.dumps({"text": "The mayor spoke."}).encode()


def _zip() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "The mayor spoke.")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "hint", "expected"),
    [
        (b"The mayor spoke.", None, PLAIN),
        (b"BMW said it would stay.", None, PLAIN),  # a bitmap begins with BM
        (b"MZ and Rar! are names.", None, PLAIN),
        ("“BMW” said so".encode("cp1252"), None, PLAIN),
        (b"The mayor spoke.", MARKDOWN, MARKDOWN),
        (b"<p>centred</p>\n\n# Title", MARKDOWN, MARKDOWN),
        (b"  \n<!DOCTYPE html><p>x", PLAIN, HTML),
        (b"\xef\xbb\xbf<html>", None, HTML),
        ("<html><p>x".encode("utf-16"), None, HTML),
        (b"<!-- made by hand --><html>", PLAIN, HTML),
        (b'<?xml version="1.0"?>\n<html xmlns="x">', None, HTML),
        (b"<div><p>x</p></div>", None, HTML),
        (b"<unknown> said", None, PLAIN),
        (b"no tag at all, 1 < 2", HTML, PLAIN),
        (b"<b>bold</b> words", HTML, HTML),
        (LINE, None, JSON_LINES),
        (b"\n\n" + LINE + b"\nbroken", PLAIN, JSON_LINES),
        (b"broken\n" + LINE, JSON_LINES, JSON_LINES),
        (b"{not json}", None, PLAIN),
        (LINE, JSON, JSON_LINES),
        (b"The mayor spoke.", "text/css", PLAIN),
    ],
)
def test_the_content_decides_and_the_hint_where_it_is_silent(
    data: bytes, hint: str | None, expected: str
) -> None:
    assert find_media_type(data, subject="x", hint=hint) == expected


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (PNG, "image.*image/png"),
        (JPEG, "image.*image/jpeg"),
        (GIF, "image.*image/gif"),
        (b"{\\rtf1\\ansi hello}", "Rich Text.*DOCX"),
        (gzip.compress(b"hello", mtime=0), "application/gzip"),
        (_zip(), "application/zip"),
        (b"SQLite format 3\0" + bytes(100), "a database"),
        (b'<?xml version="1.0"?><rss></rss>', "XML"),
        (b"<svg></svg>", "XML"),
    ],
)
def test_what_is_no_text_is_refused_by_its_kind(data: bytes, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        find_media_type(data, subject="x", hint=PLAIN)


def test_json_that_is_not_one_object_a_line_is_refused() -> None:
    with pytest.raises(DocumentError, match="JSON Lines"):
        find_media_type(b'{\n "text": "x"\n}', subject="x", hint=JSON)


def test_deep_json_is_no_article_and_no_crash() -> None:
    assert find_media_type(b'{"a":' * 100_000 + b"1" + b"}" * 100_000, subject="x") == PLAIN


@pytest.mark.parametrize("text", ["The mayor spoke.", "é" * 5000, "\x1b[1mbold", "ÿØÿ"])
def test_text_in_utf8_is_of_no_other_kind(text: str) -> None:
    assert kind_of(text.encode()) is None


def test_a_media_type_is_read_whatever_its_spelling() -> None:
    assert to_media_type(" Application/XHTML+xml;charset=x") == HTML
    assert to_media_type("application/x-ndjson") == JSON_LINES
