from urllib.parse import unquote

import pytest

from sayso.export.citing import address_of, cite, is_web_address, quoted
from sayso.records import Metadata, Span


def test_quotation_and_reference(filled):
    told = next(one for one in filled.attributions if one.quotation == "direct")
    place = f"{told.content[0].start}–{told.content[0].end}"
    assert cite(told, filled.document.text, filled.document.metadata, "sluice") == (
        "“We were never warned,”\n"
        "— Ada Quill, 2031-05-05, in “Harbour Board was warned, officials say”, Northmouth Courier, "
        f"2031-05-06 [Sayso {told.id}, characters {place}]"
    )


def test_name_stands_for_a_title(filled):
    cited = cite(filled.attributions[0], filled.document.text, Metadata(), "sluice")
    assert ", in “sluice” [Sayso " in cited


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("that it fell", "“that it fell”"),
        ("“It fell,”", "“It fell,”"),
        ("“It fell”.", "“It fell”."),
        ("‘it’ fell", "“‘it’ fell”"),
        ("“", "““”"),
    ],
)
def test_marks_are_the_text_s_own_where_it_has_them(content, shown):
    assert quoted(content) == shown


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://tideline.example/a?b=c", True),
        ("HTTP://tideline.example/", True),
        ("javascript:alert(1)", False),
        ("https://tideline.example/ <script>", False),
        ("file:///etc/passwd", False),
        ("", False),
        (None, False),
    ],
)
def test_only_pages_are_followed(url, followed):
    assert is_web_address(url) is followed


def test_passage_is_told_in_the_address():
    text = "The ferry, 50% full, - and late - is here."
    url = "https://tideline.example/a#top"
    found = address_of((Span(0, len(text)),), text, url)
    assert found.startswith("https://tideline.example/a#top:~:text=The%20ferry%2C%2050%25")
    assert "-" not in found.partition("text=")[2]
    assert unquote(found.partition("text=")[2]) == text


def test_long_passage_is_told_by_its_ends():
    text = " ".join(f"word{number}" for number in range(40))
    found = address_of((Span(0, len(text)),), text, "https://tideline.example/a")
    assert found.endswith("#:~:text=word0%20word1%20word2%20word3,word36%20word37%20word38%20word39")


def test_long_passage_without_blanks_is_cut():
    found = address_of((Span(0, 500),), "港" * 500, "https://tideline.example/a")
    assert unquote(found).endswith("港" * 80)
    assert len(unquote(found)) < 130


def test_no_address_without_a_page():
    assert address_of((Span(0, 1),), "a", "javascript:alert(1)") is None
