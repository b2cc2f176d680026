"""Sentences: the one at a place."""

from sayso.resolve.sentences import sentence_at, sentences_of

TEXT = "  Quill left. Pell stayed."


def test_sentences_are_those_of_the_text():
    assert [sentence.of(TEXT) for sentence in sentences_of(TEXT)] == ["Quill left.", "Pell stayed."]


def test_the_sentence_at_a_place():
    assert sentence_at(TEXT, 0) is None
    assert sentence_at(TEXT, 2).of(TEXT) == "Quill left."
    assert sentence_at(TEXT, 13).of(TEXT) == "Quill left."
    assert sentence_at(TEXT, len(TEXT) - 1).of(TEXT) == "Pell stayed."
