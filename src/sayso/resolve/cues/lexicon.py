"""The lexicon of cues: which words and phrases say, deny, warn or think, and what they tell of the outlet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Generic, Literal, Protocol, TypeVar, get_args

from ...records import CUE_CLASSES, STANCES, CueClass, Stance

CueRole = Literal["head", "factive", "light", "bare", "silent"]
CUE_ROLES: tuple[CueRole, ...] = get_args(CueRole)

Effect = Literal[
    "none", "negated", "possible", "conditional", "future", "would", "endorsing", "distancing", "auxiliary",
]  # fmt: skip
EFFECTS: tuple[Effect, ...] = get_args(Effect)

GAP = "…"  # in a phrase: up to MOST_BETWEEN words may stand here
MOST_BETWEEN = 3  # "made it very clear", "expressed his deep regret"

_WORDS = re.compile(
    r"[^\W_]+?(?=n't\b)|n't\b|'(?:s|ll|d|re|ve|m)\b|[^\W_]+(?:-[^\W_]+)*|--|[^\w\s]", re.IGNORECASE
)
_REFLEXIVES = frozenset("himself herself itself themselves myself yourself ourselves".split())
_POSSESSIVES = frozenset("his her its their my your our".split())
_BRITISH = (("ize", "ise"), ("yze", "yse"), ("avor", "avour"), ("onor", "onour"), ("efense", "efence"))
_VOWELS = frozenset("aeiou")
_UNINFLECTED = frozenset(
    "a an the of on in to for at by from with about against and or as is are was were be it that this not no "
    "out up down off over into upon behind around one's oneself than".split()
)


class _Phrased(Protocol):
    @property
    def phrase(self) -> str: ...


RowT = TypeVar("RowT", bound=_Phrased)


@dataclass(frozen=True, slots=True, kw_only=True)
class CueRow:
    """One word or phrase as a cue. `source` names who decided its class and stance, and why.

    Roles: `head` decides a cue; `factive` too, and takes its content for granted even when negated;
    `light` gives way to any head beside it ("expressed support"); `bare` decides only where the cue holds
    no other word at all ("of", "has", ":"); `silent` is a not-saying.
    """

    phrase: str
    cue_class: CueClass
    stance: Stance
    role: CueRole
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModifierRow:
    """One word or phrase that stands before a cue's head, and its effect on what the head says."""

    phrase: str
    effect: Effect
    source: str


@dataclass(frozen=True, slots=True)
class Match(Generic[RowT]):
    """A row found in tokens `[start, end)`."""

    start: int
    end: int
    row: RowT


class Phrases(Generic[RowT]):
    """Rows to be found in a run of tokens, in any inflection, the longest phrase at each place."""

    def __init__(self, rows: Iterable[RowT], irregular: Iterable[tuple[str, str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], RowT]]] = {}
        words: set[str] = set()
        for row in rows:
            phrase = tuple(row.phrase.split())
            words.update(phrase)
            self._by_first.setdefault(phrase[0], []).append((phrase, row))
        for longest in self._by_first.values():
            longest.sort(key=lambda entry: -len(entry[0]))
        self._lemmas = _lemmas_of_forms(words, irregular)
        self.words = frozenset(words)

    def lemmas(self, token: str) -> tuple[str, ...]:
        """The words of the lexicon that the token may be a form of, itself first."""
        return self._lemmas.get(token, ())

    def find(self, tokens: Sequence[str]) -> Iterator[Match[RowT]]:
        """The rows in the tokens from left to right, none overlapping another."""
        position = 0
        while position < len(tokens):
            found = self._longest_at(tokens, position)
            if found:
                yield found
                position = found.end
            else:
                position += 1

    def _longest_at(self, tokens: Sequence[str], position: int) -> Match[RowT] | None:
        best: Match[RowT] | None = None
        for lemma in self.lemmas(tokens[position]):
            for phrase, row in self._by_first.get(lemma, ()):
                end = self._end_of(phrase, tokens, position)
                if end is not None:
                    if best is None or end > best.end:
                        best = Match(position, end, row)
                    break
        return best

    def _end_of(self, phrase: Sequence[str], tokens: Sequence[str], position: int) -> int | None:
        position += 1
        slack = 0
        for word in phrase[1:]:
            if word == GAP:
                slack = MOST_BETWEEN
                continue
            for place in range(position, min(position + slack + 1, len(tokens))):
                if word in self.lemmas(tokens[place]):
                    position, slack = place + 1, 0
                    break
            else:
                return None
        return position


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the shipped files know of cues, and of the words before a cue's head."""

    cues: Phrases[CueRow]
    modifiers: Phrases[ModifierRow]


