"""The network in training: its loss is the likelihood that the decoder reads by."""

from __future__ import annotations

import math
from itertools import pairwise, product

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from sayso.extract.decode import REACH, Fragment, Weights, _by_distance  # noqa: E402
from sayso.extract.decode import _link_shares as link_shares  # noqa: E402
from sayso.extract.labels import N_TAGS, legal_steps  # noqa: E402
from sayso.extract.network import LINK_WIDTH, distance_bucket  # noqa: E402
from sayso.train.loop import HELPERS  # noqa: E402
from sayso.train.network import HIDDEN, LAYERS, Encoder, Learner  # noqa: E402


@pytest.fixture(scope="module")
def learner():
    """A learner whose decoder weights are random."""
    torch.manual_seed(3)
    made = Learner(HELPERS, 0.0)
    for name in ("transitions", "starts", "ends", "distance", "nothing", "nothing_bias"):
        getattr(made, name).requires_grad_(False).normal_()
    return made.eval()


def legal_sequences(n_words):
    start, follow = legal_steps()
    for tags in product(range(N_TAGS), repeat=n_words):
        if start[tags[0]] and all(follow[a, b] for a, b in pairwise(tags)):
            yield tags


def log_weight(learner, scores, tags):
    """A sequence's log weight, added up word by word."""
    total = float(learner.starts[tags[0]] + learner.ends[tags[-1]])
    total += sum(float(scores[at, tag]) for at, tag in enumerate(tags))
    return total + sum(float(learner.transitions[a, b]) for a, b in pairwise(tags))


@pytest.mark.parametrize("seed", range(4))
def test_the_loss_is_that_of_enumerating_all_legal_sequences(seed, learner):
    random = np.random.default_rng(seed)
    lengths = [1, 3, 4, 2]
    scores = torch.tensor(random.normal(0, 2, (4, 4, N_TAGS)), dtype=torch.float32)
    gold = [random.choice(list(legal_sequences(n))).tolist() for n in lengths]
    expected = 0.0
    for row, (n, tags) in enumerate(zip(lengths, gold, strict=True)):
        total = sum(math.exp(log_weight(learner, scores[row], other)) for other in legal_sequences(n))
        expected += math.log(total) - log_weight(learner, scores[row], tags)
    padded = torch.tensor([[*tags, *[0] * (4 - len(tags))] for tags in gold])
    with torch.no_grad():
        loss = float(learner.crf_loss(scores, padded, torch.tensor(lengths)))
    assert loss == pytest.approx(expected, rel=1e-4)


def test_padding_counts_for_nothing(learner):
    scores = torch.randn(2, 5, N_TAGS)
    tags, lengths = torch.zeros(2, 5, dtype=torch.long), torch.tensor([2, 5])
    changed = scores.clone()
    changed[0, 2:] = 99
    with torch.no_grad():
        assert float(learner.crf_loss(scores, tags, lengths)) == float(
            learner.crf_loss(changed, tags, lengths)
        )


@pytest.mark.parametrize("which", [0, 1])
def test_links_are_scored_in_training_as_in_reading(which, learner):
    n_words = 40
    assert n_words < min(REACH)
    links = torch.randn(1, n_words, 4 * LINK_WIDTH)
    places = np.arange(n_words)
    buckets = torch.from_numpy(distance_bucket(places[None, :] - places[:, None]))
    with torch.no_grad():
        scores = learner.link_scores(links, which, buckets, torch.ones(1, n_words, dtype=torch.bool))[0]
    trained = torch.softmax(scores, 1)[10:13].mean(0).numpy()
    weights = Weights(**{name: getattr(learner, name).detach().numpy() for name in Weights.__slots__})
    targets = [Fragment("cue", at, at + 1, 1.0) for at in range(n_words)]
    content, distances = Fragment("content", 10, 13, 1.0), _by_distance(3, weights)[which]
    shares, nothing = link_shares(content, targets, links[0].numpy(), weights, distances, which)
    assert nothing == pytest.approx(float(trained[-1]), abs=1e-5)
    assert [shares[at] for at in range(n_words)] == pytest.approx(trained[:-1].tolist(), abs=1e-5)


def test_what_is_padded_is_not_seen(learner):
    pieces = torch.randint(1000, 2000, (1, 12))
    nothing = torch.zeros(1, 12, dtype=torch.long)
    mask = torch.arange(12)[None, :] < 7
    other = pieces.clone()
    other[0, 7:] = 5
    with torch.no_grad():
        tags, links, _ = learner.reader(pieces, nothing, nothing, nothing, mask)
        same_tags, same_links, _ = learner.reader(other, nothing, nothing, nothing, mask)
    assert torch.allclose(tags[:, :7], same_tags[:, :7], atol=1e-5)
    assert torch.allclose(links[:, :7], same_links[:, :7], atol=1e-5)


def test_a_checkpoint_of_another_network_is_refused():
    with pytest.raises(KeyError):
        Encoder().load_pretrained({"embeddings.word_embeddings.weight": torch.zeros(2, 2)})


def test_a_pretrained_encoder_is_taken_over():
    torch.manual_seed(0)
    weights = {}
    for name in ("word_embeddings", "position_embeddings", "token_type_embeddings"):
        size = {"word_embeddings": 30522, "position_embeddings": 512, "token_type_embeddings": 2}[name]
        weights[f"embeddings.{name}.weight"] = torch.randn(size, HIDDEN)
    sizes = {
        "attention.self.query": (HIDDEN, HIDDEN),
        "attention.self.key": (HIDDEN, HIDDEN),
        "attention.self.value": (HIDDEN, HIDDEN),
        "attention.output.dense": (HIDDEN, HIDDEN),
        "intermediate.dense": (4 * HIDDEN, HIDDEN),
        "output.dense": (HIDDEN, 4 * HIDDEN),
    }
    names = ["embeddings.LayerNorm"]
    for number in range(LAYERS):
        there = f"encoder.layer.{number}"
        names += [f"{there}.attention.output.LayerNorm", f"{there}.output.LayerNorm"]
        for part, size in sizes.items():
            weights[f"{there}.{part}.weight"], weights[f"{there}.{part}.bias"] = (
                torch.randn(size),
                torch.randn(size[0]),
            )
    for name in names:
        weights[f"{name}.weight"], weights[f"{name}.bias"] = torch.randn(HIDDEN), torch.randn(HIDDEN)
    encoder = Encoder()
    encoder.load_pretrained(weights)
    layer = encoder.layers[2]
    there = "encoder.layer.2"
    assert torch.equal(
        layer.query_key_value.weight[HIDDEN : 2 * HIDDEN], weights[f"{there}.attention.self.key.weight"]
    )
    assert torch.equal(layer.norm_attended.bias, weights[f"{there}.attention.output.LayerNorm.bias"])
    assert torch.equal(layer.norm.weight, weights[f"{there}.output.LayerNorm.weight"])
    segment = weights["embeddings.token_type_embeddings.weight"][0]
    assert torch.equal(
        encoder.positions.weight[7], weights["embeddings.position_embeddings.weight"][7] + segment
    )
