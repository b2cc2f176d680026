"""Documents that a model left unread for their language are kept, said to be skipped, and read later on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sayso.records import Attribution, Document, Judgement, Locator, Reading, Skipped, Span

NOW = datetime(2031, 5, 2, 12, 0, tzinfo=UTC)
WHY = "is in French, which m 1 does not read"


@pytest.fixture
def document():
    text = "Ada Quill a dit non. Tom Vale said yes."
    return Document(name="note", text=text, raw=text.encode(), media_type="text/plain", encoding="utf-8")


def test_the_document_is_there_with_the_reason(ledger, document):
    added = ledger.add(Reading(document, (), unread=WHY), extractor="m 1", now=NOW)
    assert (added.document_new, added.reading_new, added.attributions_new) == (True, True, 0)
    (row,) = ledger.documents()
    assert (row.unread, row.extractor, row.n_attributions) == (WHY, "m 1", 0)
    assert [(one.name, one.reason, one.sha256) for one in ledger.skipped()] == [
        ("note", WHY, document.sha256)
    ]
    assert ledger.reading(document.id) == Reading(document, (), unread=WHY)
    assert not ledger.holds(document.id, "m 1")
    assert ledger.holds(document.id, "m 1", unread=True)
    assert list(ledger.verify()) == []


def test_adding_it_again_changes_nothing(ledger, document):
    for _ in range(2):
        ledger.add(Reading(document, (), unread=WHY), extractor="m 1", now=NOW)
    assert len(list(ledger.skipped())) == 1
    assert ledger.counts().readings == 1


def test_many_at_once_are_the_same_rows(ledger, document, make_filled):
    readings = [Reading(document, (), unread=WHY), make_filled()]
    readings[1] = replace(
        readings[1], attributions=tuple(replace(one, extractor="m 1") for one in readings[1].attributions)
    )
    ledger.add_many(readings, extractor="m 1", now=NOW)
    assert [one.reason for one in ledger.skipped()] == [WHY]
    assert ledger.reading(document.id).unread == WHY
    assert ledger.reading(readings[1].document.id).unread is None
    assert list(ledger.verify()) == []


@pytest.mark.parametrize("extractor", ["m 1", "other 1"])
def test_who_reads_it_after_all_takes_its_place(ledger, make_filled, extractor):
    filled = make_filled()
    filled = replace(
        filled, attributions=tuple(replace(one, extractor=extractor) for one in filled.attributions)
    )
    ledger.add(Reading(filled.document, (), unread=WHY), extractor="m 1", now=NOW)
    added = ledger.add(filled, extractor=extractor, now=NOW)
    assert (added.document_new, added.attributions_new) == (False, len(filled.attributions))
    (row,) = ledger.documents()
    assert (row.unread, row.n_attributions) == (None, len(filled.attributions))
    assert len(ledger.reading(filled.document.id).attributions) == len(filled.attributions)
    assert ledger.holds(filled.document.id, extractor)
    assert list(ledger.verify()) == []


def test_who_cannot_read_it_changes_nothing_about_what_was_read(ledger, filled):
    extractor = filled.attributions[0].extractor
    ledger.add(filled, extractor=extractor, now=NOW)
    added = ledger.add(Reading(filled.document, (), unread=WHY), extractor="m 1", now=NOW)
    assert not added.reading_new
    assert len(ledger.reading(filled.document.id).attributions) == len(filled.attributions)


def test_a_purge_takes_the_reason_and_its_name_out(ledger, document):
    ledger.add_skipped(Skipped(name="other", reason="empty"), now=NOW)
    ledger.add(Reading(document, (), unread=WHY), extractor="m 1", now=NOW)
    ledger.purge(document.id, reason="asked", by=None, now=NOW)
    assert [one.name for one in ledger.skipped()] == ["other"]
    assert list(ledger.documents()) == []


def test_pages_come_back_as_they_went_in(ledger, document, tmp_path):
    paged = replace(document, locators=(Locator(0, "page", "1"), Locator(21, "page", "2")))
    ledger.add(Reading(paged, ()), extractor="m 1", now=NOW)
    assert ledger.reading(paged.id).document == paged
    assert ledger.frozen(replace(paged, locators=())).locators == paged.locators
    assert list(ledger.verify()) == []


def test_damaged_pages_are_found(ledger, document):
    ledger.add(Reading(document, ()), extractor="m 1", now=NOW)
    with ledger._store.writing() as connection:
        connection.exec_driver_sql("""UPDATE documents SET locators = '[[900,"page","1"]]'""")
    assert [finding.what for finding in ledger.verify()] == ["document"]


def test_a_person_may_read_what_no_model_did(ledger, document):
    ledger.add(Reading(document, (), unread=WHY), extractor="m 1", now=NOW)
    added = Attribution(
        document_id=document.id,
        source=(Span(0, 9),),
        cue=(Span(10, 15),),
        content=(Span(16, 19),),
        quotation="indirect",
        confidence=1.0,
        extractor="m 1",
    )
    ledger.judge(
        Judgement(document_id=document.id, what="add", judged=added, extractor="", reviewer="Ada", at=NOW)
    )
    assert [one.id for one in ledger.reading(document.id).attributions] == [added.id]
    assert [row.unread for row in ledger.documents()] == [None]
    read = replace(ledger.model_reading(document.id), attributions=(added,), unread=None)
    ledger.add(read, extractor="m 1", now=NOW)
    assert [one.id for one in ledger.reading(document.id).attributions] == [added.id]
    assert list(ledger.verify()) == []
