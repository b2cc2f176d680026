"""Speakers across documents: joined, kept apart, decided by people, purged, and worked out anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sayso.errors import AbortRun
from sayso.ledger import Ledger, SaidQuery, SpeakersQuery, SplitBy
from sayso.link.roster import RosterEntry, read_roster
from sayso.records import Reading, Speaker

Who = tuple[str, str | None, str | None]  # name, kind, role


def told(telling: Any, day: str, *speakers: Who, outlet: str = "Courier", **given: Any) -> Reading:
    """A reading in which these speak in turn; its text is its own."""
    words = [f"it rains {number} {day} {outlet}" for number in range(len(speakers))]
    text = " ".join(f"{who[0]} said {what}." for who, what in zip(speakers, words, strict=True))
    said = tuple((who[0], "said", what) for who, what in zip(speakers, words, strict=True))
    bare = telling.reading(text, said, name=day, published=day, outlet=outlet, **given)
    found = tuple(
        replace(one, speaker=Speaker(name=name, because="its name", kind=kind, role=role))  # type: ignore[arg-type]
        for one, (name, kind, role) in zip(bare.attributions, speakers, strict=True)
    )
    return Reading(bare.document, found)


QUILL: Who = ("Ada Quill", "person", "mayor of Port Ansel")
BARE: Who = ("Quill", "person", None)
PELL: Who = ("Oskar Pell", "person", None)
ORRIN: Who = ("Tomas Orrin", "person", None)
STRIKER: Who = ("Ada Quill", "person", "striker")
OFFICIALS: Who = ("officials", "anonymous", None)


def names(ledger: Ledger, **asked: Any) -> dict[str | None, int]:
    return {row.name: row.n_attributions for row in ledger.speakers(SpeakersQuery(**asked))}


def whole(ledger: Ledger) -> bool:
    return list(ledger.verify()) == []


def add(ledger: Ledger, telling: Any, *readings: Reading) -> None:
    for reading in readings:
        telling.add(ledger, reading)


def test_one_speaker_of_two_documents_is_one_row(ledger: Ledger, telling: Any) -> None:
    add(
        ledger,
        telling,
        told(telling, "2024-05-01", QUILL),
        told(telling, "2024-05-02", ("Mayor Ada Quill", "person", None)),
    )
    (row,) = ledger.speakers()
    assert (row.name, row.kind, row.n_attributions, row.n_documents) == ("Ada Quill", "person", 2, 2)
    assert {hit.speaker and hit.speaker.id for hit in ledger.said(SaidQuery())} == {row.id}
    assert whole(ledger)


def test_a_surname_joins_only_on_evidence(ledger: Ledger, telling: Any) -> None:
    add(ledger, telling, told(telling, "2024-05-01", QUILL), told(telling, "2024-05-02", BARE))
    assert names(ledger) == {"Ada Quill": 1, "Quill": 1}
    assert [row.by_name for row in ledger.speakers()] == [False, True]
    add(ledger, telling, told(telling, "2024-05-03", ("Quill", "person", "Port Ansel mayor")))
    assert names(ledger) == {"Ada Quill": 2, "Quill": 1}
    page = ledger.speaker(next(ledger.speakers()).id)
    assert any("surname of Ada Quill" in join.because and "mayor" in join.because for join in page.joins)
    assert [row.name for row in page.namesakes] == ["Quill"]
    assert whole(ledger)


def test_company_is_evidence(ledger: Ledger, telling: Any) -> None:
    add(
        ledger,
        telling,
        told(telling, "2024-05-01", QUILL, PELL, ORRIN),
        told(telling, "2024-05-02", BARE, PELL, ORRIN),
    )
    assert names(ledger) == {"Ada Quill": 2, "Oskar Pell": 2, "Tomas Orrin": 2}
    add(ledger, telling, told(telling, "2024-09-02", BARE, PELL, ORRIN))  # months later it is none
    assert names(ledger)["Quill"] == 1
    assert whole(ledger)


def test_two_of_one_name_are_two_rows(ledger: Ledger, telling: Any) -> None:
    add(ledger, telling, told(telling, "2024-05-01", QUILL), told(telling, "2024-05-02", STRIKER))
    rows = list(ledger.speakers())
    assert [row.name for row in rows] == ["Ada Quill", "Ada Quill"]
    assert rows[0].id != rows[1].id
    add(
        ledger,
        telling,
        told(telling, "2024-05-03", STRIKER),
        told(telling, "2024-05-04", ("Ada Quill", "person", None)),
    )
    assert sorted((row.by_name, row.n_attributions) for row in ledger.speakers()) == [
        (False, 1),
        (False, 2),
        (True, 1),
    ]
    assert whole(ledger)


def test_nobody_in_particular_is_counted_by_name(ledger: Ledger, telling: Any) -> None:
    add(
        ledger,
        telling,
        told(telling, "2024-05-01", OFFICIALS, ("He", "person", None)),
        told(telling, "2024-05-02", OFFICIALS),
    )
    assert [(row.name, row.by_name, row.n_documents) for row in ledger.speakers()] == [
        ("officials", True, 2),
        (None, True, 1),
    ]
    assert whole(ledger)


def test_a_newer_reading_is_counted_in_the_olders_place(ledger: Ledger, telling: Any) -> None:
    first = told(telling, "2024-05-01", QUILL, PELL)
    again = Reading(
        first.document, tuple(replace(one, extractor="model 2") for one in first.attributions[:1])
    )
    add(ledger, telling, first, again)
    assert names(ledger) == {"Ada Quill": 1}
    assert whole(ledger)


def test_only_the_current_version_counts_and_a_purge_brings_the_former_back(
    ledger: Ledger, telling: Any
) -> None:
    url = "https://courier.example/1"
    older = told(telling, "2024-05-01", QUILL, PELL, url=url)
    newer = told(telling, "2024-05-02", QUILL, url=url)
    add(ledger, telling, older, newer)
    assert names(ledger) == {"Ada Quill": 1}
    assert names(ledger, all_versions=True) == {"Ada Quill": 2, "Oskar Pell": 1}
    assert whole(ledger)
    ledger.purge(newer.document.id, reason="r", by=None, now=telling.now)
    assert names(ledger) == {"Ada Quill": 1, "Oskar Pell": 1}
    assert whole(ledger)


def test_filters(ledger: Ledger, telling: Any) -> None:
    add(
        ledger,
        telling,
        told(telling, "2024-05-01", QUILL),
        told(telling, "2024-06-01", PELL, OFFICIALS, outlet="Gazette"),
    )
    assert names(ledger, outlet="gaz") == {"Oskar Pell": 1, "officials": 1}
    assert names(ledger, since="2024-06") == {"Oskar Pell": 1, "officials": 1}
    assert names(ledger, until="2024-05") == {"Ada Quill": 1}
    assert names(ledger, kind="anonymous") == {"officials": 1}
    assert names(ledger, by="PELL") == {"Oskar Pell": 1}
    assert [row.name for row in ledger.speakers(SpeakersQuery(limit=1))] == ["Ada Quill"]


def _merged(ledger: Ledger, telling: Any) -> int:
    (one,), (other,) = ledger.find_speakers("Ada Quill"), ledger.find_speakers("Oskar Pell")
    return ledger.merge(one.id, other.id, by="desk", reason="one woman", now=telling.now)


def test_a_merge_wins_and_survives(ledger: Ledger, telling: Any) -> None:
    first = told(telling, "2024-05-01", QUILL, PELL)
    add(ledger, telling, first)
    number = _merged(ledger, telling)
    assert names(ledger) == {"Ada Quill": 2}
    add(ledger, telling, told(telling, "2024-05-02", PELL))
    assert names(ledger) == {"Ada Quill": 3}
    again = Reading(first.document, tuple(replace(one, extractor="model 2") for one in first.attributions))
    add(ledger, telling, again)
    assert names(ledger) == {"Ada Quill": 3}
    ledger.relink()
    assert names(ledger) == {"Ada Quill": 3}
    assert whole(ledger)
    (decision,) = ledger.decisions()
    assert (decision.number, decision.by, decision.reason, decision.at) == (
        number,
        "desk",
        "one woman",
        telling.now,
    )
    ledger.undo(number, by="other", now=telling.now)
    ledger.relink()
    assert names(ledger) == {"Ada Quill": 1, "Oskar Pell": 2}
    assert ledger.decisions()[0].undone_by == "other"
    assert whole(ledger)


def test_all_of_a_bare_name_can_be_given_to_someone(ledger: Ledger, telling: Any) -> None:
    add(ledger, telling, told(telling, "2024-05-01", QUILL), told(telling, "2024-05-02", BARE))
    bare = next(row for row in ledger.speakers() if row.by_name)
    full = next(row for row in ledger.speakers() if not row.by_name)
    ledger.merge(bare.id, full.id, by="desk", reason=None, now=telling.now)  # whichever is given first
    add(ledger, telling, told(telling, "2024-05-03", BARE))
    assert names(ledger) == {"Ada Quill": 3}
    ledger.relink()
    assert names(ledger) == {"Ada Quill": 3}
    assert whole(ledger)


SPLITS: list[tuple[Callable[[Reading], SplitBy], str]] = [
    (lambda reading: SplitBy(documents=(reading.document.id,)), "the document"),
    (lambda _: SplitBy(role="head of the Sailing Club"), "the role"),
    (lambda _: SplitBy(name="Ada B. Quill"), "the name"),
]


@pytest.mark.parametrize(("which", "what"), SPLITS)
def test_a_split_wins_and_survives(
    ledger: Ledger, telling: Any, which: Callable[[Reading], SplitBy], what: str
) -> None:
    other = told(telling, "2024-05-02", ("Ada B. Quill", "person", "head of the Sailing Club"))
    add(ledger, telling, told(telling, "2024-05-01", ("Ada Quill", "person", None)), other)
    (row,) = ledger.speakers()
    ledger.split(row.id, which(other), name="Ada Quill (sailor)", by="desk", reason=what, now=telling.now)
    expected = {row.name: 1, "Ada Quill (sailor)": 1}
    for again in (False, True):
        if again:
            ledger.relink()
        assert names(ledger) == expected or names(ledger) == {"Ada Quill": 1, "Ada Quill (sailor)": 1}
        assert whole(ledger)
    ledger.undo(1, by="desk", now=telling.now)
    assert sum(names(ledger).values()) == 2
    assert len(names(ledger)) == 1
    assert whole(ledger)


def test_a_rename_stays(ledger: Ledger, telling: Any) -> None:
    add(ledger, telling, told(telling, "2024-05-01", QUILL))
    (row,) = ledger.speakers()
    number = ledger.rename(row.id, "Dame Ada", by="desk", reason=None, now=telling.now)
    add(ledger, telling, told(telling, "2024-05-02", QUILL))
    ledger.relink()
    assert names(ledger) == {"Dame Ada": 2}
    assert [found.name for found in ledger.find_speakers("ada quill")] == ["Dame Ada"]
    ledger.undo(number, by="desk", now=telling.now)
    assert names(ledger) == {"Ada Quill": 2}


def test_what_cannot_be_decided_is_refused(ledger: Ledger, telling: Any) -> None:
    add(ledger, telling, told(telling, "2024-05-01", QUILL))
    (row,) = ledger.speakers()
    given: dict[str, Any] = {"by": "desk", "reason": None, "now": telling.now}
    with pytest.raises(AbortRun, match="no speaker of this id"):
        ledger.merge(row.id, "1" + "0" * 30, **given)
    with pytest.raises(AbortRun, match="no speaker of this id"):
        ledger.rename("", "X", **given)
    with pytest.raises(AbortRun, match="nothing that it says"):
        ledger.split(row.id, SplitBy(name="Nobody"), name=None, **given)
    with pytest.raises(AbortRun, match="someone who takes it"):
        ledger.rename(row.id, "X", **{**given, "by": " "})
    assert ledger.decisions() == []
    assert whole(ledger)


def test_relinking_does_not_depend_on_the_order_of_adding(
    ledger: Ledger, telling: Any, tmp_path: Any
) -> None:
    readings = [
        told(telling, "2024-05-01", ("Quill", "person", "Port Ansel mayor"), PELL),
        told(telling, "2024-05-02", QUILL),
        told(telling, "2024-05-03", STRIKER),
        told(telling, "2024-05-04", BARE, OFFICIALS),
    ]
    add(ledger, telling, *readings)
    with Ledger.open(tmp_path / "turned.db") as turned:
        add(turned, telling, *reversed(readings))
        for one in (ledger, turned):
            one.relink()
            assert whole(one)
        assert list(ledger.speakers()) == list(turned.speakers())
    assert {"Ada Quill", "Oskar Pell"} <= set(names(ledger))
    assert ledger.relink() == 0


def _roster(*rows: str) -> list[RosterEntry]:
    lines = ["name,aliases,kind,role,from,until,country,wikidata", *rows]
    return [entry for entry in read_roster(lines) if isinstance(entry, RosterEntry)]


def test_a_roster_names_who_held_the_office(ledger: Ledger, telling: Any) -> None:
    entries = _roster("Ada Quill,Adele Quill,person,mayor of Port Ansel,2020,2026,Freedonia,Q1")
    done = ledger.import_roster(iter(entries), source="towns.csv", now=telling.now)
    assert (done.new, done.replaced) == (1, 0)
    add(ledger, telling, told(telling, "2024-05-01", ("Quill", "person", "mayor of Port Ansel")))
    add(ledger, telling, told(telling, "2024-05-02", ("Adele Quill", "person", None)))
    add(ledger, telling, told(telling, "2012-05-02", ("Quill", "person", "mayor of Port Ansel")))
    (row, bare) = ledger.speakers()
    assert (row.name, row.n_attributions, bare.by_name) == ("Ada Quill", 2, True)
    page = ledger.speaker(row.id)
    assert (page.wikidata, page.country, page.roles[0].since) == ("Q1", "Freedonia", "2020")
    assert ledger.import_roster(iter(entries), source="towns.csv", now=telling.now).replaced == 1
    assert whole(ledger)


def test_a_page(ledger: Ledger, telling: Any) -> None:
    add(
        ledger,
        telling,
        told(telling, "2024-05-01", QUILL, PELL),
        told(telling, "2024-06-01", QUILL, outlet="Gazette"),
    )
    page = ledger.speaker(ledger.find_speakers("Ada Quill")[0].id)
    assert page.months == (("2024-05", 1), ("2024-06", 1))
    assert page.outlets == (("Courier", 1), ("Gazette", 1))
    assert [(role.title, role.n_documents) for role in page.roles] == [("mayor of Port Ansel", 2)]
    assert page.names == (("Ada Quill", 2),)
    with pytest.raises(AbortRun, match="no speaker"):
        ledger.speaker("1abc")


def test_a_purge_leaves_no_name_behind(tmp_path: Any, telling: Any) -> None:
    path = tmp_path / "sayso.db"
    with Ledger.open(path) as ledger:
        secret = told(telling, "2024-05-02", ("Zebulon Quandary", "person", "xylophone maker"), PELL)
        add(ledger, telling, told(telling, "2024-05-01", QUILL, PELL), secret)
        (who,) = ledger.find_speakers("Zebulon Quandary")
        (pell,) = ledger.find_speakers("Oskar Pell")
        ledger.merge(pell.id, who.id, by="desk", reason="Quandary is Pell", now=telling.now)
        ledger.purge(secret.document.id, reason="a source at risk", by=None, now=telling.now)
        assert names(ledger) == {"Ada Quill": 1, "Oskar Pell": 1}
        assert whole(ledger)
        data = b"".join(file.read_bytes() for file in tmp_path.glob("sayso.db*"))
    for trace in (b"Zebulon", b"zebulon", b"Quandary", b"quandary", b"xylophone"):
        assert trace not in data


DAMAGE = [
    "UPDATE identities SET n_attributions = 7 WHERE name = 'Ada Quill'",
    "UPDATE identities SET last_published = '1999'",
    "UPDATE appearances SET is_current = 0",
    "UPDATE appearances SET n_attributions = 5",
    "DELETE FROM appearances WHERE name = 'Ada Quill'",
    "UPDATE appearances SET identity = '' WHERE name = 'Ada Quill'",
]


@pytest.mark.parametrize("sql", DAMAGE)
def test_damage_is_found(ledger: Ledger, telling: Any, tamper: Callable[[str], None], sql: str) -> None:
    add(ledger, telling, told(telling, "2024-05-01", QUILL, PELL))
    assert whole(ledger)
    tamper(sql)
    assert not whole(ledger)


def test_chains_and_dates_and_classes_are_asked_for(ledger: Ledger, telling: Any) -> None:
    bare = told(telling, "2024-05-09", ("Courier", "outlet", None), OFFICIALS, QUILL)
    from sayso.records import StatementDate

    outer, inner, quill = bare.attributions
    inner = replace(inner, within=outer.id, cue_class="claim", polarity="negated")
    quill = replace(
        quill, date=StatementDate(value="2024-W10", granularity="week", because="so"), cue_class="threaten"
    )
    add(ledger, telling, Reading(bare.document, (outer, inner, quill)))

    def found(**asked: Any) -> list[str]:
        return [hit.speaker.name for hit in ledger.said(SaidQuery(**asked)) if hit.speaker]

    (hit,) = ledger.said(SaidQuery(cue_class="claim"))
    assert hit.chain == ("Courier", "officials")
    assert found(cue_class="threaten") == ["Ada Quill"]
    assert found(polarity="negated") == ["officials"]
    assert found(kind="outlet") == ["Courier"]
    assert found(until="2024-03") == ["Ada Quill"]
    assert found(since="2024-03-04", until="2024-03-04") == ["Ada Quill"]
    assert found(since="2024-05") == ["Courier", "officials"]
    assert found(by="quill") == ["Ada Quill"]
    assert found(about="rains 2") == ["Ada Quill"]
    assert found(about="2 rains") == []
    assert found(about='"') == []


def test_about_a_known_speaker_is_under_any_of_the_names(ledger: Ledger, telling: Any) -> None:
    text = "Oskar Pell said Adele Quill left. Tomas Orrin said Ada Quill stayed."
    said = (("Oskar Pell", "said", "Adele Quill left"), ("Tomas Orrin", "said", "Ada Quill stayed"))
    add(ledger, telling, telling.reading(text, said))
    assert len(list(ledger.said(SaidQuery(about="Ada Quill")))) == 1
    entries = _roster("Ada Quill,Adele Quill,person,,,,,")
    ledger.import_roster(iter(entries), source="towns.csv", now=telling.now)
    add(
        ledger,
        telling,
        told(telling, "2024-05-01", ("Adele Quill", "person", None)),
        told(telling, "2024-05-02", QUILL),
    )
    hits = list(ledger.said(SaidQuery(about="Ada Quill", words="left OR stayed".split()[0])))
    assert [hit.attribution.speaker and hit.attribution.speaker.name for hit in hits] == ["Oskar Pell"]
    assert len(list(ledger.said(SaidQuery(about="Ada Quill")))) == 2
