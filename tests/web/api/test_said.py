"""Searches over JSON give what the ledger gives, as the record that leaves the program."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from sayso.ledger import SaidQuery
from sayso.records import json_schema, row_of


@pytest.fixture
def ledger(client):
    return client.app.state.sayso.ledger


def test_counts_are_the_ledgers(client, ledger):
    counts = client.get("/api/counts").json()
    assert counts["documents"] == 3
    assert counts["attributions"] == ledger.counts().attributions > 5


def test_a_hit_is_its_record_with_its_sentence_and_the_words_asked_for(client, ledger):
    page = client.get("/api/said", params={"words": "crane", "by": "Quill"}).json()
    hits = list(ledger.said(SaidQuery(words="crane", by="Quill")))
    assert [row["record"] for row in page["rows"]] == [
        row_of(hit.document.name, hit.text, hit.attribution) for hit in hits
    ]
    assert hits
    for row, hit in zip(page["rows"], hits, strict=True):
        assert row["sentence"]["text"] == hit.sentence_text
        assert {slice_["text"].lower() for slice_ in row["highlights"]} == {"crane"}
        assert row["speaker"]["name"] == "Ada Quill"
        assert row["document"]["id"] == hit.document.id
        Draft202012Validator(json_schema()).validate(row["record"])


def test_pages_of_a_search_join_without_a_gap(client):
    whole = client.get("/api/said", params={"order": "oldest", "limit": 200}).json()
    found, mark = [], ""
    for _ in range(50):
        page = client.get("/api/said", params={"order": "oldest", "limit": 3, "mark": mark}).json()
        found += page["rows"]
        mark = page["following"]
        if mark is None:
            break
    assert found == whole["rows"]
    assert len(found) > 6


def test_facets_count_what_answers(client):
    facets = client.get("/api/said/facets", params={"words": "crane"}).json()
    whole = client.get("/api/said", params={"words": "crane", "limit": 200}).json()
    assert facets["n"] == len(whole["rows"])
    assert sum(one["n"] for one in facets["outlets"]) == facets["n"]


def test_the_record_is_described_as_sayso_schema_describes_it(client):
    described = client.get("/api/openapi.json").json()["components"]["schemas"]["Record"]
    assert set(described["properties"]) == set(json_schema()["properties"])
    assert described["properties"]["cue_class"] == json_schema()["properties"]["cue_class"]
    assert "$ref" not in str(described)


def test_a_wrong_date_or_mark_is_told(client):
    for wrong in ({"since": "soon"}, {"mark": "nonsense"}):
        answer = client.get("/api/said", params=wrong)
        assert answer.status_code == 400
        assert set(answer.json()) == {"subject", "problem", "remedy"}
