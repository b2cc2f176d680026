"""Descriptions as sources: whom `the senator`, `his campaign` or `the statement` means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .antecedents import people_for
from .bodies import body_meant, named_since
from .choice import SEXES, best_person, place_at
from .descriptions import by_role, fits_role, issuer_of
from .figures import Figure
from .kinds import KIN
from .names import POSSESSIVES, Name
from .nouns import classes_of, sex_of, singular
from .phrases import DETERMINERS, Phrase, read_phrase
from .references import Reference
from .relatives import resolve_relative

if TYPE_CHECKING:
    from .storyline import Storyline

_BOTH = frozenset("two pair duo couple both sides".split())
_TOGETHER = 15  # sentences that a description of two may stand from where they were named together
_BARE = 2  # words, determiner and noun, of a description of two that does not say that they are two
_MORE = frozenset("three four five six seven eight nine ten dozen hundred".split())
_LINKED = 0.5  # probability from which the model's antecedent is believed; 0.3 to 0.7 make no difference
# on 200 labelled sources of PolNeAR train
_LEAD_PARAGRAPHS = 2  # headline, kicker and first paragraph, counted from 0
_SOON = 400  # words in which one who is only described in a lead must be named
_STAFF = frozenset("spokesman spokeswoman spokesperson aide adviser official source strategist".split())
_STAFF_FIT = 2  # words of a role that must agree, since many bear such roles
_SHORT = 3  # letters; what is as short is no evidence of a role
_LONGEST_PHRASE = 12
_BODIES = frozenset({"organisation", "government", "media"})
# Nouns for people whom news tends to leave unnamed: they point back to a description, not to a name.
_UNNAMED = frozenset(
    """spokesman spokeswoman spokesperson aide adviser advisor staffer source insider witness person user
    voter student narrator protester reader viewer caller questioner worker employee resident member
    supporter delegate commenter hacker reporter moderator interviewer host attendee observer donor fan
    teacher farmer soldier guard child one everyone critic owner player coach survivor neighbor
    neighbour friend colleague kid victim suspect officer""".split()
)
_OFFICES_LEFT = frozenset("senator congressman congresswoman governor".split())
_NEW = frozenset(
    """a an another one two three four five six seven eight nine ten some many several few most other no
    any each every""".split()
)


def resolve_description(story: Storyline, phrase: Phrase) -> Reference:
    if story.passage.lower[phrase.last - 1] in ("whom", "which"):  # two of whom
        return resolve_relative(story, phrase, f"“{story.words_of(phrase.first, phrase.last)}”")
    owner = _owner(story, phrase)
    if phrase.owner_pronoun is not None and owner is not None:
        story.pronouns[phrase.owner_pronoun] = owner
    classes = classes_of(phrase.noun)
    utterance = "utterance" in classes and not classes & {"person", "media"}
    if utterance and owner is not None:
        label = story.label(owner)
        return Reference(phrase=phrase, figure=owner, because=f"whose {phrase.noun} it is: {label}")
    if utterance and (figure := _issuer(story, phrase)) is not None:
        return Reference(
            phrase=phrase, figure=figure, because=f"whose {phrase.noun} it is: {story.label(figure)}"
        )
    earlier = known_by(story, phrase)
    if earlier is not None and (named := named_since(story, phrase, earlier)) is not None:
        earlier = named
    headline = not phrase.determiner and not phrase.plural and "person" in classes
    if earlier is None and (phrase.definite or headline):
        earlier = _meant(story, phrase, source=True)
    if earlier is not None:
        said = f"“{story.words_of(phrase.first, phrase.core)}”"
        return Reference(phrase=phrase, figure=earlier, because=f"{said}: {story.label(earlier)}")
    coming = _named_later(story, phrase)
    if coming is not None:
        said = f"“{story.words_of(phrase.first, phrase.core)}”"
        because = f"{said}: named later, in this role, {story.label(coming)}"
        return Reference(phrase=phrase, figure=coming, because=because)
    figure = story.introduce(phrase)
    return Reference(phrase=phrase, figure=figure, because="unnamed: the source’s own words", own_words=True)


def _named_later(story: Storyline, phrase: Phrase) -> Figure | None:
    """The one named soon after a headline or lead that says only what they are: `Harbour chief quits`."""
    passage, noun = story.passage, singular(phrase.noun)
    if "person" not in classes_of(phrase.noun) or phrase.plural:
        return None
    lead = passage.paragraphs[phrase.first] <= _LEAD_PARAGRAPHS
    if not (lead if phrase.determiner in ("", "a", "an") else phrase.definite):
        return None
    owned = {part for owner in story.whose(phrase) for part in _parts(owner)} if phrase.owned else set()
    best, most = None, 0
    for name in story.index.between(phrase.last, min(phrase.last + _SOON, len(passage))):
        figure = story.figures[name]
        if figure in story.scene.seen or figure.type != "person":
            continue
        sexes = {sex_of(phrase.noun), figure.sex} - {None}
        if len(sexes) > 1 or (owned and not owned & (figure.roles if noun not in KIN else _parts(figure))):
            continue
        fit = fits_role(phrase, passage, figure)
        if fit > most:
            best, most = figure, fit
    return None if noun in _STAFF and most < _STAFF_FIT else best


def _parts(figure: Figure) -> set[str]:
    return {word.lower() for name in figure.names for word in name.words}


def _owner(story: Storyline, phrase: Phrase) -> Figure | None:
    if phrase.owner is not None:
        both = story.both_before(phrase.owner) if phrase.owner.title_from > phrase.first else None
        return both or story.figures[phrase.owner]
    if phrase.owner_pronoun is not None and story.passage.lower[phrase.owner_pronoun] in SEXES:
        candidate = best_person(story, phrase.owner_pronoun, source=True)
        return candidate.seen.figure if candidate else None
    return None


def _issuer(story: Storyline, phrase: Phrase) -> Figure | None:
    """Whose statement it is: the words around it say so, or those around its first mention."""
    name = issuer_of(story.passage, story.index, phrase.core - 1)
    if name is not None:
        return _issuing(story, name)
    if not phrase.definite or phrase.complement or phrase.owned:
        return None
    noun = singular(phrase.noun)
    for word in (noun, *_ALIKE.get(noun, ())):
        if (figure := _issuer_before(story, phrase, word)) is not None:
            return figure
    return _issuer_later(story, phrase, noun) if story.bare(phrase) == noun else None


# Papers that news calls by either noun.
_ALIKE = {"poll": ("survey",), "survey": ("poll",), "study": ("report",), "ad": ("spot", "commercial")}
_UNTELLING = frozenset("new latest recent same first short long full".split())
_TOLD_LATER = 8  # later places of the noun that are looked at


def _issuing(story: Storyline, name: Name) -> Figure:
    """The one named, or whoever of theirs stands behind the genitive: the ministry’s inspector."""
    passage = story.passage
    if name.last + 1 >= len(passage) or passage.lower[name.last] not in POSSESSIVES:
        return story.figures[name]
    end = name.last + 1
    while end < min(name.last + _OFFICE, len(passage)) and passage.words[end][0].islower():
        end += 1
        if "person" in classes_of(passage.lower[end - 1]) and not (
            end < len(passage) and classes_of(passage.lower[end]) & {"person", "organisation"}
        ):
            phrase = read_phrase(passage, story.index.begins, name.title_from, end)
            if phrase is None or phrase.form != "description" or end in story.index.begins:
                break
            return known_by(story, phrase) or story.introduce(phrase)
    return story.figures[name]


_OFFICE = 5  # words of what stands behind the genitive, its mark counted


def _issuer_later(story: Storyline, phrase: Phrase, noun: str) -> Figure | None:
    """Whose it is where the text tells that only further on, and nobody else: `the Quill Bank’s report`."""
    for _, earlier in story.nouns.before(noun, phrase.first):
        if earlier.roles - {noun} - DETERMINERS:  # a congressional report, the report
            return None
    names = (
        issuer_of(story.passage, story.index, place)
        for place in story.places_of(noun, phrase.core, _TOLD_LATER)
    )
    found = {story.figures[name] for name in names if name is not None}
    return found.pop() if len(found) == 1 else None


def _issuer_before(story: Storyline, phrase: Phrase, noun: str) -> Figure | None:
    told = set(story.bare(phrase).split()) - {phrase.noun} - _UNTELLING
    for at, figure in story.nouns.before(noun, phrase.first):
        place = at
        while place < at + _LONGEST_PHRASE and singular(story.passage.lower[place]) != noun:
            place += 1
        if told and told.isdisjoint(story.passage.lower[at:place]):
            continue  # the congressional report is not the mayor’s
        name = issuer_of(story.passage, story.index, place)
        if name is not None:
            return _issuing(story, name)
        if (whose := story.pronouns.get(at)) is not None:  # his book
            return whose
        if figure.noun != noun:  # it has been resolved before
            return figure
        if story.passage.lower[at - 1] == "in":  # Quill said in a statement
            spoke = story.spoke_in.get(story.passage.sentences[at])
            return spoke if spoke is not figure else None
    return None


def known_by(story: Storyline, phrase: Phrase) -> Figure | None:
    """Who was described in these words or bears this role, the last seen where both are known."""
    found = [one for one in (_role_player(story, phrase), _described_before(story, phrase)) if one]
    seen = story.scene.seen
    return max(found, key=lambda one: (one.named, seen[one].last.word if one in seen else -1), default=None)


def _described_before(story: Storyline, phrase: Phrase) -> Figure | None:
    """A figure described in the same words; of an indefinite description only a class of people."""
    if phrase.determiner in _NEW or phrase.complement:
        return None
    for owner in story.whose(phrase) if phrase.plural is False else ():
        known = story.owned.get((owner, singular(phrase.noun)))
        if known is not None and not known.plural:
            return known
    if phrase.owner_pronoun is not None:
        return None
    bare, noun = story.bare(phrase), singular(phrase.noun)
    figure = story.described.get(bare)
    if figure is not None and figure.plural != phrase.plural:
        figure = None
    if figure is None and phrase.definite:
        words = set(bare.split()) - {phrase.noun}
        for at, other in story.nouns.before(noun, phrase.first):
            if other.named or other.plural != phrase.plural:
                continue
            if story.passage.inside[at] and not story.passage.inside[phrase.first]:
                continue
            if words <= other.roles or (phrase.owned and phrase.owner is None and other.noun == noun):
                return other
    return figure


def _role_player(story: Storyline, phrase: Phrase) -> Figure | None:
    if "person" not in classes_of(phrase.noun) or phrase.plural or phrase.determiner in _NEW:
        return None
    if not phrase.owned and not phrase.definite and phrase.determiner:
        return None
    place = place_at(story, phrase.first, source=True, sex=sex_of(phrase.noun))
    unlike = _other_party(story, phrase)
    fitting = [seen for seen in people_for(story.scene, place) if seen.figure.named]
    fitting = [seen for seen in fitting if unlike.isdisjoint(seen.figure.roles)]
    if phrase.complement:
        behind = {word for word in story.passage.lower[phrase.core : phrase.last] if len(word) > _SHORT}
        fitting = [seen for seen in fitting if behind & seen.figure.roles]
    if phrase.owned and singular(phrase.noun) not in KIN:
        owners = {
            word.lower() for owner in story.whose(phrase) for name in owner.names for word in name.words
        }
        fitting = [seen for seen in fitting if owners & seen.figure.roles]
    seen = by_role(phrase, story.passage, fitting)
    return seen.figure if seen else None


def _meant(story: Storyline, phrase: Phrase, *, source: bool) -> Figure | None:
    """Whom a definite description means, where neither its words nor a role tell it."""
    classes = classes_of(phrase.noun)
    noun = singular(phrase.noun)
    if (linked := _linked(story, phrase)) is not None:
        return linked
    if phrase.owned or (
        phrase.complement and noun not in _OFFICES_LEFT and "former" not in story.bare(phrase)
    ):
        return None
    if phrase.plural or phrase.noun in _BOTH:
        return _last_together(story, phrase)
    if "person" in classes:
        if noun in _UNNAMED:
            return None
        candidate = best_person(
            story, phrase.first, source=source, sex=sex_of(phrase.noun), unlike=_other_party(story, phrase)
        )
        return candidate.seen.figure if candidate else None
    if classes & _BODIES:
        return body_meant(story, phrase, noun)
    return None


_DEMOCRATS = frozenset("democrat democratic d".split())
_REPUBLICANS = frozenset("republican gop r".split())


def _other_party(story: Storyline, phrase: Phrase) -> frozenset[str]:
    """The words for the other of the two parties of the USA where the description names one."""
    words = story.passage.lower[phrase.first : phrase.core]
    if not _DEMOCRATS.isdisjoint(words):
        return _REPUBLICANS
    return frozenset() if _REPUBLICANS.isdisjoint(words) else _DEMOCRATS


def _last_together(story: Storyline, phrase: Phrase) -> Figure | None:
    """Those named together last, if that was not long ago: `both men`."""
    if not story.together or not (phrase.noun in _BOTH or "person" in classes_of(phrase.noun)):
        return None
    told, figure = story.last_together()
    words = story.passage.lower[phrase.first : phrase.core]
    few = any(word in _BOTH for word in words)
    if not few and (len(words) > _BARE or any(word in _MORE for word in words)):
        return None  # `the party leaders`, `the four candidates`
    named = story.index.between(told.first, told.last)
    if phrase.noun not in _BOTH and not any(story.figures[name].type == "person" for name in named):
        return None
    seen = story.scene.seen.get(figure)
    apart = story.passage.sentences[phrase.first] - seen.last.sentence if seen else _TOGETHER + 1
    return figure if apart <= _TOGETHER else None


def _linked(story: Storyline, phrase: Phrase) -> Figure | None:
    """Whom the model takes the description for, where it is sure."""
    shares = story.links.shares(phrase.first, "description")
    if not shares:
        return None
    best = max(shares, key=lambda figure: shares[figure])
    if shares[best] < _LINKED or best.plural != phrase.plural:
        return None
    people = "person" in classes_of(phrase.noun)
    return best if people == (best.type == "person") else None
