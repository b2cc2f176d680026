"""Addressees: the noun phrases that say to whom something was said."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

from ...records import Span
from .noun_phrases import NO_NAMES, phrase_end
from .occasions import NOT_SOMEONE, names_someone


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Verbs whose object is the hearer (VerbNet tell-37.2, advise-37.9, urge-58.1, beg-58.2).
TELL = _words("told tell tells telling")
URGE = _words(
    """inform informs informed informing assure assures assured assuring remind reminds reminded reminding
    notify notifies notified notifying advise advises advised advising warn warns warned warning ask asks
    asked asking urge urges urged urging promise promises promised promising order orders ordered ordering
    instruct instructs instructed instructing persuaded persuade convince convinced encourage encourages
    encouraged encouraging beg begs begged begging implore implores implored imploring reassure reassures
    reassured reassuring caution cautioned cautions admonished command commanded direct directed invite
    invited challenge challenged challenges challenging briefed lectured e-mailed emailed texted pressed"""
)
URGE_ON = {  # the hearer follows the preposition
    **dict.fromkeys(("call", "calls", "called", "calling"), ("on", "upon")),
    **dict.fromkeys(("plead", "pleads", "pleaded", "pleading"), ("with",)),
    **dict.fromkeys(("appeal", "appeals", "appealed", "appealing"), ("to",)),
}
# Verbs that take the hearer with `to` (VerbNet say-37.7, talk-37.5, complain-37.8).
SAY_TO = _words(
    """say says said saying explain explains explained explaining complain complains complained complaining
    announce announces announced announcing write writes wrote writing written speak speaks spoke spoken
    speaking talk talks talked talking confirm confirms confirmed repeat repeated mention mentioned describe
    described shout shouted shouting whisper whispered boast boasted boasts boasting brag bragged joke joked
    reveal revealed reveals disclose disclosed disclosing declare declared declaring indicate indicated
    stress stressed pledge pledged recount recounted recommend recommended propose proposed report reported
    testify testified argue argued signal signaled signalled apologize apologized apologise apologised remark
    remarked lament lamented vow vowed read sent send sending deliver delivered suggested suggest expressed
    express conveyed convey conveying outlined laid presented admit admitted confide confided confess
    confessed posed addressed quipped cried"""
)
_HEARING: tuple[Container[str], ...] = (TELL, URGE, URGE_ON)
_HAVE = re.compile(r"(?:\s(?:have|has|had|having))?\s?$")
_LONGEST_SUBJECT = 100  # characters of a passive clause before its verb that are looked at
_VERB = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_ON = re.compile(r"\s(on|upon|with|to)\b")
_LETTER_TO = re.compile(
    r"\b(?:letters?|e-?mails?|messages?|memos?|memorandum|notes?|complaints?|petitions?|statements?|speech(?:es)?|address|"
    r"remarks|comments|testimony|appeals?|pleas?|texts?|cables?|apolog(?:y|ies)|pitch|message|warnings?|telegram|reply)"
    r"(?:\s(?:sent|written|addressed|delivered|given|made))?(?:\s[A-Z][a-z]+day)?\sto\s"
)
_SPEAKING = re.compile(
    r"\b(?:(?:speaking|spoke|speaks|talking|talked|chatting|chatted)\s(?:\w+ly\s)?(?:to|with)|"
    r"(?:addressing|briefing|interviewed\sby|questioned\sby|pressed\sby|challenged\sby|quizzed\sby)|"
    r"asked\s(?:\w+ly\s|\w+day\s)?by|question(?:s|ing)?\s(?:from|by)|"
    r"(?:testifying|testified|appearing|appeared|speaking|spoke|arguing|argued|testimony)\s(?:\w+day\s)?(?:before|in\sfront\sof))\s",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being|get|gets|got|[’']s|[’']re|(?:is|are|was|were)n[’']t)(?:\s\w+ly|\snot|\salso|\sonce|\sfirst|\slater|\sever|\snever)?\s$",
    re.IGNORECASE,
)
_DATE = (
    r"(?:(?:on|last|this|earlier|late|early|next|later)\s){0,2}(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|yesterday|today|tonight|week|month|"
    r"year|night|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\.?\s\d{1,2}(?:,\s\d{4})?)(?:\s(?:morning|night|evening|afternoon))?"
)
_TO = re.compile(rf"\s*(?:,\s)?(?:(?:{_DATE}|\w+ly|later|again|once|out|back|recently)\s){{0,2}}to\s")
_OBJECT = re.compile(r"\s(?:(?:\w+ly|also|again|once)\s)?")
_COMPLEMENT = re.compile(
    rf"\s*(?:[:,“\"‘]|''|(?:{_DATE}\s|again\s|\w+ly\s)?(?:to|that|whether|if|about|not|how|why|what|against|for|when|who|on)\b)"
)
_INFINITIVE = re.compile(r"\s(?:not\s)?(?:to|that|whether|if|how|why)\b")
_CLAUSE_OPENS = re.compile(
    r"(?:^|[,;:—–“\"(]\s?|\b(?:that|and|but|when|while|as|because|if|after|before|so)\s)\s*(?P<subject>[^\W_][^,;:—–“\"()]*)$"
)


def find_hearing_verb(text: str, cue: Span) -> re.Match[str] | None:
    """The last verb of the cue whose object is the hearer (`told`, `urged`); None without one."""
    best, rank = None, len(_HEARING)
    for found in _VERB.finditer(text, cue.start, cue.end):
        plain = found[0].lower()
        for number, verbs in enumerate(_HEARING):
            if plain in verbs and number <= rank:
                best, rank = found, number
    return best


def is_said_to(text: str, cue: Span) -> bool:
    """Whether the cue has a verb that takes its hearer with `to`."""
    return any(found[0].lower() in SAY_TO for found in _VERB.finditer(text, cue.start, cue.end))


def find_object(
    text: str,
    verb: re.Match[str],
    end: int,
    content_starts: int | None,
    name_ends: Mapping[int, int] = NO_NAMES,
) -> Span | None:
    """The hearer as the object of a hearing verb (`told CNN`); None where it has none.

    `end` is how far the clause reaches, `content_starts` where the content that follows begins.
    """
    if _is_passive(text, verb):
        return None
    plain, at = verb[0].lower(), verb.end()
    if plain in URGE_ON:
        joint = _ON.match(text, at, end)
        if joint is None or joint[1] not in URGE_ON[plain]:
            return None
        at = joint.end()
    gap = _OBJECT.match(text, at, end)
    if gap is None:
        return None
    stop = phrase_end(text, gap.end(), end, name_ends)
    if stop <= gap.end() or text[gap.end() : stop].split()[-1].lower() in NOT_SOMEONE:
        return None
    if plain in TELL or _content_follows(text, stop, content_starts):
        return Span(gap.end(), stop)
    return None


def names_hearer_inside(text: str, verb: re.Match[str], content: Span) -> bool:
    """Whether the content that follows the verb begins with the hearer (`urged <people to leave>`)."""
    if _is_passive(text, verb) or text[verb.end() : content.start].strip(" onupwith"):
        return False
    stop = phrase_end(text, content.start, content.end)
    return stop > content.start and _INFINITIVE.match(text, stop, content.end) is not None


def find_passive_subject(text: str, start: int, verb: re.Match[str]) -> Span | None:
    """The hearer as the subject of a passive (`residents were told`); None where it has none.

    `start` is where the clause may begin.
    """
    if not verb[0].lower().endswith(("ed", "told")) or verb[0].lower() in URGE_ON:
        return None
    start = max(start, verb.start() - _LONGEST_SUBJECT)
    passive = _PASSIVE.search(text, start, verb.start())
    if passive is None:
        return None
    clause = _CLAUSE_OPENS.search(_HAVE.sub("", text[start : passive.start()].rstrip()))
    if clause is None:
        return None
    at = start + clause.start("subject")
    stop = phrase_end(text, at, at + len(clause["subject"]))
    return Span(at, stop) if at < stop == at + len(clause["subject"]) else None


def find_to_phrase(text: str, at: int, end: int, name_ends: Mapping[int, int] = NO_NAMES) -> Span | None:
    """The hearer in a `to` phrase at this place (`to reporters`); None where none stands there."""
    to = _TO.match(text, at, end)
    return _someone(text, to.end(), end, name_ends) if to else None


def find_stated(text: str, start: int, end: int, name_ends: Mapping[int, int] = NO_NAMES) -> Span | None:
    """The hearer that a phrase between the two places names: `speaking to …`, `asked by …`, `letter to …`."""
    for pattern in (_SPEAKING, _LETTER_TO):
        found = pattern.search(text, start, end)
        if found:
            someone = _someone(text, found.end(), end, name_ends)
            if someone:
                return someone
    return None


def _someone(text: str, at: int, end: int, name_ends: Mapping[int, int]) -> Span | None:
    stop = phrase_end(text, at, end, name_ends)
    return Span(at, stop) if stop > at and names_someone(text[at:stop]) else None


def _is_passive(text: str, verb: re.Match[str]) -> bool:
    participle = verb[0].lower().endswith(("ed", "told"))
    return participle and _PASSIVE.search(text, max(0, verb.start() - 24), verb.start()) is not None


def _content_follows(text: str, at: int, content_starts: int | None) -> bool:
    if content_starts is not None and not text[at:content_starts].strip(" ,:“\"‘'\n"):
        return True
    return _COMPLEMENT.match(text, at) is not None
