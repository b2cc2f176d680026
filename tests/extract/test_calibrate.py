"""The confidence: a probability, that rises with what it rests on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.extract.calibrate import N_SIGNALS, Calibration, signals
from sayso.extract.decode import Fragment, Relation

SHARE = st.floats(0, 1)


@st.composite
def relations(draw):
    contents = draw(st.lists(SHARE, min_size=1, max_size=3))
    return Relation(
        source=draw(st.none() | st.builds(Fragment, st.just("source"), st.just(0), st.just(1), SHARE)),
        cue=Fragment("cue", 1, 2, draw(SHARE)),
        content=tuple(Fragment("content", 2 + n, 3 + n, p) for n, p in enumerate(contents)),
        source_link=draw(SHARE),
        content_links=tuple(draw(SHARE) for _ in contents),
    )


WEIGHT = st.floats(-5, 5)
CALIBRATIONS = st.builds(
    Calibration, weights=st.tuples(*[WEIGHT] * N_SIGNALS), bias=st.tuples(st.floats(-50, 50))
)


@given(relations(), CALIBRATIONS)
def test_confidence_is_a_probability(relation, calibration):
    assert len(signals(relation)) == N_SIGNALS
    assert 0 <= calibration.confidence(relation) <= 1


@given(SHARE, SHARE)
def test_a_surer_cue_is_no_less_sure(one, other):
    calibration = Calibration(weights=(0.2,) * N_SIGNALS, bias=(0.1,))

    def confidence(probability):
        content = Fragment("content", 2, 3, 0.8)
        return calibration.confidence(
            Relation(None, Fragment("cue", 1, 2, probability), (content,), 0.5, (0.5,))
        )

    low, high = sorted((one, other))
    assert confidence(low) <= confidence(high)


def test_the_least_certain_content_counts():
    sure, unsure = Fragment("content", 2, 3, 0.9), Fragment("content", 4, 5, 0.2)
    cue = Fragment("cue", 1, 2, 0.5)
    both = signals(Relation(None, cue, (sure, unsure), 0.5, (0.9, 0.3)))
    assert both == signals(Relation(None, cue, (unsure,), 0.5, (0.3,)))


@pytest.mark.parametrize(("weights", "bias"), [((1.0,), (0.0,)), ((1.0,) * N_SIGNALS, ()), ((), (0.0,))])
def test_refuses_another_number_of_weights(weights, bias):
    with pytest.raises(ValueError, match="calibration needs"):
        Calibration(weights=weights, bias=bias)
