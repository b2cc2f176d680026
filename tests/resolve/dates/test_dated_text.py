"""What dates mean, seen from Wednesday, 12 May 2021."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.records import Span
from sayso.resolve.dates.absolute import AMBIGUOUS
from sayso.resolve.dates.dated_text import DatedText
from sayso.resolve.dates.tense import tense_around
from sayso.resolve.dates.values import NO_PUBLISHED, NO_SUCH_DAY, NOTHING_BEFORE, DateValue, Unread

PUBLISHED = date(2021, 5, 12)


def values(text, published=PUBLISHED):
    """The values of the text's dates; of those that have none, the reason."""
    dated = DatedText(text, published)
    read = [dated.value(index) for index in range(len(dated.expressions))]
    return [one.value if isinstance(one, DateValue) else one.reason for one in read]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # weekdays
        ("The board met on Sunday.", "2021-05-09"),
        ("The board met on Wednesday.", "2021-05-12"),
        ("The board will meet on Sunday.", "2021-05-16"),
        ("On Sunday, the board will meet.", "2021-05-16"),
        ("The board is scheduled to meet on Friday.", "2021-05-14"),
        ("The plan should be completed by Friday.", "2021-05-14"),
        ("It fixed Friday’s fault.", "2021-05-07"),
        ("The board met last Wednesday.", "2021-05-05"),
        ("The board meets next Friday.", "2021-05-21"),
        ("The board meets this coming Sunday.", "2021-05-16"),
        ("The board met this past Sunday.", "2021-05-09"),
        ("It met on Tuesday of last week.", "2021-05-04"),
        # days seen from today
        ("It met today.", "2021-05-12"),
        ("It met last night.", "2021-05-11"),
        ("It met this morning.", "2021-05-12"),
        ("It meets the day after tomorrow.", "2021-05-14"),
        ("It met two days ago.", "2021-05-10"),
        # days of a month
        ("It met on Jan. 3rd.", "2021-01-03"),
        ("It met on Nov. 25.", "2020-11-25"),
        ("The gate shut on May 3, 2019.", "2019-05-03"),
        ("It will meet on October 6.", "2021-10-06"),
        ("It will meet on January 6.", "2022-01-06"),
        ("A judge ordered it to go by June 1.", "2021-06-01"),
        ("A judge ordered a hearing on June 1.", "2021-06-01"),  # last June is too far off to be meant
        ("It met on Sunday, 25 April.", "2021-04-25"),
        ("It met on the 3rd of January last year.", "2020-01-03"),
        ("It met on February 29.", "2020-02-29"),
        ("on 2020-02-29", "2020-02-29"),
        ("on 25/12/2019", "2019-12-25"),
        ("on 12/25/19", "2019-12-25"),
        ("on Thanksgiving it met", "2020-11-26"),
        ("It will meet on Christmas Eve.", "2021-12-24"),
        ("It met on Election Day 2020.", "2020-11-03"),
        # weeks and weekends
        ("It met last week.", "2021-W18"),
        ("It met earlier this week.", "2021-W19"),
        ("It met two weeks ago.", "2021-W17"),
        ("It met the week of March 6.", "2021-W09"),
        ("It met over the weekend.", "2021-W18-WE"),
        ("It met this weekend.", "2021-W18-WE"),
        ("It will meet this weekend.", "2021-W19-WE"),
        # months
        ("It met in April.", "2021-04"),
        ("It met in May.", "2021-05"),
        ("It met in September.", "2020-09"),
        ("It is to open in July.", "2021-07"),
        ("It will meet in July.", "2021-07"),
        ("It met last May.", "2020-05"),
        ("It met last month.", "2021-04"),
        ("It met in June last year.", "2020-06"),
        ("It met in October 1982.", "1982-10"),
        ("It met three months ago.", "2021-02"),
        # quarters, seasons, years and more
        ("It lost money in the fourth quarter.", "2020-Q4"),
        ("It lost money in the first quarter of 2019.", "2019-Q1"),
        ("It lost money last quarter.", "2021-Q1"),
        ("It began last fall.", "2020-FA"),
        ("It began in the spring of 2011.", "2011-SP"),
        ("It began last year.", "2020"),
        ("It began almost four years ago.", "2017"),
        ("It began a decade ago.", "2011"),
        ("It began in 1949.", "1949"),
        ("It began in nineteen ninety-six.", "1996"),
        ("It began in ’82.", "1982"),
        ("It began in the late 1970s.", "197"),
        ("It began in the nineties.", "199"),
        ("It began in the 11th century.", "10"),
        ("It began in fiscal 2008.", "FY2008"),
        # no date at all
        ("It is now open.", "PRESENT_REF"),
        ("It recently opened.", "PAST_REF"),
        ("It opened a few years ago.", "PAST_REF"),
    ],
)
def test_a_date_has_its_value(text, value):
    assert values(text) == [value]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It met on April 6, 2019, and voted the next day.", ["2019-04-06", "2019-04-07"]),
        ("It met on April 6. That day it rained.", ["2021-04-06", "2021-04-06"]),
        ("It met in 1995 and again the following year.", ["1995", "1996"]),
        ("Sales fell in February from the same month a year ago.", ["2021-02", "2020-02"]),
        ("The same day it rained.", ["2021-05-12"]),
        ("The next day it rained.", [NOTHING_BEFORE]),
    ],
)
def test_a_date_may_count_from_the_one_before(text, expected):
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("on 3/4/2020", AMBIGUOUS),
        ("on Nov. 31 it met", NO_SUCH_DAY),
        ("on 2021-02-29", NO_SUCH_DAY),
    ],
)
def test_some_words_mean_no_day(text, reason):
    assert values(text) == [reason]


def test_without_a_day_of_publication_only_what_is_written_out_has_a_value():
    text = "On Monday; on May 3; last year; today; in June; on May 3, 2019; in 1998"
    assert values(text, None) == [NO_PUBLISHED] * 5 + ["2019-05-03", "1998"]


def test_the_words_of_others():
    text = "The fund fell on Friday, its lowest of the day."
    dated = DatedText(text, PUBLISHED)
    assert dated.value_within(Span(text.index("the day"), len(text) - 1)).value == "2021-05-07"
    assert isinstance(dated.value_within(Span(0, 8)), Unread)


@pytest.mark.parametrize(
    ("before", "after", "tense"),
    [
        ("It met on ", ".", "past"),
        ("It will meet on ", ".", "future"),
        ("On ", ", it will meet.", "future"),
        ("It is expected to be signed on ", ".", "future"),
        ("It wants to stay until ", ".", "future"),
        ("Until ", ", it had stayed.", "past"),
        ("", "", None),
    ],
)
def test_tenses(before, after, tense):
    assert tense_around(before, after) == tense


WORDS = "on last next the this week month year day Friday May 3rd 2019 ago two decade ’82 was will 9999 of"


@given(st.lists(st.sampled_from(WORDS.split()), max_size=14), st.none() | st.dates())
def test_every_date_has_a_value_or_a_reason(words, published):
    dated = DatedText(" ".join(words), published)
    for index in range(len(dated.expressions)):
        value = dated.value(index)
        assert value.because if isinstance(value, DateValue) else value.reason
        assert not isinstance(value, DateValue) or value.value


def test_a_tense_that_is_known_for_certain_outweighs_nearness():
    dated = DatedText("A report of July said it; another of June 20 denied it.", PUBLISHED)
    assert [dated.value(index).value for index in (0, 1)] == ["2021-07", "2021-06-20"]
    assert [dated.value(index, "past").value for index in (0, 1)] == ["2020-07", "2020-06-20"]
