import pytest

from sayso.ledger import Ledger, SpeakersQuery


def heads(page):
    return [" ".join(head.text_content().split()) for head in page.xpath("//tbody/tr/th")]


def test_who_says_most_comes_first_and_numbers_are_the_ledgers(client, book, see):
    with Ledger.open(book) as ledger:
        known = {row.name: row for row in ledger.speakers(SpeakersQuery()) if row.name}
    page = see(client, "/speakers")
    numbers = {}
    for row in page.xpath("//tbody/tr"):
        link = row.xpath("th/a")[0]
        numbers[link.text] = int(row.xpath("td[contains(@class, 'n')]/a/text()")[0])
        assert link.get("href") == f"/speakers/{known[link.text].id}"
    assert numbers == {name: row.n_attributions for name, row in known.items()}
    assert list(numbers.values()) == sorted(numbers.values(), reverse=True)
    assert "Ada Quill" in numbers


@pytest.mark.parametrize("sort", ["name", "attributions", "documents", "last_published"])
def test_every_head_sorts_both_ways(client, see, sort):
    page = see(client, f"/speakers?sort={sort}&descending=false")
    [chosen] = page.xpath("//th[@aria-sort]")
    assert chosen.get("aria-sort") == "ascending"
    again = see(client, chosen.xpath("a/@href")[0])
    assert again.xpath("//th[@aria-sort]/@aria-sort") == ["descending"]
    assert sorted(heads(page)) == sorted(heads(again))


def test_filters_by_part_of_the_name_kind_and_whether_it_is_a_name(client, see):
    assert heads(see(client, "/speakers?part=quill")) == ["Ada Quill"]
    everybody = heads(see(client, "/speakers"))
    named = heads(see(client, "/speakers?named_only=true"))
    assert named
    assert not [name for name in named if name.endswith("name only")]
    assert set(named) < set(everybody)
    persons = see(client, "/speakers?kind=person")
    assert {cell.text for cell in persons.xpath("//tbody/tr/td[1]")} == {"person"}
    assert persons.xpath("//option[@selected]/text()") == ["person"]


def test_pages_follow_each_other(client, all_pages, add_many):
    before, _ = all_pages(client, "/speakers?sort=name&descending=false")
    add_many(70)
    rows, addresses = all_pages(client, "/speakers?sort=name&descending=false")
    assert len(addresses) == 2
    assert len(rows) == len(set(rows)) == len(before) + 70


def test_a_sort_is_kept_by_the_form(client, see):
    page = see(client, "/speakers?sort=name&descending=false")
    assert page.xpath("//form//input[@name='sort']/@value") == ["name"]
    assert page.xpath("//form//input[@name='descending']/@value") == ["false"]


def test_a_kind_that_there_is_not_is_refused(client):
    assert client.get("/speakers?kind=wizard").status_code == 400


def test_a_wrong_mark_is_refused(client):
    assert client.get("/speakers?mark=nonsense").status_code == 400


def test_what_a_form_left_empty_leaves_the_address(client):
    answer = client.get("/speakers?part=&kind=person")
    assert (answer.status_code, answer.headers["location"]) == (303, "/speakers?kind=person")


def test_a_hostile_name_is_only_text(client, see, add_hostile):
    add_hostile()
    see(client, "/speakers")


def test_nothing_found_and_nothing_there_are_told_apart(client, empty_client, see, words):
    assert "No such speaker" in words(see(client, "/speakers?part=zzz"))
    assert "Nobody has said anything yet" in words(see(empty_client, "/speakers"))
