"""Names as they are compared: titles off, letters folded, families and given names told apart."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

Family = Literal["person", "organisation", "words"]

_POSSESSIVE = re.compile(r"['’]s?$")
_MARKS = re.compile(r"[\"“”„«»‘`*]")
_ASIDE = re.compile(r"\([^()]*\)")
_SUFFIXES = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "ii", "iii": "iii", "iv": "iv"}
# Letters behind a name that tell nothing of who it is.
_LETTERS = frozenset("phd md mp mep qc kc obe mbe cbe esq msp mla ret dds rn jd mba".split())
_PARTICLES = frozenset(
    "al el ul de da do dos das du del della di la le van von der den ter bin ibn ben abu".split()
)
# Titles that rigour's list of prefixes lacks, by the role that they give; the rest give none.
_TITLE_ROLES = {
    "president": "president", "pres": "president", "senator": "senator", "sen": "senator", "gov": "governor",
    "governor": "governor", "rep": "representative", "representative": "representative", "mayor": "mayor",
    "congressman": "representative", "congresswoman": "representative", "gen": "general",
    "chancellor": "chancellor",
    "general": "general", "col": "colonel", "colonel": "colonel", "adm": "admiral",
    "admiral": "admiral",
    "judge": "judge", "justice": "justice", "ambassador": "ambassador", "amb": "ambassador",
    "prof": "professor",
    "professor": "professor", "king": "king", "queen": "queen", "pope": "pope", "bishop": "bishop",
    "archbishop": "archbishop", "cardinal": "cardinal", "ayatollah": "ayatollah",
    "premier": "prime minister",
    "minister": "minister", "secretary": "secretary", "sheriff": "sheriff", "sgt": "sergeant", "capt": "capt",
    "lt": "lieutenant", "maj": "major", "coach": "coach", "councillor": "councillor", "dr": "", "doctor": "",
    "mr": "", "mrs": "", "ms": "", "miss": "", "mister": "", "sir": "", "dame": "", "lord": "", "lady": "",
    "madam": "", "madame": "", "mme": "", "monsieur": "", "herr": "", "frau": "", "rev": "", "reverend": "",
    "hon": "", "baroness": "", "baron": "", "prince": "prince", "princess": "princess", "sheikh": "",
}  # fmt: skip
_MALE = frozenset("mr mister sir lord monsieur herr king prince congressman baron".split())
_FEMALE = frozenset(
    "mrs ms miss dame lady madam madame mme frau queen princess congresswoman baroness".split()
)
_LEGAL = frozenset(
    "inc co corp corporation company ltd limited plc llc llp lp ag gmbh sa nv bv spa pty ab oy as".split()
)
_SMALL = frozenset("the of for and a an in on to at & de la del des du".split())
_ORGANISED = frozenset(
    """agency association authority bank board bureau centre center chamber club coalition college
    commission committee company congress corporation corp council court department federation force
    forces foundation fund government group guild hospital house inc institute institution kremlin
    league ltd media ministry museum network news office organisation organization parliament party
    pentagon police press service services senate society times tribune trust union university watch
    newspaper radio television tv channel post journal army navy embassy team campaign
    administration treasury plc llc""".split()
)
# Bodies of which every country or town has its own: without a place they name nobody.
_EVERYWHERE = frozenset(
    """agency army authority authorities bank board cabinet centre center commission committee company
    congress council court customs department embassy force forces government hospital house
    institute military ministry navy office opposition parliament party police port prosecutor
    school senate service services state supreme treasury union university foreign health defence
    defense interior finance justice education home affairs transport agriculture energy labour
    labor culture national federal local city county central high security intelligence environment
    trade tourism fire ambulance coast guard border administration regional district prosecutors
    office crown electoral election airport harbour harbor""".split()
)
_NOT_NAMES = frozenset(
    """i me my we us our you your he him his she her it its they them their who whom which that this these
    those one some others another all both each either neither someone somebody everyone everybody nobody
    anyone""".split()
)
NAMED_KINDS = frozenset({"person", "organisation", "government", "outlet"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One name, ready to be compared.

    `words` are its folded words in order, titles, legal forms and small words left out; for a person
    `suffix` is jr, sr, ii …, `titles` are the roles that its titles give, `gender` what they say of it.
    `place` is the country that an organisation's name says. `full` says that it names someone by
    itself: a surname alone, a body that every country has, or a description does not.
    """

    text: str
    family: Family
    words: tuple[str, ...]
    suffix: str = ""
    titles: tuple[str, ...] = ()
    gender: str = ""
    place: str = ""
    full: bool = True

    def __hash__(self) -> int:
        return hash((self.text, self.family))  # of all fields it takes long, and these tell names apart

    @property
    def key(self) -> str:
        """The name as one string: equal for spellings that differ in nothing that counts."""
        return " ".join(filter(None, (*self.words, self.suffix, self.place and f"({self.place})")))


