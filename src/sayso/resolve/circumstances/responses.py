"""Responses: which attribution another one echoes, cites, denies or answers, where the text says so."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...records import Attribution, Reading, Span, joined
from ..sentences import sentence_at
from .response_phrases import (
    BARE_PRONOUN,
    CLAUSE_ENDS,
    EXACT,
    FINITE,
    FRONT_VERB,
    LONG_AGO,
    NAMED,
    PASSIVE,
    UNNAMED,
    UNNAMED_PASSIVE,
    find_verbs,
)

NONE_STATED = "none stated"
NOT_TO_WHAT = "names a response, but not to what"
NOT_HERE = "the words it responds to are not in this document"
OWN_WORDS = "speaks of the source's own words"

_BEFORE = 200  # characters before the source in which a leading phrase (`asked about …`) may begin
_BEHIND = 200  # characters behind the verb in which its object may end
_SUBJECT = 80  # characters before a passive verb in which its subject (`Pell's remarks`) may begin
_REACH = 400  # characters of a sentence looked at on each side of the cue
_CANDIDATES = 30  # statements of one speaker looked at, the nearest first
_FAR = 1500  # characters to an earlier statement, beyond which one word shared with it is not enough
_BLIND = 600  # characters to an earlier statement that shares no word at all with what is said of it
_NEAR = 700  # the same where nobody is named: the sentence before and its neighbours

_ROOT = 5  # letters of a noun that its verb shares: claim, accus(e), asser(t), warni(ng)
_GENERIC = frozenset(("remar", "comme", "state", "words", "testi", "speec", "tweet", "senti", "obser", ""))
_COMMON = frozenset(
    """about after again against also because been before being both could does down even every first from
    have having here into just like made make many more most much never only other over people said same
    says should some such than that their them then there these they thing things think this those through
    told under very want wants were what when where which while will with would year years your""".split()
)
_TITLES = frozenset(
    """mr mrs ms mx dr sen rep gov gen lt col sgt capt prof rev sir president senator governor secretary
    minister mayor judge justice representative congressman congresswoman the chairman chief former
    vice""".split()
)
_PARTICIPLE = re.compile(r"\s*\w+ing\b")
_WORD = re.compile(r"[^\W\d_]{4,}")


def link_responses(reading: Reading) -> Reading:
    """The reading with `responds_to` filled where the text says to what an attribution responds.

    The text must name a response (`echoed`, `denied`, `asked about`, `in response to`) and whose words it
    is to. Of several earlier statements of that speaker, the nearest that shares a content word with what
    is said of it is taken, else the nearest; a statement named in the response itself (`rejected Pell's
    claim that …`, where that claim is an attribution of its own) is the one. Never itself, never in a ring.
    """
    thread = _Thread(reading)
    return replace(reading, attributions=tuple(thread.linked()))


@dataclass(frozen=True, slots=True)
class _Response:
    """A response that the text names: the match, and whose words it answers, where it gives a name."""

    found: re.Match[str]
    name: str | None


class _Thread:
    """One reading's attributions by place and by speaker."""

    def __init__(self, reading: Reading) -> None:
        self.text = reading.document.text
        self.attributions = reading.attributions
        self.verbs = list(find_verbs(self.text)) if reading.attributions else []
        self.cues = sorted((span.start, number) for number, one in self._numbered() for span in one.cue)
        self.starts = [
            min(span.start for span in (*one.source, *one.cue, *one.content)) for one in self.attributions
        ]
        self.blocks = sorted(span.end for one in self.attributions for span in (*one.cue, *one.content))
        self.sources = sorted(span.start for one in self.attributions for span in one.source)
        self.targets: dict[int, int] = {}
        self.by_key: dict[str, list[int]] = defaultdict(list)
        for number, one in self._numbered():
            key = _key(_named(one, self.text))
            if key:
                self.by_key[key].append(number)

    def _numbered(self) -> Iterator[tuple[int, Attribution]]:
        return enumerate(self.attributions)

    def linked(self) -> Iterator[Attribution]:
        reasons = [self._link(number, one) for number, one in self._numbered()]
        for (number, one), reason in zip(self._numbered(), reasons, strict=True):
            if reason is None:
                yield replace(one, responds_to=self.attributions[self.targets[number]].id)
            else:
                yield replace(one, reasons=(*one.reasons, ("responds_to", reason)))

    def _link(self, number: int, attribution: Attribution) -> str | None:
        """Why the attribution has no target; None once it has one."""
        response = self._response(attribution)
        if response is None:
            return NONE_STATED
        target = self._inside(number, response)
        if target is None and response.name is not None:
            if _same(response.name, _named(attribution, self.text)):
                return OWN_WORDS
            target = self._earlier(number, response)
            if target is None:
                return NOT_HERE
        elif target is None:
            target = self._unnamed(number, response)
        if target is None or target == number or self._rings(number, target):
            return NOT_TO_WHAT
        self.targets[number] = target
        return None

    def _rings(self, number: int, target: int) -> bool:
        """Whether the target answers, at however many steps, this very attribution."""
        for _ in range(100):
            if target == number:
                return True
            if target not in self.targets:
                return False
            target = self.targets[target]
        return True

    def _response(self, attribution: Attribution) -> _Response | None:
        """The response that the attribution's cue, or a phrase beside it, names."""
        cue = Span(attribution.cue[0].start, attribution.cue[-1].end)
        starts = [span.start for span in attribution.source if cue.start - _BEFORE < span.start < cue.start]
        anchor = min([cue.start, *starts])
        nearest = bisect_left(self.verbs, anchor - _BEFORE)
        if nearest == len(self.verbs) or self.verbs[nearest] > cue.end + _BEHIND:
            return None
        start, end = _sentence(self.text, cue)
        cue_goes_on = _PARTICIPLE.match(self.text, cue.start, cue.end) is not None  # responded by saying
        for low, high in self._zones(attribution, cue, anchor, start, end):
            found = self._first(low, high, min(end, high + _BEHIND))
            beside = low != cue.start and not (high == cue.start and cue_goes_on)
            if found and beside and FINITE.match(found.found["verb"]):
                continue  # the verb of another clause
            if found and not any(
                span.start <= found.found.start("verb") < span.end for span in attribution.content
            ):
                return found
        return None

    def _zones(
        self, attribution: Attribution, cue: Span, anchor: int, start: int, end: int
    ) -> Iterator[tuple[int, int]]:
        """Where a verb of answering may stand to be this attribution's: cue first, then beside it."""
        yield cue.start, cue.end
        yield cue.end, self._next_cue(cue.end, end)
        before = bisect_right(self.blocks, anchor)
        opening = max(start, self.blocks[before - 1]) if before else start
        others = self.sources[bisect_left(self.sources, start) : bisect_left(self.sources, anchor)]
        leads = FRONT_VERB.match(self.text, start, end) and not others  # to the first who speaks after it
        yield (start if leads else opening), anchor
        last = max((span.end for span in attribution.source if span.end <= cue.start), default=cue.start)
        last_block = bisect_right(self.blocks, cue.start)
        if not last_block or self.blocks[last_block - 1] <= last:
            yield last, cue.start
        behind = attribution.content[-1].end
        if cue.end < behind < end:
            yield behind, self._next_cue(behind, end)

    def _next_cue(self, at: int, end: int) -> int:
        number = bisect_left(self.cues, (at, -1))
        return min(end, self.cues[number][0]) if number < len(self.cues) else end

    def _first(self, low: int, high: int, end: int) -> _Response | None:
        """The response whose verb begins between the two places."""
        number = bisect_left(self.verbs, low)
        if number == len(self.verbs) or self.verbs[number] >= high:
            return None
        for pattern in NAMED:
            begin = max(0, low - _SUBJECT) if pattern is PASSIVE else low
            for found in pattern.finditer(self.text, begin, end):
                if low <= found.start("verb") < high:
                    return _Response(found, found["name"])
        for pattern in (UNNAMED_PASSIVE, UNNAMED, BARE_PRONOUN):
            begin = max(0, low - _SUBJECT) if pattern is UNNAMED_PASSIVE else low
            found_one = pattern.search(self.text, begin, end)
            if found_one and low <= found_one.start("verb") < high:
                return _Response(found_one, None)
        return None

    def _inside(self, number: int, response: _Response) -> int | None:
        """The attribution that the response itself contains (`Pell's claim that …`)."""
        found = response.found
        at = found.start("saying") if "saying" in found.re.groupindex else found.end()
        place = bisect_left(self.cues, (at, -1))
        if place < len(self.cues) and self.cues[place][0] < found.end() and self.cues[place][1] != number:
            return self.cues[place][1]
        return None

    def _earlier(self, number: int, response: _Response) -> int | None:
        """The earlier statement of the speaker named that the response is most likely to."""
        name = response.name or ""
        of_key = self.by_key.get(_key(name), [])
        before = of_key[max(0, bisect_left(of_key, number) - _CANDIDATES) : bisect_left(of_key, number)]
        fitting = [
            one
            for one in reversed(before)
            if self.starts[one] < self.starts[number]
            and _same(name, _named(self.attributions[one], self.text))
        ]
        end = response.found.end()
        if LONG_AGO.match(self.text, end, end + 60):
            return None
        exact = EXACT.match(self.text, end) or response.found["verb"].lower().startswith("contradict")
        own = joined(self.attributions[number].source, self.text)
        about = self._said_of(number, response) - _words(name) - _words(own)
        for candidate in fitting:
            far = self.starts[number] - self.starts[candidate] > _FAR
            if len(about & self._content_words(candidate)) > far:  # two words from afar
                return candidate
        if fitting and not exact and self.starts[number] - self.starts[fitting[0]] <= _BLIND:
            return fitting[0]
        return None

    def _unnamed(self, number: int, response: _Response) -> int | None:
        """The statement just before that `the claim`, `the remarks` stands for."""
        found = response.found
        if found.re is UNNAMED_PASSIVE:
            near = number and self.starts[number] - self.starts[number - 1] <= _NEAR
            return number - 1 if near and self.attributions[number - 1].within is None else None
        if found["whose"] in ("his", "her", "their", "its") or found["verb"].startswith("defend"):
            return None
        root, own = found["saying"][:_ROOT].lower(), _named(self.attributions[number], self.text)
        asked = "about" in found["verb"].lower()
        for candidate in range(number - 1, max(-1, number - 6), -1):
            one = self.attributions[candidate]
            if self.starts[number] - self.starts[candidate] > _NEAR or one.within is not None:
                continue
            if not asked and _key(own) == _key(_named(one, self.text)):
                continue
            cue = joined(one.cue, self.text).lower()
            if found["whose"] != "the" if root in _GENERIC else root[:4] in cue:
                return candidate
        return None

    def _said_of(self, number: int, response: _Response) -> frozenset[str]:
        start = response.found.start()
        exact = EXACT.match(self.text, response.found.end())
        if exact:
            stop = CLAUSE_ENDS.search(self.text, exact.end(), exact.end() + _BEHIND)
            return _words(self.text[exact.end() : stop.start() if stop else exact.end() + _BEHIND])
        own = self.attributions[number].content[0]
        sentence = sentence_at(self.text, start)  # what the next sentence says is not said of it
        end = min(start + _BEHIND, max(sentence.end, start) if sentence else start)
        return _words(self.text[start:end]) | _words(self.text[own.start : min(own.end, own.start + 400)])

    def _content_words(self, number: int) -> frozenset[str]:
        content = self.attributions[number].content[0]
        return _words(self.text[content.start : min(content.end, content.start + 400)])


