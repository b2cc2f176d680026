"""Documents over JSON: the text, what was read in it, and whose voice it is in."""

from __future__ import annotations

from itertools import pairwise

import pytest

from sayso.records import to_rows


@pytest.fixture
def document_id(client):
    """The ids of the documents by outlet."""
    rows = client.get("/api/documents").json()["rows"]
    return {row["metadata"]["outlet"]: row["id"] for row in rows}


def test_the_list_is_sorted_as_asked(client):
    newest = client.get("/api/documents").json()["rows"]
    assert [row["metadata"]["outlet"] for row in newest] == ["Tideline", "Harbour Wire", "The Ansel Courier"]
    titles = client.get("/api/documents", params={"sort": "title", "descending": "false"}).json()["rows"]
    assert [row["metadata"]["title"] for row in titles] == sorted(row["metadata"]["title"] for row in titles)


def test_a_document_has_its_text_and_slices_of_it(client, document_id):
    found = client.get(f"/api/documents/{document_id['Harbour Wire']}").json()
    reading = client.app.state.sayso.ledger.reading(document_id["Harbour Wire"])
    assert found["text"] == reading.document.text
    assert [one["record"] for one in found["attributions"]] == list(to_rows(reading))
    for one in found["attributions"]:
        for piece in one["record"]["content"]:
            assert found["text"][piece["start"] : piece["end"]] == piece["text"]
    named = {one["speaker"]["name"] for one in found["attributions"] if one["speaker"]}
    assert {"Ada Quill", "Oskar Pell"} <= named
    assert found["voices"] is None


def test_voices_on_request_fill_the_text_without_a_gap(client, document_id):
    address = f"/api/documents/{document_id['Tideline']}"
    found = client.get(address, params={"voices": "true"}).json()
    passages = found["voices"]["passages"]
    assert passages[0]["start"] == 0
    assert passages[-1]["end"] == len(found["text"])
    assert all(one["end"] == two["start"] for one, two in pairwise(passages))
    assert sum(share["share"] for share in found["voices"]["shares"]) == pytest.approx(1)


def test_a_nested_attribution_says_through_whom_it_comes(client, document_id):
    found = client.get(f"/api/documents/{document_id['Tideline']}").json()
    nested = [one for one in found["attributions"] if one["record"]["within"]]
    assert nested
    assert all(len(one["chain"]) > 1 for one in nested)
    assert all(not one["chain"] for one in found["attributions"] if not one["record"]["within"])


def test_versions_and_what_was_skipped(client, document_id):
    address = f"/api/documents/{document_id['Tideline']}/versions"
    assert [row["version"] for row in client.get(address).json()] == [1]
    assert client.get("/api/skipped").json() == []


@pytest.mark.parametrize("rest", ["", "/versions", "/judgements", "/disagreements"])
def test_a_document_that_there_is_not_is_not_found(client, rest):
    answer = client.get(f"/api/documents/nothing{rest}")
    assert answer.status_code == 404
    assert answer.json()["subject"] == "nothing"
