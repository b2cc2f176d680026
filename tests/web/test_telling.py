from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sayso.export.outline import outline
from sayso.ledger import JudgementRow
from sayso.records import Judgement
from sayso.stages import voices_of
from sayso.web.marking import voices_shown
from sayso.web.telling import standing, tell

NOW = datetime(2031, 5, 9, 9, 0, tzinfo=UTC)


@pytest.fixture
def told(filled):
    voices = voices_shown(voices_of(filled, None), filled)
    return list(tell(filled.document, outline(filled), voices, {}, {}))


def _judged(number, what, attribution, judged=None, undone=False):
    given = Judgement(
        what=what,
        document_id=attribution.document_id,
        extractor="fake 1",
        reviewer="Rana Holt",
        at=NOW,
        attribution=attribution.id,
        judged=judged,
    )
    return JudgementRow(
        number=number, judgement=given, undone_by="x" if undone else None, undone_at=NOW if undone else None
    )


def test_through_whom_is_told_by_name(told):
    nested = next(one for one in told if one.entry.depth)
    assert [one.name for one in nested.chain] == ["The Evening Tide", "two officials"]
    assert "Through" not in [label for label, _, _ in nested.facts]


def test_who_answers_whom_is_told_on_both_sides(told):
    answering = next(one for one in told if one.entry.answers)
    answered = next(one for one in told if one.entry.number == answering.entry.answers)
    assert answering.entry.number in answered.answered


def test_turning_words_stand_out(told):
    turned = {word.text for one in told for word in one.words if word.turning}
    assert {"negated", "possible", "distancing"} <= turned


def test_the_source_is_told_only_where_it_says_more(told):
    sources = {one.source for one in told}
    assert "She" in sources
    assert "Union leader Oskar Pell" not in sources


def test_who_says_nothing_of_the_text_has_a_voice_too(filled):
    unsaid = replace(filled.attributions[0], modality="possible", polarity="affirmed")
    reading = replace(filled, attributions=(unsaid,))
    voices = voices_shown(voices_of(reading, None), reading)
    (one,) = tell(filled.document, outline(reading), voices, {}, {})
    assert one.speaker.name == "The Evening Tide"


def test_the_last_judgement_that_stands_counts(filled):
    one, other = filled.attributions[:2]
    right = replace(one, source=())
    rows = [
        _judged(1, "confirm", one, one),
        _judged(2, "correct", one, right),
        _judged(3, "confirm", other, other, undone=True),
    ]
    found = standing(rows)
    assert {id: row.number for id, row in found.items()} == {one.id: 2, right.id: 2}
