"""A network that goes by rule, so that what is found can be foretold to the character."""

import copy
from dataclasses import replace

import numpy as np
import pytest

from sayso.extract.decode import REACH, DecodeOptions, Weights
from sayso.extract.encode import MAX_WORDS_OF_LINE, id_of
from sayso.extract.labels import N_TAGS, begin, inside
from sayso.extract.network import DISTANCES, LINK_WIDTH, Network, Scores
from sayso.extract.sections import SectionOptions

SURE = 30.0


class RuleNetwork(Network):
    """Quoted words are content, `said` outside quotation marks is a cue, capitalised words there a source."""

    def __init__(self, tokenizer, special_ids):
        self._special_ids = special_ids
        self._said = id_of(tokenizer, "said")
        self.n_windows = 0

    def run(self, batch):
        quote, shape, _ = batch.features
        self.n_windows += len(batch.pieces)
        cue = (batch.pieces == self._said) & (quote == 0)
        source = (shape == 1) & (quote == 0) & ~cue
        goes_on = np.roll(source, 1, axis=1) & source
        choices = [
            (quote == 1, begin("content")),
            (quote > 1, inside("content")),
            (cue, begin("cue")),
            (source & ~goes_on, begin("source")),
            (goes_on, inside("source")),
        ]
        tags = np.zeros((*batch.pieces.shape, N_TAGS), dtype=np.float32)
        tags[..., 0] = SURE / 2
        for where, tag in choices:
            tags[where, tag] = SURE
        # Every query asks for the first number of a key, which cues (then sources) have and others have not.
        links = np.zeros((*batch.pieces.shape, 4, LINK_WIDTH), dtype=np.float32)
        links[..., (0, 2), 0] = np.sqrt(LINK_WIDTH)
        links[..., 1, 0] = SURE * cue
        links[..., 3, 0] = SURE * source
        return Scores(tags, links.reshape(*batch.pieces.shape, 4 * LINK_WIDTH))


def rule_weights():
    """Weights that prefer the nearest partner that follows, and a partner to none."""
    buckets = np.arange(DISTANCES)
    nearest = np.where(buckets < DISTANCES // 2, -1.5 * buckets, -20)
    return Weights(
        transitions=np.zeros((N_TAGS, N_TAGS), np.float32),
        starts=np.zeros(N_TAGS, np.float32),
        ends=np.zeros(N_TAGS, np.float32),
        distance=np.stack([nearest, nearest]).astype(np.float32),
        nothing=np.zeros((2, LINK_WIDTH), np.float32),
        nothing_bias=np.full(2, -40, np.float32),
    )


@pytest.fixture(scope="session")
def rule_extractor(extractor):
    """Make an extractor whose network goes by rule, with everything else as it is shipped."""

    def make(sections=extractor.sections):
        made = copy.copy(extractor)
        made.network = RuleNetwork(extractor.tokenizer, extractor.special_ids)
        made.bundle = replace(extractor.bundle, weights=rule_weights(), decoding=DecodeOptions())
        made.sections = sections
        return made

    return make


@pytest.fixture
def small_sections():
    """Sections so small that a text of two thousand words has many, and as little context as links need."""
    return SectionOptions(section=200, context=2 * (max(REACH) + MAX_WORDS_OF_LINE))
