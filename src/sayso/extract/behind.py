"""Whose words a content is, where a clause behind it says so: "…, as was claimed by the mayor".

Such a clause is no part of the content that it follows, and the network, which was taught on a corpus that
has hardly any, mostly passes it by. Its form is fixed enough for a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..records import Span
from ..records.sentence import find_sentences
from .saying import kind_of

# Set by hand: such clauses are too rare to count. Of the 14 behind annotated contents of PolNeAR that pass
# the form, 12 name whose words the content is; what exactly they are about is less sure.
CONFIDENCE = 0.7

_NOT_WHO = r"(?!(?:well|if|though|soon|long|far|much|many|part|of|in|to|is|was|it) )"
_WHO = rf"(?P<source>{_NOT_WHO}[^,.;:!?()\"“”\r\n\u2028\u2029]{{2,80}}?)"
_AUXILIARY = "was|were|is|has|had|have|been|also|earlier|previously|first|once|widely"
_FORMS = (
    # "as was claimed by the mayor", "as had earlier been alleged by Karsk"
    re.compile(
        rf"[ \u00a0,–—-]{{0,4}}\bas (?P<cue>(?:(?:{_AUXILIARY}) )+"
        rf"(?P<verb>[a-z]+) by) {_WHO}(?=[,.;:!?)”\"\r\n]|$)"
    ),
    # "as its managers had maintained", "as the mayor claimed on Monday"
    re.compile(
        rf"[ \u00a0,–—-]{{0,4}}\bas {_WHO} (?P<cue>(?:(?:{_AUXILIARY}|later|falsely) )*"
        r"(?P<verb>[a-z]+ed|said|says|told|wrote|claims|notes|argues|insists|alleges|warns|asserts))"
        r"(?= (?:on|in|at|last|earlier|yesterday|today)\b|[,.;:!?)”\"\r\n]|$)"
    ),
)
_DENIED = re.compile(r"\b(?:not|no|never|nobody|none|nothing|unaware)\b|n[’']t\b", re.IGNORECASE)
_OBJECT = re.compile(r"\b(?:of|that|about|whether)\s+")
_LEAD = re.compile(r"(?:that|whether|if)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Behind:
    """Source and cue of the clause behind a content, and which of the content's words it is about."""

    source: Span
    cue: Span
    content: Span

    @property
    def end(self) -> int:
        """Where the clause ends."""
        return max(self.source.end, self.cue.end)


def find_behind(text: str, content: Span) -> Behind | None:
    """The clause behind a piece of content that says whose words its last sentence gives, if there is one.

    >>> text = "there was no sign of the crates, as was claimed by the mayor."
    >>> found = find_behind(text, Span(0, 31))
    >>> found.source.of(text), found.cue.of(text), found.content.of(text)
    ('the mayor', 'was claimed by', 'the crates')
    """
    for form in _FORMS:
        match = form.match(text, content.end)
        sentences = list(_sentences(text, content)) if match else []
        if match and sentences and kind_of(match["verb"]) == "saying":
            about = _about(text, sentences[-1])
            return Behind(Span(*match.span("source")), Span(*match.span("cue")), about)
    return None


def _sentences(text: str, content: Span) -> Iterator[Span]:
    for sentence in find_sentences(content.of(text)):
        yield Span(content.start + sentence.start, content.start + sentence.end)


def _about(text: str, sentence: Span) -> Span:
    """What the clause is about: the sentence, or, where that denies something, what it denies.

    "They were not told of a threat, as was claimed" claims a threat, not that they were not told of it.
    """
    denied = _DENIED.search(text, sentence.start, sentence.end)
    start = _OBJECT.search(text, denied.end(), sentence.end) if denied else None
    start = start or _LEAD.match(text, sentence.start, sentence.end)
    return Span(start.end(), sentence.end) if start and start.end() < sentence.end else sentence
