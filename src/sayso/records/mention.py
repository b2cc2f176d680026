"""Mentions: where a text names or refers to someone or something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from .span import Span

MentionForm = Literal["name", "description", "pronoun"]
MENTION_FORMS: tuple[MentionForm, ...] = get_args(MentionForm)

MentionType = Literal["person", "organisation", "place", "nationality", "other"]
MENTION_TYPES: tuple[MentionType, ...] = get_args(MentionType)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place in a document that names or refers to someone or something.

    A name is marked without titles and roles. `type` is None where it is not known (a pronoun's).
    `confidence` is the model's probability (0 to 1) of span and type. `antecedents` are the mentions
    before it (by their number in the reading) that it may stand for, likeliest first, with their
    probabilities; what is missing to 1 says that it stands for none of them.
    """

    span: Span
    form: MentionForm
    type: MentionType | None = None
    confidence: float = 1.0
    antecedents: tuple[tuple[int, float], ...] = ()

    def __post_init__(self) -> None:
        if self.form not in MENTION_FORMS:
            raise ValueError(f"form must be one of {MENTION_FORMS}, got {self.form!r}")
        if self.type is not None and self.type not in MENTION_TYPES:
            raise ValueError(f"type must be one of {MENTION_TYPES}, got {self.type!r}")
        if not 0 <= self.confidence <= 1:
            raise ValueError(f"confidence must be 0 to 1, got {self.confidence}")
