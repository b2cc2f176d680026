"""Dates in clauses: which date expression of a text stands where it says when something was said.

A date belongs to the saying only where it stands in the cue's own clause and outside the content: in the
cue ("said Monday"), behind it ("told a rally in Port Ansel on Monday"), between source and cue ("Quill on
Monday denied"), in front of the clause ("On Monday, Quill said"), behind the content ("denied the charge on
Monday"), or in a source that is itself something said ("a report released Monday"). The patterns were written
on a part of PolNeAR's training articles.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from ...records import Attribution, Span
from .dated_text import DatedText

REACH = (
    240  # characters looked at before the source and behind the cue: what is further off is another clause
)
NEIGHBOURS = 5  # dates looked at on either side of the cue
LEAD = 24  # characters in which a date's own prepositions stand
GAP = 120  # characters between cue and date
FRONT = 160  # characters before a date that opens the sentence, and between it and the source

# What leads to a date that is the saying's own. Months and longer need a preposition, or "last" or "this".
_LEAD = re.compile(r"(?:\b(?:on|over|during|earlier|late|early|later)\s+){1,2}$", re.IGNORECASE)
_LEAD_OF_MONTH = re.compile(r"(?:\b(?:(?:back\s)?in|during|on|earlier|late|early)\s+){1,2}$", re.IGNORECASE)
_LEADS_ELSEWHERE = re.compile(
    r"\b(?:since|from|by|until|till|for|of|to|before|after|between|about|through|against|following|towards?|than|"
    r"ahead of|prior to|as of|with|and|or|every|each|next)\s+(?:the\s|a\s|last\s)?$",
    re.IGNORECASE,
)
_NEEDS_LEAD = frozenset(
    {"month", "month_year", "year", "decade", "century", "season_of", "quarter", "fiscal"}
)
_IN = re.compile(r"\b(?:in|during|on)\s+(?:early\s|late\s)?$", re.IGNORECASE)
_SHIFTED = re.compile(r"(?:last|this|earlier|late)\b", re.IGNORECASE)
# A gap with one of these holds another clause or another thing that the date may belong to.
_BREAK = re.compile(
    r"[;:“”\"()\[\]]|--|—|\s[-–]\s|[.!?]\s|\b(?:who|whom|whose|which|that|where|when|while(?!\s\w+ing\b)|after|before|"
    r"since|until|because|if|as|although|though|but|and\s\w+ed|than|whether|despite|every|like|including)\b",
    re.IGNORECASE,
)
# Words for something said or the occasion of it, as PolNeAR's sources and cues have them.
_OCCASION = (
    r"(?:interview|speech|statement|debate|briefing|conference|hearing|rally|rallies|tweets?|testimony|announcement|"
    r"address|show|program(?:me)?|edition|report|editorial|call|meeting|event|session|appearance|remarks|column|"
    r"letter|memo|poll|survey|study|article|story|post|posting|blog|book|paper|e-?mail|video|filing|ruling|"
    r"indictment|release|analysis|op-ed|essay|message|broadcast|podcast|forum|town hall|lecture|sermon|"
    r"complaint|note|press|newspaper|gathering|stop|fundraiser|dinner|lunch|breakfast|roundtable|talk|visit|trip|opinion|"
    r"decision|order|comments?)s?\b"
)
_NAMES_OCCASION = re.compile(rf"(?:['’]s?)?\s+(?:[\w’'-]+\s+){{0,4}}?{_OCCASION}", re.IGNORECASE)
_HAS_OCCASION = re.compile(rf"\b{_OCCASION}", re.IGNORECASE)
_OWNS = re.compile(r"['’]s?\s")
_DETERMINED = re.compile(
    r"\b(?:the|a|an|his|her|its|their|this|that|our|my|your|\w+['’]s)\s+(?:\w+\s)?$", re.IGNORECASE
)
_PARTICIPLE = re.compile(
    r"\b(\w{2,}ed|held|taken|made|given|seen|shot|born|set)\s+(?:(?:on|in|early|late)\s+)?$", re.IGNORECASE
)
_MADE_PUBLIC = re.compile(
    r"\b(?:released|published|issued|posted|aired|broadcast|taped|recorded|conducted|dated|delivered|tweeted|said|"
    r"asked|interviewed|obtained|televised|emailed|e-mailed|printed|quoted|noted|added|announced|scheduled|filed)\s+"
    r"(?:(?:on|in|early|late)\s+)?$",
    re.IGNORECASE,
)
_FRONT = re.compile(
    r"[\s“\"'‘(]*(?:(?:but|and|also|then|later|earlier|meanwhile|still|so|yet|only|just|early|late|back|separately|"
    r"again)\b,?\s*)*(?:(?:speaking|asked|interviewed|appearing|testifying|writing|addressing|talking|tweeting)\b"
    r"[^,;:“”\"]{0,120}|"
    rf"(?:in|at|during|on|to)\s[^,;:“”\"]{{0,80}}?{_OCCASION}[^,;:“”\"]{{0,60}}?"
    r"|(?:in|at|during|on)\s(?:(?:an?|his|her|its|their|the|[\w’']+['’]s?)\s(?:[\w-]+\s){0,2})?)?(?:,\s*)?",
    re.IGNORECASE,
)
_TITLE = re.compile(r"[“\"][A-Z][^“”\"]{1,40}[”\"]")  # a programme: “Face the Day,” is no clause
_ASIDE = re.compile(r"\s*,[^,;:“”\"]{1,90},\s*")
_BEHIND_CONTENT = re.compile(r"[\s,.!?”\"’']*")


@dataclass(frozen=True, slots=True)
class DatePlace:
    """A date that belongs to a saying: which, where it stands in words, and its rank (lower is surer)."""

    rank: int
    distance: int
    index: int
    where: str


class DateClauses:
    """The dates of one text, and which of them stands in the clause of which cue."""

    def __init__(self, dates: DatedText, attributions: Sequence[Attribution]) -> None:
        self.dates = dates
        self.text = dates.text
        self._cues = sorted({span for one in attributions for span in one.cue})
        self._covers = _covers(dates, attributions)

    def place(self, attribution: Attribution) -> DatePlace | None:
        """The date that stands in the clause of the attribution's cue; None where none does."""
        sentence = self.dates.sentence_at(attribution.cue[0].start)
        if sentence is None:
            return None
        places = []
        for index in self._candidates(attribution, sentence):
            if self._may_date(index, attribution):
                place = self._where(index, attribution, sentence)
                if place:
                    places.append(place)
        return min(places, key=lambda place: (place.rank, place.distance), default=None)

    def _candidates(self, attribution: Attribution, sentence: Span) -> set[int]:
        """The dates near cue and source, and the first behind each content, in the cue's sentence."""
        roles = [one for one in (*attribution.cue, *attribution.source) if _holds(sentence, one.start)]
        start = max(sentence.start, min(one.start for one in roles) - REACH)
        end = min(sentence.end, max(one.end for one in roles) + REACH)
        cue = self.dates.within(start, attribution.cue[0].start).stop
        near = self.dates.within(start, end)
        found = set(range(max(near.start, cue - NEIGHBOURS), min(near.stop, cue + NEIGHBOURS)))
        for content in attribution.content:
            if _holds(sentence, content.end):
                found |= set(self.dates.within(content.end, min(content.end + LEAD, sentence.end))[:1])
        return found

    def _may_date(self, index: int, attribution: Attribution) -> bool:
        """Whether the date is in no content but those around the cue, and its words fit a saying."""
        expression = self.dates.expressions[index]
        span, cue = expression.span, attribution.cue[0]
        if any(span.overlaps(content) for content in attribution.content):
            return False
        if any(not (content.start <= cue.start < content.end) for content in self._covers.get(index, ())):
            return False
        before = self.text[max(0, span.start - 40) : span.start]
        if _LEADS_ELSEWHERE.search(before):
            return False
        if expression.form in _NEEDS_LEAD:
            words = span.of(self.text)
            names = expression.form == "year" and _NAMES_OCCASION.match(self.text, span.end)
            return bool(_SHIFTED.match(words) or _IN.search(before) or names)
        return True

    def _where(self, index: int, attribution: Attribution, sentence: Span) -> DatePlace | None:
        span = self.dates.expressions[index].span
        distance = min(abs(span.start - cue.end) for cue in attribution.cue)
        if any(span.overlaps(cue) for cue in attribution.cue):
            return DatePlace(0, distance, index, "in the cue")
        if any(span.overlaps(source) for source in attribution.source):
            return (
                DatePlace(4, distance, index, "in the source")
                if self._dates_source(span, attribution)
                else None
            )
        if not self._fits(span, attribution):
            return None
        cue_start, cue_end = attribution.cue[0].start, attribution.cue[-1].end
        sources = [one for one in attribution.source if _holds(sentence, one.start)]
        source_start = min((one.start for one in sources), default=cue_start)
        source_end = max((one.end for one in sources), default=cue_end)
        if span.start >= cue_end:
            if self._is_open(cue_end, span.start, attribution):
                return DatePlace(1, distance, index, "behind the cue")
            if (
                source_end > cue_end
                and span.start >= source_end
                and self._is_open(source_end, span.start, attribution)
            ):
                return DatePlace(1, distance, index, "behind the source")
            return self._behind_content(index, attribution, distance)
        if (
            source_end <= span.start
            and self._is_open(source_end, span.start, attribution)
            and self._is_open(span.end, cue_start, attribution)
        ):
            return DatePlace(2, distance, index, "between source and cue")
        first = min(source_start, cue_start)
        if span.end <= first and self._is_in_front(index, first, attribution, sentence):
            return DatePlace(3, distance, index, "in front of the clause")
        return None

    def _behind_content(self, index: int, attribution: Attribution, distance: int) -> DatePlace | None:
        span = self.dates.expressions[index].span
        ends = [one.end for one in attribution.content if one.end <= span.start]
        lead = self.with_lead(index, attribution).start
        if not ends or attribution.cue[-1].end > max(ends) or lead < max(ends):
            return None
        gap = self.text[max(ends) : lead]
        if _BEHIND_CONTENT.fullmatch(gap) and not self._another_cue(
            attribution.cue[-1].end, lead, attribution
        ):
            return DatePlace(5, distance, index, "behind the content")
        return None

    def _dates_source(self, span: Span, attribution: Attribution) -> bool:
        source = next(one for one in attribution.source if one.overlaps(span))
        before = self.text[source.start : span.start]
        if _NAMES_OCCASION.match(self.text, span.end, source.end):
            return True
        if _PARTICIPLE.search(before) and not _MADE_PUBLIC.search(before):
            return False
        return bool(_HAS_OCCASION.search(before)) and not _BREAK.search(before)

    def _fits(self, span: Span, attribution: Attribution) -> bool:
        """Whether the words around the date let it date a saying, and are not of another thing."""
        ends = [one.end for one in (*attribution.cue, *attribution.source) if one.end <= span.start]
        before = self.text[max([0, span.start - 40, *ends]) : span.start]
        if _OWNS.match(self.text, span.end) or (
            _DETERMINED.search(before) and not _HAS_OCCASION.search(before.split(",")[-1])
        ):
            return bool(_NAMES_OCCASION.match(self.text, span.end, span.end + 60))
        return not (_PARTICIPLE.search(before) and not _MADE_PUBLIC.search(before))

    def _is_open(self, start: int, end: int, attribution: Attribution) -> bool:
        """Whether the stretch is short and holds no other clause, cue or content."""
        if end < start or end - start > GAP or _BREAK.search(self.text, start, end):
            return False
        if any(one.start < end and start < one.end for one in attribution.content):
            return False
        return not self._another_cue(start, end, attribution)

    def _is_in_front(self, index: int, first: int, attribution: Attribution, sentence: Span) -> bool:
        span = self.dates.expressions[index].span
        begins = [one.end for one in attribution.content if sentence.start < one.end <= span.start]
        start = max([sentence.start, *begins])
        lead = self.with_lead(index, attribution).start
        if lead - start > FRONT or not _FRONT.fullmatch(self.text, start, lead):
            return False
        between = _TITLE.sub("", self.text[span.end : first])
        if any(one.start < first and span.end < one.end for one in attribution.content):
            return False
        if self._another_cue(span.end, first, attribution) or len(between) > FRONT:
            return False
        return not _BREAK.search(between) or _ASIDE.fullmatch(between) is not None

    def _another_cue(self, start: int, end: int, attribution: Attribution) -> bool:
        at = bisect_left(self._cues, Span(start, start + 1))
        return any(cue.start < end and cue not in attribution.cue for cue in self._cues[at : at + 3])

    def with_lead(self, index: int, attribution: Attribution) -> Span:
        """The date with its preposition, unless that is content or it names a thing ("Monday’s debate")."""
        expression = self.dates.expressions[index]
        span = expression.span
        if _OWNS.match(self.text, span.end):
            return span
        lead = _LEAD_OF_MONTH if expression.form in _NEEDS_LEAD else _LEAD
        found = lead.search(self.text[max(0, span.start - LEAD) : span.start])
        whole = Span(span.start - len(found[0]), span.end) if found else span
        return span if any(whole.overlaps(content) for content in attribution.content) else whole


def _holds(sentence: Span, place: int) -> bool:
    return sentence.start <= place < sentence.end


def _covers(dates: DatedText, attributions: Sequence[Attribution]) -> dict[int, list[Span]]:
    """For each date, by index, the contents that it stands in."""
    covers: dict[int, list[Span]] = {}
    for content in {span for one in attributions for span in one.content}:
        for index in dates.within(content.start, content.end):
            covers.setdefault(index, []).append(content)
    return covers
