from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from sayso.ledger import Ledger


def heads(page):
    return [" ".join(head.text_content().split()) for head in page.xpath("//tbody/tr/th")]


def test_the_list_has_every_document_newest_first(client, see, words):
    page = see(client, "/documents")
    assert heads(page) == [
        "Harbour Board blames the maker",
        "Officials: crane inspection was never finished",
        "Port Ansel shuts its harbour",
    ]
    [sorted_by] = page.xpath("//th[@aria-sort]")
    assert (words(sorted_by), sorted_by.get("aria-sort")) == ("Published", "descending")


def test_how_many_statements_a_document_has_leads_to_them(client, book, see):
    with Ledger.open(book) as ledger:
        [row] = [row for row in ledger.documents() if row.name == "courier"]
    link = see(client, "/documents").xpath(f"//td/a[@href='/said?document={row.id}']")[0]
    assert link.text == str(row.n_attributions)
    assert row.n_attributions > 0


@pytest.mark.parametrize("sort", ["title", "outlet", "published", "added", "attributions"])
def test_every_head_sorts_both_ways(client, see, sort, add_many):
    add_many(5)
    page = see(client, f"/documents?sort={sort}&descending=false")
    [chosen] = page.xpath("//th[@aria-sort]")
    assert chosen.get("aria-sort") == "ascending"
    again = see(client, chosen.xpath("a/@href")[0])
    assert again.xpath("//th[@aria-sort]/@aria-sort") == ["descending"]
    assert sorted(heads(page)) == sorted(heads(again))


def test_titles_sort_by_their_words(client, see):
    up = heads(see(client, "/documents?sort=title&descending=false"))
    assert up == sorted(up)
    assert heads(see(client, "/documents?sort=title")) == up[::-1]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"part": "crane"}, ["Officials: crane inspection was never finished"]),
        ({"outlet": "Tideline"}, ["Harbour Board blames the maker"]),
        ({"since": "2031-05-06", "until": "2031-05-07"}, ["Officials: crane inspection was never finished"]),
        ({"part": "crane", "outlet": "Tideline"}, []),
    ],
)
def test_a_filter_leaves_out_the_others(client, see, asked, found):
    page = see(client, "/documents?" + urlencode(asked))
    assert heads(page) == found
    assert page.xpath("//a[@href='/documents'][contains(., 'all')]")
    for name, value in asked.items():
        assert page.xpath(f"//input[@name='{name}']/@value") == [value]


def test_pages_follow_each_other_both_ways(client, see, all_pages, add_many):
    add_many(118)
    rows, addresses = all_pages(client, "/documents?sort=title&descending=false")
    assert len(rows) == len(set(rows)) == 121
    assert rows == sorted(rows)
    assert len(addresses) == 3
    last = see(client, addresses[-1])
    [before] = last.xpath("//a[@rel='prev']/@href")
    assert heads(see(client, before)) == rows[50:100]


def test_a_date_that_is_none_is_said_beside_the_form(client, see, words):
    page = see(client, "/documents?since=yesterday&part=crane", status=400)
    assert "yesterday" in words(page.xpath("//*[@role='alert']")[0])
    assert page.xpath("//input[@name='part']/@value") == ["crane"]
    assert page.xpath("//input[@name='since']/@value") == ["yesterday"]


def test_what_a_form_left_empty_leaves_the_address(client):
    answer = client.get("/documents?part=&outlet=Tideline&since=&until=")
    assert (answer.status_code, answer.headers["location"]) == (303, "/documents?outlet=Tideline")


def test_older_versions_are_listed_when_asked_for(client, book, see, words, shipped_reader):
    with Ledger.open(book) as ledger:
        [old] = [row for row in ledger.documents() if row.name == "courier"]
        former = ledger.reading(old.id).document
        newer = type(former)(
            name="courier",
            text=former.text + "More follows.\n",
            raw=(former.text + "More follows.\n").encode(),
            media_type="text/plain",
            encoding="utf-8",
            metadata=former.metadata,
        )
        again = shipped_reader.read(newer)
        ledger.add(again, extractor=shipped_reader.extractor_name, now=datetime(2031, 7, 1, tzinfo=UTC))
    title = "Port Ansel shuts its harbour"
    assert f"{title} version 2" in heads(see(client, "/documents"))
    page = see(client, "/documents?all_versions=true")
    assert {f"{title} version 2", f"{title} older version 1"} <= set(heads(page))
    assert page.xpath("//input[@name='all_versions']/@checked")


def test_a_hostile_title_is_only_text(client, see, add_hostile):
    add_hostile()
    page = see(client, "/documents")
    assert any("<script>alert(1)</script>" in head for head in heads(page))
    assert not page.xpath("//a[@lang and contains(@lang, '\"')]")


def test_nothing_found_and_nothing_there_are_told_apart(client, empty_client, see, words):
    assert "No such document" in words(see(client, "/documents?part=zzz"))
    assert "There are no documents yet" in words(see(empty_client, "/documents"))
