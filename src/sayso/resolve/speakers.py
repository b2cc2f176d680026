"""Speakers: who the source of an attribution is."""

from __future__ import annotations

from dataclasses import replace

from ..records import Attribution, Reading, Speaker, joined

# Words that stand for someone named elsewhere; closed classes of English (Quirk et al. 1985, 6.15-6.48).
PRONOUNS = frozenset(
    "i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she "
    "her hers herself it its itself they them their theirs themselves themself who whom whose which that "
    "this these those both each either neither one ones oneself some others another all".split()
)
LIKE_PRONOUNS = frozenset({"US", "WHO"})  # in capitals these are a country and an organisation
NO_SOURCE = "the text names no source"
SAME_WORDS = "the source's own words; not yet matched with other names"


def resolve_speakers(reading: Reading) -> Reading:
    """The reading with its attributions' speakers: for now whoever the source's own words name.

    A source that is a pronoun, or absent, has no speaker, and the reason is kept.
    """
    text = reading.document.text
    return replace(reading, attributions=tuple(_with_speaker(one, text) for one in reading.attributions))


def _with_speaker(attribution: Attribution, text: str) -> Attribution:
    if not attribution.source:
        return _unresolved(attribution, NO_SOURCE)
    source = " ".join(joined(attribution.source, text).split())
    bare = source.rstrip(",")
    if bare.lower() in PRONOUNS and bare not in LIKE_PRONOUNS:
        return _unresolved(attribution, f"pronoun not resolved yet: {source}")
    return replace(attribution, speaker=Speaker(name=bare, because=SAME_WORDS))


def _unresolved(attribution: Attribution, reason: str) -> Attribution:
    return replace(attribution, reasons=(*attribution.reasons, ("speaker", reason)))
