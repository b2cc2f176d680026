"""Response phrases: how a text says that someone answers someone's words."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Nouns for something said (Francis 1994, "advance labels": illocutionary nouns and language activity nouns).
_SAYING = (
    r"(?:remarks?|comments?|claims?|statements?|allegations?|accusations?|assertions?|charges?|criticisms?|"
    r"suggestions?|warnings?|threats?|words|arguments?|contentions?|denials?|characteri[sz]ations?|account|demands?|"
    r"insinuations?|complaints?|insults?|testimony|speech|tweets?|call|calls|appeal|boasts?|apology|"
    r"pronouncements?|observations?|rhetoric|attacks?|jab|broadside|tirade|sentiments?|contention)"
)
_NAME = r"(?:(?:[A-Z][\w.&]*(?:[-’'](?!s\b)\w+)*\s){0,6}[A-Z][\w&]*(?:[-’'](?!s\b)\w+)*)"
_TITLE = r"(?:former|then|vice|own|fellow|rival|[a-z]+ist|prime|president|senator|mayor|chairman)"
_TITLED = rf"(?:(?:the\s)?(?:{_TITLE}\s)?(?P<name>{_NAME}))"
_OWNER = rf"{_TITLED}(?:[’']s|(?<=s)[’'])"
_ADVERB = r"(?:\s(?:\w+ly|also|again|later|on\s\w+day))?"
# Verbs of answering (VerbNet judgment-33, and the cues of PolNeAR train that answer somebody).
_ANSWER = (
    r"(?:echo(?:e[ds]|ing)?|reject(?:s|ed|ing)?|den(?:y|ies|ied|ying)|disput(?:e[ds]?|ing)|dismiss(?:es|ed|ing)?|"
    r"refut(?:e[ds]?|ing)|rebut(?:s|ted|ting)?|contradict(?:s|ed|ing)?|counter(?:s|ed|ing)?|challeng(?:e[ds]?|ing)|"
    r"question(?:s|ed|ing)?|critici[sz](?:e[ds]?|ing)|condemn(?:s|ed|ing)?|denounc(?:e[ds]?|ing)|deplor(?:e[ds]?|ing)|"
    r"blast(?:s|ed|ing)?|slam(?:s|med|ming)?|mock(?:s|ed|ing)?|decr(?:y|ies|ied|ying)|ridicul(?:e[ds]?|ing)|"
    r"confirm(?:s|ed|ing)?|corroborat(?:e[ds]?|ing)|support(?:s|ed|ing)|back(?:s|ed|ing)|defend(?:s|ed|ing)?|"
    r"second(?:ed|ing)|welcom(?:e[ds]?|ing)|prais(?:e[ds]?|ing)|endors(?:e[ds]?|ing)|applaud(?:s|ed|ing)?|"
    r"disavow(?:s|ed|ing)?|repudiat(?:e[ds]?|ing)|ignor(?:e[ds]?|ing)|"
    r"(?:brush|shrug|laugh|wav)(?:es|s|ed|ing)?\s(?:off|aside)|cit(?:e[ds]?|ing)|quot(?:e[ds]?|ing)|"
    r"(?:respond|repl|react|object|referr?|allud|point)(?:s|ed|ing|y|ies|ied|ying|es)?\sto|"
    r"(?:agree|disagree|concur|side)(?:s|d|ing)?\swith|"
    r"(?:push|hit|fir|shoot|shot|snap|punch|lash)(?:es|s|ed|ing|e)?\s(?:back|out)"
    r"(?:\s(?:at|on|against|to))?|"
    r"(?:take|takes|took|taking)\s(?:issue\swith|exception\sto|offen[cs]e\sat)|"
    r"comment(?:s|ed|ing)?\son|"
    r"in\s(?:response|reaction|reply|answer)\sto|"
    r"(?:ask|press|question|quizz|grill)ed(?:\s\w+day)?\sabout)"
)
# Verbs that answer a person as such, not only something the person said.
_ANSWER_PERSON = (
    r"(?:echo(?:e[ds]|ing)?|contradict(?:s|ed|ing)?|(?:agree|disagree|concur)(?:s|d|ing)?\swith|"
    r"(?:respond|repl)(?:s|ed|ing|y|ies|ied|ying)?\sto|rebut(?:s|ted|ting)?|"
    r"(?:hit|hits|hitting|fired|fires|firing|shot|shoots|shooting|snapped|punched)\sback\sat|"
    r"in\s(?:response|reply|answer)\sto)"
)
OF_NAMED = re.compile(
    rf"\b(?P<verb>(?i:{_ANSWER})){_ADVERB}\s{_OWNER}\s(?:\w+\s){{0,2}}?(?P<saying>{_SAYING})\b"
)
SAYING_OF = re.compile(
    rf"\b(?P<verb>(?i:{_ANSWER})){_ADVERB}"
    r"\s(?:(?:the|those|these|such|similar|recent|earlier|a|an|some)\s)?(?:\w+\s)?"
    rf"(?P<saying>{_SAYING})\s"
    rf"(?:(?:made|issued|leveled|levelled)\s)?(?:\w+\s)?(?:by|from|of)\s{_TITLED}"
)
PASSIVE = re.compile(
    rf"\b{_OWNER}\s(?:\w+\s){{0,2}}?(?P<saying>{_SAYING})\s[^.;]{{0,40}}?"
    r"\b(?:was|were|is|are|been)\s(?:\w+ly\s|also\s|later\s|quickly\s)?"
    rf"(?P<verb>(?i:{_ANSWER}))\b"
)
PERSON = re.compile(
    rf"\b(?P<verb>(?i:{_ANSWER_PERSON})){_ADVERB}\s{_TITLED}"
    r"(?=\s*(?:[,.;:)”\"—–]|$)|\s(?:on|in|at|that|by|over|about|and|but|when|while|as|who|with|during|last|this)\b)"
)
UNNAMED = re.compile(
    rf"\b(?P<verb>(?i:{_ANSWER})){_ADVERB}"
    r"\s(?P<whose>the|those|these|that|this|such|his|her|their|its)\s(?:\w+\s)?"
    rf"(?P<saying>{_SAYING})\b"
)
BARE_PRONOUN = re.compile(
    r"\b(?P<verb>(?i:(?:disput|reject|den(?:y|i)|dismiss|challeng|confirm|refut|rebut)(?:e|es|ed|ing|s)?))"
    r"\s(?P<whose>that|this|it)(?P<saying>)(?=\s*(?:[.,;:]|$))"
)
UNNAMED_PASSIVE = re.compile(
    rf"\b(?P<whose>His|Her|Their|That|Those|These|The|his|her|their)\s(?:\w+\s)?(?P<saying>{_SAYING}|views?)\s"
    r"(?:was|were|has\sbeen|have\sbeen)\s(?:\w+ly\s|also\s|later\s|quickly\s|soon\s)?"
    rf"(?P<verb>(?i:{_ANSWER}))\sby\b"
)
NAMED = (OF_NAMED, SAYING_OF, PASSIVE, PERSON)
_TELLTALE = re.compile(rf"{_ANSWER}\b", re.IGNORECASE)
# The words that `_ANSWER` begins with, by their first letters: a quick look before the slow one.
_BEGINNING = re.compile(
    r"\b(?:[aA](?:gre|llu|nsw|ppl|sk)|[bB](?:ack|las|rus)|[cC](?:ha|it|on|or|oun|ri|omm)|[dD](?:e[cfnp]|is)|[eE](?:cho|nd)|"
    r"[fF]ir[ei]|[gG]ril|[iI](?:gno|n\s[ar])|[lL]a(?:ug|sh)|[mM]ock|[oO]bje|[pP](?:oin|rai|ress|us|unc)|[qQ]u|"
    r"[rR](?:id|e(?:ac|bu|fe|fu|je|pl|pu|sp))|[sS](?:eco|hoo|hot|hru|id|la|nap|upp)|[tT](?:ak|ook)|[wW](?:av|elc)|[hH]it)"
)

LONG_AGO = re.compile(
    r"[^.;\n]*?\b(?:(?:earlier\sthis|last)\s(?:year|month|spring|summer|fall|winter)|"
    r"years?\sago|months\sago|in\s(?:19|20)\d\d)\b"
)
EXACT = re.compile(r"\s(?:that|of)\b")  # `Pell's charge that …`: what was said is given, and must be found
CLAUSE_ENDS = re.compile(r"[,.;:—–\n]")
FINITE = re.compile(r"(?!(?i:in|ask|press|question|quizz|grill|\w+ing\b|\w+ed\sby))\w")
FRONT_VERB = re.compile(
    r"[\s“\"—–-]*(?:But\s|And\s)?(?:(?:When|While|After)\s)?"
    r"(?:Asked|Pressed|Questioned|Respond|React|In\s|Echo|Reply|asked)"
)


def find_verbs(text: str) -> Iterator[int]:
    """Where the words of answering begin, in order."""
    for word in _BEGINNING.finditer(text):
        if _TELLTALE.match(text, word.start()):
            yield word.start()
