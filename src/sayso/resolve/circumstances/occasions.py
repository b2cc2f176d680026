"""Occasions: prepositional phrases that say where, or by what means, something was said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...records import Span
from .noun_phrases import CALENDAR, DETERMINERS, NO_NAMES, PLURALS, PRONOUNS, STOPS, TOKEN, phrase_end


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# What is written or spoken, and what people speak at: the nouns of such phrases around the cues of
# PolNeAR train, completed by hand with nouns of the same kinds.
WRITTEN = _words(
    """statement statements tweet tweets tweetstorm retweet letter letters email e-mail emails e-mails
    message messages post posts posting postings op-ed op-eds column columns essay essays editorial
    editorials article articles book books memoir autobiography report reports release affidavit filing
    filings ruling opinion lawsuit complaint petition memo memos memorandum video videos ad ads
    advertisement commercial text texts piece pieces voicemail note notes telegram cable cables
    documentary announcement communiqué communique dispatch newsletter thread decision study survey poll
    polls paper papers manifesto story stories writings publication brief documents indictment warrant
    resolution reply exchange exchanges correspondence submission recording transcript diary decree
    caption press-release"""
)
SPOKEN = _words(
    """interview interviews speech speeches address remarks comments testimony deposition podcast broadcast
    monologue sermon eulogy toast lecture keynote presentation briefing briefings conference debate debates
    hearing hearings meeting meetings conversation conversations appearance appearances discussion
    discussions session sessions call calls forum rally rallies telecast webcast newscast segment program
    programme webinar teleconference videoconference chat"""
)
GATHERINGS = _words(
    """event events convention summit fundraiser fundraisers fund-raiser fund-raisers dinner lunch luncheon
    breakfast ceremony gathering gatherings stop stops vigil funeral memorial service services party panel
    symposium trial inquest protest demonstration reception roundtable seminar workshop gala inauguration
    commencement caucus caucuses march show encounter showdown launch visit trip tour town-hall parade
    mass questioning cross-examination proceedings congress luncheons"""
)
CHANNELS = _words(
    """twitter facebook instagram snapchat youtube telegram weibo whatsapp reddit periscope linkedin tiktok
    mastodon television tv radio air stage website websites web-site site blog page account feed show program
    programme podcast newscast broadcast telecast floor trail stump stand call webcast network channel
    airwaves panel phone telephone"""
)
PLATFORMS = _words("stage floor podium pulpit lectern dais stump stand balcony bench")
PAIRS = {
    "in": _words("town_hall executive_order court_order round_table"),
    "at": _words("town_hall round_table"),
    "by": _words("text_message video_link"),
    "on": _words("web_site social_media truth_social cable_news"),
}
# Which of these are had with someone, are to someone, and are held before someone.
HEARD_IN = {
    "with": _words(
        """interview interviews meeting meetings conversation conversations call calls discussion discussions
        session sessions exchange exchanges chat briefing correspondence dinner lunch luncheon breakfast
        encounter"""
    ),
    "to": (WRITTEN | SPOKEN) - _words("interview interviews response"),
    "before": _words(
        "testimony appearance appearances remarks speech address comments hearing statement statements"
    ),
}
HEARERS = _words(
    """committee panel court courts jury judge commission congress parliament senate house board tribunal
    subcommittee inquiry lawmakers legislators crowd audience council assembly group inquest
    supporters reporters students delegates voters justices members investigators"""
)
HEADS: dict[str, frozenset[str]] = {
    "in": WRITTEN | SPOKEN | _words("panel encounter roundtable proceedings questioning cross-examination"),
    "at": SPOKEN | GATHERINGS,
    "during": SPOKEN | GATHERINGS | _words("announcement video recording exchange"),
    "throughout": SPOKEN | GATHERINGS,
    "on": CHANNELS,
    "via": WRITTEN | CHANNELS,
    "through": CHANNELS - _words("stage floor trail stump stand") | _words("statement"),
    "over": _words("phone telephone radio airwaves intercom loudspeaker"),
    "by": frozenset(),
    "from": PLATFORMS,
    "under": frozenset(),
    "before": HEARERS,
}
# Nouns that are occasions without a determiner; all plurals that HEADS has are as well.
BARE: dict[str, frozenset[str]] = {
    "in": _words("court testimony correspondence conversation interviews remarks comments"),
    "by": _words("e-mail email phone telephone text fax skype letter video zoom radio"),
    "via": _words("e-mail email phone telephone text fax skype letter video zoom radio") | CHANNELS,
    "over": frozenset(),
    "on": CHANNELS - _words("stand call network channel page account site show program feed floor trail"),
    "through": _words("twitter facebook instagram social_media"),
    "under": _words("oath"),
    "before": _words("congress parliament lawmakers reporters supporters"),
}
STATIONS = _words(
    """cnn msnbc cnbc nbc abc cbs pbs npr bbc itv c-span fox univision telemundo bloomberg siriusxm hbo
    ctv cbc newsmax"""
)
PAPERS = _words(
    """times post journal guardian tribune herald review magazine telegraph observer chronicle globe gazette
    atlantic economist independent standard examiner inquirer bulletin"""
)
_PREPOSITION = re.compile(rf"(?<![\w’'-])({'|'.join(HEADS)})\s", re.IGNORECASE)
_GAP = re.compile(r"[ \t\u00a0\u202f]+")
_COMMA = re.compile(r",?[ \t\u00a0\u202f]+")
_TITLE = re.compile(
    r"[“‘\"'](?P<first>[A-Z])[^“”\"\n]{1,60}?(?:”|’(?!\w)|\"|''?(?!\w))|''(?P<other>[A-Z])[^'\n]{1,60}''"
)
_COMPLEMENT = re.compile(
    r"[ \t\u00a0\u202f]+(with|to|for|of|at|in|on|before|by|from|about|outside|near|between|among)"
    r"[ \t\u00a0\u202f]+"
)
_PLACE = re.compile(
    r",[ \t](?:(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)[A-Z][\w’.-]*[ \t]?){1,3}"
    r"(?=[,.;)]|\s+(?:on|in|last|this|earlier|[A-Z][a-z]+day)\b|\s*$)"
)
_YEAR = re.compile(r"\d{1,4}(?![\w-])")
_OF_TIME = re.compile(
    r"(?:the|a|an|his|her|their|its|this|that|recent|past)\s(?:\w+\s)?(?:days?|mornings?|evenings?|"
    r"afternoons?|nights?|weeks?|months?|years?|hours?|minutes?|moments?|time|wake|past|future|end|beginning|eve|midst|aftermath|run-up|hope|hopes|process)\b|"
    r"(?:recent|late|early|mid)\b"
)
_METAPHOR = re.compile(r"\s+(?:over|about|that)\b")
_MOST_MODIFIERS = 9
_MOST_COMPLEMENTS = 3


@dataclass(frozen=True, slots=True)
class Occasion:
    """A phrase that names an occasion, and who is there to hear it, where the phrase says so."""

    span: Span
    hearer: Span | None = None


def find_occasions(
    text: str, start: int, end: int, name_ends: Mapping[int, int] = NO_NAMES
) -> Iterator[Occasion]:
    """The occasions that the text between the two places names, in order, none inside another.

    The span is the whole prepositional phrase with its `with`, `to`, `at`, … phrases; a date, a participle
    (`issued by …`) and a relative clause after it do not belong to it.

    >>> text = "said in an interview with Port Ansel Radio on Monday"
    >>> [found.span.of(text) for found in find_occasions(text, 0, len(text))]
    ['in an interview with Port Ansel Radio']
    """
    position = start
    while found := _PREPOSITION.search(text, position, end):
        occasion = _occasion_at(text, found, end, name_ends)
        if occasion:
            yield occasion
        position = occasion.span.end if occasion else found.end(1)


def _occasion_at(
    text: str, preposition: re.Match[str], end: int, name_ends: Mapping[int, int]
) -> Occasion | None:
    kind = preposition[1].lower()
    head_end = _head_end(text, preposition.end(1), end, kind)
    if head_end is None:
        head_end = _station_or_paper_end(text, preposition.end(), end, kind, name_ends)
    if head_end is None:
        return None
    if kind == "before":
        return Occasion(Span(preposition.start(1), head_end), Span(preposition.end(), head_end))
    head = text[preposition.end() : head_end].rsplit(None, 1)[-1].lower()
    whole, hearer = _with_complements(text, head, head_end, end, name_ends)
    return Occasion(Span(preposition.start(1), whole), hearer)


def _head_end(text: str, at: int, end: int, kind: str) -> int | None:
    """Where the last noun of the phrase after this preposition ends, if it is one of the nouns it takes."""
    heads, bare = HEADS[kind], BARE.get(kind, frozenset())
    determined, previous, last, found = False, "", "", None
    for number in range(_MOST_MODIFIERS):
        gap = (_COMMA if number > 1 and previous.islower() and not found else _GAP).match(text, at, end)
        if gap is None:
            break
        title = _TITLE.match(text, gap.end(), end)
        if title and determined and not found:
            at, previous = title.end(), title[0]
            continue
        token = TOKEN.match(text, gap.end(), end)
        if token is None:
            break
        word, plain = token[0], token[0].lower().replace("’", "'")
        pair = kind in PAIRS and f"{previous}_{plain}" in PAIRS[kind]
        if plain in heads or plain in bare or pair:
            plural = plain.endswith("s") and plain in heads and not previous.endswith("ing")
            if determined or plain in bare or plural or pair:
                found, last = token.end(), word
        elif found and last[:1].isupper() and word[:1].isupper() and plain not in CALENDAR:
            found = None  # part of a name: the Port Ansel Meeting House
        elif found or not _modifies(word, kind, previous):
            break
        determined = determined or plain in DETERMINERS or plain.endswith(("'s", "s'"))
        at, previous = token.end(), plain
    return None if found and kind in ("in", "during") and _is_metaphor(text, found, end) else found


def _modifies(word: str, kind: str, previous: str) -> bool:
    """Whether a word may stand between the preposition and the noun (`a series of late-night tweets`)."""
    plain = word.lower()
    if plain in CALENDAR and kind == "on":
        return False  # on Monday
    if plain == "of":
        return previous in ("one", "series", "number", "couple", "string", "flurry")
    return (
        plain not in STOPS or word == "May" or plain in ("last", "late", "early", "later", "earlier", "first")
    )


def _is_metaphor(text: str, found: int, end: int) -> bool:
    """Whether it is a public matter (`in the debate over guns`), no event that someone speaks at."""
    return text.endswith(("debate", "conversation", "discussion"), 0, found) and bool(
        _METAPHOR.match(text, found, end)
    )


def _station_or_paper_end(
    text: str, at: int, end: int, kind: str, name_ends: Mapping[int, int]
) -> int | None:
    if kind == "on":
        title = _TITLE.match(text, at, end)
        if title:
            return title.end()
        token = TOKEN.match(text, at, end)
        return phrase_end(text, at, end, name_ends) if token and _is_station(token[0]) else None
    if kind != "in":
        return None
    stop = phrase_end(text, at, end, name_ends)
    words = text[at:stop].split()
    named = len(words) > 1 and words[0].lower() == "the" and all(word[:1].isupper() for word in words[1:])
    return stop if named and words[-1].lower() in PAPERS else None


def _is_station(word: str) -> bool:
    """Whether a word (`CNN's`) is a broadcaster's name."""
    station = re.split("['’]", word)[0]
    return station[:1].isupper() and station.lower() in STATIONS


