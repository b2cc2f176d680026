from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.evaluate.brat import Gold, GoldAttribution
from sayso.evaluate.reliability import Judged, bin_judged, calibration, judge
from sayso.records import Span, Spans

TEXT = "Ann said she won. Bob denied it. Cyd knew."


@dataclass(frozen=True)
class Guess:
    source: Spans
    cue: Spans
    content: Spans
    confidence: float


def spans(needle: str) -> Spans:
    start = TEXT.index(needle)
    return (Span(start, start + len(needle)),)


def guess(source: str, cue: str, content: str, confidence: float) -> Guess:
    return Guess(spans(source), spans(cue), spans(content), confidence)


GOLD = Gold(
    name="a",
    text=TEXT,
    annotators={
        "": (
            GoldAttribution(source=spans("Ann"), cue=spans("said"), content=spans("she won")),
            GoldAttribution(source=spans("Bob"), cue=spans("denied"), content=spans("it")),
        )
    },
)
FOUND = [
    guess("Bob", "denied", "it", 0.95),  # right
    guess("Ann", "said", "she", 0.85),  # half of the content: right
    guess("Ann", "said", "she", 0.81),  # again: wrong
    guess("Cyd", "knew", "won", 0.05),  # wrong
]


def test_a_prediction_is_right_when_half_of_every_role_agrees_and_once_only():
    assert list(judge({"a": FOUND}, [GOLD])) == [
        Judged(0.95, True),
        Judged(0.85, True),
        Judged(0.81, False),
        Judged(0.05, False),
    ]


def test_bins_and_error_by_hand():
    result = calibration({"a": FOUND, "not gold": FOUND}, [GOLD])
    assert [(b.low, b.high, b.count, b.right) for b in result.bins] == [
        (0.0, 0.1, 1, 0.0),
        (0.8, 0.9, 2, 0.5),
        (0.9, 1.0, 1, 1.0),
    ]
    assert [b.confidence for b in result.bins] == pytest.approx([0.05, 0.83, 0.95])
    assert result.count == 4
    assert result.ece == pytest.approx((1 * 0.05 + 2 * 0.33 + 1 * 0.05) / 4)


def test_certainty_falls_into_the_last_bin():
    (only,) = bin_judged([Judged(1.0, True)], bins=4).bins
    assert (only.low, only.high, only.count) == (0.75, 1.0, 1)


def test_no_predictions_give_no_bins():
    assert calibration({}, [GOLD]).to_json() == {"count": 0, "ece": 0.0, "bins": []}


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan")])
def test_a_confidence_that_is_no_probability_is_refused(confidence):
    with pytest.raises(ValueError, match="confidence must be"):
        bin_judged([Judged(confidence, True)])


def test_bins_must_be_some():
    with pytest.raises(ValueError, match="bins must be"):
        calibration({}, [GOLD], bins=0)


@given(st.lists(st.builds(Judged, st.floats(0, 1), st.booleans())), st.integers(1, 20))
def test_every_prediction_is_in_one_bin_and_the_error_is_a_share(judged, bins):
    result = bin_judged(judged, bins=bins)
    assert sum(each.count for each in result.bins) == result.count == len(judged)
    assert 0 <= result.ece <= 1
    assert all(each.low - 1e-9 <= each.confidence <= each.high + 1e-9 for each in result.bins)
