"""Compare: who stands side by side is the reader's choice, and the address holds it."""

import pytest

OUTLETS = ("The Ansel Courier", "Harbour Wire", "Tideline")
THREE = {"words": "crane", "one": [f"outlet:{name}" for name in OUTLETS]}


def words(element):
    return " ".join(element.text_content().split())


def test_columns_stand_side_by_side_row_by_row_in_time(client, page, select):
    tree = page(client.get("/compare", params=THREE))
    heads = select(tree, "thead th")
    assert [select(head, "a.compare-name")[0].text for head in heads] == list(OUTLETS)
    whens = [row.text for row in select(tree, "th.compare-when")]
    assert whens == sorted(whens)
    assert len(whens) > 1
    for row in select(tree, "tbody tr"):
        cells = select(row, "td")
        assert len(cells) == 3
        assert any(select(cell, ".compare-hit") for cell in cells)
    counts = [int(words(select(head, ".compare-count a")[0]).split()[0]) for head in heads]
    assert sum(counts) == len(select(tree, ".compare-hit"))
    assert all(select(hit, "mark") for hit in select(tree, ".compare-hit"))


def test_each_column_can_be_taken_out_and_looked_into(client, page, select):
    tree = page(client.get("/compare", params=THREE))
    head = select(tree, "thead th")[1]
    assert select(head, "a.compare-out")[0].get("href") == (
        "/compare?words=crane&one=outlet%3AThe+Ansel+Courier&one=outlet%3ATideline"
    )
    links = [link.get("href") for link in select(head, "a")]
    assert "/outlets/Harbour%20Wire" in links
    assert "/said?words=crane&outlet_name=Harbour+Wire&order=oldest" in links


def test_who_speaks_of_it_is_offered_with_an_address(client, page, select):
    tree = page(client.get("/compare?words=crane&one=outlet:Tideline"))
    offered = {select(link, "bdi")[0].text: link.get("href") for link in select(tree, ".compare-offers a")}
    assert "Tideline" not in offered
    assert offered["Harbour Wire"] == ("/compare?words=crane&one=outlet%3ATideline&one=outlet%3AHarbour+Wire")
    both = page(client.get(offered["Ada Quill"]))
    assert [link.text for link in select(both, "a.compare-name")] == ["Tideline", "Ada Quill"]


@pytest.mark.parametrize(
    ("what", "name", "one"), [("outlet", "tide", "outlet%3ATideline"), ("document", "blames", "document%3A")]
)
def test_one_is_added_by_part_of_its_name(client, what, name, one):
    answer = client.get("/compare", params={"words": "crane", "add_what": what, "add": name})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"/compare?words=crane&one={one}")


def test_a_name_that_many_have_is_asked_about(client, page, select):
    tree = page(client.get("/compare?add_what=outlet&add=r&one=outlet:Tideline"))
    links = select(tree, ".compare-which li a")
    assert {link.text for link in links} == {"The Ansel Courier", "Harbour Wire"}
    assert all(link.get("href").startswith("/compare?one=outlet%3ATideline&one=") for link in links)
    none = page(client.get("/compare?add=xyzzy"))
    assert "Nothing called “xyzzy”" in words(select(none, ".compare-which")[0])


def test_the_forms_keep_what_the_address_holds(client, page, select):
    tree = page(client.get("/compare?words=crane&since=2031&scale=month&one=outlet:Tideline"))
    subject, add = (dict(select(tree, f"form.compare-{form}")[0].fields) for form in ("subject", "add"))
    assert (subject["words"], subject["since"], subject["scale"]) == ("crane", "2031", "month")
    assert subject["one"] == add["one"] == "outlet:Tideline"
    assert (add["words"], add["scale"]) == ("crane", "month")
    assert [row.text for row in select(tree, "th.compare-when")] == ["2031-05"]


def test_what_a_form_leaves_empty_is_not_in_the_address(client):
    answer = client.get("/compare?words=crane&about=&scale=&one=outlet:Tideline")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/compare?words=crane&one=outlet%3ATideline",
    )


def test_the_empty_page_teaches(client, page, select):
    assert "Sayso does not say who is right." in words(select(page(client.get("/compare")), ".said-empty")[0])


def test_a_column_that_is_not_in_the_ledger_says_so(client, page, select):
    tree = page(client.get("/compare?one=speaker:1nobody"))
    assert "the ledger has no such speaker" in words(select(tree, "thead th")[0])


def test_what_is_wrong_is_said(client, page, select):
    answer = client.get("/compare?words=crane&until=soon&one=outlet:Tideline")
    assert answer.status_code == 400
    assert "no date" in words(select(page(answer), "[role=alert]")[0])
    assert client.get("/compare?one=ship:1").status_code == 400


def test_nothing_in_an_article_runs(hostile, harmless, select):
    tree = harmless(hostile.get("/compare?words=crane"))
    for link in select(tree, ".compare-offers a"):
        harmless(hostile.get(link.get("href")))
    asked = {"add": "<script>alert(1)</script>", "one": "outlet:<script>x"}
    harmless(hostile.get("/compare", params=asked, follow_redirects=True))
