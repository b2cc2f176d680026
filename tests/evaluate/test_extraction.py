"""The benchmark's method, and what it says of three invented pages."""

import gzip
import json
from pathlib import Path

import pytest

from sayso.errors import AbortRun
from sayso.evaluate import astray, extraction, placing
from sayso.evaluate.extraction import Overlap, Page, overlap, read_benchmark, score
from sayso.records import Attribution, Document, Reading, Span

ARTICLE = (
    "The old bridge at Tarn will stay closed until spring, said the mayor, Ada Quill.\n\n"
    "“We can’t wait,” said Tom Marsh, who runs the café beside it. “It’s our living.”\n\n"
    "The council denied that it had known of the cracks for a year, as a report by engineers claims."
)
BODY = "".join(f"<p>{words}</p>" for words in ARTICLE.split("\n\n"))
BOX = "<p>Tell us what you think: the editor says she would like to hear it.</p>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    truth = {}
    for key in ("one", "two", "three"):
        page = f"<html><body><article><h1>Bridge {key}</h1>{BODY}{BOX}</article></body></html>"
        (tmp_path / "pages" / f"{key}.html.gz").write_bytes(gzip.compress(page.encode()))
        truth[key] = {"articleBody": ARTICLE, "url": f"https://tarn.example/{key}"}
    (tmp_path / "ground-truth.json").write_text(json.dumps(truth))
    return tmp_path


@pytest.mark.parametrize(
    ("truth", "found", "expected"),
    [
        ("a b c d e", "a b c d e", Overlap(1.0, 0.0, 0.0)),
        ("a b c d", "", Overlap(0.0, 0.0, 1.0)),
        ("", "a b c d e", Overlap(0.0, 1.0, 0.0)),
        ("", "", Overlap(0.0, 0.0, 0.0)),
        ("a b c d a b c d", "a b c d", Overlap(0.2, 0.0, 0.8)),
        ("a b c d", "a b c d a b c d", Overlap(0.2, 0.8, 0.0)),
        ("A, b; c “d”", "A b c d", Overlap(1.0, 0.0, 0.0)),
        ("a b", "a b", Overlap(1.0, 0.0, 0.0)),
        ("a b", "a c", Overlap(0.0, 0.5, 0.5)),
    ],
)
def test_texts_are_compared_by_their_runs_of_four_words(truth: str, found: str, expected: Overlap) -> None:
    assert overlap(truth, found) == expected


@pytest.mark.parametrize(
    ("one", "precision", "recall"),
    [
        (Overlap(1.0, 0.0, 0.0), 1.0, 1.0),
        (Overlap(0.0, 0.0, 1.0), 0.0, 0.0),
        (Overlap(0.0, 1.0, 0.0), 0.0, 0.0),
        (Overlap(0.5, 0.25, 0.25), 2 / 3, 2 / 3),
        (Overlap(0.0, 0.0, 0.0), 1.0, 1.0),
    ],
)
def test_precision_and_recall_are_of_one_page(one: Overlap, precision: float, recall: float) -> None:
    assert (one.precision, one.recall) == (pytest.approx(precision), pytest.approx(recall))


def test_f1_is_that_of_the_averages() -> None:
    pages = [Page(key=key, data=b"", article="a b c d") for key in ("x", "y")]
    texts = {"x": "a b c d", "y": "a b c d e f g"}
    scored = score(pages, lambda page: texts[page.key])
    assert (scored.precision, scored.recall, scored.whole) == (0.625, 1.0, 0.5)
    assert scored.f1 == pytest.approx(2 * 0.625 / 1.625)
    assert score(pages, lambda page: texts[page.key]) == scored


def test_the_benchmark_is_read_and_reported(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    extraction.main([str(folder)])
    ours, more, theirs = capsys.readouterr().out.splitlines()
    assert ours.startswith("Sayso ")
    assert more.startswith("with furniture ")
    assert theirs.startswith("trafilatura ")
    assert "recall 1.000" in ours
    assert "(3 pages" in ours


def test_what_is_no_benchmark_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AbortRun, match="no folder of the benchmark"):
        read_benchmark(tmp_path)


def test_placing_is_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    placing.main([str(folder)])
    placed, exact, strict, pace, *lost = capsys.readouterr().out.splitlines()
    assert placed == "placed   12 of 12 paragraphs, 100.00 %"
    assert exact == "exact    12 of 12 paragraphs, 100.00 %"
    assert strict.startswith("strict   12 of 12")
    assert pace.startswith("a page ")
    assert lost == []


def _read(document: Document) -> Reading:
    """One attribution for each line that says something."""
    found, start = [], 0
    for line in document.text.split("\n"):
        if (at := line.find("say")) > 0:
            spans = [Span(start, start + at), Span(start + at, start + at + 3)]
            found.append(
                Attribution(
                    document_id=document.id,
                    source=(),
                    cue=(spans[1],),
                    content=(spans[0],),
                    quotation="indirect",
                    confidence=0.5,
                    extractor="fake 1",
                )
            )
        start += len(line) + 1
    return Reading(document, tuple(found))


def test_attributions_outside_the_article_are_counted_with_and_without_its_furniture(folder: Path) -> None:
    ways = {"ours": extraction.read_page, "all": astray.whole_page}
    counted = astray.count(read_benchmark(folder), ways, _read)
    assert counted["ours"] == (0, [])
    number, found = counted["all"]
    assert (number, len(found)) == (3, 3)
    assert {(one.where, one.line) for one in found} == {("within", BOX[3:-4])}
    assert next(iter(astray.report(counted))) == "ours: 0 attributions, 0 astray, and 0 above the article"


def test_a_headline_stands_above_the_article() -> None:
    page = Page(key="x", data=b"", article=ARTICLE)
    text = f"Mayor says the bridge is shut\n{ARTICLE}"
    document = Document(name="x", text=text, raw=b"x", media_type="text/html", encoding="utf-8")
    assert [one.where for one in astray.find_astray(_read(document), page)] == ["above"]
