from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sayso.errors import NotInLedger
from sayso.ledger import Ledger
from sayso.records import Reading

NOW = datetime(2031, 5, 9, 9, 0, tzinfo=UTC)


@pytest.fixture
def book(tmp_path, filled):
    with Ledger.open(tmp_path / "sayso.db") as ledger:
        ledger.add(filled, extractor="fake 1", now=NOW)
        yield ledger


def test_speakers_of_a_document_are_known_across_documents(book, filled):
    known = book.speakers_in(filled.document.id)
    named = {one.speaker.id: one.speaker.name for one in filled.attributions if one.speaker}
    quill = next(id for id, name in named.items() if name == "Ada Quill")
    assert known[quill].name == "Ada Quill"
    assert known[quill].id == book.find_speakers("Ada Quill")[0].id
    assert known.keys() <= named.keys()
    assert book.speakers_in("1unknown") == {}


def test_document_of_an_attribution(book, filled):
    assert book.document_of(filled.attributions[0].id) == filled.document.id
    assert book.document_of("1unknown") is None


def test_number_of_the_newest_reading_changes_with_it(book, filled):
    first = book.newest_reading(filled.document.id)
    assert book.newest_reading(filled.document.id) == first
    again = tuple(replace(one, extractor="fake 2") for one in filled.attributions[:2])
    book.add(Reading(filled.document, again), extractor="fake 2", now=NOW)
    assert book.newest_reading(filled.document.id) != first
    with pytest.raises(NotInLedger):
        book.newest_reading("1unknown")
