"""Descriptions as sources: whom `the senator`, `his campaign` or `the statement` means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .antecedents import people_for
from .choice import SEXES, best_person, place_at
from .descriptions import by_role, fits_role, issuer_of
from .figures import Figure, fullest
from .kinds import KIN, kind_of_name
from .nouns import classes_of, sex_of, singular
from .phrases import Phrase
from .pronouns import things
from .references import Reference
from .relatives import resolve_relative

if TYPE_CHECKING:
    from .storyline import Storyline

_BOTH = frozenset("two pair duo couple both sides".split())
_TOGETHER = 15  # sentences that a description of two may stand from where they were named together
_LINKED = 0.5  # probability from which the model's antecedent is believed; 0.3 to 0.7 make no difference
# on 200 labelled sources of PolNeAR train
_LEAD_PARAGRAPHS = 2  # headline, kicker and first paragraph, counted from 0
_SOON = 400  # words in which one who is only described in a lead must be named
_STAFF = frozenset("spokesman spokeswoman spokesperson aide adviser official source strategist".split())
_STAFF_FIT = 2  # words of a role that must agree, since many bear such roles
_SHORT = 3  # letters; what is as short is no evidence of a role
_LONGEST_PHRASE = 12
_BODIES = frozenset({"organisation", "government", "media"})
_ANY_BODY = frozenset(
    """company firm corporation group organization organisation association university school college union
    bank charity foundation institute""".split()
)
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
_ORGANS = frozenset(
    """agency department bureau ministry commission court panel regulator board committee council authority
    tribunal parliament legislature office""".split()
)
_LANDS = frozenset("government regime country nation kingdom city town county state".split())
_MEDIA = frozenset("newspaper paper magazine network outlet publication website".split())


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
    best, most = None, 0
    for name in story.index.between(phrase.last, min(phrase.last + _SOON, len(passage))):
        figure = story.figures[name]
        if figure in story.scene.seen or figure.type != "person":
            continue
        fit = fits_role(phrase, passage, figure)
        if fit > most:
            best, most = figure, fit
    return None if noun in _STAFF and most < _STAFF_FIT else best


def _owner(story: Storyline, phrase: Phrase) -> Figure | None:
    if phrase.owner is not None:
        return story.figures[phrase.owner]
    if phrase.owner_pronoun is not None and story.passage.lower[phrase.owner_pronoun] in SEXES:
        candidate = best_person(story, phrase.owner_pronoun, source=True)
        return candidate.seen.figure if candidate else None
    return None


def _issuer(story: Storyline, phrase: Phrase) -> Figure | None:
    """Whose statement it is: the words around it say so, or those around its first mention."""
    name = issuer_of(story.passage, story.index, phrase.core - 1)
    if name is not None:
        return story.figures[name]
    if not phrase.definite or phrase.complement:
        return None
    noun = singular(phrase.noun)
    for at, figure in story.nouns.before(noun, phrase.first):
        place = at
        while place < at + _LONGEST_PHRASE and singular(story.passage.lower[place]) != noun:
            place += 1
        name = issuer_of(story.passage, story.index, place)
        if name is not None:
            return story.figures[name]
        if figure.noun != noun:  # it has been resolved before
            return figure
        if story.passage.lower[at - 1] == "in":  # Quill said in a statement
            return story.spoke_in.get(story.passage.sentences[at])
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
        if (known := story.owned.get((owner, singular(phrase.noun)))) is not None:
            return known
    if phrase.owner_pronoun is not None:
        return None
    bare, noun = story.bare(phrase), singular(phrase.noun)
    figure = story.described.get(bare)
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
    fitting = [seen for seen in people_for(story.scene, place) if seen.figure.named]
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
        candidate = best_person(story, phrase.first, source=source, sex=sex_of(phrase.noun))
        return candidate.seen.figure if candidate else None
    if classes & _BODIES:
        return _body(story, phrase, noun)
    return None


def _last_together(story: Storyline, phrase: Phrase) -> Figure | None:
    """Those named together last, if that was not long ago: `both men`."""
    if not story.together or not (phrase.noun in _BOTH or "person" in classes_of(phrase.noun)):
        return None
    figure = story.together[-1][1]
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


def _body(story: Storyline, phrase: Phrase, noun: str) -> Figure | None:
    """The body that has this noun in its name, else the last body that any noun of its class may mean."""
    for seen in story.scene.recent():
        for name in seen.figure.names[:3]:
            if seen.figure.type != "person" and noun in (word.lower() for word in name.words):
                return seen.figure
    if noun in _LANDS:
        lands = (seen.figure for seen in things(story, plural=False) if seen.figure.type == "place")
        return next(lands, None)
    wanted = "outlet" if noun in _MEDIA else "organisation" if noun in _ANY_BODY else "government"
    if noun in _ANY_BODY | _MEDIA | _ORGANS or "government" in classes_of(noun):
        for seen in things(story, plural=False):
            figure = seen.figure
            named = figure.named and figure.type == "organisation"
            if named and kind_of_name(fullest(figure).words, figure.type) == wanted:
                return figure
    return None
