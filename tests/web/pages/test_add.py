"""Add: a text, an address or files become a job, and the page says what became of them."""

from __future__ import annotations

import threading

import pytest

from sayso.web.adding import MOST_FILES
from sayso.web.jobs import Jobs
from sayso.web.state import now

TEXT = "“The quay is closed,” said Ada Quill, the harbour master of Port Ansel.\n"


@pytest.fixture
def web(client, shipped_reader):
    """A browser whose application reads with the model that is loaded already."""
    client.app.state.jobs = Jobs(client.app.state.sayso.ledger, shipped_reader, now)
    return client


@pytest.fixture
def post(web, csrf):
    """Sends one of the forms."""

    def send(how, files=None, **fields):
        data = {"csrf_token": csrf["X-CSRF-Token"], "how": how, **fields}
        return web.post("/add", data=data, files=files)

    return send


def ended(web, address):
    """The job's page when nothing more will come."""
    waiter = threading.Event()
    for _ in range(3_000):
        page = web.get(address)
        assert page.status_code == 200
        if "hx-get" not in page.text:
            return page.text
        waiter.wait(0.01)
    raise AssertionError("the job does not end")


def test_the_page_has_three_ways_in(web):
    page = web.get("/add").text
    for name in ("Paste a text", "From an address", "Files"):
        assert name in page
    assert page.count('name="csrf_token"') == 3
    assert "Since Sayso was started" not in page


def test_a_pasted_text_is_added_with_what_is_known_and_leads_to_its_document(web, post):
    answer = post("text", text=TEXT, title="The quay", outlet="Tideline", published="2031-05-08")
    assert answer.status_code == 303
    page = ended(web, answer.headers["location"])
    assert "1 added" in page
    (row,) = [row for row in web.app.state.sayso.ledger.documents() if row.name == "The quay"]
    assert f'href="/documents/{row.id}"' in page
    assert (row.metadata.outlet, row.metadata.published) == ("Tideline", "2031-05-08")
    assert row.n_attributions == 1
    assert "The quay" in web.get("/add").text.partition("Since Sayso was started")[2]


def test_the_same_text_again_is_known_and_leads_to_the_same_document(web, post):
    ended(web, post("text", text=TEXT).headers["location"])
    page = ended(web, post("text", text=TEXT.replace("\n", "\r\n"), title="Another").headers["location"])
    assert "1 known already" in page
    (row,) = [row for row in web.app.state.sayso.ledger.documents() if row.n_characters == len(TEXT)]
    assert f'href="/documents/{row.id}"' in page


