"""Three invented articles with annotations, as training examples and as files."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from sayso.evaluate.brat import GoldAttribution
from sayso.records import Span

TOWNS = ("Brenholm", "Tarnwick", "Ostrey")


@dataclass(frozen=True)
class Article:
    """An invented article: its name, its text, and the annotations of one or two annotators."""

    name: str
    text: str
    annotators: dict[str, list[GoldAttribution]]


def article(number: int, town: str) -> Article:
    """Five lines about one town's pier, with four attributions marked."""
    lines = [
        (f"Pier {number} in {town} closed", None, None, None),
        ("“It will not hold,” said Ada Quill.", "Ada Quill", "said", "“It will not hold,”"),
        (f"The mayor of {town} claimed that it was safe.", f"The mayor of {town}", "claimed", "it was safe"),
        (f"Nobody in {town} was told, it was said.", None, "was said", f"Nobody in {town} was told"),
        ("“We heard thunder,” a fisherman recalled.", "a fisherman", "recalled", "“We heard thunder,”"),
    ]
    text, marked = "", []
    for line, *roles in lines:
        places = [
            ()
            if words is None
            else (Span(len(text) + line.index(words), len(text) + line.index(words) + len(words)),)
            for words in roles
        ]
        if places[1]:
            marked.append(GoldAttribution(source=places[0], cue=places[1], content=places[2]))
        text += line + "\n"
    annotators = {"": marked} if number else {"one": marked, "other": marked[:2]}
    return Article(f"article{number}", text, annotators)


@pytest.fixture(scope="session")
def articles():
    """Three articles, the first with two annotators."""
    return [article(number, town) for number, town in enumerate(TOWNS)]
