"""Who may log in, and for how long."""

import hashlib
from datetime import timedelta

import pytest
import sqlalchemy as sa

from sayso.errors import AbortRun, NotInLedger
from sayso.ledger import Ledger

HASH = "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA"
TOKEN = "a token that only a browser holds"


@pytest.fixture
def now(telling):
    return telling.now


@pytest.fixture
def ada(ledger, now):
    """A ledger whose user Ada Quill has a session for an hour."""
    ledger.add_user("Ada Quill", password=HASH, now=now)
    ledger.begin_session("Ada Quill", token=TOKEN, now=now, ends=now + timedelta(hours=1))
    return ledger


def rows(place, sql):
    engine = sa.create_engine(place if "://" in place else f"sqlite:///{place}")
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.exec_driver_sql(sql)]
    engine.dispose()
    return found


def test_users_are_listed_by_name(ledger, now):
    for name in ("Oskar Pell", "Ada Quill", " Мария "):
        ledger.add_user(name, password=HASH, now=now)
    assert [user.name for user in ledger.users()] == ["Ada Quill", "Oskar Pell", "Мария"]
    assert (ledger.users()[0].password, ledger.users()[0].added_at) == (HASH, now)


def test_a_session_is_the_users_until_it_ends(ada, now):
    assert ada.session_user(TOKEN, now=now) == "Ada Quill"
    assert ada.session_user(TOKEN, now=now + timedelta(minutes=59)) == "Ada Quill"
    assert ada.session_user(TOKEN, now=now + timedelta(hours=1)) is None
    assert ada.session_user(TOKEN + "x", now=now) is None
    ada.end_session(TOKEN)
    assert ada.session_user(TOKEN, now=now) is None
    ada.end_session(TOKEN)


def test_only_the_hash_of_a_token_is_stored(ada, place):
    assert rows(place, "SELECT token FROM sessions") == [(hashlib.sha256(TOKEN.encode()).hexdigest(),)]


def test_a_removed_user_is_out_at_once(ada, place, now):
    ada.remove_user("Ada Quill", now=now)
    assert ada.users() == []
    assert ada.session_user(TOKEN, now=now) is None
    assert rows(place, "SELECT count(*) FROM sessions") == [(0,)]
    assert rows(place, "SELECT name, password FROM users") == [("Ada Quill", "")]
    with pytest.raises(NotInLedger):
        ada.begin_session("Ada Quill", token="t", now=now, ends=now + timedelta(hours=1))
    with pytest.raises(NotInLedger, match="no user"):
        ada.remove_user("Ada Quill", now=now)


def test_a_removed_user_can_come_back_but_the_sessions_do_not(ada, now):
    ada.remove_user("Ada Quill", now=now)
    ada.add_user("Ada Quill", password=HASH, now=now)
    assert [user.name for user in ada.users()] == ["Ada Quill"]
    assert ada.session_user(TOKEN, now=now) is None


def test_another_password_ends_the_sessions(ada, now):
    ada.add_user("Ada Quill", password=HASH + "b", now=now)
    assert [user.password for user in ada.users()] == [HASH + "b"]
    assert ada.session_user(TOKEN, now=now) is None


def test_what_has_ended_is_swept_out(ada, place, now):
    later = now + timedelta(hours=2)
    ada.begin_session("Ada Quill", token="another", now=later, ends=later + timedelta(hours=1))
    assert rows(place, "SELECT count(*) FROM sessions") == [(1,)]


@pytest.mark.parametrize("name", ["", "  ", "a" * 101, "Ada\nQuill", "Ada\u202eQuill", "ada\x00"])
def test_a_name_can_be_seen(ledger, now, name):
    with pytest.raises(AbortRun):
        ledger.add_user(name, password=HASH, now=now)
    assert ledger.users() == []


def test_nobody_is_taken_for_another(ada, now):
    with pytest.raises(AbortRun, match="too like"):
        ada.add_user("ada quill", password=HASH, now=now)
    with pytest.raises(NotInLedger):
        ada.remove_user("ada quill", now=now)


def test_one_name_however_it_is_composed(ledger, now):
    ledger.add_user("Zoe\u0308", password=HASH, now=now)
    ledger.begin_session("Zo\u00eb", token=TOKEN, now=now, ends=now + timedelta(hours=1))
    assert ledger.session_user(TOKEN, now=now) == "Zo\u00eb"


def test_reading_only_nothing_is_changed(ada, place, now):
    with Ledger.open(place, read_only=True) as ledger, pytest.raises(AbortRun, match="reading only"):
        ledger.add_user("Oskar Pell", password=HASH, now=now)