def test_files_are_read_whatever_they_are_called_and_skipped_with_a_reason(web, post):
    files = [
        ("files", ("../../etc/quay.txt", TEXT.encode(), "text/plain")),
        ("files", ("<i>page.md", b"Oskar Pell said no.", "text/html")),
        ("files", ("picture.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "image/png")),
    ]
    page = ended(web, post("files", files=files, outlet="Tideline").headers["location"])
    assert "3 files" in page
    assert "etc/quay" not in page
    assert "<i>page" not in page
    assert "looks like an image" in page
    rows = {row.name: row for row in web.app.state.sayso.ledger.documents()}
    assert rows["quay"].metadata.outlet == "Tideline"
    assert rows["<i>page"].media_type == "text/markdown"


def test_a_field_in_which_no_file_was_chosen_is_as_a_browser_sends_it(web, csrf):
    kind = "multipart/form-data; boundary=zz"
    field = 'Content-Disposition: form-data; name="{}"'
    parts = [
        (field.format("how"), "files"),
        (field.format("files") + '; filename="quay.txt"\r\nContent-Type: text/plain', TEXT),
        (field.format("files") + '; filename=""\r\nContent-Type: application/octet-stream', ""),
    ]
    body = "".join(f"--zz\r\n{head}\r\n\r\n{data}\r\n" for head, data in parts) + "--zz--\r\n"
    answer = web.post("/add", content=body.encode(), headers={**csrf, "Content-Type": kind})
    assert "1 of 1 document" in ended(web, answer.headers["location"])


def test_json_lines_are_as_many_documents_as_lines(web, post):
    lines = (
        b'{"text": "Ada Quill said one.", "name": "one"}\n{"text": ""}\n{"text": "Oskar Pell said two."}\n'
    )
    page = ended(web, post("files", files=[("files", ("all.jsonl", lines))]).headers["location"])
    assert "2 added, 1 skipped" in page
    assert "3 of 3 documents" in page
    assert "all.jsonl#2" in page


def test_a_file_that_is_too_large_is_skipped_and_the_others_are_read(open_web, shipped_reader):
    web = open_web(max_bytes=1_000)
    web.app.state.jobs = Jobs(web.app.state.sayso.ledger, shipped_reader, now)
    token = web.get("/api/token").json()["token"]
    files = [("files", ("long.txt", b"word " * 400)), ("files", ("quay.txt", TEXT.encode()))]
    answer = web.post("/add", data={"csrf_token": token, "how": "files"}, files=files)
    page = ended(web, answer.headers["location"])
    assert "1 added, 1 skipped" in page
    assert "more than 1,000" in page


@pytest.mark.parametrize(
    ("how", "fields", "told"),
    [
        ("text", {"text": " \n"}, "is empty"),
        ("text", {"text": TEXT, "published": "last week"}, "no ISO 8601 date"),
        ("text", {"text": TEXT, "url": "javascript:alert(1)"}, "no web address"),
        ("address", {"address": "file:///etc/passwd"}, "no web address"),
        ("address", {"address": "not an address"}, "no web address"),
        ("address", {"address": "-"}, "no web address"),
        ("files", {}, "none was chosen"),
    ],
)
def test_what_cannot_be_added_is_told_in_the_form_that_keeps_what_was_written(web, post, how, fields, told):
    answer = post(how, **fields)
    assert answer.status_code == 400
    assert told in answer.text
    assert 'role="alert"' in answer.text
    if "published" in fields:
        assert "The quay is closed" in answer.text.replace("“", "")
    assert web.app.state.jobs.listed() == []


def test_too_many_files_are_refused(post):
    files = [("files", (f"{n}.txt", b"x")) for n in range(MOST_FILES + 1)]
    answer = post("files", files=files)
    assert answer.status_code == 400
    assert f"more than {MOST_FILES}" in answer.text


def test_an_upload_over_the_limit_is_refused_before_it_is_read(open_web):
    web = open_web(max_upload=10_000)
    token = web.get("/api/token").json()["token"]
    sent = []

    def pieces():
        for _ in range(1_000):
            sent.append(1)
            yield b"x" * 10_000

    kind = "multipart/form-data; boundary=zz"
    stated = {"X-CSRF-Token": token, "Content-Type": kind, "Content-Length": str(10_000_000)}
    assert web.post("/add", content=b"", headers=stated).status_code == 413
    answer = web.post("/add", content=pieces(), headers={"X-CSRF-Token": token, "Content-Type": kind})
    assert answer.status_code == 413


def test_nothing_is_added_without_the_token(web):
    assert web.post("/add", data={"how": "text", "text": TEXT}).status_code == 403
    assert web.app.state.jobs.listed() == []


def test_htmx_is_told_only_what_is_new_and_stops_asking_at_the_end(web, post):
    address = post("text", text=TEXT).headers["location"]
    ended(web, address)
    part = web.get(address, headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<section id="job"')
    assert "hx-get" not in part.text
    assert 'hx-swap-oob="innerHTML:#live"' in part.text
    same = web.get(f"{address}?seen=done-1-1", headers={"HX-Request": "true"})
    assert (same.status_code, same.text) == (204, "")


def test_a_job_in_work_asks_again_with_and_without_script(web, post, shipped_reader):
    hold = threading.Event()

    class Held(Jobs):
        def _do(self, job):
            hold.wait(10)
            super()._do(job)

    web.app.state.jobs = Held(web.app.state.sayso.ledger, shipped_reader, now)
    address = post("text", text=TEXT).headers["location"]
    page = web.get(address).text
    assert 'hx-trigger="every 1s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "0 of 1 document" in page
    hold.set()
    assert "http-equiv" not in ended(web, address)


def test_a_job_that_there_is_not_is_not_found(web):
    answer = web.get("/jobs/abc")
    assert answer.status_code == 404
    assert "no such job" in answer.text
