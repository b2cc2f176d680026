"""Which documents carry the same text: placed when they are added, in step with whatever happens to them."""

from __future__ import annotations

import importlib.util
import itertools
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sayso.ledger import (
    Copies,
    DocumentList,
    Ledger,
    OutletList,
    SaidQuery,
    SpeakerList,
    SpeakersQuery,
)
from sayso.records import Reading

_SPEC = importlib.util.spec_from_file_location("stories", Path(__file__).parents[1] / "stories.py")
assert _SPEC is not None
assert _SPEC.loader is not None
stories = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(stories)
story: Callable[..., str] = stories.story

WIRE = story(1, 2, 3)
QUOTE = "Ada Quill said that the north basin will stay closed until the spring tides are over."
ABOUT = ("title", "outlet", "published", "url")
SAID = (("Ada Quill", "said", "that the north basin will stay closed until the spring tides are over"),)


@pytest.fixture
def told(telling: Any) -> Callable[..., Reading]:
    """Makes a reading of a text of an outlet of this name."""

    def make(outlet: str, text: str, day: str = "2031-05-06", **known: Any) -> Reading:
        said = SAID if QUOTE in text else ()
        return telling.reading(text, said, name=outlet.lower(), outlet=outlet, published=day, **known)

    return make


def put(ledger: Ledger, telling: Any, *readings: Reading) -> list[str]:
    for reading in readings:
        telling.add(ledger, reading)
    assert list(ledger.verify()) == []
    return [reading.document.id for reading in readings]


def grouped(ledger: Ledger) -> set[frozenset[str]]:
    """The names of the documents that go back to one origin together."""
    rows = ledger.document_page(DocumentList(limit=500)).rows
    key = {row.name: row.origin or row.id for row in rows}
    return {
        frozenset(name for name in key if key[name] == origin)
        for origin in set(key.values())
        if sum(1 for one in key.values() if one == origin) > 1
    }


def of(ledger: Ledger, document: str) -> Copies:
    return ledger.copies(document)


def origin_document(found: Copies) -> str:
    assert found.origin is not None
    assert found.origin.document is not None
    return found.origin.document.id


def test_a_copy_is_found_with_the_words_that_are_the_same(ledger: Ledger, telling: Any, told: Any) -> None:
    longer = story(50, 51) + "\n" + WIRE + "\n" + story(52)
    wire, other, alone = put(
        ledger,
        telling,
        told("Tide Wire", WIRE, "2031-05-05"),
        told("Courier", longer),
        told("Gazette", story(9)),
    )
    found = of(ledger, other)
    assert [one.document.id for one in found.copies] == [wire]
    match = found.copies[0].match
    assert (match.kind, match.score, found.copies[0].joined) == ("within", 1.0, True)
    texts = {row: ledger.reading(row).document.text for row in (wire, other)}
    [passage] = match.passages
    assert passage.one.of(texts[other]).split() == passage.other.of(texts[wire]).split()
    assert origin_document(found) == wire
    assert found.origin is not None
    assert found.origin.because == "published first, on 2031-05-05; the next on 2031-05-06"
    assert of(ledger, alone).origin is None
    assert of(ledger, alone).because == "no other document carries its text"
    assert of(ledger, wire).copies[0].match.passages[0].one == passage.other
    assert ledger.counts().origins == 2


def test_one_by_one_and_all_at_once_come_to_the_same(
    place: str, telling: Any, told: Any, tmp_path: Path
) -> None:
    readings = [
        told("Tide Wire", WIRE), told("Courier", WIRE + story(50)), told("Gazette", story(50, 1)),
        told("Herald", story(2, 3) + story(51)), told("Mercury", story(60)), told("Echo", story(60, 61)),
    ]  # fmt: skip
    with Ledger.open(place) as ledger, Ledger.open(tmp_path / "other.db") as other:
        put(ledger, telling, *readings)
        other.add_many(readings, extractor="model 1", now=telling.now)
        assert list(other.verify()) == []
        assert grouped(ledger) == grouped(other)
        assert grouped(ledger)


