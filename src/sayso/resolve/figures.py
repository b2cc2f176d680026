"""Figures: the people, bodies and papers that a text speaks of, each with every name it is given."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field

from ..records import MentionType
from .lexicon import word_lists
from .names import SUFFIXES, Name, Sex, bare_sex, guess_type, shouted_paragraphs
from .passage import Passage


@dataclass(slots=True, eq=False)
class Figure:
    """Someone or something that the text speaks of; gathers what is learned while the text is read.

    `first` to `last` are the words that name it best. `roles` are the words of titles and appositions.
    `acronym` are the letters that stand for it in brackets, `noun` what describes it. `sure`: one of its
    names has two words or a title. `best` is the fullest of its names, once they are all known.
    """

    first: int
    last: int
    type: MentionType | None
    named: bool
    plural: bool = False
    sex: Sex | None = None
    names: list[Name] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)
    acronym: str | None = None
    noun: str = ""
    sure: bool = False
    best: Name | None = None


def group_names(passage: Passage, names: Sequence[Name]) -> dict[Name, Figure]:
    """Whom each name names: full names first, then surnames, first names and letters that stand for them."""
    alike: dict[tuple[str, ...], list[Name]] = defaultdict(list)
    for name in names:
        alike[_key(name.words)].append(name)
    types = {key: _voted_type(own) for key, own in alike.items()}
    for key, own in alike.items():  # what begins with a given name and was taken for a body
        if len(key) > 1 and types[key] in (None, "other") and guess_type(own[0].words) == "person":
            types[key] = "person"
    people = _People(passage)
    bodies = _Bodies(passage)
    surnames = {words[-1] for words in alike if len(words) > 1 and types[words] == "person"}
    for key in sorted(alike, key=len, reverse=True):
        own = alike[key]
        single = len(key) == 1 and (key[0] in surnames or key[0] in people.first_names)
        if types[key] == "person" or (single and not (types[key] == "place" and _is_place(own[0]))):
            people.add(key, own)
        else:
            bodies.add(key, own, types[key])
    found = people.settled() | bodies.settled()
    shouted = shouted_paragraphs(passage)
    for figure in dict.fromkeys(found.values()):
        figure.best = _fullest(figure, shouted, passage)
        figure.sure = any(len(name.words) > 1 or name.title_from < name.first for name in figure.names)
    return found


def _is_place(name: Name) -> bool:
    """Whether a place that everybody knows has this name."""
    whole, places = " ".join(name.words), word_lists("places")
    return any(whole in places[key] for key in ("countries", "capitals", "states"))


def _key(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word.lower() for word in words)


def _voted_type(names: Iterable[Name]) -> MentionType | None:
    votes = Counter(name.type for name in names if name.type)
    return votes.most_common(1)[0][0] if votes else None


class _People:
    """People by name. Longer names come first, so that a surname finds its owner."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.figures: list[Figure] = []
        self.by_part: dict[str, list[Figure]] = defaultdict(list)
        self.first_names: set[str] = set()
        self.later: list[Name] = []
        self.full: Counter[Figure] = Counter()  # how often each is named in full

    def add(self, key: tuple[str, ...], names: list[Name]) -> None:
        if len(key) == 1:
            self.later += names
            self.first_names.add(key[0])
            return
        self.first_names.add(key[0])
        figure = self._same(key)
        if figure is None:
            best = names[0]
            figure = Figure(first=best.first, last=best.last, type="person", named=True)
            self.figures.append(figure)
        figure.names += names
        self.full[figure] += len(names)
        for part in {key[-1] if key[-1] not in SUFFIXES else key[-2], key[0], *key[1:]}:
            if figure not in self.by_part[part]:
                self.by_part[part].append(figure)

    def _same(self, key: tuple[str, ...]) -> Figure | None:
        """A figure whose longer name holds this one: same surname and first name, or its last words."""
        surname = _surname(key)
        for figure in self.by_part.get(surname, [])[:_MOST_ALIKE]:
            for name in figure.names[:_MOST_ALIKE]:
                other = _key(name.words)
                if _surname(other) != surname:
                    continue
                if _SHORT_FORMS.get(key[0]) == other[0] or _SHORT_FORMS.get(other[0]) == key[0]:
                    return figure
                if _suffix(other) != _suffix(key):
                    continue
                if other[0] == key[0] or other[-len(key) :] == key:
                    return figure
                if len(other[0]) <= 2 and other[0][0] == key[0][0]:  # J. Pell
                    return figure
        return None

    def settled(self) -> dict[Name, Figure]:
        """Every name with its figure."""
        for figure in self.figures:
            figure.names.sort(key=lambda name: name.first)
            figure.sex = _sex_of(figure)
        for name in sorted(self.later, key=lambda one: one.first):
            self._place(name)
        for figure in self.figures:
            figure.names.sort(key=lambda name: name.first)
            figure.sex = figure.sex or _sex_of(figure) or _sex_of_surname(figure)
        return {name: figure for figure in self.figures for name in figure.names}

    def _place(self, name: Name) -> None:
        part = name.words[0].lower()
        fitting = [
            figure
            for figure in self.by_part.get(part, [])[:_MOST_ALIKE]
            if not (name.sex and figure.sex and name.sex != figure.sex)
        ]
        if not fitting:
            figure = Figure(first=name.first, last=name.last, type="person", named=True, names=[name])
            figure.sex = name.sex
            self.figures.append(figure)
            self.by_part[part].append(figure)
            return
        # The one that bears it as a surname, is named in full most often, and first. Papers that write
        # `Mr. Pell` name in full once the one whom they mean by it, and his relatives each time.
        best = max(
            fitting,
            key=lambda one: (
                _surname(_key(one.names[0].words)) == part,
                name.sex is not None and one.sex == name.sex,
                0 if name.sex else self.full[one],
                -one.first,
            ),
        )
        best.names.append(name)
        best.sex = best.sex or name.sex


