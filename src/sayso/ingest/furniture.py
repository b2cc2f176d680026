"""Lines that stand among an article's but are no part of it: links to others, newsletter boxes and such.

Trafilatura leaves some of them, and what they say would be read as said: "We'd like to hear what you think",
"Read more: Minister denies …". Elements are taken out by how they are built, in any language; lines by their
words, in English, which the model reads. The rules were chosen on the pages of `python -m
sayso.evaluate.extraction`: of the 5,333 lines there they take out 638, three of which the benchmark counts
to the article ("Follow … on Facebook", "Story continues below gallery").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# Elements that hold no part of the article, as XPaths.
ELEMENTS = (
    # What appears when the mouse is over a name, and in the text stands in the middle of a sentence.
    '//*[@role="tooltip" or contains(@class, "tooltiptext") or contains(@class, "tooltip-content")'
    ' or contains(@class, "popover-content") or contains(@class, "rollover-block")'
    ' or contains(@class, "rollover-people-block")]',
    # A box in which one subscribes; not the whole of an article that is itself from a newsletter.
    "//*[self::div or self::section or self::aside or self::form]"
    '[contains(translate(concat(@class, " ", @id), "NEWSLTR", "newsltr"), "newsletter")'
    " and string-length(normalize-space(.)) < 600]",
    # Among other paragraphs one that is a link and nothing else, but for the address of a source.
    '//p[normalize-space(.) != "" and normalize-space(.) = normalize-space(.//a[@href])'
    ' and not(contains(., "://")) and ../p[2]]',
    # A list of nothing but links.
    "//ul[li[2] and not(li[normalize-space(.) != normalize-space(.//a[@href])])]",
    # A list's item with a heading that is a link: another article's headline, and perhaps how it begins.
    # From the heading upwards: from the item downwards libxml2 takes minutes for the worst of lists.
    "//*[self::h2 or self::h3 or self::h4 or self::h5 or self::h6][.//a[@href] or ancestor::a[@href]]"
    "/ancestor::li[1]",
)
SHORT = 30  # words; a longer line is prose, whatever it begins with
_ONLINE = r"(?:facebook|twitter|instagram|youtube|whatsapp|telegram|linkedin|tiktok|flipboard|snapchat)"
_ADDRESS = r"(?:https?://|www\.|\w@\w|(?<!\w)@\w)"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a line is that begins with (or, with `anywhere`, holds) the pattern, and the most words it has."""

    name: str
    pattern: re.Pattern[str]
    words: int = SHORT


def _rule(name: str, pattern: str, words: int = SHORT) -> Rule:
    return Rule(name, re.compile(pattern, re.I), words)


RULES = (
    _rule(
        "a link to another article",
        r"[\[(]?(?:(?:read|see|watch)\s(?:more|also|next)|also\sread|related(?:\s(?:post|stor(?:y|ies)|articles?"
        r"|coverage|links?|content|videos?|topics?|news|reading))?|more\son\sthis(?:\sstory)?)\s*[:|»–—-]"
        r"|also:?\s(?:(?:see|read)\b|on\s[\w-]+\.[a-z]{2,}\b)(?!.*[.!?]$)",
    ),
    _rule(
        "an address to go to",
        rf"(?:more|follow|read|see|visit|watch|listen|download|itunes|subscribe)\b.*{_ADDRESS}\S*$",
    ),
    _rule(
        "an invitation to subscribe",
        r"(?:(?:sign\sup|subscribe|click\shere|join|download|start\syour\sday|stay\s(?:on\stop|up\sto\sdate|informed)"
        r"|get\s|keep\s(?:up|an\seye)|want\smore|enjoying|(?:there['’]s\s)?plenty\smore)\b.*\b(?:newsletters?|inbox"
        r"|subscribe|subscri(?:ption|bing)|sign\sup|sign(?:ing)?-?up|the\s.{1,30}\sapp|click(?:ing)?\shere"
        r"|letterbox|e-?mail\s(?:alerts?|updates?)|youtube)\b|.*\bsubscribe\sto\sour\b)",
        60,
    ),
    _rule("an invitation to follow", rf"(?:follow|like|find|join|connect\swith)\s.*\b{_ONLINE}\b", 40),
    _rule(
        "how to reach the author",
        rf".*\b(?:follow\s(?:him|her|them|us|me|@)|(?:reach|e-?mail|contact|write\sto)\b.*\bat\b|reached\s(?:at|by)"
        rf"|(?:reach|contact)\sthe\b)(?=.*(?:\w@\w|(?<!\w)@\w|{_ONLINE}))",
        60,
    ),
    _rule(
        "a notice of trade",
        r"if\syou\s(?:(?:buy|purchase|make\sa\spurchase)\b.*\b(?:share|commission|paid)|enjoyed\sthis)\b",
        80,
    ),
    _rule(
        "a word to the reader",
        r"(?:like\sthis\sstory|have\sa\s(?:tip|story|question)\b.*\?|tell\sus\swhat\b|(?:we['’]d|we\swould)\slike\sto\shear"
        r"|.{0,90}\b(?:we['’]d|we\swould)\s(?:like|love)\sto\shear\s(?:from\syou|what\syou)|we\suse\scookies"
        r"|(?:by|if\syou)\scontinu(?:e|ing)\sto\s(?:use|browse)|thanks?(?:\syou)?\sfor\s(?:signing|subscribing)"
        r"|(?:an|there\swas\san)\serror\b.*(?:occurred|processing|try\sagain)|this\scopy\sis\sfor\syour\spersonal)",
        60,
    ),
    _rule(
        "a button",
        r"[\W_]*(?:(?:share|e-?mail)(?:\sthis(?:\s(?:article|story|post|page))?)?|tweet|print(?:\sarticle)?|order\sreprints|comments?|advertisement"
        r"|(?:story|article)\scontinues\sbelow.*|scroll\sdown.*|(?:view|load)\s(?:more|comments).*|thank\syou|sorry"
        r"|keep\sreading|continue\sreading.*|explore\sfurther)[\W_]*$",
        12,
    ),
)
# What stands above a list of other articles, alone on its line.
_LIST = re.compile(
    r"[\W_]*(?:(?:you\s)?(?:may|might)\s(?:also\s)?(?:like|be\sinterested).*|don['’]t\smiss|read\s(?:next|also|more)"
    r"|(?:most\s(?:read|popular|viewed)|popular|trending|recommended|top\sstories|(?:latest|related|partner|more)\s"
    r"(?:news|stories|articles|posts|videos|headlines))\b(?:\s(?:on|in|from|for|now)\b.*)?|editors?['’]s?\spicks?"
    r"|what\sto\sread\snext|sponsored(?:\scontent)?|related)[\W_]*$",
    re.I,
)
_PROSE = re.compile(r"[.!?]['\"”’)]*$")


def without_furniture(lines: Iterable[str]) -> list[str]:
    """The lines that are the article's, in order."""
    return [line for line, name in named(lines) if name is None]


def named(lines: Iterable[str]) -> Iterator[tuple[str, str | None]]:
    """Each line, with the name of the rule that takes it out, if one does."""
    in_list = False
    for line in lines:
        n_words = len(line.split())
        if _LIST.match(line) and n_words <= 12:
            in_list = True
            yield line, "the heading of a list of other articles"
            continue
        in_list = in_list and n_words <= SHORT and not _PROSE.search(line)
        name = next((rule.name for rule in RULES if n_words <= rule.words and rule.pattern.match(line)), None)
        yield line, "in a list of other articles" if in_list else name
