from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sayso.ledger import Ledger
from sayso.records import Reading

NOW = datetime(2031, 5, 9, 9, 0, tzinfo=UTC)


@pytest.fixture
def address(book, filled):
    with Ledger.open(book) as ledger:
        ledger.add(filled, extractor="fake 1", now=NOW)
    return f"/documents/{filled.document.id}"


@pytest.fixture
def judge(client, csrf, address):
    def send(what, attribution=None, judged=None, note=None):
        body = {"what": what, "attribution": attribution, "judged": judged, "note": note}
        answer = client.post(f"/api{address}/judgements", json=body, headers=csrf)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return send


def test_the_queue_has_the_least_certain_first(client, address, filled):
    page = client.get("/review").text
    with_lowest = re.findall(r'href="/documents/(\w+)/review"', page)
    assert filled.document.id in with_lowest
    first = client.get("/review/next").headers["location"]
    assert first == f"/documents/{with_lowest[0]}/review"
    assert client.get(f"/review/next?after={with_lowest[0]}").headers["location"] != first


def test_what_is_finished_waits_no_more(client, address, judge, filled):
    judge("finish")
    assert filled.document.id not in client.get("/review").text
    assert 'data-finished="yes"' in client.get(f"{address}/review/text").text


def test_the_queue_of_an_empty_ledger_teaches(empty_client):
    assert "Nothing waits for review" in empty_client.get("/review").text
    assert empty_client.get("/review/next").headers["location"] == "/review"


def test_everything_that_is_judged_by_is_in_the_page(client, address, filled):
    page = client.get(f"{address}/review").text
    rows = [json.loads(html.unescape(row)) for row in re.findall(r"data-row='([^']*)'", page)]
    assert {row["id"] for row in rows} == {one.id for one in filled.attributions}
    text = filled.document.text
    for row in rows:
        for role in ("source", "cue", "content"):
            assert all(text[one["start"] : one["end"]] == one["text"] for one in row[role])


def test_only_the_part_that_changes_is_sent_again(client, address, judge, filled):
    first = judge("confirm", filled.attributions[0].id)
    second = judge("reject", filled.attributions[1].id, note="nobody said so")
    fragment = client.get(f"{address}/review/text").text
    assert "<html" not in fragment
    assert f'data-last="{second["number"]}"' in fragment
    assert f'data-undo="{first["number"]}"' in fragment
    assert filled.attributions[1].id not in re.findall(r'data-id="(\w+)"', fragment)
    assert "two officials had said: the Harbour Board was warned" in fragment  # what was rejected is told
    assert "nobody said so" in fragment


def test_another_s_judgement_is_not_the_last_of_mine(open_web, address, judge, filled):
    judge("confirm", filled.attributions[0].id)
    other = open_web(reviewer="Tam Orrin")
    assert 'data-last=""' in other.get(f"{address}/review/text").text


@pytest.mark.parametrize("answer", ["keep", "take"])
def test_each_difference_is_a_choice_of_two(client, csrf, address, judge, book, filled, answer):
    told = next(one for one in filled.attributions if one.quotation == "direct")
    wrong = filled.attributions[1]
    start, end = told.content[0].start, told.content[0].end
    judge("correct", told.id, {"content": [[start, end - 1]]})
    judge("reject", wrong.id)
    again = tuple(replace(one, extractor="fake 2") for one in filled.attributions)
    with Ledger.open(book) as ledger:
        ledger.add(Reading(filled.document, again), extractor="fake 2", now=NOW)
    fragment = client.get(f"{address}/review/text").text
    answers = [json.loads(html.unescape(one)) for one in re.findall(r"data-answer='([^']*)'", fragment)]
    assert len(answers) == 4
    for chosen in answers[::2] if answer == "keep" else answers[1::2]:
        sent = client.post(f"/api{chosen['path']}", json=chosen["body"], headers=csrf)
        assert sent.status_code in (200, 201), sent.text
    assert "data-answer" not in client.get(f"{address}/review/text").text
    with Ledger.open(book) as ledger:
        now = {one.id for one in ledger.reading(filled.document.id).attributions}
    assert (wrong.id in now, told.id in now) == ((False, False) if answer == "keep" else (True, True))
