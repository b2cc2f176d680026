"""Who guesses passwords waits longer and longer; who mistypes does not."""

from datetime import UTC, datetime, timedelta

from sayso.web.attempts import FORGOTTEN, FREE, LONGEST, MOST, Attempts

NOW = datetime(2031, 5, 9, 8, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def fail(attempts, n, name="ada", address="10.0.0.1", now=NOW):
    return [attempts.begin(name, address, now) for _ in range(n)]


def test_the_first_failures_are_free_and_then_the_wait_doubles():
    attempts, now = Attempts(), NOW
    assert fail(attempts, FREE) == [None] * FREE
    for wait in (1, 2, 4, 8):
        assert attempts.begin("ada", "10.0.0.1", now) == wait * SECOND
        assert attempts.begin("ada", "10.0.0.1", now) == wait * SECOND  # asking costs nothing
        now += wait * SECOND
        assert attempts.begin("ada", "10.0.0.1", now) is None


def test_nobody_waits_for_ever():
    attempts, now = Attempts(), NOW
    fail(attempts, FREE)
    for _ in range(30):
        now += attempts.begin("ada", "10.0.0.1", now) or timedelta()
        assert attempts.begin("ada", "10.0.0.1", now) is None
    assert attempts.begin("ada", "10.0.0.1", now) == LONGEST


def test_a_name_waits_from_every_address_and_an_address_for_every_name():
    attempts = Attempts()
    for n in range(FREE):
        fail(attempts, 1, address=f"10.0.0.{n}")
    assert attempts.begin("ada", "10.9.9.9", NOW) == SECOND
    for n in range(FREE):
        fail(attempts, 1, name=f"user {n}", address="10.1.1.1")
    assert attempts.begin("somebody", "10.1.1.1", NOW) == SECOND
    assert attempts.begin("oskar", "10.9.9.9", NOW) is None


def test_success_and_time_forget():
    attempts = Attempts()
    fail(attempts, FREE)
    attempts.forget("ada", "10.0.0.1")
    assert attempts.begin("ada", "10.0.0.1", NOW) is None
    fail(attempts, FREE - 1)
    assert attempts.begin("ada", "10.0.0.1", NOW + FORGOTTEN + SECOND) is None


def test_guessing_fills_no_memory():
    attempts = Attempts()
    for n in range(MOST):
        attempts.begin(f"user {n}", f"address {n}", NOW)
    assert len(attempts._failed) == MOST
