"""Circumstances: to whom, on what occasion, and on what condition of anonymity something was said."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...records import Attribution, Reading, Span, Spans
from ..sentences import sentences_of
from .addressees import (
    find_hearing_verb,
    find_object,
    find_passive_subject,
    find_stated,
    find_to_phrase,
    is_said_to,
    names_hearer_inside,
)
from .anonymity import find_anonymity, find_conditions, speaks_of_the_same
from .occasions import Occasion, find_occasions

NONE_STATED = "none stated"
WITHIN_CONTENT = "named within the content"
KEYS = ("addressee", "occasion", "anonymity")
_REACH = 500  # characters of a sentence looked at on each side of the cue; a bound on the work

# Where the clause of the cue ends: a subordinate clause or a participle that is not about the speaking.
_BARRIER = re.compile(
    r";|[—–]|\s-\s|\b(?:who|whom|which|whose|where|that|because|but|while|if|whether|though|although|unless|until|"
    r"whereas)\b|\b(?:as|when|after|before|since)\s(?:he|she|they|it)\b|\b(?:as|when|after|before|since)\s(?:he|she|they|it|the|a|an|his|her|[A-Z]\w+)\b(?=[^,.]{0,40}\s\w+(?:ed|s)\b)|"
    r",\s(?:and|or)\s|,\s(?!(?:speaking|appearing|testifying|talking|writing|addressing|campaigning)\b)[a-z]+ing\b"
)
_WHEN = (  # a date, as far as it may stand between a clause's beginning, a cue or a content and an occasion
    r"(?:(?:(?:on|late|early|last|this|earlier|later|that)\s){0,2}(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|week|"
    r"weekend|month|year|day|night|today|yesterday)(?:\s(?:morning|night|evening|afternoon))?|"
    r"(?:a\sfew\s|\w+\s)(?:days|weeks|months|years|hours)\s(?:ago|later|earlier|before)|"
    r"in\s(?:january|february|march|april|may|june|july|august|september|october|november|december)(?:\s\d{4})?)"
)
_FRONT = re.compile(
    r"[\s“\"—–-]*(?:(?:but|and|yet|so|then|also|still|however|meanwhile|later|earlier|once|even|only|"
    rf"{_WHEN})\b,?\s+)*(?:(?:when|while|after|before)\s)?(?:(?:was|were)\s)?"
    r"(?:(?:speaking|appearing|testifying|talking|writing|campaigning|interviewed|asked|pressed|questioned)\s"
    r"(?:\w+ly\s|\w+day\s)?)?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s*,?\s*(?:(?:who|which)\s(?:was|were|is|has\sbeen)?\s*)?"
    r"(?:(?:speaking|spoke|appearing|appeared|testifying|talking|writing|campaigning)\s(?:\w+ly\s|\w+day\s)?)?",
    re.IGNORECASE,
)
_FRONTED_VERB = re.compile(
    r"[\s“\"—–-]*(?:(?!if\s|after\s|before\s)[\w.,]+\s){0,4}?(?:(?:when|while)\s)?(?:\w+\s(?:was|were)\s)?"
    r"(?:speaking|appearing|testifying|talking|writing|chatting|addressing|briefing|asked|pressed|questioned|"
    r"interviewed|challenged|quizzed|(?:in\s(?:a|an|his|her|the|their)\s(?:\w+\s){0,3}(?:letter|e-?mail|message|memo|note|"
    r"speech|statement|address|response|answer)|in\s(?:response|answer|reply))\b)",
    re.IGNORECASE,
)
_UNNAMED = re.compile(
    r"^(?:he|she|they)$|\b(?:officials?|sources?|persons?|people|m[ae]n|wom[ae]n|advis[eo]rs?|aides?|employees?|diplomats?|lawmakers?|"
    r"officers?|executives?|lawyers?|staffers?|strategists?|operatives?|donors?|witness(?:es)?|insiders?|members?)\b",
    re.IGNORECASE,
)
_NEW_CLAUSE = re.compile(r"[—–;:]\s*|\.{3}\s*|,\s(?:and|but|while|though|although|as)\s|\s-{1,2}\s")
_AFTER = re.compile(
    rf"[\s,”\"’']*(?:which\s[^,.;:]{{1,80}},\s)?(?:{_WHEN}\s)?(?:while\s)?(?:speaking\s)?", re.IGNORECASE
)
_LEADS = re.compile(r"[^,]{0,200},.*|(?:\s*[^\s,]+){0,3}\s*", re.DOTALL)  # a comma, or the source at once
_UP_TO_PARTICIPLE = re.compile(rf"[\s,”\"]*(?:{_WHEN})?[\s,]*", re.IGNORECASE)
_PARTICIPLE = re.compile(r"\s*\w+ing\b")
_ENDS_SENTENCE = ".!?…"


def find_circumstances(reading: Reading) -> Reading:
    """The reading with its attributions' addressees, occasions and conditions of anonymity.

    Each is one slice of the clause or sentence of the cue (anonymity: or of the sentence after it, where
    that speaks of the same source), outside the attribution's content. An addressee is the noun phrase
    alone; an occasion is the prepositional phrase as it stands, without the date; anonymity is the
    condition with its reason. What is not stated is None, with that reason.
    """
    article = _Article(reading)
    return replace(reading, attributions=tuple(article.described()))


@dataclass(slots=True)
class _Clause:
    """What can be read around one attribution's cue."""

    attribution: Attribution
    cue: Span  # from the first cue word to the last
    start: int  # of the sentence, or of what is looked at of it
    end: int
    barrier: int  # where what belongs to the cue ends, after it
    opening: int  # where what belongs to the source or cue begins, before them
    anchor: int  # where source or cue begins, whichever is first
    verb: re.Match[str] | None  # of the cue, whose object is the hearer


