"""What an attribution means comes back as added, is verified and purged, and old ledgers get room for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from sayso.errors import DocumentError
from sayso.ledger import Ledger, SaidQuery
from sayso.ledger.migrate import FOLDER
from sayso.ledger.schema import HEAD
from sayso.records import Attribution, Reading, Span, Speaker, StatementDate

TEXT = (
    "Harbour Radio reported on Sunday that officials, who feared for their jobs, had said the crane was old. "
    "In a letter to the Harbour Board, Ada Quill denied it: “The crane is new.”"
)
SAID = (
    ("Harbour Radio", "reported", "officials, who feared for their jobs, had said the crane was old"),
    ("officials", "said", "the crane was old"),
    ("Ada Quill", "denied", "“The crane is new.”"),
)


def _place(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def full(telling: Any, **given: Any) -> Reading:
    """A reading that has every field that a statement may have."""
    bare = telling.reading(TEXT, SAID, published="2026-03-02", **given)
    radio, officials, quill = bare.attributions
    radio = replace(
        radio,
        speaker=Speaker(
            name="Harbour Radio", because="its name", kind="outlet", named_at=_place("Harbour Radio")
        ),
        cue_class="report",
        polarity="affirmed",
        modality="actual",
        stance="neutral",
        date=StatementDate(
            value="2026-03-01", granularity="day", because="the Sunday before", span=_place("on Sunday")
        ),
        reasons=(("within", "outermost"),),
    )
    officials = replace(
        officials,
        speaker=Speaker(name="officials", because="nobody is named", kind="anonymous"),
        cue_class="claim",
        stance="distancing",
        date=StatementDate(value="2026-W09", granularity="week", because="the publication date"),
        anonymity=_place("feared for their jobs"),
        within=radio.id,
    )
    quill = replace(
        quill,
        speaker=Speaker(name="Ada Quill", because="its name", kind="person", role="mayor"),
        cue_class="deny",
        polarity="negated",
        addressee=_place("the Harbour Board"),
        occasion=_place("In a letter to the Harbour Board"),
        responds_to=officials.id,
    )
    return Reading(bare.document, (radio, officials, quill))


def _same(one: Attribution, other: Attribution) -> bool:
    """Equal, and the speaker named at the same place, which equality leaves out."""
    places = [one.speaker and one.speaker.named_at, other.speaker and other.speaker.named_at]
    return one == other and places[0] == places[1]


def test_every_field_comes_back_as_it_was_added(ledger: Ledger, telling: Any) -> None:
    reading = full(telling)
    telling.add(ledger, reading)
    for found in (
        ledger.reading(reading.document.id).attributions,
        tuple(hit.attribution for hit in ledger.said(SaidQuery())),
    ):
        assert all(map(_same, found, reading.attributions))
        assert len(found) == 3
    assert list(ledger.verify()) == []


def test_the_views_read_well(ledger: Ledger, telling: Any) -> None:
    telling.add(ledger, full(telling))
    with ledger._store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM said ORDER BY number").mappings().all()
        speakers = connection.exec_driver_sql("SELECT * FROM speakers").mappings().all()
    assert [row["chain"] for row in rows] == [None, "Harbour Radio ← officials", None]
    quill = rows[2]
    assert (quill["kind"], quill["role"], quill["cue_class"]) == ("person", "mayor", "deny")
    assert (quill["addressee"], quill["occasion"]) == (
        "the Harbour Board",
        "In a letter to the Harbour Board",
    )
    assert (rows[0]["date"], rows[1]["anonymity"]) == ("2026-03-01", "feared for their jobs")
    assert {row["speaker"] for row in speakers} == {"Harbour Radio", "officials", "Ada Quill"}


def test_a_chain_of_many_removes_is_read_whole(ledger: Ledger, telling: Any) -> None:
    names = [f"N{number}" for number in range(9)]
    text = " ".join(f"{name} said that" for name in names) + " it rains."
    said = tuple((name, text[text.index(name) + 3 :][:4], "it rains") for name in names)
    bare = telling.reading(text, said)
    found: list[Attribution] = []
    for number, attribution in enumerate(bare.attributions):
        cue = (Span(text.index(names[number]) + 3, text.index(names[number]) + 7),)
        found.append(replace(attribution, cue=cue, within=found[-1].id if found else None))
    telling.add(ledger, Reading(bare.document, tuple(found)))
    with ledger._store.reading() as connection:
        chains = connection.exec_driver_sql("SELECT chain FROM said ORDER BY number").scalars().all()
    assert chains[-1] == " ← ".join(names)


LOOSE = [
    (lambda one, two: (replace(one, within="1" + "0" * 30), two), "no other one of its reading"),
    (lambda one, two: (replace(one, responds_to="1" + "0" * 30), two), "no other one of its reading"),
    (lambda one, two: (replace(one, responds_to=one.id), two), "no other one of its reading"),
    (lambda one, two: (replace(one, within=one.id), two), "no other one of its reading"),
    (lambda one, two: (replace(one, within=two.id), replace(two, within=one.id)), "within itself"),
]


@pytest.mark.parametrize(("tangle", "problem"), LOOSE)
def test_links_that_lead_nowhere_are_refused(
    ledger: Ledger, telling: Any, tangle: Callable[..., Any], problem: str
) -> None:
    reading = full(telling)
    one, two = tangle(*(replace(found, within=None) for found in reading.attributions[:2]))
    with pytest.raises(DocumentError, match=problem):
        telling.add(ledger, Reading(reading.document, (one, two)))
    assert ledger.counts().documents == 0


DAMAGE = [
    ("UPDATE extractions SET addressee_text = 'the Port' WHERE position = 2", "addressee is stored as"),
    ("UPDATE extractions SET addressee_end = 99999 WHERE position = 2", "addressee is no span"),
    ("UPDATE extractions SET occasion_start = NULL WHERE position = 2", "occasion is no span"),
    ("UPDATE extractions SET anonymity_text = NULL WHERE position = 1", "anonymity is stored as"),
    ("UPDATE extractions SET anonymity_text = 'made up' WHERE position = 0", "anonymity is stored as"),
    ("UPDATE extractions SET date_start = 0 WHERE position = 0", "date is stored as"),
    ("UPDATE extractions SET speaker_named_text = 'Hart' WHERE position = 0", "speaker_named is stored as"),
    ("UPDATE extractions SET date_value = 'Sunday' WHERE position = 0", "date is damaged"),
    ("UPDATE extractions SET cue_class = 'sing' WHERE position = 0", "cue_class is 'sing'"),
    ("UPDATE extractions SET within = '1abc' WHERE position = 1", "within is 1abc"),
    ("UPDATE extractions SET responds_to = '1abc' WHERE position = 0", "responds_to is 1abc"),
    (
        "UPDATE extractions SET within = (SELECT id FROM attributions ORDER BY number LIMIT 1) "
        "WHERE position = 0",
        "no other attribution",
    ),
]


@pytest.mark.parametrize(("sql", "problem"), DAMAGE)
def test_damage_is_found(
    ledger: Ledger, telling: Any, tamper: Callable[[str], None], sql: str, problem: str
) -> None:
    telling.add(ledger, full(telling))
    tamper(sql)
    assert [finding for finding in ledger.verify() if problem in finding.problem]


def test_links_into_another_reading_are_found(
    ledger: Ledger, telling: Any, tamper: Callable[[str], None]
) -> None:
    reading = full(telling)
    telling.add(ledger, reading)
    ledger.add(
        Reading(reading.document, tuple(replace(a, extractor="model 2") for a in reading.attributions[:2])),
        extractor="model 2",
        now=telling.now,
    )
    outside = reading.attributions[2].id
    tamper(f"UPDATE extractions SET within = '{outside}' WHERE reading_id = 2 AND position = 1")
    assert ["within is" in finding.problem for finding in ledger.verify()] == [True]


def test_nothing_of_it_outlives_a_purge(tmp_path: Path, telling: Any) -> None:
    path = tmp_path / "sayso.db"
    with Ledger.open(path) as ledger:
        reading = full(telling)
        telling.add(ledger, telling.reading())
        telling.add(ledger, reading)
        ledger.purge(reading.document.id, reason="a source at risk", by=None, now=telling.now)
        assert list(ledger.verify()) == []
        data = b"".join(file.read_bytes() for file in tmp_path.glob("sayso.db*"))
    for trace in ("feared for", "In a letter", "the Sunday before", "Harbour Radio"):
        assert trace.encode() not in data


def first_migration_only(place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Make an empty ledger of version 0001 there."""
    from sayso.ledger import connection, migrate, schema

    folder = tmp_path / "first"
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").write_bytes((FOLDER / "env.py").read_bytes())
    first = FOLDER / "versions" / "0001_ledger.py"
    (folder / "versions" / first.name).write_bytes(first.read_bytes())
    with monkeypatch.context() as patched:
        patched.setattr(migrate, "FOLDER", folder)
        for module in (migrate, schema):
            patched.setattr(module, "HEAD", "0001")
        connection.open_store(place, create=True, read_only=False, wait=5).engine.dispose()


