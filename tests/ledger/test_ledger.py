"""The ledger's promises, on SQLite and on PostgreSQL: what is added, superseded, found and read back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.errors import AbortRun, DocumentError
from sayso.ledger import Counts, Ledger, SaidQuery
from sayso.ledger.prepared import attribution_rows, refuse_no_slices
from sayso.records import Attribution, Document, Metadata, Reading, Skipped, Span

URL = "https://courier.example/harbour"


def test_what_was_added_is_read_back_exactly(ledger: Ledger, telling: Any) -> None:
    reading = telling.reading(
        raw=b"<p>bytes as they came \xff\x00</p>",
        url=URL,
        title="Harbour “closed”",
        outlet="The Courier",
        authors=("Ada, the elder", "B. Orrin"),
        published="2026-03-01T23:30:00-05:00",
        language="en",
    )
    added = telling.add(ledger, reading)
    assert (added.document_new, added.reading_new, added.attributions_new, added.superseded) == (
        True,
        True,
        4,
        0,
    )
    assert ledger.reading(reading.document.id) == reading
    assert list(ledger.readings()) == [reading]
    assert [hit.attribution for hit in ledger.said(SaidQuery())] == list(reading.attributions)
    assert list(ledger.verify()) == []


def test_adding_twice_adds_nothing(ledger: Ledger, telling: Any) -> None:
    telling.add(ledger, telling.reading())
    before = ledger.counts()
    again = telling.add(ledger, telling.reading(name="another name"), now=telling.now + timedelta(days=1))
    assert (again.document_new, again.reading_new, again.attributions_new) == (False, False, 0)
    assert ledger.counts() == before
    assert [row.name for row in ledger.documents()] == ["harbour"]


def test_one_story_at_two_outlets_is_two_documents_with_one_archive(ledger: Ledger, telling: Any) -> None:
    for outlet in ("Courier", "Gazette"):
        assert telling.add(ledger, telling.reading(outlet=outlet)).document_new
    assert ledger.counts().documents == 2
    assert ledger.counts().outlets == 2
    assert len({row.sha256 for row in ledger.documents()}) == 1
    assert list(ledger.verify()) == []


def test_a_newer_reading_supersedes_and_erases_nothing(ledger: Ledger, telling: Any) -> None:
    first = telling.reading()
    second = telling.reading(
        said=(
            ("Ada Quill", "said", "“the harbour is closed until Friday.”"),
            ("Tomas Orrin", "denied", "the\ncrane had fallen"),
        ),
        extractor="model 2",
    )
    telling.add(ledger, first)
    added = telling.add(ledger, second)
    assert (added.document_new, added.reading_new, added.attributions_new, added.superseded) == (
        False,
        True,
        1,
        3,
    )
    assert ledger.holds(first.document.id, "model 1")
    assert ledger.holds(first.document.id, "model 2")
    assert not ledger.holds(first.document.id, "model 3")
    assert ledger.reading(first.document.id) == second
    assert [hit.attribution for hit in ledger.said(SaidQuery())] == list(second.attributions)
    counts = ledger.counts()
    assert (counts.readings, counts.attributions, counts.superseded) == (2, 2, 4)
    assert list(ledger.verify()) == []


def test_reading_again_with_the_older_model_changes_nothing(ledger: Ledger, telling: Any) -> None:
    telling.add(ledger, telling.reading())
    second = telling.reading(said=(("Quill", "told", "“Nobody was hurt,”"),), extractor="model 2")
    telling.add(ledger, second)
    assert not telling.add(ledger, telling.reading()).reading_new
    assert ledger.reading(second.document.id) == second


def test_a_reading_that_finds_nothing_is_a_reading(ledger: Ledger, telling: Any) -> None:
    telling.add(ledger, telling.reading())
    empty = telling.reading(said=())
    added = ledger.add(empty, extractor="model 2", now=telling.now)
    assert (added.reading_new, added.superseded) == (True, 4)
    assert list(ledger.said(SaidQuery())) == []
    assert ledger.reading(empty.document.id).attributions == ()


def test_changed_bytes_at_one_address_are_the_next_version(ledger: Ledger, telling: Any) -> None:
    versions = [
        telling.reading("Orrin said no. " + tail, (("Orrin", "said", "no"),), url=URL) for tail in "abc"
    ]
    ids = [reading.document.id for reading in versions]
    assert [telling.add(ledger, reading).previous for reading in versions] == [None, ids[0], ids[1]]
    for document_id in ids:
        assert [row.id for row in ledger.versions(document_id)] == ids
    assert [(row.version, row.previous, row.current) for row in ledger.versions(ids[0])] == [
        (1, None, False),
        (2, ids[0], False),
        (3, ids[1], True),
    ]
    assert [hit.document.id for hit in ledger.said(SaidQuery())] == [ids[2]]
    assert [hit.document.id for hit in ledger.said(SaidQuery(document=ids[0]))] == [ids[0]]
    assert len(list(ledger.said(SaidQuery(all_versions=True)))) == 3
    assert ledger.find_documents(URL)[0].id == ids[2]
    assert ledger.counts().older_versions == 2
    assert list(ledger.verify()) == []


def test_no_address_no_versions(ledger: Ledger, telling: Any) -> None:
    first, second = (telling.reading(f"Orrin said no. {n}", (("Orrin", "said", "no"),)) for n in "12")
    assert telling.add(ledger, first).previous is None
    assert telling.add(ledger, second).previous is None
    assert [row.id for row in ledger.versions(second.document.id)] == [second.document.id]


def test_documents_are_found_by_id_prefix_name_and_url(ledger: Ledger, telling: Any) -> None:
    here = telling.reading(name="harbour", url=URL, published="2026-03-01")
    there = telling.reading(
        "Orrin said no.", (("Orrin", "said", "no"),), name="harbour", published="2026-03-02"
    )
    for reading in (here, there):
        telling.add(ledger, reading)
    assert [row.id for row in ledger.find_documents("harbour")] == [there.document.id, here.document.id]
    assert [row.id for row in ledger.find_documents(URL)] == [here.document.id]
    for reference in (here.document.id, here.document.id[:10]):
        assert [row.id for row in ledger.find_documents(reference)] == [here.document.id]
    for nothing in ("", "%", "harb", "_", here.document.id + "0", here.document.id[:2]):
        assert ledger.find_documents(nothing) == []


def test_a_document_is_listed_with_what_is_known_about_it(ledger: Ledger, telling: Any) -> None:
    reading = telling.reading(outlet="Courier", authors=("A", "B"))
    telling.add(ledger, reading)
    (row,) = ledger.documents()
    document = reading.document
    assert (row.id, row.name, row.metadata, row.sha256) == (
        document.id, document.name, document.metadata, document.sha256
    )  # fmt: skip
    assert (row.n_characters, row.n_attributions, row.extractor) == (len(document.text), 4, "model 1")
    assert (row.added_at, row.version, row.previous, row.current) == (telling.now, 1, None, True)


def test_what_is_not_there_is_said(ledger: Ledger) -> None:
    for ask in (ledger.reading, ledger.versions):
        with pytest.raises(AbortRun, match="no document of this id"):
            ask("1" + "0" * 30)


def test_an_empty_ledger(ledger: Ledger) -> None:
    nothing: list[object] = []
    for answers in (
        ledger.said(SaidQuery(words="harbour")), ledger.speakers(), ledger.documents(), ledger.readings(),
        ledger.skipped(), ledger.tombstones(), ledger.verify(),
    ):  # fmt: skip
        assert list(answers) == nothing
    assert ledger.counts() == Counts(
        documents=0, older_versions=0, outlets=0, readings=0, attributions=0, superseded=0, speakers=0,
        skipped=0, purged=0,
    )  # fmt: skip


def test_skipped_inputs_keep_their_reasons(ledger: Ledger, telling: Any) -> None:
    ledger.add_skipped(Skipped(name="a.bin", reason="binary", sha256="ab" * 32), now=telling.now)
    ledger.add_skipped(Skipped(name="b\udcff\0.txt", reason="vanished"), now=telling.now)
    rows = [(row.name, row.reason, row.sha256, row.skipped_at) for row in ledger.skipped()]
    assert rows == [
        ("a.bin", "binary", "ab" * 32, telling.now),
        ("b\\udcff\\x00.txt", "vanished", None, telling.now),
    ]


def test_a_time_without_a_zone_is_refused(ledger: Ledger, telling: Any) -> None:
    with pytest.raises(ValueError, match="time zone"):
        telling.add(ledger, telling.reading(), now=datetime(2026, 1, 1))


UNSTORABLE = [
    ({"text": "Orrin said no.\0"}, "text holds a NUL"),
    ({"text": "Orrin said no.\ud800"}, "text holds half a character"),
    ({"title": "a\0b"}, "title holds a NUL"),
    ({"outlet": "a\udc00b"}, "outlet holds half a character"),
]


@pytest.mark.parametrize(("parts", "problem"), UNSTORABLE)
def test_what_no_database_stores_is_a_document_error(
    ledger: Ledger, telling: Any, parts: dict[str, str], problem: str
) -> None:
    given = {"text": "Orrin said no.", **parts}
    reading = telling.reading(said=(("Orrin", "said", "no"),), raw=b"raw", **given)
    with pytest.raises(DocumentError, match=problem):
        telling.add(ledger, reading)
    assert ledger.counts().documents == 0


def test_an_undecodable_file_name_costs_no_article(ledger: Ledger, telling: Any) -> None:
    telling.add(ledger, telling.reading(name="caf\udce9"))
    assert [row.name for row in ledger.documents()] == ["caf\\udce9"]


def test_a_text_that_reads_otherwise_now_is_refused_and_the_frozen_one_offered(
    ledger: Ledger, telling: Any
) -> None:
    said = (("Orrin", "said", "no"),)
    first = telling.reading("Orrin said no.", said, raw=b"page")
    telling.add(ledger, first)
    now = telling.reading("Then Orrin said no.", said, raw=b"page", extractor="model 2")
    with pytest.raises(DocumentError, match="reads differently"):
        telling.add(ledger, now)
    assert ledger.frozen(now.document) == first.document
    other = telling.reading("Orrin said no.", said, raw=b"other page").document
    assert ledger.frozen(other) is other
    assert ledger.counts().readings == 1


WRONG = [
    ("content_text", "“the harbour is open until Friday.”", "content is stored as"),
    ("source_text", "ada quill", "source is stored as"),
    ("cue_text", "", "cue is stored as"),
    ("cue_spans", "[[0,3]]", "cue is stored as"),
    ("source_spans", "[[0,9999]]", "ends outside"),
    ("source_spans", "[[5,5]]", "no spans of the text"),
    ("source_spans", "nonsense", "no spans of the text"),
    ("sentence_end", 9999, "sentence"),
    ("sentence_start", 30, "does not cover"),
]


@pytest.mark.parametrize(("column", "value", "problem"), WRONG)
def test_a_row_that_is_no_slice_is_refused(telling: Any, column: str, value: object, problem: str) -> None:
    reading = telling.reading()
    row = attribution_rows(reading, "model 1")[0]
    refuse_no_slices(reading.document, row)
    with pytest.raises(DocumentError, match=problem):
        refuse_no_slices(reading.document, {**row, column: value})


def test_spans_outside_a_text_never_reach_the_tables(ledger: Ledger, telling: Any) -> None:
    reading = telling.reading()
    attribution = reading.attributions[0]
    object.__setattr__(attribution, "content", (Span(5, 10_000),))  # what Reading itself refuses to hold
    with pytest.raises(ValueError, match="outside"):
        telling.add(ledger, reading)
    assert ledger.counts().documents == 0


def test_one_attribution_given_twice_is_refused(ledger: Ledger, telling: Any) -> None:
    reading = telling.reading(said=(("Quill", "told", "“Nobody was hurt,”"),) * 2)
    with pytest.raises(DocumentError, match="given twice"):
        telling.add(ledger, reading)
    assert ledger.counts().documents == 0


def test_another_extractors_attribution_is_refused(ledger: Ledger, telling: Any) -> None:
    with pytest.raises(ValueError, match="was found by 'model 1'"):
        ledger.add(telling.reading(), extractor="model 2", now=telling.now)


def test_speakers_are_counted(ledger: Ledger, telling: Any) -> None:
    telling.add(ledger, telling.reading(outlet="Courier", published="2026-03-01"))
    text = "Ada Quill said yes, and Ada Quill added that no."
    said = (("Ada Quill", "said", "yes"), ("Ada Quill", "added", "that no"))
    telling.add(ledger, telling.reading(text, said, outlet="Gazette, The", published="2026-02-01"))
    rows = list(ledger.speakers())
    assert [(row.name, row.n_attributions, row.n_documents) for row in rows] == [
        ("Ada Quill", 3, 2),
        ("Quill", 1, 1),
        ("Tomas Orrin", 1, 1),
        (None, 1, 1),
    ]
    assert rows[0].outlets == ("Courier", "Gazette, The")
    assert (rows[0].first_published, rows[0].last_published) == ("2026-02-01", "2026-03-01")


def test_iterating_while_adding_sees_the_ledger_as_it_was(ledger: Ledger, telling: Any) -> None:
    for number in range(3):
        telling.add(ledger, telling.reading(f"{number} Orrin said no.", (("Orrin", "said", "no"),)))
    seen = 0
    for reading in ledger.readings():
        ledger.add(Reading(reading.document, ()), extractor="model 2", now=telling.now)
        seen += 1
    assert seen == 3
    assert ledger.counts().readings == 6


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=2, max_size=80),
    data=st.data(),
)
def test_any_reading_of_any_text_comes_back_and_verifies(
    ledger: Ledger, telling: Any, text: str, data: Any
) -> None:
    document = Document(
        name="any",
        text=text,
        raw=text.encode(),
        media_type="text/plain",
        encoding="utf-8",
        metadata=Metadata(),
    )

    def spans(smallest: int) -> tuple[Span, ...]:
        cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=2 * smallest, max_size=4)))
        return tuple(Span(*cuts[at : at + 2]) for at in range(0, len(cuts) - 1, 2))

    attribution = Attribution(
        document_id=document.id,
        source=spans(0),
        cue=spans(1),
        content=spans(1),
        quotation="mixed",
        confidence=data.draw(st.floats(0, 1)),
        extractor="model 1",
    )
    reading = Reading(document, (attribution,))
    if telling.add(ledger, reading).document_new:
        assert ledger.reading(document.id) == reading
    (hit, *_) = ledger.said(SaidQuery(document=document.id))
    assert all(hit.sentence.start <= s.start and s.end <= hit.sentence.end for s in hit.attribution.content)
    assert list(ledger.verify()) == []
