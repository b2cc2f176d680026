"""References: a text read from its beginning to its end, and whom each source in it stands for.

Names, descriptions and pronouns are met in the order of the text; whoever is met is remembered, and what
points back is resolved by what is remembered (see `antecedents`, `descriptions`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..records import Mention
from .antecedents import Candidate, Place, Scene, Seen, Sighting, features_of, people_for, weigh
from .descriptions import Nouns, by_role, find_descriptions, fits_role, issuer_of
from .figures import Figure, fullest, group_names
from .kinds import KIN, kind_of_name
from .links import Links
from .names import OPENERS, POSSESSIVES, Name, NameIndex, Sex, find_names
from .nouns import classes_of, is_plural, sex_of, singular
from .passage import Passage
from .phrases import OWNERS, PRONOUNS, Phrase, read_phrase
from .roles import role_words

SEXES: dict[str, Sex] = {
    "he": "male", "him": "male", "his": "male", "himself": "male",
    "she": "female", "her": "female", "hers": "female", "herself": "female",
}  # fmt: skip
_PLURAL = frozenset("they them their theirs themselves".split())
_THING = frozenset("it its itself".split())
_RELATIVE = frozenset("who whom whose which that".split())
_SPEAKING = frozenset("i me my mine myself we us our ours ourselves".split())
_APPOSITION = 18  # words looked over between a name and its verb
_BETWEEN = frozenset("also then now still never often later first who has have had".split())
_VERBS = frozenset(
    """is was are were has have had will would can could may might should must did does do said says say told tells
    went took made gave got came saw knew thought won lost led left ran spoke wrote held kept began found put
    met sent called stood sat fell rose drew chose became grew won’t wouldn’t doesn’t didn’t isn’t wasn’t hasn’t""".split()
)
_TELLING = frozenset("told tells tell telling asked asks ask asking informed reminded assured urged".split())
_MODIFIERS = frozenset("the a an his her their its former then fellow rival".split())
_PREPOSITIONS = frozenset(
    """of for at in from with on to by about against than like over under after before between among through into
    toward towards despite including""".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Whom a source stands for, and why; no figure where that cannot be told.

    `phrase` is how the source is put, `described` the phrase that describes an unnamed figure best.
    """

    phrase: Phrase
    figure: Figure | None
    because: str
    own_words: bool = False
    outlet: bool = False


