"""Roles: the words beside a person's name that say what they are."""

from __future__ import annotations

from collections.abc import Mapping

from .names import OPENERS, Name, titles
from .nouns import classes_of
from .passage import Passage
from .phrases import DETERMINERS

_BEFORE_ROLE = frozenset(
    """former then longtime long-time senior chief deputy top fellow acting current one-time onetime
    veteran retired late incoming outgoing assistant associate executive national vice co-founder
    presidential congressional political real estate reality tv talk show radio news state federal
    supreme court high-profile prominent leading conservative liberal progressive independent
    anti-abortion campaign party house senate white""".split()
)
_FULL_TITLES = {
    "sen": "senator", "sens": "senator", "rep": "representative", "reps": "representative", "gov": "governor",
    "govs": "governor", "gen": "general", "prof": "professor", "dr": "doctor", "rev": "reverend",
    "lt": "lieutenant",
    "col": "colonel", "capt": "captain", "sgt": "sergeant", "adm": "admiral", "maj": "major",
    "supt": "superintendent",
}  # fmt: skip
_LONGEST = 16  # words looked at behind a name


def role_before(passage: Passage, name: Name, ends: Mapping[int, Name]) -> tuple[int, int] | None:
    """The words right before a name that say what the one named is: `Harbour Chief`, `campaign manager`."""
    known, lower, words = titles(), passage.lower, passage.words
    first = name.title_from
    has_noun = any(lower[at] in known and lower[at] not in _ADDRESS for at in range(first, name.first))
    at = first - 1
    while (
        at >= 0
        and name.first - at <= _LONGEST // 2
        and passage.sentences[at] == passage.sentences[name.first]
    ):
        word = words[at]
        other = ends.get(at + 1)
        if other is not None and other.type == "person":
            break
        if (
            "person" in classes_of(lower[at])
            and not lower[at].endswith("s")
            and (word[0].islower() or has_noun)
        ):
            has_noun = True
        elif not (
            has_noun
            and (
                lower[at] in _BEFORE_ROLE
                or (word[0].isupper() and lower[at] not in OPENERS)
                or "organisation" in classes_of(lower[at])
                or "government" in classes_of(lower[at])
            )
        ):
            break
        first = at
        at -= 1
    end = name.first
    while end > first and not words[end - 1][0].isalnum() and words[end - 1] != ".":
        end -= 1
    return (first, end) if has_noun and first < end else None


_ADDRESS = frozenset("mr mrs ms miss mx sir".split())


def role_after(passage: Passage, name: Name) -> tuple[int, int] | None:
    """The apposition right behind a name: `, the harbour’s engineer,`."""
    words, lower = passage.words, passage.lower
    at, limit = name.last, min(len(words), name.last + _LONGEST)
    if at + 1 < limit and words[at] == "(":
        while at < limit and words[at] != ")":
            at += 1
        at += 1
    if at + 1 >= limit or words[at] != "," or lower[at + 1] in _RELATIVES:
        return None
    first = at + 1
    if first + 2 < limit and words[first].isdigit() and words[first + 1] == ",":  # Quill, 55, a lawyer
        first += 2
    end = first
    opener = lower[first]
    if opener not in DETERMINERS | _BEFORE_ROLE and "person" not in classes_of(opener):
        return None
    sentence = passage.sentences[name.first]
    while (
        end < limit
        and words[end] not in ',;:()—–"“”.?!'
        and lower[end] not in _RELATIVES - {"and"}
        and passage.sentences[end] == sentence
    ):
        end += 1
    if not any("person" in classes_of(lower[word]) for word in range(first, end)):
        return None
    return first, end


_RELATIVES = frozenset({"who", "whom", "whose", "which", "that", "where", "and", "but"})


def role_words(passage: Passage, name: Name, ends: Mapping[int, Name]) -> set[str]:
    """The words of the titles, roles and brackets beside a name, titles spelled out."""
    found: set[str] = set()
    for part in (role_before(passage, name, ends), role_after(passage, name)):
        if part:
            found.update(passage.lower[part[0] : part[1]])
    at = name.last
    if at + 1 < len(passage) and passage.words[at] == "(":
        stop = min(at + 8, len(passage))
        for word in range(at + 1, stop):
            if passage.words[word] == ")":
                break
            found.update(part.lower() for part in passage.words[word].replace(".", "").split("-"))
    found |= {_FULL_TITLES[word] for word in found if word in _FULL_TITLES}
    return found
