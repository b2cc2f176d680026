"""A text read from its beginning to its end, and whom each source in it stands for.

Names, descriptions and pronouns are met in the order of the text; whoever is met is remembered, and what
points back is resolved by what is remembered.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence

from ..records import Mention
from .antecedents import Scene
from .choice import SEXES, Teacher, best_person
from .descriptions import Nouns, find_descriptions
from .figures import Figure, fullest, group_names
from .links import Links
from .meant import known_by, resolve_description
from .names import POSSESSIVES, Name, NameIndex, find_names
from .nouns import classes_of, sex_of, singular
from .passage import Passage
from .phrases import Phrase, read_phrase
from .pronouns import resolve_pronoun
from .references import Reference
from .roles import role_words
from .sightings import sighting_at

_PREDICATES = frozenset("is was are were be been being become becomes became as named called like".split())
_ROLES_LEARNED = 3
_PAIRS = 10  # pairs looked through for the one that was seen last
_BODIES = frozenset({"organisation", "government", "media"})
_UNTOLD = frozenset("the a an this that these those".split())


class Storyline:
    """One text, read once."""

    def __init__(
        self,
        passage: Passage,
        mentions: Sequence[Mention],
        sources: dict[tuple[int, int], list[int]],
        teacher: Teacher | None = None,
    ) -> None:
        """`sources`: first word and word behind the last, with the numbers, from 1, of their attributions."""
        self.passage = passage
        self.sources = sources
        self.owned: dict[tuple[Figure, str], Figure] = {}
        self.teacher = teacher
        self.mentions = mentions
        self.index = NameIndex(find_names(passage, mentions, sources))
        self.figures = group_names(passage, self.index.names)
        self.scene = Scene(passage)
        self.nouns = Nouns()
        self.described: dict[str, Figure] = {}
        self.phrases: dict[Figure, Phrase] = {}
        self.said_by: dict[int, Figure] = {}  # attribution number -> speaker, for what is inside its content
        self.together: list[tuple[Phrase, Figure]] = []
        self.spoke_in: dict[int, Figure] = {}
        self.pronouns: dict[int, Figure] = {}  # by word
        self.pairs: dict[frozenset[Figure], Figure] = {}
        self.links = Links(passage, mentions)
        self._places: dict[str, list[int]] | None = None
        self._learn_roles()

    def _learn_roles(self) -> None:
        learned: dict[Figure, int] = {}
        for name in self.index.names:
            figure = self.figures[name]
            if figure.type in ("person", None) and learned.get(figure, 0) < _ROLES_LEARNED:
                words = role_words(self.passage, name, self.index.ends)
                if words:
                    learned[figure] = learned.get(figure, 0) + 1
                    figure.roles |= words
                    figure.sex = figure.sex or next(
                        (sex for word in sorted(words) if (sex := sex_of(word))), None
                    )

    def read(self) -> dict[tuple[int, int], Reference]:
        """Each source (first word, word behind the last) with whom it stands for."""
        found: dict[tuple[int, int], Reference] = {}
        covered_to = 0
        for first, _, last, event in self._events():
            if isinstance(event, Name):
                self._meet_name(event, source=False)
            elif event == "source":
                reference = self._meet_source(first, last)
                if reference is not None:
                    found[first, last] = reference
                    if reference.figure:
                        for number in self.sources[first, last]:
                            self.said_by[number] = reference.figure
                covered_to = max(covered_to, last)
            elif first < covered_to:
                continue
            elif event == "pronoun":
                self._meet_pronoun(first)
            else:
                self._meet_description(first, last)
        return found

    def _events(self) -> list[tuple[int, int, int, Name | str]]:
        """What is met, in order; a source is met behind the names that stand in it, before its head."""
        lower = self.passage.lower
        heads = {name for first, last in self.sources for name in self.index.between(first, last)}
        events: list[tuple[int, int, int, Name | str]] = []
        events += [(name.first, 1, name.last, name) for name in self.index.names if name not in heads]
        events += [(first, 0, last, "source") for first, last in self.sources]
        events += [(at, 1, at + 1, "pronoun") for at, word in enumerate(lower) if word in SEXES]
        events += [
            (first, 2, last, "description")
            for first, last, _ in find_descriptions(self.passage, self.index.begins)
        ]
        events.sort(key=lambda event: (event[0], event[1], -event[2]))
        return events

    def _meet_name(self, name: Name, *, source: bool) -> Figure:
        figure = self.figures[name]
        self.links.note(name.first, "name", figure)
        self.scene.see(figure, sighting_at(self, name.title_from, name.last, "name", source=source))
        self.both_before(name)
        return figure

    def both_before(self, name: Name) -> Figure | None:
        """The two that are named together where this name is the second: `Quill and Pell`."""
        before = self.index.ends.get(name.title_from - 1)
        joined = before is not None and self.passage.lower[name.title_from - 1] == "and"
        return self._meet_both(before, name) if before and joined and before.type == name.type else None

    def _meet_both(self, left: Name, right: Name) -> Figure | None:
        pair = frozenset((self.figures[left], self.figures[right]))
        if len(pair) == 2 and pair not in self.pairs:
            phrase = Phrase(first=left.title_from, last=right.last, form="several", core=right.last)
            figure = Figure(first=left.title_from, last=right.last, type="other", named=True, plural=True)
            self.phrases[figure] = phrase
            self.together.append((phrase, figure))
            self.pairs[pair] = figure
        if pair in self.pairs:
            sighting = sighting_at(self, left.title_from, right.last, "name", source=False)
            self.scene.see(self.pairs[pair], sighting)
        return self.pairs.get(pair)

    def _meet_pronoun(self, word: int) -> None:
        candidate = best_person(self, word, source=False)
        if candidate is not None:
            sighting = sighting_at(self, word, word + 1, "pronoun", source=False)
            self.scene.see(candidate.seen.figure, sighting)
            self.links.note(word, "pronoun", candidate.seen.figure)
            self.pronouns[word] = candidate.seen.figure

    def _meet_description(self, first: int, last: int) -> None:
        phrase = read_phrase(self.passage, self.index.begins, first, last)
        if phrase is None or phrase.form != "description" or not phrase.noun:
            return
        before = self.passage.lower[first - 1] if first else "\n"
        if before in _PREDICATES:
            return
        if before == "," and (name := self.index.ends.get(first - 1)) is not None:
            self.nouns.add(singular(phrase.noun), phrase.first, self.figures[name])
            return
        figure = known_by(self, phrase)
        if figure is None:
            if phrase.definite and not self._says_whose(phrase):
                return
            figure = self.introduce(phrase)
        self.nouns.add(singular(phrase.noun), phrase.first, figure)
        self.links.note(phrase.first, "description", figure)
        self.scene.see(figure, sighting_at(self, first, last, "description", source=False))

    def _meet_source(self, first: int, last: int) -> Reference | None:
        phrase = read_phrase(self.passage, self.index.begins, first, last)
        if phrase is None:
            return None
        reference = self.resolve(phrase)
        for name in self.index.between(first, last):
            if reference.figure is not self.figures[name]:
                self._meet_name(name, source=False)
        if reference.figure is not None:
            form = phrase.form if phrase.form != "several" else "description"
            sighting = sighting_at(self, phrase.first, phrase.last, form, source=True)
            self.scene.see(reference.figure, sighting)
            self.spoke_in.setdefault(sighting.sentence, reference.figure)
            place = phrase.name.first if phrase.name else phrase.first
            noted = "description" if phrase.form == "several" else phrase.form
            self.links.note(place, noted, reference.figure)
            self.links.note(phrase.first, "description", reference.figure)
            if phrase.form == "description":
                self.nouns.add(singular(phrase.noun), phrase.first, reference.figure)
        return reference

    def _says_whose(self, phrase: Phrase) -> bool:
        """Whether a name stands in the description or a complement follows it, which tells who is meant."""
        following = self.passage.lower[phrase.last] if phrase.last < len(self.passage) else "\n"
        return following in ("of", "for") or bool(self.index.between(phrase.first, phrase.last))

    def introduce(self, phrase: Phrase) -> Figure:
        """A new figure, known by this description alone."""
        classes = classes_of(phrase.noun)
        type_ = "person" if "person" in classes else "organisation" if classes & _BODIES else "other"
        figure = Figure(
            first=phrase.first,
            last=phrase.last,
            type=type_,  # type: ignore[arg-type]
            named=False,
            plural=phrase.plural,
            sex=sex_of(phrase.noun),
            noun=singular(phrase.noun),
        )
        figure.roles.update(self.passage.lower[phrase.first : phrase.core])
        self.phrases[figure] = phrase
        self.described[self.bare(phrase)] = figure
        for owner in self.whose(phrase):
            self.owned.setdefault((owner, figure.noun), figure)
        return figure

    def last_together(self) -> tuple[Phrase, Figure]:
        """Of those named together lately, the ones seen last; there must be some."""
        seen = self.scene.seen
        return max(
            reversed(self.together[-_PAIRS:]),
            key=lambda pair: seen[pair[1]].last.word if pair[1] in seen else pair[0].first,
        )

    def places_of(self, noun: str, first: int, most: int) -> Sequence[int]:
        """The next places of the noun in the singular, from this word on."""
        if self._places is None:
            self._places = defaultdict(list)
            for at, word in enumerate(self.passage.lower):
                if "utterance" in classes_of(word):
                    self._places[word].append(at)
        places = self._places.get(noun, [])
        begin = bisect_left(places, first)
        return places[begin : begin + most]

    def whose(self, phrase: Phrase) -> list[Figure]:
        """Whose the described is: an owner, or a name right before the head (`the Quill campaign`)."""
        if phrase.owner is not None:
            return [self.figures[phrase.owner]]
        if phrase.owner_pronoun is not None:
            word = phrase.owner_pronoun
            owner = self.pronouns.get(word)
            return [owner] if owner else []
        return [self.figures[name] for name in self.index.between(phrase.first, phrase.core)][-1:]

    def bare(self, phrase: Phrase) -> str:
        words = self.passage.lower[phrase.first : phrase.core]
        return " ".join(word for word in words if word not in _UNTOLD and word not in POSSESSIVES)

    def resolve(self, phrase: Phrase) -> Reference:
        if phrase.form == "pronoun":
            return resolve_pronoun(self, phrase)
        if phrase.form == "name" and phrase.name is not None:
            return self._resolve_name(phrase, phrase.name)
        if phrase.form == "several":
            figure = Figure(first=phrase.first, last=phrase.last, type="other", named=True, plural=True)
            self.phrases[figure] = phrase
            self.together.append((phrase, figure))
            return Reference(
                phrase=phrase, figure=figure, because="several who speak together", own_words=True
            )
        return resolve_description(self, phrase)

    def _resolve_name(self, phrase: Phrase, name: Name) -> Reference:
        figure = self.figures[name]
        best = fullest(figure)
        said, full = self.quoted(name), self.quoted(best)
        if len(best.words) == len(name.words):
            because = "named in the source"
        elif name.words[0].isupper() and figure.acronym and name.words[0].rstrip("s") in figure.acronym:
            because = f"{said}: the letters of {full}, in brackets after it"
        elif name.words[-1] == best.words[-1]:
            because = f"same surname as {full}" if figure.type == "person" else f"{said}: short for {full}"
        elif name.words[0] == best.words[0]:
            because = f"same first name as {full}" if figure.type == "person" else f"{said}: short for {full}"
        else:
            because = f"{said}: another name for {full}"
        return Reference(phrase=phrase, figure=figure, because=because)

    def quoted(self, name: Name) -> str:
        return f"“{' '.join(self.passage.span(name.first, name.last).of(self.passage.text).split())}”"

    def words_of(self, first: int, last: int) -> str:
        return " ".join(self.passage.span(first, last).of(self.passage.text).split())

    def label(self, figure: Figure) -> str:
        """How the figure is called in a reason."""
        if figure.names:
            return self.quoted(fullest(figure))
        return f"“{self.words_of(figure.first, figure.last)}”"


def sources_of(passage: Passage, spans: Iterable[tuple[int, int, int]]) -> dict[tuple[int, int], list[int]]:
    """The sources (first word, word behind the last) with the numbers of their attributions."""
    found: dict[tuple[int, int], list[int]] = {}
    for number, start, end in spans:
        first, last = passage.first_of(start), passage.after(end)
        if first < last:
            found.setdefault((first, last), []).append(number)
    return found
