"""Speakers over JSON, and what people decide about them."""

from __future__ import annotations

import pytest


@pytest.fixture
def speaker_id(client):
    """The ids of the speakers by name."""
    rows = client.get("/api/speakers", params={"limit": 200}).json()["rows"]
    return {row["name"]: row["id"] for row in rows}


def test_the_list_has_names_kinds_and_counts(client):
    page = client.get("/api/speakers", params={"part": "quill"}).json()
    (row,) = page["rows"]
    assert (row["name"], row["kind"], row["by_name"], row["n_documents"]) == ("Ada Quill", "person", False, 3)
    assert set(row["outlets"]) == {"The Ansel Courier", "Harbour Wire", "Tideline"}
    assert (row["first_published"], row["last_published"][:10]) == ("2031-05-05", "2031-05-08")


def test_one_speaker_has_months_and_outlets(client, speaker_id):
    found = client.get(f"/api/speakers/{speaker_id['Ada Quill']}").json()
    assert found["row"]["name"] == "Ada Quill"
    assert sum(one["n"] for one in found["months"]) == found["row"]["n_attributions"]
    assert {one["value"] for one in found["outlets"]} >= {"Tideline"}


def test_a_decision_is_kept_with_its_reason_and_can_be_undone(client, csrf, speaker_id):
    quill, pell = speaker_id["Ada Quill"], speaker_id["Oskar Pell"]
    renamed = client.post(
        f"/api/speakers/{quill}/rename", json={"name": "Captain Quill", "reason": "her title"}, headers=csrf
    )
    assert renamed.status_code == 200
    assert client.get(f"/api/speakers/{quill}").json()["row"]["name"] == "Captain Quill"
    merged = client.post(f"/api/speakers/{quill}/merge", json={"other": pell}, headers=csrf).json()
    decisions = client.get("/api/decisions").json()
    assert [(one["what"], one["by"], one["reason"]) for one in decisions] == [
        ("rename", "Rana Holt", "her title"),
        ("merge", "Rana Holt", None),
    ]
    undone = client.post(f"/api/decisions/{merged['number']}/undo", headers=csrf)
    assert undone.json() == {"done": True}
    assert client.get("/api/decisions").json()[1]["undone_by"] == "Rana Holt"
    assert client.post(f"/api/decisions/{merged['number']}/undo", headers=csrf).status_code in (400, 404)


def test_a_split_takes_the_documents_that_are_named(client, csrf, speaker_id):
    quill = speaker_id["Ada Quill"]
    documents = client.get("/api/documents", params={"outlet": "Tideline"}).json()["rows"]
    body = {"documents": [documents[0]["id"]], "new_name": "Ada Quill of Tarn Bay", "reason": "another one"}
    assert client.post(f"/api/speakers/{quill}/split", json=body, headers=csrf).status_code == 200
    assert client.get(f"/api/speakers/{quill}").json()["row"]["n_documents"] == 2
    nothing = client.post(f"/api/speakers/{quill}/split", json={}, headers=csrf)
    assert nothing.status_code == 400


@pytest.mark.parametrize("what", ["merge", "split", "rename"])
def test_nothing_is_decided_without_the_token(client, speaker_id, what):
    answer = client.post(f"/api/speakers/{speaker_id['Ada Quill']}/{what}", json={"name": "X"})
    assert answer.status_code in (403, 422)
    assert client.get("/api/decisions").json() == []


def test_a_speaker_that_there_is_not_is_not_found(client):
    assert client.get("/api/speakers/nobody").status_code == 404
