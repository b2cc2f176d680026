"""The labels of names and descriptions, the pronouns, and the kinds of mention that links tell apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..records import MENTION_TYPES, MentionForm, MentionType

NAME_TYPES: tuple[MentionType, ...] = MENTION_TYPES
# Descriptions of nationality do not occur: "the Iranians" holds a name.
DESCRIPTION_TYPES: tuple[MentionType, ...] = ("person", "organisation", "place", "other")


def tags_of(types: tuple[MentionType, ...]) -> tuple[str, ...]:
    """`O`, then `B-` and `I-` of every type."""
    return ("O", *(f"{prefix}-{one}" for one in types for prefix in ("B", "I")))


NAME_TAGS = tags_of(NAME_TYPES)
DESCRIPTION_TAGS = tags_of(DESCRIPTION_TYPES)
N_MENTION_TAGS = len(NAME_TAGS) + len(DESCRIPTION_TAGS)

# A closed class (Huddleston and Pullum 2002, The Cambridge Grammar of the English Language, ch. 5 § 10.1),
# with the relative pronouns that may stand for people and bodies.
_PRONOUNS = {
    "he": "he him his himself",
    "she": "she her hers herself",
    "it": "it its itself",
    "they": "they them their theirs themselves themself",
    "i": "i me my mine myself",
    "we": "we us our ours ourselves",
    "you": "you your yours yourself yourselves",
    "who": "who whom whose",
    "which": "which",
}
PRONOUNS: dict[str, str] = {word: kind for kind, words in _PRONOUNS.items() for word in words.split()}
KINDS: tuple[str, ...] = (
    *_PRONOUNS,
    *(f"description {one}" for one in DESCRIPTION_TYPES),
    *(f"name {one}" for one in NAME_TYPES),
)
N_KINDS = len(KINDS)


def kind_of(form: MentionForm, type_: MentionType | None, word: str) -> int:
    """The number of the mention's kind; `word` is its head word."""
    key = PRONOUNS[word.casefold()] if form == "pronoun" else f"{form} {type_}"
    return KINDS.index(key)


def legal_of(tags: tuple[str, ...]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which of the tags may start a line, shape (tags,), and follow a tag, shape (from, to)."""
    start = np.array([not tag.startswith("I-") for tag in tags])
    follow = np.array([[not to.startswith("I-") or to[2:] == tag[2:] for to in tags] for tag in tags])
    return start, follow
