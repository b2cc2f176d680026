"""What a cue does: its class, whether it happened or not, how sure, and where the outlet stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ...records import Attribution, CueClass, Modality, Polarity, Reading, Stance, joined
from .context import LONGEST_CUE, CueContext, context_of
from .lexicon import CueRow, Lexicon, Match, ModifierRow, read_lexicon, tokens_of

NEAR = 4  # words of a content in which a verb or noun of saying is looked for
REMEMBERED = 4096  # judgements kept: 54 % of the cues of PolNeAR train are met again
NOT_IN_LEXICON = "cue not in the lexicon: "
# Words to others and words made public: refusing such a verb means that the thing was not said.
_COMMUNICATION: frozenset[CueClass] = frozenset({"report", "claim", "admit", "announce", "deny", "ask"})
# What is done in saying it: who declines to predict has predicted nothing.
_DONE_BY_SAYING: frozenset[CueClass] = frozenset(
    {"condemn", "praise", "demand", "warn", "threaten", "promise", "predict"}
)
_REFUSING = frozenset({"refuse", "decline"})
_LEAVING_OPEN = frozenset({"rule out", "rule … out"})  # not ruling out is holding possible
_ASKING_TO: dict[str, CueClass] = {"ask": "demand", "tell": "order"}  # with a to-infinitive: Quirk 16.63
_EXPRESSING = frozenset({"express", "voice"})  # hollow verbs: what is voiced decides
_ASKING_WORDS = frozenset("if whether why how what who whom whose which when where".split())
_NO_OBJECT = _ASKING_WORDS | frozenset("about for that question questions".split())  # no infinitive of theirs
_TOLD = frozenset("him her them us me you people everyone everybody not".split())
_LEVELS: tuple[Modality, ...] = ("actual", "future", "possible", "conditional")  # the later one wins


@dataclass(frozen=True, slots=True)
class _Judgement:
    cue_class: CueClass
    polarity: Polarity
    modality: Modality
    stance: Stance


def read_cues(reading: Reading) -> Reading:
    """The reading with the class, polarity, modality and stance of every attribution's cue.

    A cue that the lexicon does not know is `other`, and the reason quotes it.
    """
    lexicon, text = read_lexicon(), reading.document.text
    read: list[Attribution] = []
    for one in reading.attributions:
        made = _with_cue(one, text, lexicon)
        if read and _shares_its_modal(read[-1], made, text):
            made = replace(made, modality=read[-1].modality)
        read.append(made)
    return replace(reading, attributions=tuple(read))


def _shares_its_modal(one: Attribution, other: Attribution, text: str) -> bool:
    """Whether the second verb stands under the first's modal: "they must meet him and demand …"."""
    if not one.source == other.source != () or one.modality in (None, "actual"):
        return False
    first, second = (tokens_of(joined(cue, text)[:LONGEST_CUE]) for cue in (one.cue, other.cue))
    return (
        first[:1] != []
        and first[0] in _MODALS
        and len(second) == 1
        and not second[0].endswith(("ed", "ing", "s"))
        and text[max(0, other.cue[0].start - 8) : other.cue[0].start].rstrip().endswith((" and", " or"))
    )


_MODALS = frozenset("must should may might could would will shall can".split())


def _with_cue(attribution: Attribution, text: str, lexicon: Lexicon) -> Attribution:
    found = _judge(context_of(attribution, text, lexicon), attribution.within is not None)
    reasons = attribution.reasons
    if found.cue_class == "other":
        cue = " ".join(joined(attribution.cue, text)[:LONGEST_CUE].split())
        reasons = (*reasons, ("cue_class", f"{NOT_IN_LEXICON}{cue}"))
    return replace(
        attribution,
        cue_class=found.cue_class,
        polarity=found.polarity,
        modality=found.modality,
        stance=found.stance,
        reasons=reasons,
    )


@lru_cache(maxsize=REMEMBERED)
def _judge(context: CueContext, within: bool) -> _Judgement:
    lexicon = read_lexicon()
    before = len(context.before)
    words = (*context.before, *context.cue, *context.after)
    modifiers = list(lexicon.modifiers.find(words))
    head = _head(words, before, before + len(context.cue), modifiers, lexicon)
    limit = head.start if head else len(words) - len(context.after)
    ahead = [match for match in modifiers if match.start < limit and match.end <= max(limit, match.start + 1)]
    effects = [match.row for match in lexicon.modifiers.find(context.fronted)]
    effects += [match.row for match in ahead]
    negations = sum(row.effect == "negated" for row in effects)
    negations += context.nobody
    row = head.row if head else None
    cue_class = _cue_class(row, context)
    if row and row.role == "silent":
        negations += 1
    if row and row.phrase in _REFUSING:
        refused = _refused(context, lexicon)
        if refused:
            cue_class, negations = refused, negations + 1
    polarity: Polarity = "negated" if negations % 2 else "affirmed"
    modality = _modality(effects, cue_class, polarity, within=within)
    if row and row.phrase in _LEAVING_OPEN and polarity == "negated" and modality == "actual":
        modality = "possible"
    return _Judgement(cue_class, polarity, modality, _stance(row, effects, polarity, modality))