def _with_complements(
    text: str, head: str, at: int, end: int, name_ends: Mapping[int, int]
) -> tuple[int, Span | None]:
    """Where the phrases that belong to the noun end, and who they say was spoken or written to."""
    hearer = None
    for _ in range(_MOST_COMPLEMENTS):
        joint = _COMPLEMENT.match(text, at, end)
        if joint is None or _YEAR.match(text, joint.end(), end):
            break
        stop = phrase_end(text, joint.end(), end, name_ends)
        if stop <= joint.end() or (joint[1] == "to" and not names_someone(text[joint.end() : stop])):
            break
        if _OF_TIME.match(text, joint.end(), end):
            break
        if hearer is None and head in HEARD_IN.get(joint[1], ()):
            hearer = Span(joint.end(), stop)
        at = stop
        place = _PLACE.match(text, at, end) if joint[1] in ("in", "at", "near", "outside") else None
        if place and text[joint.end()].isupper():
            at = joint.end() + len(text[joint.end() : place.end()].rstrip())
    return at, hearer


NOT_SOMEONE = _words(
    """applause cheers boos laughter contrary extent degree point effect end question questions issue
    issues charge charges claim claims fact facts allegations accusations story stories truth lie lies
    joke jokes tale tales difference rest date topic subject matter matters problem problems concern
    concerns situation controversy"""
)


def names_someone(phrase: str) -> bool:
    """Whether a noun phrase after `to` can be people or a body, and no infinitive or thing."""
    words = phrase.split()
    first, last = words[0].lower(), words[-1].lower()
    if last in NOT_SOMEONE:
        return False
    if words[0][:1].isupper() or first in DETERMINERS or first in PRONOUNS or first.endswith(("'s", "’s")):
        return first.rstrip(".") not in CALENDAR
    return last in PLURALS or (last.endswith("s") and len(words) + len(last) > 5)
