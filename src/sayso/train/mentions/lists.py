"""Word lists for labels that no set marks: names of peoples, titles, and nouns for people and bodies."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ...records import MentionType

FOLDER = Path(__file__).parent


@cache
def groups() -> frozenset[str]:
    """Words for nationalities, faiths and political camps, in small letters, plurals included."""
    words = set((FOLDER / "groups.txt").read_text(encoding="utf-8").casefold().split())
    plurals = {word + "s" for word in words if not word.endswith(("s", "sh", "ch", "ese"))}
    return frozenset(words | plurals)


@cache
def nouns() -> dict[str, MentionType]:
    """Nouns that describe people, bodies, places and documents, in small letters, with the type of each."""
    found: dict[str, MentionType] = {}
    kind: MentionType | None = None
    for line in (FOLDER / "nouns.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")  # type: ignore[assignment]
        elif kind:
            for word in line.split():
                found[word] = kind
                found.setdefault(_plural(word), kind)
    return found


def _plural(word: str) -> str:
    for single, plural in (("woman", "women"), ("man", "men"), ("child", "children"), ("person", "people")):
        if word.endswith(single):
            return word.removesuffix(single) + plural
    if word.endswith("y") and word[-2] not in "aeo":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "ch", "sh", "x")) else "s")


TITLES = frozenset(
    """mr mrs ms miss mx dr prof professor sir dame lord lady rev reverend fr sen senator rep gov governor
    gen general col colonel lt maj major sgt sergeant capt captain adm admiral cmdr president secretary
    minister judge justice mayor chief king queen prince princess pope sheikh ayatollah imam rabbi
    congressman congresswoman speaker chairman chairwoman ambassador premier chancellor spc pfc cpl""".split()
)
