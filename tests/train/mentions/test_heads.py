"""The heads: what they learn, what the loss counts, and that their graph changes nothing that was there."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")

from sayso.extract.antecedents import BACK, REFER_WIDTH  # noqa: E402
from sayso.extract.bundle import NETWORK, SHIPPED, load_bundle  # noqa: E402
from sayso.extract.encode import encode  # noqa: E402
from sayso.extract.extractor import Extractor  # noqa: E402
from sayso.extract.mention_labels import N_MENTION_TAGS, NAME_TAGS, legal_of  # noqa: E402
from sayso.extract.network import Network  # noqa: E402
from sayso.records import Document, Span  # noqa: E402
from sayso.train.mentions.graph import add_mention_heads, build_heads  # noqa: E402
from sayso.train.mentions.heads import MentionHeads  # noqa: E402
from sayso.train.mentions.labelled import Choice, Labelled, Marked  # noqa: E402
from sayso.train.mentions.loop import (  # noqa: E402
    Example,
    allowed_tags,
    count_steps,
    line_loss,
    losses_of,
    run,
    states_of,
)
from sayso.train.mentions.options import MentionOptions  # noqa: E402
from sayso.train.mentions.prepare import UNSURE, choose, prepare  # noqa: E402
from sayso.train.mentions.run import mentions_of  # noqa: E402
from sayso.train.mentions.states import StateFolder, Text, write_states  # noqa: E402
from sayso.train.mentions.write import weights_of, write_mentions  # noqa: E402

LAYERS = (2, 6)
TEXT = "Ada Quill met a spokesman.\nShe thanked Oskar Pell. He left.\n"
REPORT = {
    "names": {},
    "gap": {"masculine": 0.5, "feminine": 0.5, "bias": 1.0, "overall": 0.5, "precision": 0.5, "recall": 0.5},
    "ecb+": {"pronouns": {"wanted": 4, "judged": 2, "precision": 0.5, "recall": 0.25}},
}


def labelled(**given):
    def at(words, kind):
        return Marked(Span(TEXT.index(words), TEXT.index(words) + len(words)), kind)

    made = Labelled(
        name="x",
        text=TEXT,
        names=(at("Ada Quill", "person"), at("Oskar Pell", "person")),
        descriptions=(at("a spokesman", "person"),),
        clusters=((TEXT.index("Quill"), TEXT.index("She")), (TEXT.index("Pell"), TEXT.index("He left"))),
    )
    return replace(made, **given)


@pytest.fixture(scope="module")
def options(tmp_path_factory):
    out = tmp_path_factory.mktemp("run")
    return MentionOptions(
        data=out, model=SHIPPED, out=out, layers=LAYERS, width=32, epochs=60, dropout=0.0, rate=1e-2
    )


@pytest.fixture(scope="module")
def folder(extractor, options):
    write_states([Text(name="x", text=TEXT)], extractor, options.out / "states", LAYERS)
    return StateFolder(options.out / "states", LAYERS)


@pytest.fixture(scope="module")
def trained(folder, tokenizer, options):
    prepared = prepare(labelled(), tokenizer)
    examples = [Example(prepared, folder, prepared.refers)]
    torch.manual_seed(1)
    heads = MentionHeads(len(LAYERS), options.width)
    count_steps(examples, heads)
    *_, (epoch, smooth) = run(heads, examples, options, "heads")
    assert epoch == options.epochs
    return examples, smooth


def test_words_and_pieces_get_their_labels(tokenizer):
    prepared = prepare(labelled(unsure=(Span(TEXT.index("thanked"), TEXT.index("thanked") + 7),)), tokenizer)
    tags = [NAME_TAGS[tag] if tag != UNSURE else "?" for tag in prepared.names]
    assert tags[:3] == ["B-person", "I-person", "O"]
    assert tags.count("?") == 1
    refers = prepared.refers
    assert refers.right.sum(axis=1).tolist() == [1] * len(refers.right)
    she, he = (int(np.flatnonzero(refers.places.head == word)[0]) for word in (6, 11))
    assert refers.pairs.candidate[she][refers.right[she, :BACK]].tolist() == [0]
    assert refers.pairs.candidate[he][refers.right[he, :BACK]].tolist() == [he - 1]


def test_a_choice_sets_right_against_wrong_names(tokenizer):
    names = labelled().names
    text = labelled(
        choice=Choice(
            Span(TEXT.index("She"), TEXT.index("She") + 3), (names[0].span, names[1].span), (True, False)
        )
    )
    refers = choose(text, encode(TEXT, tokenizer), names, ())
    (at,) = np.flatnonzero(refers.weight)
    assert refers.pairs.candidate[at][refers.right[at, :BACK]].tolist() == [0]
    neither = replace(text, choice=replace(text.choice, right=(False, False)))
    refers = choose(neither, encode(TEXT, tokenizer), names, ())
    assert refers.right[at, BACK]
    assert not refers.right[at, :BACK][refers.pairs.candidate[at] == 0][0]
    after = replace(text, choice=replace(text.choice, right=(False, True)))
    assert choose(after, encode(TEXT, tokenizer), names, ()) is None


def test_heads_learn_a_text_by_heart(trained):
    examples, heads = trained
    found = mentions_of(heads, examples[0])
    assert [(one.span.of(TEXT), one.form, one.type) for one in found] == [
        ("Ada Quill", "name", "person"),
        ("a spokesman", "description", "person"),
        ("She", "pronoun", None),
        ("Oskar Pell", "name", "person"),
        ("He", "pronoun", None),
    ]
    assert [one.antecedents[0][0] for one in found if one.form == "pronoun"] == [0, 3]
    losses = losses_of(heads, examples, whole_lines=True)
    assert all(loss.item() < 0.2 for loss in losses.values())


def test_a_finished_run_is_not_run_again(trained, options):
    examples, heads = trained
    again = MentionHeads(len(LAYERS), options.width)
    ((epoch, smooth),) = run(again, examples, options, "heads")
    assert epoch == options.epochs
    for name, value in smooth.state_dict().items():
        assert torch.equal(value, heads.state_dict()[name])


def test_types_that_a_set_leaves_out_cost_nothing(trained, folder, tokenizer):
    _, heads = trained
    unnamed = labelled(names=(), clusters=None)
    strict, lenient = (
        losses_of(heads, [Example(prepare(replace(unnamed, unmarked=kinds), tokenizer), folder, None)])
        for kinds in (frozenset(), frozenset({"person"}))
    )
    assert lenient["names"].item() < strict["names"].item() / 2


def test_the_graph_of_the_heads_computes_what_was_trained(trained, tmp_path):
    import onnxruntime

    examples, heads = trained
    path = tmp_path / "heads.onnx"
    onnx.save(build_heads(heads, LAYERS), path)
    states, _ = states_of(examples)
    parts = states.numpy().reshape(1, len(states), len(LAYERS), -1)
    session = onnxruntime.InferenceSession(path)
    inputs = {one.name: parts[:, :, number] for number, one in enumerate(session.get_inputs())}
    mentions, refers = session.run(["mentions", "refers"], inputs)
    with torch.no_grad():
        expected = heads(states)
    assert np.abs(mentions[0] - expected[0].numpy()).max() < 1e-3
    assert np.abs(refers[0] - expected[1].numpy()).max() < 1e-3


def test_added_heads_leave_tags_and_links_as_they_were(trained, extractor, tmp_path):
    _, heads = trained
    before = onnx.load(SHIPPED / NETWORK)
    after = add_mention_heads(before, heads, LAYERS)
    assert add_mention_heads(after, heads, LAYERS).SerializeToString() == after.SerializeToString()
    onnx.save(after, tmp_path / "network.onnx")
    network = Network(tmp_path / "network.onnx", extractor.special_ids)
    encoded = encode(TEXT, extractor.tokenizer)
    old, new = (one.read(encoded, 382, 64) for one in (extractor.network, network))
    assert np.array_equal(old.tags, new.tags)
    assert np.array_equal(old.links, new.links)
    assert new.mentions.shape == (len(encoded.words), N_MENTION_TAGS)
    assert new.refers.shape == (len(encoded.words), 2 * REFER_WIDTH)


def test_the_folder_that_is_written_reads_mentions(trained, options):
    _, heads = trained
    folder = write_mentions(heads, options, REPORT)
    bundle = load_bundle(folder)
    assert np.allclose(bundle.mention_weights.name_steps, weights_of(heads).name_steps, atol=1e-4)
    document = Document(name="x", text=TEXT, raw=b"", media_type="text/plain", encoding="utf-8")
    found = Extractor(folder).extract(document).mentions
    assert [one.span.of(TEXT) for one in found if one.form != "description"] == [
        "Ada Quill", "She", "Oskar Pell", "He",
    ]  # fmt: skip
    assert "## Names and mentions" in (folder / "MODEL_CARD.md").read_text(encoding="utf-8")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["report"]["mentions"] == REPORT
    assert manifest["version"] == bundle.version


def test_the_loss_of_lines_is_that_of_all_sequences_spelled_out():
    torch.manual_seed(2)
    n_tags, words = len(NAME_TAGS), 3
    scores, steps = torch.randn(words + 1, n_tags), torch.randn(n_tags, n_tags)
    gold = torch.tensor([1, 2, UNSURE, 0])  # the last word is a line of its own
    outside = torch.zeros(words + 1, n_tags, dtype=torch.bool)
    allowed = allowed_tags(gold, n_tags, outside)
    lines = torch.tensor([[0, words], [words, words + 1]])
    start, follow = legal_of(NAME_TAGS)

    def logs(line, permitted):
        sums = []
        for tags in itertools.product(range(n_tags), repeat=len(line)):
            legal = start[tags[0]] and all(follow[a, b] for a, b in itertools.pairwise(tags))
            if legal and all(permitted[word, tag] for word, tag in zip(line, tags, strict=True)):
                score = sum(scores[word, tag] for word, tag in zip(line, tags, strict=True))
                sums.append(score + sum(steps[a, b] for a, b in itertools.pairwise(tags)))
        return torch.logsumexp(torch.stack(sums), 0)

    everything = torch.ones_like(allowed)
    expected = sum(logs(line, everything) - logs(line, allowed) for line in ([0, 1, 2], [3])) / 4
    found = line_loss(scores, allowed, steps, lines, torch.ones(words + 1))
    assert found.item() == pytest.approx(expected.item(), abs=1e-4)
