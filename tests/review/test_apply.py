"""Judgements put upon readings, as values."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sayso.records import Attribution, Document, Judgement, Reading, Span, Speaker
from sayso.review import Judgements, apply, differences_after_finish, match, things_of

AT = datetime(2026, 11, 23, tzinfo=UTC)
TEXT = "Ada Quill said that Oskar Pell claimed that the sluice was open. Pell denied it later that day."
DOCUMENT = Document(name="a", text=TEXT, raw=TEXT.encode(), media_type="text/plain", encoding="utf-8")


def at(words):
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def found(source, cue, content, extractor="m 1", **known):
    return Attribution(
        document_id=DOCUMENT.id, source=(at(source),), cue=(at(cue),), content=(at(content),),
        quotation="indirect", confidence=known.pop("confidence", 0.8), extractor=extractor, **known,
    )  # fmt: skip


OUTER = found("Ada Quill", "said", "that Oskar Pell claimed that the sluice was open")
INNER = found("Oskar Pell", "claimed", "that the sluice was open", within=OUTER.id)
DEEP = found("Oskar Pell", "was", "open", within=INNER.id)
LATER = found("Pell", "denied", "it", responds_to=INNER.id)
READING = Reading(DOCUMENT, (OUTER, INNER, DEEP, LATER))


def judged(what, about=None, one=None, **known):
    return Judgement(
        what=what, document_id=DOCUMENT.id, extractor=known.pop("extractor", "m 1"), reviewer="Ada Quill",
        at=AT, attribution=about and about.id, judged=about if what == "confirm" else one, **known,
    )  # fmt: skip


def applied(*given, reading=READING, extractor="m 1", undone=()):
    known = {one.id: one for one in READING.attributions}
    judgements = Judgements(given=given, undone=frozenset(undone), known=known)
    return apply(reading, judgements, extractor=extractor)


def test_nothing_judged_changes_nothing():
    assert applied().reading == READING


def test_rejecting_the_outer_one_frees_the_inner_one():
    left = applied(judged("reject", OUTER)).reading.attributions
    assert [one.id for one in left] == [INNER.id, DEEP.id, LATER.id]
    assert left[0].within is None
    assert left[1:] == (DEEP, LATER)


def test_rejecting_the_middle_one_moves_the_inmost_outwards():
    left = applied(judged("reject", INNER)).reading.attributions
    assert [one.within for one in left] == [None, OUTER.id, None]
    assert (left[2].responds_to, dict(left[2].reasons)["responds_to"]) == (
        None,
        "what it responds to was rejected",
    )


def test_rejecting_two_that_enclose_each_other():
    left = applied(judged("reject", INNER), judged("reject", OUTER)).reading.attributions
    assert [one.within for one in left] == [None, None]


def test_what_is_corrected_is_followed():
    new = replace(INNER, content=(at("the sluice was open"),))
    left = applied(judged("correct", INNER, new)).reading.attributions
    assert [one.id for one in left] == [OUTER.id, new.id, DEEP.id, LATER.id]
    assert left[2].within == new.id
    assert left[3].responds_to == new.id
    assert (left[1].confidence, left[1].extractor) == (1.0, "reviewer Ada Quill")


def test_a_circle_is_cut():
    left = applied(judged("correct", OUTER, replace(OUTER, within=DEEP.id))).reading.attributions
    enclosing = {one.id: one.within for one in left}
    at_ = OUTER.id
    for _ in left:
        at_ = enclosing[at_] if at_ is not None else None
    assert at_ is None


def test_a_chain_of_corrections_is_one_thing_and_undoing_leads_back():
    second = replace(INNER, content=(at("the sluice was open"),))
    third = replace(INNER, content=(at("sluice was open"),))
    given = (judged("correct", INNER, second), judged("correct", second, third))
    assert [one.id for one in applied(*given).reading.attributions][1] == third.id
    assert [one.id for one in applied(*given, undone=[1]).reading.attributions][1] == second.id
    assert [one.id for one in applied(*given, undone=[0]).reading.attributions][1] == third.id
    assert applied(*given, undone=[0, 1]).reading == READING


def test_two_things_that_come_to_the_same_spans_are_there_once():
    """D is corrected to what C was corrected to, while that was undone; then that is brought back."""
    spans = replace(LATER, content=(at("it later"),))
    other = replace(DEEP, source=spans.source, cue=spans.cue, content=spans.content, within=None)
    given = (judged("correct", LATER, spans), judged("correct", DEEP, other))
    left = applied(*given).reading.attributions
    assert [one.id for one in left] == [OUTER.id, INNER.id, spans.id]
    assert len({one.id for one in left}) == len(left)


def test_another_model_finds_the_same_otherwise():
    again = replace(
        INNER, content=(at("the sluice was open"),), extractor="m 2", within=None, cue_class="claim"
    )
    reading = Reading(DOCUMENT, (again,))
    done = applied(judged("confirm", INNER), judged("reject", OUTER), reading=reading, extractor="m 2")
    (left,) = done.reading.attributions
    assert left.id == INNER.id
    (different,) = done.disagreements
    assert different.keys == ("content",)  # nobody had read the class before
    assert different.found == again
    assert "share 79%" in different.because


def test_what_the_judged_model_had_beside_it_is_not_taken_for_it():
    near = replace(INNER, content=(at("the sluice was open"),))
    left = applied(judged("add", None, near)).reading.attributions
    assert {INNER.id, near.id} <= {one.id for one in left}


def test_what_was_rejected_and_is_found_again_is_told():
    again = replace(OUTER, content=(at("Oskar Pell claimed that the sluice was open"),), extractor="m 2")
    done = applied(judged("reject", OUTER), reading=Reading(DOCUMENT, (again,)), extractor="m 2")
    assert done.reading.attributions == ()
    (different,) = done.disagreements
    assert different.because.startswith("m 2 finds again what Ada Quill rejected")


def test_that_a_model_differs_from_its_own_corrections_is_no_news():
    done = applied(judged("correct", LATER, replace(LATER, cue_class="deny")), judged("reject", OUTER))
    assert done.disagreements == ()


@pytest.mark.parametrize(
    ("one", "other", "because"),
    [
        (INNER, INNER, "the same spans"),
        (INNER, replace(INNER, source=()), "the cues overlap, and the contents share 100%"),
        (INNER, replace(INNER, content=(at("open"),)), None),
        (INNER, OUTER, None),
    ],
)
def test_matching(one, other, because):
    result = match(one, other)
    assert (result and result.because) == because


def test_a_confirmation_keeps_the_chosen_speaker_until_the_name_changes():
    named = replace(LATER, speaker=Speaker(name="Oskar Pell", because="seen"))
    renamed = replace(LATER, speaker=Speaker(name="Ada Quill", because="seen"))
    given = [judged("correct", LATER, named, speaker="s1"), judged("confirm", named)]
    (thing,) = things_of(Judgements(given=given))
    assert thing.chosen == 0
    (thing,) = things_of(Judgements(given=[*given, judged("correct", named, renamed)]))
    assert thing.chosen is None


def test_after_the_finish_everything_is_compared():
    newest = Reading(
        DOCUMENT, (replace(OUTER, extractor="m 2", cue_class="report"), replace(LATER, cue=(at("day"),)))
    )
    finished = Reading(DOCUMENT, (OUTER, replace(INNER, within=None)))
    told = differences_after_finish(newest, finished, 3)
    assert [(one.found is None, one.keys) for one in told] == [(True, ()), (False, ())]
    assert {one.place for one in told} == {3}
