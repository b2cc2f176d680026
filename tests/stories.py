"""Invented articles of any length, for tests of what they share: the same number, the same words."""

from __future__ import annotations

import random

_WHO = "harbour board|ferry crew|tide office|bridge keeper|salt guild|pilots|lock master|quay council"
_DID = "closed|inspected|repainted|measured|refused|delayed|counted|blamed|praised|drained"
_WHAT = "sluice|crane|old pier|north basin|signal mast|customs shed|dredger|breakwater|tide gauge|slipway"
_WHEN = "at dawn|after the storm|for the ninth time|without notice|in thick fog|by order|during the fair"
_WHY = (
    "because nobody had asked|as the ledger shows|although it was Sunday|which surprised few|so the fee rose"
)
_LISTS = [part.split("|") for part in (_WHO, _DID, _WHAT, _WHEN, _WHY)]


def paragraph(number: int, sentences: int = 4) -> str:
    """A paragraph of some sixty words."""
    dice = random.Random(number)
    return " ".join(_sentence(dice) for _ in range(sentences))


def _sentence(dice: random.Random) -> str:
    who, did, what, when, why = (dice.choice(choices) for choices in _LISTS)
    one, other = _place(dice), _place(dice)  # so that no run of eight words comes twice
    return f"The {who} of {one} {did} the {what} of {other} {when}, {why}, {dice.randint(3, 999)} days later."


def _place(dice: random.Random) -> str:
    parts = ("mar", "tol", "ven", "ash", "kel", "dun", "pry", "ost", "lin")
    return "".join(dice.choice(parts) for _ in range(4)).title()


def story(*numbers: int) -> str:
    """An article of these paragraphs."""
    return "\n\n".join(map(paragraph, numbers)) + "\n"
