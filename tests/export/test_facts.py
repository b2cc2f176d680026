from dataclasses import replace

import pytest

from sayso.export.facts import (
    chain_words,
    cue_words,
    day_words,
    facts_of,
    reasons_of,
    says_its_name,
    speaker_note,
    why,
)
from sayso.records import Attribution, Span, Speaker, StatementDate


def facts(reading, number, **known):
    attribution = reading.attributions[number - 1]
    chain = known.pop("chain", ())
    found = facts_of(replace(attribution, **known), reading.document.text, chain)
    return {fact.key: (fact.words, fact.because) for fact in found}


def test_what_a_reader_is_told(filled):
    assert facts(filled, 3) == {
        "date": ("2031-05-05 (“on Monday”)", "the last one before 2031-05-06"),
        "addressee": ("reporters", ""),
        "occasion": ("in a televised briefing", ""),
    }
    assert facts(filled, 4) == {"speaker": ("Ada Quill", "the one woman named before “She”")}
    assert facts(filled, 8) == {"speaker": ("one of them", "a member of a group, not named")}


def test_a_speaker_whom_the_source_names_needs_no_reason_unless_in_doubt(filled):
    speaker = Speaker(name="officials", because="named in the source")
    assert facts(filled, 2, speaker=speaker, anonymity=None, within=None) == {}
    doubt = (("speaker", "two groups of officials"),)
    assert facts(filled, 2, speaker=speaker, reasons=doubt)["speaker"] == (
        "officials", "named in the source; two groups of officials",
    )  # fmt: skip


def test_through_whom_where_that_is_known(filled):
    chain = filled.attributions[:2]
    assert facts(filled, 2, chain=chain)["within"] == ("The Evening Tide ← two officials", "")
    assert facts(filled, 2)["within"] == ("at second hand", "")
    assert "within" not in facts(filled, 1, chain=chain[:1])


def test_an_addressee_whom_the_occasion_names_is_told_once(filled):
    occasion = filled.attributions[2].occasion
    inside = Span(occasion.end - len("briefing"), occasion.end)
    assert list(facts(filled, 3, date=None, addressee=inside)) == ["occasion"]
    assert list(facts(filled, 3, date=None, occasion=None, addressee=inside)) == ["addressee"]


def test_a_date_that_no_words_state(filled):
    date = StatementDate(value="2031-05-06", granularity="day", because="the day it was published")
    assert facts(filled, 1, date=date)["date"] == ("2031-05-06", "the day it was published")


@pytest.mark.parametrize(
    ("value", "granularity", "words"),
    [
        ("2031-05-04", "day", "2031-05-04"),
        ("2031-05-04T15:30", "time", "2031-05-04T15:30"),
        ("2031-05", "month", "2031-05"),
        ("2031-W01", "week", "2031-W01, the week of 2030-12-30"),
        ("2031-W60", "week", "2031-W60"),
        ("0000-W01", "week", "0000-W01"),
    ],
)
def test_days_are_read_as_people_do(value, granularity, words):
    assert day_words(StatementDate(value=value, granularity=granularity, because="")) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, ("report",)), (4, ("deny", "negated", "possible")), (5, ("claim", "distancing")), (8, ())],
)
def test_only_the_remarkable_is_remarked(number, words, filled):
    assert cue_words(filled.attributions[number - 1]) == words


@pytest.mark.parametrize(
    ("source", "name", "role", "same"),
    [
        ("Ada Quill", "Ada Quill", None, True),
        ("harbour master Ada Quill,", "Ada Quill", "harbour master", True),
        ("Ada Quill, the Harbour Master", "Ada Quill", "harbour master", True),
        ("the Harbour Board", "Harbour Board", None, True),
        ("Quill", "Ada Quill", None, False),
        ("Ada Quill's deputy", "Ada Quill", "harbour master", False),
        ("She", "Ada Quill", None, False),
        ("", "Ada Quill", None, False),
    ],
)
def test_when_source_and_name_say_the_same(source, name, role, same):
    text = source + " said no"
    attribution = Attribution(
        document_id="x", source=(Span(0, len(source)),) if source else (),
        cue=(Span(len(source) + 1, len(source) + 5),), content=(Span(len(source) + 6, len(text)),),
        quotation="indirect", confidence=1, extractor="fake 1",
        speaker=Speaker(name=name, role=role, because=""),
    )  # fmt: skip
    assert says_its_name(attribution, text) is same


@pytest.mark.parametrize(
    ("kind", "role", "note"),
    [
        ("person", "harbour master", "person, harbour master"),
        (None, "pilot", "pilot"),
        ("group", None, "group"),
        (None, None, ""),
    ],
)
def test_kind_and_role(kind, role, note):
    assert speaker_note(Speaker(name="x", because="", kind=kind, role=role)) == note


def test_a_chain_names_whoever_is_named(filled):
    first, second = filled.attributions[:2]
    nameless = replace(first, speaker=None), replace(second, speaker=None, source=())
    assert chain_words(nameless, filled.document.text) == "The Evening Tide ← no source named"


def test_every_reason_in_the_records_order(filled):
    assert list(reasons_of(filled.attributions[0])) == [
        ("speaker", "a newspaper's name"), ("date", "the last one before 2031-05-06"),
        ("addressee", "none stated"), ("within", "outermost"),
    ]  # fmt: skip
    doubtful = replace(filled.attributions[0], reasons=(("speaker", "two papers have that name"), ("x", "y")))
    assert why(doubtful, "speaker") == "a newspaper's name; two papers have that name"
    assert list(reasons_of(doubtful))[-1] == ("x", "y")
