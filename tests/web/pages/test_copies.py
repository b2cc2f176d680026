"""Copies: which articles carry the same text; folded in the search, and told on every page that counts."""

import importlib.util
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sayso.ledger import Ledger
from sayso.records import Attribution, Document, Metadata, Reading, Span, Speaker

_SPEC = importlib.util.spec_from_file_location("stories", Path(__file__).parents[2] / "stories.py")
stories = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(stories)
SAID = "Tomas Orrin said that the dredger will stay in the basin until the fair is over."
WIRE = stories.story(1, 2) + SAID + "\n"


def make(name, text, day, outlet=None):
    document = Document(
        name=name, text=text, raw=text.encode(), media_type="text/plain", encoding="utf-8",
        metadata=Metadata(title=f"The dredger, {name}", outlet=outlet or name.title(), published=day),
    )  # fmt: skip
    if SAID not in text:
        return Reading(document, ())
    at = text.index(SAID)
    said = Attribution(
        document_id=document.id, source=(Span(at, at + 11),), cue=(Span(at + 12, at + 16),),
        content=(Span(at + 17, at + len(SAID) - 1),), quotation="indirect", confidence=0.9,
        extractor="fake 1", speaker=Speaker(name="Tomas Orrin", kind="person", because="its name"),
    )  # fmt: skip
    return Reading(document, (said,))


@pytest.fixture
def copied(book):
    """Three outlets with one story, one of them with words of its own; the ids of their documents."""
    readings = [
        make("wire", WIRE, "2031-07-01"), make("lamp", WIRE, "2031-07-02"),
        make("bell", stories.story(50) + WIRE, "2031-07-03"),
    ]  # fmt: skip
    with Ledger.open(book) as ledger:
        ledger.add_many(readings, extractor="fake 1", now=datetime(2031, 8, 1, tzinfo=UTC))
        assert list(ledger.verify()) == []
    return [reading.document.id for reading in readings]


def test_an_article_tells_who_else_has_its_text(client, page, select, copied):
    tree = page(client.get(f"/documents/{copied[2]}"))
    [box] = select(tree, ".copied")
    words = " ".join(box.text_content().split())
    assert "3 documents, 1 origin, likely The dredger, wire" in words
    assert "published first, on 2031-07-01; the next on 2031-07-02" in words
    assert f"/documents/{copied[2]}/copies" in [link.get("href") for link in select(box, "a")]
    alone = page(client.get("/documents", params={"part": "Harbour Board"}))
    address = select(alone, "tbody th a")[0].get("href")
    assert select(page(client.get(address)), ".copied") == []


def test_the_passages_that_are_the_same_are_shown(client, page, select, copied, harmless):
    answer = client.get(f"/documents/{copied[2]}/copies")
    assert answer.status_code == 200
    tree = harmless(answer)
    assert len(select(tree, ".copy")) == 2
    quoted = select(select(tree, ".copy")[0], "blockquote")[0].text_content()
    assert quoted == " ".join(WIRE.split()).rstrip(".")
    assert client.get("/documents/1nowhere/copies").status_code == 404


def test_a_hostile_article_is_shown_harmless(hostile, harmless):
    tree = harmless(hostile.get("/documents"))
    address = tree.xpath("//tbody//th/a/@href")[0]
    harmless(hostile.get(address + "/copies"))


def test_a_search_folds_copies_and_the_switch_is_in_the_address(client, page, select, copied):
    asked = {"words": "dredger", "by": "Orrin"}
    tree = page(client.get("/said", params=asked))
    assert len(select(tree, ".said-hit")) == 3
    [switch] = select(tree, "a[data-fold]")
    assert switch.get("href") == "/said?words=dredger&by=Orrin&fold=1"
    assert switch.text == "Fold copies"
    folded = page(client.get(switch.get("href")))
    [hit] = select(folded, ".said-hit")
    also = select(hit, "a.said-copies")[0]
    assert (also.text, also.get("href")) == ("also in 2 others", f"/documents/{copied[0]}/copies")
    [back] = select(folded, "a[data-fold]")
    assert (back.get("href"), back.text) == ("/said?words=dredger&by=Orrin", "Show copies too")
    assert dict(select(folded, "form.said-form")[0].fields)["fold"] == "1"
    counted = page(client.get("/said/facets", params=asked, headers={"hx-request": "true"}))
    assert "in 3 articles, 1 origin" in " ".join(counted.text_content().split())


