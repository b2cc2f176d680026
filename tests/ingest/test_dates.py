"""Dates are made uniform, or are not known."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.ingest.dates import find_published, is_ambiguous, to_iso

LATEST = date(2031, 5, 4)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2020-01-12", "2020-01-12"),
        (" 2020-01-12 ", "2020-01-12"),
        ("20200112", "2020-01-12"),
        ("2020-01-12T10:30Z", "2020-01-12T10:30:00+00:00"),
        ("2020-01-12T10:30:05.123+0530", "2020-01-12T10:30:05+05:30"),
        ("2020-01-12T10:30", "2020-01-12"),
        ("2020-01", None),
        ("2020", None),
        ("2020-02-30", None),
        ("12/01/2020", None),
        ("12 January 2020", None),
        ("", None),
        ("٢٠٢٠-٠١-١٢", None),
    ],
)
def test_iso_dates_are_made_uniform_and_others_are_none(value: str, expected: str | None) -> None:
    assert to_iso(value) == expected


@given(st.text())
@settings(deadline=None)
def test_a_date_made_uniform_stays_as_it_is(value: str) -> None:
    once = to_iso(value)
    assert once is None or to_iso(once) == once


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (["Sunday, 12 January 2020"], "2020-01-12"),
        (["January 12, 2020, 10:30 am"], "2020-01-12"),
        (["12 de enero de 2020"], None),
        (["25.01.2020"], "2020-01-25"),
        (["2020/01/25"], "2020-01-25"),
        (["5/5/2020"], "2020-05-05"),
        (["3/4/2020"], None),  # a day in April in Britain, in March in America
        (["January 2020"], None),
        (["2020"], None),
        (["yesterday"], None),
        (["", "2020-01-12T10:30:00Z"], "2020-01-12T10:30:00+00:00"),
        (["2031-05-05", "2031-05-04"], "2031-05-04"),  # the first is in the future
        (["5 May 2031"], None),
        (["1970-01-01", "0001-01-01T00:00:00Z"], None),
        (["1918-11-12"], "1918-11-12"),
        (["x" * 10_000 + " 12 January 2020"], None),
        ([], None),
    ],
)
def test_the_first_whole_day_stated_is_taken_and_nothing_is_guessed(
    stated: list[str], expected: str | None
) -> None:
    found = find_published(stated, latest=LATEST)
    # htmldate reads Spanish months in some versions: then the day must be right.
    assert found == expected or (stated == ["12 de enero de 2020"] and found == "2020-01-12")


@given(st.lists(st.text()))
@settings(deadline=None)
def test_no_date_is_after_the_latest(stated: list[str]) -> None:
    found = find_published([*stated, "2031-05-05"], latest=LATEST)
    assert found is None or found[:10] <= LATEST.isoformat()


def test_two_days_are_ambiguous_and_one_written_twice_is_not() -> None:
    assert is_ambiguous(["2020-01-12", "2020-01-13"], latest=LATEST)
    assert not is_ambiguous(["2020-01-12", "12 January 2020", "soon"], latest=LATEST)
