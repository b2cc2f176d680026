"""Comparing: whether two names can be one speaker's, and whether one who appears is one who is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from .name import Name, country_of, is_nickname, read_name, sound
from .profile import Appearance, Held, Match, Profile
from .roles import compare_roles, read_role

# What each thing found is worth; two names are one speaker's from JOINED on. Set by hand and checked on the
# tune half of eval/names.tsv (`python -m sayso.link.names_report eval/names.tsv`).
JOINED = 0.8
SAME, TURNED, SHORT_FORM, MIDDLE_LEFT_OUT, WITHIN = 1.0, 0.95, 0.92, 0.92, 0.85
INITIAL, SPELLING, SURNAME, GIVEN = 0.7, 0.7, 0.5, 0.45
ACRONYM = 0.8
ROLE, OFFICE_HELD, COMPANY, SOME_COMPANY, COUNTRY = 0.35, 0.4, 0.3, 0.1, 0.1
LONGEST_LIFE = 70  # years between what one person is reported to say
CLOSE = 2  # years within which two roles are held at one time


@dataclass(frozen=True, slots=True)
class NameMatch:
    """How alike two names are, 0 to 1, and by what; `apart` where they are two people's."""

    score: float
    because: str
    apart: bool = False


UNLIKE = NameMatch(0.0, "different names", apart=True)


@lru_cache(maxsize=262_144)
def compare_names(one: Name, other: Name) -> NameMatch:
    """How alike two names are; the order of the two makes no difference."""
    if one.family != other.family or not one.words or not other.words:
        return UNLIKE
    if one.family == "words":
        return UNLIKE
    if one.family == "organisation":
        return _organisations(one, other)
    if one.suffix != other.suffix and one.full and other.full:
        return NameMatch(0.0, "one is junior or senior to the other", apart=True)
    if one.gender and other.gender and one.gender != other.gender:
        return NameMatch(0.0, "a man and a woman", apart=True)
    if one.words == other.words:
        return NameMatch(SAME, "the same name") if one.full else NameMatch(SURNAME, "the same bare name")
    if not (one.full and other.full):
        return _bare(one, other)
    if len(one.words) == len(other.words) and sorted(one.words) == sorted(other.words):
        return NameMatch(TURNED, "the same name in another order")
    return _persons(one, other)


def _bare(one: Name, other: Name) -> NameMatch:
    if one.full == other.full:
        return UNLIKE
    bare, full = (one, other) if other.full else (other, one)
    if full.words[-len(bare.words) :] == bare.words:
        return NameMatch(SURNAME, f"surname of {full.text}")
    if full.words[0] == bare.words[0]:
        return NameMatch(GIVEN, f"first part of {full.text}")
    return UNLIKE


def _persons(one: Name, other: Name) -> NameMatch:
    given = _given(one.words[0], other.words[0])
    short, long = sorted((one.words, other.words), key=len)
    # One of two given or family names is left out: nothing else may differ.
    left_out = len(long) > len(short) and set(short) <= set(long)
    if given is None:
        same_end = left_out and short[-1] == long[-1]
        return NameMatch(WITHIN, "the same name, a given name left out") if same_end else UNLIKE
    if one.words[-1] == other.words[-1]:
        middles = one.words[1:-1], other.words[1:-1]
        if all(middles) and not _agree(middles[0][0], middles[1][0]):
            return NameMatch(0.0, "different middle names", apart=True)
        if given.score == SAME:
            return NameMatch(MIDDLE_LEFT_OUT, "the same name but for a middle name")
        return given
    if left_out:
        return NameMatch(WITHIN, "the same name, a family name left out")
    if given.score < SPELLING or not _spelt_alike(one.words[-1], other.words[-1]):
        return UNLIKE
    return NameMatch(SPELLING, "the same name spelt otherwise")


def _given(one: str, other: str) -> NameMatch | None:
    if one == other:
        return NameMatch(SAME, "the same name")
    if is_nickname(one, other):
        return NameMatch(SHORT_FORM, f"{one.title()} and {other.title()} are forms of one name")
    if min(len(one), len(other)) == 1 and one[0] == other[0]:
        return NameMatch(INITIAL, "an initial fits")
    if _spelt_alike(one, other):
        return NameMatch(SPELLING, "the same name spelt otherwise")
    return None


def _agree(one: str, other: str) -> bool:
    """Whether two middle names are one, or one is the other's initial."""
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])


@lru_cache(maxsize=65_536)
def _spelt_alike(one: str, other: str) -> bool:
    from rapidfuzz.distance import JaroWinkler

    if min(len(one), len(other)) < 4:
        return False
    return sound(one) == sound(other) != "" and JaroWinkler.similarity(one, other) >= 0.75


def _organisations(one: Name, other: Name) -> NameMatch:
    if one.place and other.place and one.place != other.place:
        return NameMatch(0.0, "of two countries", apart=True)
    if sorted(one.words) == sorted(other.words):
        if one.place == other.place:
            return NameMatch(
                SAME if one.full else SURNAME, "the same name" if one.full else "the same bare name"
            )
        if one.full and other.full:
            return NameMatch(WITHIN, "the same name, the country left out")
        return NameMatch(SURNAME, "the same name, but every country has such a body")
    short, long = sorted((one, other), key=lambda name: len(name.words))
    if len(short.words) == 1 and len(long.words) > 1 and _is_acronym(short, long):
        return NameMatch(ACRONYM, f"the initials of {long.text}")
    if _set_alike(one, other):
        return NameMatch(SPELLING + 0.1, "the same name spelt otherwise")
    if not short.full and short.words and set(short.words) < set(long.words) and not short.place:
        return (
            NameMatch(SURNAME, f"the last words of {long.text}")
            if (long.words[-len(short.words) :] == short.words)
            else UNLIKE
        )
    return UNLIKE