def tokens_of(text: str) -> list[str]:
    """The text's words and marks in small letters; possessives are `one's`, reflexives `oneself`.

    >>> tokens_of("She didn’t contradict herself:")
    ['she', 'did', "n't", 'contradict', 'oneself', ':']
    """
    return [_plain(word) for word in _WORDS.findall(text.replace("’", "'").lower())]


@cache
def read_lexicon() -> Lexicon:
    """The lexicon that ships with the package."""
    irregular = tuple((form, lemma) for form, lemma in _read_table("forms.tsv", 2))
    return Lexicon(Phrases(read_cue_rows(), irregular), Phrases(read_modifier_rows(), irregular))


def read_cue_rows() -> tuple[CueRow, ...]:
    """The rows of `cues.tsv`; ValueError where one has an unknown class, stance or role."""
    return tuple(
        CueRow(
            phrase=phrase,
            cue_class=_one_of(CUE_CLASSES, cue_class),
            stance=_one_of(STANCES, stance),
            role=_one_of(CUE_ROLES, role),
            source=source,
        )
        for phrase, cue_class, stance, role, source in _read_table("cues.tsv", 5)
    )


def read_modifier_rows() -> tuple[ModifierRow, ...]:
    """The rows of `modifiers.tsv`; ValueError where one has an unknown effect."""
    return tuple(
        ModifierRow(phrase=phrase, effect=_one_of(EFFECTS, effect), source=source)
        for phrase, effect, source in _read_table("modifiers.tsv", 3)
    )


ValueT = TypeVar("ValueT", bound=str)


def _one_of(values: tuple[ValueT, ...], value: str) -> ValueT:
    for known in values:
        if known == value:
            return known
    raise ValueError(f"lexicon: {value!r} is none of {values}")


def _read_table(name: str, columns: int) -> Iterator[list[str]]:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    for number, line in enumerate(text.split("\n"), 1):
        if line and not line.startswith("# "):
            cells = line.split("\t")
            if len(cells) != columns:
                raise ValueError(f"{name}, line {number}: {len(cells)} columns, not {columns}")
            yield cells


def _plain(token: str) -> str:
    if token in _REFLEXIVES:
        return "oneself"
    if token in _POSSESSIVES:
        return "one's"
    return token


def _lemmas_of_forms(words: set[str], irregular: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {word: [word] for word in words}
    for form, lemma in irregular:
        if lemma in words:
            found.setdefault(form, []).append(lemma)
    for word in sorted(words):
        if len(word) > 2 and word.replace("-", "").isalpha() and word not in _UNINFLECTED:
            for spelling in _spellings(word):
                for form in (spelling, *_forms(spelling)):
                    lemmas = found.setdefault(form, [])
                    if word not in lemmas:
                        lemmas.append(word)
    return {form: tuple(lemmas) for form, lemmas in found.items()}


def _spellings(word: str) -> Iterator[str]:
    """The word as the lexicon has it, and as the British write it."""
    yield word
    for american, british in _BRITISH:
        if american in word:
            yield word.replace(american, british)


def _forms(word: str) -> Iterator[str]:
    """The regular forms of a verb or noun (Quirk et al. 1985, 3.5-3.10, 5.80); some that do not exist too."""
    if word.endswith("y") and word[-2] not in _VOWELS:
        yield from (f"{word[:-1]}ies", f"{word[:-1]}ied", f"{word}ing")
        return
    yield f"{word}es" if word.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{word}s"
    if word.endswith("e"):
        yield f"{word}d"
        yield f"{word[:-2]}ying" if word.endswith("ie") else f"{word[:-1]}ing"
        if word.endswith("ee"):
            yield f"{word}ing"
        return
    yield from (f"{word}ed", f"{word}ing")
    if word[-1] not in "aeiouwxy" and word[-2] in _VOWELS:  # admit, admitted; a final c takes k: panicked
        double = "k" if word.endswith("c") else word[-1]
        yield from (f"{word}{double}ed", f"{word}{double}ing")
