import importlib.util
import random
from pathlib import Path

import pytest

from sayso.evaluate.copies import MAKERS, Pair, compare, found, report, sweep

_SPEC = importlib.util.spec_from_file_location("stories", Path(__file__).parents[1] / "stories.py")
stories = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(stories)


def make(kind, number):
    dice = random.Random(number)
    one, other = MAKERS[kind](stories.story(*range(1, 7)), stories.story(*range(11, 17)), dice)
    return Pair(kind=kind, one=one, other=other, copies=True, one_origin=True)


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_made_pairs_are_copies_and_are_found(kind):
    assert all(found(compare(make(kind, number))) is not None for number in range(3))


def test_the_same_seed_makes_the_same_pairs():
    assert make("edited", 4) == make("edited", 4)
    assert make("edited", 4) != make("edited", 5)


def test_what_is_right_is_told_and_what_nobody_knows_counts_neither_way():
    alone = Pair(
        kind="one day", one=stories.story(1, 2), other=stories.story(3, 4), copies=False, one_origin=False
    )
    unknown = Pair(
        kind="one topic", one=stories.story(1, 2), other=stories.story(1, 2), copies=None, one_origin=None
    )
    compared = [compare(pair) for pair in (make("reordered", 1), alone, unknown)]
    lines = list(report(compared))
    assert lines[1].split() == ["reordered", "1", "100.0%", "100.0%", "100.0%"]
    assert lines[2].split() == ["one", "day", "1", "0.0%", "0.0%", "0.0%"]
    assert lines[-2:] == [
        "found: precision 100.0%, recall 100.0%",
        "joined: precision 100.0%, recall 100.0%",
    ]
    assert len(list(sweep(compared))) == 24
