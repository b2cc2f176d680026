"""Sections: every cue once, with all that can bear on it."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.extract.decode import Fragment, Relation
from sayso.extract.encode import EncodedText, Window
from sayso.extract.sections import SectionOptions, lines_of, own_relations, sections_of


def encoded_of(lengths):
    """A text with lines of so many words, of which only the numbers matter."""
    ends = np.cumsum(lengths, dtype=np.int64)
    n_words = int(ends[-1])
    nothing = np.zeros(0, dtype=np.int64)
    lines = np.stack([ends - lengths, ends], axis=1)
    return EncodedText("", np.zeros((n_words, 2), np.int64), lines, nothing, nothing, nothing, [])


LENGTHS = st.lists(st.integers(1, 30), min_size=1, max_size=80)
OPTIONS = st.builds(SectionOptions, section=st.integers(1, 200), context=st.integers(0, 60))


@settings(max_examples=200)
@given(LENGTHS, OPTIONS)
def test_sections_own_every_word_once_in_whole_lines_with_context(lengths, options):
    encoded = encoded_of(lengths)
    n_words = sum(lengths)
    bounds = {0, *np.cumsum(lengths).tolist()}
    sections = list(sections_of(encoded, options))
    assert [word for one in sections for word in range(one.own_start, one.own_end)] == list(range(n_words))
    for one in sections:
        assert {one.start, one.end, one.own_start, one.own_end} <= bounds
        assert one.start <= max(one.own_start - options.context, 0)
        assert one.end >= min(one.own_end + options.context, n_words)
    for before, after in itertools.pairwise(sections):  # what the network may then forget
        assert before.start <= after.start
        assert before.end <= after.end


@given(LENGTHS, OPTIONS)
def test_the_lines_of_a_section_are_counted_from_its_beginning(lengths, options):
    encoded = encoded_of(lengths)
    for section in sections_of(encoded, options):
        lines = lines_of(encoded, section)
        assert lines[0, 0] == 0
        assert lines[-1, 1] == section.end - section.start
        assert (lines[1:, 0] == lines[:-1, 1]).all()


def test_a_text_of_usual_length_is_one_section():
    encoded = encoded_of([40] * 100)
    assert list(sections_of(encoded, SectionOptions())) == [Window(0, 4000, 0, 4000)]


def test_no_words_no_sections():
    nothing = np.zeros(0, dtype=np.int64)
    empty = EncodedText(
        "", np.zeros((0, 2), np.int64), np.zeros((0, 2), np.int64), nothing, nothing, nothing, []
    )
    assert list(sections_of(empty, SectionOptions())) == []


def relation(cue, source=None):
    content = Fragment("content", cue + 1, cue + 3, 0.9)
    return Relation(
        source=None if source is None else Fragment("source", source, source + 1, 0.9),
        cue=Fragment("cue", cue, cue + 1, 0.9),
        content=(content,),
        source_link=0.8,
        content_links=(0.7,),
    )


def test_own_relations_are_those_with_their_cue_among_the_own_words():
    section = Window(100, 200, 120, 150)
    inside = [relation(20), relation(49, source=3)]
    found = list(own_relations([relation(19), *inside, relation(50)], section))
    assert [one.cue.start for one in found] == [120, 149]
    assert [one.content[0].end for one in found] == [123, 152]
    assert [one.source and one.source.start for one in found] == [None, 103]
    assert found[1].cue.probability == 0.9