def test_the_list_of_documents_shows_each_text_once(client, page, select, copied):
    tree = page(client.get("/documents", params={"part": "dredger"}))
    counts = [cell.text_content().split() for cell in select(tree, "tbody a[href]")
              if "origin=" in cell.get("href")]  # fmt: skip
    assert [words[0] for words in counts] == ["3", "3", "3"]
    folded = page(client.get("/documents", params={"part": "dredger", "fold": "true"}))
    assert [row.text for row in select(folded, "tbody th a")] == ["The dredger, wire"]
    origin = next(a.get("href") for a in select(tree, "tbody a[href]") if "origin=" in a.get("href"))
    of_one = page(client.get(origin))
    assert len(select(of_one, "tbody tr")) == 3
    assert client.get("/documents", params={"origin": "x"}).status_code == 400


def test_pages_of_outlets_and_the_start_count_origins(client, page, select, copied):
    start = " ".join(page(client.get("/")).text_content().split())
    assert "origins" in start
    assert client.get("/outlets/Bell").status_code == 200


def test_paragraphs_that_others_have_are_marked(client, page, select, copied):
    tree = page(client.get(f"/documents/{copied[2]}"))
    lines = select(tree, ".text p")
    assert [len(select(line, "a.also")) for line in lines] == [0, 1, 1, 1]
    mark = select(lines[1], "a.also")[0]
    assert (mark.get("title"), mark.text) == ("also in 2 other articles", None)
    assert mark.get("href") == f"/documents/{copied[2]}/copies"
    assert lines[1].text_content() == stories.paragraph(1)
    assert [mark.get("aria-hidden") for mark in select(tree, ".text a.also")] == [None, "true", "true"]
    assert len(select(tree, "#switch-shared")) == 1
    alone = page(client.get("/documents", params={"part": "Harbour Board"}))
    tree = page(client.get(select(alone, "tbody th a")[0].get("href")))
    assert select(tree, "#switch-shared") == select(tree, ".also") == []


def test_lists_tell_documents_and_origins(client, page, select, copied):
    def cells(address):
        rows = select(page(client.get(address)), "tbody tr")
        return {row[0].text_content().strip(): " ".join(row.text_content().split()) for row in rows}

    told = cells("/speakers?part=Tomas+Orrin")["Tomas Orrin"]
    assert "3 statements 3, 1 origin Bell, Lamp, Wire" in told
    assert "origin" not in cells("/speakers?part=Ada+Quill")["Ada Quill"]
    assert "origin" not in cells("/outlets?part=Lamp")["Lamp"]


def test_an_outlet_that_prints_a_story_twice_has_one_origin(client, page, select, book, copied):
    again = make("again", stories.story(51) + WIRE, "2031-07-09", outlet="Lamp")
    with Ledger.open(book) as ledger:
        ledger.add(again, extractor="fake 1", now=datetime(2031, 8, 1, tzinfo=UTC))
    [row] = select(page(client.get("/outlets?part=Lamp")), "tbody tr")
    assert "2 documents, 1 origin" in " ".join(row.text_content().split())
    [one] = client.get("/api/outlets?part=Lamp").json()["rows"]
    assert (one["n_documents"], one["n_origins"]) == (2, 1)
    [one] = client.get("/api/speakers?part=Tomas Orrin").json()["rows"]
    assert (one["n_documents"], one["n_origins"]) == (4, 1)
