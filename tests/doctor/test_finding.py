import pytest

from sayso.doctor import Finding
from sayso.doctor.finding import run_checks
from sayso.errors import AbortRun


def test_what_is_wrong_has_a_remedy():
    with pytest.raises(ValueError, match="something is to be done"):
        Finding("disk", "wrong", "it is full")
    with pytest.raises(ValueError, match="state must be one of"):
        Finding("disk", "bad", "it is full", "make room")


def test_a_check_that_fails_is_a_finding_and_the_rest_go_on():
    def broken():
        yield Finding("tide", "ok", "low")
        raise KeyError("moon")

    def refused():
        raise AbortRun("quay", "is closed", "come back")

    found = list(
        run_checks(("tide", broken), ("quay", refused), ("sluice", lambda: [Finding("sluice", "ok", "shut")]))
    )
    assert [(one.what, one.state) for one in found] == [
        ("tide", "ok"), ("tide", "wrong"), ("quay", "wrong"), ("sluice", "ok"),
    ]  # fmt: skip
    assert "KeyError: 'moon'" in found[1].told
    assert (found[2].told, found[2].remedy) == ("is closed", "come back")
