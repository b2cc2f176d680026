"""Said: the search, its results in their sentences, and the counts beside it."""

import pytest


@pytest.fixture
def found(select):
    """Reads the results off a page."""
    return lambda tree: select(tree, ".said-hit")


def test_a_result_stands_in_its_sentence_with_everything_marked(client, page, select, found):
    tree = page(client.get("/said", params={"words": "inspected"}))
    (hit,) = found(tree)
    sentence = select(hit, ".said-sentence")[0]
    assert " ".join(sentence.text_content().split()).endswith("he told reporters.")
    assert [mark.text for mark in select(sentence, ".content mark")] == ["inspected"]
    assert select(sentence, ".source")[0].text_content() == "he"
    assert "told" in select(sentence, ".cue")[0].text_content()
    who = select(hit, "a.said-who")[0]
    assert who.text == "Oskar Pell"
    assert who.get("href").startswith("/speakers/")
    place = select(hit, "a.said-place")[0]
    assert place.text == "Port Ansel shuts its harbour"
    assert place.get("href").startswith("/documents/")
    assert "#a-" in place.get("href")
    where = select(hit, ".said-where")[0].text_content()
    assert "The Ansel Courier" in where
    assert "2031-05-05" in where
    assert "direct quotation" in where
    assert select(hit, "a.said-out")[0].get("href") == "https://courier.example/harbour"


def test_what_was_passed_on_shows_through_whom(client, page, select):
    tree = page(client.get("/said", params={"words": "inspection", "outlet": "Courier"}))
    chains = [" ".join(chain.text_content().split()) for chain in select(tree, ".said-chain")]
    assert any("Harbour Wire ← " in chain for chain in chains)


def test_the_form_keeps_what_was_asked_for(client, page, select, found):
    tree = page(client.get("/said", params={"words": "crane", "by": "Quill", "cue_class": "warn"}))
    form = select(tree, "form.said-form")[0]
    assert form.get("method") == "get"
    assert form.get("action") == "/said"
    fields = dict(form.fields)
    assert (fields["words"], fields["by"], fields["cue_class"]) == ("crane", "Quill", "warn")
    assert len(found(tree)) == 1


def test_what_a_form_leaves_empty_is_not_in_the_address(client):
    response = client.get("/said", params={"words": "crane", "by": "", "mark": "", "cue_class": ""})
    assert response.status_code == 303
    assert response.headers["location"] == "/said?words=crane"


def test_each_chip_takes_one_thing_out(client, page, select):
    tree = page(client.get("/said", params={"words": "crane", "by": "Quill"}))
    assert [chip.get("href") for chip in select(tree, ".said-chips a")] == [
        "/said?by=Quill",
        "/said?words=crane",
        "/said",
    ]


def test_a_month_is_one_chip(client, page, select):
    tree = page(client.get("/said", params={"since": "2031-05", "until": "2031-05", "words": "crane"}))
    chips = select(tree, ".said-chips a")
    assert [chip.get("href") for chip in chips[:2]] == [
        "/said?words=crane",
        "/said?since=2031-05&until=2031-05",
    ]


def test_ids_are_shown_by_name(client, page, select):
    who = select(page(client.get("/said?by=Ada+Quill")), "a.said-who")[0]
    speaker = who.get("href").removeprefix("/speakers/")
    for words in ("", "&words=xyzzy"):  # with answers and without
        tree = page(client.get(f"/said?speaker={speaker}{words}"))
        assert "Ada Quill" in select(tree, ".said-chips")[0].text_content()
    assert "1nobody" in client.get("/said?speaker=1nobody").text


def test_pages_lead_on_and_back_again(client, page, select, found):
    first = page(client.get("/said?limit=3&order=oldest"))
    seen = [hit.get("id") for hit in found(first)]
    later = select(first, "a[rel=next]")[0].get("href")
    assert later.startswith("/said?order=oldest&limit=3&mark=")
    assert not select(first, "a[rel=prev]")
    second = page(client.get(later))
    assert len(found(second)) == 3
    assert not set(seen) & {hit.get("id") for hit in found(second)}
    back = page(client.get(select(second, "a[rel=prev]")[0].get("href")))
    assert [hit.get("id") for hit in found(back)] == seen


def test_a_wrong_date_is_told_beside_the_form(client, page, select):
    response = client.get("/said?words=crane&since=yesterday")
    assert response.status_code == 400
    tree = page(response)
    assert "no date" in select(tree, "[role=alert]")[0].text_content()
    assert dict(select(tree, "form.said-form")[0].fields)["since"] == "yesterday"


def test_a_value_that_there_is_not_is_refused(client):
    assert client.get("/said?cue_class=shout").status_code == 400


def test_nothing_found_teaches_what_to_leave_out(client, page, select, found):
    tree = page(client.get("/said?words=crane&by=Nobody"))
    assert not found(tree)
    assert [link.get("href") for link in select(tree, ".said-empty li a")] == [
        "/said?by=Nobody",
        "/said?words=crane",
    ]


def test_an_empty_ledger_says_what_to_do(empty_client, page, select):
    tree = page(empty_client.get("/said"))
    assert select(tree, ".said-empty a")[0].get("href") == "/add"


def test_a_search_can_be_followed_and_kept(client, page, select):
    tree = page(client.get("/said?words=crane&order=oldest"))
    feed = select(tree, "link[rel=alternate]")[0]
    assert feed.get("type") == "application/atom+xml"
    assert feed.get("href") == "/said.atom?words=crane"
    assert select(tree, "a[type='application/atom+xml']")[0].get("href") == "/said.atom?words=crane"
    assert "words%3Dcrane%26order%3Doldest" in select(tree, ".keep a")[0].get("href")
    assert select(tree, "#facets")[0].get("hx-get") == "/said/facets?words=crane&order=oldest"


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_counts_come_with_and_without_a_script(client, page, headers, select, found):
    response = client.get("/said/facets?words=crane", headers=headers)
    tree = page(response)
    assert ("<html" in response.text) is not bool(headers)
    assert response.headers["vary"] == "HX-Request"
    total = int(select(tree, "#said-count strong")[0].text)
    assert total == len(found(page(client.get("/said?words=crane&limit=200"))))
    outlets = {
        select(link, ".facet-label")[0].text: link.get("href")
        for link in select(tree, "li a")
        if "outlet_name=" in link.get("href")
    }
    assert outlets["Tideline"] == "/said?words=crane&outlet_name=Tideline"


def test_a_facet_narrows_the_search_and_is_taken_out_again(client, page, select):
    tree = page(client.get("/said/facets?words=crane&cue_class=warn"))
    (chosen,) = select(tree, ".facets a.chosen")
    assert select(chosen, ".facet-label")[0].text == "warn"
    assert chosen.get("href") == "/said?words=crane"


def test_nothing_in_an_article_runs(hostile, harmless, select):
    tree = harmless(hostile.get("/said?words=crane"))
    assert "<script>alert(1)</script>" in select(tree, ".said-who")[0].text_content()
    assert "<img src=x onerror=alert(2)>" in select(tree, ".said-sentence")[0].text_content()
    assert not select(tree, "a.said-out")
    assert select(tree, ".said-sentence")[0].get("lang") is None
    assert "unsure, confidence 0.40" in tree.text_content()
    harmless(hostile.get("/said/facets?words=crane"))
    harmless(hostile.get("/said", params={"words": "<script>alert(1)</script>", "by": "\"'><script>"}))
