"""What the API says and is told, beside the ledger's own rows, which leave as they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel, GetJsonSchemaHandler, RootModel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from sayso.compare import DroppedAttribution, Passage, Share, Sourcing
from sayso.compare.scare_quotes import MarksKind
from sayso.ledger import (
    CollectionRow,
    Disagreement,
    DocumentRow,
    Hit,
    Joined,
    JoinRow,
    JudgementRow,
    KeptRow,
    Paged,
    RoleRow,
    SpeakerPage,
    SpeakerRow,
)
from sayso.records import (
    Attribution,
    Document,
    JudgementKind,
    Span,
    json_schema,
    row_of,
)
from sayso.stages import Voices

_From = TypeVar("_From")
_To = TypeVar("_To")


class Record(RootModel[dict[str, Any]]):
    """One attribution, the record that `sayso schema` describes."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The record's own schema, which then is spelled in one place only."""
        schema = json_schema()
        named = schema.pop("$defs")
        schema.pop("$schema")
        return {**_without_references(schema, named), "title": "Record"}


def _without_references(schema: Any, named: dict[str, Any]) -> Any:
    """The schema with what it refers to in its place: a reference means another thing in OpenAPI."""
    if isinstance(schema, list):
        return [_without_references(one, named) for one in schema]
    if not isinstance(schema, dict):
        return schema
    reference = schema.get("$ref")
    if reference is not None:
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        return {**_without_references(named[reference.rpartition("/")[2]], named), **beside}
    return {key: _without_references(value, named) for key, value in schema.items()}


class Slice(BaseModel):
    """A stretch of a document's text: half-open range of code points, and the text itself."""

    start: int
    end: int
    text: str


class Told(BaseModel):
    """One attribution of a document: its record, who the speaker is across documents, who passed it on.

    `chain` has the outermost first and the speaker last; it is empty where nobody passed it on.
    """

    record: Record
    speaker: Joined | None
    chain: tuple[str, ...]


class Found(Told):
    """One attribution that answers a search.

    `sentence` are the whole sentences around it, `highlights` the words asked for, within its content.
    `n_others` counts the other documents of the same origin in which the same words stand.
    """

    document: DocumentRow
    n_others: int
    sentence: Slice
    highlights: tuple[Slice, ...]


class Counted(BaseModel):
    """A value, and how often it is there."""

    value: str
    n: int


class Speaker(BaseModel):
    """What is known of one speaker across documents; all counts are of current attributions.

    `months` counts by month of the statement, else of publication, in order of time; the other lists have
    the most frequent first. `passed_on_by` are those who say that they said it. `joins` says why names
    were joined; `namesakes` share a name with this speaker and are kept apart.
    """

    row: SpeakerRow
    country: str | None
    wikidata: str | None
    names: tuple[Counted, ...]
    roles: tuple[RoleRow, ...]
    months: tuple[Counted, ...]
    outlets: tuple[Counted, ...]
    addressees: tuple[Counted, ...]
    cue_classes: tuple[Counted, ...]
    passed_on_by: tuple[Counted, ...]
    joins: tuple[JoinRow, ...]
    namesakes: tuple[SpeakerRow, ...]
    n_origins: int


class Stretch(BaseModel):
    """A stretch of the text in one voice; no attribution means the outlet's own."""

    start: int
    end: int
    attribution: str | None
    verbatim: bool


class Marked(Slice):
    """Quotation marks that no attribution accounts for, and what they seem to be there for."""

    kind: MarksKind


class Headline(BaseModel):
    """A headline that asserts what the body gives as somebody's words."""

    text: str
    attribution: str
    words: tuple[str, ...]
    because: str


class ArticleVoices(BaseModel):
    """Whose words fill the article: `passages` cut its text in order, `shares` add them up."""

    passages: tuple[Stretch, ...]
    shares: tuple[Share, ...]
    sourcing: tuple[Sourcing, ...]
    marks: tuple[Marked, ...]
    dropped: Headline | None


class Article(BaseModel):
    """One document: its listing, its frozen text, what was read in it, and its voices where asked for."""

    document: DocumentRow
    text: str
    attributions: tuple[Told, ...]
    voices: ArticleVoices | None


class Judgement(BaseModel):
    """One judgement of a person; `judged` is the attribution as it shall be."""

    number: int
    what: JudgementKind
    document_id: str
    attribution: str | None
    judged: Record | None
    speaker_id: str | None
    note: str | None
    extractor: str
    reviewer: str
    at: datetime
    undone_by: str | None
    undone_at: datetime | None


