"""A smaller network: what goes is what the rest can make up for, and the rest learns."""

from __future__ import annotations

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")

from sayso.extract.bundle import NETWORK  # noqa: E402
from sayso.extract.encode import batch_of, encode, windows_of  # noqa: E402
from sayso.extract.network import Network  # noqa: E402
from sayso.train.card import with_section  # noqa: E402
from sayso.train.slim.graph import HEAD, LAYERS, Graph, Runner, before  # noqa: E402
from sayso.train.slim.prune import LEAST_HEADS, LEAST_UNITS, STEP, cheapest, prune, removals  # noqa: E402

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
def inputs(window):
    features = zip(("quote", "shape", "line"), window.features, strict=True)
    given = {"pieces": window.pieces, **dict(features)}
    return {name: values.astype(np.int32) for name, values in given.items()}


@pytest.fixture
def whole(extractor):
    return onnx.load(extractor.bundle.folder / NETWORK)


@pytest.fixture(scope="module")
def smaller(extractor, inputs):
    """The shipped graph without what saves a thirtieth of its time, and what stays of it."""
    model = onnx.load(extractor.bundle.folder / NETWORK)
    with pytest.MonkeyPatch.context() as patch:
        # What leaving out a thousand units of every layer costs takes half a minute to find out.
        patch.setattr("sayso.train.slim.prune.LEAST_UNITS", max(sizes(model)[1]) - 2 * STEP)
        return model, prune(model, [inputs], save=1 / 30)


def sizes(model):
    graph = Graph(model)
    heads = [len(graph.get(f"layer{layer}.qkv.bias")) // (3 * HEAD) for layer in range(LAYERS)]
    return heads, [len(graph.get(f"layer{layer}.up.bias")) for layer in range(LAYERS)]


def test_what_stays_is_what_the_cut_says(whole, smaller):
    model, cut = smaller
    assert sizes(model) == (cut.heads, cut.units) != sizes(whole)
    graph = Graph(model)
    for layer, (heads, units) in enumerate(zip(cut.heads, cut.units, strict=True)):
        assert graph.weights(f"layer{layer}.attended").shape[0] == heads * HEAD
        assert graph.weights(f"layer{layer}.down").shape[0] == units
        assert heads >= LEAST_HEADS
        assert units >= LEAST_UNITS


def test_what_it_gives_stays_near(extractor, smaller, window):
    whole = extractor.network.run(window).tags
    near = Network(smaller[0].SerializeToString(), extractor.special_ids).run(window).tags
    assert whole.shape == near.shape
    assert 0 < np.abs(whole - near).mean() < 0.2 * whole.std()


def test_the_cheapest_for_the_time_saved_go_first():
    """Heads of layer 2 and units of layer 5 cost next to nothing; all others much."""
    heads = [[1.0] * 8 if layer != 2 else [0.001, 0.002, 5.0] for layer in range(LAYERS)]
    units = [[1.0] * 4 if layer != 5 else [0.001, 5.0] for layer in range(LAYERS)]
    assert cheapest(heads, units, 0.0) == ([0] * 6, [0] * 6)
    less_heads, less_units = cheapest(heads, units, 0.013)
    assert less_heads == [0, 0, 2, 0, 0, 0]
    assert less_units == [0, 0, 0, 0, 0, 1]
    everything = cheapest(heads, units, 1.0)
    assert everything == ([8, 8, 3, 8, 8, 8], [4, 4, 4, 4, 4, 2])


def test_what_the_others_make_up_for_goes_first():
    """Of two equal inputs one goes, whatever its weight, and costs nothing."""
    random = np.random.default_rng(1)
    given = random.normal(size=(500, 6))
    given[:, 4] = given[:, 1]
    weights = random.normal(size=(6, 3))
    weights[[1, 4]] *= 10
    order, costs = removals(given.T @ given + 1e-6 * np.eye(6), weights, 1, 3)
    assert order[0] in (1, 4)
    assert costs[0] < 0.01 * costs[1] <= 0.01 * costs[2]
    assert len(set(order)) == 3


def test_the_cost_is_the_error_that_is_left():
    """After the others have been fitted anew by least squares."""
    random = np.random.default_rng(2)
    given = random.normal(size=(400, 8)) @ random.normal(size=(8, 8))
    weights = random.normal(size=(8, 3))
    weights[2:4] = 0.01
    order, costs = removals(given.T @ given, weights, 2, 1)
    assert order == [1]
    kept = [0, 1, 4, 5, 6, 7]
    _, left, _, _ = np.linalg.lstsq(given[:, kept], given @ weights, rcond=None)
    assert costs[0] == pytest.approx(left.sum(), rel=1e-6)


def test_steps_of_units_are_whole(smaller, whole):
    for before_, after in zip(sizes(whole)[1], smaller[1].units, strict=True):
        assert (before_ - after) % STEP == 0


def test_weights_that_are_put_back_are_those_that_were_read(whole):
    graph = Graph(whole)
    weights, bias = graph.weights("layer0.up"), graph.get("layer0.up.bias")
    graph.replace("layer0.up", weights, bias)
    step = np.abs(weights).max(axis=0) / 64
    assert (np.abs(graph.weights("layer0.up") - weights) <= 0.51 * step).all()
    assert (graph.get("layer0.up.bias") == bias).all()


def test_a_section_of_the_card_is_replaced():
    card = "# A model\n\n## Scores\n\nold\n\n## Limits\n\nstay\n"
    assert (
        with_section(card, "## Scores", "## Scores\n\nnew\n")
        == "# A model\n\n## Scores\n\nnew\n\n## Limits\n\nstay\n"
    )
    with pytest.raises(ValueError, match="no section ## Speed"):
        with_section(card, "## Speed", "")


# --- learning, which needs torch -------------------------------------------------------------------------


def test_the_student_is_the_graph(whole, inputs):
    """In torch the layers give what the graph gives, but for the 8 bits of the graph's activations."""
    torch = pytest.importorskip("torch")
    from sayso.train.slim.heal import SEEN, Student

    places = ["hidden", *(before(layer) for layer in SEEN)]
    given = Runner(whole, places).run(inputs)
    with torch.no_grad():
        states = Student(Graph(whole))(torch.from_numpy(given["hidden"])[None], None)
    for layer, state in zip(SEEN, states, strict=True):
        wanted = given[before(layer)]
        assert np.abs(state[0].numpy() - wanted).mean() < 0.1 * wanted.std()


def test_what_is_learned_is_nearer_to_the_whole(whole, extractor, inputs, tmp_path):
    """A layer that gives half of what it gave learns to give it again, and leaves a checkpoint."""
    pytest.importorskip("torch")
    from sayso.train.slim.heal import heal
    from sayso.train.slim.options import SlimOptions

    def off(model):
        wanted, given = (Runner(one, ["tags"]).run(inputs)["tags"] for one in (whole, model))
        return float(((wanted - given) ** 2).mean())

    damaged = onnx.ModelProto()
    damaged.CopyFrom(whole)
    graph = Graph(damaged)
    graph.replace("layer3.down", graph.weights("layer3.down") / 2, graph.get("layer3.down.bias"))
    before = off(damaged)
    options = SlimOptions(data=tmp_path, model=tmp_path, out=tmp_path, epochs=20, rate=3e-4, average=0.5)
    heal(damaged, whole, [encode(TEXT, extractor.tokenizer)], extractor, options)
    assert off(damaged) < before / 2
    assert (tmp_path / "healing.pt").exists()