def test_the_order_in_which_documents_come_makes_no_difference(
    telling: Any, told: Any, tmp_path: Path, sqlite_ledger: Path
) -> None:
    readings = [
        told("Tide Wire", WIRE, "2031-05-03"), told("Courier", WIRE + story(50), "2031-05-04"),
        told("Herald", story(2, 3) + story(51), "2031-05-05"), told("Echo", story(60, 61), "2031-05-02"),
        told("Round-up", WIRE + story(60, 61), "2031-05-06"),
    ]  # fmt: skip
    found = set()
    for number, order in enumerate(itertools.permutations(readings)):
        if number % 17:
            continue
        with Ledger.open(shutil.copy(sqlite_ledger, tmp_path / f"{number}.db")) as ledger:
            put(ledger, telling, *order)
            groups = frozenset(grouped(ledger))
            assert ledger.relink_copies() == 0
            assert list(ledger.verify()) == []
            found.add(groups)
    # The round-up has two stories whole, and goes back to the one that it has more of; they stay apart.
    [groups] = found
    assert groups == {frozenset({"tide wire", "courier", "herald", "round-up"})}


def test_a_page_that_changed_is_a_version_and_no_copy(ledger: Ledger, telling: Any, told: Any) -> None:
    address = "https://courier.example/basin"
    first, second, other = put(
        ledger, telling,
        told("Courier", WIRE, url=address),
        told("Courier", WIRE + story(50), url=address),
        told("Gazette", WIRE, "2031-05-07"),
    )  # fmt: skip
    assert [one.document.id for one in of(ledger, other).copies] == [second]
    assert of(ledger, first).because == "an older version"
    assert ledger.counts().origins == 1
    ledger.purge(second, reason="asked to", by=None, now=telling.now)
    assert list(ledger.verify()) == []
    assert [one.document.id for one in of(ledger, other).copies] == [first]


def test_a_purged_document_leaves_nothing_and_the_others_find_each_other(
    ledger: Ledger, telling: Any, told: Any
) -> None:
    wire, one, other = put(
        ledger, telling, told("Tide Wire", WIRE, "2031-05-01"), told("Courier", WIRE), told("Gazette", WIRE)
    )
    ledger.purge(wire, reason="asked to", by=None, now=telling.now)
    assert list(ledger.verify()) == []
    assert [row.document.id for row in of(ledger, one).copies] == [other]
    ledger.purge(other, reason="asked to", by=None, now=telling.now)
    assert list(ledger.verify()) == []
    assert of(ledger, one).origin is None


def test_a_notice_that_an_outlet_puts_under_every_article_makes_no_copies(
    ledger: Ledger, telling: Any, told: Any
) -> None:
    notice = "\n" + story(70, 71)
    articles = [story(80 + n, 180 + n, 280 + n) + notice for n in range(6)]
    ids = put(
        ledger, telling,
        *(told("Courier", text, url=f"https://courier.example/{n}") for n, text in enumerate(articles)),
    )  # fmt: skip
    assert [of(ledger, one).copies for one in ids] == [()] * 6
    assert [of(ledger, one).origin for one in ids] == [None] * 6
    # What another outlet has from one of them is found all the same.
    [other] = put(ledger, telling, told("Gazette", articles[2], "2031-05-08"))
    assert [one.document.id for one in of(ledger, other).copies] == [ids[2]]


def test_agencies_and_addresses_are_evidence(ledger: Ledger, telling: Any, told: Any) -> None:
    tagged = "MARTOLVEN (AP) — " + WIRE
    one, other = put(ledger, telling, told("Courier", tagged), told("Gazette", tagged + "\nMore.\n"))
    found = of(ledger, one)
    assert "both name Associated Press as a source" in found.copies[0].match.because
    assert found.origin is not None
    assert (found.origin.document, found.origin.agency) == (None, "Associated Press")
    assert "whose own article is not among them" in found.because
    [tag] = found.tags
    assert tag.span is not None
    assert tag.span.of(tagged) == "AP"
    [own] = put(ledger, telling, told("Associated Press", WIRE, "2031-05-07"))
    assert origin_document(of(ledger, other)) == own
    page = b'<html><head><link rel="canonical" href="https://wire.example/1"></head></html>'
    known = {"raw": page, "url": "https://echo.example/1"}
    reading = told("Echo", story(33, 34), **known)
    html = type(reading.document)(
        name="echo", text=reading.document.text, raw=page, media_type="text/html", encoding="utf-8",
        metadata=reading.document.metadata,
    )  # fmt: skip
    put(ledger, telling, Reading(html, ()), told("Wire", story(33, 35, 36), url="https://wire.example/1"))
    pointed = of(ledger, html.id)
    assert pointed.points_at == "https://wire.example/1"
    assert pointed.copies[0].match.names
    assert origin_document(pointed) == pointed.copies[0].document.id


