"""Quotes: the same quotation in several documents, version below version."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sayso.ledger import Ledger, QuotesQuery
from sayso.records import Attribution, Document, Metadata, Reading, Span, Speaker

LONG = "We will not close the harbour before Friday. Nobody asked the pilots about the leaning crane."
ALTERED = "We will close the old harbour before Friday. Nobody asked the pilots about the leaning crane."


def make(outlet: str, said: str, who: str = "Ada Quill") -> Reading:
    """An article in which somebody says this."""
    text = f"{outlet} writes from the quay. “{said}” {who} said there."
    document = Document(
        name=outlet,
        text=text,
        raw=text.encode(),
        media_type="text/plain",
        encoding="utf-8",
        metadata=Metadata(outlet=outlet, published="2031-05-05", title=f"{outlet} on the crane"),
    )

    def at(words: str) -> tuple[Span, ...]:
        start = text.index(words)
        return (Span(start, start + len(words)),)

    quoted = Attribution(
        document_id=document.id,
        source=at(who),
        cue=at("said"),
        content=at(f"“{said}”"),
        quotation="direct",
        confidence=0.9,
        extractor="fake 1",
        speaker=Speaker(name=who, kind="person", because="its own words"),
    )
    return Reading(document, (quoted,))


@pytest.fixture
def quoting(book) -> str:
    """The address of a quotation that two outlets word differently."""
    with Ledger.open(book) as ledger:
        for outlet, said in (("Morning Lamp", LONG), ("Evening <b>Lamp</b>", ALTERED)):
            ledger.add(make(outlet, said), extractor="fake 1", now=datetime(2031, 6, 1, tzinfo=UTC))
        return f"/quotes/{ledger.quotes(QuotesQuery(altered=True)).rows[0].id}"


@pytest.mark.parametrize("address", ["/quotes", "/quotes?altered=1", "/quotes?words=pilots&by=Quill"])
def test_the_list_shows_versions_and_what_differs(client, quoting, see, words, address):
    page = see(client, address)
    [group] = page.xpath("//section[@class='quote-group']")
    assert words(group.xpath(".//h2")[0]) == "Ada Quill"
    versions = group.xpath(".//ol/li")
    assert len(versions) == 2
    told = {words(node) for node in versions[1].xpath(".//del | .//ins")}
    assert told in (
        {"not here: not, end.", "only here: old, end."},
        {"only here: not, end.", "not here: old, end."},
    )
    assert "worded differently, and no mark shows it" in words(versions[1])
    assert "negation" in words(versions[1].xpath(".//ul[@class='quote-because']")[0])


def test_one_quotation_has_an_address_and_leads_to_its_places(client, quoting, see):
    page = see(client, quoting)
    [first, second] = page.xpath("//ul[@class='quote-places']//a[starts-with(@href, '/a/')]/@href")
    assert client.get(first).status_code == client.get(second).status_code == 307
    assert client.get("/quotes/1nothing").status_code == 404


def test_the_article_leads_to_it(client, book, quoting, see, words):
    with Ledger.open(book) as ledger:
        document = ledger.find_documents("Morning Lamp")[0].id
    page = see(client, f"/documents/{document}")
    [link] = page.xpath("//a[starts-with(@href, '/quotes/')]")
    assert words(link) == "Quoted in 2 articles, worded differently"


def test_copies_are_counted_once_as_origins(client, book, quoting, see, words):
    with Ledger.open(book) as ledger:
        again = make("Morning Lamp", LONG)
        copy = replace(again.document, name="Late Lamp", metadata=Metadata(outlet="Late Lamp"))
        told = tuple(replace(one, document_id=copy.id) for one in again.attributions)
        ledger.add(Reading(copy, told), extractor="fake 1", now=datetime(2031, 6, 1, tzinfo=UTC))
    page = see(client, quoting)
    counted = words(page.xpath("//section[@class='quote-group']/p")[0])
    assert counted.startswith("3 articles, 2 origins · 3 outlets · 2 wordings")
    link = see(client, f"/documents/{copy.id}").xpath("//a[starts-with(@href, '/quotes/')]")[0]
    assert words(link) == "Quoted in 3 articles, 2 origins, worded differently"


def test_nothing_is_said_so(client, see, words):
    assert "No such quotation" in words(see(client, "/quotes?words=zeppelin").xpath("//main")[0])
    assert "No quotation stands in two documents yet" in words(see(client, "/quotes").xpath("//main")[0])


def test_a_wrong_date_is_said_beside_the_form(client, see, words):
    page = see(client, "/quotes?since=soon&words=pilots", status=400)
    assert "soon" in words(page.xpath("//*[@role='alert']")[0])
    assert page.xpath("//input[@name='words']/@value") == ["pilots"]


def test_what_is_left_empty_is_left_out_of_the_address(client):
    answer = client.get("/quotes?words=pilots&by=&altered=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/quotes?altered=1&words=pilots")


def test_over_json(client, quoting):
    [found] = client.get("/api/quotes", params={"altered": "true", "by": "quill"}).json()["rows"]
    assert (found["documents"], found["origins"], found["altered"]) == (2, 2, True)
    again = client.get(f"/api{quoting}").json()
    assert again == found
    second = found["versions"][1]
    assert {one["kind"] for one in second["differences"]} <= {"negation", "added", "left out"}
    assert client.get("/api/quotes/1nothing").status_code == 404
    assert client.get("/api/quotes?shape=round").status_code == 422