# Short forms of given names that news uses beside the full ones.
_SHORT_FORMS = {
    "mike": "michael", "joe": "joseph", "bill": "william", "bob": "robert", "jim": "james", "tom": "thomas",
    "dan": "daniel", "ted": "edward", "tony": "anthony", "chuck": "charles", "bernie": "bernard",
    "liz": "elizabeth", "tim": "timothy", "ben": "benjamin", "chris": "christopher", "ken": "kenneth",
    "steve": "steven", "dave": "david", "rick": "richard", "matt": "matthew",
    "ron": "ronald", "sam": "samuel",
    "greg": "gregory", "jeff": "jeffrey", "andy": "andrew", "nick": "nicholas",
    "pat": "patrick", "don": "donald",
}  # fmt: skip


def _surname(key: Sequence[str]) -> str:
    return key[-2] if key[-1] in SUFFIXES and len(key) > 1 else key[-1]


def _suffix(key: Sequence[str]) -> str:
    return key[-1] if key[-1] in SUFFIXES else ""


def _sex_of(figure: Figure) -> Sex | None:
    """By titles, else by the first name, else by a role that has a sex."""
    said = Counter(name.sex for name in figure.names if name.sex)
    if said:
        return said.most_common(1)[0][0]
    for name in figure.names:
        if len(name.words) > 1 and (sex := bare_sex(name.words[0])):
            return sex
    return None


def _sex_of_surname(figure: Figure) -> Sex | None:
    """The sex of one who is named by a surname alone and whom everybody knows."""
    lists, surname = word_lists("surnames"), figure.names[0].words[-1].capitalize()
    if len(figure.names[0].words) > 1:
        return None
    return "male" if surname in lists["male"] else "female" if surname in lists["female"] else None


