"""The page's text is what a browser's DOM holds, and each offset has its element."""

import pytest

from sayso.placing import Point, read_dom, to_utf16
from sayso.records import Span


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<body>a <b>b</b> c", "a b c"),
        ("no markup at all", "no markup at all"),
        ("<head><title>Tarn</title></head><body>a", "a"),
        ("<body>a<!-- never --><?never?>b", "ab"),
        ("<body>a<template><p>never</p></template>b", "ab"),
        ("<body>a<script>var x = '<p>';</script>b", "avar x = '<p>';b"),
        ("<body>a<style>p {}</style>b", "ap {}b"),
        ("<body>a<noscript><img src=x></noscript>b", "a<img src=x>b"),
        ("<body>a<textarea>\nb</textarea>", "ab"),
        ("<body>&amp;&nbsp;&#8220;&#150;&eacute&zzz;", "&\u00a0“–é&zzz;"),
        ("<body>a\r\nb\rc", "a\nb\nc"),
        ("<body>&#13;a", "\ra"),
        ("\ufeff<!doctype html><p>a", "a"),
        ("<body><table><p>a<tr><td>b</table>", "ab"),
        ("<body><b><p>a</b>b</p>", "ab"),
        ("<body><p>a<p>b</p></p>c", "abc"),
        ("<frameset><frame src=x></frameset>", ""),
        ("", ""),
    ],
)
def test_the_text_is_that_of_the_body_as_browsers_build_it(markup: str, text: str) -> None:
    assert read_dom(markup).text == text


def _points(markup: str, words: str) -> tuple[Point, Point]:
    dom = read_dom(markup)
    span = Span(dom.text.index(words), dom.text.index(words) + len(words))
    return dom.start_point(span), dom.end_point(span)


@pytest.mark.parametrize(
    ("markup", "words", "start", "end"),
    [
        ("<body>a bc", "bc", ("/html[1]/body[1]", 2), ("/html[1]/body[1]", 4)),
        ("<p>x<p>a <i>b</i> cd", "cd", ("/html[1]/body[1]/p[2]", 4), ("/html[1]/body[1]/p[2]", 6)),
        ("<p>x<div>y<p>a<i>b</i>", "ab", ("/html[1]/body[1]/div[1]/p[1]", 0), (
            "/html[1]/body[1]/div[1]/p[1]/i[1]", 1)),
        ("<svg><text>a</text></svg><p>b", "a", (
            '/html[1]/body[1]/*[local-name()="svg"][1]/*[local-name()="text"][1]', 0), (
            '/html[1]/body[1]/*[local-name()="svg"][1]/*[local-name()="text"][1]', 1)),
    ],
)  # fmt: skip
def test_a_span_lies_between_two_points_of_elements(markup, words, start, end) -> None:
    assert _points(markup, words) == (Point(*start), Point(*end))


def test_a_span_outside_the_text_has_no_point() -> None:
    with pytest.raises(ValueError, match="nothing at 3"):
        read_dom("<p>abc").end_point(Span(1, 4))


def test_lines_begin_at_blocks_and_breaks_and_nowhere_else() -> None:
    dom = read_dom("<p>a<i>b</i><br>c<script>x</script>d<ul><li>e</ul>f")
    assert [dom.text[node.start : node.end] for node in dom.nodes if node.edge] == ["a", "c", "e", "f"]


def test_what_is_not_shown_and_what_is_hidden_is_known() -> None:
    dom = read_dom(
        "<p>a<p hidden>b<p style='display: none'>c <i>d</i></p><script>e</script>"
        "<noscript>f</noscript><iframe>g</iframe><p style>h"
    )
    assert [node.shown for node in dom.nodes] == [True, True, True, True, False, False, False, True]
    assert [node.hidden for node in dom.nodes] == [False, True, True, True, False, False, False, False]


def test_markup_nested_thousands_deep_is_read() -> None:
    assert read_dom("<div>" * 5_000 + "a").text == "a"


def test_offsets_of_javascript_count_emoji_twice() -> None:
    assert to_utf16("🛶a🛶b", 3) == 5
