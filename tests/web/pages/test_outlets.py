import json
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from sayso.ledger import Ledger, SaidQuery
from sayso.web.pages.outlets import percent


def heads(page):
    return [" ".join(head.text_content().split()) for head in page.xpath("//tbody/tr/th")]


def test_the_list_counts_documents_and_statements(client, book, see):
    page = see(client, "/outlets")
    with Ledger.open(book) as ledger:
        for row in page.xpath("//tbody/tr"):
            name = row.xpath("th/a/text()")[0]
            documents, statements = row.xpath("td[@class='n']/a")
            assert documents.text == "1"
            assert int(statements.text) == len(list(ledger.said(SaidQuery(outlet_name=name))))
    assert sorted(heads(page)) == ["Harbour Wire", "The Ansel Courier", "Tideline"]


@pytest.mark.parametrize("sort", ["name", "attributions", "documents", "last_published"])
def test_every_head_sorts_both_ways(client, see, sort):
    page = see(client, f"/outlets?sort={sort}&descending=false")
    [chosen] = page.xpath("//th[@aria-sort]")
    again = see(client, chosen.xpath("a/@href")[0])
    assert again.xpath("//th[@aria-sort]/@aria-sort") == ["descending"]
    assert sorted(heads(page)) == sorted(heads(again))


def test_an_outlets_page_agrees_with_the_ledger(client, book, see, words):
    with Ledger.open(book) as ledger:
        known = ledger.outlet("Harbour Wire")
    page = see(client, "/outlets/Harbour%20Wire")
    assert words(page.xpath("//h1")[0]) == "Harbour Wire"
    assert page.xpath("//dl[@class='numbers']//a[starts-with(@href, '/said')]/text()") == [
        str(known.row.n_attributions)
    ]
    quoted = page.xpath("//section[@aria-labelledby='quoted']//li/span[1]/a")
    assert [link.text for link in quoted] == [speaker.label for speaker in known.speakers]
    assert quoted[0].get("href") == f"/speakers/{known.speakers[0].value}"
    assert len(page.xpath("//ol[@class='said-list']/li")) == min(5, known.row.n_attributions)


def test_every_share_leads_to_as_many_statements_as_it_says(client, book, see):
    page = see(client, "/outlets/Harbour%20Wire")
    with Ledger.open(book) as ledger:
        links = page.xpath("//ol[@class='ranks']//a[starts-with(@href, '/said')]/@href")
        assert len(links) > 3
        for link in links:
            asked = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
            assert asked["outlet_name"] == "Harbour Wire"
            assert list(ledger.said(SaidQuery(**asked)))


def test_a_long_time_is_drawn_and_listed(client, see, add_many):
    add_many(24)
    page = see(client, "/outlets/Morning%20Lamp")
    [drawn] = page.xpath("//div[@class='timeline']/@data-values")
    assert sum(n for _, n in json.loads(drawn)) == 24
    assert len(heads(page)) == 12
    [month] = page.xpath("//tbody/tr[th/a = '2030-03']")
    assert month.xpath("td/text()") == ["2"]
    assert "since=2030-03&until=2030-03" in month.xpath("th/a/@href")[0]


@pytest.mark.parametrize("name", ["Day/Night", "Q? & A #1", "100%", "שלום"])
def test_any_name_has_a_page(client, see, words, add_many, name):
    add_many(1, outlet=name)
    [link] = see(client, f"/outlets?part={quote(name)}").xpath("//tbody//th/a/@href")
    assert words(see(client, link).xpath("//h1")[0]) == name


def test_an_outlet_that_is_not_there_is_not_found(client):
    assert client.get("/outlets/Nowhere%20Post").status_code == 404


def test_a_hostile_name_is_only_text(client, see, add_hostile):
    add_hostile()
    [link] = see(client, "/outlets?part=script").xpath("//tbody//th/a/@href")
    see(client, link)


def test_nothing_found_and_nothing_there_are_told_apart(client, empty_client, see, words):
    assert "No such outlet" in words(see(client, "/outlets?part=zzz"))
    assert "There are no outlets yet" in words(see(empty_client, "/outlets"))


def test_parts_are_whole_percent():
    assert [percent(1, 3), percent(2, 3), percent(5, 5), percent(1, 500)] == [
        "33%",
        "67%",
        "100%",
        "under 1%",
    ]


def test_names_are_suggested_to_a_script(client):
    asked = {"HX-Request": "true"}
    some = client.get("/outlets?outlet=wire", headers=asked)
    assert "".join(some.text.split("\n")) == '<option value="Harbour Wire"></option>'
    assert client.get("/outlets?outlet=", headers=asked).text.count("<option") == 3
    assert some.headers["vary"] == client.get("/outlets").headers["vary"] == "HX-Request"
