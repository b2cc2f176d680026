"""Side by side: rows of time, columns of whoever is compared."""

import pytest
from starlette.datastructures import QueryParams

from sayso.errors import AbortRun
from sayso.ledger import Ledger
from sayso.web.side_by_side import (
    CompareQuery,
    One,
    compare_address,
    find_ones,
    read_compare,
    read_one,
    side_by_side,
    suiting_scale,
)


def test_an_address_sets_side_by_side_what_it_was_made_from():
    query = CompareQuery(
        words="“no way”",
        since="2031-05",
        scale="month",
        ones=(One("speaker", "1f"), One("outlet", "Radio 4: news & views"), One("document", "1d")),
    )
    address = compare_address(query)
    assert read_compare(QueryParams(address.partition("?")[2])) == query


def test_the_same_one_stands_there_once():
    assert len(read_compare(QueryParams("one=speaker:1f&one=&one=speaker:1f")).ones) == 1


@pytest.mark.parametrize("value", ["speaker", "speaker:", "ship:1f", ":"])
def test_what_cannot_be_compared_is_refused(value):
    with pytest.raises(AbortRun, match="nothing to compare"):
        read_one(value)


def test_nine_columns_are_too_many():
    with pytest.raises(AbortRun, match="9 columns"):
        read_compare(QueryParams("&".join(f"one=speaker:{number}" for number in range(9))))


@pytest.mark.parametrize(
    ("days", "scale"),
    [
        ([], "day"),
        (["no date"], "day"),
        (["2031-05-05", "2031-W19", "2031-05"], "day"),
        (["2031-05-05", "2031-09-01"], "month"),
        (["2020", "2031-05-05"], "year"),
        (["2031-W60", "2031-02-31"], "day"),
    ],
)
def test_rows_are_as_long_as_suits_the_time(days, scale):
    assert suiting_scale(days) == scale


def test_columns_hold_the_same_words_and_rows_the_same_time(book):
    with Ledger.open(book) as ledger:
        ones = (One("outlet", "The Ansel Courier"), One("outlet", "Harbour Wire"), One("outlet", "Tideline"))
        both = side_by_side(ledger, CompareQuery(words="crane", ones=ones))
    assert [column.name for column in both.columns] == [one.reference for one in ones]
    assert both.scale == "day"
    whens = [band.when for band in both.bands]
    assert whens == sorted(whens)
    assert len(set(whens)) == len(whens)
    for place, column in enumerate(both.columns):
        shown = [hit for band in both.bands for hit in band.cells[place]]
        assert sorted(shown, key=id) == sorted(column.hits, key=id)
        assert column.hits, "each outlet writes of the crane"
        assert {hit.document.metadata.outlet for hit in shown} == {column.name}
        assert all("crane" in hit.highlights[0].of(hit.text) for hit in shown)


def test_what_is_not_in_the_ledger_is_a_column_that_says_so(book):
    with Ledger.open(book) as ledger:
        ones = (One("speaker", "1nobody"), One("outlet", "Nowhere"), One("document", "1none"))
        both = side_by_side(ledger, CompareQuery(ones=ones))
    assert [column.note for column in both.columns] == [
        "the ledger has no such speaker",
        "the ledger has no such outlet",
        "the ledger has no such document",
    ]
    assert both.bands == ()


def test_who_is_compared_is_found_by_part_of_a_name(book):
    with Ledger.open(book) as ledger:
        assert "Ada Quill" in [name for _, name, _ in find_ones(ledger, "speaker", "quill")]
        assert [one for one, _, _ in find_ones(ledger, "outlet", "tide")] == [One("outlet", "Tideline")]
        assert [name for _, name, _ in find_ones(ledger, "document", "blames")] == [
            "Harbour Board blames the maker"
        ]
        assert find_ones(ledger, "outlet", "xyzzy") == []
