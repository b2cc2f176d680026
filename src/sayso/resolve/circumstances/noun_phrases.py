"""Noun phrases: where one that begins here ends, by closed word classes and capitals alone."""

from __future__ import annotations

import re
from collections.abc import Mapping


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Closed classes of English (Quirk et al. 1985: determiners 5.10-25, pronouns 6.1-48, auxiliaries 3.21-42,
# prepositions 9.7-9, conjunctions 13.5-19, 14.12), and the adverbs that follow an addressee in news.
DETERMINERS = _words(
    """a an the this that these those my your his her its our their some any many several few most all both
    each every another one two three four five six seven eight nine ten no other such more fellow"""
)
_QUANTIFIERS = _words("all both")  # these stand before another determiner
_ALONE = _words("this that some many") | _QUANTIFIERS  # these may also be all there is, and name nobody
PRONOUNS = _words(
    "me you him her it us them myself yourself himself herself itself ourselves themselves everyone "
    "everybody anyone anybody someone somebody nobody"
)
PREPOSITIONS = _words(
    """about above across after against along amid among around at before behind below beneath beside besides
    between beyond by despite down during except for from in inside into like near of off on onto out outside
    over past per since through throughout to toward towards under until unlike up upon via with within
    without aboard ahead regarding concerning following including because"""
)
SUBORDINATORS = _words(
    """if whether that who whom whose which what when where why how while although though because unless as
    than so but and or nor yet once lest till whereas either neither"""
)
SUBJECTS_AND_AUXILIARIES = _words(
    """i he she we they there am is are was were be been being has have had do does did can could will would
    shall should may might must not isn’t wasn’t didn’t won’t ’s"""
)
ADVERBS = _words(
    """recently later earlier again then also once yesterday today tonight tomorrow now here afterward
    afterwards instead too just never always ever even still ago soon last next early late anyway back only
    first sometimes often already though however meanwhile shortly"""
)
STOPS = PREPOSITIONS | SUBORDINATORS | SUBJECTS_AND_AUXILIARIES | ADVERBS
CALENDAR = _words(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december jan feb mar apr jun jul aug sept sep oct nov dec"""
)
ENDS_IN_ING = _words(
    """meeting hearing briefing gathering wedding morning evening nothing something everything banking housing
    building voting working ruling marketing advertising engineering manufacturing trading shipping fishing"""
)
ENDS_IN_LY = _words("family daily weekly monthly assembly ally elderly friendly only supply likely early")
PLURALS = _words(
    "people children men women police folks media press crowd audience staff congress parliament"
)

TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S., D.C.
    r"|(?:Mr|Mrs|Ms|Mx|Dr|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Prof|Rev|St|Sens|Reps|Messrs|Sir|Jr|[A-Z])\."
    r"|[^\W_]+(?:[’'.&/@‐-][^\W_]+)*(?:[’'](?=\s[^\W_]))?"  # O’Neil, anti-media, reporters’ questions
)
_GAP = re.compile(r"[ \t\u00a0\u202f]*")
_TITLE = re.compile(r"(?:“[^“”\n]{1,80}”|‘[^‘’\n]{1,80}’|\"[^\"\n]{1,80}\"|''[^'\n]{1,80}'')")
_DAYTIME = re.compile(r"\s(?:night|morning|evening|afternoon)\b")
_TIME = re.compile(
    r"\s(?:time|morning|afternoon|evening|night|day|week|weekend|month|year|spring|summer|fall|autumn|winter)\b(?![’'])"
)
_OWNER = ("'s", "’s", "s'", "s’")
MOST_WORDS = 14  # of one phrase; a bound on the work, longer than any addressee read in 60 train articles

NO_NAMES: Mapping[int, int] = {}


def phrase_end(text: str, start: int, limit: int, name_ends: Mapping[int, int] = NO_NAMES) -> int:
    """Where the noun phrase that begins at `start` ends; `start` where none begins there.

    It reads no further than `limit`. `name_ends` says where names that begin at a place end. An `of`
    phrase and a coordinated phrase belong to it, what follows a comma does not.

    >>> phrase_end("the Harbour Board on Monday", 0, 27)
    17
    """
    phrase = _Phrase(text, start, limit)
    while phrase.words < phrase.budget and phrase.takes_next(name_ends):
        pass
    return phrase.end


class _Phrase:
    """A noun phrase that grows word by word."""

    __slots__ = ("budget", "end", "last", "limit", "open", "owned", "position", "text", "words")

    def __init__(self, text: str, start: int, limit: int, budget: int = MOST_WORDS) -> None:
        self.text, self.limit, self.budget = text, limit, budget  # the budget is in words
        self.end = self.position = start  # `position` may be ahead: a determiner alone is no phrase
        self.words = 0
        self.last = ""
        self.owned = False  # a possessive is part of it
        self.open = True  # nothing yet that could be the head

    def takes_next(self, name_ends: Mapping[int, int]) -> bool:
        """Whether one more word belongs to the phrase; it then does."""
        gap = _GAP.match(self.text, self.position, self.limit)
        at = gap.end() if gap else self.position
        name_end = name_ends.get(at)
        if name_end is not None and self._takes_name(at, name_end):
            return self._add(at, name_end)
        title = self._title(at)
        if title:
            return self._add(at, title)
        token = TOKEN.match(self.text, at, self.limit)
        if token is None:
            return False
        word = token[0]
        plain = word.lower().replace("'", "’")
        if self.open:
            return self._opens_with(plain, token)
        if plain in ("of", "and", "&"):
            return self._joins(plain, token.end())
        if self._stops(word, plain, token.end()):
            return False
        return self._add(at, token.end())

    def _add(self, at: int, end: int) -> bool:
        self.last = self.text[at:end]
        self.owned = self.owned or self.last.lower().endswith(_OWNER)
        self.end = self.position = end
        self.open = False
        self.words += 1
        return True

    def _title(self, at: int) -> int:
        """Where a quoted title that belongs to the phrase ends; 0 where there is none."""
        if not self.open and not self.last.lower().endswith(_OWNER):
            return 0
        title = _TITLE.match(self.text, at, self.limit)
        if title is None or not title[0].strip("“”‘’\"'")[:1].isupper():
            return 0
        return title.end()

    def _opens_with(self, plain: str, token: re.Match[str]) -> bool:
        if plain in DETERMINERS or plain in PRONOUNS:
            pronoun = plain in PRONOUNS and not (plain == "her" and self._followed_by_noun(token.end()))
            if pronoun:
                self._add(token.start(), token.end())
                return False
            if _TIME.match(self.text, token.end(), self.limit):
                return False
            if plain in _ALONE and not self._followed_by_noun(token.end(), plain in _QUANTIFIERS):
                return False
            self.position, self.last, self.words = token.end(), token[0], self.words + 1
            return True
        if plain in STOPS:
            return False
        if plain in CALENDAR and not (self.words and self._followed_by_noun(token.end())):
            return False
        return self._add(token.start(), token.end())

    def _followed_by_noun(self, at: int, determined: bool = False) -> bool:
        """Whether the next word can be a noun (or, where `determined`, begin a phrase of its own)."""
        following = TOKEN.match(self.text, _skip(self.text, at, self.limit), self.limit)
        if following is None:
            return False
        plain = following[0].lower()
        if plain in DETERMINERS:
            return determined
        return plain not in STOPS and plain not in CALENDAR

    def _joins(self, joint: str, at: int) -> bool:
        """Whether what follows `of` or `and` belongs to the phrase; both words are then taken."""
        begins = _skip(self.text, at, self.limit)
        rest = _Phrase(self.text, begins, self.limit, self.budget - self.words - 1)
        while rest.words < rest.budget and rest.takes_next(NO_NAMES):
            pass
        if rest.end <= begins or (joint != "of" and not self._alike(rest, at)):
            return False
        self.words += 1 + rest.words
        self.end = self.position = rest.end
        self.last = rest.last
        return False  # the rest has grown as far as it goes

    def _alike(self, rest: _Phrase, at: int) -> bool:
        first = self.text[_skip(self.text, at, self.limit) : rest.end]
        if first.split(" ", 1)[0] in ("his", "her", "their", "its"):
            return True
        if self.last[:1].isupper():
            return first[:1].isupper()
        return (_plural(self.last) and _plural(rest.last)) or first.split(" ", 1)[0] in DETERMINERS

    def _takes_name(self, at: int, name_end: int) -> bool:
        """Whether a name belongs to the phrase: it is words, and no finished plural stands before it."""
        name = self.text[at:name_end]
        return name_end <= self.limit and bool(name) and name == name.strip() and not _plural(self.last)

    def _stops(self, word: str, plain: str, end: int) -> bool:
        if plain == "the" and self.owned and self.last[:1].isupper():  # a title: CNN's Meet the Board
            following = TOKEN.match(self.text, _skip(self.text, end, self.limit), self.limit)
            return following is None or not following[0][:1].isupper()
        if word[:1].isupper() and self.last.lower().endswith(_OWNER):  # a title: the station's On the Water
            return False
        if word[:1].isupper() and self.last[:1].isupper() and plain in ADVERBS:  # Harbour Today
            return False
        if (
            (plain in STOPS and word != "May")
            or plain in PRONOUNS
            or (plain in DETERMINERS and not word[:1].isupper())
        ):
            return True
        if plain.rstrip(".") in CALENDAR and word[:1].isupper():
            return not self._followed_by_noun(end) or _DAYTIME.match(self.text, end, self.limit) is not None
        if word[:1].isupper():
            return _plural(self.last)
        if plain.endswith("ly") and plain not in ENDS_IN_LY:
            return True
        follows_noun = _plural(self.last) or self.last[:1].isupper()
        participle = plain.endswith(("ing", "ed")) and plain not in ENDS_IN_ING
        return participle and (follows_noun or not self._followed_by_noun(end))


def _plural(word: str) -> bool:
    """Whether a word in small letters looks like a plural noun, at whose end a phrase may end."""
    if not word[:1].islower():
        return False
    return word in PLURALS or (word.endswith("s") and not word.endswith(("ss", "us", "is", "'s", "’s")))


def _skip(text: str, at: int, limit: int) -> int:
    gap = _GAP.match(text, at, limit)
    return gap.end() if gap else at
