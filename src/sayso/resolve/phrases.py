"""Source phrases: the head, the name, the role, the owner of what stands in a source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from .names import OPENERS, POSSESSIVES, Name
from .nouns import classes_of, is_plural
from .passage import Passage

Form = Literal["pronoun", "name", "description", "several"]

DETERMINERS = frozenset(
    """a an the this that these those my your his her its our their some any many several few most all both
    each every another other such more no fewer less one two three four five six seven eight nine ten
    dozens hundreds thousands millions half""".split()
)
DEFINITE = frozenset({"the", "this", "that", "these", "those", "both"})
OWNERS = frozenset({"my", "your", "his", "her", "its", "our", "their", "whose"})
PRONOUNS = frozenset(
    """i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself
    she her hers herself it its itself they them their theirs themselves themself who whom whose which
    that this these those both each either neither one ones oneself some others another all""".split()
)
LIKE_PRONOUNS = frozenset({"US", "WHO", "IT"})  # in capitals these are a country, an organisation, a trade
# What follows the head of a noun phrase: prepositions, relative words, participles met after sources.
_AFTER_HEAD = frozenset(
    """of for at in from with on to by about among within against behind near inside outside around across
    over under who whom whose which that where when including like than as between close familiar here
    there alike such himself herself itself themselves according without through after before during
    since until upon is are was were has have had will would can could may might said told says""".split()
)
_PARTICIPLES = frozenset(
    """involved briefed surveyed polled interviewed led released conducted published posted filed obtained
    provided issued signed using representing taken reported compiled reviewed seen speaking working
    attending running supporting backing calling""".split()
)
_WHEN = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow last next""".split()
)
_MARKS = frozenset(",;:()[]–—-\"“”‘'…")
_RELATIVES = frozenset({"who", "whom", "whose", "which", "that", "where", "when"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """What stands in a source: words `[first, last)` of the passage.

    `core` ends where what is said behind the head begins. `noun` is the head of a description (empty for
    names and pronouns). `role` are the words that say what the named one is; `owner` the name whose
    possession the head is, or the number of a possessive pronoun; `owned` whether there is any owner;
    `complement` whether what follows the head says who is meant (`the head of the Board`).
    """

    first: int
    last: int
    form: Form
    core: int
    noun: str = ""
    determiner: str = ""
    name: Name | None = None
    role: tuple[int, int] | None = None
    owned: bool = False
    complement: bool = False
    owner: Name | None = None
    owner_pronoun: int | None = None

    @property
    def plural(self) -> bool:
        """Whether the head is in the plural."""
        return self.form == "several" or (self.form == "description" and is_plural(self.noun))

    @property
    def definite(self) -> bool:
        """Whether the phrase points back: `the senator`, `those groups`."""
        return self.determiner in DEFINITE


def read_phrase(passage: Passage, begins: Mapping[int, Name], first: int, last: int) -> Phrase | None:
    """The phrase in these words; None where there is no word. `begins` gives names by their first word.

    A name is also given by the first word of its titles.
    """
    first, last = _trimmed(passage, first, last)
    if first >= last:
        return None
    lower = passage.lower
    if last - first == 1 and lower[first] in PRONOUNS and passage.words[first] not in LIKE_PRONOUNS:
        return Phrase(first=first, last=last, form="pronoun", core=last)
    return _Reader(passage, begins, first, last).read()


def _trimmed(passage: Passage, first: int, last: int) -> tuple[int, int]:
    while first < last and (passage.words[first] in _MARKS or passage.words[first][0] == "\n"):
        first += 1
    while last > first and (
        (passage.words[last - 1] in _MARKS and passage.words[last - 1] != ")")
        or passage.words[last - 1][0] == "\n"
        or passage.lower[last - 1] in POSSESSIVES
    ):
        last -= 1
    return first, last


class _Reader:
    """One phrase, read from left to right."""

    def __init__(self, passage: Passage, begins: Mapping[int, Name], first: int, last: int) -> None:
        self.passage, self.begins, self.first, self.last = passage, begins, first, last
        self.lower = passage.lower
        self.determiner = ""
        self.owned = False
        self.owner: Name | None = None
        self.owner_pronoun: int | None = None
        self.head: int | Name | None = None  # the word or name that the phrase is about, so far
        self.core = first

    def read(self) -> Phrase:
        self._read_core()
        if (several := self._several()) is not None:
            return several
        if isinstance(self.head, Name):
            noun = self.lower[self.head.last - 1]
            told = self.head.type == "nationality" or (self.determiner != "the" and classes_of(noun))
            if self.determiner in _ARTICLES and told and self.head.last == self.core:
                return self._made("description", noun=noun)  # the Wisconsin Republican, a super PAC
            return self._named(self.head)
        return self._described()

    def _read_core(self) -> None:
        at = self.first
        while at < self.last:
            name = self._name_at(at)
            if name:
                self.head, at = name, name.last
            elif self.lower[at] in POSSESSIVES:
                if isinstance(self.head, Name):
                    self.owner = self.head
                self.head, self.owned = None, True
                at += 1
            elif self._ends_core(at):
                break
            else:
                self._read_word(at)
                at += 1
            self.core = at

    def _name_at(self, at: int) -> Name | None:
        name = self.begins.get(at)
        return name if name and name.last <= self.last else None

    def _read_word(self, at: int) -> None:
        word = self.lower[at]
        if word in OWNERS and self.head is None:
            self.owner_pronoun = at
        if at == self.first and (word in DETERMINERS or word[0].isdigit()):
            self.determiner = word
        self.head = at

    def _ends_core(self, at: int) -> bool:
        word = self.lower[at]
        if word in _MARKS:
            return word not in ("-", "'", '"', "“", "‘", "”")
        if at == self.first:
            return word in _AFTER_HEAD and word not in DETERMINERS
        if word in _PARTICIPLES:
            return (
                at + 1 >= self.last or self.lower[at + 1] in _AFTER_HEAD or self.lower[at + 1] in DETERMINERS
            )
        return word in _AFTER_HEAD or word in _WHEN or (word in DEFINITE and word != "both")

    # --- the three outcomes --------------------------------------------------------------------------

    def _named(self, name: Name) -> Phrase:
        role = self._role_before(name) or self._role_after(name.last)
        return self._made("name", name=name, role=role)

    def _described(self) -> Phrase:
        noun = self.lower[self.head] if isinstance(self.head, int) else ""
        name = self._apposed_name() or self._titled_name()
        if name:
            end = name.title_from
            while end > self.first and self.passage.words[end - 1] in _MARKS:
                end -= 1
            role = (self.first + (self.determiner in ("a", "an") and end - self.first > 1), end)
            return self._made("name", name=name, role=role, noun=noun)
        return self._made("description", noun=noun)

    def _several(self) -> Phrase | None:
        """People or bodies joined by `and`: the head on its left is a name, a name or phrase follows."""
        for at in range(self.first + 1, self.last - 1):
            if self.lower[at] not in ("and", "&") or self._inside_name(at):
                continue
            if self.lower[at + 1] in _RELATIVES:
                continue
            right = self._name_at(at + 1)
            left = self._name_ending(at)
            kin = right is None and self._kin(at + 1)
            if self._lists(at) if left is None else kin:
                return self._made("several")
            if left is None or (right is None and self.lower[at + 1] not in OWNERS | DETERMINERS):
                continue
            if right is not None and not self._ends_with(right):
                continue
            plain = all(word not in _AFTER_HEAD for word in self.lower[self.first : left.title_from])
            if plain and left.type == (right.type if right else left.type):
                return self._made("several")
        return None

    def _ends_with(self, name: Name) -> bool:
        """Whether nothing, a mark, a complement or another name follows the name in the phrase."""
        at = name.last
        return at >= self.last or self.lower[at] in (*_MARKS, "of") or self._name_at(at) is not None

    def _kin(self, at: int) -> bool:
        """Whether a noun for people and a name follow: `Quill and husband Oskar`."""
        return (
            at + 1 < self.last
            and "person" in classes_of(self.lower[at])
            and self._name_at(at + 1) is not None
        )

    def _lists(self, conjunction: int) -> bool:
        """Whether the phrase begins `Quill, her aides`: people listed, not an apposition."""
        name = self._name_at(self.first)
        if name is None or name.last + 1 >= conjunction or self.passage.words[name.last] != ",":
            return False
        return self.lower[name.last + 1] in OWNERS

    def _inside_name(self, at: int) -> bool:
        return any(
            (name := self.begins.get(start)) is not None and name.first <= at < name.last
            for start in range(max(self.first, at - 6), at)
        )

    def _name_ending(self, at: int) -> Name | None:
        """The name that ends before this word, a bracket after it left out."""
        if self.passage.words[at - 1] == ")":
            while at > self.first and self.passage.words[at - 1] != "(":
                at -= 1
            at -= 1
        if self.passage.words[at - 1] == ",":
            at -= 1
        for start in range(max(self.first, at - 8), at):
            name = self.begins.get(start)
            if name is not None and name.last == at:
                return name
        return None

    def _made(
        self,
        form: Form,
        *,
        name: Name | None = None,
        role: tuple[int, int] | None = None,
        noun: str = "",
    ) -> Phrase:
        return Phrase(
            first=self.first,
            last=self.last,
            form=form,
            core=max(self.core, self.first + 1),
            noun=noun,
            determiner=self.determiner,
            name=name,
            role=role,
            owned=self.owned,
            complement=self.core < self.last and self.passage.words[self.core] not in _MARKS,
            owner=self.owner,
            owner_pronoun=self.owner_pronoun,
        )

    # --- names and roles -----------------------------------------------------------------------------

    def _role_before(self, name: Name) -> tuple[int, int] | None:
        first = self.first
        while first < name.first and (self.lower[first] in DETERMINERS or self.lower[first] in OPENERS):
            first += 1
        end = name.first
        while end > first and self.passage.words[end - 1] in _MARKS:
            end -= 1
        return (first, end) if first < end and not _only_address(self.lower[first:end]) else None

    def _role_after(self, at: int) -> tuple[int, int] | None:
        words = self.passage.words
        if at < self.last and words[at] == "(":
            while at < self.last and words[at] != ")":
                at += 1
            at += 1
        if at >= self.last or words[at] not in ",–—-":
            return None
        first = at + 1
        if (
            first + 1 < self.last and words[first].isdigit() and words[first + 1] == ","
        ):  # Quill, 55, a lawyer
            first += 2
        if first >= self.last or self.lower[first] in _RELATIVES or self.lower[first] in _AFTER_HEAD:
            return None
        end = first
        while end < self.last and not (self.lower[end] in _RELATIVES or words[end] in ";()"):
            end += 1
        while end > first and (words[end - 1] in _MARKS or self.lower[end - 1] in ("and", "or")):
            end -= 1
        has_noun = any(classes_of(word) & {"person"} for word in self.lower[first:end])
        return (first, end) if first < end and (has_noun or self.lower[first] in DETERMINERS) else None

    def _titled_name(self) -> Name | None:
        """The person whose title in small letters goes on behind `of`: `secretary of state Ada Quill`."""
        at = self.core
        if self.determiner or at + 2 >= self.last or self.lower[at] != "of":
            return None
        if self.lower[at - 1] not in _OF_TITLES or not self.passage.words[at + 1][0].islower():
            return None
        name = self._name_at(at + 2)
        return name if name is not None and name.type == "person" else None

    def _apposed_name(self) -> Name | None:
        """A person's name that stands between commas behind the description."""
        words = self.passage.words
        for at in range(self.first + 1, self.last):
            if words[at] not in ",–—:":
                continue
            name = self._name_at(at + 1)
            if name is None or name.type not in ("person", None):
                return None
            ends = name.last >= self.last or words[name.last] in ",–—(" or self.lower[name.last] in _RELATIVES
            return name if ends else None
        return None


_OF_TITLES = frozenset({"secretary", "minister", "undersecretary"})
_ARTICLES = frozenset({"the", "a", "an", "one", "another", "this", "that"})
_ADDRESS = frozenset("mr mrs ms miss mx dr sir . mr. mrs. ms. dr.".split())


def _only_address(words: Sequence[str]) -> bool:
    return all(word in _ADDRESS for word in words)
