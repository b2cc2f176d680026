"""Annotated articles as training examples: a label and links for every word."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from ..evaluate.brat import GoldAttribution, read_gold
from ..extract.encode import EncodedText, Ints, Window, encode
from ..extract.labels import OUTSIDE, begin, inside

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Part = TypeVar("Part")
NO_LABEL = -100  # what torch's cross entropy leaves out
POS_TAGS = (
    "NN IN NNP DT JJ NNS , . VBD RB PRP VB CC VBZ TO VBG VBN VBP '' CD PRP$ `` MD POS : WP WDT NNPS WRB RP "
    "JJR JJS RBR -RRB- -LRB- EX $ RBS PDT UH WP$ FW LS SYM #"
).split()
RELATIONS = (
    "punct case nmod nsubj det compound amod dobj root advmod mark aux cc conj nmod:poss ccomp xcomp advcl "
    "cop dep acl:relcl nummod acl neg appos auxpass nsubjpass nmod:tmod compound:prt parataxis mwe expl "
    "nmod:npmod csubj iobj det:predet cc:preconj discourse csubjpass"
).split()
NAMES = "O PERSON ORGANIZATION LOCATION DATE MISC NUMBER DURATION PERCENT MONEY TIME ORDINAL SET".split()


@dataclass(frozen=True, slots=True)
class Example:
    """One article with the labels of one annotator.

    `tags`: (n words,) role tags. `cue_of`, `source_of`: for words of contents and cues, the words that
    they link to (empty tuple: none). `helpers`: (n words, 4) part of speech, relation, head word, name
    class, `NO_LABEL` where there is none.
    """

    name: str
    encoded: EncodedText
    tags: Ints
    cue_of: dict[int, tuple[int, ...]]
    source_of: dict[int, tuple[int, ...]]
    helpers: Ints


def read_examples(folder: Path, tokenizer: Tokenizer) -> Iterator[list[Example]]:
    """Every article of a brat folder or of JSON Lines, as one example per annotator, in order of name."""
    parses = dict(_read_parses(folder / "corenlp.jsonl.gz"))
    for gold in read_gold(folder).documents:
        encoded = encode(gold.text, tokenizer)
        helpers = _helpers_of(encoded, parses.get(gold.name))
        yield [
            example_of(gold.name, encoded, gold.annotators[annotator], helpers)
            for annotator in sorted(gold.annotators)
        ]


def example_of(
    name: str, encoded: EncodedText, attributions: Iterable[GoldAttribution], helpers: Ints | None = None
) -> Example:
    """The labels of one annotator on an encoded text. Where two spans claim a word, the first has it."""
    tags = np.full(len(encoded.words), OUTSIDE, dtype=np.int64)
    cue_of: dict[int, tuple[int, ...]] = {}
    source_of: dict[int, tuple[int, ...]] = {}
    for attribution in attributions:
        of_role = {
            role: [words_of(encoded, span.start, span.end) for span in getattr(attribution, role)]
            for role in ("source", "cue", "content")
        }
        for role, fragments in of_role.items():
            for words in fragments:
                _tag(tags, encoded, words, role)
        cue = tuple(word for words in of_role["cue"] for word in words)
        source = tuple(word for words in of_role["source"] for word in words)
        for words in of_role["content"]:
            for word in words:
                cue_of.setdefault(word, cue)
        for word in cue:
            source_of.setdefault(word, source)
    if helpers is None:
        helpers = np.full((len(encoded.words), 4), NO_LABEL, dtype=np.int64)
    return Example(name, encoded, tags, cue_of, source_of, helpers)


def words_of(encoded: EncodedText, start: int, end: int) -> range:
    """The words that the code points `[start, end)` touch."""
    first = int(np.searchsorted(encoded.words[:, 1], start, side="right"))
    last = int(np.searchsorted(encoded.words[:, 0], end, side="left"))
    return range(first, last)


def _tag(tags: Ints, encoded: EncodedText, words: range, role: str) -> None:
    starts = encoded.lines[:, 0]
    for word in words:
        if tags[word] != OUTSIDE:
            continue
        opens = word == words.start or word in starts or tags[word - 1] not in (begin(role), inside(role))
        tags[word] = begin(role) if opens else inside(role)


def _read_parses(path: Path) -> Iterator[tuple[str, Any]]:
    if not path.exists():
        return
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            document = json.loads(line)
            yield document["id"], document


def _helpers_of(encoded: EncodedText, parse: Any | None) -> Ints:
    labels = np.full((len(encoded.words), 4), NO_LABEL, dtype=np.int64)
    if parse is None:
        return labels
    word_at = {int(start): index for index, start in enumerate(encoded.words[:, 0])}
    for tokens, dependencies in zip(parse["tokens"], parse["dependencies"], strict=True):
        words = [word_at.get(token[0]) for token in tokens]
        for token, word in zip(tokens, words, strict=True):
            if word is not None:
                labels[word, 0] = POS_TAGS.index(token[2])
                labels[word, 3] = NAMES.index(token[4])
        for head, dependent, relation in dependencies:
            word = words[dependent - 1]
            head_word = word if head == 0 else words[head - 1]
            if word is None:
                continue
            labels[word, 1] = RELATIONS.index(relation)
            if head_word is not None:
                labels[word, 2] = head_word
    return labels


def batches_of(
    parts: list[Part], size: Callable[[Part], int], most: int, generator: random.Random, noise: float
) -> list[list[Part]]:
    """Parts of like size together, as many as padded have `most` pieces; the batches shuffled.

    Only roughly by size: a little noise keeps the batches of two epochs different.
    """
    parts = sorted(parts, key=lambda part: size(part) * generator.uniform(1 - noise, 1 + noise))
    batches: list[list[Part]] = []
    batch: list[Part] = []
    longest = 0
    for part in parts:
        longest = max(longest, size(part))
        if batch and longest * (len(batch) + 1) > most:
            batches.append(batch)
            batch, longest = [], size(part)
        batch.append(part)
    batches.append(batch)
    generator.shuffle(batches)
    return batches


def pieces_in(encoded: EncodedText, window: Window) -> int:
    """The pieces of a window, with the two special ones."""
    return int(encoded.first_piece[window.end] - encoded.first_piece[window.start]) + 2


def training_windows(encoded: EncodedText, size: int, generator: random.Random) -> list[Window]:
    """The text cut into windows at line ends, elsewhere in every epoch; no overlap."""
    first = encoded.first_piece
    ends = encoded.lines[:, 1]
    found = []
    start, room = 0, generator.randint(size // 3, size)
    while start < len(encoded.words):
        end = int(np.searchsorted(first, first[start] + room, side="right")) - 1
        line = int(np.searchsorted(ends, end, side="right")) - 1
        if line >= 0 and ends[line] > start:
            end = int(ends[line])
        end = min(max(end, start + 1), len(encoded.words))
        found.append(Window(start, end, start, end))
        start, room = end, size
    return found
