import json
import sqlite3
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest

from sayso.ledger import Ledger
from sayso.web.pages.collections import disposition

HOSTILE = '<script>alert(1)</script>" onmouseover="x\' {{ 7*7 }} שלום'


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.scripts = set(), []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids.add(given.get("id"))
        if tag == "script" and not given.get("src", "").startswith("/static/"):
            self.scripts.append(given)
        assert not [name for name in given if name.startswith("on")], (tag, attrs)


def read(page):
    links = Links()
    links.feed(page)
    assert links.scripts == []
    return links


@pytest.fixture
def post(client, csrf):
    """Sends a form with its token."""

    def run(address, headers=None, **fields):
        fields["csrf_token"] = csrf["X-CSRF-Token"]
        return client.post(address, data=fields, headers=headers or {})

    return run


@pytest.fixture
def known(book):
    """What can be kept: a document, an attribution, a speaker, an outlet and a search."""
    with Ledger.open(book) as ledger:
        document = ledger.find_documents("courier")[0]
        attribution = ledger.reading(document.id).attributions[0]
        speaker = ledger.find_speakers("Ada Quill")[0]
    return {
        "document": document.id,
        "attribution": attribution.id,
        "speaker": speaker.id,
        "outlet": "Harbour Wire",
        "search": "words=crane",
    }


@pytest.fixture
def case(post):
    """The address of a collection."""
    done = post("/collections", name="The crane", note="Who knew?\nAnd when?")
    assert done.status_code == 303
    return done.headers["location"]


@pytest.fixture
def full(post, case, known):
    """The address of a collection with one thing of each kind."""
    for what, reference in known.items():
        done = post("/collections/keep", what=what, reference=reference, title=f"a {what}",
                    note=f"on the {what}", collection=case.rsplit("/", 1)[1])  # fmt: skip
        assert done.status_code == 303, done.text
    return case


def test_without_any_the_page_teaches(client):
    page = client.get("/collections")
    assert page.status_code == 200
    assert "Nothing is gathered yet" in page.text


def test_a_collection_is_made_and_listed(client, case):
    page = client.get("/collections").text
    assert f'href="{case}"' in page
    assert "The crane" in page
    assert "And when?" in client.get(case).text


def test_a_name_is_needed(post):
    done = post("/collections", name=" ")
    assert done.status_code == 400
    assert "needs a name" in done.text


@pytest.mark.parametrize("number", [77, 2**62])
def test_a_collection_that_is_not_there(client, number):
    assert client.get(f"/collections/{number}").status_code == 404
    assert client.get(f"/collections/{number}/export/html").status_code == 404


def test_nothing_changes_without_the_token(client, book):
    assert client.post("/collections", data={"name": "x"}).status_code == 403
    with Ledger.open(book) as ledger:
        assert ledger.collections() == []


def test_everything_is_shown_in_order(client, full, known):
    page = client.get(full).text
    read(page)
    places = [page.index(f'id="g-{what}"') for what in known]
    assert places == sorted(places)
    assert "Port Ansel shuts its harbour" in page
    assert f'href="/a/{known["attribution"]}"' in page
    assert f'href="/speakers/{known["speaker"]}"' in page
    assert 'href="/outlets/Harbour%20Wire"' in page
    assert 'href="/said?words=crane"' in page
    assert "answers" in page.split('id="g-search"')[1]
    assert [f"on the {what}" in page for what in known] == [True] * 5


def test_keeping_again_says_so(client, post, full, known):
    given = {"what": "speaker", "reference": known["speaker"], "title": "x", "collection": full[-1]}
    part = post("/collections/keep", headers={"hx-request": "true"}, **given)
    assert "already" in part.text
    assert "<html" not in part.text
    other = post("/collections/keep", headers={"hx-request": "true"}, **{**given, "new_name": "Another"})
    assert "Kept in “Another”" in other.text


def test_the_choice_is_a_part_to_htmx_and_a_page_without(client, case, known):
    asked = urlencode({"what": "document", "reference": known["document"], "title": "T", "back": "/said?a=1"})
    part = client.get(f"/collections/choices?{asked}", headers={"hx-request": "true"}).text
    page = client.get(f"/collections/choices?{asked}").text
    assert part.strip() in page
    assert "<html" in page
    assert "<html" not in part
    assert "The crane" in part
    assert 'value="/said?a=1"' in part


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/a\r\nb: c",
        "//[",
        "//\u2100",
    ],
)
def test_nobody_is_sent_elsewhere(client, post, case, known, back):
    done = post("/collections/keep", what="document", reference=known["document"], collection=case[-1],
                back=back)  # fmt: skip
    assert done.headers["location"].startswith("/collections/")
    asked = client.get("/collections/choices", params={"what": "document", "reference": "x", "back": back})
    assert asked.status_code == 200
    assert "and keep nothing" not in asked.text  # the link back


