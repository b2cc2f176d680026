"""Differences between what two versions say was said."""

from __future__ import annotations

from typing import Any

import pytest

from sayso.ledger import Ledger
from sayso.ledger.diff import diff

URL = "https://courier.example/crane"
BEFORE = (
    "Ada Quill said the crane fell at noon on the north pier. Tomas Orrin denied it was old. "
    "Quill warned of more storms."
)
BEFORE_SAID = (
    ("Ada Quill", "said", "the crane fell at noon on the north pier"),
    ("Tomas Orrin", "denied", "it was old"),
    ("Quill", "warned", "of more storms"),
)


def test_what_was_added_dropped_and_changed_is_told(ledger: Ledger, telling: Any) -> None:
    after = (
        "Quill warned of more storms. Ada Quill said the crane fell at one on the north pier. "
        "The union called for an inquiry."
    )
    said = (
        ("Quill", "warned", "of more storms"),
        ("Ada Quill", "said", "the crane fell at one on the north pier"),
        ("The union", "called", "for an inquiry"),
    )
    older, newer = telling.reading(BEFORE, BEFORE_SAID, url=URL), telling.reading(after, said, url=URL)
    for reading in (older, newer):
        telling.add(ledger, reading)
    changed, added, dropped = ledger.diff(older.document.id, newer.document.id)
    assert (changed.kind, changed.roles, changed.because) == (
        "changed",
        ("content",),
        "same speaker, 89% of the words alike",
    )
    assert changed.older is not None
    assert changed.newer is not None
    assert changed.older.content == "the crane fell at noon on the north pier"
    assert changed.newer.content == "the crane fell at one on the north pier"
    assert changed.newer.attribution == newer.attributions[1]
    assert (added.kind, added.older, added.newer and added.newer.source) == ("added", None, "The union")
    assert (dropped.kind, dropped.newer, dropped.older and dropped.older.content) == (
        "dropped",
        None,
        "it was old",
    )


CASES = [
    (("Ada Quill", "said", "the crane fell"), ("Ada Quill", "said", "the crane fell"), []),
    (
        ("Ada Quill", "said", "the crane fell"),
        ("Ada Quill", "claimed", "the crane fell"),
        [("changed", ("cue",))],
    ),
    (
        ("Ada Quill", "said", "the crane fell"),
        ("Tomas Orrin", "said", "the crane fell"),
        [("changed", ("source",))],
    ),
    (
        ("Ada Quill", "said", "the crane fell"),
        ("Ada Quill", "said", "nobody was hurt"),
        [("added", ()), ("dropped", ())],
    ),
]


@pytest.mark.parametrize(("before", "after", "expected"), CASES)
def test_one_statement(
    telling: Any, before: tuple[str, ...], after: tuple[str, ...], expected: list[Any]
) -> None:
    older, newer = (telling.reading(" ".join(said) + ".", (said,)) for said in (before, after))
    assert [(change.kind, change.roles) for change in diff(older, newer)] == expected


def test_a_version_differs_not_from_itself(telling: Any) -> None:
    reading = telling.reading()
    assert list(diff(reading, reading)) == []


def test_each_statement_has_one_partner(telling: Any) -> None:
    older = telling.reading("Quill said the pier is shut now.", (("Quill", "said", "the pier is shut now"),))
    text = "Orrin said the pier is shut now. Quill said the pier is shut today."
    said = (("Orrin", "said", "the pier is shut now"), ("Quill", "said", "the pier is shut today"))
    kinds = {
        change.newer.source: change.kind
        for change in diff(older, telling.reading(text, said))
        if change.newer
    }
    assert sorted(kinds.values()) == ["added", "changed"]
