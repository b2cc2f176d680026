"""From labelled texts to what the loss needs: tags of words, mentions as numbers, right antecedents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...extract.antecedents import BACK, Pairs, Places, pairs_of
from ...extract.encode import EncodedText, Ints, encode
from ...extract.mention_labels import DESCRIPTION_TAGS, KINDS, NAME_TAGS
from ...extract.mentions import Spot, head_word, places_of, pronouns_in
from ...records import Span
from .labelled import Labelled, Marked

UNSURE = -100
# Pronouns that CoreNLP leaves alone though they surely stand for someone: no evidence of standing for none.
SURELY_REFER = frozenset({"he", "she", "they", "i", "we", "you", "who"})
NAME_SHARE, UNCLEAR_SHARE = 0.3, 0.5  # weight of a name's antecedent, of a description that is in no chain


@dataclass(frozen=True, slots=True)
class Referring:
    """Mentions of a text and what they stand for.

    `right` (mentions, BACK + 1): the candidates, and last none, that are right; `allowed`: those that
    compete; `weight` (mentions,): 0 where nothing is known.
    """

    places: Places
    pairs: Pairs
    right: NDArray[np.bool_]
    allowed: NDArray[np.bool_]
    weight: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Prepared:
    """One text for the loss. `names`, `descriptions`: a tag for every word, UNSURE where there is none."""

    text: Labelled
    encoded: EncodedText
    names: Ints
    descriptions: Ints
    refers: Referring | None


def prepare(text: Labelled, tokenizer: Any) -> Prepared:
    """The text's labels, word by word."""
    encoded = encode(text.text, tokenizer)
    names = _tags(encoded, text.names, NAME_TAGS)
    for span in text.unsure:
        low, high = _words(encoded, span)
        of_span = names[low:high]
        of_span[of_span == 0] = UNSURE
    descriptions = _tags(encoded, text.descriptions, DESCRIPTION_TAGS)
    refers = _chained(text, encoded) if text.clusters is not None else None
    return Prepared(text, encoded, names, descriptions, refers)


def _tags(encoded: EncodedText, marked: Sequence[Marked] | None, tags: tuple[str, ...]) -> Ints:
    if marked is None:
        return np.full(len(encoded.words), UNSURE, dtype=np.int64)
    found = np.zeros(len(encoded.words), dtype=np.int64)
    for one in sorted(marked, key=lambda one: (one.span.start, -one.span.end)):
        low, high = _words(encoded, one.span)
        if low < high and not found[low:high].any():
            found[low] = tags.index(f"B-{one.type}")
            found[low + 1 : high] = tags.index(f"I-{one.type}")
    return found


def _words(encoded: EncodedText, span: Span) -> tuple[int, int]:
    low = int(np.searchsorted(encoded.words[:, 1], span.start, side="right"))
    high = int(np.searchsorted(encoded.words[:, 0], span.end, side="left"))
    return low, high


def spots_of(
    encoded: EncodedText, names: Sequence[Marked], descriptions: Sequence[Marked], extra: Sequence[Span] = ()
) -> list[Spot]:
    """The marked spans and all pronouns as the decoder would give them."""
    spots: dict[tuple[int, int], Spot] = {}
    taken: set[int] = set()
    heads: set[int] = set()
    for one in names:
        low, high = _words(encoded, one.span)
        if low < high:
            head = head_word(encoded, low, high)
            spots[low, high] = Spot(low, high, head, "name", one.type, 1.0)
            taken |= set(range(low, high))
            heads.add(head)
    for one in descriptions:
        low, high = _words(encoded, one.span)
        if low < high and (low, high) not in spots and head_word(encoded, low, high) not in heads:
            spots[low, high] = Spot(low, high, head_word(encoded, low, high), "description", one.type, 1.0)
    pronouns = [*pronouns_in(encoded, 0, len(encoded.words)), *(_words(encoded, span)[0] for span in extra)]
    for word in pronouns:
        if word not in taken:
            spots[word, word + 1] = Spot(word, word + 1, word, "pronoun", None, 1.0)
    return [spots[key] for key in sorted(spots)]


