"""Anonymity: the stated condition on which a source is left unnamed, and the reason given for it."""

from __future__ import annotations

import re

from ...records import Span

# The set phrases of news writing, as in PolNeAR train.
_NAMED = r"(?:named|identified|quoted|publicly\s+named|quoted\s+by\s+name|identified\s+by\s+name)"
_ASKED = (
    r"(?:ask(?:ed|ing|s)?|request(?:ed|ing|s)?|insist(?:ed|ing|s)?|demand(?:ed|ing)?|prefer(?:red|ring)?|"
    r"wish(?:ed|es|ing)?|want(?:ed|ing|s)?|cho(?:se|osing))"
)
_REFUSED = (
    r"(?:declin(?:ed|ing|es)|refus(?:ed|ing|es)|d(?:id|oes)\s+not\s+(?:want|wish)|d(?:id|oes)n[’']t\s+want|"
    r"not\s+(?:want|wish)ing|unwilling|reluctant|wouldn[’']t\s+agree|agreed\s+not)"
)
_THEIR_NAME = r"(?:his|her|their|its)\s+(?:full\s+|last\s+|real\s+)?(?:names?|identit(?:y|ies))"
_BE = r"(?:is|are|was|were|been)"
_CONDITION = re.compile(
    r"(?<!\w)(?:"
    r"(?:on|under)\s+(?:the\s+)?(?:strict\s+)?condition\s+(?:of\s+(?:strict\s+)?anonymity|"
    rf"(?:of\s+not\s+being|(?:that\s+)?(?:he|she|they|his|her|their)\b[^,.;]{{0,30}}?\bnot\s+be)\s+{_NAMED})|"
    rf"{_ASKED}\s+(?:for|on|that)?\s*(?:his|her|their|complete|full|strict)?\s*anonymity|"
    rf"{_ASKED}\s+(?:that\s+)?(?:not\s+to|to\s+not)\s+be\s+(?:further\s+)?{_NAMED}|"
    rf"{_ASKED}\s+to\s+(?:remain|stay|be\s+kept)\s+(?:anonymous|unnamed|unidentified)|"
    rf"{_ASKED}\s+(?:that\s+)?{_THEIR_NAME}\s+(?:not\s+be|be\s+(?:withheld|kept|concealed))(?:\s+\w+)?|"
    rf"{_REFUSED}\s+to\s+be\s+(?:further\s+)?{_NAMED}|"
    rf"(?:can|could|may|must)(?:\s*not|n[’']t)\s+be\s+{_NAMED}|"
    r"(?:was|were|been|being)\s+(?:granted|given|promised|offered|guaranteed)\s+anonymity|"
    r"(?:speak|spoke|spoken|speaking|talk|talked|talking|responded|respond)\s+(?:only\s+)?anonymously|"
    rf"(?:{_BE}\s+)?(?:not|n[’']t)\s+(?:being\s+|been\s+)?authori[sz]ed\s+(?:by|"
    r"to\s+(?:speak|talk|discuss|comment|disclose|reveal|release|brief|be\s+quoted|make|share))|"
    r"lack(?:ed|ing|s)?\s+authori[sz]ation\s+to\s+(?:speak|discuss|comment)|"
    r"unauthori[sz]ed\s+to\s+(?:speak|discuss|comment)|"
    rf"whose\s+(?:full\s+)?(?:names?|identit(?:y|ies))\s+(?:has\s+|have\s+)?{_BE}\s+(?:being\s+)?withheld"
    r")(?!\w)",
    re.IGNORECASE,
)
# One of these words is in each condition.
_TELLTALE = re.compile(
    r"\b(?:[aA](?:nonym|uthori)|[uU]n(?:named|identified|authori)|[nN]ame[ds]?\b|[iI]dentit|[iI]dentified|"
    r"[qQ]uoted\b|[wW]ithheld)"
)
_LONGEST_LEAD = 90  # characters of a condition before or behind that word
_REASON = re.compile(
    r"(?:,?\s+(?:in\s+(?:exchange|return)\s+for\s+\w+|when\s+\w+ing|in\s+discussing|discussing|describing)\b[^,.;]{0,80})?"
    r",?\s+(?:because|to\s+\w|citing|as\s+(?:he|she|they|the|it|is)|since|so\s+(?:that|as|he|she|they)|in\s+order|given|"
    r"for\s+(?:fear|reasons|security|safety|privacy|legal|concern)|for\s+(?:his|her|their)\s+\w+|due\s+to|out\s+of|lest|"
    r"saying|fearing|owing|under\s+(?:the\s+)?(?:ground|rules|terms)|publicly|by\s+name|while|about\s+|on\s+(?:the|a|such)\s+)",
    re.IGNORECASE,
)
# A comma after which the reason is over: the cue, a quotation, or a new clause follows.
_OVER = re.compile(
    r"\s*(?:[;:—–]|\s-\s|\.\s|\.$|\.?[”“\"]|,\s*(?:[“\"‘]|''|and\b|but\b|which\b|who\b|told\b|said\b|says\b|added\b|"
    r"described\b|confirmed\b|called\b|the\b[^,]{0,40}\bsaid\b|he\b|she\b|they\b|[A-Z]))"
)
_LONGEST = 300  # characters of one condition with its reason
_SAME_SOURCE = re.compile(
    r"(?:The\s(?:\w+\s){0,3}?(?:officials?|sources?|persons?|people|m[ae]n|wom[ae]n|"
    r"advis[eo]rs?|aides?|employees?|"
    r"diplomats?|lawmakers?|officers?|executives?|lawyers?|staffers?|strategists?|operatives?|donors?|witness(?:es)?|insiders?)|"
    r"He|She|They|Both|All|Each|Neither|None|Most|Like\s\w+)\b[^.“\"]{0,80}$",
)


def find_conditions(text: str) -> list[int]:
    """Where conditions of anonymity begin in the text, in order."""
    begins: set[int] = set()
    for telltale in _TELLTALE.finditer(text):
        low, high = max(0, telltale.start() - _LONGEST_LEAD), telltale.end() + _LONGEST_LEAD
        begins.update(found.start() for found in _CONDITION.finditer(text, low, high))
    return sorted(begins)


def find_anonymity(text: str, start: int, end: int) -> Span | None:
    """The first stated condition of anonymity between the two places, with its reason; None without one.

    It runs from the condition (`on condition of anonymity`, `asked not to be named`, `not authorised to
    speak`) to the end of the reason, and not past `end`.

    >>> text = "spoke on condition of anonymity because the talks are private."
    >>> find_anonymity(text, 0, len(text)).of(text)
    'on condition of anonymity because the talks are private'
    """
    found = _CONDITION.search(text, start, end)
    if found is None:
        return None
    begin, stop = found.span()
    limit = min(end, begin + _LONGEST)
    reason = _REASON.match(text, stop, limit)
    if reason or "authori" in found[0].lower():  # `not authorised to …` is a reason that goes on
        over = _OVER.search(text, reason.end() if reason else stop, limit)
        stop = over.start() if over else limit
    return Span(begin, begin + len(text[begin:stop].rstrip(" \t\n,.;:-—–")))


def speaks_of_the_same(text: str, start: int, condition: int) -> bool:
    """Whether the sentence that starts here says of a source already mentioned that it stays unnamed."""
    return _SAME_SOURCE.match(text, start, condition) is not None
