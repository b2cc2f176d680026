"""Speakers: who the source of an attribution is, of what kind, and what that rests on.

A speaker's name is a slice of the document: the fullest name that it gives this speaker, without titles and
appositions (those are the role); where nobody is named, the words that introduce them.
"""

from __future__ import annotations

from dataclasses import replace

from ..records import Attribution, Document, Reading, Span, Speaker, SpeakerKind, joined
from ..records.turns import names_nobody
from .figures import Figure, fullest
from .kinds import kind_of_description, kind_of_name
from .names import POSSESSIVES, Name
from .passage import Passage, read_passage
from .phrases import Phrase
from .references import Reference
from .roles import role_after, role_before
from .storyline import Storyline, sources_of

NO_SOURCE = "the text names no source"
NO_WORDS = "the source has no words"
NOBODY = "a label for who asks and who answers, which names nobody"


def resolve_speakers(reading: Reading) -> Reading:
    """The reading with its attributions' speakers; where one is None, the reason is kept."""
    passage = read_passage(reading.document.text, reading.attributions)
    spans = [
        (number, one.source[0].start, one.source[0].end)
        for number, one in enumerate(reading.attributions, 1)
        if one.source
    ]
    sources = sources_of(passage, spans)
    storyline = Storyline(passage, reading.mentions, sources)
    references = storyline.read()
    by_number = {number: reference for key, reference in references.items() for number in sources[key]}
    teller = _Teller(passage, storyline, reading.document)
    attributions = tuple(
        _with_speaker(one, by_number.get(number), teller)
        for number, one in enumerate(reading.attributions, 1)
    )
    return replace(reading, attributions=attributions)


def _with_speaker(attribution: Attribution, reference: Reference | None, teller: _Teller) -> Attribution:
    if not attribution.source:
        return _unresolved(attribution, NO_SOURCE)
    text = teller.passage.text
    if joined(attribution.cue, text) == ":" and names_nobody(joined(attribution.source, text)):
        return _unresolved(attribution, NOBODY)
    if reference is None:
        return _unresolved(attribution, NO_WORDS)
    speaker = teller.tell(reference)
    return replace(attribution, speaker=speaker) if speaker else _unresolved(attribution, reference.because)


def _unresolved(attribution: Attribution, reason: str) -> Attribution:
    kept = tuple(pair for pair in attribution.reasons if pair[0] != "speaker")
    return replace(attribution, speaker=None, reasons=(*kept, ("speaker", reason)))


class _Teller:
    """Makes speakers of what a text's references stand for."""

    def __init__(self, passage: Passage, storyline: Storyline, document: Document) -> None:
        self.passage, self.storyline, self.document = passage, storyline, document
        self.roles: dict[Figure, str | None] = {}
        self.kinds: dict[Figure, SpeakerKind] = {}

    def tell(self, reference: Reference) -> Speaker | None:
        """The speaker that the reference stands for; None where it stands for nobody."""
        figure = reference.figure
        if figure is None:
            outlet = self.document.metadata.outlet
            if reference.outlet and outlet and outlet.strip():
                return Speaker(
                    name=" ".join(outlet.split()), because=f"{reference.because}, of {outlet}", kind="outlet"
                )
            return None
        span = self._named_at(figure)
        name = " ".join(span.of(self.passage.text).split())
        if not name:
            return None
        return Speaker(
            name=name,
            because=reference.because,
            kind=self._kind(figure),
            role=self._role(reference.phrase, figure),
            named_at=span,
        )

    def _named_at(self, figure: Figure) -> Span:
        if not figure.names:
            return self.passage.span(figure.first, figure.last)
        best = fullest(figure)
        first = best.first
        if figure.type == "organisation" and first > 1 and self.passage.lower[first - 1] in POSSESSIVES:
            owner = self.storyline.index.ends.get(first - 1)  # Canada’s Transportation Safety Board
            if owner is not None and owner.type == "place":
                first = owner.first
        return self.passage.span(first, best.last)

    def _kind(self, figure: Figure) -> SpeakerKind:
        if figure not in self.kinds:
            self.kinds[figure] = self._told_kind(figure)
        return self.kinds[figure]

    def _told_kind(self, figure: Figure) -> SpeakerKind:
        phrase = self.storyline.phrases.get(figure)
        if phrase is not None and phrase.form == "several":
            names = self.storyline.index.between(phrase.first, phrase.last)
            kinds = {kind_of_name(name.words, self.storyline.figures[name].type) for name in names}
            last = self.storyline.index.ends.get(phrase.last)
            if "person" in kinds and last is not None:  # places and parties are in their titles
                return "person"
            return kinds.pop() if len(kinds) == 1 and last is not None else "group"
        if phrase is not None:
            return kind_of_description(self.passage, phrase)
        return kind_of_name(fullest(figure).words, figure.type)

    def _role(self, phrase: Phrase, figure: Figure) -> str | None:
        if figure.type != "person" or not figure.named:
            return None
        if phrase.role is not None and phrase.name is not None:
            return self._words(phrase.role)
        if figure not in self.roles:
            self.roles[figure] = self._introduced_as(figure)
        return self.roles[figure]

    def _introduced_as(self, figure: Figure) -> str | None:
        short = None
        for name in sorted(figure.names, key=lambda name: (-len(name.words), name.first))[:3]:
            role = role_after(self.passage, name) or role_before(
                self.passage, name, self.storyline.index.ends
            )
            if role and role[1] - role[0] > 1:
                return self._words(role)
            short = short or role
        return self._words(short) if short else None

    def _words(self, words: tuple[int, int]) -> str | None:
        text = " ".join(self.passage.span(*words).of(self.passage.text).split()).strip(" ,")
        return text or None


__all__ = ["NO_SOURCE", "NO_WORDS", "Name", "resolve_speakers"]
