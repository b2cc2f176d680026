"""The committed gold set keeps what its README says of it."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from sayso.evaluate.brat import Gold, read_gold, to_ann
from sayso.evaluate.gate import hash_gold, read_floors
from sayso.evaluate.tokens import ROLES
from sayso.records import Span

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "eval" / "gold"
GOLD = read_gold(FOLDER)
with (FOLDER / "articles.tsv").open(encoding="utf-8", newline="") as file:
    ARTICLES = list(csv.DictReader(file, delimiter="\t"))
README = (FOLDER / "README.md").read_text(encoding="utf-8")
BY_NAME = {row["name"]: row for row in ARTICLES}

DOUBLE = {"double-curly": "“”", "double-straight": '"'}


def role_spans(gold: Gold) -> list[tuple[str, Span]]:
    return [(role, span) for each in gold.attributions for role in ROLES for span in getattr(each, role)]


def test_every_file_is_understood_and_listed():
    assert GOLD.problems == {}
    assert sorted(BY_NAME) == [gold.name for gold in GOLD]
    assert {path.stem for path in (FOLDER / "text").iterdir()} == set(BY_NAME)


@pytest.mark.parametrize("gold", GOLD.documents, ids=lambda gold: gold.name)
def test_spans_are_clean_slices_and_no_two_roles_overlap(gold):
    owner: dict[int, tuple[str, Span]] = {}
    for role, span in role_spans(gold):
        words = span.of(gold.text)
        assert words == words.strip()
        assert "\n" not in words
        for place in range(span.start, span.end):
            # Two attributions may share a source, and then all of it.
            assert owner.setdefault(place, (role, span)) == (role, span)
    for attribution in gold.attributions:
        assert len(attribution.cue) == 1
        assert attribution.content
        assert len(attribution.source) <= 1
    for role in ("cue", "content"):
        pieces = [span for name, span in role_spans(gold) if name == role]
        assert len(pieces) == len(set(pieces))


@pytest.mark.parametrize("gold", GOLD.documents, ids=lambda gold: gold.name)
def test_spans_end_where_words_do(gold):
    for _, span in role_spans(gold):
        around = (gold.text[max(0, span.start - 1) : span.start], gold.text[span.end : span.end + 1])
        assert not (around[0].isalnum() and gold.text[span.start].isalnum())
        assert not (around[1].isalnum() and gold.text[span.end - 1].isalnum())


@pytest.mark.parametrize("gold", GOLD.documents, ids=lambda gold: gold.name)
def test_the_files_are_as_this_package_writes_them(gold):
    written = (FOLDER / "attributions" / f"{gold.name}.ann").read_text(encoding="utf-8")
    assert written == to_ann(gold.text, gold.attributions)


@pytest.mark.parametrize("gold", GOLD.documents, ids=lambda gold: gold.name)
def test_an_article_has_the_marks_that_are_listed_and_no_others(gold):
    marks = BY_NAME[gold.name]["marks"]
    inside_single = marks.startswith("single")  # where a quotation inside a quotation has double marks
    used = {mark for mark in '“”"' if mark in gold.text}
    if not inside_single:
        assert used == set(DOUBLE.get(marks, ""))
    if marks == "single-curly":
        assert "‘" in gold.text
    if marks == "single-straight":
        assert re.search(r"(?<!\w)'\w", gold.text)


def test_articles_are_short():
    lengths = [len(gold.text.split()) for gold in GOLD]
    assert all(60 <= length <= 220 for length in lengths)


def test_file_forms_are_as_listed():
    for gold in GOLD:
        form = BY_NAME[gold.name]["file"]
        assert ("\r\n" in gold.text) == (form == "crlf")
        assert gold.text.endswith("\n") == (form != "no-final-newline")


def test_the_set_is_as_large_and_as_mixed_as_its_readme_says():
    count = sum(len(gold.attributions) for gold in GOLD)
    words = sum(len(gold.text.split()) for gold in GOLD)
    assert len(GOLD) >= 40
    assert f"{len(GOLD)} short articles in English, {words:,} words" in README
    assert f"{count} of them" in README
    assert min(Counter(row["variety"] for row in ARTICLES).values()) >= 20


NAMES = {"oped": "opinion", "release": "press release", "liveblog": "live blog", "social": "social media"}


@pytest.mark.parametrize("column", ["genre", "form", "variety", "marks"])
def test_counts_in_the_readme_hold(column):
    (line,) = re.findall(rf"^\| {column} \| (.*) \|$", README, re.MULTILINE)
    told = {name.lower(): int(number) for name, number in re.findall(r"([\w ]+?) (\d+)(?:, |$)", line)}
    counted = Counter(row[column] for row in ARTICLES)
    assert told == {NAMES.get(name, name.replace("-", " ")): number for name, number in counted.items()}


def test_the_floors_are_of_these_files():
    (own,) = [floors for floors in read_floors(ROOT / "eval" / "floors.json") if floors.folder == "eval/gold"]
    assert own.sha256 == hash_gold(FOLDER)
