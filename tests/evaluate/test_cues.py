"""The shares of cue classes, over rows and over a gold folder."""

import json

import pytest

from sayso.errors import AbortRun
from sayso.evaluate import Gold, GoldAttribution, write_gold
from sayso.evaluate.cues import count_cues, gold_rows, main, report
from sayso.records import Span

TEXT = "Ada Quill said it rained. Oskar Pell zorbled it."


def gold():
    """A text with a cue that the lexicon knows, and one that it does not."""
    said = GoldAttribution(source=(Span(0, 9),), cue=(Span(10, 14),), content=(Span(15, 24),))
    # The annotator's two cue spans overlap: they are read as one.
    odd = GoldAttribution(source=(Span(26, 36),), cue=(Span(37, 44), Span(40, 44)), content=(Span(45, 47),))
    return Gold(name="rain", text=TEXT, annotators={"": (said, odd, GoldAttribution(cue=(Span(10, 14),)))})


def test_rows_of_gold_have_their_cues_read_and_an_event_without_content_is_left_out():
    rows = list(gold_rows([gold()]))
    assert [row["cue_class"] for row in rows] == ["report", "other"]
    assert [[piece["text"] for piece in row["cue"]] for row in rows] == [["said"], ["zorbled"]]


def test_shares_are_counted():
    shares = count_cues(gold_rows([gold(), gold()]))
    assert shares.rows == 4
    assert shares.unknown_share == 0.5
    assert shares.unknown == (("zorbled", 2),)
    assert shares.values["cue_class"] == (("other", 2), ("report", 2))
    assert shares.values["polarity"] == (("affirmed", 4),)
    assert next(report(shares)) == "4 cues, 50.00 % of them other"


def test_no_rows_have_no_share():
    assert count_cues([]).unknown_share == 0.0


def test_a_row_that_nobody_has_read_is_refused():
    row = next(gold_rows([gold()]))
    with pytest.raises(ValueError, match="cue class None"):
        count_cues([{**row, "cue_class": None}])


def test_the_command_counts_a_folder_and_a_file_alike(tmp_path, capsys):
    write_gold(tmp_path / "gold", [gold()])
    main([str(tmp_path / "gold")])
    of_folder = capsys.readouterr().out
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(json.dumps(row) + "\n" for row in gold_rows([gold()])), encoding="utf-8")
    main([str(rows)])
    assert capsys.readouterr().out == of_folder
    assert of_folder.startswith("2 cues, 50.00 % of them other\n")
    assert "not in the lexicon: zorbled 1" in of_folder


def test_a_line_that_is_no_row_stops_the_command(tmp_path):
    (tmp_path / "rows.jsonl").write_text("not json\n", encoding="utf-8")
    with pytest.raises(AbortRun, match="line 1"):
        main([str(tmp_path / "rows.jsonl")])
