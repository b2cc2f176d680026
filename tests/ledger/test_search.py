"""Search: pages that hold what `said` finds, and what they hold counted."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

import pytest

from sayso.errors import AbortRun, NotInLedger
from sayso.ledger import Ledger, OutletList, SaidQuery, SpeakerList
from sayso.ledger import asked as asked_module
from sayso.ledger import search as search_module
from sayso.records import Reading, Speaker, StatementDate

WORDS = ("rain", "harbour", "bridge", "crane", "storm")
VOICES = (
    ("Ada Quill", "person"), ("Oskar Pell", "person"), ("Harbour Board", "organisation"),
    ("officials", "anonymous"), ("He", None),
)  # fmt: skip
CLASSES = ("report", "deny", "warn", None)


def article(telling: Any, number: int) -> Reading:
    """An article in which five speak of a few things; every seventh has no date, every fifth no outlet."""
    words = [f"{WORDS[(number + at) % 5]} {WORDS[at % 3]} falls {number} {at}" for at in range(5)]
    voices = [VOICES[(number * at + at) % 5] for at in range(5)]
    text = " ".join(f"{who[0]} said {what}." for who, what in zip(voices, words, strict=True))
    said = tuple((who[0], "said", what) for who, what in zip(voices, words, strict=True))
    bare = telling.reading(
        text, said, name=f"day {number}",
        published=None if number % 7 == 6 else f"2024-{number % 4 + 1:02d}-{number % 9 + 1:02d}",
        outlet=None if number % 5 == 4 else ("Courier", "Gazette")[number % 2],
        url=f"https://courier.example/{number}",
    )  # fmt: skip
    found = []
    for at, (one, (name, kind)) in enumerate(zip(bare.attributions, voices, strict=True)):
        speaker: Any = Speaker(name=name, because="its name", kind=kind) if kind else None  # type: ignore[arg-type]
        dated = StatementDate(value="2023-12-30", granularity="day", because="so it says")
        found.append(
            replace(
                one,
                speaker=speaker,
                cue_class=CLASSES[(number + at) % 4],
                polarity=(None, "affirmed", "negated")[at % 3],
                quotation=("direct", "mixed", "indirect")[(number + at) % 3],
                date=dated if at == 3 else None,
            )
        )
    return Reading(bare.document, tuple(found))


def fill(ledger: Ledger, telling: Any) -> None:
    """Forty articles, one of them in a second version and one read twice."""
    given = [article(telling, number) for number in range(40)]
    ledger.add_many(given, extractor="model 1", now=telling.now)
    newer = telling.reading(
        "Ada Quill said rain again.", (("Ada Quill", "said", "rain again"),), name="newer",
        url="https://courier.example/3", published="2024-03-30",
    )  # fmt: skip
    telling.add(ledger, newer)
    twice = given[5]
    again = tuple(replace(one, extractor="model 2") for one in twice.attributions[:2])
    telling.add(ledger, Reading(twice.document, again))


@pytest.fixture(scope="module")
def opened(make_filled_place: Any, telling: Any) -> Iterator[Ledger]:
    """The ledger to search, opened once, so that each question is put into SQL once."""
    place = make_filled_place(lambda ledger: fill(ledger, telling))
    with Ledger.open(place, read_only=True) as ledger:
        yield ledger


@pytest.fixture
def archive(opened: Ledger) -> Ledger:
    """The ledger to search, to be read only; it remembers no counts."""
    opened._store.n_words.clear()
    return opened


@pytest.fixture(params=["as it is", "every set is large", "every word is common", "every word is everywhere"])
def sizes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ways that large ledgers are searched, taken in a small one."""
    if request.param == "every set is large":
        monkeypatch.setattr(asked_module, "FEW", 0)
        monkeypatch.setattr(asked_module, "_LISTED", 0)
    if request.param in {"every word is common", "every word is everywhere"}:
        monkeypatch.setattr(asked_module, "COMMON", 2)
    if request.param == "every word is everywhere":
        monkeypatch.setattr(asked_module, "DENSE", 2)
        monkeypatch.setattr(asked_module, "FEW", 12)