# --- class -----------------------------------------------------------------------------------------


def _head(
    words: Sequence[str], start: int, end: int, modifiers: Sequence[Match[ModifierRow]], lexicon: Lexicon
) -> Match[CueRow] | None:
    """The match that decides the cue: the first that is no modifier of a later one, and not light."""
    matches = [
        Match(match.start + start, match.end + start, match.row)
        for match in lexicon.cues.find(words[start:])
        if match.start + start < end
    ]
    heads = [match for match in matches if match.row.role not in ("light", "bare")]
    covered = [(match.start, match.end) for match in modifiers if match.end < end]
    free = [
        head for head in heads if not any(first <= head.start and head.end <= last for first, last in covered)
    ]
    light = [match for match in matches if match.row.role == "light"]
    candidates = free or heads or light or _bare(start, end, matches, modifiers)
    return candidates[0] if candidates else None


def _bare(
    start: int, end: int, matches: Sequence[Match[CueRow]], modifiers: Sequence[Match[ModifierRow]]
) -> Sequence[Match[CueRow]]:
    """The matches, where these and the modifiers leave no word of the cue unread."""
    read = {place for match in matches for place in range(match.start, match.end)}
    read.update(place for match in modifiers for place in range(match.start, match.end))
    return matches if all(place in read for place in range(start, end)) else ()


def _cue_class(row: CueRow | None, context: CueContext) -> CueClass:
    if row is None:
        return "other"
    if row.phrase in _ASKING_TO and _is_told_to(row.phrase, context.content):
        return _ASKING_TO[row.phrase]
    if row.phrase == "call" and not context.sourced:  # "a fund called Quay Aid" is a name, no claim
        return "report"
    if row.phrase == "question" and _doubts(context):
        return "condemn"
    if row.phrase in _EXPRESSING:
        return _expressed(context) or row.cue_class
    return row.cue_class


def _is_told_to(verb: str, content: Sequence[str]) -> bool:
    """Whether the content is what somebody is to do: "asked | the owners to meet", "told | them to stay"."""
    if verb == "tell" and content and content[0] not in _TOLD:  # "told | the truth to Pell" is no order
        content = content[:1]
    for word in content:
        if word == "to":
            return True
        if not word[0].isalnum() or word in _NO_OBJECT:
            return False
    return False


def _expressed(context: CueContext) -> CueClass | None:
    """The class of what is expressed, where the content begins with it: "voiced | anger at the tolls"."""
    matches = (match.row for match in read_lexicon().cues.find(context.content[:NEAR]))
    return next((row.cue_class for row in matches if row.role in ("head", "factive")), None)


def _doubts(context: CueContext) -> bool:
    """Whether it is a thing that is questioned ("questioned his judgment"): Hyland 1999, counter."""
    if not context.content or context.after or not context.cue[-1].startswith("question"):
        return False
    return context.content[0][0].isalpha() and context.content[0] not in _ASKING_WORDS


def _refused(context: CueContext, lexicon: Lexicon) -> CueClass | None:
    """The class of the saying that the content's first verb names: declined `to comment`."""
    if context.content[:1] != ("to",):
        return None
    for match in lexicon.cues.find(context.content[1:NEAR]):
        saying = match.row.cue_class in _COMMUNICATION or match.row.cue_class in _DONE_BY_SAYING
        return match.row.cue_class if saying and match.row.role == "head" else None
    return None


# --- modality and stance ---------------------------------------------------------------------------


def _modality(
    effects: Sequence[ModifierRow], cue_class: CueClass, polarity: Polarity, *, within: bool
) -> Modality:
    # "would not say" and "will not comment" are refusals; "will not be able to say" is no refusal.
    plain = not effects or effects[-1].effect in ("negated", "auxiliary", "would", "future")
    refusing = polarity == "negated" and cue_class in _COMMUNICATION and plain
    found: set[Modality] = {"actual"}
    for row in effects:
        if row.effect == "would":
            found.add("actual" if refusing else "future" if within else "conditional")
        elif row.effect == "future":
            found.add("actual" if refusing and row.phrase in ("will", "wo") else "future")
        elif row.effect == "possible":
            # What one could not say was not said: Karttunen 1971 on ability.
            unable = polarity == "negated" and row.phrase in ("can", "could")
            found.add("actual" if unable else "possible")
        elif row.effect == "conditional":
            found.add("conditional")
    return max(found, key=_LEVELS.index)


def _stance(
    row: CueRow | None, effects: Sequence[ModifierRow], polarity: Polarity, modality: Modality
) -> Stance:
    for modifier in effects:
        if modifier.effect == "endorsing":
            return "endorsing"
        if modifier.effect == "distancing":
            return "distancing"
    if row is None or row.role == "factive":
        return row.stance if row else "neutral"
    if polarity == "negated" or (row.stance == "endorsing" and modality != "actual"):
        return "neutral"
    return row.stance
