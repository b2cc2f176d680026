"""Pages: the article's text and nothing else, and no page that brings the run down."""

import logging
from datetime import date

import pytest

from sayso.errors import DocumentError
from sayso.ingest.html import MAX_ELEMENTS, read_html
from sayso.ingest.source import Source
from sayso.records import Document, Metadata

BODY = (
    "<p>The old bridge at Tarn will stay closed until spring, said the mayor, Ada Quill.</p>"
    "<p>“We can’t wait,” said Tom Marsh, who runs the café beside it. “It’s our living.”</p>"
    "<p>The council denied that it had known of the cracks for a year, as a report by engineers claims.</p>"
)
TEXT = (
    "The old bridge at Tarn will stay closed until spring, said the mayor, Ada Quill.\n"
    "“We can’t wait,” said Tom Marsh, who runs the café beside it. “It’s our living.”\n"
    "The council denied that it had known of the cracks for a year, as a report by engineers claims."
)
PAGE = f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Bridge stays closed | Tarn Courier</title>
<meta property="og:title" content="Bridge stays closed"><meta property="og:site_name" content="Tarn Courier">
<meta name="author" content="Ivo Reed"><link rel="canonical" href="https://tarn.example/bridge">
<meta property="article:published_time" content="2020-01-12T10:30:00Z">
<script>var said = "The script said so, in so many words.";</script></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Bridge stays closed</h1>{BODY}</article>
<footer>Copyright 2024</footer></body></html>"""


def _read(page: str | bytes, **known: object) -> Document:
    data = page if isinstance(page, bytes) else page.encode()
    (document,) = read_html(Source(name="x", data=data, **known))  # type: ignore[arg-type]
    return document


def test_the_article_is_kept_a_paragraph_a_line_with_what_the_page_states() -> None:
    document = _read(PAGE)
    assert document.text.removeprefix("Bridge stays closed\n") == TEXT
    assert document.raw == PAGE.encode()
    assert (document.media_type, document.encoding) == ("text/html", "utf-8")
    assert document.metadata == Metadata(
        title="Bridge stays closed",
        outlet="Tarn Courier",
        authors=("Ivo Reed",),
        published="2020-01-12T10:30:00+00:00",
        url="https://tarn.example/bridge",
        language="en-GB",
    )


def test_given_metadata_wins_over_the_page() -> None:
    document = _read(PAGE, given=Metadata(outlet="Other", published="2019-01-01"))
    assert (document.metadata.outlet, document.metadata.published) == ("Other", "2019-01-01")
    assert document.metadata.title == "Bridge stays closed"


def test_a_date_in_the_future_is_not_believed() -> None:
    assert _read(PAGE, latest=date(2020, 1, 11)).metadata.published is None


@pytest.mark.parametrize(
    ("page", "encoding"),
    [
        (PAGE.replace("utf-8", "iso-8859-1").encode("cp1252"), "cp1252"),
        (PAGE.replace('<meta charset="utf-8">', "").encode("cp1252"), "cp1252"),
        (b"\xff\xfe" + PAGE.encode("utf-16-le"), "utf-16-le"),
        (b"\xef\xbb\xbf" + PAGE.encode(), "utf-8"),
        (f'<?xml version="1.0" encoding="utf-8"?>{PAGE}'.encode(), "utf-8"),
    ],
)
def test_the_text_is_the_same_in_every_encoding(page: bytes, encoding: str) -> None:
    document = _read(page)
    assert document.encoding == encoding
    assert document.text == _read(PAGE).text


@pytest.mark.parametrize(
    "page",
    [
        BODY,
        f"<html lang='en'/><body>{BODY}",
        f"<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0//EN' 'x' /><html><body>{BODY}</body></html>",
        f"<html><body><div>{BODY}",
        PAGE.replace("<p>", "<p>\x01\x0b"),
    ],
)
def test_faulty_markup_loses_no_paragraph(page: str) -> None:
    assert _read(page).text.removeprefix("Bridge stays closed\n") == TEXT


@pytest.mark.parametrize(
    "page",
    [
        "<html></html>",
        "<html><head><title>Title</title></head><body></body></html>",
        "<html><frameset><frame src='a'></frameset></html>",
        "<html><body><nav><a href='/'>Home</a></nav></body></html>",
        "<html><body><script>document.write('"
        + "All of it is made by script. " * 20
        + "')</script></body></html>",
    ],
)
def test_a_page_without_an_article_is_refused(page: str) -> None:
    with pytest.raises(DocumentError, match="no article text"):
        _read(page)


@pytest.mark.parametrize("page", ["<!-- -->", "<?x ?>", "<!doctype html>"])
def test_a_page_without_any_markup_is_refused(page: str) -> None:
    with pytest.raises(DocumentError, match=r"no (markup|article text)"):
        _read(page)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<html><body>" + "<div>" * 100_000 + BODY, "nested deeper"),
        ("<html><body>" + "<table><tr><td>" * 5_000 + BODY, "nested deeper"),
        ("<html><body>" + "<p>a" * (MAX_ELEMENTS + 1), "elements"),
        ("<html><body><p>" + "x" * 10_500_000, "10 MB"),
    ],
)
def test_a_page_that_cannot_be_read_whole_is_refused(page: str, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        _read(page)


def test_nesting_up_to_the_limit_is_read() -> None:
    assert _read("<html><body>" + "<div>" * 240 + BODY + "</div>" * 240).text == TEXT


def test_entities_are_not_blown_up_and_no_file_is_read() -> None:
    bomb = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(20))
    start = f'<!DOCTYPE html [<!ENTITY e0 "boom"><!ENTITY file SYSTEM "file:///etc/passwd">{bomb}]>'
    text = _read(f"{start}<html><body><p>&e20; &file;</p>{BODY}").text
    assert len(text) < 2 * len(TEXT)
    assert "root:" not in text
    assert "boom" not in text.replace("]>", "")


def test_script_is_no_text() -> None:
    assert "script" not in _read(PAGE).text


def test_references_to_characters_that_are_none_give_text_that_can_be_stored() -> None:
    text = _read(f"<html><body><p>&#0; &#xD800; &amp;#xD800; &#x110000; said the clerk.</p>{BODY}").text
    assert "\0" not in text
    assert text.encode("utf-8")


def test_a_page_of_nine_million_letters_without_a_space_ends() -> None:
    assert len(_read("<html><body><p>" + "x" * 9_000_000).text) == 9_000_000


def test_what_the_libraries_log_is_printed_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(DocumentError):
        _read("<html></html>")
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("trafilatura").propagate
    assert logging.getLogger("trafilatura").level == logging.NOTSET


def test_a_page_is_read_the_same_whatever_was_read_before() -> None:
    other = PAGE.replace("Tarn", "Weir")
    first, second = _read(PAGE), _read(other)
    assert (_read(other), _read(PAGE)) == (second, first)