def _is_acronym(short: Name, long: Name) -> bool:
    letters = short.words[0]
    if not 3 <= len(letters) <= 6 or not short.text.replace(".", "").replace("the ", "").isupper():
        return False
    initials = "".join(word[0] for word in long.words)
    with_place = "".join(part[0] for part in long.place.split()) + initials if long.place else initials
    return letters in {initials, with_place, long.place + initials}


def _set_alike(one: Name, other: Name) -> bool:
    from rapidfuzz import fuzz

    if len(one.words) != len(other.words) or one.place != other.place:
        return False
    left, right = sorted(one.words), sorted(other.words)
    odd = [(a, b) for a, b in zip(left, right, strict=True) if a != b]
    return len(odd) == 1 and min(map(len, odd[0])) >= 6 and fuzz.ratio(*odd[0]) >= 88


def compare(appearance: Appearance, profile: Profile) -> Match:
    """How well who appears fits who is known: the names first, then roles, times and company as evidence."""
    names = _read_all((appearance.name, *appearance.aliases), appearance.kind)
    known = _read_all(profile.names, profile.kind)
    name = _best(names, known)
    if name.apart:
        return Match(profile=profile.id, score=0.0, because=name.because, apart=True)
    score, reasons = name.score, [name.because]
    against = _against(appearance, profile, names[0])
    if against:
        return Match(
            profile=profile.id,
            score=0.0,
            because=against,
            apart=True,
            exact=names[0].key in {k.key for k in known},
        )
    for worth, reason in _evidence(appearance, profile, names[0]):
        score += worth
        reasons.append(reason)
    return Match(
        profile=profile.id,
        score=round(score, 4),
        because="; ".join(reasons),
        exact=names[0].key in {other.key for other in known},
    )


@lru_cache(maxsize=65_536)
def _read_all(texts: tuple[str, ...], kind: str | None) -> tuple[Name, ...]:
    return tuple(read_name(text, kind) for text in texts)


def _best(names: Sequence[Name], known: Sequence[Name]) -> NameMatch:
    # A junior is apart from every name of the senior, whatever else fits.
    found = [compare_names(one, other) for one in names for other in known]
    hard = [match for match in found if match.apart and match is not UNLIKE]
    best = max(found, key=lambda match: match.score, default=UNLIKE)
    return hard[0] if hard and best.score < SAME else best


def _against(appearance: Appearance, profile: Profile, name: Name) -> str:
    """Why they cannot be the same; empty where nothing speaks against it."""
    if _years_between(appearance.date, profile.first, profile.last) > LONGEST_LIFE:
        return f"{LONGEST_LIFE} years lie between"
    mine = [role for role in (*appearance.roles, *name.titles) if role]
    agreements = [(role, held, compare_roles(role, held.title)) for role in mine for held in profile.roles]
    if any(
        agreement == "same" and _in_time(appearance, profile, role, held)
        for role, held, agreement in agreements
    ):
        return ""
    for role, held, agreement in agreements:
        if agreement == "same":  # of a roster, and not at that time
            return f"was {held.title} {held.since or ''} to {held.until or ''}, not on {appearance.date}"
        if agreement == "unlike" and _at_one_time(appearance, profile, held) and not read_role(role).past:
            return f"{role} is not {held.title}"
    return ""


def _in_time(appearance: Appearance, profile: Profile, role: str, held: Held) -> bool:
    if not profile.listed or not appearance.date:
        return True
    if held.since and appearance.date < held.since[: len(appearance.date)]:
        return False
    return not (held.until and appearance.date[: len(held.until)] > held.until and not read_role(role).past)


def _at_one_time(appearance: Appearance, profile: Profile, held: Held) -> bool:
    return _years_between(appearance.date, held.since, held.until) <= CLOSE


def _years_between(date: str | None, first: str | None, last: str | None) -> int:
    """Whole years from the date to the nearer end of the time; 0 where they overlap or one is not known."""
    if not date or not date[:4].isdigit():
        return 0
    year = int(date[:4])
    if first and first[:4].isdigit() and year < int(first[:4]):
        return int(first[:4]) - year
    if last and last[:4].isdigit() and year > int(last[:4]):
        return year - int(last[:4])
    return 0


def _evidence(appearance: Appearance, profile: Profile, name: Name) -> list[tuple[float, str]]:
    found: list[tuple[float, str]] = []
    mine = [role for role in (*appearance.roles, *name.titles) if role]
    same = [
        (role, held) for role in mine for held in profile.roles
        if compare_roles(role, held.title) == "same" and _in_time(appearance, profile, role, held)
    ]  # fmt: skip
    if same:
        role, held = same[0]
        worth = OFFICE_HELD if profile.listed and held.since else ROLE
        alike = f"both {role}" if role == held.title else f"{role} is {held.title}"
        found.append((worth, alike + (" then" if profile.listed and held.since and appearance.date else "")))
    together = appearance.beside & profile.near
    if together:
        # Beside others, whoever holds another office may be another of the family.
        n = 1 if mine and profile.roles and not same else len(together)
        speakers = f"{n} others speak" if n > 1 else "another speaks"
        found.append((COMPANY if n > 1 else SOME_COMPANY, f"{speakers} beside both at the time"))
    told = appearance.country and country_of(appearance.country)
    if told and profile.country and told == country_of(profile.country):
        found.append((COUNTRY, f"both of {profile.country}"))
    return found
