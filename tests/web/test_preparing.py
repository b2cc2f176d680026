from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sayso.ledger import Ledger
from sayso.records import Reading
from sayso.web import preparing
from sayso.web.preparing import Shelf

NOW = datetime(2031, 5, 9, 9, 0, tzinfo=UTC)


@pytest.fixture
def book(tmp_path, filled):
    with Ledger.open(tmp_path / "sayso.db") as ledger:
        ledger.add(filled, extractor="fake 1", now=NOW)
        yield ledger


def _row(book, reading):
    return book.find_documents(reading.document.id)[0]


def test_short_articles_are_made_ready_each_time(book, filled):
    shelf = Shelf()
    assert shelf.prepared(book, _row(book, filled)).reading == filled
    assert len(shelf) == 0


def test_long_articles_are_kept_until_they_change(book, filled, monkeypatch):
    monkeypatch.setattr(preparing, "MOST_IN_PART", 3)
    shelf = Shelf(most=1)
    first = shelf.prepared(book, _row(book, filled))
    assert shelf.prepared(book, _row(book, filled)) is first
    fewer = tuple(replace(one, extractor="fake 2") for one in filled.attributions[:4])
    book.add(Reading(filled.document, fewer), extractor="fake 2", now=NOW)
    again = shelf.prepared(book, _row(book, filled))
    assert len(again.reading.attributions) == 4
    assert len(shelf) == 1
