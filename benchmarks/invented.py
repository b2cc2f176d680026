"""Invented articles for measuring: who speaks, where, about what, in numbers as skewed as real ones."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sayso.records import Attribution, Document, Metadata, Reading, Span, Speaker, StatementDate

EXTRACTOR = "invented"
N_SPEAKERS, N_OUTLETS, N_WORDS = 30_000, 300, 60_000
PER_DOCUMENT = 20  # attributions, on average
FIRST, LAST = date(2018, 1, 1), date(2025, 12, 31)
COMMON = (
    "the of and to in a that is was for it on with as be by at from this have not are but had his they were "
    "which one you all we can there their been if more when will would who so no said about out up into than "
    "them other some could time two may then do first any my now such like our over me even most made after"
).split()
CUES = {  # class: its share of all, and its words
    "report": (550, ("said", "told", "reported")), "think": (150, ("believes", "thinks")),
    "claim": (63, ("claimed",)), "announce": (40, ("announced",)), "praise": (33, ("praised",)),
    "admit": (27, ("admitted",)), "demand": (22, ("demanded",)), "deny": (18, ("denied",)),
    "other": (17, ("noted",)), "condemn": (16, ("condemned",)), "promise": (14, ("promised",)),
    "predict": (13, ("predicted",)), "ask": (13, ("asked",)), "order": (10, ("ordered",)),
    "warn": (8, ("warned",)), "agree": (5, ("agreed",)), "threaten": (1, ("threatened",)),
}  # fmt: skip
KINDS = {
    "person": 62, "organisation": 13, "government": 9, "group": 8, "anonymous": 5, "document": 2, "outlet": 1,
}  # fmt: skip
_ONSETS = "b br c ch d dr f fl g gr h j k l m n p pr qu r s sh st t tr v w z".split()
_VOWELS = "a e i o u ai ea ou y".split()
_CODAS = "n r l s th m nd rk ll t".split() + [""] * 6


@dataclass(frozen=True, slots=True)
class Cast:
    """Those who speak and print, the words they use, and how often each."""

    words: tuple[str, ...]
    word_weights: tuple[float, ...]
    speakers: tuple[Speaker, ...]
    speaker_weights: tuple[float, ...]
    outlets: tuple[str, ...]
    outlet_weights: tuple[float, ...]


def make_cast(dice: random.Random) -> Cast:
    """Everybody and every word, the same for the same dice."""
    made = _invent(dice)
    words = (*COMMON, *itertools.islice(made, N_WORDS - len(COMMON)))
    given = [word.title() for word in itertools.islice(made, 700)]
    family = [word.title() for word in itertools.islice(made, 9000)]
    places = [word.title() for word in itertools.islice(made, 400)]
    speakers = dict[str, Speaker]()
    while len(speakers) < N_SPEAKERS:
        one = _speaker(dice, given, family, places)
        speakers.setdefault(one.name, one)
    outlets = tuple(dict.fromkeys(f"The {dice.choice(places)} {paper}" for paper in _PAPERS * 200))
    return Cast(
        words=words,
        word_weights=_zipf(len(words), 1.0),
        speakers=tuple(speakers.values()),
        speaker_weights=_zipf(N_SPEAKERS, 0.9),
        outlets=outlets[:N_OUTLETS],
        outlet_weights=_zipf(N_OUTLETS, 0.9),
    )


_PAPERS = ("Courier", "Gazette", "Herald", "Echo", "Tribune", "Post")
_ROLES = ("mayor of", "head of the council of", "spokesman for", "minister for", "doctor in", "driver from")


def _invent(dice: random.Random) -> Iterator[str]:
    seen = set(COMMON)
    while True:
        syllables = dice.choices((1, 2, 3), (2, 5, 3))[0]
        parts = (dice.choice(_ONSETS) + dice.choice(_VOWELS) + dice.choice(_CODAS) for _ in range(syllables))
        word = "".join(parts)
        if len(word) > 2 and word not in seen:
            seen.add(word)
            yield word


def _zipf(n: int, exponent: float) -> tuple[float, ...]:
    """Weights of the first, second, … most frequent, added up."""
    return tuple(itertools.accumulate(1 / rank**exponent for rank in range(1, n + 1)))


def _speaker(
    dice: random.Random, given: Sequence[str], family: Sequence[str], places: Sequence[str]
) -> Speaker:
    kind = dice.choices(tuple(KINDS), tuple(KINDS.values()))[0]
    place = dice.choice(places)
    name, role = {
        "person": (f"{dice.choice(given)} {dice.choice(family)}", f"{dice.choice(_ROLES)} {place}"),
        "organisation": (f"{dice.choice(family)} Shipping", None),
        "government": (f"{place} Ministry of {dice.choice(family)}", None),
        "group": (f"{dice.choice(family)} residents", None),
        "anonymous": (f"{place} officials", None),
        "document": (f"{dice.choice(family)} report", None),
        "outlet": (f"{place} Radio", None),
    }[kind]
    return Speaker(name=name, because="its name", kind=kind, role=role)  # type: ignore[arg-type]


def invent(n_attributions: int, *, seed: int = 1) -> Iterator[Reading]:
    """Readings with this many attributions together, in the order of publication."""
    dice = random.Random(seed)
    cast = make_cast(dice)
    n_days, left, number = (LAST - FIRST).days, n_attributions, 0
    n_documents = max(1, n_attributions // PER_DOCUMENT)
    while left > 0:
        # More of them every year.
        day = FIRST + timedelta(days=int(n_days * min(1.0, (number / n_documents)) ** 0.7))
        size = min(left, max(3, round(dice.gauss(PER_DOCUMENT, 8))))
        yield _Article(dice, cast, number, day).reading(size)
        left, number = left - size, number + 1


class _Article:
    """One article while it is being written."""

    def __init__(self, dice: random.Random, cast: Cast, number: int, day: date) -> None:
        self._dice, self._cast, self._number, self._day = dice, cast, number, day
        self._parts: list[str] = []
        self._length = 0
        self._found: list[dict[str, object]] = []

    def reading(self, size: int) -> Reading:
        """The article with so many attributions."""
        dice, cast = self._dice, self._cast
        voices = dice.choices(cast.speakers, cum_weights=cast.speaker_weights, k=max(2, size // 3))
        title = " ".join(self._words(7)).capitalize()
        self._write(title + "\n\n")
        while len(self._found) < size:
            self._sentence(dice.choice(voices), size)
            self._write(" ".join(self._words(9)).capitalize() + ("." if dice.random() < 0.8 else ".\n\n"))
            self._write(" ")
        return self._finished(title)

    def _words(self, n: int) -> list[str]:
        return self._dice.choices(self._cast.words, cum_weights=self._cast.word_weights, k=n)

    def _write(self, text: str) -> Span | None:
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return Span(start, self._length) if text else None

    def _sentence(self, speaker: Speaker, size: int) -> None:
        dice = self._dice
        known = dice.random() > 0.12
        shown = speaker.name if dice.random() < 0.6 else speaker.name.split()[-1]
        source = self._write(shown if known else dice.choice(("He", "She", "They")))
        self._write(" ")
        cue_class = dice.choices(tuple(CUES), [share for share, _ in CUES.values()])[0]
        cue = self._write(dice.choice(CUES[cue_class][1]))
        self._write(" ")
        found: dict[str, object] = {
            "source": (source,), "cue": (cue,), "cue_class": cue_class,
            "speaker": speaker if known else None, **self._rest(),
        }  # fmt: skip
        if dice.random() < 0.045:
            found["addressee"] = self._write(dice.choice(("reporters", "the council", "Reuters")))
            self._write(" ")
        nested = dice.random() < 0.05 and len(self._found) + 2 <= size
        start = self._length
        inner = self._nested() if nested else None
        content = dice.choices((7, 12, 18, 30), (2, 4, 3, 1))[0]
        quoted = found["quotation"] == "direct"
        words = self._write(("“{}”" if quoted else "{}").format(" ".join(self._words(content))))
        assert words is not None
        self._write(". ")
        found["content"] = (Span(start, words.end),)
        self._found.append(found)
        if inner is not None:
            inner["content"] = (words,)
            inner["within"] = len(self._found) - 1
            self._found.append(inner)

    def _nested(self) -> dict[str, object]:
        other = self._dice.choices(self._cast.speakers, cum_weights=self._cast.speaker_weights)[0]
        source = self._write(other.name)
        self._write(" ")
        cue = self._write("said")
        self._write(" ")
        return {
            "source": (source,), "cue": (cue,), "cue_class": "report", "speaker": other, **self._rest(),
        }  # fmt: skip

    def _rest(self) -> dict[str, object]:
        dice = self._dice
        dated = None
        if dice.random() < 0.05:
            day = self._day - timedelta(days=dice.choice((1, 2, 3, 30, 400)))
            dated = StatementDate(value=day.isoformat(), granularity="day", because="the text gives it")
        return {
            "quotation": dice.choices(("direct", "mixed", "indirect"), (22, 12, 66))[0],
            "polarity": "negated" if dice.random() < 0.04 else "affirmed",
            "confidence": round(dice.betavariate(5, 2), 3),
            "date": dated,
        }

    def _finished(self, title: str) -> Reading:
        text = "".join(self._parts).strip() + "\n"
        outlets, weights = self._cast.outlets, self._cast.outlet_weights
        known = self._number % 50 != 0  # where and when: not of every article
        document = Document(
            name=f"article-{self._number}",
            text=text,
            raw=text.encode(),
            media_type="text/plain",
            encoding="utf-8",
            metadata=Metadata(
                title=title,
                outlet=self._dice.choices(outlets, cum_weights=weights)[0] if known else None,
                published=self._day.isoformat() if known else None,
                url=f"https://news.example/{self._number}",
                language="en",
            ),
        )
        made: list[Attribution] = []
        for found in self._found:
            outer = found.pop("within", None)
            within = made[outer].id if isinstance(outer, int) else None
            made.append(
                Attribution(document_id=document.id, extractor=EXTRACTOR, within=within, **found)  # type: ignore[arg-type]
            )
        return Reading(document, tuple(made))
