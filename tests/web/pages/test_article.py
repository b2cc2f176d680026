from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sayso.ledger import Ledger
from sayso.records import Document, Judgement, Reading, Speaker

NOW = datetime(2031, 5, 9, 9, 0, tzinfo=UTC)


@pytest.fixture
def add(book):
    """Adds a reading to the ledger that is served, and gives its address."""

    def add_one(reading, extractor="fake 1"):
        with Ledger.open(book) as ledger:
            ledger.add(reading, extractor=extractor, now=NOW)
        return f"/documents/{reading.document.id}"

    return add_one


def _text(page: str) -> str:
    """The words of the text's element, as a browser shows them."""
    inside = page.split('id="text"')[1].split(">", 1)[1].split('<nav class="parts"')[0].split("</div>")[0]
    return html.unescape(re.sub(r"<[^>]*>", "", inside.replace("</p>", "\n").replace("</h1>", "\n")))


def test_the_text_is_there_as_it_was_published(add, client, filled):
    page = client.get(add(filled)).text
    shown = [line.strip() for line in _text(page).split("\n") if line.strip()]
    assert shown == [line for line in filled.document.text.split("\n") if line]


def test_every_attribution_has_its_address_and_its_entry(add, client, filled):
    page = client.get(add(filled)).text
    for number, one in enumerate(filled.attributions, 1):
        assert page.count(f'id="a-{one.id}"') == 1
        assert page.count(f'data-id="{one.id}"') == 1
        assert f'id="l-{number}"' in page
    assert page.count("<dt>Through</dt>") == sum(one.within is not None for one in filled.attributions)


def test_what_is_known_is_told(add, client, filled):
    page = client.get(add(filled)).text
    for words in (
        "Northmouth Courier",
        "2031-05-06",
        filled.document.sha256,
        filled.document.id,
        "in a televised briefing",
        "on condition of anonymity because the inquiry is open",
        "the last one before 2031-05-06",
        "confidence 0.71",
        "2031-W18, the week of 2031-04-28",
    ):
        assert html.escape(words) in page or words in page


def test_speakers_lead_to_their_pages(add, client, book, filled):
    page = client.get(add(filled)).text
    with Ledger.open(book) as ledger:
        known = ledger.speakers_in(filled.document.id)
    for one in filled.attributions:
        if one.speaker:
            assert f'href="/speakers/{known[one.speaker.id].id}"' in page


def test_one_voice_alone_without_scripts(add, client, filled):
    address = add(filled)
    page = client.get(f"{address}?only=own").text
    dimmed = re.findall(r'<(?:a|span) class="[^"]* dim"[^>]*data-v="([^"]*)"', page)
    assert dimmed
    assert "own" not in dimmed
    assert ' dim"' not in client.get(f"{address}?only=nobody").text


def test_nothing_that_a_document_says_is_markup(add, client, make_filled):
    evil = "<script>alert(1)</script>"
    reading = make_filled(
        title=evil, outlet=f'"><img src=x onerror=1>{evil}', url="javascript:alert(1)", authors=(evil,)
    )
    attributions = tuple(
        replace(one, speaker=Speaker(name=f"'{evil}\" onclick=1", because=evil))
        for one in reading.attributions
    )
    page = client.get(add(Reading(reading.document, attributions))).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page.lower()
    assert "javascript:alert(1)" in page  # shown, not followed


def test_a_quotation_s_reference_is_in_the_page_exactly(add, client, filled):
    page = client.get(add(filled)).text
    found = re.findall(r"data-copy='([^']*)'", page)
    assert len(found) == len(filled.attributions)
    assert any("Harbour Board was warned, officials say" in one for one in found)


def test_a_headline_outside_the_text_is_read_behind_the_page(add, client, filled):
    address = add(filled)
    assert f'hx-get="{address}/voices"' in client.get(address).text
    found = client.get(f"{address}/voices")
    assert found.status_code == 200
    assert 'id="findings"' in found.text


def test_marks_that_quote_nobody_are_noticed(client, add):
    text = "The bridge opens\n\nThe “reform” of the ferries was shelved on Monday, and nobody was asked.\n"
    document = Document(name="x", text=text, raw=text.encode(), media_type="text/plain", encoding="utf-8")
    page = client.get(add(Reading(document, ()))).text
    assert 'title="scare: ' in page
    assert "Quotation marks that no attribution accounts for (1)" in page
    assert "Nothing found that somebody is said to have said." in page
    assert page.count("<h1") == 1


def test_versions_lead_to_each_other(client, add, make_filled):
    older = make_filled(url="https://courier.example/sluice")
    text = older.document.text + "Updated.\n"
    newer = Reading(replace(older.document, text=text, raw=text.encode()), ())
    first, second = add(older), add(newer)
    assert f'href="{second}"' in client.get(first).text
    assert "An older version" in client.get(first).text
    assert "An older version" not in client.get(second).text


def test_a_long_text_comes_in_parts(client, add):
    text = "".join(
        f"Paragraph {number} of a very long report on the harbour of Port Ansel.\n" for number in range(2000)
    )
    document = Document(name="long", text=text, raw=text.encode(), media_type="text/plain", encoding="utf-8")
    address = add(Reading(document, ()))
    shown, number = "", 1
    while (answer := client.get(f"{address}?part={number}")).status_code == 200:
        shown += _text(answer.text)
        number += 1
    assert number > 4
    assert answer.status_code == 404
    assert [line.strip() for line in shown.split("\n") if line.strip()] == text.split("\n")[:-1]


def test_an_attribution_is_found_by_its_id(client, add, filled):
    address = add(filled)
    one = filled.attributions[3]
    answer = client.get(f"/a/{one.id}")
    assert (answer.status_code, answer.headers["location"]) == (307, f"{address}#a-{one.id}")
    assert client.get("/a/1unknown").status_code == 404
    assert client.get("/documents/1unknown").status_code == 404


def test_what_was_corrected_is_found_by_its_former_id(client, add, book, filled):
    address = add(filled)
    wrong = filled.attributions[0]
    right = replace(wrong, source=())
    with Ledger.open(book) as ledger:
        ledger.judge(
            Judgement(
                what="correct",
                document_id=filled.document.id,
                extractor="fake 1",
                reviewer="Rana Holt",
                at=NOW,
                attribution=wrong.id,
                judged=right,
                note="nobody is named",
            )
        )
    assert client.get(f"/a/{wrong.id}").headers["location"] == f"{address}#a-{right.id}"
    page = client.get(address).text
    assert "Corrected by Rana Holt" in page
    assert "nobody is named" in page


def test_metadata_of_an_outlet_is_a_link(client, add, make_filled):
    page = client.get(add(make_filled(outlet="Quay & Tide / Daily", url="https://quay.example/a"))).text
    assert 'href="/outlets/Quay%20%26%20Tide%20/%20Daily"' in page
    assert 'href="https://quay.example/a"' in page


def test_hostile_articles_are_harmless(hostile, harmless):
    path = hostile.get("/review/next").headers["location"].removesuffix("/review")
    for below in ("", "?only=own", "/voices", "/review", "/review/text"):
        tree = harmless(hostile.get(path + below))
        assert not tree.xpath("//*[@lang!='en']")
