"""Questions: who said what, found by words, speaker, outlet and date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sayso.errors import AbortRun
from sayso.ledger import Ledger, SaidQuery, SpeakersQuery

DENIAL = "Tomas Orrin denied the embassy was hit. Later Éva Sólyom said: “No embassy fell, none at all.”"
DENIED = (
    ("Tomas Orrin", "denied", "the embassy was hit"),
    ("Éva Sólyom", "said", ("“No embassy fell,", "none at all.”")),
)


@pytest.fixture(scope="module")
def archive(make_filled_place: Any, telling: Any) -> Iterator[Ledger]:
    """Three articles of two outlets, one of unknown date; to be read only."""
    given = [
        telling.reading(outlet="The Courier", published="2026-03-01", name="harbour"),
        telling.reading(
            DENIAL, DENIED, outlet="Gazette", published="2026-02-28T23:00:00-05:00", name="embassy"
        ),
        telling.reading(
            "She said the crane was old.", (("She", "said", "the crane was old"),), name="undated"
        ),
    ]
    place = make_filled_place(lambda ledger: [telling.add(ledger, reading) for reading in given])
    with Ledger.open(place, read_only=True) as ledger:
        yield ledger


def _contents(ledger: Ledger, **asked: Any) -> list[str]:
    hits = ledger.said(SaidQuery(**asked))
    return [" … ".join(span.of(hit.text) for span in hit.attribution.content) for hit in hits]


ASKED = [
    ({"words": "embassy"}, {"the embassy was hit", "“No embassy fell, … none at all.”"}),
    ({"words": "EMBASSY hit"}, {"the embassy was hit"}),
    ({"words": "embass*"}, {"the embassy was hit", "“No embassy fell, … none at all.”"}),
    ({"words": "embass"}, set()),
    ({"words": '"embassy was"'}, {"the embassy was hit"}),
    ({"words": "“was embassy”"}, set()),
    ({"words": '"no emb*"'}, {"“No embassy fell, … none at all.”"}),
    ({"words": "crane"}, {"that the\ncrane had fallen", "the crane was old"}),
    ({"words": "crane", "by": "ORRIN"}, {"that the\ncrane had fallen"}),
    ({"by": "quill"}, {"“the harbour is closed until Friday.”", "“Nobody was hurt,”"}),
    ({"by": "sólyom"}, {"“No embassy fell, … none at all.”"}),
    ({"by": "SÓLYOM"}, {"“No embassy fell, … none at all.”"}),
    ({"by": "100%"}, set()),
    ({"by": "_omas"}, set()),
    ({"outlet": "courier", "quotation": "indirect"}, {"that the\ncrane had fallen", "of more storms"}),
    ({"outlet": "gazette", "quotation": "direct"}, {"“No embassy fell, … none at all.”"}),
    ({"since": "2026-03"}, 4),
    ({"since": "2026-02-28", "until": "2026-02-28"}, 2),
    ({"until": "2026-02"}, 2),
    ({"until": "2026"}, 6),
    ({"since": "2027"}, 0),
    ({}, 7),
    ({"limit": 0}, 0),
    ({"limit": 3}, 3),
    ({"words": "the", "limit": 1}, 1),
    ({"document": "1" + "0" * 30}, 0),
]


@pytest.mark.parametrize(("asked", "expected"), ASKED)
def test_said(archive: Ledger, asked: dict[str, Any], expected: set[str] | int) -> None:
    found = _contents(archive, **asked)
    assert len(found) == expected if isinstance(expected, int) else set(found) == expected


HOSTILE = [
    "", " ", '"', '""', '"embassy', "*", "embassy*embassy", "AND", "embassy OR hit", "NOT embassy",
    "NEAR(a b)", "content_text:embassy", "embassy AND (", "'; DROP TABLE documents; --", "a\0b", "\ud800",
    "^embassy", "-embassy", "embassy\\", ":", "&", "!", "<->", "embassy:*", "“", "”“", "{embassy}", "+",
    "é\u0301", "🙂", "\u0301",
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_no_words_are_wrong(archive: Ledger, words: str) -> None:
    for order in ("relevance", "newest"):
        assert len(_contents(archive, words=words, order=order)) <= 2


def test_operators_are_plain_words(archive: Ledger) -> None:
    assert _contents(archive, words="embassy OR hit") == []
    assert _contents(archive, words="-embassy !hit") == ["the embassy was hit"]


def test_a_hit_has_its_whole_sentence_and_highlights(archive: Ledger) -> None:
    (hit,) = archive.said(SaidQuery(words='embassy "none at all"'))
    assert hit.sentence_text == "Later Éva Sólyom said: “No embassy fell, none at all.”"
    assert [span.of(hit.text) for span in hit.highlights] == ["embassy", "none at all"]
    assert (hit.document.name, hit.document.metadata.outlet) == ("embassy", "Gazette")


def test_hits_without_words_are_newest_first_and_in_text_order(archive: Ledger) -> None:
    hits = list(archive.said(SaidQuery()))
    assert [hit.document.name for hit in hits] == ["harbour"] * 4 + ["embassy"] * 2 + ["undated"]
    starts = [hit.attribution.cue[0].start for hit in hits[:4]]
    assert starts == sorted(starts)


def test_hits_with_words_are_best_first_or_newest_first(ledger: Ledger, telling: Any) -> None:
    texts = {"long": "He said crane " + "and so on and on " * 9 + "end.", "short": "He said crane end."}
    for year, (name, text) in enumerate(texts.items(), start=2024):
        said = (("He", "said", text[8:-1]),)
        telling.add(ledger, telling.reading(text, said, name=name, published=str(2030 - year)))
    best = [hit.document.name for hit in ledger.said(SaidQuery(words="crane"))]
    newest = [hit.document.name for hit in ledger.said(SaidQuery(words="crane", order="newest"))]
    assert (best, newest) == (["short", "long"], ["long", "short"])


def test_many_hits_stream_through_every_batch(ledger: Ledger, telling: Any) -> None:
    given = []
    for number in range(15):
        text = "".join(f"Orrin said crane {number} {line}.\n" for line in range(20))
        said = tuple(("Orrin", "said", f"crane {number} {line}.") for line in range(20))
        given.append(telling.reading(text, said, published=f"2026-01-{number + 1:02d}"))
    ledger.add_many(given, extractor="model 1", now=telling.now)
    for asked in ({"words": "crane"}, {}, {"words": "crane", "order": "newest"}):
        contents = _contents(ledger, **asked)
        assert len(contents) == len(set(contents)) == 300
    assert len(_contents(ledger, words="crane", since="2026-01-15")) == 20
    assert next(ledger.said(SaidQuery())).document.metadata.published == "2026-01-15"


WRONG = ["2026-13", "2026-02-30", "yesterday", "26", "2026-1-1", "2026-01-01T00:00", "0000", ""]


@pytest.mark.parametrize("date", WRONG)
def test_a_wrong_date_is_refused_at_once(archive: Ledger, date: str) -> None:
    for option in ("since", "until"):
        with pytest.raises(AbortRun, match="no date"):
            archive.said(SaidQuery(**{option: date}))
        with pytest.raises(AbortRun, match="no date"):
            archive.speakers(SpeakersQuery(**{option: date}))


def test_a_wrong_limit_is_refused_at_once(archive: Ledger) -> None:
    with pytest.raises(AbortRun, match="less than nothing"):
        archive.said(SaidQuery(limit=-1))


def test_speakers_are_filtered(archive: Ledger) -> None:
    def names(**asked: Any) -> list[str | None]:
        return [row.name for row in archive.speakers(SpeakersQuery(**asked))]

    assert names(outlet="gazette") == ["Tomas Orrin", "Éva Sólyom"]
    assert names(by="quill") == ["Ada Quill", "Quill"]
    assert names(since="2026-03") == ["Ada Quill", "Quill", "Tomas Orrin", None]
    assert names(limit=1) == ["Tomas Orrin"]
