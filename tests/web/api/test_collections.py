"""Collections over JSON: made, filled, changed, closed."""

from __future__ import annotations

import pytest


@pytest.fixture
def send(client, csrf):
    """Sends a change with its token."""

    def run(method, address, body=None):
        return client.request(method, f"/api{address}", json=body, headers=csrf)

    return run


def test_a_collection_is_made_filled_changed_and_closed(client, send):
    made = send("POST", "/collections", {"name": "The crane", "note": "who knew what"})
    assert made.status_code == 201
    number = made.json()["number"]
    document = client.get("/api/documents").json()["rows"][0]
    kept = []
    for what, reference in (("document", document["id"]), ("search", "words=crane"), ("outlet", "Tideline")):
        body = {"what": what, "reference": reference, "title": what}
        kept.append(send("POST", f"/collections/{number}/keep", body).json()["number"])
    again = send(
        "POST", f"/collections/{number}/keep", {"what": "outlet", "reference": "Tideline", "title": "x"}
    )
    assert again.json()["number"] == kept[-1]
    assert send("PATCH", f"/kept/{kept[0]}", {"note": "page 2"}).json() == {"done": True}
    assert send("DELETE", f"/kept/{kept[1]}").json() == {"done": True}
    found = client.get(f"/api/collections/{number}").json()
    assert [(one["what"], one["note"]) for one in found["kept"]] == [("document", "page 2"), ("outlet", "")]
    changed = send("PATCH", f"/collections/{number}", {"name": "Crane", "closed": True}).json()["collection"]
    assert (changed["name"], changed["note"], changed["closed"]) == ("Crane", "who knew what", True)
    assert send("PATCH", f"/collections/{number}", {"closed": False}).json()["collection"]["closed"] is False
    assert [row["n_kept"] for row in client.get("/api/collections").json()] == [2]


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [
        ("GET", "/collections/77", None),
        ("PATCH", "/collections/77", {"name": "x"}),
        ("POST", "/collections/77/keep", {"what": "outlet", "reference": "Tideline", "title": "x"}),
        ("PATCH", "/kept/77", {"note": "x"}),
        ("DELETE", "/kept/77", None),
    ],
)
def test_what_there_is_not_is_not_found(send, method, address, body):
    assert send(method, address, body).status_code == 404


def test_what_the_ledger_does_not_have_is_not_kept(send):
    number = send("POST", "/collections", {"name": "The crane"}).json()["number"]
    body = {"what": "speaker", "reference": "nobody", "title": "x"}
    assert send("POST", f"/collections/{number}/keep", body).status_code == 404


def test_a_mistake_in_a_body_is_told(send):
    answer = send("POST", "/collections", {"name": " ", "colour": "red"})
    assert answer.status_code == 422
    assert "name" in answer.json()["subject"]
    assert "colour" in answer.json()["subject"]