def test_after_keeping_the_reader_is_back(post, case, known):
    done = post("/collections/keep", what="document", reference=known["document"], collection=case[-1],
                back="/said?words=x")  # fmt: skip
    assert done.headers["location"] == "/said?words=x"


def test_what_is_not_there_is_not_kept(post, case):
    for what in ("document", "attribution", "speaker", "outlet"):
        assert post("/collections/keep", what=what, reference="1abc", collection=case[-1]).status_code == 404
    assert post("/collections/keep", what="ship", reference="1abc", collection=case[-1]).status_code == 400
    assert post("/collections/keep", what="search", reference="a=b", collection="x").status_code == 400


def test_notes_are_edited_and_things_dropped(client, post, full, book):
    with Ledger.open(book) as ledger:
        kept = ledger.collection(1)[1][0]
    done = post(f"/kept/{kept.id}/note", note="better now", collection="1")
    assert done.headers["location"] == f"/collections/1#kept-{kept.id}"
    assert "better now" in client.get(full).text
    post(f"/kept/{kept.id}/drop", collection="1")
    assert "better now" not in client.get(full).text
    assert post(f"/kept/{kept.id}/drop", collection="1").status_code == 404


def test_it_is_described_closed_and_opened(client, post, full, known):
    post(f"{full}/describe", name="Renamed", note="Other")
    post(f"{full}/close", closed="1")
    page = client.get("/collections").text
    assert "Closed (1)" in page
    assert "Renamed" in page
    assert post(f"{full}/keep", what="search", reference="words=new").status_code == 400
    post(f"{full}/close", closed="0")
    assert post(f"{full}/keep", what="search", reference="words=new", title="new").status_code == 303


def test_hostile_words_are_words(client, post, known):
    case = post("/collections", name=HOSTILE, note=HOSTILE).headers["location"]
    for what, reference in known.items():
        post(f"{case}/keep", what=what, reference=reference, title=HOSTILE, note=HOSTILE)
    post(f"{case}/keep", what="search", reference=f"words=x&by={HOSTILE}", title=HOSTILE)
    post(f"{case}/keep", what="search", reference="since=never", title=HOSTILE)
    asked = urlencode({"what": "document", "reference": HOSTILE, "title": HOSTILE})
    for address in (case, "/collections", f"/collections/choices?{asked}"):
        page = client.get(address)
        assert page.status_code == 200
        read(page.text)
        assert "<script>alert" not in page.text
    printed = client.get(f"{case}/export/html")
    assert printed.status_code == 200
    read(printed.text)
    assert "<script" not in printed.text
    name = printed.headers["content-disposition"]
    assert name.isascii()
    assert "\n" not in name
    assert "%D7%A9" in name


def test_the_printed_page_comes_as_a_file(client, full):
    done = client.get(f"{full}/export/html")
    assert done.headers["content-disposition"].startswith('attachment; filename="The-crane-')
    assert done.headers["content-type"].startswith("text/html")
    links = read(done.text)
    assert {"q1", "d1", "p1", "p2", "s1", "hashes"} <= links.ids


def test_the_lines_are_all_there(client, full, known):
    rows = [json.loads(row) for row in client.get(f"{full}/export/jsonl").text.splitlines()]
    assert rows[0]["type"] == "collection"
    assert {row["type"] for row in rows} == {
        "collection", "document", "attribution", "speaker", "outlet", "search",
    }  # fmt: skip


def test_the_ledger_is_whole(client, open_web, full, tmp_path, known):
    path = tmp_path / "case.db"
    path.write_bytes(client.get(f"{full}/export/ledger").content)
    with Ledger.open(path) as copy:
        assert list(copy.verify()) == []
        assert [row.id for row in copy.documents()] == [known["document"]]
        assert [row.what for row in copy.collection(1)[1]] == list(known)
    assert sqlite3.connect(path).execute("SELECT count(*) FROM users").fetchone() == (0,)
    reader = open_web(ledger=path)
    for address in (
        "/",
        "/said?words=crane",
        "/speakers",
        "/documents",
        full,
        f"/documents/{known['document']}",
    ):
        assert reader.get(address).status_code == 200, address


def test_an_unknown_form_is_not_found(client, full):
    assert client.get(f"{full}/export/pdf").status_code == 404


def test_names_of_any_script_are_kept_in_the_header():
    assert disposition('a"\\\r\n;Ж.html') == (
        "attachment; filename=\"a______.html\"; filename*=UTF-8''a%22%5C%0D%0A%3B%D0%96.html"
    )
