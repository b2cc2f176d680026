"""Outlets over JSON."""

from __future__ import annotations

from urllib.parse import quote


def test_the_list_counts_documents(client):
    rows = client.get("/api/outlets", params={"sort": "name", "descending": "false"}).json()["rows"]
    assert [(row["name"], row["n_documents"]) for row in rows] == [
        ("Harbour Wire", 1),
        ("The Ansel Courier", 1),
        ("Tideline", 1),
    ]


def test_one_outlet_by_its_name(client):
    found = client.get(f"/api/outlets/{quote('Harbour Wire')}").json()
    assert found["row"]["n_documents"] == 1
    assert {"Ada Quill", "Oskar Pell"} <= {one["label"] for one in found["speakers"]}


def test_an_outlet_that_there_is_not_is_not_found(client):
    assert client.get("/api/outlets/No/such").status_code == 404
