"""The calendar's words and its arithmetic."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.resolve.dates.calendar_words import (
    make_day,
    month_number,
    nth_weekday,
    shift_days,
    shift_months,
    to_number,
    to_year,
    week_of,
    weekday_number,
)


@pytest.mark.parametrize(
    ("name", "number"), [("January", 1), ("Sept.", 9), ("sep", 9), ("May", 5), ("Ma", None), ("Maybe", None)]
)
def test_months(name, number):
    assert month_number(name) == number


@pytest.mark.parametrize(("name", "number"), [("Monday", 0), ("Thurs.", 3), ("sun", 6), ("S", None)])
def test_weekdays(name, number):
    assert weekday_number(name) == number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("7", 7),
        ("twelve", 12),
        ("twenty-one", 21),
        ("ninety nine", 99),
        ("a", 1),
        ("a few", None),
        ("", None),
    ],
)
def test_numbers(words, number):
    assert to_number(words) == number


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("1998", 1998),
        ("’98", 1998),
        ("'68", 2068),  # POSIX: 69 to 99 are the 1900s
        ("nineteen ninety-six", 1996),
        ("twenty twelve", 2012),
        ("two thousand", 2000),
        ("two thousand and four", 2004),
        ("nineteen", None),
        ("seven ninety", None),
    ],
)
def test_years(words, year):
    assert to_year(words) == year


def test_the_last_and_the_nth_weekday_of_a_month():
    assert nth_weekday(2021, 11, 3, 4) == date(2021, 11, 25)
    assert nth_weekday(2021, 5, 0, -1) == date(2021, 5, 31)


def test_a_day_that_is_none():
    assert make_day(2021, 2, 29) is None
    assert shift_days(date(1, 1, 1), -1) is None
    assert shift_months(date(1, 1, 1), -1) is None
    assert shift_months(date(9999, 12, 1), 1) is None


@given(st.dates(), st.integers(-5000, 5000))
def test_months_are_shifted_there_and_back(day, months):
    found = shift_months(day, months)
    if found:
        assert shift_months(date(*found, 1), -months) == (day.year, day.month)


@given(st.dates())
def test_a_week_holds_its_day(day):
    year, week = week_of(day).split("-W")
    assert date.fromisocalendar(int(year), int(week), day.isoweekday()) == day
