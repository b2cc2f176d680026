"""Kinds of source: person, organisation, government, group, document, anonymous, outlet.

`person` is named, or the holder of an office or a relative of someone, so that one can tell who it is.
`anonymous` are particular people whom the text does not name (`a senior official`, `two aides`), `group` is a
class of people (`critics`, `Democrats`, `some voters`). Insiders who speak in the plural (`officials`,
`people familiar with the matter`) are particular people, hence anonymous. `outlet` is a news medium, the
article's own or another; `government` are states and their organs, courts and police among them. Several
who speak together are of the kind they share, else a group.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..records import MentionType, SpeakerKind
from .lexicon import word_lists
from .nouns import classes_of, is_plural, singular
from .passage import Passage
from .phrases import OWNERS, Phrase

# Offices of which a body has one, and kin: `the head of the Harbour Board` can be none but one person.
_OFFICES = frozenset(
    """president minister premier chancellor secretary governor mayor head chief chairman chairwoman chair
    director ceo ambassador king queen pope prince emperor sultan sheriff commissioner founder speaker
    leader dean treasurer candidate nominee senator general attorney author editor publisher owner
    manager commander superintendent front-runner frontrunner billionaire mogul businessman incumbent
    narrator-in-chief principal""".split()
)
KIN = frozenset(
    """wife husband mother father son daughter brother sister widow widower uncle aunt niece nephew
    grandfather grandmother girlfriend boyfriend fiancee mom dad parent spouse""".split()
)
# Who speaks without a name in the plural: insiders.
_INSIDERS = frozenset(
    """official aide adviser advisor insider source spokesman spokeswoman spokesperson staffer operative
    associate diplomat negotiator investigator lawyer attorney prosecutor agent executive organizer
    one""".split()
)
_INSIDE = frozenset("familiar briefed close involved knowledgeable privy".split())
_FEW = frozenset("two three four five six seven eight nine ten one another a an".split())
_QUANTIFIERS = frozenset(
    """some many most several few others all both everyone everybody none nobody anyone anybody majority
    half plenty those these more""".split()
)


def kind_of_name(words: Sequence[str], type_: MentionType | None) -> SpeakerKind:
    """The kind of a source that has this name."""
    whole = " ".join(words)
    if type_ == "person":
        return "person"
    organisations, outlets = word_lists("organisations"), word_lists("outlets")
    last = words[-1].lower()
    if whole in outlets["names"] or f"The {whole}" in outlets["names"]:
        return "outlet"
    if type_ == "nationality" or whole in organisations["groups"]:
        return "organisation" if whole in ("GOP", "Labour") else "group"
    if type_ == "place" or whole in organisations["government_names"]:
        return "organisation" if whole in _BODIES_OF_STATES else "government"
    places = word_lists("places")
    if whole in places["countries"] or whole in places["states"] or whole in places["capitals"]:
        return "government"
    if whole in _BODIES_OF_STATES or ("United" in words and "Nations" in words):
        return "organisation"
    lower = {word.lower() for word in words}
    if "party" in lower or "campaign" in lower:
        return "organisation"
    if lower & organisations["government"] and last not in organisations["organisation"]:
        return "government"
    if last in outlets["words"]:
        return "outlet"
    if type_ == "organisation" or last in organisations["organisation"]:
        return "organisation"
    if is_plural(last) and len(words) == 1:
        return "group"
    if "document" in classes_of(last):
        return "document"
    return "organisation"


_BODIES_OF_STATES = frozenset(
    """UN U.N. EU NATO OPEC WHO IMF ICAO IAEA WTO OECD ASEAN Interpol Europol""".split()
) | {"United Nations", "European Union", "World Bank", "African Union", "Arab League", "European Commission"}


def kind_of_description(passage: Passage, phrase: Phrase) -> SpeakerKind:
    """The kind of a source that is described, not named."""
    noun = phrase.noun
    classes = classes_of(noun)
    plural = is_plural(noun)
    if (phrase.determiner == "one" and not noun) or noun in ("one", "another", "someone", "somebody"):
        return "anonymous"
    if noun in _QUANTIFIERS or not noun:
        return _of_quantity(passage, phrase)
    if "person" in classes:
        return _of_people(passage, phrase, plural)
    if noun in ("people", "persons", "person"):
        behind = set(passage.lower[phrase.core : phrase.core + 2])
        return "anonymous" if behind & _INSIDE or phrase.determiner in _FEW else "group"
    for name, kind in _CLASSES:
        if name in classes:
            return kind
    return "group" if plural else "document" if noun.endswith(("tion", "ment", "ing", "ty")) else "group"


_CLASSES: tuple[tuple[str, SpeakerKind], ...] = (
    ("media", "outlet"),
    ("document", "document"),
    ("group", "group"),
    ("government", "government"),
    ("organisation", "organisation"),
)


def _of_quantity(passage: Passage, phrase: Phrase) -> SpeakerKind:
    """`one of the aides`, `half of the voters`: a few of the unnamed, or a class."""
    if phrase.determiner in ("one", "two", "three"):
        return "anonymous"
    return "group"


def _of_people(passage: Passage, phrase: Phrase, plural: bool) -> SpeakerKind:
    one = singular(phrase.noun)
    if plural:
        if phrase.determiner in ("two", "three", "four") or one in _INSIDERS:
            return "anonymous"
        behind = set(passage.lower[phrase.core : phrase.core + 2])
        return "anonymous" if behind & _INSIDE else "group"
    particular = phrase.determiner in ("the", *OWNERS) or phrase.owner is not None
    return "person" if particular and (one in _OFFICES or one in KIN) else "anonymous"
