"""Where people log in, nobody else sees anything; and logging in leads nowhere else."""

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher

from sayso.ledger import Ledger
from sayso.web import passwords
from sayso.web.pages.login import own_path
from sayso.web.security import OPEN_PATHS
from sayso.web.state import now

PASSWORD = "open the harbour"
START = datetime(2031, 5, 9, 8, 30, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def quick():
    """Passwords are hashed with little work; test_passwords.py holds the real thing."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(passwords, "_hasher", lambda: hasher)
        patched.setattr(passwords, "_nobodys", lambda: hasher.hash("nobody's password"))
        yield


@pytest.fixture(scope="module")
def kept(quick):
    """The password as it is kept."""
    return passwords.hashed(PASSWORD)


@pytest.fixture
def guarded(open_web, book, kept):
    """A browser at a ledger where Ada Quill can log in."""
    with Ledger.open(book) as ledger:
        ledger.add_user("Ada Quill", password=kept, now=START)
    return open_web(auth=True)


def token(client):
    return client.get("/api/token").json()["token"]


def log_in(client, name="Ada Quill", password=PASSWORD, **fields):
    form = {"name": name, "password": password, "csrf_token": token(client), **fields}
    return client.post("/login", data=form)


# Nobody sees anything without


def test_without_a_login_no_address_tells_anything(guarded):
    paths = [
        "/",
        "/said?words=crane",
        "/documents",
        "/speakers",
        "/said.atom",
        "/nowhere",
        "/outlets/Tideline",
    ]
    for path in paths:
        answer = guarded.get(path)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/login?next=%2F")
        assert not answer.content
    told = guarded.get("/api/said?words=crane")
    assert told.status_code == 401
    assert told.json() == {"subject": "/api/said", "problem": "needs a login", "remedy": "log in at /login"}
    assert guarded.get("/api/openapi.json").status_code == 401


def test_nothing_is_changed_without_a_login_even_with_a_token(guarded):
    headers = {"X-CSRF-Token": token(guarded)}
    assert guarded.post("/logout", headers=headers).status_code == 303
    assert guarded.post("/api/add", headers=headers, json={}).status_code == 401
    assert guarded.post("/add", headers=headers).headers["location"] == "/login?next=%2F"


def test_only_these_are_open(guarded):
    assert set(OPEN_PATHS) == {"/static/", "/login", "/api/token"}
    assert guarded.get("/login").status_code == 200
    assert guarded.get("/static/vendor/htmx.min.js").status_code == 200
    assert guarded.get("/api/token").json()["reviewer"] is None
    for path in (
        "/login/",
        "/loginx",
        "/static",
        "/api/tokens",
        "/login%3F/../documents",
        "/static/../documents",
    ):
        assert guarded.get(path).status_code in (303, 401, 404), path


def test_htmx_is_led_to_the_login(guarded):
    answer = guarded.get("/said", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"].startswith("/login")


def test_where_nobody_logs_in_there_is_no_login(client):
    assert client.get("/login").headers["location"] == "/"
    form = {"name": "x", "password": "y", "csrf_token": token(client)}
    assert client.post("/login", data=form).headers["location"] == "/"


# Logging in


def test_who_logs_in_is_the_reviewer_and_goes_on(guarded):
    wanted = guarded.get("/said?words=crane&by=Ada Quill").headers["location"]
    page = guarded.get(wanted)
    assert 'value="/said?words=crane&amp;by=Ada%20Quill"' in page.text
    answer = log_in(guarded, next="/said?words=crane&by=Ada%20Quill")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/said?words=crane&by=Ada%20Quill"
    assert guarded.get("/api/token").json()["reviewer"] == "Ada Quill"
    assert guarded.get("/said?words=crane").status_code == 200
    assert guarded.get("/login?next=/documents").headers["location"] == "/documents"


def test_the_session_is_out_of_reach_of_scripts_and_ends(guarded):
    cookie = log_in(guarded).headers["set-cookie"]
    assert cookie.startswith("sayso-session-8470=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age=1209600" in cookie
    assert "Secure" not in cookie


def test_over_https_the_session_is_bound_to_it(open_web, guarded):
    safe = open_web(auth=True, base_url="https://localhost")
    cookie = log_in(safe).headers["set-cookie"]
    assert cookie.startswith("__Host-sayso-session-8470=")
    assert "Secure" in cookie


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("Ada Quill", "wrong password"),
        ("Oskar Pell", PASSWORD),
        ("", ""),
        ("ada quill", PASSWORD),
        ("Ada Quill", ""),
    ],
)
def test_what_is_wrong_is_not_told(guarded, name, password):
    answer = log_in(guarded, name, password)
    assert answer.status_code == 401
    assert "do not belong together" in answer.text
    assert guarded.get("/").status_code == 303


def test_a_name_is_no_markup(guarded):
    page = log_in(guarded, '"><script>alert(1)</script>', "x").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_who_guesses_waits_and_the_right_password_does_not_shorten_it(guarded):
    time = START
    guarded.app.dependency_overrides[now] = lambda: time
    assert [log_in(guarded, password=f"guess number {n}").status_code for n in range(5)] == [401] * 5
    refused = log_in(guarded)
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "1"
    assert "in 1 second." in refused.text
    time += timedelta(seconds=1)
    assert log_in(guarded).status_code == 303


def test_a_login_needs_the_token_of_its_page(guarded):
    answer = guarded.post("/login", data={"name": "Ada Quill", "password": PASSWORD})
    assert answer.status_code == 403


def test_the_token_changes_with_the_session(guarded):
    before = token(guarded)
    log_in(guarded)
    assert token(guarded) != before
    assert guarded.post("/logout", data={"csrf_token": before}).status_code == 403


def test_a_session_that_is_there_already_ends_at_the_next(guarded, book):
    log_in(guarded)
    first = guarded.cookies["sayso-session-8470"]
    log_in(guarded)
    with Ledger.open(book) as ledger:
        assert ledger.session_user(first, now=datetime.now(UTC)) is None


# The end


def test_after_logging_out_the_cookie_opens_nothing(guarded):
    log_in(guarded)
    held = guarded.cookies["sayso-session-8470"]
    answer = guarded.post("/logout", data={"csrf_token": token(guarded)})
    assert answer.headers["location"] == "/login"
    guarded.cookies.set("sayso-session-8470", held)
    assert guarded.get("/").status_code == 303


def test_a_removed_user_is_out_at_once(guarded, book):
    log_in(guarded)
    assert guarded.get("/login").status_code == 303
    with Ledger.open(book) as ledger:
        ledger.remove_user("Ada Quill", now=START)
    assert guarded.get("/").headers["location"].startswith("/login")
    assert log_in(guarded).status_code == 401


def test_after_fourteen_days_a_session_is_over(guarded):
    guarded.app.dependency_overrides[now] = lambda: datetime.now(UTC) - timedelta(days=13, hours=23)
    log_in(guarded)
    assert guarded.get("/api/said").status_code == 200
    guarded.app.dependency_overrides[now] = lambda: datetime.now(UTC) - timedelta(days=14, seconds=1)
    log_in(guarded)
    assert guarded.get("/api/said").status_code == 401


@pytest.mark.parametrize(
    "path", ["/", "/said?words=a%20b&by=c", "/outlets/The%20Courier", "/documents/1#a-2"]
)
def test_own_paths_are_gone_to(path):
    assert own_path(path) == path


@pytest.mark.parametrize(
    "address",
    [
        "", "//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example", "https://evil.example",
        "javascript:alert(1)", "evil.example", "/\t/evil.example", "/a\r\nX: b", " /a", "/a\\b",
        "http:/a", "/\x00",
    ],
)  # fmt: skip
def test_other_addresses_are_not(address, guarded):
    assert own_path(address) == "/"
    assert log_in(guarded, next=address).headers["location"] == "/"
