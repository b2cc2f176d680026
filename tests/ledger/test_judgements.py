"""Judgements: rows that stay, and the reading that stands, derived from a model's and from them."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.errors import AbortRun, NotInLedger
from sayso.ledger import Ledger, SaidQuery, SpeakersQuery
from sayso.records import Attribution, Judgement, Reading, Span, Speaker

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ADA = "Ada Quill"


def judgement(
    reading: Reading,
    what: str,
    about: Attribution | None = None,
    judged: Attribution | None = None,
    **known: Any,
) -> Judgement:
    if what == "confirm":
        judged = about
    return Judgement(
        what=what,  # type: ignore[arg-type]
        document_id=reading.document.id,
        extractor=known.pop("extractor", "model 1"),
        reviewer=known.pop("reviewer", ADA),
        at=known.pop("at", AT),
        attribution=about.id if about else None,
        judged=judged,
        **known,
    )


def shifted(one: Attribution, **changes: Any) -> Attribution:
    """The attribution without the last character of its content."""
    last = one.content[-1]
    return replace(one, content=(*one.content[:-1], Span(last.start, last.end - 1)), **changes)


def whole(ledger: Ledger) -> bool:
    assert list(ledger.verify()) == []
    return True


@pytest.fixture
def harbour(ledger: Ledger, telling: Any) -> Reading:
    """A reading of model 1, in the ledger: Quill, Orrin, Quill, He."""
    reading: Reading = telling.reading(outlet="Northmouth Courier", published="2026-03-03")
    telling.add(ledger, reading)
    return reading


def contents(ledger: Ledger, reading: Reading) -> list[str]:
    found = ledger.reading(reading.document.id)
    return [one.content[0].of(found.document.text) for one in found.attributions]


def test_what_is_confirmed_stays_and_says_so(ledger: Ledger, harbour: Reading) -> None:
    first = harbour.attributions[0]
    judged = ledger.judge(judgement(harbour, "confirm", first))
    assert judged.attribution == first.id
    found = ledger.reading(harbour.document.id).attributions
    assert [one.id for one in found] == [one.id for one in harbour.attributions]
    assert dict(found[0].reasons)["review"] == "confirmed by Ada Quill on 2026-11-23"
    assert (found[0].extractor, found[0].confidence) == (first.extractor, first.confidence)
    assert found[1:] == harbour.attributions[1:]
    (row,) = ledger.judgements(harbour.document.id)
    assert (row.number, row.undone_by, row.judgement.judged) == (judged.number, None, first)
    assert ledger.holds(harbour.document.id, "model 1")
    assert not ledger.holds(harbour.document.id, "reviewed")
    assert whole(ledger)


def test_what_is_rejected_is_said_by_nobody(ledger: Ledger, harbour: Reading) -> None:
    ledger.judge(judgement(harbour, "reject", harbour.attributions[1]))
    assert len(list(ledger.said(SaidQuery()))) == 3
    assert list(ledger.said(SaidQuery(words="crane"))) == []
    assert "Tomas Orrin" not in {row.name for row in ledger.speakers()}
    assert ledger.counts().attributions == 3
    assert len(ledger.model_reading(harbour.document.id).attributions) == 4
    assert whole(ledger)


def test_what_is_corrected_is_found_as_it_was_corrected(ledger: Ledger, harbour: Reading) -> None:
    old = harbour.attributions[1]
    new = shifted(old, cue_class="deny", speaker=Speaker(name="Oskar Pell", kind="person", because="seen"))
    judged = ledger.judge(judgement(harbour, "correct", old, new, note="it is Pell"))
    assert judged.attribution == new.id != old.id
    (hit,) = ledger.said(SaidQuery(words="crane"))
    assert (hit.attribution.id, hit.attribution.confidence) == (new.id, 1.0)
    assert hit.attribution.extractor == "reviewer Ada Quill"
    assert dict(hit.attribution.reasons)["review"] == "corrected by Ada Quill on 2026-11-23: it is Pell"
    assert hit.speaker is not None
    assert hit.speaker.name == "Oskar Pell"
    assert "Tomas Orrin" not in {row.name for row in ledger.speakers()}
    assert whole(ledger)


def test_the_view_names_who_found_it(ledger: Ledger, harbour: Reading) -> None:
    orrin = harbour.attributions[1]
    ledger.judge(judgement(harbour, "correct", orrin, replace(orrin, cue_class="deny")))
    with ledger._store.reading() as connection:
        found = connection.exec_driver_sql("SELECT DISTINCT extractor FROM said ORDER BY extractor")
        assert list(found.scalars()) == ["model 1", "reviewer Ada Quill"]


def test_what_was_missed_is_added_in_its_place(ledger: Ledger, harbour: Reading) -> None:
    text = harbour.document.text
    cue, content = text.index("had"), text.index("fallen")
    new = replace(
        harbour.attributions[1],
        cue=(Span(cue, cue + 3),),
        content=(Span(content, content + 6),),
        within=harbour.attributions[1].id,
    )
    judged = ledger.judge(judgement(harbour, "add", None, new))
    found = ledger.reading(harbour.document.id).attributions
    assert [one.id for one in found].index(judged.attribution or "") == 3  # before what begins behind it
    assert found[3].within == harbour.attributions[1].id
    assert whole(ledger)
    ledger.undo_judgement(judged.number, by=ADA, now=AT)
    assert ledger.reading(harbour.document.id) == harbour
    assert list(ledger.said(SaidQuery(words="fallen"))) != []  # the one that the model found
    assert whole(ledger)


def test_judging_again_supersedes_and_undoing_restores(ledger: Ledger, harbour: Reading) -> None:
    old = harbour.attributions[0]
    first, second = shifted(old), shifted(shifted(old))
    one = ledger.judge(judgement(harbour, "correct", old, first))
    two = ledger.judge(judgement(harbour, "correct", first, second, reviewer="Oskar Pell"))
    assert ledger.reading(harbour.document.id).attributions[0].id == second.id
    assert len(ledger.reading(harbour.document.id).attributions) == 4
    ledger.undo_judgement(two.number, by=ADA, now=AT)
    assert ledger.reading(harbour.document.id).attributions[0].id == first.id
    three = ledger.judge(judgement(harbour, "reject", first))
    assert len(ledger.reading(harbour.document.id).attributions) == 3
    ledger.undo_judgement(one.number, by=ADA, now=AT)  # the rejection still means the same thing
    assert len(ledger.reading(harbour.document.id).attributions) == 3
    ledger.undo_judgement(three.number, by=ADA, now=AT)
    assert ledger.reading(harbour.document.id) == harbour
    rows = list(ledger.judgements())
    assert [row.undone_by for row in rows] == [ADA, ADA, ADA]
    assert whole(ledger)


def test_the_same_judgement_twice_is_one(ledger: Ledger, harbour: Reading) -> None:
    for given_ in (
        judgement(harbour, "confirm", harbour.attributions[0]),
        judgement(harbour, "correct", harbour.attributions[1], shifted(harbour.attributions[1])),
        judgement(harbour, "reject", harbour.attributions[2]),
        judgement(harbour, "add", None, shifted(harbour.attributions[3])),
        judgement(harbour, "finish"),
    ):
        assert ledger.judge(given_).number == ledger.judge(given_).number
    assert len(list(ledger.judgements())) == 5
    assert whole(ledger)


def test_what_cannot_be_judged_is_refused(ledger: Ledger, harbour: Reading) -> None:
    first, second = harbour.attributions[:2]
    other = replace(first, document_id="1" + "0" * 30)
    far = replace(first, content=(Span(0, 100_000),))
    loop = shifted(first, within=first.id)
    for wrong, kind in (
        (replace(judgement(harbour, "finish"), document_id=other.document_id), NotInLedger),
        (judgement(harbour, "reject", shifted(first)), NotInLedger),
        (judgement(harbour, "correct", first, far), AbortRun),
        (judgement(harbour, "correct", first, second), AbortRun),
        (judgement(harbour, "add", None, second), AbortRun),
        (judgement(harbour, "correct", first, replace(first, within="1" + "0" * 30)), AbortRun),
        (judgement(harbour, "correct", first, loop), AbortRun),
        (judgement(harbour, "correct", first, first, speaker="1" + "0" * 30), NotInLedger),
    ):
        with pytest.raises(kind):
            ledger.judge(wrong)
    for number in (1, 0, -1, 2**63, 10**30):
        with pytest.raises(NotInLedger):
            ledger.undo_judgement(number, by=ADA, now=AT)
        with pytest.raises(NotInLedger):
            ledger.undo(number, by=ADA, now=AT)
    with pytest.raises(NotInLedger):
        list(ledger.judgements("1" + "0" * 30))
    assert list(ledger.judgements()) == []
    assert ledger.reading(harbour.document.id) == harbour
    assert whole(ledger)


def test_what_stood_within_what_is_rejected_moves_outwards(
    ledger: Ledger, filled: Reading, telling: Any
) -> None:
    ledger.add(filled, extractor="fake 1", now=AT)
    reported, said = filled.attributions[0], filled.attributions[1]
    one = ledger.judge(judgement(filled, "reject", reported))
    found = {a.id: a for a in ledger.reading(filled.document.id).attributions}
    assert found[said.id].within is None
    assert dict(found[said.id].reasons)["within"] == "outermost"
    ledger.undo_judgement(one.number, by=ADA, now=AT)
    new = shifted(said)
    ledger.judge(judgement(filled, "correct", said, new))
    answers = next(a for a in ledger.reading(filled.document.id).attributions if a.responds_to)
    assert answers.responds_to == new.id  # it responded to what was corrected
    assert whole(ledger)


def test_a_later_reading_keeps_what_people_judged(ledger: Ledger, harbour: Reading, telling: Any) -> None:
    quill, orrin, nobody, _ = harbour.attributions
    ledger.judge(judgement(harbour, "confirm", quill))
    ledger.judge(judgement(harbour, "correct", orrin, shifted(orrin, cue_class="deny")))
    ledger.judge(judgement(harbour, "reject", nobody))
    again = telling.reading(
        said=(
            ("Ada Quill", "said", "“the harbour is closed until"),  # shorter
            ("Tomas Orrin", "denied", "that the\ncrane had fallen"),
            ("Quill", "told", "“Nobody was hurt,”"),
        ),
        extractor="model 2", outlet="Northmouth Courier", published="2026-03-03",
    )  # fmt: skip
    telling.add(ledger, again)
    assert ledger.holds(harbour.document.id, "model 2")
    stands = ledger.reading(harbour.document.id).attributions
    assert [one.id for one in stands] == [quill.id, shifted(orrin).id]  # `He` is unjudged, and not found
    assert ledger.model_reading(harbour.document.id) == again
    told = ledger.disagreements(harbour.document.id)
    assert [(one.row.judgement.what, one.keys) for one in told] == [
        ("confirm", ("content",)),
        ("reject", ()),
        ("correct", ("content", "cue_class")),
    ]
    assert {one.extractor for one in told} == {"model 2"}
    assert "rejected" in told[1].because
    assert "share" in told[0].because
    (row,) = ledger.queue().rows
    assert (row.n_disagreements, row.n_judged, row.n_unjudged, row.lowest) == (3, 3, 0, None)
    assert whole(ledger)
    ledger.judge(judgement(harbour, "confirm", quill))  # again, upon what the new model finds
    assert [one.row.judgement.what for one in ledger.disagreements(harbour.document.id)] == [
        "reject",
        "correct",
    ]
    ledger.judge(judgement(harbour, "reject", nobody))
    assert [one.row.judgement.what for one in ledger.disagreements(harbour.document.id)] == ["correct"]
    assert whole(ledger)
    for judged in list(ledger.judgements()):
        ledger.undo_judgement(judged.number, by=ADA, now=AT)
    assert ledger.reading(harbour.document.id) == again
    assert whole(ledger)


def test_what_a_later_reading_no_longer_finds_is_told(ledger: Ledger, harbour: Reading, telling: Any) -> None:
    ledger.judge(judgement(harbour, "confirm", harbour.attributions[0]))
    telling.add(ledger, telling.reading(said=(), extractor="model 1b"))
    ledger.add(Reading(harbour.document, ()), extractor="model 2", now=AT)
    assert len(ledger.reading(harbour.document.id).attributions) == 1
    (told,) = ledger.disagreements(harbour.document.id)
    assert (told.found, told.keys, told.extractor) == (None, (), "model 2")
    assert whole(ledger)


def test_what_is_finished_stays_when_it_is_read_again(ledger: Ledger, harbour: Reading, telling: Any) -> None:
    finish = ledger.judge(judgement(harbour, "finish"))
    assert ledger.queue().rows == ()
    assert next(ledger.documents()).extractor == "model 1"  # nothing stands over it
    again = telling.reading(
        said=(("Tomas Orrin", "denied", "that the\ncrane had fallen"), ("reporters", "told", "more storms")),
        extractor="model 2", outlet="Northmouth Courier", published="2026-03-03",
    )  # fmt: skip
    telling.add(ledger, again)
    assert ledger.reading(harbour.document.id) == harbour
    told = ledger.disagreements(harbour.document.id)
    assert sorted((one.found is None, one.because) for one in told) == [
        (False, "model 2 finds one that was not there when the document was finished"),
        (True, "it is not found any more"),
        (True, "it is not found any more"),
        (True, "it is not found any more"),
    ]
    assert whole(ledger)
    kept = ledger.judge(judgement(harbour, "finish"))  # seen, and left as it is
    assert ledger.disagreements(harbour.document.id) == []
    assert ledger.reading(harbour.document.id) == harbour
    assert whole(ledger)
    ledger.undo_judgement(kept.number, by=ADA, now=AT)
    assert len(ledger.disagreements(harbour.document.id)) == 4
    ledger.undo_judgement(finish.number, by=ADA, now=AT)
    assert ledger.reading(harbour.document.id) == again
    assert len(ledger.queue().rows) == 1
    assert whole(ledger)


def _speaker(ledger: Ledger, name: str) -> str:
    return next(row.id for row in ledger.speakers(SpeakersQuery(by=name)) if row.name == name)


def test_a_chosen_speaker_wins_over_the_rules(ledger: Ledger, harbour: Reading, telling: Any) -> None:
    telling.add(ledger, telling.reading("Oskar Pell said no.", (("Oskar Pell", "said", "no"),), name="other"))
    pell = _speaker(ledger, "Oskar Pell")
    orrin = harbour.attributions[1]
    judged = ledger.judge(judgement(harbour, "correct", orrin, orrin, speaker=pell))

    def whose() -> str:
        (hit,) = ledger.said(SaidQuery(words="crane"))
        assert hit.speaker is not None
        return hit.speaker.id

    assert whose() == pell
    assert ledger.speaker(pell).row.n_attributions == 2
    (hit,) = ledger.said(SaidQuery(words="crane"))
    assert hit.speaker is not None
    assert hit.speaker.because == "chosen by Ada Quill on 2026-11-23"
    assert whole(ledger)
    ledger.relink()
    assert whose() == pell
    assert whole(ledger)
    ledger.judge(judgement(harbour, "confirm", orrin, reviewer="Oskar Pell"))  # keeps the choice
    assert whose() == pell
    found = tuple(replace(one, extractor="model 2") for one in harbour.attributions)
    telling.add(ledger, replace(harbour, attributions=found))
    assert whose() == pell
    assert whole(ledger)
    quill = _speaker(ledger, "Ada Quill")
    ledger.merge(quill, pell, by=ADA, reason="a try", now=AT)
    assert whose() == quill
    assert whole(ledger)
    ledger.undo(1, by=ADA, now=AT)
    assert whose() == pell
    for row in list(ledger.judgements()):
        if row.undone_at is None:
            ledger.undo_judgement(row.number, by=ADA, now=AT)
    assert whose() == _speaker(ledger, "Tomas Orrin")
    assert ledger.speaker(pell).row.n_attributions == 1
    assert judged.attribution == orrin.id
    assert whole(ledger)


def test_a_pronoun_gets_the_chosen_speakers_name(ledger: Ledger, harbour: Reading) -> None:
    he = harbour.attributions[3]
    orrin = _speaker(ledger, "Tomas Orrin")
    ledger.judge(judgement(harbour, "correct", he, he, speaker=orrin))
    assert len(list(ledger.said(SaidQuery(speaker=orrin)))) == 2
    assert whole(ledger)


def test_the_least_certain_come_first(ledger: Ledger, telling: Any) -> None:
    readings = []
    for number, confidence in enumerate((0.9, 0.2, 0.7, 0.4)):
        bare = telling.reading(
            f"Orrin said crane {number} fell.", (("Orrin", "said", f"crane {number} fell"),)
        )
        readings.append(replace(bare, attributions=(replace(bare.attributions[0], confidence=confidence),)))
        telling.add(ledger, readings[-1])
    ledger.add(Reading(telling.reading("Nothing.", ()).document, ()), extractor="model 1", now=AT)
    first = ledger.queue(limit=2)
    assert [row.lowest for row in first.rows] == [0.2, 0.4]
    assert [row.n_unsure for row in first.rows] == [1, 1]
    assert first.preceding is None
    second = ledger.queue(limit=2, mark=first.following)
    assert [row.lowest for row in second.rows] == [0.7, 0.9]
    third = ledger.queue(limit=2, mark=second.following)
    assert [(row.lowest, row.n_unjudged) for row in third.rows] == [(None, 0)]
    assert third.following is None
    assert ledger.queue(limit=2, mark=second.preceding).rows == first.rows
    ledger.judge(judgement(readings[1], "confirm", readings[1].attributions[0]))
    assert [row.lowest for row in ledger.queue().rows] == [0.4, 0.7, 0.9, None, None]
    ledger.judge(judgement(readings[1], "finish"))
    assert len(ledger.queue().rows) == 4
    with pytest.raises(AbortRun):
        ledger.queue(mark="nonsense")
    assert whole(ledger)


def test_older_versions_do_not_wait(ledger: Ledger, telling: Any) -> None:
    url = "https://courier.example/1"
    older = telling.reading(url=url)
    telling.add(ledger, older)
    ledger.judge(judgement(older, "reject", older.attributions[0]))
    newer = telling.reading(raw=b"newer", url=url)
    telling.add(ledger, newer)
    assert [row.document.id for row in ledger.queue().rows] == [newer.document.id]
    row = next(ledger.judgements(older.document.id))
    ledger.judge(judgement(older, "confirm", older.attributions[1]))
    ledger.undo_judgement(row.number, by=ADA, now=AT)
    assert whole(ledger)
    ledger.purge(newer.document.id, reason="a source at risk", by=ADA, now=AT)
    assert [row.document.id for row in ledger.queue().rows] == [older.document.id]
    assert whole(ledger)


def test_a_purge_takes_the_judgements_too(tmp_path: Path, telling: Any) -> None:
    path = tmp_path / "sayso.db"
    with Ledger.open(path) as ledger:
        reading = telling.reading()
        telling.add(ledger, reading)
        named = Speaker(name="Zebulon Quandary", because="seen", kind="person")
        ledger.judge(
            judgement(
                reading, "correct", reading.attributions[0], replace(reading.attributions[0], speaker=named)
            )
        )
        assert b"Quandary" in b"".join(file.read_bytes() for file in tmp_path.iterdir())
        ledger.purge(reading.document.id, reason="a source at risk", by=None, now=AT)
        assert list(ledger.judgements()) == []
        assert whole(ledger)
    assert b"Quandary" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


@pytest.mark.parametrize(
    "damage",
    [
        """UPDATE judgements SET judged = replace(judged, 'fallen', 'fallow')""",
        """UPDATE extractions SET cue_class = 'ask' WHERE found_by = 'reviewer Ada Quill'""",
        """UPDATE judgements SET undone_by = 'x', undone_at = '2026-11-23T00:00:00+00:00'""",
        """UPDATE review_states SET lowest = 0.1""",
        """UPDATE readings SET judged_from = NULL""",
        """DELETE FROM review_states""",
    ],
)
def test_verify_finds_what_was_changed_behind_its_back(
    ledger: Ledger, harbour: Reading, tamper: Any, damage: str
) -> None:
    orrin = harbour.attributions[1]
    ledger.judge(judgement(harbour, "correct", orrin, replace(orrin, cue_class="deny")))
    assert whole(ledger)
    tamper(damage)
    assert list(ledger.verify())


# --- any sequence --------------------------------------------------------------------------------------

ACTS = "confirm correct correct reject add finish undo undo read relink".split()
NAMES = ("Ada Quill", "Quill", "Tomas Orrin", "Oskar Pell", "He", "officials")
SENTENCES = 6


def _text(number: int) -> str:
    return "".join(
        f"Voice {n} of paper {number} said that matter {n} was {'w' * n} settled. " for n in range(SENTENCES)
    )


def _found(document: Any, n: int, chance: random.Random, extractor: str) -> Attribution:
    text = document.text
    start = text.index(f"Voice {n} ")
    said, that = text.index(" said", start) + 1, text.index("that matter", start)
    end = text.index("settled", start)
    name = chance.choice(NAMES)
    return Attribution(
        document_id=document.id,
        source=(Span(start, start + 7),),
        cue=(Span(said, said + 4),),
        content=(Span(that + chance.randrange(3), end + chance.randrange(8)),),
        quotation="indirect",
        confidence=chance.random(),
        extractor=extractor,
        speaker=Speaker(name=name, because="its words", kind="person", role=chance.choice((None, "mayor"))),
        cue_class=chance.choice((None, "claim", "deny")),
    )


def _read(document: Any, chance: random.Random, extractor: str) -> Reading:
    found = [_found(document, n, chance, extractor) for n in range(SENTENCES) if chance.random() < 0.8]
    linked: list[Attribution] = []
    for one in found:
        if linked and chance.random() < 0.5:
            one = replace(one, within=chance.choice(linked).id)
        if linked and chance.random() < 0.3:
            one = replace(one, responds_to=chance.choice(linked).id)
        linked.append(one)
    return Reading(document, tuple(linked))


def _step(ledger: Ledger, document: Any, chance: random.Random, number: int) -> None:
    """Something that somebody may do; what is refused changes nothing."""
    now = AT + timedelta(minutes=number)
    stands = ledger.reading(document.id)
    about = chance.choice(stands.attributions) if stands.attributions else None
    standing = [row.number for row in ledger.judgements(document.id) if row.undone_at is None]
    known: dict[str, Any] = {"at": now, "reviewer": chance.choice((ADA, "Oskar Pell"))}
    people = [row.id for row in ledger.speakers() if row.name]
    act = chance.choice(
        ("confirm", "correct", "correct", "reject", "add", "finish", "undo", "undo", "read", "relink")
    )
    try:
        if act == "undo" and standing:
            ledger.undo_judgement(chance.choice(standing), by=ADA, now=now)
        elif act == "read":
            ledger.add(_read(document, chance, f"model {number}"), extractor=f"model {number}", now=now)
        elif act == "relink":
            ledger.relink()
        elif act == "finish":
            ledger.judge(judgement(stands, "finish", **known))
        elif act == "add":
            new = _found(document, chance.randrange(SENTENCES), chance, "x")
            ledger.judge(judgement(stands, "add", None, new, **known))
        elif about is not None and act == "correct":
            new = replace(
                about,
                content=_found(document, 0, chance, "x").content
                if chance.random() < 0.2
                else shifted(about).content,
                speaker=chance.choice(
                    (None, about.speaker, Speaker(name=chance.choice(NAMES), because="seen"))
                ),
                within=chance.choice((None, about.within)),
            )
            if people and chance.random() < 0.4:
                known["speaker"] = chance.choice(people)
            ledger.judge(judgement(stands, "correct", about, new, **known))
        elif about is not None and act in ("confirm", "reject"):
            ledger.judge(judgement(stands, act, about, **known))
    except AbortRun:
        assert act in ("correct", "add")


def _check(ledger: Ledger, document: Any) -> None:
    assert list(ledger.verify()) == []
    stands = ledger.reading(document.id)
    hits = list(ledger.said(SaidQuery(document=document.id)))
    assert [hit.attribution for hit in hits] == list(stands.attributions)
    assert sum(row.n_attributions for row in ledger.speakers()) == ledger.counts().attributions


def _run(ledger: Ledger, seed: int, telling: Any, steps: int) -> None:
    chance = random.Random(seed)
    document = telling.reading(_text(seed), (), name=f"paper {seed}", outlet="Courier").document
    first = _read(document, chance, "model 0")
    ledger.add(first, extractor="model 0", now=AT)
    for number in range(1, steps):
        _step(ledger, document, chance, number)
        _check(ledger, document)
    for row in reversed(list(ledger.judgements(document.id))):
        if row.undone_at is None:
            ledger.undo_judgement(row.number, by=ADA, now=AT)
    assert ledger.reading(document.id) == ledger.model_reading(document.id)
    _check(ledger, document)


@settings(max_examples=25, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1_000_000))
def test_after_anything_the_ledger_is_whole_and_undoing_gives_the_models_reading(
    seed: int, tmp_path_factory: Any, sqlite_ledger: Path, telling: Any
) -> None:
    path = tmp_path_factory.mktemp("any") / "sayso.db"
    shutil.copy(sqlite_ledger, path)
    with Ledger.open(path) as ledger:
        _run(ledger, seed, telling, 12)


@pytest.mark.parametrize("seed", [0, 1, 2, 843])  # the last confirms what a correction made to stand
def test_the_same_on_every_database(ledger: Ledger, telling: Any, seed: int) -> None:
    _run(ledger, seed, telling, 12)
