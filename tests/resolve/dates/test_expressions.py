"""Where a text names a date, and where it only seems to."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.resolve.dates.expressions import find_date_expressions
from sayso.resolve.dates.forms import FORMS


def found(text):
    return [(one.span.of(text), one.form) for one in find_date_expressions(text)]


CASES = [
    ("The ferry sank on Sunday.", [("Sunday", "weekday")]),
    ("It sank last Friday night.", [("last Friday night", "weekday")]),
    ("It sank on Monday of last week.", [("Monday of last week", "weekday")]),
    ("the Jan. 3rd vote", [("Jan. 3rd", "month_day")]),
    ("on Saturday, April 25, 1998, it", [("Saturday, April 25, 1998", "month_day")]),
    ("on March eighth", [("March eighth", "month_day")]),
    ("on 3 January 2020", [("3 January 2020", "day_month")]),
    ("on the 3rd of January", [("the 3rd of January", "day_month")]),
    ("dated 2020-01-03.", [("2020-01-03", "iso")]),
    ("dated 25/12/2019.", [("25/12/2019", "figures")]),
    ("the week of March 6", [("the week of March 6", "week_of")]),
    ("in October 1982", [("October 1982", "month_year")]),
    ("in June of last year", [("June of last year", "month_year")]),
    ("in late November", [("late November", "month")]),
    ("last October", [("last October", "month")]),
    ("earlier today", [("earlier today", "near_day")]),
    ("It rained yesterday morning.", [("yesterday morning", "near_day")]),
    ("the third quarter of this year", [("the third quarter of this year", "quarter")]),
    ("in fiscal 2008", [("fiscal 2008", "fiscal")]),
    ("in the spring of 2011", [("the spring of 2011", "season_of")]),
    ("last fall", [("last fall", "season")]),
    ("nearly two and a half years ago", [("nearly two and a half years ago", "ago")]),
    ("the same month a year ago", [("the same month a year ago", "year_before")]),
    ("at the beginning of the year", [("the beginning of the year", "part_of")]),
    ("earlier this week", [("earlier this week", "unit")]),
    ("that day", [("that day", "that_day")]),
    ("over the weekend", [("the weekend", "weekend")]),
    ("the late 1970s and the ’80s", [("the late 1970s", "decade"), ("the ’80s", "decade")]),
    ("the 11th century", [("the 11th century", "century")]),
    ("on New Year’s Eve", [("New Year’s Eve", "holiday")]),
    ("last Thanksgiving", [("last Thanksgiving", "holiday")]),
    ("since ’82", [("’82", "year")]),
    ("in nineteen ninety-six", [("nineteen ninety-six", "year")]),
    ("right now", [("right now", "present")]),
    ("she recently left", [("recently", "past")]),
    ("in the near future", [("the near future", "future")]),
    ("“Today is ours,”", [("Today", "near_day")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_date_is_found(text, expected):
    assert found(text) == expected


def test_every_form_has_a_case():
    assert {form for _, expected in CASES for _, form in expected} == set(FORMS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "You may march to the sun.",
        "Mara May left.",
        "April Quill left.",
        "It cost $2000 and 2000 people came.",
        "flight 1.2020 of 12,1999",
        "the Sunday Times",
        "on Black Friday",
        "she told Port Ansel Today",
        "a day like another",
        "\u0662\u0660\u0662\u0660 \u00b2\u00b3 \U0001f600",
    ],
)
def test_no_date_is_found(text):
    assert found(text) == []


def test_a_stretch_of_the_text():
    text = "On Sunday and on Monday and on Tuesday"
    assert [one.span.of(text) for one in find_date_expressions(text, 10, 25)] == ["Monday"]


@given(st.lists(st.sampled_from([text for text, _ in CASES]), max_size=6), st.text(max_size=8))
def test_dates_lie_in_order_and_in_the_text(texts, noise):
    text = f" {noise} ".join(texts)
    spans = [one.span for one in find_date_expressions(text)]
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(span.end <= len(text) for span in spans)


@given(st.text(alphabet="MayJun 0123456789/.-'’sthe", max_size=60))
def test_no_text_is_too_strange(text):
    for one in find_date_expressions(text):
        assert one.span.of(text).strip()
