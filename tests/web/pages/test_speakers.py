"""A speaker's page, and deciding who is who."""

import pytest

from sayso.ledger import Ledger


@pytest.fixture
def who(book):
    """The id of the speaker of this name."""

    def find(name):
        with Ledger.open(book) as ledger:
            return next(row.id for row in ledger.find_speakers(name) if row.name == name)

    return find


@pytest.fixture
def decided(book):
    """What people decided so far."""

    def read():
        with Ledger.open(book) as ledger:
            return ledger.decisions()

    return read


@pytest.fixture
def post(client, csrf):
    """Sends a form, as a browser does."""
    return lambda address, **fields: client.post(address, data={"csrf_token": csrf["X-CSRF-Token"], **fields})


def words(element):
    return " ".join(element.text_content().split())


def test_a_page_says_who_it_is_and_what_they_said(client, page, select, who):
    quill = who("Ada Quill")
    tree = page(client.get(f"/speakers/{quill}"))
    assert select(tree, "h1")[0].text == "Ada Quill"
    about = words(select(tree, ".speaker-about")[0])
    assert "person" in about
    assert "in 3 articles" in about
    assert "published 2031-05-05 to 2031-05-08" in about
    known = words(select(tree, ".speaker-known")[0])
    assert "harbour master" in known.lower()
    for outlet in ("The Ansel Courier", "Harbour Wire", "Tideline"):
        assert outlet in known
    assert len(select(tree, ".said-hit")) >= 3
    feed = select(tree, "link[rel=alternate]")[0]
    assert feed.get("href") == f"/said.atom?speaker={quill}"


def test_the_timeline_says_the_same_in_numbers(client, page, select, who):
    quill = who("Ada Quill")
    tree = page(client.get(f"/speakers/{quill}"))
    timeline = select(tree, ".timeline")[0]
    assert timeline.get("data-link") == f"/said?speaker={quill}"
    rows = select(tree, ".speaker-months tbody tr")
    told = [[select(row, "a")[0].text, int(select(row, "td")[0].text)] for row in rows]
    assert str(told[::-1]).replace("'", '"') == timeline.get("data-values")
    month = told[0][0]
    assert select(rows[0], "a")[0].get("href") == f"/said?speaker={quill}&since={month}&until={month}"


def test_who_is_not_in_the_ledger_has_no_page(client):
    for address in ("/speakers/1nobody", "/speakers/1nobody/split"):
        assert client.get(address).status_code == 404


def test_two_that_are_one_are_merged_and_the_kept_one_is_shown(client, page, select, who, post, decided):
    pell, venn = who("Oskar Pell"), who("Jory Venn")
    answer = post(f"/speakers/{pell}/merge", other=venn, reason="the same man")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/speakers/{pell}")
    (decision,) = decided()
    assert (decision.what, decision.identity, decision.other) == ("merge", pell, venn)
    assert (decision.by, decision.reason) == ("Rana Holt", "the same man")
    assert "Jory Venn" in words(select(page(client.get(f"/speakers/{pell}")), ".speaker-known")[0])
    gone = page(client.get(f"/speakers/{venn}"))
    assert select(gone, ".speaker-byname a")[0].get("href") == f"/speakers/{pell}"


def test_who_stands_for_a_name_alone_is_merged_into_who_is_known(client, book, who, post):
    with Ledger.open(book) as ledger:
        bare = next(row.id for row in ledger.speakers() if row.name and row.by_name)
    quill = who("Ada Quill")
    answer = post(f"/speakers/{bare}/merge", other=quill, reason="meant by it")
    assert answer.headers["location"] == f"/speakers/{quill}"


def test_a_merge_by_name_needs_no_script(who, post, decided):
    pell = who("Oskar Pell")
    answer = post(f"/speakers/{pell}/merge", other="", name="jory", reason="the same man")
    assert answer.status_code == 303
    assert decided()[0].other_name == "Jory Venn"


def test_a_name_that_many_have_is_asked_about(page, select, who, post, decided):
    pell = who("Oskar Pell")
    answer = post(f"/speakers/{pell}/merge", name="a", reason="the same man")
    assert answer.status_code == 400
    tree = page(answer)
    assert "Which one is meant?" in select(tree, "#merge [role=alert]")[0].text
    choices = [choice.get("value") for choice in select(tree, "#merge input[type=radio]")]
    assert who("Ada Quill") in choices
    assert pell not in choices
    assert select(tree, "#merge input[name=reason]")[0].get("value") == "the same man"
    assert decided() == []


@pytest.mark.parametrize("fields", [{"name": "Nobody Atall"}, {"other": "1nobody"}, {}])
def test_nobody_is_merged_with_nobody(who, post, decided, fields):
    answer = post(f"/speakers/{who('Oskar Pell')}/merge", reason="why", **fields)
    assert answer.status_code in (400, 404)
    assert decided() == []