def test_the_source_that_a_feed_gives_is_kept(ledger: Ledger, telling: Any, told: Any) -> None:
    one, _ = put(ledger, telling, told("Courier", WIRE), told("Gazette", WIRE))
    ledger.cite_source(one, title="Reuters", url="https://reuters.example/feed")
    assert list(ledger.verify()) == []
    found = of(ledger, one)
    assert found.source == "Reuters"
    assert found.origin is not None
    assert found.origin.agency == "Reuters"
    ledger.relink_copies()
    assert of(ledger, one).source == "Reuters"


def test_what_several_print_is_shown_once(ledger: Ledger, telling: Any, told: Any) -> None:
    text = WIRE + QUOTE
    put(
        ledger, telling, told("Tide Wire", text, "2031-05-01"), told("Courier", text, "2031-05-02"),
        told("Gazette", story(9) + text, "2031-05-03"), told("Echo", story(70) + QUOTE, "2031-05-04"),
    )  # fmt: skip

    def names(**asked: Any) -> list[str]:
        query = SaidQuery(**asked)
        page = [hit.document.name for hit in ledger.said_page(query).rows]
        assert page == [hit.document.name for hit in ledger.said(query)]
        return page

    assert names() == ["echo", "gazette", "courier", "tide wire"]
    assert names(fold=True) == ["echo", "tide wire"]
    assert names(fold=True, order="oldest") == ["tide wire", "echo"]
    assert names(fold=True, words="spring tides", order="newest") == ["echo", "tide wire"]
    # The first of those that answer, not of all.
    assert names(fold=True, since="2031-05-02") == ["echo", "courier"]
    assert names(fold=True, outlet="gaz") == ["gazette"]
    hits = {hit.document.name: hit.n_others for hit in ledger.said_page(SaidQuery(fold=True)).rows}
    assert hits == {"echo": 0, "tide wire": 2}
    facets = ledger.facets(SaidQuery())
    assert (facets.n, facets.n_documents, facets.n_origins) == (4, 4, 2)
    assert ledger.facets(SaidQuery(fold=True)).n == 2
    [speaker] = ledger.find_speakers("Ada Quill")
    assert ledger.speaker(speaker.id).n_origins == 2
    assert [row.name for row in ledger.document_page(DocumentList(fold=True)).rows] == ["echo", "tide wire"]
    origin = ledger.find_documents("courier")[0].origin
    listed = ledger.document_page(DocumentList(origin=origin)).rows
    assert [(row.name, row.n_carrying) for row in listed] == [
        ("gazette", 3), ("courier", 3), ("tide wire", 3),
    ]  # fmt: skip


