"""A smaller network: what goes is what the rest can make up for, and what it gives stays near."""

from __future__ import annotations

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")

from sayso.extract.bundle import NETWORK  # noqa: E402
from sayso.extract.encode import batch_of, encode, windows_of  # noqa: E402
from sayso.extract.network import Network  # noqa: E402
from sayso.train.card import with_section  # noqa: E402
from sayso.train.slim.graph import SlimOptions, _fitted, slim  # noqa: E402

TEXT = """\
The harbour of Tarnwick will stay closed, the mayor said on Monday.
“Nobody told us,” said Ada Quill, who keeps the ferry. According to the port office, the pier has sunk.
Fishermen in Ostrey denied that they had been warned, and the council declined to comment.
"""


@pytest.fixture(scope="module")
def window(extractor):
    """One window of an invented article, as the network is given it."""
    encoded = encode(TEXT, extractor.tokenizer)
    return batch_of([(encoded, windows_of(encoded, 382, 64)[0])], extractor.special_ids)


@pytest.fixture(scope="module")
def smaller(extractor, window):
    """The shipped graph with a head and 32 units less in each layer."""
    model = onnx.load(extractor.bundle.folder / NETWORK)
    features = zip(("quote", "shape", "line"), window.features, strict=True)
    inputs = {"pieces": window.pieces, **dict(features)}
    inputs = {name: values.astype(np.int32) for name, values in inputs.items()}
    slim(model, [inputs], SlimOptions(heads=1, units=32))
    return model


def sizes(model):
    return {one.name: tuple(one.dims) for one in model.graph.initializer}


def test_each_layer_loses_what_was_asked(extractor, smaller):
    before, after = sizes(onnx.load(extractor.bundle.folder / NETWORK)), sizes(smaller)
    for layer in range(6):
        kernel = f"layer{layer}.{{}}.kernel_quantized"
        assert after[kernel.format("up")][1] == before[kernel.format("up")][1] - 32
        assert after[kernel.format("down")][0] == before[kernel.format("down")][0] - 32
        assert after[kernel.format("qkv")][1] == before[kernel.format("qkv")][1] - 3 * 32
        assert after[kernel.format("attended")][0] == before[kernel.format("attended")][0] - 32


def test_what_it_gives_stays_near(extractor, smaller, window):
    whole = extractor.network.run(window).tags
    near = Network(smaller.SerializeToString(), extractor.special_ids).run(window).tags
    assert whole.shape == near.shape
    assert 0 < np.abs(whole - near).mean() < 0.1 * whole.std()


def test_what_the_others_make_up_for_goes():
    """Of two equal inputs one goes, whatever its weight, and the other takes over its part."""
    random = np.random.default_rng(1)
    given = random.normal(size=(500, 6)).astype(np.float32)
    given[:, 4] = given[:, 1]
    weights = random.normal(size=(6, 3))
    weights[[1, 4]] *= 10
    goal = given @ weights.astype(np.float32) + 2
    kept, (fitted, bias) = _fitted(given, goal, weights, 1, 1, SlimOptions(ridge=1e-6))
    assert {1, 4} - set(kept.tolist()) in ({1}, {4})
    assert np.abs(given[:, kept] @ fitted + bias - goal).max() < 0.01


def test_blocks_go_together():
    random = np.random.default_rng(2)
    given = random.normal(size=(500, 8)).astype(np.float32)
    weights = random.normal(size=(8, 3))
    weights[2:4] = 0.01
    kept, _ = _fitted(given, given @ weights.astype(np.float32), weights, 2, 1, SlimOptions())
    assert kept.tolist() == [0, 1, 4, 5, 6, 7]


def test_a_section_of_the_card_is_replaced():
    card = "# A model\n\n## Scores\n\nold\n\n## Limits\n\nstay\n"
    assert (
        with_section(card, "## Scores", "## Scores\n\nnew\n")
        == "# A model\n\n## Scores\n\nnew\n\n## Limits\n\nstay\n"
    )
    with pytest.raises(ValueError, match="no section ## Speed"):
        with_section(card, "## Speed", "")
