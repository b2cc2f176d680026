"""`sayso review`: the queue, what was judged, and gold that evaluate and train accept."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sayso.ledger import Ledger
from sayso.records import Judgement, Span

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def rows(done):
    assert done.exit_code == 0, done.output
    return [json.loads(row) for row in done.stdout.splitlines()]


@pytest.fixture
def book(ledger, tmp_path):
    """The ledger of the command line, opened."""
    with Ledger.open(tmp_path / "sayso.db") as opened:
        yield opened


@pytest.fixture
def courier(book):
    """The reading of the Courier's article."""
    return book.reading(book.find_documents("courier")[0].id)


def judge(book, reading, what, about=None, judged=None, **known):
    given = Judgement(
        what=what, document_id=reading.document.id, extractor="fake 1", reviewer="Ada Quill", at=AT,
        attribution=about and about.id, judged=about if what == "confirm" else judged, **known,
    )  # fmt: skip
    return book.judge(given)


def test_the_queue(ledger, book, courier):
    found = rows(ledger("review", "--json"))
    assert [(row["document"], row["lowest"], row["unsure"]) for row in found] == [
        ("courier", 0.3, 1),
        ("wire", 0.9, 0),
    ]
    assert len(rows(ledger("review", "--json", "-n", "1"))) == 1
    shown = ledger("review").stdout.splitlines()
    assert shown[0].split() == ["article", "to", "judge", "unsure", "lowest", "judged", "differing"]
    judge(book, courier, "finish")
    assert [row["document"] for row in rows(ledger("review", "--json"))] == ["wire"]


def test_what_was_judged_is_shown_and_undone(ledger, book, courier):
    first, second = courier.attributions[:2]
    judge(book, courier, "confirm", first)
    judge(book, courier, "reject", second, note="nobody says it")
    shown = ledger("review", "show", "courier").stdout
    assert "confirmed  Ada Quill  2026-11-23 09:30  Mara Oduya: the bridge" in shown
    assert "(nobody says it)" in shown
    assert ledger("review", "undo", "2", "--by", "desk").exit_code == 0
    found = rows(ledger("review", "show", "courier", "--json"))
    assert [(row["what"], row["by"], row["undone_by"]) for row in found] == [
        ("confirm", "Ada Quill", None),
        ("reject", "Ada Quill", "desk"),
    ]
    assert "undone by desk" in ledger("review", "show", "courier").stdout
    assert ledger("review", "undo", "2").exit_code == 2
    assert ledger("verify").exit_code == 0


@pytest.mark.parametrize("format", ["brat", "jsonl"])
def test_gold_from_a_review_scores_the_model(ledger, book, courier, format, tokenizer, tmp_path):
    """Three were found: one is right, one is wrong, one is right but for the end of its content."""
    confirmed, rejected, corrected = courier.attributions
    span = corrected.content[0]
    shorter = replace(corrected, content=(Span(span.start, span.end - len(" of the cracks")),))
    judge(book, courier, "confirm", confirmed)
    judge(book, courier, "reject", rejected)
    judge(book, courier, "correct", corrected, shorter)
    assert ledger("review", "export", "early").exit_code == 2  # nothing is finished
    judge(book, courier, "finish")
    done = ledger("review", "export", "gold", "--format", format)
    assert done.exit_code == 0, done.output
    assert "1 article, 2 attributions" in done.stderr
    scores = json.loads(ledger("evaluate", "gold", "--json").stdout)
    exact, loose = scores["metrics"]["relation.exact"], scores["metrics"]["relation.overlap"]
    assert (exact["gold"], exact["predicted"], exact["r"]) == (2, 3, 0.5)
    assert (loose["r"], loose["p"]) == (1.0, 2 / 3)
    assert scores["problems"] == {}

    from sayso.train.corpus import read_examples

    ((example,),) = read_examples(tmp_path / "gold", tokenizer)
    assert example.name == "courier"
    assert len(example.cue_of) == 7 + 2 + 3  # words of both contents, quotation marks among them


def test_all_takes_what_nobody_finished(ledger, book, courier):
    judge(book, courier, "confirm", courier.attributions[0])
    assert ledger("review", "export", "gold").exit_code == 2
    assert ledger("review", "export", "gold", "--all").exit_code == 0
    assert ledger("review", "export", "gold", "--all").exit_code == 2  # is not empty
    assert json.loads(ledger("evaluate", "gold", "--json").stdout)["documents"] == 1


def test_a_file_of_articles_is_gold_too(ledger, book, courier):
    judge(book, courier, "finish")
    assert ledger("review", "export", "gold", "-f", "jsonl").exit_code == 0
    scores = json.loads(ledger("evaluate", "gold/articles.jsonl", "--json").stdout)
    assert scores["metrics"]["relation.exact"]["f1"] == 1.0
