"""Judging an article in Chromium: by keyboard alone, by mouse, and what is kept of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from sayso.ledger import Ledger
from sayso.records import Attribution, Document, Metadata, Reading, Span, Speaker

pytestmark = pytest.mark.browser
NOW = datetime(2031, 5, 9, 9, 0, tzinfo=UTC)

# Letters beyond the basic plane, which take two units in the browser and one place in the ledger.
TEXT = (
    "🚢🚢 The harbour 𝒩ews\n"
    "\n"
    "“The 🚢 is late,” said Ada Quill. “Nobody knew,” Oskar Pell told the Harbour Board.\r\n"
    "The mayor warned that 𝒩orthmouth would flood. The pilots agreed that it would.\n"
)


def _make(document: Document, source: str, cue: str, content: str, confidence: float) -> Attribution:
    def at(part: str) -> tuple[Span, ...]:
        start = document.text.index(part)
        return (Span(start, start + len(part)),)

    return Attribution(
        document_id=document.id,
        source=at(source),
        cue=at(cue),
        content=at(content),
        quotation="direct" if content.startswith("“") else "indirect",
        confidence=confidence,
        extractor="fake 1",
        speaker=Speaker(name=source, because="its own words"),
        cue_class="report",
    )


@pytest.fixture
def document() -> Document:
    about = Metadata(
        title="Harbour", outlet="Tideline", published="2031-05-08", url="https://tideline.example/h"
    )
    return Document(
        name="harbour",
        text=TEXT,
        raw=TEXT.encode(),
        media_type="text/plain",
        encoding="utf-8",
        metadata=about,
    )


@pytest.fixture
def found(document) -> dict[str, Attribution]:
    """What the model found, by who says it: one right, one too long, one that is none."""
    return {
        "quill": _make(document, "Ada Quill", "said", "“The 🚢 is late,”", 0.9),
        "pell": _make(document, "Oskar Pell", "told", "“Nobody knew,” Oskar", 0.4),
        "mayor": _make(document, "The mayor", "warned", "that 𝒩orthmouth would flood", 0.7),
    }


@pytest.fixture
def ledger(document, found, tmp_path) -> Ledger:
    other = Document(
        name="other", text="Nothing here.", raw=b"Nothing here.", media_type="text/plain", encoding="utf-8"
    )
    with Ledger.open(tmp_path / "review.db") as book:
        book.add(Reading(other, ()), extractor="fake 1", now=NOW)
        book.add(Reading(document, tuple(found.values())), extractor="fake 1", now=NOW)
        yield book


@pytest.fixture
def page(ledger, document, serve, open_page) -> Page:
    return open_page(serve(ledger.where) + f"/documents/{document.id}/review")


def _select(page: Page, words: str) -> None:
    """Select these words as a mouse does; they may run over several marked pieces."""
    page.evaluate(
        """(words) => {
            const text = document.getElementById("text");
            const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
            const nodes = [];
            let all = "";
            while (walker.nextNode()) {
                nodes.push([walker.currentNode, all.length]);
                all += walker.currentNode.data;
            }
            const at = all.indexOf(words);
            const place = (unit) => {
                const [node, start] = nodes.filter(([, start]) => start <= unit).at(-1);
                return [node, unit - start];
            };
            const range = document.createRange();
            range.setStart(...place(at));
            range.setEnd(...place(at + words.length));
            getSelection().removeAllRanges();
            getSelection().addRange(range);
        }""",
        words,
    )


def _settled(page: Page) -> None:
    page.wait_for_selector("#review:not([aria-busy])")


def _words(one: Attribution) -> tuple[str, str, str]:
    return tuple(" … ".join(s.of(TEXT) for s in spans) for spans in (one.source, one.cue, one.content))


def test_an_article_is_judged_by_keyboard_alone(page, ledger, document, found):
    expect(page.locator("#review-told")).to_contain_text("Oskar Pell")  # the least certain first
    # Its content is one word too long: the end goes back by a word, and the class is another.
    page.keyboard.press("e")
    page.keyboard.press("t")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("l")
    page.keyboard.type("deny")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    _settled(page)
    # The next one comes by itself; it is rejected with a note, and then that is taken back.
    expect(page.locator("#review-told")).to_contain_text("The mayor")
    page.keyboard.press("n")
    page.keyboard.type("only a forecast")
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    _settled(page)
    assert found["mayor"].id not in {one.id for one in ledger.reading(document.id).attributions}
    page.keyboard.press("u")
    _settled(page)
    expect(page.locator("#review-count")).to_contain_text("1 of 3")
    # The rest is right.
    while page.locator("#review-count").inner_text() != "3 of 3 judged":
        page.keyboard.press("c")
        _settled(page)
    # One was missed: a walk by words to it, and the parts taken one after the other.
    page.keyboard.press("a")
    page.keyboard.press("ArrowRight")
    for _ in range(80):
        if page.evaluate("document.querySelector('.draft-free') !== null") and _free(page) == "pilots":
            break
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Alt+ArrowLeft")
    page.keyboard.press("s")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("q")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("t")
    page.keyboard.press("Enter")
    _settled(page)
    page.keyboard.press("f")
    page.wait_for_url(lambda address: document.id not in address.partition("?")[0])

    reading = ledger.reading(document.id)
    assert [_words(one) for one in reading.attributions] == [
        ("Ada Quill", "said", "“The 🚢 is late,”"),
        ("Oskar Pell", "told", "“Nobody knew,”"),
        ("The mayor", "warned", "that 𝒩orthmouth would flood"),
        ("The pilots", "agreed", "that it would"),
    ]
    assert reading.attributions[1].cue_class == "deny"
    rows = list(ledger.judgements(document.id))
    assert sorted(row.judgement.what for row in rows) == [
        "add", "confirm", "confirm", "correct", "finish", "reject",
    ]  # fmt: skip
    rejected = next(row for row in rows if row.judgement.what == "reject")
    assert (rejected.judgement.note, rejected.undone_by) == ("only a forecast", "Rana Holt")
    assert {row.judgement.reviewer for row in rows} == {"Rana Holt"}
    assert document.id not in {row.document.id for row in ledger.queue().rows}


def _free(page: Page) -> str:
    """The word that is selected by the keys, read off the page by where it is drawn."""
    return page.evaluate(
        """() => {
            const at = document.querySelector(".draft-free").getBoundingClientRect();
            const found = document.caretPositionFromPoint(at.left + at.width / 2, at.top + at.height / 2);
            const text = found.offsetNode.data ?? "";
            return /\\w*$/.exec(text.slice(0, found.offset))[0] + /^\\w*/.exec(text.slice(found.offset))[0];
        }"""
    )


def test_what_is_selected_with_the_mouse_becomes_a_part(page, ledger, document):
    page.click("[data-do=add]")
    for words, role in (("The pilots", "source"), ("agreed", "cue"), ("that it would", "content")):
        _select(page, words)
        page.click(f"button[data-role={role}]")
    page.click("[data-do=save]")
    _settled(page)
    assert ("The pilots", "agreed", "that it would") in {
        _words(one) for one in ledger.reading(document.id).attributions
    }


def test_a_span_s_end_is_dragged(page, ledger, document, found):
    page.click("[data-do=edit]")
    grip = page.locator(".grip-end").bounding_box()
    to = page.evaluate(
        """() => {
            const node = [...document.querySelectorAll("#text [data-s]")].map((one) => one.firstChild)
                .find((node) => node.data.includes("Oskar"));
            const range = document.createRange();
            const at = node.data.indexOf("Oskar");
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            const box = range.getBoundingClientRect();
            return [box.left - 3, box.top + box.height / 2];
        }"""
    )
    page.mouse.move(grip["x"] + 1, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(*to, steps=6)
    page.mouse.up()
    expect(page.locator("[data-words=content]")).to_have_text("“Nobody knew,”")
    page.click("[data-do=save]")
    _settled(page)
    assert "“Nobody knew,”" in {_words(one)[2] for one in ledger.reading(document.id).attributions}


def test_another_speaker_is_written(page, ledger, document):
    page.keyboard.press("e")
    page.keyboard.press("w")
    page.fill("#edit-name", "Jory Venn")
    page.select_option("#edit-kind", "person")
    page.keyboard.press("Escape")
    page.fill("#edit-date", "2031-05")
    page.keyboard.press("Control+Enter")
    _settled(page)
    one = next(one for one in ledger.reading(document.id).attributions if "Nobody" in _words(one)[2])
    assert (one.speaker.name, one.speaker.kind) == ("Jory Venn", "person")
    assert (one.date.value, one.date.granularity) == ("2031-05", "month")


def test_what_the_server_refuses_is_said_and_not_lost(page, ledger, document):
    page.route("**/api/documents/*/judgements", lambda route: route.abort())
    page.keyboard.press("n")
    page.keyboard.type("a long thought")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(page.locator("#review-error")).to_contain_text("Not kept")
    expect(page.locator("#review-note")).to_have_value("a long thought")
    expect(page.locator("#review-count")).to_have_text("0 of 3 judged")
    assert list(ledger.judgements(document.id)) == []
    page.unroute("**/api/documents/*/judgements")
    page.keyboard.press("c")
    _settled(page)
    expect(page.locator("#review-count")).to_have_text("1 of 3 judged")
    assert next(ledger.judgements(document.id)).judgement.note == "a long thought"


def test_keys_faster_than_the_server_are_all_kept(page, ledger, document):
    for _ in range(3):
        page.keyboard.press("c")
    _settled(page)
    expect(page.locator("#review-count")).to_have_text("3 of 3 judged")
    assert len(list(ledger.judgements(document.id))) == 3


def test_a_model_that_differs_is_heard(ledger, document, found, serve, open_page):
    address = serve(ledger.where) + f"/documents/{document.id}/review"
    page = open_page(address)
    page.keyboard.press("e")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    _settled(page)
    page.keyboard.press("x")
    _settled(page)
    again = tuple(_make(document, *_words(one), 0.95) for one in found.values())
    better = Reading(document, tuple(_by("fake 2", one) for one in again))
    ledger.add(better, extractor="fake 2", now=NOW)
    page.goto(address)
    expect(page.locator(".choice")).to_have_count(2)
    corrected = page.locator(".choice", has_text="another content")
    corrected.get_by_text("Keep what was judged").click()
    _settled(page)
    expect(page.locator(".choice")).to_have_count(1)
    page.locator(".choice").get_by_text("Take the model’s").click()
    _settled(page)
    expect(page.locator(".choice")).to_have_count(0)
    contents = {_words(one)[2] for one in ledger.reading(document.id).attributions}
    assert contents == {"“The 🚢 is late,”", "“Nobody knew,”", "that 𝒩orthmouth would flood"}


def _by(extractor: str, one: Attribution) -> Attribution:
    return replace(one, extractor=extractor)


def test_a_speaker_of_the_ledger_is_picked(page, ledger, document):
    page.keyboard.press("e")
    page.keyboard.press("w")
    page.fill("#edit-name", "")
    page.keyboard.type("Ada")
    page.get_by_role("option", name="Ada Quill").click()
    page.keyboard.press("Control+Enter")
    _settled(page)
    judged = next(ledger.judgements(document.id)).judgement
    assert judged.judged.speaker.name == "Ada Quill"
    assert judged.speaker == ledger.find_speakers("Ada Quill")[0].id


def test_leaving_changes_nothing(page, ledger, document):
    page.keyboard.press("e")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    expect(page.locator("#review-error")).to_contain_text("A cue is missing")
    page.keyboard.press("Escape")
    assert list(ledger.judgements(document.id)) == []


def test_a_finger_can_judge_too(ledger, document, serve, open_page):
    narrow = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    page = open_page(serve(ledger.where) + f"/documents/{document.id}/review", **narrow)
    page.locator("#text .content", has_text="flood").first.tap()
    expect(page.locator("#review-told")).to_contain_text("The mayor")
    page.tap("[data-do=edit]")
    page.tap('[data-move="end,-1"]')
    page.tap("[data-do=save]")
    _settled(page)
    contents = {_words(one)[2] for one in ledger.reading(document.id).attributions}
    assert "that 𝒩orthmouth would" in contents