class _Bodies:
    """Organisations, places and whatever else has a name."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.figures: list[Figure] = []
        self.by_key: dict[tuple[str, ...], Figure] = {}
        self.by_letters: dict[str, Figure] = {}
        self.by_last: dict[str, list[tuple[frozenset[str], Figure]]] = defaultdict(list)

    def add(self, key: tuple[str, ...], names: list[Name], type_: MentionType | None) -> None:
        figure = self._same(key, names)
        if figure is None:
            first = names[0]
            figure = Figure(first=first.first, last=first.last, type=type_, named=True)
            self.figures.append(figure)
            if len(key) > 1:
                self._index(key, names, figure)
        figure.names += names
        self.by_key[key] = figure

    def _index(self, key: tuple[str, ...], names: list[Name], figure: Figure) -> None:
        words = frozenset(key) - {"of", "the", "and", "for"}
        for word in words:
            self.by_last[word].append((words, figure))
        capitals = "".join(word[0] for word in names[0].words if word[0].isupper())
        if len(capitals) > 1:
            self.by_letters.setdefault(capitals, figure)
        for name in names:
            if letters := _letters_after(self.passage, name):
                figure.acronym = letters
                self.by_letters[letters] = figure

    def _same(self, key: tuple[str, ...], names: list[Name]) -> Figure | None:
        if len(key) == 1:
            letters = names[0].words[0].replace(".", "")
            if letters.isupper() and letters in self.by_letters:
                return self.by_letters[letters]
        if names[0].type != "organisation" and guess_type(names[0].words) != "organisation":
            return None
        words = frozenset(key) - {"of", "the", "and", "for"}
        kinds = _body_words() & words
        if not kinds and len(key) > 1:
            return None
        for more, figure in self.by_last.get(next(iter(kinds or words), ""), [])[:_MOST_ALIKE]:
            ends = key[-1] in _lasts(figure) or key[0] == figure.names[0].words[0].lower()
            if words < more and figure.type != "person" and (kinds or ends):
                return figure
        return None

    def settled(self) -> dict[Name, Figure]:
        """Every name with its figure."""
        for figure in self.figures:
            figure.names.sort(key=lambda name: name.first)
        return {name: figure for figure in self.figures for name in figure.names}


def _lasts(figure: Figure) -> set[str]:
    return {name.words[-1].lower() for name in figure.names[:_MOST_ALIKE]}


def _body_words() -> frozenset[str]:
    lists = word_lists("organisations")
    return lists["organisation"] | lists["government"] | word_lists("outlets")["words"]


_LETTERS = re.compile(r"[A-Z][A-Za-z]*[A-Z]s?")


def _letters_after(passage: Passage, name: Name) -> str | None:
    """The letters that stand for the name, in brackets right after it."""
    words, at = passage.words, name.last
    if (
        at + 2 < len(words)
        and words[at] == "("
        and words[at + 2] == ")"
        and _LETTERS.fullmatch(words[at + 1])
    ):
        return words[at + 1]
    return None


def fullest(figure: Figure) -> Name:
    """The fullest of the names of a figure that has names."""
    return figure.best or max(figure.names, key=lambda name: (len(name.words), -name.first))


def _fullest(figure: Figure, shouted: Set[int], passage: Passage) -> Name:
    """The fullest of the figure's names, the first of them where several are as full.

    A person's is the longest; another's the one of most words that tell something, an owner's name before
    it among them (`Iran’s Foreign Ministry`). In a headline, where every word has a capital, what follows
    the name of a body is easily taken for a part of it.
    """
    if figure.type == "person":
        return max(figure.names, key=lambda name: (len(name.words), -name.first))
    plain = {_key(name.words) for name in figure.names if passage.paragraphs[name.first] not in shouted}
    names = [
        name
        for name in figure.names
        if passage.paragraphs[name.first] not in shouted
        or not any(_key(name.words)[:length] in plain for length in range(1, len(name.words)))
    ]
    return max(names or figure.names, key=lambda name: (_told_by(name), -name.first))


def _told_by(name: Name) -> int:
    return sum(word.lower() not in _LITTLE for word in name.words) + name.owned


_MOST_ALIKE = 50  # names looked through for a longer form
_LITTLE = frozenset("of the and for".split())
