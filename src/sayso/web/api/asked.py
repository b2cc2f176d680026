"""What the API is asked: the parameters of addresses, described, as the ledger's own questions."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from sayso.ledger import (
    DocumentList,
    DocumentSort,
    Order,
    OutletList,
    OutletSort,
    SaidQuery,
    SpeakerList,
    SpeakerSort,
)
from sayso.records import CueClass, Polarity, Quotation, SpeakerKind

from ..queries import MOST, PAGE, read_said, read_text
from ..side_by_side import MOST as MOST_SIDES

_LONGEST = 500  # characters, as in the addresses of the pages
Text = Annotated[str, StringConstraints(max_length=_LONGEST)]
Limit = Annotated[int, Field(ge=1, le=MOST, description="rows of a page")]
Mark = Annotated[Text | None, Field(description="`following` or `preceding` of the page beside it")]
Descending = Annotated[bool, Field(description="largest, latest or last first")]
Since = Annotated[
    Text | None, Field(description="ISO date, inclusive, as precise as you like: 2020, 2020-01, 2020-01-12")
]

Id = Annotated[str, Path(min_length=1, max_length=100, description="its id")]
Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="its number")]


class Asked(BaseModel):
    """The parameters of one address: an empty one is not given, an unknown one is a mistake."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, values: Any) -> Any:
        return (
            {name: value for name, value in values.items() if value != ""}
            if isinstance(values, dict)
            else values
        )


class SaidAsked(Asked):
    """A search in what was said: everything given must hold."""

    words: Annotated[
        Text | None, Field(description="words and “phrases” that the content must hold; `*` ends a beginning")
    ] = None
    about: Annotated[Text | None, Field(description="a name or a subject in the content, as one phrase")] = (
        None
    )
    by: Annotated[
        Text | None, Field(description="part of one of the speaker's names, or of the source's text")
    ] = None
    speaker: Annotated[Text | None, Field(description="a speaker's id")] = None
    cue_class: Annotated[CueClass | None, Field(description="what kind of saying it is")] = None
    kind: Annotated[SpeakerKind | None, Field(description="what kind of speaker it is")] = None
    polarity: Polarity | None = None
    outlet: Annotated[Text | None, Field(description="part of the outlet's name")] = None
    outlet_name: Annotated[Text | None, Field(description="the outlet's whole name")] = None
    quotation: Annotated[Quotation | None, Field(description="wholly, partly or not in quotation marks")] = (
        None
    )
    document: Annotated[Text | None, Field(description="a document's id")] = None
    since: Since = None
    until: Since = None
    order: Annotated[Order | None, Field(description="relevance where words are given, else newest")] = None
    limit: Limit = PAGE
    all_versions: Annotated[bool, Field(description="older versions of documents too")] = False
    fold: Annotated[bool, Field(description="what documents of one origin have in the same words, once")] = (
        False
    )
    mark: Mark = None

    def query(self) -> SaidQuery:
        """The ledger's question, read as the pages read theirs."""
        return read_said({name: str(value) for name, value in self if value is not None})


class SpeakersAsked(Asked):
    """Which speakers, and in what order."""

    part: Annotated[Text | None, Field(description="part of a name")] = None
    kind: SpeakerKind | None = None
    named_only: Annotated[bool, Field(description="without those who stand for a name alone")] = False
    sort: SpeakerSort = "attributions"
    descending: Descending = True
    limit: Limit = PAGE
    mark: Mark = None

    def wanted(self) -> SpeakerList:
        """The ledger's question."""
        return SpeakerList(**_fields(self))


class DocumentsAsked(Asked):
    """Which documents, and in what order."""

    part: Annotated[Text | None, Field(description="part of the title or name")] = None
    outlet: Annotated[Text | None, Field(description="the outlet's whole name")] = None
    since: Since = None
    until: Since = None
    sort: DocumentSort = "published"
    descending: Descending = True
    limit: Limit = PAGE
    all_versions: Annotated[bool, Field(description="older versions too")] = False
    origin: Annotated[int | None, Field(ge=1, lt=2**63, description="the number of what they go back to")] = (
        None
    )
    fold: Annotated[bool, Field(description="without those that carry the text of an earlier one")] = False
    mark: Mark = None

    def wanted(self) -> DocumentList:
        """The ledger's question."""
        return DocumentList(**_fields(self))


class OutletsAsked(Asked):
    """Which outlets, and in what order."""

    part: Annotated[Text | None, Field(description="part of the name")] = None
    sort: OutletSort = "attributions"
    descending: Descending = True
    limit: Limit = PAGE
    mark: Mark = None

    def wanted(self) -> OutletList:
        """The ledger's question."""
        return OutletList(**_fields(self))


class QueueAsked(Asked):
    """A page of the queue."""

    limit: Limit = PAGE
    mark: Mark = None


class CompareAsked(Asked):
    """What to set side by side, on which words or subject."""

    one: Annotated[
        list[Text],
        Field(
            min_length=1,
            max_length=MOST_SIDES,
            description="`speaker:ID`, `outlet:NAME` or `document:ID`, once for each side",
        ),
    ]
    words: Annotated[Text | None, Field(description="words that the contents must hold")] = None
    about: Annotated[Text | None, Field(description="a name or a subject in the contents")] = None
    since: Since = None
    until: Since = None


SaidOf = Annotated[SaidAsked, Query()]
SpeakersOf = Annotated[SpeakersAsked, Query()]
DocumentsOf = Annotated[DocumentsAsked, Query()]
OutletsOf = Annotated[OutletsAsked, Query()]
QueueOf = Annotated[QueueAsked, Query()]
CompareOf = Annotated[CompareAsked, Query()]


def _fields(asked: Asked) -> dict[str, Any]:
    """What is asked, each text as the pages read it, without the mark."""
    values = asked.model_dump(exclude={"mark"})
    return {
        name: read_text({name: value}, name) if isinstance(value, str) else value
        for name, value in values.items()
    }
