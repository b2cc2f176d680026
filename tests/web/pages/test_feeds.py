"""Feeds: any search as Atom that readers accept."""

from datetime import datetime

from lxml import etree, html

ATOM = "{http://www.w3.org/2005/Atom}"


def read(response):
    assert response.headers["content-type"].startswith("application/atom+xml")
    return etree.fromstring(response.content)


def valid(feed):
    """Whether the feed has what Atom (RFC 4287) asks for; the entries."""
    assert feed.tag == f"{ATOM}feed"
    for one in (feed, *feed.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (found,) = one.findall(ATOM + name)
            assert found.text, name
        assert one.find(f"{ATOM}id").text.startswith("urn:uuid:")
        assert datetime.fromisoformat(one.find(f"{ATOM}updated").text).tzinfo
        if one.find(f"{ATOM}published") is not None:
            assert datetime.fromisoformat(one.find(f"{ATOM}published").text).tzinfo
        relations = [link.get("rel") for link in one.findall(f"{ATOM}link")]
        assert relations.count("alternate") == 1
        assert all(link.get("href").startswith("http") for link in one.findall(f"{ATOM}link"))
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.find(f"{ATOM}id").text for entry in entries]
    assert len(set(ids)) == len(ids)
    return entries


def test_a_search_is_a_feed_with_the_newest_first(client):
    feed = read(client.get("/said.atom?words=crane"))
    entries = valid(feed)
    assert feed.find(f"{ATOM}title").text == "“crane”"
    published = [entry.find(f"{ATOM}published").text for entry in entries]
    assert len(entries) > 2
    assert published == sorted(published, reverse=True)
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "self": "http://127.0.0.1:8470/said.atom?words=crane",
        "alternate": "http://127.0.0.1:8470/said?words=crane",
    }


def test_an_entry_says_who_what_and_where(client):
    (entry,) = valid(read(client.get("/said.atom?words=inspected")))
    assert entry.find(f"{ATOM}title").text.startswith("Oskar Pell: ")
    links = {link.get("rel"): link.get("href") for link in entry.findall(f"{ATOM}link")}
    assert links["alternate"].startswith("http://127.0.0.1:8470/documents/")
    assert "#a-" in links["alternate"]
    assert links["via"] == "https://courier.example/harbour"
    content = entry.find(f"{ATOM}content")
    assert content.get("type") == "xhtml"
    told = " ".join("".join(content.itertext()).split())
    assert "he told reporters." in told
    assert "The Ansel Courier, 2031-05-05" in told
    assert [mark.text for mark in content.iter("{http://www.w3.org/1999/xhtml}mark")] == ["inspected"]


def test_ids_stay_and_are_those_of_the_attributions(client, open_web):
    def ids(browser, search):
        return {
            entry.find(f"{ATOM}id").text for entry in valid(read(browser.get(f"/said.atom?words={search}")))
        }

    assert ids(client, "inspected") <= ids(client, "inspected*") == ids(open_web(), "inspected*")


def test_a_feed_that_is_the_same_is_not_sent_again(client):
    first = client.get("/said.atom?words=crane")
    again = client.get("/said.atom?words=crane", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/said.atom?words=bolt", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def test_a_search_for_nothing_there_is_a_feed_too(client, empty_client):
    assert valid(read(client.get("/said.atom?words=xyzzy"))) == []
    assert valid(read(empty_client.get("/said.atom"))) == []


def test_a_wrong_search_is_no_feed(client):
    assert client.get("/said.atom?since=yesterday").status_code == 400


def test_nothing_in_an_article_runs_or_breaks_the_feed(hostile):
    response = hostile.get("/said.atom")
    (entry,) = valid(read(response))
    assert "<script>alert(1)</script>" in entry.find(f"{ATOM}title").text
    assert not list(entry.iter("{http://www.w3.org/1999/xhtml}script", "{http://www.w3.org/1999/xhtml}img"))
    assert b"javascript:" not in response.content
    assert "�" in "".join(entry.itertext())  # the bell, which no XML holds
    assert not list(html.fromstring(response.content).iter("script"))