ASKED: list[dict[str, Any]] = [
    {},
    {"words": "rain"},
    {"words": "rain harbour"},
    {"words": '"rain harbour"'},
    {"words": "stor*"},
    {"words": "nothing of the kind"},
    {"words": "?"},
    {"about": "crane"},
    {"by": "quill"},
    {"by": "nobody"},
    {"cue_class": "deny"},
    {"kind": "person"},
    {"polarity": "negated"},
    {"quotation": "direct"},
    {"outlet": "OURI"},
    {"outlet": "e"},
    {"outlet": "nowhere"},
    {"outlet_name": "Courier"},
    {"outlet_name": "courier"},
    {"since": "2024-02"},
    {"until": "2024-02"},
    {"until": "2023"},
    {"since": "2024-02-02", "until": "2024-03"},
    {"all_versions": True},
    {"words": "rain", "all_versions": True},
    {"words": "storm", "by": "pell", "since": "2024"},
    {"words": "falls", "outlet_name": "Gazette", "kind": "organisation"},
    {"by": "board", "outlet": "gazette", "quotation": "mixed", "polarity": "affirmed"},
    {"words": "falls", "by": "e"},
]


def walk(ledger: Ledger, query: SaidQuery) -> tuple[list[str], list[str]]:
    """What the pages hold, forwards and then backwards from the last."""
    page = ledger.said_page(query)
    forwards = [[hit.attribution.id for hit in page.rows]]
    while page.following:
        page = ledger.said_page(query, mark=page.following)
        forwards.append([hit.attribution.id for hit in page.rows])
    backwards = [forwards[-1]]
    while page.preceding:
        page = ledger.said_page(query, mark=page.preceding)
        backwards.insert(0, [hit.attribution.id for hit in page.rows])
    return list(chain(*forwards)), list(chain(*backwards))


@pytest.mark.usefixtures("sizes")
@pytest.mark.parametrize("order", [None, "newest", "oldest"])
def test_pages_hold_what_said_finds_in_its_order(archive: Ledger, order: Any) -> None:
    for asked in ASKED:
        if order is None and "words" not in asked:
            continue  # that is the newest first
        expected = [hit.attribution.id for hit in archive.said(SaidQuery(**asked, order=order))]
        limit = len(expected) // 4 + 1  # some four pages
        forwards, backwards = walk(archive, SaidQuery(**asked, order=order, limit=limit))
        assert forwards == expected, asked
        assert backwards == expected, asked
        assert len(set(expected)) == len(expected), asked


def test_the_ledger_to_search_has_something_for_every_filter(archive: Ledger) -> None:
    empty = [asked for asked in ASKED if not list(archive.said(SaidQuery(**asked)))]
    assert empty == [
        {"words": "nothing of the kind"}, {"words": "?"}, {"by": "nobody"}, {"outlet": "nowhere"},
        {"outlet_name": "courier"},
    ]  # fmt: skip


def test_a_speaker_and_a_document_are_asked_for_by_id(archive: Ledger) -> None:
    for row in (one for one in archive.speakers() if one.name):
        query = SaidQuery(speaker=row.id, limit=3)
        expected = [hit.attribution.id for hit in archive.said(replace(query, limit=None))]
        assert walk(archive, query) == (expected, expected)
        assert len(expected) == row.n_attributions
    for document in list(archive.documents())[::6]:
        query = SaidQuery(document=document.id, limit=2)
        expected = [hit.attribution.id for hit in archive.said(replace(query, limit=None))]
        assert walk(archive, query) == (expected, expected)
        assert len(expected) == document.n_attributions


