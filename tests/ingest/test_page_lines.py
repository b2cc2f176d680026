"""Lines set on pages become the paragraphs that they were."""

import pytest

from sayso.ingest.page_lines import PageLine, join_lines
from sayso.records import Locator

WIDTH = 200


def lines(*texts, page=1, left=50, size=10, top=700, step=12, right=None):
    return [
        PageLine(
            page=page,
            left=left,
            right=right or left + WIDTH,
            top=top - number * step,
            bottom=top - number * step - size,
            size=size,
            text=text,
        )
        for number, text in enumerate(texts)
    ]


def text_of(*parts):
    return join_lines([line for part in parts for line in part])[0]


def test_lines_of_a_paragraph_are_one_line_of_text():
    assert text_of(lines("The harbour board said", "that nobody had told it.")) == (
        "The harbour board said that nobody had told it."
    )


def test_a_wider_gap_an_indent_and_a_short_last_line_each_end_a_paragraph():
    assert (
        text_of(lines("One, it said", "and two.", "Three, it", "said."), lines("Four.", top=620)).count("\n")
        == 1
    )
    indented = [*lines("It said", "so."), *lines("They did", left=62, top=676), *lines("not.", top=664)]
    assert text_of(lines("A b", "c d", top=733), indented).split("\n") == [
        "A b c d",
        "It said so.",
        "They did not.",
    ]
    short = [*lines("It said"), *lines("so.", top=688, right=100), *lines("They did", "not.", top=676)]
    assert text_of(short).split("\n") == ["It said so.", "They did not."]


def test_letters_of_another_size_are_another_paragraph():
    assert text_of(lines("Who knew?", size=18, top=720), lines("Nobody knew, it", "said.")).split("\n") == [
        "Who knew?",
        "Nobody knew, it said.",
    ]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("the govern-", "ment said", "the government said"),
        ("the govern\u2010", "ment said", "the government said"),
        ("the govern\u00ad", "ment said", "the government said"),
        ("a well-", "known man", "a well-known man"),
        ("the Anglo-", "Tarn line", "the Anglo-Tarn line"),
        ("from 2010-", "12 on", "from 2010-12 on"),
        ("a state-of-", "the-art pier", "a state-of-the-art pier"),
        ("it fell -", "and broke", "it fell - and broke"),
        ("we co-", "operate", "we co-operate"),
    ],
)
def test_a_word_parted_at_the_end_of_a_line_is_whole_again_where_that_is_plain(first, second, joined):
    assert text_of(lines(first, second)) == joined


def test_the_document_itself_says_how_a_word_is_written():
    assert text_of(lines("a pier-", "side bar. The pier-side bar")).startswith("a pier-side bar")
    assert text_of(lines("we co-", "operate. To cooperate is")).startswith("we cooperate")


def test_ligatures_are_letters():
    assert text_of(lines("the ﬁre oﬃcer")) == "the fire officer"


def test_a_sentence_runs_on_over_columns_and_pages():
    text, places = join_lines(
        [
            *lines("The board", "said that nobody", top=100),
            *lines("had told it", "of the cracks", left=300, top=700),
            *lines("in the pier.", page=2),
            *lines("The end.", page=3),
        ]
    )
    assert text == "The board said that nobody had told it of the cracks in the pier.\nThe end."
    assert places == (
        Locator(0, "page", "1"),
        Locator(text.index("in the"), "page", "2"),
        Locator(66, "page", "3"),
    )
    assert text[places[2].start :] == "The end."


def test_running_heads_and_page_numbers_are_left_out():
    pages = []
    for number in range(1, 5):
        pages += lines(f"Tarn Courier, no. {number}", page=number, top=780)
        pages += lines(f"Story {number} begins", "and ends.", "It does", "so.", page=number)
        pages += lines(str(number), page=number, top=40)
    text = text_of(pages)
    assert "Courier" not in text
    assert text.split("\n")[0] == "Story 1 begins and ends. It does so."
    assert not any(line.isdigit() for line in text.split("\n"))


def test_what_stands_on_two_pages_alone_is_no_running_head():
    pages = [line for page in (1, 2) for line in lines("Tarn Courier", page=page, top=780)]
    assert text_of(pages, lines("Nobody knew.")).count("Tarn Courier") == 2


def test_no_lines_no_text():
    assert join_lines([]) == ("", ())