@pytest.mark.parametrize("few", [0, 2000])
def test_lists_count_documents_and_origins(
    ledger: Ledger, telling: Any, told: Any, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("sayso.ledger.origin_counts.FEW", few)  # two ways of looking them up
    both = "“We drain it at dawn,” said Oskar Pell. "
    text = WIRE + both + QUOTE
    readings = [
        told("Courier", text, "2031-05-01"), told("Gazette", text, "2031-05-02"),
        told("Courier", story(9) + text, "2031-05-03", title="Later"),
        told("Echo", story(70) + QUOTE, "2031-05-04"),
        told("Gazette", story(80), "2031-05-05", title="Alone"),
        told("Gazette", story(90) + QUOTE, "2031-05-06", url="https://gazette.example/1"),
        told("Gazette", story(91) + QUOTE, "2031-05-07", url="https://gazette.example/1"),  # another version
    ]  # fmt: skip
    said = (*SAID, ("Oskar Pell", "said", "“We drain it at dawn,”"))
    for number in range(3):
        about = readings[number].document
        readings[number] = telling.reading(
            about.text, said, name=about.name, **{key: getattr(about.metadata, key) for key in ABOUT}
        )
    put(ledger, telling, *readings)

    def counts(rows: Any) -> dict[str, tuple[int, int]]:
        return {row.name: (row.n_documents, row.n_origins) for row in rows if row.name}

    speakers = {"Ada Quill": (5, 3), "Oskar Pell": (3, 1)}
    assert counts(ledger.speakers()) == counts(ledger.speaker_page(SpeakerList()).rows) == speakers
    assert counts(ledger.find_speakers("a")) == speakers
    assert counts(ledger.speakers(SpeakersQuery(outlet="cour"))) == {
        "Ada Quill": (2, 1),
        "Oskar Pell": (2, 1),
    }
    assert counts(ledger.speakers(SpeakersQuery(since="2031-05-03")))["Ada Quill"] == (3, 3)
    assert counts(ledger.speakers(SpeakersQuery(all_versions=True)))["Ada Quill"] == (6, 4)
    [quill] = ledger.find_speakers("Ada Quill")
    assert ledger.speaker_row(quill.id).n_origins == ledger.speaker(quill.id).n_origins == 3
    outlets = {"Courier": (2, 1), "Gazette": (3, 3), "Echo": (1, 1)}
    assert counts(ledger.outlet_page(OutletList()).rows) == outlets
    assert ledger.outlet_row("Courier").n_origins == ledger.outlet("Courier").n_origins == 1
    number = ledger.make_collection("The basin", note="", by="Mara", now=telling.now)
    for what, reference in (("speaker", quill.id), ("outlet", "Courier")):
        ledger.keep(number, what, reference, title="one", note="", by="Mara", now=telling.now)
    _, things = ledger.gathered(number)
    assert {thing.kept.reference: (thing.speaker or thing.outlet).n_origins for thing in things} == {
        quill.id: 3, "Courier": 1,
    }  # fmt: skip
    ledger.purge(readings[0].document.id, reason="a test", by=None, now=telling.now)
    assert counts(ledger.speakers()) == {"Ada Quill": (4, 3), "Oskar Pell": (2, 1)}


def test_pages_of_folded_statements_follow_one_another(ledger: Ledger, telling: Any, told: Any) -> None:
    for number in range(5):
        text = story(100 + number, 200 + number) + QUOTE
        put(ledger, telling, told(f"One {number}", text, f"2031-06-0{number + 1}"))
        put(ledger, telling, told(f"Two {number}", text, f"2031-06-1{number + 1}"))
    names, mark = [], None
    while True:
        page = ledger.said_page(SaidQuery(fold=True, limit=2), mark=mark)
        names += [hit.document.name for hit in page.rows]
        mark = page.following
        if mark is None:
            break
    assert names == [f"one {number}" for number in reversed(range(5))]


def test_a_part_of_a_ledger_is_placed_by_itself(
    ledger: Ledger, telling: Any, told: Any, tmp_path: Path
) -> None:
    ids = put(ledger, telling, told("Tide Wire", WIRE), told("Courier", WIRE), told("Gazette", WIRE))
    with Ledger.open(tmp_path / "part.db") as part:
        ledger.copy_to(part, ids[1:])
        assert list(part.verify()) == []
        assert grouped(part) == {frozenset({"courier", "gazette"})}


def test_an_older_ledger_is_placed_when_it_is_opened(
    place: str, telling: Any, told: Any, tamper: Callable[[str], None]
) -> None:
    with Ledger.open(place) as ledger:
        put(ledger, telling, told("Tide Wire", WIRE), told("Courier", WIRE))
    for table in ("repeated", "copies", "origins", "sketches", "placed"):
        tamper(f"DELETE FROM {table}")
    with Ledger.open(place, read_only=True) as ledger:
        assert ledger.copies(ledger.find_documents("courier")[0].id).because.startswith("not placed yet")
    with Ledger.open(place) as ledger:
        assert list(ledger.verify()) == []
        assert grouped(ledger) == {frozenset({"tide wire", "courier"})}


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("UPDATE placed SET origin = number", "its origin is not that of what it is carried from"),
        ("DELETE FROM sketches WHERE document = 1", "it is not found by its words"),
        ("UPDATE origins SET n_documents = 9", "it is not told as its documents are now"),
        ("DELETE FROM repeated", "it is not folded as its origin is now"),
        ("UPDATE copies SET passages = '[[0, 99999, 0, 4, 9]]'", "a shared passage ends outside the text"),
    ],
)
def test_verify_tells_what_is_not_as_the_texts_are(
    ledger: Ledger, telling: Any, told: Any, tamper: Callable[[str], None], sql: str, problem: str
) -> None:
    put(ledger, telling, told("Tide Wire", WIRE + QUOTE), told("Courier", WIRE + QUOTE))
    tamper(sql)
    assert problem in {finding.problem for finding in ledger.verify()}
