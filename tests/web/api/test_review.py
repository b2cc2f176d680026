"""Judgements over JSON: what people say stands, is on record, and can be taken back."""

from __future__ import annotations

import pytest


@pytest.fixture
def article(client):
    """The first document, with its text and what was read in it."""
    rows = client.get("/api/documents", params={"outlet": "Harbour Wire"}).json()["rows"]
    return client.get(f"/api/documents/{rows[0]['id']}").json()


@pytest.fixture
def judge(client, csrf, article):
    """Sends a judgement about the document."""

    def run(what, **body):
        address = f"/api/documents/{article['document']['id']}/judgements"
        return client.post(address, json={"what": what, **body}, headers=csrf)

    return run


def records(client, article):
    found = client.get(f"/api/documents/{article['document']['id']}").json()
    return {one["record"]["id"]: one["record"] for one in found["attributions"]}


def at(article, words):
    start = article["text"].index(words)
    return [start, start + len(words)]


def test_to_confirm_leaves_it_as_it_is_and_puts_it_on_record(client, article, judge):
    first = article["attributions"][0]["record"]
    judged = judge("confirm", attribution=first["id"])
    assert judged.status_code == 201
    assert judged.json() == {"number": judged.json()["number"], "attribution": first["id"]}
    (row,) = client.get(f"/api/documents/{article['document']['id']}/judgements").json()
    assert (row["what"], row["reviewer"], row["judged"]["id"]) == ("confirm", "Rana Holt", first["id"])
    assert row["extractor"] == first["extractor"]


def test_to_correct_changes_what_is_given_and_nothing_else(client, article, judge):
    first = article["attributions"][0]["record"]
    content = at(article, "the inspection of the leaning crane")
    body = {"content": [content], "speaker": {"name": "Two officials", "kind": "group", "role": None}}
    answer = judge("correct", attribution=first["id"], judged=body, note="shorter").json()
    now = records(client, article)[answer["attribution"]]
    assert first["id"] not in records(client, article)
    assert [piece["text"] for piece in now["content"]] == ["the inspection of the leaning crane"]
    assert (now["speaker"]["name"], now["speaker"]["kind"]) == ("Two officials", "group")
    assert (now["cue"], now["cue_class"]) == (first["cue"], first["cue_class"])


def test_to_add_works_out_the_quotation_from_the_marks(client, article, judge):
    quoted = at(article, "“with the next storm”")
    body = {"source": [at(article, "Ada Quill")], "cue": [at(article, "warned")], "content": [quoted]}
    answer = judge("add", judged={**body, "cue_class": "warn", "quotation": None})
    assert answer.status_code == 201, answer.text
    added = records(client, article)[answer.json()["attribution"]]
    assert (added["quotation"], added["cue_class"]) == ("direct", "warn")


def test_to_reject_takes_it_away_and_undo_brings_it_back(client, csrf, article, judge):
    first = article["attributions"][0]["record"]["id"]
    number = judge("reject", attribution=first).json()["number"]
    assert first not in records(client, article)
    assert client.post(f"/api/judgements/{number}/undo", headers=csrf).json() == {"done": True}
    assert first in records(client, article)
    assert client.post(f"/api/judgements/{number}/undo", headers=csrf).status_code in (400, 404)


def test_what_was_rejected_can_be_confirmed_after_all(client, article, judge):
    first = article["attributions"][0]["record"]["id"]
    judge("reject", attribution=first)
    assert judge("reject", attribution=first).status_code == 201  # the same again is no mistake
    assert judge("confirm", attribution=first).status_code == 201
    assert first in records(client, article)


def test_what_is_finished_leaves_the_queue(client, article, judge):
    def waiting():
        return {row["document"]["id"] for row in client.get("/api/review/queue").json()["rows"]}

    assert article["document"]["id"] in waiting()
    judge("finish")
    assert article["document"]["id"] not in waiting()
    assert client.get(f"/api/documents/{article['document']['id']}/disagreements").json() == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"what": "confirm"}, 400),
        ({"what": "reject", "attribution": "1" + "0" * 30}, 404),
        ({"what": "add"}, 400),
        ({"what": "add", "judged": {"cue": [[0, 4]]}}, 400),
        ({"what": "add", "judged": {"cue": [[0, 4]], "content": [[5, 900_000]]}}, 400),
        ({"what": "add", "judged": {"cue": [[4, 0]], "content": [[5, 9]]}}, 400),
        ({"what": "shout"}, 422),
        ({"what": "add", "judged": {"cue": [[-1, 4]]}}, 422),
    ],
)
def test_what_makes_no_judgement_is_refused_and_not_kept(client, article, judge, body, status):
    what = body.pop("what")
    answer = judge(what, **body)
    assert answer.status_code == status, answer.text
    assert client.get(f"/api/documents/{article['document']['id']}/judgements").json() == []
