import json

import pytest


@pytest.fixture
def gold(tmp_path):
    folder = tmp_path / "gold"
    folder.mkdir()
    (folder / "a.txt").write_text("Ann Pell said “it rains”. Jo Lin said no.\n", encoding="utf-8")
    (folder / "a.ann").write_text(
        "T1\tSource 0 8\tAnn Pell\nT2\tCue 9 13\tsaid\nT3\tContent 14 24\t“it rains”\n"
        "T4\tAttribution 9 13\tsaid\nE1\tAttribution:T4 Source:T1 Cue:T2 Content:T3\n",
        encoding="utf-8",
    )
    return folder


def test_scores(gold, sayso):
    scores = json.loads(sayso("evaluate", gold, "--json").stdout)
    exact = scores["metrics"]["relation.exact"]
    assert (exact["gold"], exact["predicted"], exact["r"], exact["p"]) == (1, 2, 1.0, 0.5)
    assert scores["model"] == "fake 1"


def test_a_table_for_people(gold, sayso):
    shown = sayso("evaluate", gold).stdout
    assert shown.startswith("fake 1 on 1 document, F1 × 100\n")
    assert "relation.exact" in shown
    assert all(row == row.rstrip() for row in shown.splitlines())


def test_single_quotes_change_what_is_read(gold, sayso, fake, monkeypatch):
    read = []

    class Watched(fake.FakeReader):
        def read(self, document):
            read.append(document.text)
            return super().read(document)

    monkeypatch.setattr("sayso.pipeline.open_reader", lambda model=None, workers=None: Watched())
    assert sayso("evaluate", gold, "--single-quotes").exit_code == 0
    assert read == ["Ann Pell said ‘it rains’. Jo Lin said no.\n"]


def test_no_gold_is_exit_code_2(sayso, tmp_path):
    assert sayso("evaluate", tmp_path).exit_code == 2
