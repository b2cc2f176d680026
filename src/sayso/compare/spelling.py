"""Spelling: two ways of writing the same spoken words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Literal

from .wording import is_censored

Way = Literal["contraction", "number", "spelling", "censored"]

_ENDINGS = (
    ("n't", ("not",)), ("'re", ("are",)), ("'ve", ("have",)), ("'ll", ("will",)), ("'m", ("am",)),
    ("'s", ("is",)), ("'s", ("has",)), ("'d", ("would",)), ("'d", ("had",)),
)  # fmt: skip
_WHOLE: dict[str, tuple[tuple[str, ...], ...]] = {
    "won't": (("will", "not"),),
    "can't": (("can", "not"),),
    "cannot": (("can", "not"),),
    "shan't": (("shall", "not"),),
    "ain't": (("is", "not"), ("are", "not"), ("am", "not")),
    "let's": (("let", "us"),),
    "gonna": (("going", "to"),),
    "wanna": (("want", "to"),),
    "gotta": (("got", "to"), ("have", "got", "to")),
    "kinda": (("kind", "of"),),
    "em": (("them",),),
    "cause": (("because",),),
    "y'all": (("you", "all"),),
}
# How British and American spelling differ, each as what turns the one into the other.
_BRITISH = (
    (re.compile(r"^(col|fav|hon|lab|neighb|behavi|harb|hum|rum|vap|vig|endeav|arm|od|savi|splend|val|cand|"
                r"glam|rig|tum|parl|fl|demean|clam|ferv|ranc|dishon|disfav|discol|misdemean)our"), r"\1or"),
    (re.compile(r"^(.{3,})is(e|ed|es|ing|ation|ations|er|ers)$"), r"\1iz\2"),
    (re.compile(r"^(.{3,})ys(e|ed|es|ing)$"), r"\1yz\2"),
    (re.compile(r"^(cent|theat|fib|met|lit|calib|sab|spect|lust|somb|meag|kilomet)re(s?)$"), r"\1er\2"),
    (re.compile(r"^(def|off|pret|lic)ence"), r"\1ense"),
    (re.compile(r"^(travel|cancel|label|model|signal|level|counsel|fuel|total|dial|quarrel|marvel)l(ed|ing|er|ers)$"),
     r"\1\2"),
    (re.compile(r"^(program|kilogram)mes?$"), r"\1"),
    (re.compile(r"^(catal|dial|anal)ogue"), r"\1og"),
    (re.compile(r"^(judg|acknowledg|ag)e(ment|ments|ing)$"), r"\1\2"),
    (re.compile(r"^(toward|afterward|backward|forward|upward|anyway|among|amid|while)(?:s|st)$"), r"\1"),
    (re.compile(r"^(learn|dream|burn|spel|spil|spoil|lean|leap)(?:l?ed|t)$"), r"\1ed"),
)  # fmt: skip
_SAME = {
    "grey": "gray", "sceptical": "skeptical", "sceptic": "skeptic", "sceptics": "skeptics", "okay": "ok",
    "cheque": "check", "cheques": "checks", "tyre": "tire", "tyres": "tires", "plough": "plow", "mum": "mom",
    "jewellery": "jewelry", "aluminium": "aluminum", "mister": "mr", "aeroplane": "airplane",
    "pct": "percent", "yeah": "yes", "doughnut": "donut", "senator": "sen", "governor": "gov",
    "representative": "rep", "doctor": "dr", "saint": "st", "versus": "vs",
}  # fmt: skip
_UNITS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = dict(
    zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True)
)
_ORDINALS = {
    word: f"{number}{('th', 'st', 'nd', 'rd')[number] if number < 4 else 'th'}"
    for number, word in enumerate(
        (
            "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
            "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
        ).split()
    )
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
LONG = 6  # letters, beyond which a word with an apostrophe and one without are no two words: not its, it's
_MOST = 6  # words that are looked at: longer ones are another wording


def way_of_writing(left: Sequence[str], right: Sequence[str]) -> Way | None:
    """How these folded words are the same spoken ones, written otherwise; None where they are others.

    >>> way_of_writing(["don't"], ["do", "not"]), way_of_writing(["ten"], ["10"])
    ('contraction', 'number')
    >>> way_of_writing(["colour"], ["color"]), way_of_writing(["well", "known"], ["wellknown"])
    ('spelling', 'spelling')
    """
    if not left or not right or max(len(left), len(right)) > _MOST:
        return None
    if _is_hidden(left, right) or _is_hidden(right, left):
        return "censored"
    if len(left) == len(right) > 1:
        ways = [_way(ours, theirs) for ours, theirs in zip(left, right, strict=True) if ours != theirs]
        if ways and all(ways):
            return ways[0]
    return _way_of_runs(left, right)


def _way(left: str, right: str) -> Way | None:
    return _way_of_runs([left], [right])


def _way_of_runs(left: Sequence[str], right: Sequence[str]) -> Way | None:
    ours, theirs = set(_readings(left)), set(_readings(right))
    if ours & theirs:
        if any("'" in word or word in _WHOLE for word in (*left, *right)):
            return "contraction"
        return "number" if any(word[0].isdigit() for word in (*left, *right)) else "spelling"
    return None


def _is_hidden(hidden: Sequence[str], other: Sequence[str]) -> bool:
    if len(hidden) != len(other):
        return False
    differing = [(left, right) for left, right in zip(hidden, other, strict=True) if left != right]
    return bool(differing) and all(_hides(left, right) for left, right in differing)


def _hides(hidden: str, word: str) -> bool:
    if not is_censored(hidden):
        return False
    start, end = re.match(r"[^*_—-]*", hidden), re.search(r"[^*_—-]*$", hidden)
    return bool(
        start and end and start[0] and word.startswith(start[0]) and word.endswith(end[0]) and len(word) > 2
    )


def _readings(words: Sequence[str]) -> Iterator[str]:
    """What the words say when written out in full, joined: hyphens and blanks do not count."""
    choices = [_full(word) for word in words]
    for number, chosen in enumerate(product(*choices)):
        if number > 64:
            return
        yield _join([part for parts in chosen for part in parts])


@lru_cache(maxsize=20_000)  # a language's common words come again and again
def _full(word: str) -> tuple[tuple[str, ...], ...]:
    return tuple(_written_out(word))


def _written_out(word: str) -> Iterator[tuple[str, ...]]:
    if word in _WHOLE:
        yield from _WHOLE[word]
        return
    found = False
    for ending, full in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending):
            found = True
            yield (word.removesuffix(ending), *full)
    if not found or word.endswith("'s"):
        yield (_american(word.removesuffix("'s") if word.endswith("s's") else word),)
    if word.endswith("'s") and len(word) > LONG:
        yield (word.replace("'", ""),)  # an apostrophe that was forgotten


@lru_cache(maxsize=20_000)
def _american(word: str) -> str:
    word = _SAME.get(word, word)
    for british, american in _BRITISH:
        changed = british.sub(american, word)
        if changed != word:
            return changed
    return _ORDINALS.get(word, word)


def _join(words: Sequence[str]) -> str:
    number = _number(words)
    if number is not None:
        return number
    return "".join(words).replace("unitedstates", "u.s").replace("percent", "%")


def _number(words: Sequence[str]) -> str | None:
    """The number that all these words make, in digits."""
    total, group, seen = 0.0, 0.0, False
    for place, word in enumerate(words):
        if word in _UNITS or word in _TENS:
            group += _UNITS.get(word, _TENS.get(word, 0))
            seen = True
        elif re.fullmatch(r"\d+(?:\.\d+)?", word) and not seen:
            group, seen = float(word), True
        elif word in _SCALES and (seen or (place and words[place - 1] == "a")):
            group = (group or 1) * _SCALES[word]
            if word != "hundred":
                total, group = total + group, 0.0
            seen = True
        elif word not in ("and", "a") or (word == "and" and not seen):
            return None
    return f"{total + group:.10g}" if seen else None