def test_of_very_many_those_that_were_added_last_are_ranked(
    archive: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = {hit.attribution.id for hit in archive.said(SaidQuery(words="falls"))}
    monkeypatch.setattr(asked_module, "COMMON", 2)
    monkeypatch.setattr(asked_module, "LAST", 12)
    found, _ = walk(archive, SaidQuery(words="falls", limit=5))
    assert len(set(found)) == 12
    assert set(found) < everything


def test_a_hit_is_whole(archive: Ledger) -> None:
    query = SaidQuery(words="storm", order="newest")
    assert archive.said_page(query).rows == tuple(archive.said(query))[:50]


def test_the_oldest_with_a_date_come_first_and_those_without_last(archive: Ledger) -> None:
    found = [
        hit.document.metadata.published
        for hit in archive.said_page(SaidQuery(order="oldest", limit=500)).rows
    ]
    dated = [day for day in found if day]
    assert dated == sorted(dated)
    assert found == dated + [None] * (len(found) - len(dated))
    assert None in found


WRONG_MARKS = [
    "x", "é", "!" * 10, "A" * 3000, "bnVsbA", "W10", base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    *(
        base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")
        for told in (
            ["oldest", 0, "2024", 1, 1], ["newest", 2, "2024", 1, 1], ["newest", 0, "2024", 1],
            ["newest", 0, 1, 1, 1], ["newest", 0, "2024", 1, 1.5], ["newest", 0, "20\0", 1, 1],
            ["newest", 0, "2024", 1, True], ["newest", 0, "2024", 1 << 70, 1], ["newest", True, "2024", 1, 1],
            ["newest", 0, "\ud800", 1, 1], {"newest": 1}, [["newest"], 0, "2024", 1, 1],
        )
    ),
]  # fmt: skip


def test_a_wrong_mark_is_refused(archive: Ledger) -> None:
    for mark in WRONG_MARKS:
        with pytest.raises(AbortRun, match="no mark"):
            archive.said_page(SaidQuery(), mark=mark)


def test_marks_are_short_and_fit_for_an_address(archive: Ledger) -> None:
    page = archive.said_page(SaidQuery(limit=4))
    assert page.preceding is None
    assert page.following is not None
    assert page.following.replace("-", "").replace("_", "").isalnum()
    assert len(page.following) < 100


def test_a_mark_stays_right_when_rows_are_added(ledger: Ledger, telling: Any) -> None:
    fill(ledger, telling)
    query = SaidQuery(limit=10)
    mark = ledger.said_page(query).following
    before = ledger.said_page(query, mark=mark)
    late = telling.reading("Ada Quill said so.", (("Ada Quill", "said", "so"),), name="n", published="2030")
    telling.add(ledger, late)
    after = ledger.said_page(query, mark=mark)
    assert (after.rows, after.following) == (before.rows, before.following)
    back = ledger.said_page(query, mark=after.preceding)
    assert len(back.rows) == 10
    assert back.preceding is not None
    assert ledger.said_page(query, mark=back.preceding).rows[0].document.metadata.published == "2030"


@pytest.mark.parametrize("limit", [0, -1, 501])
def test_a_wrong_size_is_refused(archive: Ledger, limit: int) -> None:
    with pytest.raises(AbortRun, match="no page"):
        archive.said_page(SaidQuery(limit=limit))


@pytest.mark.usefixtures("sizes")
def test_facets_count_what_said_finds(archive: Ledger) -> None:
    for asked in ASKED:
        hold_facets(archive, asked)


def hold_facets(archive: Ledger, asked: dict[str, Any]) -> None:
    hits = list(archive.said(SaidQuery(**asked)))
    facets = archive.facets(SaidQuery(**asked))
    assert (facets.n, facets.whole) == (len(hits), True)

    def counted(values: Any) -> dict[str, int]:
        return dict(Counter(value for value in values if value))

    assert {one.value: one.n for one in facets.speakers} == counted(
        hit.speaker and hit.speaker.id for hit in hits
    )
    assert {one.label for one in facets.speakers} == {hit.speaker.name for hit in hits if hit.speaker}
    assert {one.value: one.n for one in facets.outlets} == counted(
        hit.document.metadata.outlet for hit in hits
    )
    assert {one.value: one.n for one in facets.cue_classes} == counted(
        hit.attribution.cue_class for hit in hits
    )
    assert {one.value: one.n for one in facets.quotations} == counted(
        hit.attribution.quotation for hit in hits
    )
    days = [
        hit.attribution.date.value if hit.attribution.date else hit.document.metadata.published
        for hit in hits
    ]
    assert [(one.value, one.n) for one in facets.months] == sorted(
        counted(day and day[:7] for day in days).items()
    )
    assert [one.n for one in facets.kinds] == sorted((one.n for one in facets.kinds), reverse=True)


def test_facets_count_what_is_asked_for(archive: Ledger) -> None:
    query = SaidQuery(words="falls")
    whole, some = archive.facets(query), archive.facets(query, of=("outlets", "months"))
    assert (some.n, some.whole, some.outlets, some.months) == (
        whole.n, whole.whole, whole.outlets, whole.months,
    )  # fmt: skip
    assert whole.outlets
    assert (some.speakers, some.cue_classes, some.quotations, some.kinds) == ((), (), (), ())


def test_a_listing_is_the_one_of_the_whole_page(archive: Ledger) -> None:
    for row in archive.speaker_page(SpeakerList(limit=5)).rows:
        assert archive.speaker_row(row.id) == archive.speaker(row.id).row == row
    for outlet in archive.outlet_page(OutletList(limit=5)).rows:
        assert archive.outlet_row(outlet.name) == archive.outlet(outlet.name).row == outlet
    with pytest.raises(NotInLedger):
        archive.speaker_row("1nobody")
    with pytest.raises(NotInLedger):
        archive.outlet_row("")


def test_facets_count_no_more_than_they_say(archive: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_module, "COUNTED", 20)
    some: list[dict[str, Any]] = [{}, {"words": "falls"}, {"by": "e"}]
    for asked in some:
        facets = archive.facets(SaidQuery(**asked))
        assert (facets.n, facets.whole) == (20, False)
        assert sum(one.n for one in facets.quotations) == 20