def _words(passage: str) -> frozenset[str]:
    """The content words of a passage, cut to what their inflected forms share."""
    return frozenset(word[:6] for word in _WORD.findall(passage.lower()) if word not in _COMMON)


def _sentence(text: str, cue: Span) -> tuple[int, int]:
    """Where the sentence of the cue begins and ends, as far as `_REACH` on each side."""
    sentence = sentence_at(text, cue.start)
    start, end = (sentence.start, max(sentence.end, cue.end)) if sentence else (cue.start, cue.end)
    return max(start, cue.start - _REACH), min(end, cue.end + _REACH)


def _named(attribution: Attribution, text: str) -> str:
    """The speaker's name; the source's own words, without what follows the name, where none is resolved."""
    if attribution.speaker is not None:
        name = attribution.speaker.name
    elif attribution.source:
        first = attribution.source[0]
        name = text[first.start : min(first.end, first.start + 200)]
    else:
        return ""
    return re.split(r"[,(—–]|\s(?:of|who|with|from|at)\s", name.strip(), maxsplit=1)[0]


def _name_words(name: str) -> list[str]:
    words = [re.sub(r"[’'](?:s|S)?$", "", word).strip(".") for word in name.split()]
    return [word.casefold() for word in words if word[:1].isupper() and word.casefold() not in _TITLES]


def _key(name: str) -> str:
    """The last word of a name, under which its statements are found."""
    words = _name_words(name)
    return words[-1] if words else ""


def _same(name: str, other: str) -> bool:
    """Whether two names can be one person's: the last word is the same, and no first name differs."""
    mine, theirs = _name_words(name), _name_words(other)
    if not mine or not theirs or mine[-1] != theirs[-1]:
        return False
    if len(mine) == 1 or len(theirs) == 1:
        return True
    return bool(set(mine[:-1]) & set(theirs[:-1]))
