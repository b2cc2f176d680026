"""Nouns that head descriptions of sources, by class: whom or what they stand for."""

from __future__ import annotations

from functools import cache

from .lexicon import word_lists
from .names import Sex

_IRREGULAR = {
    "people": "person", "men": "man", "women": "woman", "children": "child", "wives": "wife",
    "media": "media", "police": "police", "press": "press", "analyses": "analysis", "data": "data",
    "criteria": "criterion", "series": "series", "businessmen": "businessman", "congressmen": "congressman",
    "chairmen": "chairman", "clergymen": "clergyman", "spokesmen": "spokesman", "countrymen": "countryman",
}  # fmt: skip


@cache
def singular(noun: str) -> str:
    """The noun in the singular, small letters; nouns that are the same in both stay."""
    noun = noun.lower()
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "shes", "ches", "xes")):
        return noun[:-2]
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")):
        return noun[:-1]
    return noun


@cache
def is_plural(noun: str) -> bool:
    """Whether the noun is in the plural."""
    lower = noun.lower()
    return singular(lower) != lower or lower in ("people", "police")


@cache
def classes_of(noun: str) -> frozenset[str]:
    """The classes that the noun's singular is listed in: person, organisation, document, group …"""
    lists = word_lists("nouns")
    one = singular(noun)
    classes = {name for name, held in lists.items() if one in held}
    if classes & {"person_female", "person_male"}:
        classes.add("person")
    return frozenset(classes)


@cache
def sex_of(noun: str) -> Sex | None:
    """The sex that the noun tells: `spokeswoman` is female."""
    classes = classes_of(noun)
    if "person_female" in classes:
        return "female"
    return "male" if "person_male" in classes and noun.lower() not in _EITHER_IN_NEWS else None


_EITHER_IN_NEWS = frozenset({"chairman", "guy", "actor"})
