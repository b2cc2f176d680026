"""Passwords are kept as hashes that say nothing, and an unknown user is no quicker answer."""

import pytest

from sayso.errors import AbortRun
from sayso.web import passwords


def test_only_the_right_password_is_right():
    kept = passwords.hashed("open the harbour")
    assert kept.startswith("$argon2id$")
    assert "harbour" not in kept
    assert passwords.is_right("open the harbour", kept)
    assert not passwords.is_right("open the harbour ", kept)
    assert passwords.hashed("open the harbour") != kept


@pytest.mark.parametrize("password", ["", "short", "x" * 1001])
def test_a_password_has_a_length(password):
    with pytest.raises(AbortRun, match="characters"):
        passwords.hashed(password)


def test_nobody_has_a_password():
    assert not passwords.is_right("nobody's password, which opens nothing", None)
    assert not passwords.is_right("", "")
    assert not passwords.is_right("anything", "no hash at all")


def test_an_unknown_user_takes_the_same_work(monkeypatch):
    """Counted, not timed: each answer verifies one hash of the same cost."""
    verified = []
    hasher = passwords._hasher()

    class Counting:
        def verify(self, kept, password):
            verified.append(kept.rpartition("$")[0].rpartition("$")[0])
            return hasher.verify(kept, password)

        hash = staticmethod(hasher.hash)

    kept = passwords.hashed("open the harbour")
    monkeypatch.setattr(passwords, "_hasher", Counting)
    passwords.is_right("wrong", kept)
    passwords.is_right("wrong", None)
    assert len(verified) == 2
    assert verified[0] == verified[1]