# Told what is weighed for one pronoun, and its features, says who is meant (None: weigh); used in training.
Teacher = Callable[[Place, Sequence[tuple[Seen, tuple[float, ...]]]], Seen | None]


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

    # --- the walk ------------------------------------------------------------------------------------

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

    # --- meeting -------------------------------------------------------------------------------------

    def _sighting(self, word: int, last: int, form: str, *, source: bool) -> Sighting:
        passage = self.passage
        after = passage.lower[last] if last < len(passage) else "\n"
        governor = "" if source else self._governor(word)
        behind = bool(governor) and governor != "by"
        possessive = after in POSSESSIVES or passage.lower[word] in OWNERS
        verb_follows = not behind and not possessive and (source or self._verb_follows(last))
        return Sighting(
            word=word,
            sentence=passage.sentences[word],
            paragraph=passage.paragraphs[word],
            inside=passage.inside[word],
            subject=source or verb_follows or (not (behind or possessive) and self._opens_clause(word)),
            possessive=possessive,
            behind_preposition=behind,
            agent=governor == "by",
            object=not (source or behind or verb_follows or possessive) and self._verb_before(word),
            verb_follows=verb_follows,
            end=last,
            form=form,
            source=source,
        )

    def _verb_follows(self, last: int) -> bool:
        """Whether a verb stands behind these words, an apposition or bracket between them left out."""
        passage = self.passage
        at, limit = last, min(len(passage), last + _APPOSITION)
        if at < limit and passage.words[at] in ",(–—":
            close = ")" if passage.words[at] == "(" else passage.words[at]
            at += 1
            while at < limit and passage.words[at] != close:
                at += 1
            at += 1
        while at < limit and (passage.lower[at].endswith("ly") or passage.lower[at] in _BETWEEN):
            at += 1
        if at >= limit:
            return False
        word = passage.words[at]
        if not word[0].islower():
            return False
        return word in _VERBS or word.endswith("ed") or (word.endswith("s") and not classes_of(word))

    def _verb_before(self, word: int) -> bool:
        before = self.passage.words[word - 1] if word else "\n"
        return before[0].islower() and before not in OPENERS and not classes_of(before)

    def _governor(self, word: int) -> str:
        """The preposition or verb of telling before it: `of Quill`, `told the Board’s Ada Quill`; "" for none."""
        passage = self.passage
        for at in range(word - 1, max(-1, word - 6), -1):
            before = passage.lower[at]
            if before in _PREPOSITIONS or before in _TELLING:
                return before
            if not (before in POSSESSIVES or passage.words[at][0].isupper() or before in _MODIFIERS):
                break
        return ""

    def _opens_clause(self, word: int) -> bool:
        at = word - 1
        passage = self.passage
        while at >= 0 and word - at < 8 and passage.sentences[at] == passage.sentences[word]:
            if passage.lower[at] in _CLAUSE_OPENERS:
                return True
            if (
                passage.words[at][0].islower()
                and not classes_of(passage.lower[at])
                and passage.lower[at] != "the"
            ):
                return False
            at -= 1
        return at < 0 or passage.sentences[at] != passage.sentences[word]

    def _meet_name(self, name: Name, *, source: bool) -> Figure:
        figure = self.figures[name]
        self.links.note(name.first, "name", figure)
        self.scene.see(figure, self._sighting(name.title_from, name.last, "name", source=source))
        before = self.index.ends.get(name.title_from - 1)
        if (
            before is not None
            and self.passage.lower[name.title_from - 1] == "and"
            and before.type == name.type
        ):
            self._meet_both(before, name)
        return figure

    def _meet_both(self, left: Name, right: Name) -> None:
        pair = frozenset((self.figures[left], self.figures[right]))
        if len(pair) == 2 and pair not in self.pairs:
            phrase = Phrase(first=left.title_from, last=right.last, form="several", core=right.last)
            figure = Figure(first=left.title_from, last=right.last, type="other", named=True, plural=True)
            self.phrases[figure] = phrase
            self.together.append((phrase, figure))
            self.pairs[pair] = figure
        if pair in self.pairs:
            sighting = self._sighting(left.title_from, right.last, "name", source=False)
            self.scene.see(self.pairs[pair], sighting)

    def _meet_pronoun(self, word: int) -> None:
        candidate = self._best_person(word, source=False)
        if candidate is not None:
            sighting = self._sighting(word, word + 1, "pronoun", source=False)
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
        figure = self._known(phrase)
        if figure is None:
            if phrase.definite and not self._says_whose(phrase):
                return
            figure = self._introduce(phrase)
        self.nouns.add(singular(phrase.noun), phrase.first, figure)
        self.links.note(phrase.first, "description", figure)
        self.scene.see(figure, self._sighting(first, last, "description", source=False))

    def _meet_source(self, first: int, last: int) -> Reference | None:
        phrase = read_phrase(self.passage, self.index.begins, first, last)
        if phrase is None:
            return None
        reference = self._resolve(phrase)
        for name in self.index.between(first, last):
            if reference.figure is not self.figures[name]:
                self._meet_name(name, source=False)
        if reference.figure is not None:
            form = phrase.form if phrase.form != "several" else "description"
            sighting = self._sighting(phrase.first, phrase.last, form, source=True)
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
        """Whether a name stands in the description or a complement follows it, so that it tells who is meant."""
        following = self.passage.lower[phrase.last] if phrase.last < len(self.passage) else "\n"
        return following in ("of", "for") or bool(self.index.between(phrase.first, phrase.last))

    def _introduce(self, phrase: Phrase) -> Figure:
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
        self.described[self._bare(phrase)] = figure
        for owner in self._whose(phrase):
            self.owned.setdefault((owner, figure.noun), figure)
        return figure

    def _whose(self, phrase: Phrase) -> list[Figure]:
        """Whose the described is: an owner, or a name right before the head (`the Quill campaign`)."""
        if phrase.owner is not None:
            return [self.figures[phrase.owner]]
        if phrase.owner_pronoun is not None:
            word = phrase.owner_pronoun
            owner = self.pronouns.get(word)
            return [owner] if owner else []
        return [self.figures[name] for name in self.index.between(phrase.first, phrase.core)][-1:]

    def _bare(self, phrase: Phrase) -> str:
        words = self.passage.lower[phrase.first : phrase.core]
        return " ".join(word for word in words if word not in _UNTOLD and word not in POSSESSIVES)

    # --- resolving -----------------------------------------------------------------------------------

    def _resolve(self, phrase: Phrase) -> Reference:
        if phrase.form == "pronoun":
            return self._resolve_pronoun(phrase)
        if phrase.form == "name" and phrase.name is not None:
            return self._resolve_name(phrase, phrase.name)
        if phrase.form == "several":
            figure = Figure(first=phrase.first, last=phrase.last, type="other", named=True, plural=True)
            self.phrases[figure] = phrase
            self.together.append((phrase, figure))
            return Reference(
                phrase=phrase, figure=figure, because="several who speak together", own_words=True
            )
        return self._resolve_description(phrase)

    def _resolve_name(self, phrase: Phrase, name: Name) -> Reference:
        figure = self.figures[name]
        best = fullest(figure)
        said, full = self._quoted(name), self._quoted(best)
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

    def _quoted(self, name: Name) -> str:
        return f"“{' '.join(self.passage.span(name.first, name.last).of(self.passage.text).split())}”"

    def _text(self, first: int, last: int) -> str:
        return " ".join(self.passage.span(first, last).of(self.passage.text).split())

    def label(self, figure: Figure) -> str:
        """How the figure is called in a reason."""
        if figure.names:
            return self._quoted(fullest(figure))
        return f"“{self._text(figure.first, figure.last)}”"

    # --- pronouns ------------------------------------------------------------------------------------

    def _resolve_pronoun(self, phrase: Phrase) -> Reference:
        word = self.passage.lower[phrase.first]
        said = f"“{self.passage.words[phrase.first]}”"
        if word in SEXES:
            return self._resolve_person(phrase, said)
        if word in _RELATIVE:
            return self._resolve_relative(phrase, said)
        if word in _PLURAL:
            return self._resolve_plural(phrase, said)
        if word in _THING:
            return self._resolve_thing(phrase, said)
        if word in _SPEAKING:
            return self._resolve_speaking(phrase, said)
        if word == "both" and self.together:
            figure = self.together[-1][1]
            return Reference(phrase=phrase, figure=figure, because=f"{said}: {self.label(figure)}")
        if word in _INDEFINITE:
            figure = self._introduce(phrase)
            figure.plural = True
            return Reference(
                phrase=phrase, figure=figure, because="unnamed: the source’s own words", own_words=True
            )
        return Reference(phrase=phrase, figure=None, because=f"{said}: the text does not tell who is meant")

    def _resolve_person(self, phrase: Phrase, said: str) -> Reference:
        candidate = self._best_person(phrase.first, source=True)
        if candidate is None:
            return Reference(phrase=phrase, figure=None, because=f"{said}: nobody before it fits")
        seen, figure = candidate.seen, candidate.seen.figure
        label = self.label(figure)
        if seen is self.scene.last_speaker():
            because = f"{said}: the person who spoke last before, {label}"
        elif seen.last.word > phrase.first:
            because = f"{said}: the person named right after, {label}"
        elif seen.last.subject:
            because = f"{said}: the subject before it, {label}"
        else:
            because = f"{said}: the person who fits best of those named before, {label}"
        return Reference(phrase=phrase, figure=figure, because=because)

    def _place(self, word: int, *, source: bool, sex: Sex | None) -> Place:
        passage = self.passage
        before = passage.words[word - 1] if word else "\n"
        return Place(
            word=word,
            sentence=passage.sentences[word],
            paragraph=passage.paragraphs[word],
            inside=passage.inside[word],
            source=source,
            after_quote=before in "\"”’'"
            or (before == "," and word > 1 and passage.words[word - 2] in "\"”’'"),
            opens_paragraph=word == 0 or passage.paragraphs[word - 1] != passage.paragraphs[word],
            opens_sentence=word == 0 or passage.sentences[word - 1] != passage.sentences[word],
            sex=sex,
        )

    def _best_person(self, word: int, *, source: bool, sex: Sex | None = None) -> Candidate | None:
        place = self._place(word, source=source, sex=sex or SEXES.get(self.passage.lower[word]))
        fitting = people_for(self.scene, place)
        ahead = self._named_ahead(word, place, fitting)
        if not fitting and ahead is None:
            return None
        pronoun = self.passage.lower[word] in PRONOUNS
        network = self.links.shares(word, "pronoun" if pronoun else "description")
        if self.teacher is not None:
            told = self.teacher(place, list(features_of(self.scene, place, fitting, network, ahead)))
            if told is not None:
                return Candidate(told, ())
        best = weigh(self.scene, place, fitting, network, ahead)[0]
        if place.sex and best.seen.figure.sex is None and best.share > _SURE:
            best.seen.figure.sex = place.sex
        return best

    def _named_ahead(self, word: int, place: Place, fitting: Sequence[Seen]) -> Seen | None:
        """A person named behind the pronoun in a sentence that begins `As he …`, if not spoken of yet."""
        passage = self.passage
        start = passage.sentence_start(word)
        if fitting and passage.lower[start] not in _SUBORDINATE:
            return None
        if word - start > 6:
            return None
        for name in self.index.between(word + 1, min(word + _AHEAD, len(passage))):
            if passage.sentences[name.first] != place.sentence:
                return None
            figure = self.figures[name]
            if figure.type != "person" or (place.sex and figure.sex and place.sex != figure.sex):
                continue
            if name.last < len(passage) and passage.lower[name.last] in POSSESSIVES:
                continue
            if any(seen.figure is figure for seen in fitting):
                return None
            return Seen(figure, self._sighting(name.title_from, name.last, "name", source=False))
        return None

    def _resolve_speaking(self, phrase: Phrase, said: str) -> Reference:
        number = self.passage.inside[phrase.first]
        figure = self.said_by.get(number)
        if figure is not None:
            because = f"{said} in the words of {self.label(figure)}"
            return Reference(phrase=phrase, figure=figure, because=because)
        author = self._author() if word_is_one(self.passage.lower[phrase.first]) else None
        if author is not None:
            because = f"{said}: the author, {self.label(author)}"
            return Reference(phrase=phrase, figure=author, because=because)
        return Reference(phrase=phrase, figure=None, because=f"{said}: the author speaks", outlet=True)

    def _author(self) -> Figure | None:
        """The one named in a line that begins `By`, or at the head of the last paragraph and nowhere before."""
        passage, names = self.passage, self.index.names
        for name in self.index.between(0, _BYLINE):
            if name.type == "person" and name.first and passage.lower[name.first - 1] == "by":
                if name.first < 2 or passage.words[name.first - 2][0] == "\n":
                    return self.figures[name]
        if not names or names[-1].type is None:
            return None
        last = max(passage.paragraphs)
        closing = [name for name in names[-_CLOSING:] if passage.paragraphs[name.first] == last]
        if not closing or closing[0].type != "person" or len(closing[0].words) < 2:
            return None
        opens = closing[0].title_from == 0 or passage.words[closing[0].title_from - 1][0] == "\n"
        return self.figures[closing[0]] if opens and self.figures[closing[0]] not in self.scene.seen else None

    def _resolve_thing(self, phrase: Phrase, said: str) -> Reference:
        best, most = None, -9.0
        network = self.links.shares(phrase.first, "pronoun") or {}
        sentence = self.passage.sentences[phrase.first]
        last = self.scene.last_speaker()
        for rank, seen in enumerate(self._things(plural=False)):
            apart = sentence - seen.last.sentence
            score = -0.6 * rank - 0.5 * min(apart, 6) + 1.0 * seen.last.subject + 1.2 * (seen is last)
            score += 0.8 * (seen.source is not None) - 0.8 * (seen.figure.type in ("place", None))
            score -= 0.5 * seen.last.behind_preposition + 0.3 * seen.last.possessive
            score -= 0.8 * (bool(seen.last.inside) and not self.passage.inside[phrase.first])
            score += _NETWORK * network.get(seen.figure, 0.0)
            if score > most:
                best, most = seen, score
        return self._pointed(phrase, said, best, "nothing before it fits")

    def _things(self, *, plural: bool) -> Iterator[Seen]:
        for number, seen in enumerate(self.scene.recent()):
            if number > 20:
                return
            if seen.figure.type not in ("person", "nationality") and not (seen.figure.plural and not plural):
                yield seen

    def _resolve_plural(self, phrase: Phrase, said: str) -> Reference:
        best, most = None, -9.0
        network = self.links.shares(phrase.first, "pronoun") or {}
        sentence = self.passage.sentences[phrase.first]
        last = self.scene.last_speaker()
        for rank, seen in enumerate(self.scene.recent()):
            if rank > 20:
                break
            figure = seen.figure
            many = figure.plural or figure.type == "nationality"
            if not many and (figure.type == "person" or figure.type == "place"):
                continue
            apart = sentence - seen.last.sentence
            score = -0.4 * rank - 0.5 * min(apart, 6) + 1.0 * seen.last.subject + 1.5 * (seen is last)
            score += 2.0 * many + 0.5 * (seen.source is not None) - 0.5 * seen.last.behind_preposition
            score -= 0.8 * (bool(seen.last.inside) and not self.passage.inside[phrase.first])
            score += _NETWORK * network.get(seen.figure, 0.0)
            if score > most:
                best, most = seen, score
        return self._pointed(phrase, said, best, "nobody before it fits")

    def _pointed(self, phrase: Phrase, said: str, seen: Seen | None, none: str) -> Reference:
        if seen is None:
            return Reference(phrase=phrase, figure=None, because=f"{said}: {none}")
        label = self.label(seen.figure)
        spoke = (
            "who spoke last before" if seen is self.scene.last_speaker() else "the last before it that fits"
        )
        return Reference(phrase=phrase, figure=seen.figure, because=f"{said}: {spoke}, {label}")

    # --- relative pronouns ---------------------------------------------------------------------------

    def _resolve_relative(self, phrase: Phrase, said: str) -> Reference:
        passage = self.passage
        end = phrase.first
        while end and passage.words[end - 1] in ",()–—-":
            end = self._before_bracket(end) if passage.words[end - 1] == ")" else end - 1
        if not end or passage.sentences[end - 1] != passage.sentences[phrase.first]:
            return Reference(phrase=phrase, figure=None, because=f"{said}: nothing stands before it")
        first = self._behind_complement(self._phrase_start(end), end, passage.lower[phrase.last - 1])
        before = read_phrase(passage, self.index.begins, first, end)
        if before is None or before.form == "pronoun":
            reference = None
        else:
            reference = self._apposed(before) or self._resolve(before).figure
        if reference is None:
            name = self.index.ends.get(end)
            reference = self.figures[name] if name else None
        if reference is None:
            return Reference(
                phrase=phrase, figure=None, because=f"{said}: the text does not tell who is meant"
            )
        because = f"{said}: what stands right before it, {self.label(reference)}"
        return Reference(phrase=phrase, figure=reference, because=because)

    def _before_bracket(self, end: int) -> int:
        """Where the bracket that ends here begins."""
        at = end - 1
        while at and end - at < _LONGEST_PHRASE and self.passage.words[at] != "(":
            at -= 1
        return at if self.passage.words[at] == "(" else end - 1

    def _apposed(self, before: Phrase) -> Figure | None:
        """The one named before a comma, where what stands between is an apposition to the name."""
        at = before.first
        if before.form == "description" and at and self.passage.words[at - 1] == ",":
            name = self.index.ends.get(at - 1)
            if name is not None and name.type != "place":
                return self.figures[name]
        return None

    def _phrase_start(self, end: int) -> int:
        """Where the noun phrase that ends here begins, roughly: behind the last verb, mark or conjunction."""
        passage = self.passage
        name = self.index.ends.get(end)
        at = name.title_from if name else end - 1
        sentence = passage.sentences[end - 1]
        while at and end - at < _LONGEST_PHRASE and passage.sentences[at - 1] == sentence:
            word = passage.lower[at - 1]
            bare = not name and passage.words[at - 1][0].islower() and word not in _PHRASE_STARTS
            if bare and (end - at > _BARE or word.endswith(("ed", "ing", "ly"))):
                break
            if word in _PHRASE_STOPS or (
                not word[0].isalnum() and word not in POSSESSIVES and word not in "-."
            ):
                break
            at -= 1
            if word in _PHRASE_STARTS:
                break
            if (earlier := self.index.ends.get(at)) is not None:
                at = min(at, earlier.title_from)
        while at < end - 1 and passage.lower[at] in _PREPOSITIONS:
            at += 1
        return at

    def _behind_complement(self, first: int, end: int, word: str) -> int:
        """Where the phrase begins if what ends here is but the complement of an earlier head."""
        passage = self.passage
        for _ in range(_MOST_COMPLEMENTS):
            before = passage.lower[first - 1] if first else "\n"
            if before not in _COMPLEMENT or (before != "of" and word not in ("who", "whom", "whose")):
                return first
            phrase = read_phrase(passage, self.index.begins, first, end)
            if phrase is None or (before != "of" and self._is_person(phrase)):
                return first
            first = self._phrase_start(first - 1)
        return first

    def _is_person(self, phrase: Phrase) -> bool:
        if phrase.name is not None:
            return phrase.name.type == "person"
        return "person" in classes_of(phrase.noun) or "group" in classes_of(phrase.noun)

    # --- descriptions --------------------------------------------------------------------------------

    def _resolve_description(self, phrase: Phrase) -> Reference:
        if self.passage.lower[phrase.last - 1] in ("whom", "which"):  # two of whom
            return self._resolve_relative(phrase, f"“{self._text(phrase.first, phrase.last)}”")
        owner = self._owner(phrase)
        if phrase.owner_pronoun is not None and owner is not None:
            self.pronouns[phrase.owner_pronoun] = owner
        classes = classes_of(phrase.noun)
        utterance = "utterance" in classes and not classes & {"person", "media"}
        if utterance and owner is not None:
            label = self.label(owner)
            return Reference(phrase=phrase, figure=owner, because=f"whose {phrase.noun} it is: {label}")
        if utterance and (figure := self._issuer(phrase)) is not None:
            return Reference(
                phrase=phrase, figure=figure, because=f"whose {phrase.noun} it is: {self.label(figure)}"
            )
        earlier = self._known(phrase)
        headline = not phrase.determiner and not phrase.plural and "person" in classes
        if earlier is None and (phrase.definite or headline):
            earlier = self._meant(phrase, source=True)
        if earlier is not None:
            said = f"“{self._text(phrase.first, phrase.core)}”"
            return Reference(phrase=phrase, figure=earlier, because=f"{said}: {self.label(earlier)}")
        coming = self._named_later(phrase)
        if coming is not None:
            said = f"“{self._text(phrase.first, phrase.core)}”"
            because = f"{said}: named later, in this role, {self.label(coming)}"
            return Reference(phrase=phrase, figure=coming, because=because)
        figure = self._introduce(phrase)
        return Reference(
            phrase=phrase, figure=figure, because="unnamed: the source’s own words", own_words=True
        )

    def _named_later(self, phrase: Phrase) -> Figure | None:
        """The one named soon after a headline or lead that says only what they are: `Harbour chief quits`."""
        passage, noun = self.passage, singular(phrase.noun)
        if "person" not in classes_of(phrase.noun) or phrase.plural:
            return None
        lead = passage.paragraphs[phrase.first] <= _LEAD_PARAGRAPHS
        if not (lead if phrase.determiner in ("", "a", "an") else phrase.definite):
            return None
        best, most = None, 0
        for name in self.index.between(phrase.last, min(phrase.last + _SOON, len(passage))):
            figure = self.figures[name]
            if figure in self.scene.seen or figure.type != "person":
                continue
            fit = fits_role(phrase, passage, figure)
            if fit > most:
                best, most = figure, fit
        return None if noun in _STAFF and most < _STAFF_FIT else best

    def _owner(self, phrase: Phrase) -> Figure | None:
        if phrase.owner is not None:
            return self.figures[phrase.owner]
        if phrase.owner_pronoun is not None and self.passage.lower[phrase.owner_pronoun] in SEXES:
            candidate = self._best_person(phrase.owner_pronoun, source=True)
            return candidate.seen.figure if candidate else None
        return None

    def _issuer(self, phrase: Phrase) -> Figure | None:
        """Whose statement it is: the words around it say so, or those around its first mention."""
        name = issuer_of(self.passage, self.index, phrase.core - 1)
        if name is not None:
            return self.figures[name]
        if not phrase.definite or phrase.complement:
            return None
        noun = singular(phrase.noun)
        for at, figure in self.nouns.before(noun, phrase.first):
            place = at
            while place < at + _LONGEST_PHRASE and singular(self.passage.lower[place]) != noun:
                place += 1
            name = issuer_of(self.passage, self.index, place)
            if name is not None:
                return self.figures[name]
            if figure.noun != noun:  # it has been resolved before
                return figure
            if self.passage.lower[at - 1] == "in":  # Quill said in a statement
                return self.spoke_in.get(self.passage.sentences[at])
        return None

    def _known(self, phrase: Phrase) -> Figure | None:
        """Who was described in these words or bears this role, the last seen where both are known."""
        found = [one for one in (self._role_player(phrase), self._described_before(phrase)) if one]
        seen = self.scene.seen
        return max(
            found, key=lambda one: (one.named, seen[one].last.word if one in seen else -1), default=None
        )

    def _described_before(self, phrase: Phrase) -> Figure | None:
        """A figure described in the same words; of an indefinite description only a class of people."""
        if phrase.determiner in _NEW or phrase.complement:
            return None
        for owner in self._whose(phrase) if phrase.plural is False else ():
            if (known := self.owned.get((owner, singular(phrase.noun)))) is not None:
                return known
        if phrase.owner_pronoun is not None:
            return None
        bare, noun = self._bare(phrase), singular(phrase.noun)
        figure = self.described.get(bare)
        if figure is None and phrase.definite:
            words = set(bare.split()) - {phrase.noun}
            for at, other in self.nouns.before(noun, phrase.first):
                if other.named or other.plural != phrase.plural:
                    continue
                if self.passage.inside[at] and not self.passage.inside[phrase.first]:
                    continue
                if words <= other.roles or (phrase.owned and phrase.owner is None and other.noun == noun):
                    return other
        return figure

    def _role_player(self, phrase: Phrase) -> Figure | None:
        if "person" not in classes_of(phrase.noun) or phrase.plural or phrase.determiner in _NEW:
            return None
        if not phrase.owned and not phrase.definite and phrase.determiner:
            return None
        place = self._place(phrase.first, source=True, sex=sex_of(phrase.noun))
        fitting = [seen for seen in people_for(self.scene, place) if seen.figure.named]
        if phrase.complement:
            behind = {word for word in self.passage.lower[phrase.core : phrase.last] if len(word) > _SHORT}
            fitting = [seen for seen in fitting if behind & seen.figure.roles]
        if phrase.owned and singular(phrase.noun) not in KIN:
            owners = {word.lower() for owner in self._whose(phrase) for name in owner.names for word in name.words}
            fitting = [seen for seen in fitting if owners & seen.figure.roles]
        seen = by_role(phrase, self.passage, fitting)
        return seen.figure if seen else None

    def _meant(self, phrase: Phrase, *, source: bool) -> Figure | None:
        """Whom a definite description means, where neither its words nor a role tell it."""
        classes = classes_of(phrase.noun)
        noun = singular(phrase.noun)
        if (linked := self._linked(phrase)) is not None:
            return linked
        if phrase.owned or (
            phrase.complement and noun not in _OFFICES_LEFT and "former" not in self._bare(phrase)
        ):
            return None
        if phrase.plural or phrase.noun in _BOTH:
            return self._last_together(phrase)
        if "person" in classes:
            if noun in _UNNAMED:
                return None
            candidate = self._best_person(phrase.first, source=source, sex=sex_of(phrase.noun))
            return candidate.seen.figure if candidate else None
        if classes & _BODIES:
            return self._body(phrase, noun)
        return None

    def _last_together(self, phrase: Phrase) -> Figure | None:
        """Those named together last, if that was not long ago: `both men`."""
        if not self.together or not (phrase.noun in _BOTH or "person" in classes_of(phrase.noun)):
            return None
        figure = self.together[-1][1]
        seen = self.scene.seen.get(figure)
        apart = self.passage.sentences[phrase.first] - seen.last.sentence if seen else _TOGETHER + 1
        return figure if apart <= _TOGETHER else None

    def _linked(self, phrase: Phrase) -> Figure | None:
        """Whom the model takes the description for, where it is sure."""
        shares = self.links.shares(phrase.first, "description")
        if not shares:
            return None
        best = max(shares, key=lambda figure: shares[figure])
        if shares[best] < _LINKED or best.plural != phrase.plural:
            return None
        people = "person" in classes_of(phrase.noun)
        return best if people == (best.type == "person") else None

    def _body(self, phrase: Phrase, noun: str) -> Figure | None:
        """The body that has this noun in its name, else the last body that any noun of its class may mean."""
        for seen in self.scene.recent():
            for name in seen.figure.names[:3]:
                if seen.figure.type != "person" and noun in (word.lower() for word in name.words):
                    return seen.figure
        if noun in _LANDS:
            lands = (seen.figure for seen in self._things(plural=False) if seen.figure.type == "place")
            return next(lands, None)
        wanted = "outlet" if noun in _MEDIA else "organisation" if noun in _ANY_BODY else "government"
        if noun in _ANY_BODY | _MEDIA | _ORGANS or "government" in classes_of(noun):
            for seen in self._things(plural=False):
                figure = seen.figure
                if figure.named and figure.type == "organisation":
                    if kind_of_name(fullest(figure).words, figure.type) == wanted:
                        return figure
        return None


