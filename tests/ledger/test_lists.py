"""Lists: speakers, documents and outlets in every order, page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

import pytest

from sayso.errors import AbortRun, NotInLedger
from sayso.ledger import DocumentList, Ledger, OutletList, SpeakerList
from sayso.records import Reading, Speaker

SPEAKERS = (
    ("Ada Quill", "person"), ("Oskar Pell", "person"), ("bridge crews", "group"),
    ("Harbour Board", "organisation"), ("Éva Sólyom", "person"), ("officials", "anonymous"),
    ("Tomas Orrin", "person"),
)  # fmt: skip


def article(telling: Any, number: int) -> Reading:
    """An article of one to five attributions; some have no title, outlet or date."""
    voices = [SPEAKERS[(number * at + at) % 7] for at in range(number % 5 + 1)]
    words = [f"it rains {number} {at}" for at in range(len(voices))]
    text = " ".join(f"{who} said {what}." for (who, _), what in zip(voices, words, strict=True))
    said = tuple((who, "said", what) for (who, _), what in zip(voices, words, strict=True))
    bare = telling.reading(
        text, said, name=f"file-{number % 6}",
        title=None if number % 4 == 3 else ("Rain", "the Bridge", "Éclair")[number % 3],
        published=None if number % 6 == 5 else f"2024-{number % 5 + 1:02d}-03",
        outlet=None if number % 7 == 6 else ("The Courier", "Gazette", "a Herald")[number % 3],
        url=f"https://courier.example/{number}",
    )  # fmt: skip
    found = (
        replace(one, speaker=Speaker(name=name, because="its name", kind=kind))  # type: ignore[arg-type]
        for one, (name, kind) in zip(bare.attributions, voices, strict=True)
    )
    return Reading(bare.document, tuple(found))


@pytest.fixture(scope="module")
def archive(make_filled_place: Any, telling: Any) -> Iterator[Ledger]:
    """Thirty articles; one of them is there in a second version, one without any attribution.

    To be read only.
    """

    def fill(ledger: Ledger) -> None:
        given = [article(telling, number) for number in range(30)]
        ledger.add_many(given, extractor="model 1", now=telling.now)
        about = {"name": "newer", "url": "https://courier.example/4", "outlet": "Gazette"}
        telling.add(ledger, telling.reading("Nothing.", (), **about))

    with Ledger.open(make_filled_place(fill), read_only=True) as ledger:
        yield ledger


def walk(turn: Any, wanted: Any) -> list[Any]:
    """All rows of the list, the same forwards and backwards."""
    page = turn(wanted)
    forwards = [list(page.rows)]
    assert page.preceding is None
    while page.following:
        page = turn(wanted, mark=page.following)
        forwards.append(list(page.rows))
    backwards = [forwards[-1]]
    while page.preceding:
        page = turn(wanted, mark=page.preceding)
        backwards.insert(0, list(page.rows))
    rows = list(chain(*forwards))
    assert list(chain(*backwards)) == rows
    return rows


def in_order(values: list[Any], descending: bool) -> bool:
    return values == sorted(values, reverse=descending)


@pytest.mark.parametrize("descending", [True, False])
def test_speakers_in_every_order(archive: Ledger, descending: bool) -> None:
    everyone = {row.id: row for row in archive.speakers() if row.name}
    sorts: dict[str, Callable[[Any], Any]] = {
        "attributions": lambda row: row.n_attributions,
        "documents": lambda row: row.n_documents,
        "name": lambda row: row.name.lower() if row.name.isascii() else row.name.replace("S", "s"),
        "last_published": lambda row: row.last_published or "",
    }
    for sort, value in sorts.items():
        wanted = SpeakerList(sort=sort, descending=descending, limit=2)  # type: ignore[arg-type]
        rows = walk(archive.speaker_page, wanted)
        assert {row.id: row for row in rows} == everyone
        assert len(rows) == len(everyone)
        if sort != "name":
            assert in_order([value(row) for row in rows], descending), sort
    names = [
        row.name
        for row in walk(archive.speaker_page, SpeakerList(sort="name", descending=descending, limit=3))
    ]
    plain = [name for name in names if name.isascii()]
    assert in_order([name.lower() for name in plain], descending)


def test_speakers_are_filtered(archive: Ledger) -> None:
    def names(**asked: Any) -> set[str | None]:
        return {row.name for row in walk(archive.speaker_page, SpeakerList(limit=2, **asked))}

    assert names(kind="person") == {"Ada Quill", "Oskar Pell", "Éva Sólyom", "Tomas Orrin"}
    assert names(part="QUI") == {"Ada Quill"}
    assert names(part="sóly") == {"Éva Sólyom"}
    assert names(part="100%") == set()
    assert "officials" not in names(named_only=True)
    assert names(named_only=True) == {row.name for row in archive.speakers() if row.name and not row.by_name}


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("all_versions", [True, False])
def test_documents_in_every_order(archive: Ledger, descending: bool, all_versions: bool) -> None:
    everything = {row.id: row for row in archive.documents() if row.current or all_versions}
    assert len(everything) == 30 + all_versions
    sorts: dict[str, Callable[[Any], Any]] = {
        "published": lambda row: row.metadata.published or "",
        "outlet": lambda row: row.metadata.outlet or "",
        "attributions": lambda row: row.n_attributions,
        "title": lambda row: (row.metadata.title or row.name).lower().replace("é", "É"),
    }
    for sort, value in sorts.items():
        wanted = DocumentList(sort=sort, descending=descending, limit=7, all_versions=all_versions)  # type: ignore[arg-type]
        rows = walk(archive.document_page, wanted)
        assert {row.id: row for row in rows} == everything, sort
        assert len(rows) == len(everything)
        if sort != "title":
            assert in_order([value(row) for row in rows], descending), sort
    order = [reading.document.id for reading in archive.readings() if reading.document.id in everything]
    wanted = DocumentList(sort="added", descending=descending, limit=7, all_versions=all_versions)
    found = [row.id for row in walk(archive.document_page, wanted)]
    assert found == (order[::-1] if descending else order)


def test_documents_are_filtered(archive: Ledger) -> None:
    def found(**asked: Any) -> set[str]:
        return {row.id for row in walk(archive.document_page, DocumentList(limit=4, **asked))}

    rows = [row for row in archive.documents() if row.current]
    assert found(part="BRIDGE") == {row.id for row in rows if row.metadata.title == "the Bridge"} != set()
    assert found(part="file-2") == {row.id for row in rows if row.name == "file-2"} != set()
    assert found(outlet="Gazette") == {row.id for row in rows if row.metadata.outlet == "Gazette"} != set()
    assert found(outlet="gazette") == set()
    march = {row.id for row in rows if (row.metadata.published or "").startswith("2024-03")}
    assert found(since="2024-03", until="2024-03") == march != set()
    dated = {row.id for row in rows if row.metadata.published}
    assert found(until="2024") == dated
    with pytest.raises(AbortRun, match="no date"):
        archive.document_page(DocumentList(since="yesterday"))


@pytest.mark.parametrize("descending", [True, False])
def test_outlets_in_every_order(archive: Ledger, descending: bool) -> None:
    rows = [row for row in archive.documents() if row.current]
    n_documents = Counter(row.metadata.outlet for row in rows if row.metadata.outlet)
    sorts: dict[str, Callable[[Any], Any]] = {
        "attributions": lambda row: row.n_attributions,
        "documents": lambda row: row.n_documents,
        "name": lambda row: row.name.lower(),
        "last_published": lambda row: row.last_published or "",
    }
    for sort, value in sorts.items():
        wanted = OutletList(sort=sort, descending=descending, limit=1)  # type: ignore[arg-type]
        found = walk(archive.outlet_page, wanted)
        assert {row.name: row.n_documents for row in found} == n_documents
        assert in_order([value(row) for row in found], descending), sort
    assert [row.name for row in archive.outlet_page(OutletList(part="HERALD")).rows] == ["a Herald"]


def test_an_outlet_is_counted(archive: Ledger) -> None:
    for row in archive.outlet_page(OutletList()).rows:
        page = archive.outlet(row.name)
        assert page.row == row
        facets = archive.facets(_of(row.name))
        assert page.months == facets.months
        assert page.speakers == facets.speakers
        assert (page.cue_classes, page.quotations, page.kinds) == (
            facets.cue_classes, facets.quotations, facets.kinds,
        )  # fmt: skip
        assert row.n_attributions == facets.n
        days = [
            one.metadata.published for one in archive.documents()
            if one.current and one.metadata.outlet == row.name and one.metadata.published
        ]  # fmt: skip
        assert (row.first_published, row.last_published) == (min(days), max(days))
    for name in ("nobody", "", "gazette"):
        with pytest.raises(NotInLedger):
            archive.outlet(name)


def _of(outlet: str) -> Any:
    from sayso.ledger import SaidQuery

    return SaidQuery(outlet_name=outlet)


def test_a_mark_of_another_order_and_a_wrong_size_are_refused(archive: Ledger) -> None:
    mark = archive.speaker_page(SpeakerList(limit=1)).following
    others: list[tuple[Any, Any]] = [
        (archive.speaker_page, SpeakerList(sort="name")),
        (archive.speaker_page, SpeakerList(descending=False)),
        (archive.document_page, DocumentList(sort="attributions")),
    ]
    for turn, wanted in others:
        with pytest.raises(AbortRun, match="no mark"):
            turn(wanted, mark=mark)
    wrong: list[tuple[Any, Any]] = [
        (archive.speaker_page, SpeakerList(limit=0)),
        (archive.document_page, DocumentList(limit=10_000)),
        (archive.outlet_page, OutletList(limit=-1)),
    ]
    for turn, wanted in wrong:
        with pytest.raises(AbortRun, match="no page"):
            turn(wanted)
    with pytest.raises(AbortRun, match="nothing to sort by"):
        archive.outlet_page(OutletList(sort="colour"))  # type: ignore[arg-type]


def test_speakers_are_found_for_a_picker(archive: Ledger) -> None:
    assert [row.name for row in archive.find_speakers("ada")] == ["Ada Quill"]
    assert [row.name for row in archive.find_speakers("ADA QUILL")] == ["Ada Quill"]
    assert [row.name for row in archive.find_speakers("Éva Sólyom")] == ["Éva Sólyom"]
    everyone = archive.find_speakers("o")
    assert len(everyone) > 2
    assert archive.find_speakers("o", limit=2) == everyone[:2]


def test_a_reading_without_attributions_is_listed(archive: Ledger) -> None:
    (row,) = archive.document_page(DocumentList(part="newer")).rows
    assert (row.n_attributions, row.current) == (0, True)
    assert [row.version for row in archive.document_page(DocumentList(sort="added", limit=1)).rows] == [2]
