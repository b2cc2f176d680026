"""Tense: whether the words around a date speak of what was or of what is to come.

News writes "on Thursday" for the one before publication and the one after it; the verb tells. The rule is
that of HeidelTime for news (Strötgen and Gertz 2013): the nearest finite verb, first to the left, decides.
Verbs are known by their forms, without a parser.
"""

from __future__ import annotations

import re
from typing import Literal

Tense = Literal["past", "future"]

# Irregular past forms that news uses most, and the auxiliaries (Quirk et al. 1985, 3.11-3.20).
_IRREGULAR = """was were had did said told went came took made gave got saw knew thought found left felt met
held kept began became brought bought sent spent spoke wrote won lost led read ran rose fell flew fought hit
shot struck stood sat paid laid drew grew threw broke chose drove rode swore heard hung sold sought
taught caught forgot forgave quit shut split spread cut cost put let sank sang withdrew overcame underwent
undertook""".split()
_PAST = re.compile(
    rf"\b(?:{'|'.join(_IRREGULAR)}|ha(?:s|ve)\s(?:\w+ly\s)?\w+(?:ed|en|ne)|\w{{2,}}ed)\b", re.I
)
# What comes behind these, up to a participle, is to come: "should be completed", "is scheduled to open".
_FUTURE = re.compile(
    r"(?:\b(?:will|won['’]t|shall|would|may|might|should|must|to)\s(?:not\s|also\s|\w+ly\s)*be\b(?:\s\w+ed\b)?"
    r"|\b(?:will|won['’]t|shall|would|may|might|should)\b(?!\shave)|['’]ll\b|\bgoing\sto\b|\bset\sto\b"
    r"|\b(?:is|are|was|were|be|been|being)\s(?:\w+ly\s|also\s|now\s|not\s)?"
    r"(?:set|scheduled|expected|due|slated|planned|supposed|likely|poised|about|to|planning|hoping)\b"
    r"|\b(?:plan(?:s|ned|ning)?|inten(?:d|ds|ded)|hop(?:e|es|ed|ing)|aim(?:s|ed)?|expect(?:s|ed)?|vow(?:s|ed)?"
    r"|prepar(?:e|es|ed|ing)|agree[sd]?|schedul(?:es|ed|ing)|promise[sd]?|due|want(?:s|ed)?|need(?:s|ed)?)\sto\b"
    r"|\bplan(?:s|ned|ning)?\sa\b|\b(?:is|are)\s(?:also\s)?\w{3,}ing\b"
    r"|\b(?:scheduled|upcoming|forthcoming|slated|deadline|postponed|due|extended\sits)\b)(?:\s(?:to\s)?be\s\w+ed\b)?",
    re.I,
)
_OPENS_CLAUSE = re.compile(
    r"(?:^|[,;:“”\"—–(\n]|--|``|\b(?:and|but|that|as|then|also|later|earlier))"
    r"\s*(?:[Oo]n|[Ii]n|[Bb]y|[Ff]rom|[Uu]ntil|[Ss]ince)?\s*(?:the\s)?$"
)
_LEADS_AHEAD = re.compile(
    r"\b(?:(?:until|till|by|starting|beginning|effective)(?:\s\d{1,2}(?::\d\d)?\s[ap]\.?m\.?(?:\s[A-Z]{3})?)?"
    r"|as\s(?:soon|early)\sas)\s*$",
    re.I,
)
_DONE = re.compile(r"\b(?:had|up\suntil)\b|^\s*until", re.I)
_OWNS = re.compile(r"['’]s?\s")
REACH = 200  # characters looked at on either side: two lines of a newspaper column, more is another clause


def tense_around(before: str, after: str) -> Tense | None:
    """The tense that a date's sentence, before and after it, speaks in; None where its words do not tell."""
    before, after = before[-REACH:], after[:REACH]
    if _LEADS_AHEAD.search(before) and not _DONE.search(before):
        return "future"
    left, right = _last(before), _first(after)
    if _OWNS.match(after):  # "Wednesday's ruling": the verb before it has another time
        return right
    if _OPENS_CLAUSE.search(before):
        return right or left
    return left or right


def _last(words: str) -> Tense | None:
    future = max((match.end() for match in _FUTURE.finditer(words)), default=-1)
    past = max((match.end() for match in _PAST.finditer(words)), default=-1)
    if future < 0 and past < 0:
        return None
    return "future" if future >= past else "past"


def _first(words: str) -> Tense | None:
    future, past = _FUTURE.search(words), _PAST.search(words)
    if future and (not past or future.start() <= past.start()):
        return "future"
    return "past" if past else None
