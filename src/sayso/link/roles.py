"""Roles: what offices people hold, and whether two of them can be one person's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

from .name import country_of, fold, without_country

Agreement = Literal["same", "unlike", "unknown"]

_SMALL = frozenset(
    "the of for and a an in at to with s new then current longtime who is was top senior deputy".split()
)
_PAST = re.compile(r"\b(?:former|ex|late|then|retired|onetime|one-time|past|previous|outgoing)\b[- ]?", re.I)
# Fields that one person is in at one time, or moves between; in all others at one time they are two people.
_BESIDE = {
    frozenset(pair)
    for pair in (
        ("politics", "business"), ("politics", "law"), ("politics", "military"),
        ("politics", "education"),
        ("politics", "science"), ("politics", "media"), ("politics", "religion"), ("business", "law"),
        ("business", "science"), ("business", "media"), ("business", "arts"), ("business", "sport"),
        ("arts", "media"), ("arts", "science"), ("science", "education"), ("education", "law"),
        ("law", "military"),
        ("science", "media"), ("sport", "media"), ("arts", "education"),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One role, ready to be compared: the office, its field, where or of what it is, and if it is over."""

    text: str
    office: str
    field: str
    of: frozenset[str]
    country: str
    past: bool


@lru_cache(maxsize=16_384)
def read_role(text: str) -> Role:
    """The role in these words; the office is empty where they are no office that is known."""
    past = bool(_PAST.search(text))
    folded = " " + " ".join(fold(_PAST.sub(" ", text)).replace(".", "").replace("’", "'").split()) + " "
    found = _offices()[0].search(folded)
    office, field = _offices()[1][found[0].strip()] if found else ("", "")
    rest = folded if found is None else folded[: found.start()] + " " + folded[found.end() :]
    country = country_of(rest)
    words = re.findall(r"[^\W_]+", without_country(rest) if country else rest)
    of = frozenset(word for word in words if word not in _SMALL)
    return Role(text=text, office=office, field=field, of=of, country=country, past=past)


@cache
def _offices() -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    stands: dict[str, tuple[str, str]] = {}
    field = ""
    text = files(__package__).joinpath("roles.txt").read_text(encoding="utf-8")
    for row in text.splitlines():
        if row.startswith("["):
            field = row.strip("[] ")
        elif "=" in row and not row.startswith("#"):
            office, phrases = row.split("=", 1)
            for phrase in phrases.split(","):
                stands[fold(phrase.strip()).replace(".", "")] = (office.strip(), field)
    longest = sorted(stands, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])"), stands


@lru_cache(maxsize=65_536)
def compare_roles(one: str, other: str) -> Agreement:
    """Whether two roles are one and the same, cannot be one person's at one time, or neither is known."""
    left, right = read_role(one), read_role(other)
    if not (left.office and right.office):
        same = left.of and left.of == right.of and left.country == right.country
        return "same" if same and left.office == right.office else "unknown"
    elsewhere = bool(left.country and right.country and left.country != right.country)
    if left.office == right.office:
        apart = bool(left.of and right.of and not left.of & right.of)
        if left.office in _OF_MANY:
            # Of a spokesman or a doctor there are thousands: without saying of what, it tells nothing.
            told = bool(left.of & right.of or (left.country and left.country == right.country))
            return (
                "same"
                if told and not apart
                else "unlike"
                if apart and left.office in _ONE_SEAT
                else "unknown"
            )
        return "unlike" if elsewhere or (apart and left.office in _ONE_SEAT) else "same"
    if left.field != right.field and frozenset((left.field, right.field)) not in _BESIDE:
        return "unlike"
    return "unlike" if elsewhere and left.field == right.field == "politics" else "unknown"


# One holds it at one place: of two places, it is two people.
_ONE_SEAT = frozenset(
    "mayor governor senator policechief president primeminister chancellor coach player monarch".split()
)
_OF_MANY = frozenset(
    """minister spokesperson adviser candidate diplomat commissioner general colonel commander sergeant
    soldier judge justice prosecutor lawyer officer chiefexecutive financechief chair founder
    analyst economist owner businessperson head doctor nurse scientist professor teacher student
    player coach referee captainofteam actor singer writer artist journalist cleric resident witness
    relative worker tourist councillor representative mayor governor senator policechief ambassador
    partyleader royal admiral
    memberofparliament filmdirector""".split()
)
