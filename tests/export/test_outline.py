from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sayso.export import outline
from sayso.records import Reading
from sayso.records.chain import chain_of


def rows(reading):
    return [(e.number, e.depth, e.attribution.cue[0].of(reading.document.text), e.answers)
            for e in outline(reading)]  # fmt: skip


def test_what_stands_within_another_is_behind_it(filled):
    expected = [
        (1, 0, "reported", None),
        (2, 1, "had said", None),
        (3, 0, "told", 2),
        (4, 0, "has not ruled out", None),
        (5, 0, "claimed", None),
        (6, 1, "had admitted", None),
        (7, 0, "was echoed by", 5),
        (8, 0, "says", None),
    ]
    assert rows(filled) == expected
    first, second, *rest = filled.attributions
    swapped = Reading(filled.document, (second, first, *rest))  # where the inner one begins first
    assert rows(swapped) == expected


def test_the_chain_goes_from_the_outermost_to_this_one(filled):
    reported, said, *rest = filled.attributions
    deepest = replace(rest[0], within=said.id)
    third = outline(Reading(filled.document, (reported, said, deepest)))[2]
    assert third.chain == (reported, said, deepest)
    assert outline(filled)[0].chain == (reported,)
    assert all(entry.chain == chain_of(filled, entry.attribution) for entry in outline(filled))


def test_what_is_not_in_the_reading_is_no_parent_and_no_answer(filled):
    said, told = filled.attributions[1:3]
    assert [(e.depth, e.answers) for e in outline(Reading(filled.document, (said,)))] == [(0, None)]
    assert [(e.depth, e.answers) for e in outline(Reading(filled.document, (told,)))] == [(0, None)]


def test_a_circle_is_cut(filled):
    one, two = filled.attributions[:2]
    circle = (replace(one, within=two.id, responds_to=one.id), replace(two, within=one.id))
    assert [(e.number, e.depth, e.answers) for e in outline(Reading(filled.document, circle))] == [
        (1, 0, None), (2, 1, None),
    ]  # fmt: skip


@given(data=st.data())
def test_every_attribution_is_there_once_and_right_behind_its_parent(data, readings_of):
    reading = data.draw(readings_of())
    entries = outline(reading)
    assert [entry.number for entry in entries] == list(range(1, len(reading.attributions) + 1))
    assert sorted(map(id, (entry.attribution for entry in entries))) == sorted(map(id, reading.attributions))
    depth = -1
    for entry in entries:
        assert entry.depth <= depth + 1
        depth = entry.depth
        assert len(entry.chain) == depth + 1
        assert entry.chain[-1] is entry.attribution
        for outer, inner in zip(entry.chain, entry.chain[1:], strict=False):
            assert inner.within == outer.id
        if entry.answers is not None:
            assert entries[entry.answers - 1].attribution.id == entry.attribution.responds_to
