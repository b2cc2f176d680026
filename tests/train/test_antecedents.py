"""Fitting the weights of antecedents: what the right candidates share is weighed up."""

import importlib

import pytest

from sayso.records import Document, Reading, Span
from sayso.train.antecedents import PRIOR, Choice, accuracy, choices_in, fit

np = pytest.importorskip("numpy")
FEATURES = importlib.import_module("sayso.resolve.antecedents").FEATURES


def features(*names):
    return tuple(float(name in names) for name in FEATURES)


def test_every_prior_is_of_a_feature():
    assert set(PRIOR) <= set(FEATURES)


def test_a_feature_of_the_right_ones_gains_weight():
    choice = Choice(
        features=(features("rank_1"), features("possessive")), right=1, weight=50.0, origin="label"
    )
    weights = dict(zip(FEATURES, fit([choice] * 20), strict=True))
    assert weights["possessive"] > PRIOR.get("possessive", 0.0)
    assert weights["rank_1"] < PRIOR["rank_1"]


def test_accuracy_is_by_origin():
    choices = [
        Choice(features=(features("network"), features()), right=right, weight=1.0, origin=origin)
        for right, origin in ((0, "gap"), (1, "gap"), (0, "label"))
    ]
    weights = np.array(features("network"))
    assert accuracy(choices, weights) == {"gap": (0.5, 2), "label": (1.0, 1)}


def test_a_text_gives_one_choice_for_each_pronoun_whose_antecedent_is_known():
    text = "Mark Pell met Tim Quill in the evening near the water. He left."
    document = Document(name="t", text=text, raw=text.encode(), media_type="text/plain", encoding="utf-8")
    he, tim = text.index("He left"), text.index("Tim")
    (choice,) = choices_in(Reading(document, ()), {he: [Span(tim, tim + 9)]}, {he: (2.0, "gap")})
    assert (len(choice.features), choice.right, choice.origin) == (2, 0, "gap")  # last seen first
    assert choices_in(Reading(document, ()), {}, {}) == []
