"""Gold in JSON Lines."""

import json

import pytest

from sayso.errors import AbortRun
from sayso.evaluate import read_gold
from sayso.evaluate.brat import BAD_SPANS, LINES_IGNORED, UNKNOWN_REFERENCES
from sayso.export.articles import write_articles
from sayso.records import Span

TEXT = "Ada Quill said no. Oskar Pell said that Quill knew."


def at(words):
    return {"start": TEXT.index(words), "end": TEXT.index(words) + len(words)}


ROW = {"id": "a", "source": [at("Ada Quill")], "cue": [at("said")], "content": [at("no")]}


def write(path, *articles):
    path.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")
    return path


def test_what_was_written_is_read_back(filled, tmp_path):
    path = tmp_path / "articles.jsonl"
    with path.open("wb") as out:
        assert write_articles([filled, filled], out) == 16
    gold = read_gold(path)
    assert [one.name for one in gold] == ["sluice", "sluice-2"]
    (first, _) = gold
    assert first.text == filled.document.text
    assert len(first.attributions) == 6
    assert {one.content for one in first.all_of("")} == {one.content for one in filled.attributions}
    inner = {one.cue: first.all_of("")[one.within].cue for one in first.inner[""]}
    by_id = {one.id: one for one in filled.attributions}
    assert inner == {one.cue: by_id[one.within].cue for one in filled.attributions if one.within}
    assert dict(gold.problems) == {}


def test_a_folder_of_files_is_read_unless_it_holds_brat(tmp_path):
    write(tmp_path / "a.jsonl", {"name": "x", "text": TEXT, "attributions": [ROW]})
    write(tmp_path / "b.jsonl", {"name": "x", "text": TEXT, "attributions": []})
    assert [(one.name, len(one.attributions)) for one in read_gold(tmp_path)] == [("x", 1), ("x-2", 0)]
    (tmp_path / "c.txt").write_text("No.", encoding="utf-8")
    (tmp_path / "c.ann").write_text("", encoding="utf-8")
    assert [one.name for one in read_gold(tmp_path)] == ["c"]


def test_what_is_not_understood_is_counted(tmp_path):
    wrong = [
        "no row",
        {**ROW, "content": [{"start": 0, "end": 1000}]},
        {**ROW, "id": "b", "cue": [{**at("said"), "text": "told"}]},
        {**ROW, "id": "c", "within": "nobody"},
        {"source": [at("Quill")]},
    ]
    path = write(tmp_path / "a.jsonl", {"text": TEXT, "attributions": wrong}, ["no article"], {"text": TEXT})
    gold = read_gold(path)
    assert dict(gold.problems) == {LINES_IGNORED: 3, BAD_SPANS: 2, UNKNOWN_REFERENCES: 1}
    (one,) = gold
    assert one.name == "a"
    assert [Span(0, 9) in found.source for found in one.attributions] == [True, True, True]


@pytest.mark.parametrize("content", ["", "{}\n", "no json\n"])
def test_what_holds_no_article_is_refused(content, tmp_path):
    (tmp_path / "a.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(AbortRun, match="no annotated article"):
        read_gold(tmp_path / "a.jsonl")


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(AbortRun, match="JSON Lines"):
        read_gold(tmp_path)
