"""Which inner attributions count: somebody else's words or thoughts, or anybody's act of saying.

Inside a content the network also finds what the speaker thinks, knows and wants ("I think …", "he knew
…"). As part of what somebody says these put nobody else between the reader and the words. The lists are
the words that head a cue in PolNeAR train outside any content (verbs, nouns and adjectives that are in a
cue in a quarter of their uses or more, four times or more), sorted by hand after Levin's classes of verbs
of communication (37), of desire (32) and of thinking (29.4-29.5; "English Verb Classes", 1993), with
words of the same classes added. Words of knowing and perceiving (30) are in neither list.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

Kind = Literal["saying", "acting", "thinking", "other"]

_SAYING = """
accuse acknowledge add admit advise affirm agree allege allude announce answer apologize apologise appeal
argue articulate ask assail assert assure attest attribute avow beg bemoan blame blast boast brag brand
call caution chant characterize charge chide cite claim clarify comment commend complain concede conclude
condemn confess confide confirm congratulate contend contradict convey counsel criticize criticise cry
declare decline decree decry demand denounce deny deride describe detail dictate disagree disavow disclose
dispute dub echo emphasize estimate exclaim explain express forecast foretell fume gripe hail hint implore
imply indicate inform inquire enquire insinuate insist instruct interject invoke joke jot label lament
lash liken maintain mention mumble murmur mutter note notify object observe opine order petition phrase
plead pledge point praise preach predict proclaim promise propose protest query question quip quote
reaffirm reason reassure rebut recall recite recommend recount refute reiterate relate relay remark
remember remind reply report repeat repudiate request respond retort retweet reveal say scold scream
scribble shout show shriek sigh slam sneer specify speculate state stipulate stress suggest summon swear
taunt tease tell testify thank threaten tip tout tweet underline underscore urge utter vouch voice
volunteer vow warn whisper whine wire write yell
"""
_SAYING_NOUNS = """
accusation acknowledgement acknowledgment admission advice affidavit allegation announcement answer appeal
argument assertion assessment assurance boast call caution claim comment complaint concession conclusion
condemnation contention criticism declaration demand denial denunciation description estimate excuse
explanation finding forecast hint insistence joke jibe letter line memo message note notice objection
order petition plea pledge prediction prophecy promise proposal protest question quip quote reassurance
recommendation remark reminder reply report request rumour rumor statement story suggestion summary
testimony theory tweet version vow warning whisper word words according
"""
# What people do with words, or with more than words: accepting, refusing, ruling, discussing, mocking.
_ACTING = """
accept allow applaud approve authorize back decide defend demonstrate determine discuss dismiss document
endorse find forbid highlight imply lie mock nominate offer oppose outline portray read rebuff
rebuke refer refuse reject require roar rule signal speak talk veto vote volunteer warrant charge chant
decision endorsement opposition refusal rejection ruling slogan speech support threat verdict
"""
_THINKING = """
admire advocate aim anticipate aspire assume believe care champion consider contemplate crave deem desire
dislike doubt dread dream embrace envision envisage envy expect fancy favor favour fear feel figure focus
foresee guess hate hope imagine incline intend like loathe long love mean muse need optimistic plan ponder
prefer presume project reckon regard regret relish resent respect seek sense suppose suspect think
trust view want wish wonder worry
"""
_THINKING_OTHERS = """
ambition anxiety belief commitment concern confidence conviction desire doubt dream expectation faith fear
hope idea impression intention notion opinion plan preference sense suspicion thought view wish worry
afraid angry certain concerned confident convinced disappointed eager enthusiastic glad happy hopeful keen
nervous optimistic proud reluctant sceptical skeptical supportive sure unhappy wary willing worried
"""
_IRREGULAR = {
    "said": "say", "says": "say", "saying": "say", "told": "tell", "wrote": "write", "written": "write",
    "swore": "swear", "sworn": "swear", "begged": "beg", "begging": "beg", "forbade": "forbid",
    "found": "find", "shown": "show", "showed": "show", "lied": "lie", "lying": "lie", "thought": "think",
    "felt": "feel", "meant": "mean", "sought": "seek", "understood": "understand", "foresaw": "foresee",
    "foretold": "foretell", "spoke": "speak", "spoken": "speak",
}  # fmt: skip


_WORD = re.compile(r"[^\W\d_]+")
# Closed classes of English (Quirk et al. 1985, 6.15-6.48).
FIRST_OR_SECOND = frozenset("i me my mine myself we us our ours ourselves you your yours yourself".split())
POSSESSIVES = frozenset("my our your his her its their whose".split())
PRONOUNS = (
    FIRST_OR_SECOND
    | POSSESSIVES
    | frozenset(
        "he him himself she herself it itself they them themselves one who whom which that this these those "
        "both each either neither some others another all anyone anybody everyone everybody someone "
        "somebody nobody".split()
    )
)
SUBJECTS = frozenset("i we you he she it they".split())
MODALS = frozenset("will would shall should can could may might must ll d".split())


def kind_of(cue: str) -> Kind:
    """What the cue's words tell of, the first of `saying`, `acting` and `thinking` that one of them does.

    >>> [kind_of(cue) for cue in ("has long claimed", "voted for", "hopes", "had not been made aware of")]
    ['saying', 'acting', 'thinking', 'other']
    """
    words = _words_of(cue)
    kinds = {_kinds().get(word) for word in words}
    return next((kind for kind in _forms() if kind in kinds), "other")


@cache
def _kinds() -> dict[str, Kind]:
    """The kind of every listed form."""
    found: dict[str, Kind] = {}
    for kind, forms in _forms().items():
        for form in forms:
            found.setdefault(form, kind)
    return found


@cache
def _forms() -> dict[Kind, frozenset[str]]:
    """Every form of the listed words."""
    irregular: dict[str, list[str]] = {}
    for form, lemma in _IRREGULAR.items():
        irregular.setdefault(lemma, []).append(form)

    def forms(verbs: str, nouns: str) -> frozenset[str]:
        found = {form for verb in verbs.split() for form in (*_verb_forms(verb), *irregular.get(verb, ()))}
        return frozenset(found | {form for noun in nouns.split() for form in _noun_forms(noun)})

    return {
        "saying": forms(_SAYING, _SAYING_NOUNS),
        "acting": forms(_ACTING, ""),
        "thinking": forms(_THINKING, _THINKING_OTHERS),
    }


def counts(source: str, cue: str, outer_cue: str = "") -> bool:
    """Whether an inner source and cue stand for words or thoughts that are not just the speaker's own.

    What is said counts whoever says it. What is decided or thought counts when it is somebody else's: a
    pronoun mostly stands for the speaker. An infinitive ("allowed to say") tells of no saying, and a verb
    in -ing without a subject has the speaker's. What somebody is to say on another's demand ("demanded
    that the mayor call …", `outer_cue`) is not said yet.

    >>> counts("the minister", "denied"), counts("I", "think"), counts("officials", "were not aware of")
    (True, False, False)
    """
    words, kind = _words_of(cue), kind_of(cue)
    if kind == "other" or not words or words[0] == "to":
        return False
    if words[0] in _BARE and not _DEMANDING.isdisjoint(_words_of(outer_cue)):
        return False
    if not source:
        return kind == "saying" and not words[0].endswith("ing")
    return kind == "saying" or not stands_for_another(source)


_BARE = frozenset((_SAYING + _ACTING + _THINKING).split()) | {"make", "give", "take"}
_DEMANDING = frozenset(
    form
    for verb in "demand ask urge call propose recommend require insist request want suggest order".split()
    for form in (verb, f"{verb}s", f"{verb}ed", f"{verb}d", f"{verb}ing", f"{verb[:-1]}ing")
)


# The subject of these, in the passive, is the one who hears it.
_HEARS = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being|got|gets?)\s+(?:\w+ly\s+)?"
    r"(?:told|informed|warned|asked|notified|advised|reminded|assured|briefed)\b(?!.*\bby\b)",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:requests?\s+for|complaints?\s+(?:against|about)|talk(?:s|ed|ing)?\s+about)$", re.IGNORECASE
)
_RELATIVE = re.compile(
    r"\b(?P<what>what|whatever|nothing|anything|everything|something|things?|words?|all)\s+$", re.IGNORECASE
)
_COPULA = re.compile(r"(?:is|are|was|were|has|had|will|would|could|amounts?|makes?|sounds?)\b", re.IGNORECASE)


def passes_no_words(before: str, source: str, cue: str, content: str) -> bool:
    """Whether a saying is only spoken of: no words of the source come with it.

    `before` is the text before the source. So it is with "what he called …" of the speaker's own, with
    "nothing she said is true", whose verdict is the speaker's, with who is told something, and with
    "requests for comment".

    >>> passes_no_words("nothing ", "Pell", "said", "is true"), passes_no_words("", "Pell", "said", "so")
    (True, False)
    """
    if (source and _HEARS.search(cue)) or _POINTS.search(cue.strip()):
        return True
    relative = _RELATIVE.search(before[-20:])
    if not relative:
        return False
    own = relative["what"].lower() == "what" and source.lower() in PRONOUNS
    return own or bool(_COPULA.match(content))


def heads_of(words: Sequence[str]) -> Iterator[int]:
    """Which of a sentence's words, by place, may head the cue of an inner attribution that `counts`.

    Thoughts and decisions of a pronoun that stands up to four words before do not count, nor what
    follows "to".
    """
    lower = [word.lower() for word in words]
    kinds = _kinds()
    for place, word in enumerate(lower):
        kind = kinds.get(word)
        if kind is None or (place and lower[place - 1] == "to"):
            continue
        if kind == "saying" or SUBJECTS.isdisjoint(lower[max(0, place - 4) : place]):
            yield place


def stands_for_another(source: str) -> bool:
    """Whether a source is a pronoun, or what belongs to one ("her", "our plans")."""
    words = _words_of(source)
    return bool(words) and (words[0] in POSSESSIVES or (len(words) == 1 and words[0] in PRONOUNS))


def _words_of(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


@dataclass(frozen=True, slots=True)
class InnerCalibration:
    """A logistic regression from what an outermost attribution's confidence would be to an inner one's.

    Fitted on 200 inner attributions found in PolNeAR dev, judged by hand by the rules of eval/nested (135
    right); left out one by one, those in 0.7-0.85 have a mean confidence of 0.78 and 0.78 of them are right,
    those above 0.90 and 0.95; in 0.55-0.7 it is 0.63 and 0.50.
    """

    odds: float = 0.98  # of the log-odds of the confidence that the reading itself gives
    no_source: float = -0.32
    speaker: float = -0.1  # the source is I, we or you
    pronoun: float = 0.54  # he, she, it or they: mostly "he said", plainly somebody's words
    modal: float = -2.04  # "would say", "should ask", "have to admit": often said by nobody
    no_saying: float = -0.36
    bias: float = 0.13

    def confidence(self, outer: float, source: str, cue: str) -> float:
        """The probability, 0 to 1, that an inner attribution of this source and cue is right.

        `outer` is the confidence it would have as an outermost one.
        """
        words, own = _words_of(cue), _words_of(source)
        single = own[0] if len(own) == 1 else ""
        outer = min(max(outer, 1e-3), 1 - 1e-3)
        total = self.bias + self.odds * math.log(outer / (1 - outer))
        total += self.no_source * (not own)
        total += self.speaker * (single in FIRST_OR_SECOND)
        total += self.pronoun * (single in PRONOUNS - FIRST_OR_SECOND)
        total += self.modal * (not MODALS.isdisjoint(words) or "have to" in " ".join(words))
        total += self.no_saying * (kind_of(cue) != "saying")
        return 1 / (1 + math.exp(-total))


INNER = InnerCalibration()


def _verb_forms(verb: str) -> tuple[str, ...]:
    stem = verb.removesuffix("e") if verb.endswith("e") and not verb.endswith("ee") else verb
    double = verb + verb[-1]
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"
    return verb, f"{verb}s", f"{verb}es", f"{stem}ed", f"{stem}ing", f"{double}ed", f"{double}ing"


def _noun_forms(noun: str) -> tuple[str, ...]:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return noun, plural, f"{noun}es"