def fold(text: str) -> str:
    """The text in small Latin letters: accents off, other scripts transliterated.

    >>> fold("Éva Sólyom")
    'eva solyom'
    """
    if text.isascii():
        return text.lower()
    from text_unidecode import unidecode

    return str(unidecode(unicodedata.normalize("NFKC", text))).lower()


@lru_cache(maxsize=65_536)
def read_name(text: str, kind: str | None = None) -> Name:
    """The name in a speaker's words, of this kind of speaker (None: judged by its words)."""
    shown = " ".join(_MARKS.sub(" ", _ASIDE.sub(" ", text)).split())
    shown = _POSSESSIVE.sub("", shown).strip(" ,;:.–—-")
    if shown.lower().startswith("the "):
        shown = shown[4:]
    family = _family(shown, kind)
    if family == "person":
        return _person(text, shown)
    if family == "organisation":
        return _organisation(text, shown)
    return Name(text=text, family="words", words=tuple(_tokens(shown)), full=False)


def is_pronoun(text: str) -> bool:
    """Whether the words are a pronoun, which names nobody."""
    bare = text.strip(" ,.’'")
    return bare.lower() in _NOT_NAMES and not (bare.isupper() and len(bare) > 1)


def _family(shown: str, kind: str | None) -> Family:
    tokens = shown.split()
    last = tokens[-1] if tokens else ""
    proper = bool(last) and not last.islower() and any(character.isalpha() for character in last)
    if (
        kind not in {"person", "anonymous", "group", "document"}
        and last.strip(".,") in _ORGANISED | _EVERYWHERE
    ):
        proper = proper or any(token[:1].isupper() for token in tokens[:-1])
    if kind == "anonymous" or not proper:
        return "words"
    if kind in {"group", "document"}:
        large = all(not token.islower() or token in _SMALL for token in tokens)
        return "organisation" if large and len(tokens) > 1 else "words"
    if kind == "person":
        return "person"
    if kind is not None:
        return "organisation"
    folded = {token.strip(".,").lower() for token in tokens}
    acronym = len(tokens) == 1 and last.isupper() and 1 < len(last.replace(".", "")) <= 6
    return "organisation" if acronym or folded & _ORGANISED or "of" in folded else "person"


def _tokens(shown: str) -> list[str]:
    from rigour.names import tokenize_name

    return tokenize_name(fold(shown))


def _person(text: str, shown: str) -> Name:
    shown = _turned(shown)
    rest = shown.split()
    titles: list[str] = []
    gender = ""
    while len(rest) > 1 and (title := fold(rest[0]).strip(".")) in _title_words():
        role = _TITLE_ROLES.get(title, "")
        titles += [role] if role else []
        gender = "m" if title in _MALE else "f" if title in _FEMALE else gender
        rest = rest[1:]
    words = _tokens(" ".join(rest))
    while len(words) > 1 and words[-1] in _LETTERS:
        words.pop()
    suffix = _SUFFIXES[words.pop()] if len(words) > 1 and words[-1] in _SUFFIXES else ""
    kept = [word for word in words if word not in {"al", "el", "ul"}] or words
    names = [word for word in kept if word not in _PARTICLES]
    return Name(
        text=text,
        family="person",
        words=tuple(kept),
        suffix=suffix,
        titles=tuple(titles),
        gender=gender,
        full=len(names) > 1,
    )


@cache
def _title_words() -> frozenset[str]:
    from rigour.data.names.data import PERSON_NAME_PREFIXES

    listed = {fold(prefix).strip(".") for prefix in PERSON_NAME_PREFIXES if " " not in prefix}
    return frozenset(listed | set(_TITLE_ROLES))


def _turned(shown: str) -> str:
    """“Quill, Ada” as “Ada Quill”; what else stands behind a comma is no part of the name."""
    before, comma, after = shown.partition(",")
    if not comma:
        return shown
    after = after.strip()
    if fold(after).strip(".") in _SUFFIXES:
        return f"{before} {after}"
    turned = after and after[:1].isupper() and len(before.split()) == 1 and len(after.split()) <= 2
    return f"{after} {before}" if turned else before


