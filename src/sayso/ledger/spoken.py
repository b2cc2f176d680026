"""Spoken: who speaks in a reading, one row for each name and one for all that have none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from sayso.link import is_pronoun, read_name
from sayso.records import Attribution

from .schema import UNRESOLVED, attributions, extractions
from .stored import to_json

Who = dict[str, Any]  # who speaks, as columns of `appearances`


class Voice(NamedTuple):
    """Who says one attribution, in the document's words."""

    id: str | None
    name: str | None
    kind: str | None
    role: str | None
    source: str


def voices_of(found: Iterable[Attribution], sources: Iterable[str]) -> list[Voice]:
    """Who says each of these attributions, whose sources have these words."""
    return [
        Voice(None, None, None, None, source)
        if one.speaker is None
        else Voice(one.speaker.id, one.speaker.name, one.speaker.kind, one.speaker.role, source)
        for one, source in zip(found, sources, strict=True)
    ]


def read_voices(connection: sa.Connection, reading_id: int) -> list[Voice]:
    """Who says each attribution of a reading that is written, in the reading's order."""
    query = (
        sa.select(
            extractions.c.speaker_id,
            extractions.c.speaker_name,
            extractions.c.speaker_kind,
            extractions.c.speaker_role,
            attributions.c.source_text,
        )
        .join(attributions, attributions.c.number == extractions.c.attribution)
        .where(extractions.c.reading_id == reading_id)
        .order_by(extractions.c.position)
    )
    return [Voice(*row) for row in connection.execute(query)]


def who_speaks(voices: Iterable[Voice]) -> list[Who]:
    """One row for each name that speaks, and one for all that have none; the surest first."""
    there: dict[str, list[Voice]] = {}
    for voice in voices:
        named = voice.id is not None and not is_pronoun(voice.name or "")
        there.setdefault(str(voice.id) if named else UNRESOLVED, []).append(voice)
    return sorted((_grouped(*item) for item in there.items()), key=_surest_first)


def _grouped(speaker_id: str, voices: Sequence[Voice]) -> Who:
    named = speaker_id != UNRESOLVED
    kinds = Counter(voice.kind for voice in voices if voice.kind) if named else Counter[str]()
    kind = min(kinds, key=lambda one: (-kinds[one], one)) if kinds else None
    roles = dict.fromkeys(voice.role for voice in voices if voice.role) if named else {}
    name = voices[0].name if named else None
    return {
        "speaker_id": speaker_id,
        "name": name,
        "kind": kind,
        "roles": to_json(sorted(roles)),
        "aliases": to_json(sorted(_acronyms(name, kind, voices)) if name else []),
        "n_attributions": len(voices),
    }


def _acronyms(name: str, kind: str | None, voices: Sequence[Voice]) -> set[str]:
    """The initials by which the document calls the speaker too: it says itself that they are the same."""
    bare = {voice.source.strip(" ,.").removeprefix("the ").removeprefix("The ") for voice in voices}
    found = {
        text for text in bare if text != name and text.isupper() and text.isalpha() and 2 <= len(text) <= 6
    }
    return found if found and read_name(name, kind).family == "organisation" else set()


def _surest_first(who: Who) -> tuple[bool, bool, bool, str]:
    # Whoever is told by a full name and a role first: the others are known by their company.
    name = read_name(who["name"] or "", who["kind"])
    return (who["speaker_id"] == UNRESOLVED, not name.full, who["roles"] == "[]", who["name"] or "")
