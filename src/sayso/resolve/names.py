"""Names in a text: those that the model marked, or runs of capitals where it marked none."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from ..records import Mention, MentionType
from .lexicon import word_lists
from .passage import Passage

Sex = Literal["female", "male"]
PARTICLES = frozenset(
    "de da di du del della der den van von al el bin ibn ben la le of y dos dal ter ten zu".split()
)
SUFFIXES = frozenset("jr sr ii iii iv".split())
_CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december jan feb mar apr jun jul aug sept oct nov dec""".split()
)
# Capitals at the head of a sentence that name nobody: closed classes, and adverbs that open sentences.
OPENERS = frozenset(
    """a an the this that these those my your his her its our their some any many several few most all both
    each every another one two three four five six seven eight nine ten no not other such i he she it we
    they you who what which when where why how if whether while although though because unless since as
    than so but and or nor yet once after before about above across against along among around at behind
    below beneath beside between beyond by despite down during except for from in inside into like near
    of off on onto out over per through to toward under until up upon via with within without according
    also then there here now still even just meanwhile however instead indeed perhaps maybe yes oh well
    asked speaking earlier later last next today yesterday tomorrow more less only first second third
    finally moreover nevertheless please is are was were do does did has have had can could will would
    should may might must let q a said says editor update photo image abstract full text letters""".split()
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Name:
    """One place where something is named: words `[first, last)` of the passage, titles left out.

    `title_from` is where the titles before it begin (`first` where there are none); `sex` is what they
    say. `owned`: another name in the genitive stands right before it.
    """

    first: int
    last: int
    words: tuple[str, ...]
    type: MentionType | None
    title_from: int
    sex: Sex | None = None
    owned: bool = False


class NameIndex:
    """A passage's names by where they begin (their titles included), where they end, and in between."""

    def __init__(self, names: Sequence[Name]) -> None:
        self.names = names
        self.firsts = [name.first for name in names]
        self.begins: dict[int, Name] = {name.first: name for name in names}
        # A place that opens somebody's title is a part of it: the US in `US Secretary Quill`.
        self.begins |= {name.title_from: name for name in names if name.title_from < name.first}
        self.ends: dict[int, Name] = {name.last: name for name in names}

    def between(self, first: int, last: int) -> Sequence[Name]:
        """The names that begin in the words `[first, last)`, in order."""
        return self.names[bisect_left(self.firsts, first) : bisect_left(self.firsts, last)]


def find_names(
    passage: Passage, mentions: Iterable[Mention], wanted: Iterable[tuple[int, int]] = ()
) -> list[Name]:
    """The passage's names in order; from the mentions if any of them is a name, else from capitals.

    Where the mentions have no name, capitals count in the `wanted` words (sources) and behind a title.
    """
    marked = [one for one in mentions if one.form == "name" and one.confidence >= LEAST_SURE]
    if marked:
        ranges = list(_from_mentions(passage, marked))
        ranges += _overlooked(passage, ranges, sorted(wanted))
    else:
        ranges = list(_from_capitals(passage))
    parts = sorted(part for one in ranges for part in _apart(passage, *one))
    return [name for first, last, type_ in parts if (name := _named(passage, first, last, type_))]


LEAST_SURE = 0.3  # of a mention to be taken for a name; 0.2 to 0.6 differ by one of 200 labelled sources
_Range = tuple[int, int, MentionType | None]


def _overlooked(
    passage: Passage, ranges: Sequence[_Range], wanted: Sequence[tuple[int, int]]
) -> Iterator[_Range]:
    covered = {word for first, last, _ in ranges for word in range(first, last)}
    shouted = shouted_paragraphs(passage)
    for at, word in enumerate(passage.lower):
        if word in _ADDRESS and at + 2 not in covered and passage.paragraphs[at] not in shouted:
            for first, last in _runs(passage, at, min(at + _TITLED, len(passage))):
                if covered.isdisjoint(range(first, last)):
                    covered.update(range(first, last))
                    yield first, last, None
                break
    surnames = {
        passage.lower[last - 1] for first, last, type_ in ranges if type_ == "person" and last > first + 1
    }
    for first, last in wanted:
        if covered.isdisjoint(range(first, last)):
            for one, end in _runs(passage, first, last):
                if passage.paragraphs[one] not in shouted or guess_type(passage.words[one:end]):
                    known = end == one + 1 and passage.lower[one] in surnames  # King, of Ada King
                    yield one, end, "person" if known else None


_TITLED = 8  # words from a title on, in which the name it stands before begins and ends
_ADDRESS = frozenset("mr mrs ms miss dr sen rep gov".split())


def _apart(passage: Passage, first: int, last: int, type_: MentionType | None) -> Iterator[_Range]:
    """The names in `CNN and The Quill Times`, which is two."""
    if type_ != "person":
        for at in range(first + 1, last - 1):
            if passage.lower[at] == "and" and (
                passage.lower[at + 1] == "the" or _is_outlet(passage.words[first:at])
            ):
                yield first, at, type_
                yield at + 1, last, type_
                return
    yield first, last, type_


def _is_outlet(words: Sequence[str]) -> bool:
    return " ".join(words) in word_lists("outlets")["names"]


def _from_mentions(passage: Passage, mentions: Sequence[Mention]) -> Iterator[_Range]:
    done = 0
    for one in sorted(mentions, key=lambda mention: mention.span):
        first, last = passage.first_of(one.span.start), passage.after(one.span.end)
        if first >= done and first < last:
            yield first, last, one.type
            done = last


def _named(passage: Passage, first: int, last: int, type_: MentionType | None) -> Name | None:
    """The name in these words without titles before it, determiners and a possessive behind it."""
    lower = passage.lower
    while first < last and (lower[first] in _LEADING or not passage.words[first][0].isalnum()):
        first += 1
    while first < last and lower[last - 1] in POSSESSIVES | {"."} and not _is_suffix(lower[last - 2 : last]):
        last -= 1
    kept = first
    if type_ in ("person", None):
        alone = type_ == "person" and last - first == 1  # a surname such as King
        kept = first if alone else _behind_titles(passage, first, last)
        if kept == last:  # nothing but a title: "the President"
            return None
    words = tuple(word for word in passage.words[kept:last] if word[0].isalnum())
    if not words:
        return None
    if type_ in ("person", None) and lower[last - 1] not in SUFFIXES:
        last = _with_suffix(passage, last)
        words = tuple(word for word in passage.words[kept:last] if word[0].isalnum())
    place = type_ in ("place", "nationality")  # no title opens it: Senator Pell, Republican of Ohio
    title_from, sex = (kept, None) if place else _titles_before(passage, kept)
    whole = " ".join(words)
    if type_ != "person" and _is_document(words):
        return None
    if whole in word_lists("places")["nationalities"] or whole in word_lists("organisations")["groups"]:
        type_ = "nationality"
    if type_ in (None, "other"):
        type_ = guess_type(words, title=title_from < kept) or type_
    owned = kept > 1 and lower[kept - 1] in POSSESSIVES and passage.words[kept - 2][0].isupper()
    return Name(first=kept, last=last, words=words, type=type_, title_from=title_from, sex=sex, owned=owned)


_PAPERS = frozenset("report poll survey study memo statement letter".split())


def _is_document(words: Sequence[str]) -> bool:
    """Whether the words describe a paper, which no name does: `Report`, `latest poll`."""
    if not words or not (len(words) == 1 or words[0][0].islower()):
        return False
    return words[-1].lower() in _PAPERS


def _with_suffix(passage: Passage, last: int) -> int:
    """The end of a name with the `Jr.` behind it."""
    at = last + (last < len(passage) and passage.words[last] == ",")
    if at < len(passage) and passage.words[at] in ("Jr", "Sr", "II", "III", "IV"):
        return at + 1 + (at + 1 < len(passage) and passage.words[at + 1] == ".")
    return last


POSSESSIVES = frozenset({"'s", "’s", "ʼs", "'", "’"})
_LEADING = frozenset({"the", "a", "an"})


def _is_suffix(tail: Sequence[str]) -> bool:
    return len(tail) == 2 and tail[0] in SUFFIXES


@cache
def title_heads() -> frozenset[str]:
    """Words that may stand alone before a person's name."""
    lists = word_lists("titles")
    return lists["male"] | lists["female"] | lists["either"]


@cache
def titles() -> frozenset[str]:
    """Words that titles before a person's name are made of: `prime`, `minister`."""
    return title_heads() | word_lists("titles")["modifier"]


def _behind_titles(passage: Passage, first: int, last: int) -> int:
    """Where the name begins behind the titles that open it: `Prime Minister Ada Quill` begins at `Ada`."""
    heads, lower = title_heads(), passage.lower
    if lower[last - 1] in organisation_words():
        return first
    ends = lower[last - 1 - (lower[last - 1] == "." and last - 1 > first)]
    if ends in heads and all(word in titles() or word == "." for word in lower[first:last]):
        return last
    for at in range(last - 1, first, -1):
        before = at - 1 - (passage.words[at - 1] == "." and at - 1 > first)
        if lower[before - 1] in _TITLE_LINKS and before - 2 >= first:  # Secretary of State
            before -= 2
        if lower[before] in heads and passage.words[at][0].isupper():
            return at
    return first


def _titles_before(passage: Passage, first: int) -> tuple[int, Sex | None]:
    known, lists = titles(), word_lists("titles")
    begin = first
    sex: Sex | None = None
    at = first - 1
    while at >= 0 and first - at <= _MOST_TITLE_WORDS:
        word = passage.lower[at]
        if word in known and passage.words[at][0].isupper():
            begin = at
        elif word in _TITLE_LINKS and at and passage.lower[at - 1] in known:  # Secretary of State
            pass
        elif word not in (".", "-"):
            break
        if word in lists["male"]:
            sex = sex or "male"
        elif word in lists["female"]:
            sex = sex or "female"
        at -= 1
    return begin, sex


_MOST_TITLE_WORDS = 8
_TITLE_LINKS = frozenset({"of", "for"})


# --- names from capitals -----------------------------------------------------------------------------


def _from_capitals(passage: Passage) -> Iterator[tuple[int, int, None]]:
    runs = list(_runs(passage))
    shouted = shouted_paragraphs(passage)
    known: dict[str, list[tuple[str, ...]]] = {}
    kept = []
    for first, last in runs:
        if passage.paragraphs[first] in shouted:
            continue
        kept.append((first, last))
        words = tuple(passage.words[first:last])
        if words not in known.setdefault(words[0], []):
            known[words[0]].append(words)
            known[words[0]].sort(key=len, reverse=True)
            if len(words) > 1 and words[-1][0].isupper():
                known.setdefault(words[-1], []).append(words[-1:])
    for first, last in runs:
        if passage.paragraphs[first] in shouted:
            kept.extend(_known_in(passage, first, last, known))
    for first, last in sorted(kept):
        yield first, last, None


def _known_in(
    passage: Passage, first: int, last: int, known: dict[str, list[tuple[str, ...]]]
) -> Iterator[tuple[int, int]]:
    """The names of the body that stand in a headline's run of capitals."""
    while first < last:
        for words in known.get(passage.words[first], ()):
            if tuple(passage.words[first : first + len(words)]) == words:
                yield first, first + len(words)
                first += len(words) - 1
                break
        first += 1


def shouted_paragraphs(passage: Passage) -> set[int]:
    """Paragraphs of one sentence where most longer words begin with a capital: headlines.

    There capitals tell nothing about names.
    """
    counts: dict[int, list[int]] = {}
    for word, paragraph, sentence in zip(passage.words, passage.paragraphs, passage.sentences, strict=True):
        if len(word) > 3 and word[0].isalpha():
            count = counts.setdefault(paragraph, [0, 0, sentence, sentence])
            count[0] += 1
            count[1] += word[0].isupper()
            count[3] = sentence
    return {
        number
        for number, (long, upper, first, last) in counts.items()
        if first == last and long >= _HEADLINE and upper >= _CAPITALS * long
    }


_HEADLINE = 4  # longer words that a headline has at least
_CAPITALS = 0.6  # share of them that begin with a capital; in the body of 28 PolNeAR articles 0.21 do


def _runs(passage: Passage, begin: int = 0, stop: int | None = None) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words, with particles, initials and the stops of abbreviations between them."""
    words, lower = passage.words, passage.lower
    number, count = begin, len(words) if stop is None else stop
    while number < count:
        if not words[number][0].isupper() or lower[number] in _CALENDAR:
            number += 1
            continue
        first = last = number
        while last < count and _continues(passage, first, last):
            last += 1
        number = max(last, number + 1)
        while last > first and (not words[last - 1][0].isalnum() or words[last - 1][0].islower()):
            if words[last - 1] == "." and lower[last - 2] in SUFFIXES:
                break
            last -= 1
        opens = _opens_sentence(passage, first)
        while first < last and (lower[first] in OPENERS or not words[first][0].isalnum()):
            first += 1
        if first < last and not (last - first == 1 and opens and lower[first] in passage.small):
            yield first, last


def _continues(passage: Passage, first: int, at: int) -> bool:
    words, lower = passage.words, passage.lower
    word = words[at]
    if passage.sentences[at] != passage.sentences[first] and at > first:
        return False
    if word[0].isupper():
        return lower[at] not in _CALENDAR
    if at == first or at + 1 >= len(words):
        return False
    following = words[at + 1]
    if lower[at] in PARTICLES:
        return following[0].isupper() and (lower[at] != "of" or _may_take_of(lower[at - 1]))
    if word == ".":
        return following[0].isupper() and (len(words[at - 1]) == 1 or lower[at - 1] in _ABBREVIATED)
    if word == "&":
        return following[0].isupper()
    return False


_ABBREVIATED = frozenset(
    "mr mrs ms mx dr prof sen rep gov gen lt col sgt capt cmdr adm maj rev hon st jr sr".split()
)
_TAKES_OF = frozenset(
    """ministry department bank university board house court office secretary bureau institute college city
    university republic league chamber commission committee council association club archbishop bishop
    director duke duchess prince princess bank school state kingdom house institutes society federation
    union attorney speaker chief minister president governor mayor""".split()
)


def _may_take_of(word: str) -> bool:
    return word in _TAKES_OF


def _opens_sentence(passage: Passage, word: int) -> bool:
    before = word - 1
    while before >= 0 and passage.words[before] in "\"'“‘(":
        before -= 1
    return before < 0 or passage.sentences[before] != passage.sentences[word] or passage.words[before] == ":"


@cache
def organisation_words() -> frozenset[str]:
    """Words that end the names of organisations and of organs of state."""
    lists = word_lists("organisations")
    return lists["organisation"] | lists["government"]


# --- what a name names -------------------------------------------------------------------------------


def guess_type(words: Sequence[str], *, title: bool = False) -> MentionType | None:
    """What a name of these words most likely names, by word lists; None where they do not tell."""
    whole = " ".join(words)
    places, organisations = word_lists("places"), word_lists("organisations")
    if title and whole not in organisations["government_names"]:
        return "person"
    if whole in places["nationalities"] or whole in organisations["groups"]:
        return "nationality"
    if whole in organisations["government_names"] or whole in word_lists("outlets")["names"]:
        return "organisation"
    if whole in places["countries"] or whole in places["capitals"] or whole in places["states"]:
        return "place"
    lower = [word.lower() for word in words]
    bodies = organisation_words()
    if lower[-1] in bodies or (len(words) > 2 and lower[0] in bodies):
        return "organisation"
    if len(words) > 1 and sex_of_first_name(words[0]) is not _NO_NAME:
        return "person"
    if len(words) == 1 and words[0].isupper() and len(words[0]) > 1:
        return "organisation"
    if len(words) in (2, 3) and len(words[1].rstrip(".")) == 1:
        return "person"
    return None


_NO_NAME = object()


def sex_of_first_name(name: str) -> Sex | object | None:
    """`female`, `male`, None where both bear it; another object where it is no first name that is known."""
    lists = word_lists("first_names")
    name = name.split("-")[0].capitalize() if name.isupper() else name
    for candidate in (name, name.split("-")[0]):
        if candidate in lists["female"]:
            return "female"
        if candidate in lists["male"]:
            return "male"
        if candidate in lists["either"]:
            return None
    return _NO_NAME


def bare_sex(name: str) -> Sex | None:
    """The sex that a first name tells, None where it tells none."""
    found = sex_of_first_name(name)
    return found if found in ("female", "male") else None