class _Article:
    """One reading, with its sentences and spans in order, so that neighbours are found quickly."""

    def __init__(self, reading: Reading) -> None:
        self.text = reading.document.text
        self.attributions = reading.attributions
        self.sentences = sentences_of(self.text) if reading.attributions else ()
        self.sentence_starts = [sentence.start for sentence in self.sentences]
        roles = [(one, (*one.cue, *one.content)) for one in reading.attributions]
        self.block_starts = sorted(span.start for _, spans in roles for span in spans)
        self.block_ends = sorted(span.end for _, spans in roles for span in spans)
        self.cue_starts = sorted(span.start for one in reading.attributions for span in one.cue)
        self.sources = sorted({span for one in reading.attributions for span in one.source})
        self.by_id = {one.id: one for one in reading.attributions}
        self.conditions = find_conditions(self.text) if reading.attributions else []
        self.name_ends = {m.span.start: m.span.end for m in reading.mentions if m.form == "name"}
        self.fronts: dict[tuple[int, Spans], Occasion | None] = {}

    def described(self) -> Iterator[Attribution]:
        for attribution in self.attributions:
            clause = self._clause(attribution)
            occasion, hearer = self._occasion(clause)
            outside = [
                span if span and _outside(span, attribution.content) else None
                for span in (self._addressee(clause) or hearer, occasion, self._anonymity(clause))
            ]
            missing = tuple(
                (key, self._reason(key, clause))
                for key, span in zip(KEYS, outside, strict=True)
                if span is None
            )
            yield replace(
                attribution,
                addressee=outside[0],
                occasion=outside[1],
                anonymity=outside[2],
                reasons=(*attribution.reasons, *missing),
            )

    def _reason(self, key: str, clause: _Clause) -> str:
        """Why nothing is given: a hearer who is part of the content is stated, but not outside it."""
        if key == "addressee" and clause.verb is not None:
            after = clause.cue.end
            near = [span for span in clause.attribution.content if after <= span.start < after + 40]
            if near and names_hearer_inside(self.text, clause.verb, near[0]):
                return WITHIN_CONTENT
        return NONE_STATED

    def _clause(self, attribution: Attribution) -> _Clause:
        cue = _hull(attribution)
        start, end = self._sentence(cue.start, cue.end)
        start, end = max(start, cue.start - _REACH), min(end, cue.end + _REACH)
        outer = self.by_id.get(attribution.within or "")
        for span in outer.content if outer else ():
            if span.start <= cue.start and cue.end <= span.end:
                start, end = max(start, span.start), min(end, span.end)
        anchor = min(
            [cue.start, *(span.start for span in attribution.source if start <= span.start < cue.start)]
        )
        barrier = _first_from(self.block_starts, cue.end, end)
        before = bisect_right(self.block_ends, anchor)
        opening = max(start, self.block_ends[before - 1]) if before else start
        return _Clause(
            attribution, cue, start, end, barrier, opening, anchor, find_hearing_verb(self.text, cue)
        )

    def _sentence(self, start: int, end: int) -> tuple[int, int]:
        """The sentence in which the place lies, stretched to cover it."""
        number = bisect_right(self.sentence_starts, start) - 1
        if number < 0:
            return start, end
        sentence = self.sentences[number]
        return sentence.start, max(sentence.end, end)

    def _pieces(self, clause: _Clause) -> Iterator[tuple[int, int]]:
        """The stretches after the beginning of the cue that belong to it; the source divides them."""
        at, barrier = clause.cue.start, clause.barrier
        for span in clause.attribution.source:
            if clause.cue.end <= span.start < barrier:
                yield at, self._cut(max(at, clause.cue.end), span.start)
                at = span.end
        if at < barrier:
            yield at, self._cut(max(at, clause.cue.end), barrier)

    def _cut(self, at: int, end: int) -> int:
        found = _BARRIER.search(self.text, at, end)
        return found.start() if found else end

    def _occasion(self, clause: _Clause) -> tuple[Span | None, Span | None]:
        for start, end in self._pieces(clause):
            for found in find_occasions(self.text, start, end, self.name_ends):
                return found.span, found.hearer
        found_elsewhere = (
            self._occasion_between(clause) or self._fronted(clause) or self._occasion_behind(clause)
        )
        return (found_elsewhere.span, found_elsewhere.hearer) if found_elsewhere else (None, None)

    def _occasion_between(self, clause: _Clause) -> Occasion | None:
        """The occasion between source and cue (`Quill, in an interview, said`)."""
        ends = [span.end for span in clause.attribution.source if span.end <= clause.cue.start]
        if not ends or max(ends) < clause.opening:
            return None
        lead = _BETWEEN.match(self.text, max(ends), clause.cue.start)
        found = self._occasion_right_at(lead.end(), clause.cue.start) if lead else None
        return found or self._occasion_up_to_participle(clause, max(ends))

    def _occasion_up_to_participle(self, clause: _Clause, start: int) -> Occasion | None:
        """The occasion of what the source did while speaking (`Quill appeared on Twitter, saying`)."""
        text, cue = self.text, clause.cue
        if cue.start - start > _REACH or not _PARTICIPLE.match(text, cue.start, cue.end):
            return None
        for found in find_occasions(text, start, cue.start, self.name_ends):
            if _UP_TO_PARTICIPLE.fullmatch(text, found.span.end, cue.start):
                return found
        return None

    def _fronted(self, clause: _Clause) -> Occasion | None:
        """The occasion before the source (`In a statement, Quill said … and added …` has it for both)."""
        key = (self._sentence(clause.cue.start, clause.cue.end)[0], clause.attribution.source)
        if not clause.attribution.source:
            return self._occasion_in_front(clause)
        if key not in self.fronts:
            self.fronts[key] = self._occasion_in_front(clause)
        return self.fronts[key]

    def _occasion_in_front(self, clause: _Clause) -> Occasion | None:
        for start in self._clause_starts(clause):
            lead = _FRONT.match(self.text, start, clause.anchor)
            found = self._occasion_right_at(lead.end(), clause.anchor) if lead else None
            if found and _LEADS.fullmatch(self.text, found.span.end, clause.anchor):
                return found
        return None

    def _clause_starts(self, clause: _Clause) -> list[int]:
        """Where a clause that leads to the source may begin, the nearest first."""
        starts = [found.end() for found in _NEW_CLAUSE.finditer(self.text, clause.opening, clause.anchor)]
        return [*reversed(starts), clause.opening]

    def _occasion_right_at(self, at: int, end: int) -> Occasion | None:
        for found in find_occasions(self.text, at, end, self.name_ends):
            return found if found.span.start == at else None
        return None

    def _occasion_behind(self, clause: _Clause) -> Occasion | None:
        """The occasion right behind the content (`she said the pier was safe, in a statement`)."""
        start, end = self._behind(clause)
        lead = _AFTER.match(self.text, start, end)
        return self._occasion_right_at(lead.end(), end) if lead else None

    def _behind(self, clause: _Clause) -> tuple[int, int]:
        """The rest of the sentence behind the content, up to the next cue; empty where none is."""
        last = clause.attribution.content[-1].end
        if (
            last < clause.cue.end
            or last > clause.end
            or self.text[max(0, last - 4) : last].rstrip("”’\"'")[-1:] in _ENDS_SENTENCE
        ):
            return clause.end, clause.end
        return last, _first_from(self.cue_starts, last, clause.end)

    def _addressee(self, clause: _Clause) -> Span | None:
        attribution, text, names = clause.attribution, self.text, self.name_ends
        found = self._object_or_subject(clause)
        if found or not is_said_to(text, clause.cue):
            return found or self._stated_addressee(clause)
        behind, behind_end = self._behind(clause)
        places = [(clause.cue.end, clause.barrier), (behind, behind_end)]
        places += [(span.end, clause.barrier) for span in attribution.source if span.start >= clause.cue.end]
        for start, end in places:
            found = find_to_phrase(text, start, end, names)
            if found and _outside(found, (*attribution.content, *attribution.source)):
                return found
        return self._stated_addressee(clause)

    def _object_or_subject(self, clause: _Clause) -> Span | None:
        """The hearer as object or passive subject of the cue's verb, outside the content."""
        if clause.verb is None:
            return None
        content = clause.attribution.content
        starts = [span.start for span in content if span.start >= clause.cue.end]
        found = find_object(self.text, clause.verb, clause.barrier, min(starts, default=None), self.name_ends)
        found = found or find_passive_subject(self.text, clause.opening, clause.verb)
        return found if found and _outside(found, content) else None

    def _stated_addressee(self, clause: _Clause) -> Span | None:
        """The hearer that a phrase around source and cue names (`asked by …`, `speaking to …`)."""
        attribution, text = clause.attribution, self.text
        for source in attribution.source:
            found = find_stated(text, source.start, source.end, self.name_ends)
            if found and _outside(found, attribution.content):
                return found
        zones = [*self._pieces(clause), *self._zones_before(clause)]
        for start, end in zones:
            found = find_stated(text, start, end, self.name_ends)
            if found and _outside(found, (*attribution.content, *attribution.source)):
                return found
        return None

    def _zones_before(self, clause: _Clause) -> Iterator[tuple[int, int]]:
        """Between source and cue, and from the beginning of the clause to the source."""
        ends = [span.end for span in clause.attribution.source if span.end <= clause.cue.start]
        if ends and max(ends) >= clause.opening:
            yield max(ends), clause.cue.start
        starts = self._clause_starts(clause)
        if not self._others_between(clause):
            starts.append(clause.start)
        for start in starts:
            lead = _FRONTED_VERB.match(self.text, start, clause.anchor)
            comma = self.text.rfind(",", lead.end(), clause.anchor) if lead else -1
            if comma > 0:  # what is asked or said in the leading phrase itself has no such hearer
                yield start, comma

    def _others_between(self, clause: _Clause) -> bool:
        """Whether another source stands between the beginning of the sentence and this attribution."""
        first = bisect_left(self.sources, clause.start, key=_start)
        return first < len(self.sources) and self.sources[first].start < clause.anchor

    def _anonymity(self, clause: _Clause) -> Span | None:
        lowest = min([clause.start, *(span.start for span in clause.attribution.source)])
        highest = max(clause.end, clause.attribution.content[-1].end) + _REACH
        if _first_from(self.conditions, lowest, highest) >= highest:
            return None
        for start, end in self._anonymity_zones(clause):
            found = find_anonymity(self.text, start, end)
            if found and _outside(found, clause.attribution.content):
                return found
        return self._anonymity_in_next_sentence(clause)

    def _anonymity_zones(self, clause: _Clause) -> Iterator[tuple[int, int]]:
        attribution, cue = clause.attribution, clause.cue
        for source in attribution.source:
            yield source.start, cue.start if source.end <= cue.start else max(source.end, clause.end)
        yield clause.opening, clause.anchor
        yield cue.start, self._same_source_until(clause, cue.end)
        yield attribution.content[-1].end, self._same_source_until(clause, attribution.content[-1].end)

    def _same_source_until(self, clause: _Clause, at: int) -> int:
        """Where the content or another attribution's source begins, at most the end of the sentence."""
        own = clause.attribution
        starts = [span.start for span in own.content if span.start >= at]
        for number in range(bisect_left(self.sources, at, key=_start), len(self.sources)):
            if self.sources[number] not in own.source:
                starts.append(self.sources[number].start)
                break
        return max(at, min([clause.end, *starts]))

    def _anonymity_in_next_sentence(self, clause: _Clause) -> Span | None:
        attribution, text = clause.attribution, self.text
        if not any(_UNNAMED.search(text, span.start, span.end) for span in attribution.source):
            return None
        last = max(clause.cue.end, attribution.content[-1].end, attribution.source[-1].end)
        number = bisect_left(self.sentence_starts, last)
        if number == len(self.sentences):
            return None
        sentence = self.sentences[number]
        found = find_anonymity(text, sentence.start, min(sentence.end, sentence.start + _REACH))
        if found and speaks_of_the_same(text, sentence.start, found.start):
            return found
        return None


def _hull(attribution: Attribution) -> Span:
    """From the first cue word to the last; the first piece alone where they are far apart."""
    whole = Span(attribution.cue[0].start, attribution.cue[-1].end)
    if whole.end - whole.start > _REACH or not _outside(whole, attribution.content):
        return attribution.cue[0]
    return whole


def _start(span: Span) -> int:
    return span.start


def _first_from(places: list[int], at: int, end: int) -> int:
    """The first of the sorted places that is not before `at`, at most `end`."""
    number = bisect_left(places, at)
    return min(end, places[number]) if number < len(places) else end


def _outside(span: Span, others: Spans) -> bool:
    return not any(span.overlaps(other) for other in others)
