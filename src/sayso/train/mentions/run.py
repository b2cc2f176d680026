"""A run from start to end: states, heads that find names, all heads, figures, the model folder."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from ...errors import AbortRun
from ...extract.bundle import TOKENIZER
from ...extract.encode import encode
from ...extract.extractor import Extractor
from ...extract.mentions import find_mentions
from ...records import Mention
from ..files import write_json
from .heads import MentionHeads
from .labelled import Labelled, Marked
from .loop import Example, count_steps, run, states_of
from .measure import ChoiceCounts, NameCounts, choose
from .options import MentionOptions
from .participants import measure_participants
from .prepare import Prepared, prepare
from .prepare import choose as choose_candidates
from .sources import read_measured, read_training
from .states import StateFolder, Text, write_states
from .write import weights_of, write_mentions

log = logging.getLogger(__name__)

FIRST_THIRD = 3  # the heads that only find names for GAP see every third article of PolNeAR
TUNING = ("crossner dev", "polnear dev")
LEAST_SHARE = 0.02  # of a name, for GAP's answer to be yes; best on GAP train of 0.02 to 0.2


def train_mentions(options: MentionOptions) -> dict[str, Any]:
    """Train mention heads for a finished model and write the model folder with them to `options.out/model`.

    The encoder and what the model had stay bit for bit what they were. Gives the report, also kept in
    `options.out`. A run that was cut off goes on when it is started again with the same options.
    """
    if not options.data.is_dir():
        raise AbortRun(str(options.data), "is no folder", "see docs/training.md for the sets it must hold")
    options.out.mkdir(parents=True, exist_ok=True)
    training = prepared_sets(read_training(options.data), options)
    write_all_states(training, options)
    first = train_first(training, options)
    examples = [example for name, texts in training.items() for example in examples_of(name, texts, options)]
    add_choices(first, [example for example in examples if example.prepared.text.choice is not None])
    heads = train_heads(examples, options, "heads", first)
    folder = write_mentions(heads, options, None)
    report = measure(Extractor(folder), options.data)
    write_json(options.out / "report.json", report)
    write_mentions(heads, options, report)
    return report


def prepared_sets(sets: dict[str, list[Labelled]], options: MentionOptions) -> dict[str, list[Prepared]]:
    """Every set's texts, word by word."""
    tokenizer = Tokenizer.from_file(str(options.model / TOKENIZER))
    return {name: [prepare(text, tokenizer) for text in texts] for name, texts in sets.items()}


def write_all_states(sets: dict[str, list[Prepared]], options: MentionOptions) -> None:
    """The states of every set's texts, each set in a folder of its own."""
    extractor = Extractor(options.model)
    for name, texts in sets.items():
        wanted = [Text(name=one.text.name, text=one.text.text, shape=one.text.shape) for one in texts]
        write_states(wanted, extractor, options.out / "states" / name.replace(" ", "-"), options.layers)


def examples_of(name: str, texts: Iterable[Prepared], options: MentionOptions) -> list[Example]:
    """The texts of a set with their states."""
    folder = StateFolder(options.out / "states" / name.replace(" ", "-"), options.layers)
    return [Example(one, folder, one.refers) for one in texts]


def train_first(training: dict[str, list[Prepared]], options: MentionOptions) -> MentionHeads:
    """Heads that find names and descriptions in texts where nobody marked them (GAP)."""
    examples = [
        example
        for name in ("crossner", "wikigold", "uner", "gum", "polnear")
        for example in examples_of(name, training[name][:: FIRST_THIRD if name == "polnear" else 1], options)
    ]
    only_words = replace(options, epochs=options.first_epochs, word_epochs=options.first_epochs)
    return train_heads(examples, only_words, "first")


def train_heads(
    examples: Sequence[Example], options: MentionOptions, name: str, begin: MentionHeads | None = None
) -> MentionHeads:
    """The moving average of the heads' weights after the last epoch, from `begin` or from chance."""
    torch.manual_seed(options.seed)
    heads = MentionHeads(len(options.layers), options.width, options.dropout)
    if begin is not None:
        heads.load_state_dict(begin.state_dict())
    count_steps(examples, heads)  # where the loss of lines begins from; that of words leaves them so
    averaged = heads
    for _, averaged in run(heads, examples, options, name):  # noqa: B007 - the last one is wanted
        pass
    return averaged


def add_choices(first: MentionHeads, examples: Iterable[Example]) -> None:
    """Give the examples of choices their candidates, as the first heads find them."""
    for example in examples:
        names, descriptions = [], []
        for mention in mentions_of(first, example):
            if mention.form == "name" and mention.type:
                names.append(Marked(mention.span, mention.type))
            elif mention.form == "description" and mention.type:
                descriptions.append(Marked(mention.span, mention.type))
        prepared = example.prepared
        example.refers = choose_candidates(prepared.text, prepared.encoded, names, descriptions)


def mentions_of(heads: MentionHeads, example: Example) -> tuple[Mention, ...]:
    """What the heads find in a text."""
    heads.eval()
    with torch.no_grad():
        states, rows = states_of([example])
        tags, refers = heads(states)
    words = rows[0]
    return find_mentions(
        example.prepared.encoded, tags[words].numpy(), refers[words].numpy(), weights_of(heads)
    )


def measure(reader: Extractor, data: Path) -> dict[str, Any]:
    """The finished model's figures: F1 of names on every set with names, GAP's scores, ECB+'s links.

    `tuning` names the sets that choices were made on.
    """

    def read(text: str) -> tuple[Mention, ...]:
        encoded = encode(text, reader.tokenizer)
        scores = reader.network.read(encoded, reader.bundle.window, reader.bundle.overlap)
        weights = reader.bundle.mention_weights
        if weights is None or scores.mentions is None or scores.refers is None:
            return ()
        return find_mentions(encoded, scores.mentions, scores.refers, weights)

    names: dict[str, Any] = {}
    choices = ChoiceCounts()
    for name, texts in read_measured(data).items():
        counts = NameCounts()
        for text in texts:
            if text.choice is not None:
                choices.add(text, choose(text.text, text.choice, read(text.text), LEAST_SHARE))
            else:
                counts.add(text, read(text.text))
        if counts.all.wanted:
            names[name] = counts.to_json()
    links = measure_participants(data / "coref" / "ecbplus", read)
    return {"names": names, "gap": choices.to_json(), "ecb+": links, "tuning": list(TUNING)}