_PREDICATES = frozenset("is was are were be been being become becomes became as named called like".split())
_BOTH = frozenset("two pair duo couple both sides".split())
_TOGETHER = 15  # sentences that a description of two may stand from where they were named together
_LINKED = 0.5  # probability from which the model's antecedent of a description is believed
_NETWORK = 3.0  # weight of the model's probability where rules rank
_LEAD_PARAGRAPHS = 2  # headline, kicker and first paragraph, counted from 0
_SOON = 400  # words in which one who is only described in a lead must be named
_STAFF = frozenset("spokesman spokeswoman spokesperson aide adviser official source strategist".split())
_STAFF_FIT = 2  # words of a role that must agree, since many bear such roles
_BYLINE = 60  # first words, among which a byline stands
_CLOSING = 40  # last names, among which that of an author may be
_SHORT = 3  # letters; what is as short is no evidence of a role
_ROLES_LEARNED = 3
_SURE = 0.8
_AHEAD = 25
_LONGEST_PHRASE = 12
_BARE = 5  # words of a phrase that are taken while no determiner opens it
_MOST_COMPLEMENTS = 3
_COMPLEMENT = frozenset("of in at from on for with".split())
_BODIES = frozenset({"organisation", "government", "media"})
_ANY_BODY = frozenset(
    """company firm corporation group organization organisation association university school college union bank
    charity foundation institute""".split()
)
# Nouns for people whom news tends to leave unnamed: they point back to a description, not to a name.
_UNNAMED = frozenset(
    """spokesman spokeswoman spokesperson aide adviser advisor staffer source insider witness person user voter student
    narrator protester reader viewer caller questioner worker employee resident member supporter delegate commenter
    hacker reporter moderator interviewer host attendee observer donor fan teacher farmer soldier guard child one
    everyone critic owner player coach survivor neighbor neighbour friend colleague kid victim suspect officer""".split()
)
_OFFICES_LEFT = frozenset("senator congressman congresswoman governor".split())
_NEW = frozenset(
    """a an another one two three four five six seven eight nine ten some many several few most other no any each
    every""".split()
)
_ORGANS = frozenset(
    """agency department bureau ministry commission court panel regulator board committee council authority tribunal
    parliament legislature office""".split()
)
_LANDS = frozenset("government regime country nation kingdom city town county state".split())
_MEDIA = frozenset("newspaper paper magazine network outlet publication website".split())
_UNTOLD = frozenset("the a an this that these those".split())
_INDEFINITE = frozenset("some others another all either one each ones".split())
_SUBORDINATE = frozenset(
    "as while although though in when after before if since despite for on at during by".split()
)
_CLAUSE_OPENERS = frozenset(
    """, ; : “ " ‘ ” ’ ( ) — – and but that when as while if because after before although though since where who
    which so""".split()
)
_PHRASE_STARTS = frozenset("a an the this these those my your his her its our their some many any no".split())
_PHRASE_STOPS = frozenset(
    """and but or is are was were be been has have had said says say told tells tell asked by with to from that who which
    as than if when while because there not among including""".split()
)


def word_is_one(word: str) -> bool:
    """Whether the first person is one, not several."""
    return word in ("i", "me", "my", "mine", "myself")


def sources_of(passage: Passage, spans: Iterable[tuple[int, int, int]]) -> dict[tuple[int, int], list[int]]:
    """The sources (first word, word behind the last) with the numbers of their attributions."""
    found: dict[tuple[int, int], list[int]] = {}
    for number, start, end in spans:
        first, last = passage.first_of(start), passage.after(end)
        if first < last:
            found.setdefault((first, last), []).append(number)
    return found


__all__ = ["PRONOUNS", "Reference", "Storyline", "is_plural", "sources_of"]