class Differing(BaseModel):
    """Where a model's newest reading differs from a judgement, which stands."""

    judgement: Judgement
    extractor: str
    found: Record | None
    keys: tuple[str, ...]
    because: str


class Column(BaseModel):
    """One side of a comparison and what it has, the oldest first; `more` where there is more than this."""

    one: str
    name: str
    note: str
    found: tuple[Found, ...]
    more: bool


class Comparison(BaseModel):
    """What several have on the same words or subject, side by side."""

    columns: tuple[Column, ...]


class Collection(BaseModel):
    """A collection and what is in it, first kept first."""

    collection: CollectionRow
    kept: tuple[KeptRow, ...]


class Numbered(BaseModel):
    """The number of what was made."""

    number: int


class Done(BaseModel):
    """It was done."""

    done: bool = True


class JobMade(BaseModel):
    """The id of the job that adds what was given, and where to ask how far it is."""

    id: str
    address: str


def page_of(page: Paged[_From], convert: Callable[[_From], _To]) -> Paged[_To]:
    """The page with each of its rows turned into something else."""
    rows = tuple(convert(row) for row in page.rows)
    return Paged(rows=rows, following=page.following, preceding=page.preceding)


def slice_of(span: Span, text: str) -> Slice:
    """The stretch with its text."""
    return Slice(start=span.start, end=span.end, text=span.of(text))


def found_of(hit: Hit) -> Found:
    """The answer as it leaves."""
    return Found(
        record=Record(row_of(hit.document.name, hit.text, hit.attribution)),
        speaker=hit.speaker,
        chain=hit.chain,
        document=hit.document,
        n_others=hit.n_others,
        sentence=slice_of(hit.sentence, hit.text),
        highlights=tuple(slice_of(span, hit.text) for span in hit.highlights),
    )


def speaker_of(page: SpeakerPage) -> Speaker:
    """The speaker as it leaves."""
    return Speaker(
        row=page.row,
        country=page.country,
        wikidata=page.wikidata,
        names=_counted(page.names),
        roles=page.roles,
        months=_counted(page.months),
        outlets=_counted(page.outlets),
        addressees=_counted(page.addressees),
        cue_classes=_counted(page.cue_classes),
        passed_on_by=_counted(page.passed_on_by),
        joins=page.joins,
        namesakes=page.namesakes,
        n_origins=page.n_origins,
    )


def _counted(pairs: tuple[tuple[str, int], ...]) -> tuple[Counted, ...]:
    return tuple(Counted(value=value, n=n) for value, n in pairs)


def article_voices(voices: Voices, text: str) -> ArticleVoices:
    """The voices as they leave."""
    dropped = voices.dropped
    return ArticleVoices(
        passages=tuple(_stretch(passage) for passage in voices.passages),
        shares=voices.shares,
        sourcing=voices.sourcing,
        marks=tuple(
            Marked(**slice_of(marks.span, text).model_dump(), kind=marks.kind) for marks in voices.marks
        ),
        dropped=None if dropped is None else _headline(dropped),
    )


def _headline(dropped: DroppedAttribution) -> Headline:
    return Headline(
        text=dropped.headline.text,
        attribution=dropped.attribution.id,
        words=dropped.words,
        because=dropped.because,
    )


def _stretch(passage: Passage) -> Stretch:
    return Stretch(
        start=passage.span.start,
        end=passage.span.end,
        attribution=passage.attribution.id if passage.attribution else None,
        verbatim=passage.verbatim,
    )


def judgement_of(row: JudgementRow, document: Document) -> Judgement:
    """The judgement as it leaves."""
    judgement = row.judgement
    return Judgement(
        number=row.number,
        what=judgement.what,
        document_id=judgement.document_id,
        attribution=judgement.attribution,
        judged=_record(judgement.judged, document),
        speaker_id=judgement.speaker,
        note=judgement.note,
        extractor=judgement.extractor,
        reviewer=judgement.reviewer,
        at=judgement.at,
        undone_by=row.undone_by,
        undone_at=row.undone_at,
    )


def differing_of(one: Disagreement, document: Document) -> Differing:
    """The disagreement as it leaves."""
    return Differing(
        judgement=judgement_of(one.row, document),
        extractor=one.extractor,
        found=_record(one.found, document),
        keys=one.keys,
        because=one.because,
    )


def _record(attribution: Attribution | None, document: Document) -> Record | None:
    if attribution is None:
        return None
    return Record(row_of(document.name, document.text, attribution))
