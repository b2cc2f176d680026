"""What is fitted after training: the confidence is as often right as it says."""

from __future__ import annotations

import numpy as np
import pytest

from sayso.extract.calibrate import N_SIGNALS
from sayso.train.tune import _logistic


def chances(calibration, features):
    total = features @ np.array(calibration.weights) + calibration.bias[0]
    return 1 / (1 + np.exp(-total))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_without_signals_the_confidence_is_the_share_that_is_right(share):
    right = (np.arange(1000) < 1000 * share).astype(float)
    fitted = _logistic(np.zeros((1000, N_SIGNALS)), right)
    assert chances(fitted, np.zeros((1, N_SIGNALS)))[0] == pytest.approx(share, abs=0.01)


def test_the_weights_that_made_the_data_are_found_again():
    random = np.random.default_rng(0)
    features = random.normal(0, 1, (40_000, N_SIGNALS))
    weights, bias = np.array([1.0, -0.5, 0.25, 0.0, 2.0]), -0.3
    right = random.random(40_000) < 1 / (1 + np.exp(-(features @ weights + bias)))
    fitted = _logistic(features, right.astype(float))
    assert fitted.weights == pytest.approx(weights.tolist(), abs=0.1)
    assert fitted.bias[0] == pytest.approx(bias, abs=0.1)


def test_what_is_always_right_gives_no_endless_weights():
    features = np.ones((50, N_SIGNALS))
    fitted = _logistic(features, np.ones(50))
    assert np.isfinite(fitted.weights).all()
    assert 0.9 < chances(fitted, features)[0] < 1
