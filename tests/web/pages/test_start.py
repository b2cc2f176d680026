from datetime import UTC, datetime

from sayso.ledger import Ledger
from sayso.records import Skipped
from sayso.web.pages import start


def test_the_numbers_are_the_ledgers(client, book, see, words):
    with Ledger.open(book) as ledger:
        counts = ledger.counts()
    page = see(client, "/")
    told = {words(one.find("dt")): words(one.find("dd")) for one in page.xpath("//dl[@class='numbers']/div")}
    assert told == {
        "statements": str(counts.attributions),
        "speakers": str(counts.speakers),
        "documents": "3",
        "outlets": "3",
    }


def test_what_came_last_who_says_most_and_what_waits(client, see, words):
    page = see(client, "/")
    recent = page.xpath("//section[@aria-labelledby='recent']//li/a/text()")
    assert sorted(recent) == [
        "Harbour Board blames the maker",
        "Officials: crane inspection was never finished",
        "Port Ansel shuts its harbour",
    ]
    assert "Ada Quill" in words(page.xpath("//section[@aria-labelledby='most']")[0])
    waiting = page.xpath("//section[@aria-labelledby='waiting']//li/a/@href")
    assert len(waiting) == 3
    assert all(link.startswith("/documents/") and link.endswith("/review") for link in waiting)


def test_the_search_is_there_without_scripts(client, see):
    form = see(client, "/").xpath("//main//form[@role='search']")[0]
    assert (form.get("action"), form.get("method")) == ("/said", "get")
    assert form.xpath(".//input[@name='words']")


def test_an_empty_ledger_teaches_three_ways_to_begin(empty_client, see, words):
    page = see(empty_client, "/")
    assert len(page.xpath("//ol[@class='ways']/li")) == 3
    assert page.xpath("//ol[@class='ways']//a[starts-with(@href, '/add')]")
    assert "sayso add" in words(page)
    assert not page.xpath("//dl[@class='numbers']")


def skip(ledger, number):
    skipped = Skipped(name=f"file-{number}.pdf", reason="<b>no text</b>")
    ledger.add_skipped(skipped, now=datetime(2031, 6, 1, 0, 0, number, tzinfo=UTC))


def test_what_could_not_be_read_is_named_the_last_first(client, book, see, words):
    with Ledger.open(book) as ledger:
        for number in range(10):
            skip(ledger, number)
    names = see(client, "/").xpath("//section[@aria-labelledby='skipped']//li/span/text()")
    assert names == [f"file-{number}.pdf" for number in range(9, 1, -1)]


def test_very_many_skipped_ones_are_only_counted(client, book, see, words, monkeypatch):
    monkeypatch.setattr(start, "READ_SKIPPED", 1)
    with Ledger.open(book) as ledger:
        skip(ledger, 1)
        skip(ledger, 2)
    page = see(client, "/")
    assert not page.xpath("//section[@aria-labelledby='skipped']")
    assert "2 inputs could not be read" in words(page)


def test_a_hostile_article_is_only_text(client, see, add_hostile, words):
    add_hostile()
    assert "<script>alert(1)</script>" in words(see(client, "/"))


def test_every_page_can_be_skipped_into_and_says_where_it_is(client, see):
    for address in ("/documents", "/speakers", "/outlets"):
        page = see(client, address)
        assert page.xpath("//a[@class='skip']/@href") == ["#main"]
        assert page.xpath("//header//a[@aria-current='page']/@href") == [address]
        assert page.xpath("//meta[@name='csrf-token']/@content")[0]
        assert len(page.xpath("//h1")) == 1
