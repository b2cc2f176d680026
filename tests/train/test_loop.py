"""The training loop: every word once an epoch, and a run that is cut off goes on as if it had not been."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from sayso.extract.encode import encode, id_of  # noqa: E402
from sayso.train import loop  # noqa: E402
from sayso.train.corpus import example_of  # noqa: E402
from sayso.train.network import Learner  # noqa: E402
from sayso.train.options import TrainOptions  # noqa: E402


@pytest.fixture(scope="module")
def ids(tokenizer):
    return {token: id_of(tokenizer, token) for token in ("[CLS]", "[SEP]", "[PAD]", "[MASK]")}


@pytest.fixture(scope="module")
def examples(articles, tokenizer):
    return [
        [
            example_of(article.name, encode(article.text, tokenizer), marked)
            for marked in article.annotators.values()
        ]
        for article in articles
    ]


@pytest.fixture
def options(tmp_path):
    """Options for windows and batches of a few words, so that three articles give several steps."""

    def make(out="run", **changes):
        (tmp_path / out).mkdir(exist_ok=True)
        sizes = {"epochs": 2, "window": 40, "batch_pieces": 50, "threads": 1}
        return TrainOptions(train=(tmp_path,), dev=tmp_path, out=tmp_path / out, **(sizes | changes))

    return make


def test_an_epoch_holds_every_word_of_every_article_once(examples, options):
    made = options()
    for epoch in range(5):
        parts = [part for batch in loop.parts_of_epoch(examples, made, epoch) for part in batch]
        words = {}
        for example, window in parts:
            words.setdefault(example.name, []).extend(range(window.start, window.end))
        assert {name: sorted(found) for name, found in words.items()} == {
            copies[0].name: list(range(len(copies[0].encoded.words))) for copies in examples
        }


def test_batches_are_bounded_and_none_is_empty(examples, options):
    made = options()
    for batch in loop.parts_of_epoch(examples, made, 0):
        longest = max(loop._size(part) for part in batch)
        assert 1 <= len(batch) <= max(1, made.batch_pieces // longest)


def test_epochs_differ_and_are_the_same_again(examples, options):
    def shape(epoch, seed=1):
        batches = loop.parts_of_epoch(examples, options(seed=seed), epoch)
        return [[(example.name, window) for example, window in batch] for batch in batches]

    assert shape(0) == shape(0)
    assert shape(0) != shape(1)
    assert shape(0) != shape(0, seed=2)


def test_both_annotators_take_part(examples, options):
    seen = set()
    for epoch in range(20):
        for batch in loop.parts_of_epoch(examples, options(), epoch):
            seen |= {id(example) for example, _ in batch}
    assert seen == {id(example) for copies in examples for example in copies}


@pytest.mark.parametrize(
    ("step", "share"),
    [(0, 0.1), (4, 0.5), (9, 1.0), (10, 1.0), (55, 0.5), (99, 1 / 90), (100, 0.0), (150, 0.0)],
)
def test_the_rate_rises_and_falls(step, share):
    assert loop.rate_at(step, 100, 0.1) == pytest.approx(share)


def test_a_span_cut_by_a_window_begins_anew(examples, ids, options):
    # Windows of one word each: every tag inside a span becomes a beginning, or the loss would be endless.
    learner = Learner(loop.HELPERS, 0.0)
    example = examples[0][0]
    from sayso.extract.encode import Window

    batch = [(example, Window(at, at + 1, at, at + 1)) for at in range(len(example.encoded.words))]
    with torch.no_grad():
        losses = loop.loss_of(learner, batch, ids, options(masked=0.0))
    assert all(0 <= float(loss) < 50 for loss in losses.values())


class Cut(Exception):
    """The power fails."""


def train(options, examples, ids, cut_at=None, monkeypatch=None):
    """Train, to the end or until a step; gives the learner and the averaged weights."""
    torch.manual_seed(options.seed)
    learner = Learner(loop.HELPERS, options.dropout)
    done = 0
    whole = loop.loss_of

    def counted(*arguments):
        nonlocal done
        if done == cut_at:
            raise Cut
        done += 1
        return whole(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(loop, "loss_of", counted)
        patch.setattr(loop, "CHECKPOINT_EVERY", 2)
        patch.setattr(loop, "AVERAGE_EVERY", 1)
        epochs = list(loop.run(learner, examples, ids, options))
    return epochs, learner.state_dict(), torch.load(options.out / "averaged.pt", weights_only=True)


@pytest.mark.slow
@pytest.mark.parametrize("cut", ["in the first epoch", "in the second epoch"])
def test_a_run_that_was_cut_off_ends_with_the_same_weights(cut, examples, ids, options, monkeypatch):
    whole, parted = options("whole"), options("parted")
    epochs, weights, averaged = train(whole, examples, ids, monkeypatch=monkeypatch)
    assert epochs == [1, 2]
    n_steps = len(loop.parts_of_epoch(examples, whole, 0))
    assert n_steps >= 4
    cut_at = 3 if cut == "in the first epoch" else n_steps + 3
    with pytest.raises(Cut):
        train(parted, examples, ids, cut_at, monkeypatch)
    assert (parted.out / loop.CHECKPOINT).exists()
    epochs, again, averaged_again = train(parted, examples, ids, monkeypatch=monkeypatch)
    assert epochs == ([1, 2] if cut == "in the first epoch" else [2])
    for name, value in weights.items():
        assert torch.equal(value, again[name]), name
    for name, value in averaged.items():
        assert torch.equal(value, averaged_again[name]), name


@pytest.mark.slow
def test_training_lowers_the_loss(examples, ids, options):
    made = options(epochs=3, dropout=0.0, masked=0.0, warmup=0.0)
    learner = Learner(loop.HELPERS, 0.0)
    batches = loop.parts_of_epoch(examples, made, 0)

    def loss():
        with torch.no_grad():
            return sum(float(loop.loss_of(learner, batch, ids, made)["tags"]) for batch in batches)

    before = loss()
    assert list(loop.run(learner, examples, ids, made)) == [1, 2, 3]
    assert loss() < 0.8 * before


def test_a_finished_run_has_nothing_left_to_do(examples, ids, options):
    made = options(epochs=0)
    assert list(loop.run(Learner(loop.HELPERS, 0.0), examples, ids, made)) == []
