"""Scores of inner attributions, and the committed set that they are measured on."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from sayso.evaluate.brat import Gold, GoldAttribution, read_gold, write_gold
from sayso.evaluate.nested import main, score_nested
from sayso.evaluate.score import ScoreOptions, score
from sayso.records import Attribution, Reading, Span

TEXT = "Radio Ansel said officials claimed the pier is shut.\nIt rained, Ada Quill said.\n"
FOLDER = Path(__file__).parents[2] / "eval" / "nested"


def at(words):
    start = TEXT.index(words)
    return (Span(start, start + len(words)),)


OUTER = GoldAttribution(
    source=at("Radio Ansel"), cue=at("said"), content=at("officials claimed the pier is shut")
)
INNER = GoldAttribution(source=at("officials"), cue=at("claimed"), content=at("the pier is shut"), within=0)
OTHER = GoldAttribution(
    source=at("Ada Quill"), cue=(Span(TEXT.rindex("said"), TEXT.rindex("said") + 4),), content=at("It rained")
)
GOLD = Gold(
    name="a",
    text=TEXT,
    annotators={"": (OUTER, OTHER)},
    inner={"": (GoldAttribution(source=INNER.source, cue=INNER.cue, content=INNER.content, within=0),)},
)


def found(gold, within=None):
    return Attribution(
        document_id="x",
        source=gold.source,
        cue=gold.cue,
        content=gold.content,
        quotation="indirect",
        confidence=0.5,
        extractor="x 1",
        within=within,
    )


TOP, REST = found(OUTER), found(OTHER)


def test_what_gold_marks_is_right():
    scores = score_nested([GOLD], {"a": [TOP, found(INNER, TOP.id), REST]})
    assert (scores.gold, scores.found) == (1, 1)
    assert set(scores.right.values()) == {1}
    assert (scores.source, scores.within, scores.silent) == ((1, 1), (1, 1), (1, 1))


@pytest.mark.parametrize(
    ("predicted", "figures"),
    [
        ([], {"overlap.r": 0.0, "overlap.p": None, "silent": 100.0}),
        ([TOP, REST], {"overlap.r": 0.0, "silent": 100.0}),  # the outermost take no part
        ([TOP, REST, found(INNER, REST.id)], {"overlap.r": 100.0, "within": 0.0}),
        ([TOP, REST, found(INNER, "gone")], {"overlap.r": 100.0, "within": 0.0}),
        ([TOP, REST, found(OTHER, TOP.id)], {"overlap.p": 0.0, "silent": 0.0}),
    ],
)
def test_what_gold_does_not_mark_is_not(predicted, figures):
    measured = score_nested([GOLD], {"a": predicted}).figures()
    assert {name: measured[name] for name in figures} == figures


def test_every_other_score_leaves_inner_attributions_out():
    options = ScoreOptions(resamples=0)
    flat = score([GOLD], {"a": [TOP, REST]}, options)
    deep = score([GOLD], {"a": [TOP, REST, found(INNER, TOP.id)]}, options)
    assert flat == deep
    assert flat.f1("relation.exact") == 1


def test_the_relation_goes_through_brat_unchanged(tmp_path):
    write_gold(tmp_path, [GOLD])
    lines = (tmp_path / "attributions" / "a.ann").read_text(encoding="utf-8")
    assert "R1\tWithin Arg1:E3 Arg2:E1" in lines
    assert list(read_gold(tmp_path)) == [GOLD]


@pytest.mark.parametrize(
    ("relations", "n_inner", "problems"),
    [
        ("R1\tWithin Arg1:E3 Arg2:E1\n", 1, 0),
        ("R1\tWithin Arg1:E3 Arg2:E9\n", 0, 1),
        ("R1\tWithin Arg1:E3 Arg2:E1\nR2\tWithin Arg1:E1 Arg2:E3\n", 0, 2),  # a circle has no outermost
        ("R1\tWithin Arg1:E3 Arg2:E3\n", 0, 1),
        ("R1\tCoref Arg1:E3 Arg2:E1\n", 0, 0),
    ],
)
def test_relations_to_nothing_are_counted(tmp_path, relations, n_inner, problems):
    write_gold(tmp_path, [GOLD])
    path = tmp_path / "attributions" / "a.ann"
    kept = re.sub(r"^R.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path.write_text(kept + relations, encoding="utf-8")
    gold = read_gold(tmp_path)
    assert len(gold.documents[0].inner.get("", ())) == n_inner
    assert len(gold.documents[0].all_of("")) == 3
    assert sum(gold.problems.values()) == problems


def test_the_command_prints_what_is_scored(tmp_path, capsys):
    write_gold(tmp_path, [GOLD])

    def read_many(documents):
        for document in documents:
            top = Attribution(**{**_fields(TOP), "document_id": document.id})
            inner = Attribution(**{**_fields(found(INNER)), "document_id": document.id, "within": top.id})
            yield Reading(document, (top, inner))

    assert main([str(tmp_path)], SimpleNamespace(read_many=read_many)) == 0
    assert "1 inner attributions, 1 found" in capsys.readouterr().out
    assert main([str(tmp_path / "no")], SimpleNamespace(read_many=read_many)) == 2


def _fields(attribution):
    names = ("source", "cue", "content", "quotation", "confidence", "extractor")
    return {name: getattr(attribution, name) for name in names}


# --- the committed set -----------------------------------------------------------------------------


@pytest.mark.parametrize("half", ["tune", "test"])
def test_the_committed_set_is_what_its_readme_says(half):
    gold = read_gold(FOLDER / half)
    assert gold.problems == {}
    inner = sum(len(one.inner.get("", ())) for one in gold)
    count = inner + sum(len(one.attributions) for one in gold)
    passages = (FOLDER / half / "passages.tsv").read_text(encoding="utf-8").splitlines()[1:]
    silent = sum(line.split("\t")[3].startswith("negative") for line in passages)
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert f"| `{half}` | {len(passages)} | {count} | {inner} | {silent} |" in readme
    assert sum(len([line for line in one.text.split("\n") if line]) for one in gold) == len(passages)


@pytest.mark.parametrize("half", ["tune", "test"])
def test_inner_contents_stand_in_the_contents_that_enclose_them(half):
    for gold in read_gold(FOLDER / half):
        for one in gold.inner.get("", ()):
            outer = gold.all_of("")[one.within]
            for span in one.content:
                assert any(whole.start <= span.start and span.end <= whole.end for whole in outer.content)
