"""Nobody reads or changes the ledger but who is allowed to."""

import re
from typing import Annotated

import pytest
from fastapi import Body, Request, UploadFile

from sayso.web.pages import ROUTERS
from sayso.web.security import HEADERS, is_known_host, max_body
from sayso.web.settings import Settings

CHANGING = {"POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def changing(client):
    """The application with addresses that change something, by form, by file and by JSON."""

    @client.app.post("/change")
    async def change(request: Request) -> dict[str, list[str]]:
        form = await request.form()
        return {name: [str(value) for value in form.getlist(name)] for name in form}

    @client.app.post("/upload")
    def upload(files: list[UploadFile]) -> list[str]:
        return [f"{one.filename} {one.file.read().decode()}" for one in files]

    @client.app.put("/api/change")
    def change_by_json(value: Annotated[dict[str, str], Body()]) -> dict[str, str]:
        return value

    client.app.router.routes.sort(key=lambda route: getattr(route, "path", "") == "/static")
    return client


# Headers


@pytest.mark.parametrize("address", ["/nowhere", "/api/token", "/static/vendor/htmx.min.js", "/api/nowhere"])
def test_every_answer_carries_the_headers(client, address):
    headers = client.get(address).headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS


def test_the_policy_allows_no_inline_script_and_nothing_from_elsewhere():
    policy = dict(part.strip().split(" ", 1) for part in HEADERS["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert not any("unsafe" in value or "http" in value or "*" in value for value in policy.values())


def test_pages_are_not_kept(client):
    assert client.get("/nowhere").headers["cache-control"] == "no-store"
    assert client.get("/api/token").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("address", ["/", "/said", "/said.atom", "/nowhere", "/static/vendor/htmx.min.js"])
def test_head_gives_what_get_gives_without_the_body(client, address):
    asked, got = client.head(address), client.get(address)
    assert (asked.status_code, asked.content) == (got.status_code, b"")
    assert asked.headers["content-type"] == got.headers["content-type"]


# Host

NAMED = Settings(host="127.0.0.1", hosts=("News.Example",))
ANYWHERE = Settings(host="0.0.0.0", hosts=("news.example",))


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:8470",
        "127.0.0.1",
        "127.0.0.1:9",
        "[::1]",
        "[::1]:8470",
        "news.example:443",
        "localhost.",
    ],
)  # fmt: skip
def test_our_own_names_are_known(host):
    assert is_known_host(host, NAMED)


@pytest.mark.parametrize(
    "host",
    [
        "", "evil.example", "evil.example:8470", "localhost.evil.example", "127.0.0.1.evil.example", "a b",
        "localhost@evil.example", "evil.example#localhost", "[::2]", "10.0.0.5", "[evil]", "::1",
        "localhost:x",
        "sub.news.example", "0.0.0.0",
    ],
)  # fmt: skip
def test_other_names_are_not(host):
    assert not is_known_host(host, NAMED)


def test_where_all_addresses_are_listened_on_any_of_them_will_do_but_no_other_name():
    assert is_known_host("192.168.1.7:8470", ANYWHERE)
    assert is_known_host("[fe80::1]", ANYWHERE)
    assert not is_known_host("evil.example", ANYWHERE)


@pytest.mark.parametrize("address", ["/", "/api/token", "/static/vendor/htmx.min.js", "/login"])
def test_nothing_is_told_to_who_asks_by_another_name(client, address):
    answer = client.get(address, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" in answer.text
    assert "<" not in answer.text
    assert "set-cookie" not in answer.headers


# Tokens


def token_of(client):
    page = client.get("/nowhere").text
    return re.search(r'name="csrf-token" content="([0-9a-f]{64})"', page)[1]


def test_nothing_is_changed_without_a_token(changing):
    answers = [
        changing.post("/change", data={"a": "1"}),
        changing.post("/change", data={"a": "1", "csrf_token": ""}),
        changing.post("/upload", files={"files": ("x.txt", b"words")}),
        changing.put("/api/change", json={"a": "1"}),
        changing.put("/api/change", json={"a": "1", "csrf_token": token_of(changing)}),
        changing.put("/api/change", json={"a": "1"}, headers={"X-CSRF-Token": "é".encode()}),
    ]
    assert [answer.status_code for answer in answers] == [403] * 6
    assert answers[3].json()["remedy"].startswith("send what GET /api/token gives")


def test_the_token_of_a_page_opens_forms_files_and_json(changing):
    token = token_of(changing)
    assert changing.post("/change", data={"a": ["1", "2"], "csrf_token": token}).json()["a"] == ["1", "2"]
    by_header = changing.post("/change", data={"a": "1"}, headers={"X-CSRF-Token": token})
    assert by_header.json() == {"a": ["1"]}
    files = [("files", (f"{n}.txt", f"words {n}".encode())) for n in range(3)]
    sent = changing.post("/upload", files=files, data={"csrf_token": token})
    assert sent.json() == ["0.txt words 0", "1.txt words 1", "2.txt words 2"]
    assert changing.put("/api/change", json={"a": "1"}, headers={"X-CSRF-Token": token}).json() == {"a": "1"}


def test_a_file_is_no_token(changing):
    token = token_of(changing)
    assert changing.post("/change", files={"csrf_token": ("t", token.encode())}).status_code == 403


def test_the_token_is_the_same_on_every_page_of_one_browser_and_another_in_the_next(client, open_web):
    assert token_of(client) == token_of(client) == client.get("/api/token").json()["token"]
    assert token_of(open_web()) != token_of(client)


def test_a_token_is_of_no_use_in_another_browser(changing):
    token = token_of(changing)
    changing.cookies.clear()
    assert changing.post("/change", data={"csrf_token": token}).status_code == 403


def test_a_key_that_is_not_ours_is_replaced(client):
    client.cookies.set("sayso-key-8470", "chosen")
    answer = client.get("/nowhere")
    assert "sayso-key-8470=" in answer.headers["set-cookie"]


def test_no_script_reads_the_key_and_files_bring_none(client):
    assert "set-cookie" not in client.get("/static/vendor/htmx.min.js").headers
    cookie = client.get("/nowhere").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert "set-cookie" not in client.get("/nowhere").headers


def test_over_https_the_cookie_is_bound_to_it(open_web):
    cookie = open_web(base_url="https://localhost").get("/nowhere").headers["set-cookie"]
    assert cookie.startswith("__Host-sayso-key-8470=")
    assert "Secure" in cookie


def changing_addresses(client):
    """Method and address of all that changes something."""
    for router in ROUTERS:
        for route in router.routes:
            yield from ((method, route.path) for method in sorted(route.methods & CHANGING))
    for path, methods in client.get("/api/openapi.json").json()["paths"].items():
        yield from ((method.upper(), path) for method in methods if method.upper() in CHANGING)


def test_every_address_that_changes_something_wants_a_token(client):
    addresses = list(changing_addresses(client))
    assert ("POST", "/login") in addresses
    for method, path in addresses:
        answer = client.request(method, re.sub(r"\{[^}]+\}", "1", path), data={"name": "x"})
        assert answer.status_code == 403, f"{method} {path}"


# Where a request comes from


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://127.0.0.1:8470"}, 200),
        ({"Origin": "http://127.0.0.1:9000"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://[bad"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8470"}, 403),
    ],
)
def test_what_another_sites_page_sends_is_refused_even_with_the_token(changing, headers, status):
    token = token_of(changing)
    assert changing.post("/change", data={"csrf_token": token}, headers=headers).status_code == status


def test_a_link_from_another_site_opens_a_page(client):
    assert client.get("/api/token", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


# Size


def test_a_body_that_is_too_large_is_refused_stated_or_not(open_web):
    client = open_web(max_upload=1000)
    token = token_of(client)
    limit = max_body(client.app.state.sayso.settings, "/add")
    stated = client.post("/add", content=b"x" * (limit + 1), headers={"X-CSRF-Token": token})
    assert stated.status_code == 413
    assert "1,000 bytes" in stated.text

    def pieces():
        for _ in range(limit // 65_536 + 1):
            yield b"x" * 65_536

    kind = {"X-CSRF-Token": token, "Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/add", content=pieces(), headers=kind).status_code == 413


@pytest.mark.parametrize("path", ["/login", "/logout", "/collections", "/api/collections", "/nowhere"])
def test_only_what_takes_files_takes_much(client, path):
    headers = {"X-CSRF-Token": token_of(client), "Content-Type": "application/json"}
    refused = client.post(path, content=b" " * 1_000_001, headers=headers)
    assert refused.status_code == 413
    assert "1,000,000 bytes" in refused.text
    assert max_body(Settings(), path) == 1_000_000
    assert max_body(Settings(), "/add") == max_body(Settings(), "/api/add/files") == 51_000_000


# Forms


@pytest.mark.parametrize("charset", ["punycode", "UTF-7", "unicode_escape", '"utf-16"', "undefined"])
def test_a_form_is_read_by_no_other_codec(client, charset):
    part = '--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n+2AA-\\ud800\r\n--x--\r\n'
    kind = f"multipart/form-data; boundary=x; Charset={charset}"
    for path in ("/login", "/logout", "/add"):
        refused = client.post(path, content=part.encode(), headers={"Content-Type": kind})
        assert refused.status_code == 415
        assert "send it in UTF-8" in refused.text


def test_a_form_may_say_that_it_is_in_utf_8(changing):
    token = token_of(changing)
    part = f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n--x--\r\n'
    kind = "multipart/form-data; boundary=x; charset=UTF-8"
    assert changing.post("/change", content=part.encode(), headers={"Content-Type": kind}).status_code == 200