def _organisation(text: str, shown: str) -> Name:
    from rigour.names.org_types import replace_org_types_compare

    place, rest = _placed(fold(shown.replace("’", "'")))
    compared = replace_org_types_compare(rest)
    words = [word for word in _tokens(compared) if word not in _SMALL and word != "affairs"]
    kept = [_SPELT.get(word, word) for word in words if word not in _LEGAL] or words
    if not kept:  # a country's name is a government's
        kept = [place] if place else list(_tokens(shown))
        place = ""
    own = [word for word in kept if word not in _EVERYWHERE]
    one_acronym = len(kept) == 1 and shown.replace(".", "").isupper()
    unique = {"state", "department"} == set(kept) or {"white", "house"} == set(kept)
    return Name(
        text=text,
        family="organisation",
        words=tuple(kept),
        place=place,
        full=bool(own or place or one_acronym or unique),
    )


_SPELT = {
    "organisation": "organization", "centre": "center", "defence": "defense", "labour": "labor",
    "harbour": "harbor", "dept": "department", "govt": "government", "assn": "association",
    "intl": "international",
    "programme": "program", "univ": "university", "natl": "national", "corp": "corporation",
}  # fmt: skip


@cache
def _places() -> tuple[re.Pattern[str], dict[str, str]]:
    stands: dict[str, str] = {}
    for row in _rows("places.txt"):
        for word in row.split():
            stands[word.replace("_", " ").replace("u s", "u.s").replace("u k", "u.k")] = row.split()[0]
    longest = sorted(stands, key=len, reverse=True)
    choices = "|".join(map(re.escape, longest))
    return re.compile(rf"(?<![\w.])(?:{choices})\.?(?:'s)?(?!\w)"), stands


def _placed(folded: str) -> tuple[str, str]:
    """The country that the words name, if any, and the words without it."""
    pattern, stands = _places()
    found = pattern.search(folded)
    if found is None:
        return "", folded
    word = found[0].removesuffix("'s").rstrip(".")
    rest = " ".join((folded[: found.start()] + " " + folded[found.end() :]).split())
    left = [token for token in rest.split() if token not in _SMALL]
    if word in {"washington", "london", "american", "european", "english"} and not set(left) & _EVERYWHERE:
        return "", folded  # the Washington Post, American Airlines
    return (stands[word].replace("_", " "), rest if left else "")


def country_of(words: str) -> str:
    """The country that the words name or whose people they name; nothing where there is none."""
    pattern, stands = _places()
    found = pattern.search(fold(words.replace("’", "'")))
    return stands[found[0].removesuffix("'s").rstrip(".")].replace("_", " ") if found else ""


def without_country(words: str) -> str:
    """The words, folded, without the country that they name."""
    folded = fold(words.replace("’", "'"))
    found = _places()[0].search(folded)
    return folded if found is None else " ".join((folded[: found.start()] + folded[found.end() :]).split())


def _rows(name: str) -> list[str]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return [row for row in text.splitlines() if row.strip() and not row.startswith("#")]


@cache
def _nicknames() -> dict[str, frozenset[int]]:
    families: dict[str, set[int]] = {}
    for number, row in enumerate(_rows("nicknames.txt")):
        for word in row.split():
            families.setdefault(word, set()).add(number)
    return {word: frozenset(numbers) for word, numbers in families.items()}


def is_nickname(one: str, other: str) -> bool:
    """Whether two given names are forms of one name."""
    families = _nicknames()
    return bool(families.get(one, frozenset()) & families.get(other, frozenset()))


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """What the word sounds like, for finding other spellings of it."""
    from rigour.text.phonetics import metaphone

    return metaphone(word.replace("kh", "k").replace("q", "k"))


def keys_of(name: Name) -> frozenset[str]:
    """The blocks that the name is filed under: only names that share one are compared."""
    if name.family == "words" or not name.words:
        return frozenset()
    if name.family == "person":
        last = name.words[-1]
        if not name.full:
            return frozenset({f"p:{last}"})
        turned = " ".join(sorted(name.words))
        return frozenset({f"p:{last}", f"g:{name.words[0]}", f"s:{sound(last)}", f"t:{turned}"})
    keys = {"o:" + " ".join(sorted(name.words))}
    acronym = "".join(word[0] for word in name.words)
    if len(name.words) == 1 and len(name.words[0]) <= 6:
        keys.add(f"a:{name.words[0]}")
    elif len(acronym) > 2:
        keys.add(f"a:{acronym}")
        if name.place:
            keys.add(f"a:{name.place[0]}{acronym}")
    return frozenset(keys)


def asked_keys(name: Name) -> frozenset[str]:
    """The blocks to look in for what the name may be another form of.

    The block of a given name holds everyone of that name: only a bare name is looked for there.
    """
    if name.family != "person" or not name.words:
        return keys_of(name)
    if name.full:
        return frozenset(key for key in keys_of(name) if not key.startswith("g:"))
    return frozenset({f"p:{name.words[-1]}", f"g:{name.words[-1]}"})
