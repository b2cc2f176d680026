"""What the API is told: the bodies of requests. They have no other keys than those that there are."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from sayso.ledger import KeptWhat
from sayso.records import (
    CueClass,
    Granularity,
    JudgementKind,
    Modality,
    Polarity,
    Quotation,
    SpeakerKind,
    Stance,
)

Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=r"^[^\x00]*$")
]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000, pattern=r"^[^\x00]*$")]
MOST_KEYS = 100  # of one object; for each that is none a mistake would be made out and told
Offset = Annotated[int, Field(ge=0, le=2**31 - 1)]


class Given(BaseModel):
    """What is told to the API: a key that is none is a mistake, and is said to be one."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _with_few_keys(cls, values: Any) -> Any:
        if isinstance(values, dict) and len(values) > MOST_KEYS:
            raise ValueError(f"has more than {MOST_KEYS} keys")
        return values


class DateGiven(Given):
    """A date, as precise as `granularity` says: `2020-01-12`, `2020-W02`, `2020-01`, `2020`."""

    value: Annotated[str, StringConstraints(max_length=40)]
    granularity: Granularity


class SpeakerGiven(Given):
    """Who the source is, in words."""

    name: Line
    kind: SpeakerKind | None = None
    role: Line | None = None


Place = Annotated[tuple[Offset, Offset], Field(description="start and end, in code points")]
Places = Annotated[list[Place], Field(max_length=100)]


class JudgedGiven(Given):
    """An attribution as it shall be: what is left out of one that is corrected stays as it is.

    `quotation` null, or left out, means that the quotation marks decide.
    """

    source: Places = []
    cue: Places = []
    content: Places = []
    speaker: SpeakerGiven | None = None
    speaker_id: Annotated[Line | None, Field(description="the speaker of the ledger that it is")] = None
    cue_class: CueClass | None = None
    polarity: Polarity | None = None
    modality: Modality | None = None
    stance: Stance | None = None
    quotation: Quotation | None = None
    date: DateGiven | None = None
    addressee: Place | None = None
    occasion: Place | None = None
    anonymity: Place | None = None
    within: Annotated[Line | None, Field(description="id of the enclosing attribution")] = None
    responds_to: Annotated[Line | None, Field(description="id of the one that it echoes or denies")] = None

    def changes(self) -> dict[str, Any]:
        """What is given, under the record's keys and as values there."""
        given = self.model_dump(exclude_unset=True, exclude={"speaker_id"})
        if given.get("quotation") is None:
            given.pop("quotation", None)
        for role in {"source", "cue", "content"} & given.keys():
            given[role] = [_stretch(place) for place in given[role]]
        for key in {"addressee", "occasion", "anonymity"} & given.keys():
            given[key] = given[key] and _stretch(given[key])
        return given


def _stretch(place: tuple[int, int]) -> dict[str, int]:
    return {"start": place[0], "end": place[1]}


class JudgementGiven(Given):
    """A judgement about an attribution of a document, or (`finish`) about the document as a whole."""

    what: JudgementKind
    attribution: Annotated[Line | None, Field(description="what is judged; null to add and to finish")] = None
    judged: JudgedGiven | None = None
    note: Note | None = None


class MergeGiven(Given):
    """Which other speaker is this one, and why."""

    other: Annotated[Line, Field(description="the other speaker's id")]
    reason: Note | None = None


class SplitGiven(Given):
    """What of a speaker is someone else's: in these documents (ids), in this role, or under this name."""

    documents: Annotated[list[Line], Field(max_length=1000)] = []
    role: Line | None = None
    name: Line | None = None
    new_name: Annotated[Line | None, Field(description="what the other one is called")] = None
    reason: Note | None = None


class RenameGiven(Given):
    """The name to be shown, and why."""

    name: Line
    reason: Note | None = None


class CollectionGiven(Given):
    """A collection's name and note."""

    name: Line
    note: Note = ""


class CollectionChange(Given):
    """What to change of a collection; what is left out stays."""

    name: Line | None = None
    note: Note | None = None
    closed: bool | None = None


class KeepGiven(Given):
    """What to keep: an id, an outlet's name, or a search as the query of its address."""

    what: KeptWhat
    reference: Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=r"^[^\x00]*$")]
    title: Line
    note: Note = ""


class NoteGiven(Given):
    """Another note."""

    note: Note


class AddGiven(Given):
    """A text with what is known about it, or an address; one of the two."""

    text: str | None = None
    address: Annotated[Line | None, Field(description="of a web page, instead of a text")] = None
    title: Line | None = None
    outlet: Line | None = None
    published: Annotated[Line | None, Field(description="ISO 8601 date, with or without a time")] = None
    url: Annotated[Line | None, Field(description="where the text was published")] = None
