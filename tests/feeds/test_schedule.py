"""Waits are pure, bounded, and grow with failures."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.feeds import Hints, Rhythm, host_of, next_try, next_wait, page_of, read_robots
from sayso.feeds.schedule import TRIES, to_fresh, to_seconds

NOW = datetime(2031, 5, 6, 10, 0, tzinfo=UTC)  # a Tuesday
QUARTER = Rhythm(every=900.0)


@given(
    failures=st.integers(0, 10_000),
    seconds=st.none() | st.integers(0, 10**9),
    hours=st.sets(st.integers(0, 23)),
    days=st.sets(st.integers(0, 6)),
    fresh=st.none() | st.floats(0, 1e9),
    retry_after=st.none() | st.floats(0, 1e9),
    every=st.floats(10, 604_800),
)
def test_no_wait_is_short_or_for_ever(failures, seconds, hours, days, fresh, retry_after, every):
    hints = Hints(seconds=seconds, hours=tuple(hours), days=tuple(days))
    given = {"failures": failures, "hints": hints, "fresh": fresh, "retry_after": retry_after}
    wait = next_wait("a", NOW, Rhythm(every=every), **given)
    assert 0.9 * every <= wait <= 1.1 * max(every, 86_400) + 86_400
    assert wait == next_wait("a", NOW, Rhythm(every=every), **given)


def test_hints_lengthen_a_wait_up_to_an_hour():
    assert 2430 <= next_wait("a", NOW, QUARTER, hints=Hints(seconds=2700)) <= 2970
    assert next_wait("a", NOW, QUARTER, hints=Hints(seconds=604_800)) <= 3960
    assert next_wait("a", NOW, Rhythm(every=7200.0), hints=Hints(seconds=60)) >= 6480


def test_hours_and_days_that_a_feed_skips_are_skipped():
    due = NOW + timedelta(seconds=next_wait("a", NOW, QUARTER, hints=Hints(hours=(10, 11))))
    assert due.hour == 12
    due = NOW + timedelta(seconds=next_wait("a", NOW, QUARTER, hints=Hints(days=(1,))))
    assert (due.weekday(), due.hour) == (2, 0)
    assert next_wait("a", NOW, QUARTER, hints=Hints(hours=tuple(range(24)))) < 1000


def test_feeds_that_were_added_together_do_not_stay_together():
    assert len({round(next_wait(str(n), NOW, QUARTER)) for n in range(50)}) > 30


def test_an_article_is_tried_so_often_and_no_more():
    waits = [next_try("a", n, NOW) for n in range(1, TRIES + 1)]
    assert waits[-1] is None
    assert waits[0] < waits[1] < waits[2] < waits[3] < waits[4]
    assert next_try("a", 1, NOW, retry_after=1e9) == 86_400


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0), ("Tue, 06 May 2031 10:05:00 GMT", 300.0), ("Tue, 06 May 2031 09:00:00 GMT", 0.0),
        ("soon", None), ("", None), (None, None), ("-5", None),
    ],
)  # fmt: skip
def test_retry_after_is_a_number_or_a_date(value, seconds):
    assert to_seconds(value, NOW) == seconds


def test_freshness_is_max_age():
    assert (to_fresh("public, max-age=600"), to_fresh("no-store"), to_fresh(None)) == (600.0, None, None)


def test_hosts_and_pages():
    assert host_of("http://a.example:99999/") == "a.example:99999"
    assert page_of("https://a.example/x/?fbclid=1") == page_of("http://A.example/x")
    assert page_of("https://a.example/x") != page_of("https://b.example/x")


def test_rules_name_us_or_everybody():
    rules = read_robots("User-agent: *\nDisallow: /\n\nUser-agent: Sayso\nAllow: /\nCrawl-delay: 7\n")
    assert (rules.allows("https://a.example/x"), rules.delay) == (True, 7.0)
    assert not read_robots("User-agent: *\nDisallow: /").allows("https://a.example/x")
    assert read_robots("User-agent: *\nCrawl-delay: 99999999").delay == 3600.0
    assert read_robots(None).allows("https://a.example/x")
