"""Noun phrases: where they end, told by word classes and capitals."""

import pytest

from sayso.resolve.circumstances.noun_phrases import phrase_end


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("CNN that it held", "CNN"),
        ("the Harbour Board on Monday", "the Harbour Board"),
        ("reporters Ada Quill had left", "reporters"),
        ("Mr. Pell, the engineer", "Mr. Pell"),
        ("members of the Harbour Board at noon", "members of the Harbour Board"),
        ("reporters and editors there", "reporters and editors"),
        ("Quill and Pell again", "Quill and Pell"),
        ("Quill and her brother yesterday", "Quill and her brother"),
        ("reporters and left", "reporters"),
        ("her audience", "her audience"),
        ("her that it held", "her"),
        ("all the dockers", "all the dockers"),
        ("Radio Ansel’s Oskar Pell in May", "Radio Ansel’s Oskar Pell"),
        ("Radio Ansel's “Good Tide” yesterday", "Radio Ansel's “Good Tide”"),
        ("CBS' Face the Sea on Sunday", "CBS' Face the Sea"),
        ("dockers travelling with her", "dockers"),
        ("the Friday meeting", "the Friday meeting"),
        ("the Post Friday night", "the Post"),
        ("the family privately", "the family"),
        ("this week", ""),
        ("this week's guests", "this week's guests"),
        ("Monday", ""),
        ("whether it held", ""),
        ("he had left", ""),
        (", no", ""),
        ("", ""),
    ],
)
def test_phrases(text, phrase):
    assert text[: phrase_end(text, 0, len(text))] == phrase


def test_it_reads_no_further_than_the_limit():
    assert phrase_end("the Harbour Board", 0, 11) == 11


def test_names_are_taken_whole():
    text = "Once Upon and After that"
    assert phrase_end(text, 0, len(text), {0: 19}) == 19
    assert phrase_end(text, 0, 10, {0: 19}) == 0


def test_however_many_words_follow_the_end_is_near():
    text = "dock of the " * 10_000
    assert phrase_end(text, 0, len(text)) < 200
