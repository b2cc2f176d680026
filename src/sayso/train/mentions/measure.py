"""How well the heads do: names on each set, choices between two names, links of clusters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...records import Mention, MentionType, Span
from .labelled import Choice, Labelled

COARSE: tuple[MentionType, ...] = ("person", "organisation", "place")


@dataclass(slots=True)
class Counts:
    """Right, found and wanted spans."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0 where nothing is right."""
        return 2 * self.right / (self.found + self.wanted) if self.right else 0.0

    def to_json(self) -> dict[str, float]:
        """Precision, recall and F1 with the counts."""
        return {
            "precision": self.right / self.found if self.found else 0.0,
            "recall": self.right / self.wanted if self.wanted else 0.0,
            "f1": self.f1,
            "wanted": self.wanted,
        }


@dataclass(slots=True)
class NameCounts:
    """Counts of exact spans with their types: overall, by type, and of spans whatever their type."""

    all: Counts = field(default_factory=Counts)
    untyped: Counts = field(default_factory=Counts)
    by_type: dict[MentionType, Counts] = field(default_factory=dict)

    def add(self, text: Labelled, found: Iterable[Mention], types: Sequence[MentionType] = COARSE) -> None:
        """Count one text; names in `unsure` stretches that are not marked are neither right nor wrong."""
        wanted = {(one.span, one.type) for one in text.names or () if one.type in types}
        named = {(one.span, one.type) for one in found if one.form == "name" and one.type in types}
        named = {
            one for one in named if one in wanted or not any(one[0].overlaps(span) for span in text.unsure)
        }
        _count(self.all, named, wanted)
        _count(self.untyped, {one[0] for one in named}, {one[0] for one in wanted})
        for kind in types:
            of_kind = [{one for one in spans if one[1] == kind} for spans in (named, wanted)]
            _count(self.by_type.setdefault(kind, Counts()), *of_kind)

    def to_json(self) -> dict[str, object]:
        """All of it, as plain values."""
        return {
            "all": self.all.to_json(),
            "span": self.untyped.to_json(),
            "by_type": {kind: counts.to_json() for kind, counts in self.by_type.items()},
        }


def _count(counts: Counts, found: set[Any], wanted: set[Any]) -> None:
    counts.right += len(found & wanted)
    counts.found += len(found)
    counts.wanted += len(wanted)


def likely_names(mentions: Sequence[Mention]) -> list[dict[int, float]]:
    """For every mention, the share of each name (by number) that it stands for, followed back through links.

    What a mention says of its antecedents is passed on, so that `his … he … Quill` counts for Quill.
    """
    shares: list[dict[int, float]] = []
    for number, mention in enumerate(mentions):
        own: dict[int, float] = {}
        if mention.form == "name":
            own[number] = 1.0
        else:
            for before, chance in mention.antecedents:
                for name, share in shares[before].items():
                    own[name] = own.get(name, 0.0) + chance * share
            own = dict(sorted(own.items(), key=lambda item: -item[1])[:8])
        shares.append(own)
    return shares


def choose(text: str, choice: Choice, mentions: Sequence[Mention], least: float) -> tuple[bool, bool]:
    """Which of the two names the pronoun stands for, by the share of names that are worded like it."""
    shares = likely_names(mentions)
    at = next((n for n, one in enumerate(mentions) if one.span == choice.pronoun), None)
    if at is None:
        return (False, False)
    mass = [0.0, 0.0]
    for name, share in shares[at].items():
        for which, span in enumerate(choice.names):
            if _alike(text, mentions[name].span, span):
                mass[which] += share
    likelier = 0 if mass[0] >= mass[1] else 1
    return (likelier == 0 and mass[0] >= least, likelier == 1 and mass[1] >= least)


def _alike(text: str, one: Span, other: Span) -> bool:
    if one.overlaps(other):
        return True
    words = {word for word in one.of(text).casefold().split() if len(word) > 2}
    return bool(words & set(other.of(text).casefold().split()))


@dataclass(slots=True)
class ChoiceCounts:
    """GAP's scores: F1 of `stands for`, of masculine and of feminine pronouns."""

    masculine: Counts = field(default_factory=Counts)
    feminine: Counts = field(default_factory=Counts)

    def add(self, text: Labelled, answer: tuple[bool, bool]) -> None:
        """Count one pronoun's two names."""
        assert text.choice is not None
        pronoun = text.choice.pronoun.of(text.text).casefold()
        counts = self.feminine if pronoun in ("she", "her", "hers", "herself") else self.masculine
        for said, true in zip(answer, text.choice.right, strict=True):
            counts.right += said and true
            counts.found += said
            counts.wanted += true

    def to_json(self) -> dict[str, float]:
        """F1 by gender, overall, and the ratio of the two (Webster et al. 2018)."""
        both = Counts(
            self.masculine.right + self.feminine.right,
            self.masculine.found + self.feminine.found,
            self.masculine.wanted + self.feminine.wanted,
        )
        bias = self.feminine.f1 / self.masculine.f1 if self.masculine.f1 else 0.0
        return {
            "masculine": self.masculine.f1, "feminine": self.feminine.f1, "bias": bias, "overall": both.f1,
            "precision": both.to_json()["precision"], "recall": both.to_json()["recall"],
        }  # fmt: skip
