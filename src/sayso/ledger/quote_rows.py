"""What goes into questions about quotations in several documents, and what comes out of the answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sayso.compare import Kind, Mark
from sayso.records import Row, Spans

from .rows import Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotesQuery:
    """Which quotations that stand in several documents to list; everything given must hold.

    `altered` asks for those that two outlets word differently with nothing in the marks to show it.
    `words` are looked for in what was said, as in SaidQuery; `by` is part of a speaker's name, `speaker`
    an id; `document` a document's id. `since` and `until` are days of publication.
    """

    altered: bool = False
    words: str | None = None
    by: str | None = None
    speaker: str | None = None
    outlet: str | None = None
    document: str | None = None
    since: str | None = None
    until: str | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotePlace:
    """Where a version stands: the attribution in its document, and the stretches inside the marks."""

    hit: Hit
    stretches: Spans

    @property
    def outlet(self) -> str:
        """The outlet; the document's name where it is not known."""
        return self.hit.document.metadata.outlet or self.hit.document.name


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteDifference:
    """One place where a version is worded differently from the one it is compared with.

    `ours` are the words in the version's first document, `theirs` in the first document of the other;
    either may be empty. `at` is where it stands in the version's document. `because` says it in words;
    it says nothing of who is right.
    """

    kind: Kind
    mark: Mark
    ours: Spans
    theirs: Spans
    at: int
    negation: bool
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteVersion:
    """One wording, and every place where it stands, the earliest first.

    `against` is the number of the version that it is compared with (None: of the first, or where they
    have no passage in common); `mark` is the gravest of the differences. `score` (0 to 1) and `reasons`
    say why the two are taken for one quotation; empty where that follows from other versions alone.
    """

    places: tuple[QuotePlace, ...]
    words: Spans
    against: int | None = None
    mark: Mark = "same"
    differences: tuple[QuoteDifference, ...] = ()
    score: float | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuotePiece:
    """A piece of a version as it is shown beside the other.

    `same`: the words of both, or what one of them quotes more, or what the marks show. `gone`: words of
    the other that this one has not, or has other words for. `new`: words of this one alone. `outside`:
    something stands between its marks that is no quotation.
    """

    text: str
    how: Literal["same", "gone", "new", "outside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteGroup:
    """One quotation that stands in several documents, in all its versions.

    The documents may be copies of each other: `n_documents` counts every one, `n_origins` those that carry
    one text once. `altered` says that two outlets word it differently with nothing in the marks to show it.
    `n_left_out` are places that are not shown.
    """

    id: str  # of the attribution at the first place of the first version
    number: int
    n_documents: int
    n_origins: int
    n_outlets: int
    altered: bool
    first: str | None
    last: str | None
    versions: tuple[QuoteVersion, ...]
    n_left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedElsewhere:
    """In how many documents an attribution's quotation stands, its own included, and of how many origins.

    `altered` says that two outlets word it differently with nothing in the marks to show it.
    """

    n_documents: int
    n_origins: int
    altered: bool


_AS_THEY_ARE = ("shorter", "cut", "ellipsis")  # shown by where the words end, or by what the marks show


def pieces_of(group: QuoteGroup, number: int) -> list[QuotePiece]:
    """The group's version of this number, cut where it differs from the one it is compared with."""
    version = group.versions[number]
    place = version.places[0]
    text = place.hit.text
    other = "" if version.against is None else group.versions[version.against].places[0].hit.text
    shown = sorted(
        (one for one in version.differences if one.kind not in _AS_THEY_ARE), key=lambda one: one.at
    )
    pieces: list[QuotePiece] = []
    for stretch in place.stretches:
        if pieces:
            pieces.append(QuotePiece(" … ", "outside"))
        at = stretch.start
        for one in shown:
            if not stretch.start <= one.at <= stretch.end:
                continue
            pieces += _piece(text[at : one.at], "same")
            at = max(at, one.at)
            if one.theirs and not one.ours:
                pieces += _piece(" " if at > stretch.start else "", "same")
            pieces += _piece(" … ".join(span.of(other) for span in one.theirs), "gone")
            for span in one.ours:
                if span.start >= at and span.end <= stretch.end:
                    pieces += _piece(text[at : span.start], "same")
                    pieces += _piece(span.of(text), "new")
                    at = span.end
        shown = [one for one in shown if one.at > stretch.end]
        pieces += _piece(text[at : stretch.end], "same")
    return pieces


def _piece(text: str, how: Literal["same", "gone", "new"]) -> Iterator[QuotePiece]:
    if text:
        yield QuotePiece(text, how)


def group_row(group: QuoteGroup) -> Row:
    """One quotation for machines."""
    return {
        "id": group.id,
        "documents": group.n_documents,
        "origins": group.n_origins,
        "outlets": group.n_outlets,
        "altered": group.altered,
        "first": group.first,
        "last": group.last,
        "left_out": group.n_left_out,
        "versions": [
            {
                "against": version.against,
                "mark": version.mark,
                "score": version.score,
                "reasons": list(version.reasons),
                "differences": [
                    {
                        "kind": one.kind,
                        "mark": one.mark,
                        "negation": one.negation,
                        "at": one.at,
                        "ours": _slices(one.ours, version.places[0]),
                        "theirs": _slices(one.theirs, _other(group, version)),
                        "because": one.because,
                    }
                    for one in version.differences
                ],
                "places": [_place_row(place) for place in version.places],
            }
            for version in group.versions
        ],
    }


def _other(group: QuoteGroup, version: QuoteVersion) -> QuotePlace:
    return group.versions[version.against or 0].places[0]


def _place_row(place: QuotePlace) -> Row:
    hit, about = place.hit, place.hit.document.metadata
    return {
        "attribution": hit.attribution.id,
        "document": hit.document.name,
        "document_id": hit.document.id,
        "outlet": about.outlet,
        "published": about.published,
        "url": about.url,
        "speaker": hit.speaker and hit.speaker.name,
        "speaker_id": hit.speaker and hit.speaker.id,
        "stretches": _slices(place.stretches, place),
    }


def _slices(spans: Spans, place: QuotePlace) -> list[Row]:
    text = place.hit.text
    return [{"start": span.start, "end": span.end, "text": span.of(text)} for span in spans]
