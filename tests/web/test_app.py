"""The application tells errors in its own words, and says nothing that it should keep to itself."""

import hashlib
import json
from pathlib import Path

import pytest

from sayso.errors import AbortRun, DocumentError, NotInLedger
from sayso.ledger import Ledger
from sayso.web.app import create_app
from sayso.web.render import STATIC, static_address
from sayso.web.settings import Settings


@pytest.fixture
def failing(client):
    """The application with addresses that fail in every way."""

    def raises(error):
        def fail():
            raise error

        return fail

    for name, error in {
        "abort": AbortRun("<b>ledger</b>", "is <i>broken</i>", "mend it"),
        "missing": NotInLedger("d41d", "is not here"),
        "unread": DocumentError("x.pdf", "is no text"),
        "fault": ZeroDivisionError("secret detail"),
    }.items():
        client.app.get(f"/fails/{name}")(raises(error))
        client.app.get(f"/api/fails/{name}")(raises(error))

    @client.app.get("/api/number")
    def read_number(number: int, order: int = 1) -> int:
        return number

    # What was added last must be asked before the files, which take the rest.
    client.app.router.routes.sort(key=lambda route: getattr(route, "path", "") == "/static")
    return client


@pytest.mark.parametrize(("name", "status"), [("abort", 400), ("missing", 404), ("unread", 422)])
def test_an_error_is_a_page_to_people_and_json_to_programs(failing, name, status):
    page, told = failing.get(f"/fails/{name}"), failing.get(f"/api/fails/{name}")
    assert (page.status_code, told.status_code) == (status, status)
    assert page.headers["content-type"].startswith("text/html")
    assert set(told.json()) == {"subject", "problem", "remedy"}


def test_what_an_error_says_is_never_markup(failing):
    page = failing.get("/fails/abort").text
    assert "&lt;b&gt;ledger&lt;/b&gt;" in page
    assert "is &lt;i&gt;broken&lt;/i&gt;" in page
    assert "mend it" in page
    assert failing.get("/api/fails/abort").json() == {
        "subject": "<b>ledger</b>", "problem": "is <i>broken</i>", "remedy": "mend it",
    }  # fmt: skip


def test_htmx_gets_the_error_alone(failing):
    part = failing.get("/fails/abort", headers={"HX-Request": "true"})
    assert part.status_code == 400
    assert 'role="alert"' in part.text
    assert "<html" not in part.text


@pytest.mark.parametrize("address", ["/fails/fault", "/api/fails/fault"])
def test_a_fault_of_ours_shows_nothing_of_itself(failing, address):
    failing._transport.raise_server_exceptions = False
    answer = failing.get(address)
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "should not" in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_fault_goes_to_the_log_of_the_server(failing):
    with pytest.raises(ZeroDivisionError):
        failing.get("/fails/fault")


def test_no_such_page(client):
    page, told = client.get("/nowhere/<b>"), client.get("/api/nowhere")
    assert (page.status_code, told.status_code) == (404, 404)
    assert "<b>" not in page.text
    assert told.json()["problem"] == "there is no such page"


def test_a_wrong_method_says_so(client, csrf):
    told = client.delete("/api/token", headers=csrf)
    assert told.status_code == 405
    assert told.json() == {"subject": "/api/token", "problem": "does not answer DELETE", "remedy": None}


def test_a_wrong_parameter_is_named(failing):
    told = failing.get("/api/number", params={"number": "many"})
    assert told.status_code == 422
    assert told.json()["subject"] == "number"
    assert "valid integer" in told.json()["problem"]
    both = failing.get("/api/number", params={"order": "up"}).json()
    assert both["subject"] == "number, order"
    assert "number: field required; order: " in both["problem"]


def test_of_very_many_mistakes_the_first_are_told(client):
    told = client.get("/api/said", params={f"key{n}": "1" for n in range(300)})
    assert told.status_code == 422
    assert (told.json()["subject"].count("key"), "key0: " in told.json()["problem"]) == (20, True)


def test_a_ledger_is_made_where_there_is_none(tmp_path):
    create_app(Settings(ledger=tmp_path / "new.db"))
    with Ledger.open(tmp_path / "new.db", create=False) as ledger:
        assert ledger.counts().documents == 0


def test_a_broken_ledger_stops_at_once(tmp_path):
    (tmp_path / "page.db").write_bytes(b"no ledger at all, but quite some bytes" * 100)
    with pytest.raises(AbortRun, match=r"page\.db"):
        create_app(Settings(ledger=tmp_path / "page.db"))


def test_the_api_describes_itself(client):
    described = client.get("/api/openapi.json").json()
    assert described["info"]["title"] == "Sayso"
    assert "/api/token" in described["paths"]
    assert all(path.startswith("/api/") for path in described["paths"])
    problem = described["paths"]["/api/token"]["get"]["responses"]["4XX"]["content"]["application/json"]
    assert problem["schema"]["$ref"].endswith("/Problem")


# Files


def test_files_last_by_their_version(client):
    address = static_address("vendor/htmx.min.js")
    named, plain, old = (
        client.get(one) for one in (address, address.split("?")[0], "/static/vendor/htmx.min.js?v=1")
    )
    assert "immutable" in named.headers["cache-control"]
    assert plain.headers["cache-control"] == old.headers["cache-control"] == "no-cache"
    assert plain.content == named.content
    again = client.get("/static/vendor/htmx.min.js", headers={"If-None-Match": plain.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "name", ["../app.py", "%2e%2e/app.py", "..%2f..%2fapp.py", "/etc/passwd", "%00", "vendor"]
)
def test_no_other_file_is_served(client, name):
    assert client.get(f"/static/{name}").status_code in (400, 404, 405)


def test_an_address_of_no_file_has_no_version():
    assert static_address("none.css") == "/static/none.css"
    assert static_address("../app.py") == "/static/../app.py"


def test_the_files_of_others_are_those_of_their_packages():
    vendor = STATIC / "vendor"
    told = json.loads((vendor / "manifest.json").read_text(encoding="utf-8"))["packages"]
    hashes = {name: sha for package in told for name, sha in package["sha256"].items()}
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in vendor.iterdir()}
    for ours in ("manifest.json", "uPlot.esm.d.ts"):
        found.pop(ours)
    assert found == hashes
    assert all(any(name.endswith("LICENSE") for name in package["sha256"]) for package in told)


def test_the_files_are_of_the_versions_that_are_asked_for():
    assets = Path(__file__).parents[2] / "assets"
    asked = json.loads((assets / "package.json").read_text(encoding="utf-8"))["dependencies"]
    locked = json.loads((assets / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    told = json.loads((STATIC / "vendor/manifest.json").read_text(encoding="utf-8"))["packages"]
    assert {package["name"]: package["version"] for package in told} == asked
    assert {name: locked[f"node_modules/{name}"]["version"] for name in asked} == asked


def test_htmx_neither_evaluates_nor_keeps_pages(client):
    page = client.get("/nowhere").text
    config = json.loads(page.split('<meta name="htmx-config" content=\'')[1].split("'")[0])
    assert config["allowEval"] is False
    assert config["includeIndicatorStyles"] is False
    assert config["historyCacheSize"] == 0
    assert "<script" in page
    assert " onclick" not in page
    assert "<style" not in page
