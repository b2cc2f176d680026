"""Adding over JSON: a job is made, and says what became of what was given."""

from __future__ import annotations

import threading

import pytest

from sayso.web.jobs import Jobs
from sayso.web.state import now

TEXT = "“The quay is closed,” said Ada Quill, the harbour master of Port Ansel.\n"


@pytest.fixture
def web(client, shipped_reader):
    client.app.state.jobs = Jobs(client.app.state.sayso.ledger, shipped_reader, now)
    return client


def ended(web, made):
    assert made.status_code == 202, made.text
    waiter = threading.Event()
    for _ in range(3_000):
        progress = web.get(made.json()["address"]).json()
        if progress["state"] in ("done", "failed", "stopped"):
            return progress
        waiter.wait(0.01)
    raise AssertionError("the job does not end")


def test_a_text_is_added_and_the_job_says_where_it_is(web, csrf):
    body = {"text": TEXT, "title": "The quay", "outlet": "Tideline", "published": "2031-05-08"}
    progress = ended(web, web.post("/api/add", json=body, headers=csrf))
    assert (progress["state"], progress["added"], progress["by"]) == ("done", 1, "Rana Holt")
    (outcome,) = progress["outcomes"]
    found = web.get(f"/api/documents/{outcome['document_id']}").json()
    assert (found["text"], found["document"]["metadata"]["outlet"]) == (TEXT, "Tideline")
    assert [job["id"] for job in web.get("/api/jobs").json()] == [progress["id"]]


def test_files_are_added(web, csrf):
    files = [("files", ("quay.txt", TEXT.encode())), ("files", ("empty.txt", b""))]
    progress = ended(web, web.post("/api/add/files", files=files, data={"outlet": "Tideline"}, headers=csrf))
    assert [(one["name"], one["fate"], one["reason"]) for one in progress["outcomes"]] == [
        ("quay", "added", None),
        ("empty.txt", "skipped", "is empty"),
    ]
    assert [row["name"] for row in web.get("/api/skipped").json()] == ["empty.txt"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"text": TEXT, "address": "https://a.example/"}, 400),
        ({"text": " "}, 400),
        ({"address": "file:///etc/passwd"}, 400),
        ({"text": TEXT, "published": "soon"}, 400),
        ({"text": TEXT, "author": "x"}, 422),
        ({"text": 7}, 422),
    ],
)
def test_what_cannot_be_added_is_refused(web, csrf, body, status):
    answer = web.post("/api/add", json=body, headers=csrf)
    assert answer.status_code == status
    assert set(answer.json()) == {"subject", "problem", "remedy"}
    assert web.get("/api/jobs").json() == []


def test_nothing_is_added_without_the_token(web):
    assert web.post("/api/add", json={"text": TEXT}).status_code == 403
    assert web.post("/api/add/files", files=[("files", ("a.txt", b"x"))]).status_code == 403


def test_a_job_that_there_is_not_is_not_found(web):
    assert web.get("/api/jobs/abc").status_code == 404


def test_thousands_of_keys_are_one_mistake(web, csrf):
    body = {"text": TEXT, **{f"key {n}": 1 for n in range(2_000)}}
    refused = web.post("/api/add", json=body, headers=csrf)
    assert refused.status_code == 422
    assert "more than 100 keys" in refused.json()["problem"]
    assert len(refused.text) < 500
