"""The hand-made pairs: read whole, and joined as well as is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.link.measure import HALVES, main, read_pairs, score

PAIRS = Path(__file__).parents[2] / "eval" / "names.tsv"


def test_the_halves_hold_their_floors(capsys: pytest.CaptureFixture[str]) -> None:
    pairs = list(read_pairs(PAIRS.read_text(encoding="utf-8").splitlines()))
    assert len(pairs) >= 120
    for half in HALVES:
        found = score(pair for pair in pairs if pair.half == half)
        assert found.precision >= 0.95
        assert found.recall >= 0.95
    assert main([str(PAIRS)]) == 0
    assert '"precision"' in capsys.readouterr().out


def test_a_line_that_is_no_pair_is_refused() -> None:
    head, row, *_ = PAIRS.read_text(encoding="utf-8").splitlines()
    with pytest.raises(ValueError, match="no pair"):
        list(read_pairs([head, row.replace("tune", "both", 1)]))