def test_one_is_not_merged_with_itself(page, select, who, post):
    pell = who("Oskar Pell")
    answer = post(f"/speakers/{pell}/merge", other=pell, reason="why")
    assert answer.status_code == 400
    assert "Is one speaker already." in select(page(answer), "[role=alert]")[0].text


def test_what_is_said_in_some_articles_is_split_off(client, page, select, who, post, decided):
    quill = who("Ada Quill")
    tree = page(client.get(f"/speakers/{quill}/split"))
    documents = [box.get("value") for box in select(tree, "input[type=checkbox]")]
    assert len(documents) == 3
    answer = post(
        f"/speakers/{quill}/split", documents=documents[:2], new_name="Ada Quill the younger", reason="x"
    )
    part = answer.headers["location"]
    assert answer.status_code == 303
    assert part not in ("/speakers/", f"/speakers/{quill}")
    tree = page(client.get(part))
    assert select(tree, "h1")[0].text == "Ada Quill the younger"
    assert "in 2 articles" in words(select(tree, ".speaker-about")[0])
    assert "in 1 article" in words(select(page(client.get(f"/speakers/{quill}")), ".speaker-about")[0])
    assert decided()[0].told["documents"] == sorted(documents[:2])


def test_a_split_that_takes_nothing_is_refused(page, select, who, post, decided):
    quill = who("Ada Quill")
    for fields in ({}, {"role": "baker"}):
        answer = post(f"/speakers/{quill}/split", reason="why", **fields)
        assert answer.status_code == 400
        assert select(page(answer), "[role=alert]")
    assert decided() == []


def test_a_speaker_gets_another_name_and_the_old_one_back(client, page, select, who, post):
    quill = who("Ada Quill")
    assert post(f"/speakers/{quill}/rename", name="", reason="why").status_code == 400
    answer = post(f"/speakers/{quill}/rename", name=" Ada M. Quill ", reason="as she signs")
    assert answer.headers["location"] == f"/speakers/{quill}"
    tree = page(client.get(f"/speakers/{quill}"))
    assert select(tree, "h1")[0].text == "Ada M. Quill"
    (undo,) = select(tree, ".speaker-decisions form")
    answer = post(undo.get("action"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/decisions#d-1")
    assert select(page(client.get(f"/speakers/{quill}")), "h1")[0].text == "Ada Quill"
    listed = page(client.get("/decisions"))
    assert "undone by Rana Holt" in words(select(listed, "#d-1")[0])
    assert not select(listed, ".decisions form")
    assert post("/decisions/1/undo").status_code == 404


def test_decisions_are_listed_the_last_first(client, page, select, who, post):
    assert "Nothing decided yet" in client.get("/decisions").text
    quill, pell = who("Ada Quill"), who("Oskar Pell")
    post(f"/speakers/{quill}/rename", name="A. Quill", reason="shorter")
    form = page(client.get(f"/speakers/{pell}/split"))
    role = [option.text for option in select(form, "select[name=role] option")][1]
    assert post(f"/speakers/{pell}/split", role=role, reason="the mayor is another").status_code == 303
    listed = [words(one) for one in select(page(client.get("/decisions")), ".decisions li")]
    assert f"what it says in role “{role}”" in listed[0]
    assert "the mayor is another" in listed[0]
    assert "A. Quill is called “A. Quill”" in listed[1]
    assert "rename by Rana Holt" in listed[1]


def test_nothing_is_decided_without_the_page_s_token(client, who, decided):
    quill = who("Ada Quill")
    for address in ("merge", "split", "rename"):
        assert client.post(f"/speakers/{quill}/{address}", data={"name": "Eve"}).status_code == 403
    assert decided() == []


def test_nothing_in_an_article_runs(hostile, harmless, page, select):
    who = select(page(hostile.get("/said")), "a.said-who")[0].get("href")
    tree = harmless(hostile.get(who))
    assert "<script>alert(1)</script>" in select(tree, "h1")[0].text_content()
    harmless(hostile.get(f"{who}/split"))
    token = hostile.get("/api/token").json()["token"]
    data = {
        "name": "\"'><script>alert(5)</script>",
        "reason": "<script>alert(6)</script>",
        "csrf_token": token,
    }
    assert hostile.post(f"{who}/rename", data=data).status_code == 303
    harmless(hostile.get("/decisions"))
    harmless(hostile.get(who))
    harmless(hostile.post(f"{who}/merge", data=data))


@pytest.mark.parametrize("number", ["0", "-1", str(2**63), "9" * 30])
def test_a_number_that_no_decision_can_have_is_refused(post, number):
    assert post(f"/decisions/{number}/undo").status_code == 422
