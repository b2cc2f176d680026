"""The gate, with a reader that finds what it is told to find."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sayso.errors import AbortRun
from sayso.evaluate import gate
from sayso.evaluate.brat import Gold, GoldAttribution, write_gold
from sayso.evaluate.gate import FloorSet, check, hash_gold, main, propose, read_floors, to_json
from sayso.records import Attribution, Document, Reading, Skipped, Span

TEXT = 'Ann said "we won".\nBob denied it.'
ONE = GoldAttribution(source=(Span(0, 3),), cue=(Span(4, 8),), content=(Span(9, 17),))
TWO = GoldAttribution(source=(Span(19, 22),), cue=(Span(23, 29),), content=(Span(30, 32),))


def reader(*found: GoldAttribution, seen: list[str] | None = None, skip: bool = False) -> Callable:
    def read_many(documents):
        for document in documents:
            if seen is not None:
                seen.append(document.text)
            yield Skipped(name=document.name, reason="no") if skip else reading(document, found)

    return read_many


def reading(document: Document, found: tuple[GoldAttribution, ...]) -> Reading:
    return Reading(
        document,
        tuple(
            Attribution(
                document_id=document.id,
                source=each.source,
                cue=each.cue,
                content=each.content,
                quotation="indirect",
                confidence=0.9,
                extractor="fake 1",
            )
            for each in found
        ),
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_gold(tmp_path / "eval" / "gold", [Gold(name="a", text=TEXT, annotators={"": (ONE, TWO)})])
    (tmp_path / "CHANGELOG.md").write_text(
        "## Unreleased\n- Cues: shorter\n  on purpose.\n", encoding="utf-8"
    )
    return tmp_path


def floor_set(root: Path, **floors: float) -> FloorSet:
    pinned = {name.replace("_", ".", 1): floor for name, floor in floors.items()}
    return FloorSet(name="own", folder="eval/gold", sha256=hash_gold(root / "eval/gold"), floors=pinned)


def run(root: Path, sets: list[FloorSet], *arguments: str, found=(ONE, TWO)) -> int:
    path = root / "eval" / "floors.json"
    path.write_text(to_json(sets), encoding="utf-8")
    return main([str(path), *arguments], reader(*found))


def test_a_reader_at_its_floors_passes(root):
    outcome = check(floor_set(root, fragment_cue=100, relation_exact=100), root, reader(ONE, TWO))
    assert (outcome.fate, outcome.shortfalls) == ("passed", ())


def test_each_floor_that_is_broken_is_named_with_what_was_measured(root):
    outcome = check(floor_set(root, fragment_cue=60, relation_exact=70), root, reader(ONE))
    assert outcome.fate == "failed"
    assert [str(shortfall) for shortfall in outcome.shortfalls] == [
        "relation.exact is 66.67, its floor is 70.00"
    ]


def test_changed_gold_is_refused(root):
    floors = floor_set(root, fragment_cue=10)
    (root / "eval/gold/text/a.txt").write_text(TEXT + " ", encoding="utf-8")
    outcome = check(floors, root, reader(ONE, TWO))
    assert outcome.fate == "refused"
    assert "not the gold" in outcome.because


def test_a_set_that_is_not_there_is_skipped(root):
    floors = replace(floor_set(root, fragment_cue=10), folder="../elsewhere/dev")
    assert check(floors, root, reader()).fate == "skipped"


def test_no_floors_and_unknown_metrics_are_refused(root):
    assert check(floor_set(root), root, reader()).fate == "refused"
    outcome = check(floor_set(root, relation_perfect=1), root, reader())
    assert (outcome.fate, outcome.because) == ("refused", "no such metric: relation.perfect")


def test_a_skipped_text_counts_as_nothing_found(root):
    assert check(floor_set(root, fragment_cue=1), root, reader(skip=True)).fate == "failed"


def test_a_variant_is_read_in_its_own_punctuation(root):
    seen: list[str] = []
    floors = replace(floor_set(root, fragment_cue=100), variant="single_quoted")
    assert check(floors, root, reader(ONE, TWO, seen=seen)).fate == "passed"
    assert seen == ["Ann said ‘we won’.\nBob denied it."]


def test_proposed_floors_stand_a_little_below_what_is_measured(root):
    proposed = propose(floor_set(root), root, reader(ONE))
    assert proposed.floors["relation.exact"] == 65.1  # 66.67 - 1.5, down to a tenth
    assert proposed.floors["speaker"] == 98.5
    assert check(proposed, root, reader(ONE)).fate == "passed"
    assert check(proposed, root, reader()).fate == "failed"


def test_a_proposal_keeps_the_metrics_that_are_pinned_and_sets_that_are_not_there(root):
    assert set(propose(floor_set(root, token_cue=3), root, reader(ONE)).floors) == {"token.cue"}
    absent = replace(floor_set(root, fragment_cue=10), folder="nowhere")
    assert propose(absent, root, reader(ONE)) == absent


def test_the_hash_is_of_names_and_bytes(root):
    gold = root / "eval" / "gold"
    before = hash_gold(gold)
    (gold / "README.md").write_text("not gold", encoding="utf-8")
    assert hash_gold(gold) == before
    (gold / "attributions/a.ann").rename(gold / "attributions/b.ann")
    assert hash_gold(gold) != before


def test_what_is_written_reads_back_the_same(root):
    sets = (floor_set(root, fragment_cue=81.5), replace(floor_set(root), variant="single_quoted"))
    path = root / "floors.json"
    path.write_text(to_json(sets), encoding="utf-8")
    assert read_floors(path) == sets


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        '{"schema": 2, "sets": []}',
        '{"schema": 1, "sets": [{"name": "a"}]}',
        '{"schema": 1, "sets": [{"name": "a", "folder": "b", "sha256": "", "floors": {"f": 200}}]}',
        '{"schema": 1, "sets": [{"name": "a", "folder": "b", "sha256": "", "floors": {}, "variant": "x"}]}',
    ],
)
def test_a_file_that_pins_no_floors_stops_the_run(tmp_path, content):
    path = tmp_path / "floors.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(AbortRun, match="is no floors file"):
        read_floors(path)


def test_the_command_passes_and_fails(root, capsys):
    assert run(root, [floor_set(root, relation_exact=100)]) == 0
    assert capsys.readouterr().out.startswith("passed  own: 1 floors, 1 documents")
    assert run(root, [floor_set(root, relation_exact=100)], found=(ONE,)) == 1
    assert "relation.exact is 66.67, its floor is 100.00" in capsys.readouterr().out


def test_a_set_that_is_not_there_does_not_fail_the_command_unless_nothing_else_is(root):
    absent = replace(floor_set(root, fragment_cue=10), folder="nowhere")
    assert run(root, [floor_set(root, fragment_cue=10), absent]) == 0
    assert run(root, [absent]) == 2
    assert run(root, []) == 2


def test_a_regression_is_allowed_for_a_reason_that_the_changelog_gives(root, capsys):
    sets = [floor_set(root, relation_exact=100)]
    assert run(root, sets, "--allow-regression", "Cues: shorter on purpose.", found=(ONE,)) == 0
    assert "allowed: Cues: shorter on purpose." in capsys.readouterr().out
    assert run(root, sets, "--allow-regression", "because", found=(ONE,)) == 2
    assert "not in CHANGELOG.md" in capsys.readouterr().err
    assert run(root, sets, "--allow-regression", " ", found=(ONE,)) == 2


def test_no_reason_lets_changed_gold_pass(root):
    stale = replace(floor_set(root, fragment_cue=1), sha256="0" * 64)
    assert run(root, [stale], "--allow-regression", "Cues: shorter on purpose.") == 2


def test_the_command_proposes_a_file_that_it_then_passes(root, capsys):
    assert run(root, [replace(floor_set(root), sha256="stale")], "--propose") == 0
    proposed = capsys.readouterr().out
    assert json.loads(proposed)["sets"][0]["floors"]["relation.exact"] == 98.5
    (root / "eval/floors.json").write_text(proposed, encoding="utf-8")
    assert main([str(root / "eval/floors.json")], reader(ONE, TWO)) == 0


def test_a_missing_floors_file_is_told(tmp_path, capsys):
    assert main([str(tmp_path / "eval" / "floors.json")], reader()) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_without_a_reader_the_shipped_one_is_used(root, monkeypatch):
    class FakeReader:
        read_many = staticmethod(reader(ONE, TWO))

    monkeypatch.setattr("sayso.Reader", FakeReader, raising=False)
    path = root / "eval" / "floors.json"
    path.write_text(to_json([floor_set(root, relation_exact=100)]), encoding="utf-8")
    assert gate.main([str(path)]) == 0