OLD_COLUMNS = (
    "reading_id", "position", "attribution", "quotation", "confidence", "speaker_id", "speaker_name",
    "speaker_kind", "speaker_role", "speaker_because", "reasons",
)  # fmt: skip


def test_an_old_ledger_is_brought_up_without_loss(
    new_place: str, telling: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings = [telling.reading(outlet="Courier"), telling.reading(TEXT, SAID, extractor="model 2")]
    template = str(tmp_path / "new.db")
    with Ledger.open(template) as new:
        for reading in readings:
            telling.add(new, reading)
    first_migration_only(new_place, monkeypatch, tmp_path)
    _copy_old_rows(template, new_place)
    with Ledger.open(new_place) as ledger:
        assert list(ledger.verify()) == []
        assert list(ledger.readings()) == readings
        assert {hit.attribution.cue_class for hit in ledger.said(SaidQuery())} == {None}
        assert len(list(ledger.said(SaidQuery(words="crane")))) == 4
        telling.add(ledger, full(telling, outlet="Gazette"))
        assert list(ledger.verify()) == []
        with ledger._store.reading() as connection:
            from sayso.ledger.migrate import ledger_version

            assert ledger_version(connection) == HEAD


LATER = {"linked", "judged_from", "unread", "locators"}  # columns that other migrations made


def _copy_old_rows(template: str, place: str) -> None:
    """The rows that a ledger of version 0001 would hold, into the empty one of that version."""
    old = sqlite3.connect(template)
    old.row_factory = sqlite3.Row
    engine = sa.create_engine(place if "://" in place else f"sqlite:///{place}")
    with engine.begin() as connection:
        for table in ("archives", "documents", "readings", "attributions", "extractions"):
            rows = [dict(row) for row in old.execute(f"SELECT * FROM {table}")]
            if table == "extractions":
                rows = [{name: row[name] for name in OLD_COLUMNS} for row in rows]
            if table in ("documents", "readings"):
                rows = [{name: row[name] for name in row if name not in LATER} for row in rows]
            columns = sa.table(table, *map(sa.column, rows[0]))
            connection.execute(sa.insert(columns), rows)
        if engine.dialect.name == "postgresql":
            _index_words(connection)
    engine.dispose()
    old.close()


def _index_words(connection: sa.Connection) -> None:
    from sayso.ledger.words import to_tsvector

    for number, content in connection.exec_driver_sql("SELECT number, content_text FROM attributions").all():
        connection.execute(
            sa.text("INSERT INTO attributions_fts VALUES (:number, cast(:words AS tsvector))"),
            {"number": number, "words": to_tsvector(content)},
        )
    for table in ("readings", "attributions"):
        key = "id" if table == "readings" else "number"
        connection.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{table}', '{key}'), (SELECT max({key}) FROM {table}))"
        )
