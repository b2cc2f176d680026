"""Export: the graph that is shipped computes what was trained."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")

from sayso.extract.encode import BREAKS, QUOTE_STATES, SHAPES  # noqa: E402
from sayso.extract.labels import N_TAGS  # noqa: E402
from sayso.extract.network import LINK_WIDTH, Network  # noqa: E402
from sayso.train.export import build_graph, largest_difference, write_int8  # noqa: E402
from sayso.train.network import VOCABULARY, Reader  # noqa: E402

FP32_TOLERANCE = 1e-4  # of a score; rounding alone gives about 1e-5
# Of a score, as a share of the scores' standard deviation: 8 bits, one scale for a product's activations.
INT8_TOLERANCE = 0.5
INT8_MEAN_TOLERANCE = 0.1


@pytest.fixture(scope="module")
def reader():
    """A network with random weights, of the size that ships."""
    torch.manual_seed(1)
    return Reader(0.0).eval()


@pytest.fixture(scope="module")
def inputs():
    """Three windows of one length."""
    random = np.random.default_rng(1)
    size = (3, 40)
    made = {
        "pieces": random.integers(0, VOCABULARY, size),
        "quote": random.integers(0, QUOTE_STATES, size),
        "shape": random.integers(0, SHAPES, size),
        "line": random.integers(0, BREAKS, size),
    }
    return {name: values.astype(np.int32) for name, values in made.items()}


@pytest.fixture(scope="module")
def expected(reader, inputs):
    """What torch computes: tags and links."""
    values = [
        torch.from_numpy(inputs[name].astype(np.int64)) for name in ("pieces", "quote", "shape", "line")
    ]
    with torch.no_grad():
        tags, links, _ = reader(*values, torch.ones(3, 40, dtype=torch.bool))
    return tags.numpy(), links.numpy()


@pytest.fixture(scope="module")
def graph(reader):
    return build_graph(reader)


def run(path, inputs):
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(["tags", "links"], inputs)


@pytest.fixture(scope="module")
def fp32(graph, tmp_path_factory):
    path = tmp_path_factory.mktemp("fp32") / "network.onnx"
    onnx.save(graph, path)
    return path


@pytest.fixture(scope="module")
def int8(graph, tmp_path_factory):
    path = tmp_path_factory.mktemp("int8") / "network.onnx"
    write_int8(graph, path)
    return path


def test_the_graph_agrees_with_torch(reader, fp32, inputs, expected):
    tags, links = run(fp32, inputs)
    expected_tags, expected_links = expected
    assert tags.shape == (3, 40, N_TAGS)
    assert links.shape == (3, 40, 4 * LINK_WIDTH)
    assert np.abs(tags - expected_tags).max() < FP32_TOLERANCE
    assert np.abs(links - expected_links).max() < FP32_TOLERANCE
    assert largest_difference(reader, fp32, inputs) == pytest.approx(
        np.abs(tags - expected_tags).max(), abs=1e-6
    )


def test_8_bits_are_enough(int8, inputs, expected):
    tags, links = run(int8, inputs)
    for found, wanted in ((tags, expected[0]), (links, expected[1])):
        differences = np.abs(found - wanted) / wanted.std()
        assert differences.max() < INT8_TOLERANCE
        assert differences.mean() < INT8_MEAN_TOLERANCE


def test_8_bits_are_small(int8, fp32):
    assert int8.stat().st_size < 30_000_000
    assert int8.stat().st_size < fp32.stat().st_size / 3


def test_a_shorter_window_is_read_too(reader, fp32, inputs):
    alone = {name: values[1:2, :17] for name, values in inputs.items()}
    assert run(fp32, alone)[0].shape == (1, 17, N_TAGS)
    assert largest_difference(reader, fp32, alone) < FP32_TOLERANCE


def test_the_reader_of_texts_runs_the_graph(fp32, tokenizer, extractor):
    network = Network(fp32, extractor.special_ids)
    from sayso.extract.encode import encode

    encoded = encode("“It holds,” said Ada Quill.", tokenizer)
    scores = network.read(encoded, 382, 64)
    assert scores.tags.shape == (len(encoded.words), N_TAGS)
    assert np.isfinite(scores.links).all()