def _chained(text: Labelled, encoded: EncodedText) -> Referring:
    """What clusters say: a mention stands for the earlier ones of its cluster, the first one for none."""
    spots = spots_of(encoded, text.names or (), text.descriptions or ())
    places = places_of(encoded, spots)
    pairs = pairs_of(places, 0, len(spots))
    cluster_of = {place: number for number, cluster in enumerate(text.clusters or ()) for place in cluster}
    begins = encoded.words[:, 0]
    cluster = np.array([cluster_of.get(int(begins[spot.head]), -1 - at) for at, spot in enumerate(spots)])
    right = np.zeros((len(spots), BACK + 1), dtype=np.bool_)
    right[:, :BACK] = pairs.possible & (cluster[pairs.candidate] == cluster[:, None])
    right[:, BACK] = ~right[:, :BACK].any(axis=1)
    weight = np.ones(len(spots), dtype=np.float32)
    for at, spot in enumerate(spots):
        alone = cluster[at] < 0
        if spot.form == "name":
            weight[at] = NAME_SHARE
        elif spot.form == "description" and alone:
            weight[at] = UNCLEAR_SHARE
        elif alone and KINDS[places.kind[at]] in SURELY_REFER:
            weight[at] = 0.0
    return Referring(places, pairs, right, np.ones_like(right), weight * text.weight)


def choose(
    text: Labelled, encoded: EncodedText, names: Sequence[Marked], descriptions: Sequence[Marked]
) -> Referring | None:
    """What a choice between two names says of its pronoun, among mentions that the heads themselves found.

    Names that share a word with the right name are right too; other names are wrong, and who else may be
    meant (descriptions, other pronouns) is left open. None where the right name does not stand before.
    """
    choice = text.choice
    if choice is None:
        return None
    kept = [one for one in names if not any(one.span.overlaps(name) for name in choice.names)]
    kept += [Marked(name, "person") for name in choice.names]
    spots = spots_of(encoded, kept, descriptions, [choice.pronoun])
    places = places_of(encoded, spots)
    pairs = pairs_of(places, 0, len(spots))
    word = _words(encoded, choice.pronoun)[0]
    at = next((number for number, spot in enumerate(spots) if spot.start == word), None)
    if at is None:
        return None
    forms = [text.text[slice(*_ends(encoded, spot))] for spot in spots]
    of_name = [_sharing(forms, spots, name.of(text.text)) for name in choice.names]
    right = np.zeros((len(spots), BACK + 1), dtype=np.bool_)
    allowed = np.zeros((len(spots), BACK + 1), dtype=np.bool_)
    is_name = np.array([spot.form == "name" for spot in spots])
    row = pairs.candidate[at]
    yes = np.zeros(len(spots), dtype=np.bool_)
    no = np.zeros(len(spots), dtype=np.bool_)
    for sharing, truly in zip(of_name, choice.right, strict=True):
        (yes if truly else no)[sharing] = True
    no &= ~yes
    if any(choice.right):
        if not (pairs.possible[at] & yes[row]).any():
            return None
        right[at, :BACK] = yes[row]
        allowed[at, :BACK] = is_name[row]
        allowed[at, BACK] = True
    else:
        right[at, :BACK] = ~no[row]
        right[at, BACK] = True
        allowed[at] = True
    right[at, :BACK] &= pairs.possible[at]
    weight = np.zeros(len(spots), dtype=np.float32)
    weight[at] = text.weight
    return Referring(places, pairs, right, allowed, weight)


def _ends(encoded: EncodedText, spot: Spot) -> tuple[int, int]:
    return int(encoded.words[spot.start, 0]), int(encoded.words[spot.end - 1, 1])


def _sharing(forms: list[str], spots: list[Spot], name: str) -> list[int]:
    """The names that share a word of some length with this one."""
    words = {word for word in name.casefold().split() if len(word) > 2}
    return [
        number
        for number, (form, spot) in enumerate(zip(forms, spots, strict=True))
        if spot.form == "name" and (form == name or words & set(form.casefold().split()))
    ]
