"""A little invented article with everything an attribution can have, built by hand from records."""

from __future__ import annotations

from sayso.records import Attribution, Document, Metadata, Reading, Span, Speaker, StatementDate

TEXT = (
    "PORT ANSEL - The Evening Tide reported on Sunday that two officials, who spoke on condition of "
    "anonymity because the inquiry is open, had said the Harbour Board was warned of the sluice in March.\n"
    "\n"
    "“We were never warned,” harbour master Ada Quill told reporters in a televised briefing on Monday. "
    "She has not ruled out closing the sluice.\n"
    "\n"
    "Union leader Oskar Pell claimed last week that Ms Quill had admitted to him that the board “knew”. "
    "His account was echoed by the Pilots’ Guild. “It was common knowledge,” one of them says.\n"
)
EXTRACTOR = "fake 1"


def make_filled(**given) -> Reading:
    """The article with eight attributions, two of them within another; other metadata may be given."""
    about = {
        "title": "Harbour Board was warned, officials say",
        "outlet": "Northmouth Courier",
        "published": "2031-05-06",
        "language": "en",
        **given,
    }
    document = Document(
        name="sluice",
        text=TEXT,
        raw=TEXT.encode(),
        media_type="text/plain",
        encoding="utf-8",
        metadata=Metadata(**about),
    )
    reported = _make(
        document, "The Evening Tide", "reported",
        "that two officials, who spoke on condition of anonymity because the inquiry is open, had said the "
        "Harbour Board was warned of the sluice in March",
        speaker=Speaker(name="The Evening Tide", kind="organisation", because="a newspaper's name"),
        date=_date("2031-05-04", "day", "on Sunday", "the last one before 2031-05-06"),
        cue_class="report", confidence=0.96, reasons=(("within", "outermost"), ("addressee", "none stated")),
    )  # fmt: skip
    said = _make(
        document, "two officials", "had said", "the Harbour Board was warned of the sluice in March",
        speaker=Speaker(name="two officials", kind="anonymous", because="described, never named"),
        anonymity=_at("on condition of anonymity because the inquiry is open"),
        within=reported.id, cue_class="report", confidence=0.88,
    )  # fmt: skip
    quill = {"name": "Ada Quill", "kind": "person", "role": "harbour master"}
    told = _make(
        document, "harbour master Ada Quill", "told", "“We were never warned,”",
        speaker=Speaker(**quill, because="the source's own words"),
        date=_date("2031-05-05", "day", "on Monday", "the last one before 2031-05-06"),
        addressee=_at("reporters"), occasion=_at("in a televised briefing"),
        quotation="direct", cue_class="deny", responds_to=said.id,
    )  # fmt: skip
    open_ = _make(
        document, "She", "has not ruled out", "closing the sluice",
        speaker=Speaker(**quill, because="the one woman named before “She”"),
        polarity="negated", modality="possible", cue_class="deny", confidence=0.71,
    )  # fmt: skip
    claimed = _make(
        document, "Union leader Oskar Pell", "claimed",
        "that Ms Quill had admitted to him that the board “knew”",
        speaker=Speaker(name="Oskar Pell", kind="person", role="Union leader", because="its own words"),
        date=_date("2031-W18", "week", "last week", "the week before that of 2031-05-06"),
        quotation="mixed", cue_class="claim", stance="distancing",
    )  # fmt: skip
    admitted = _make(
        document, "Ms Quill", "had admitted", "that the board “knew”",
        speaker=Speaker(**quill, because="a surname named before"),
        addressee=_at("him"), within=claimed.id, quotation="mixed", cue_class="admit",
        stance="endorsing", confidence=0.64,
    )  # fmt: skip
    echoed = _make(
        document, "the Pilots’ Guild", "was echoed by", "His account",
        speaker=Speaker(name="Pilots’ Guild", kind="group", because="its own words"),
        cue_class="agree", responds_to=claimed.id,
    )  # fmt: skip
    says = _make(
        document, "one of them", "says", "“It was common knowledge,”",
        quotation="direct", cue_class="other", confidence=0.43,
        reasons=(("speaker", "a member of a group, not named"), ("date", "none stated")),
    )  # fmt: skip
    return Reading(document, (reported, said, told, open_, claimed, admitted, echoed, says))


def _make(document: Document, source: str, cue: str, content: str, **known) -> Attribution:
    known = {"quotation": "indirect", "confidence": 0.9, "polarity": "affirmed", "modality": "actual",
             "stance": "neutral", **known}  # fmt: skip
    return Attribution(
        document_id=document.id, source=(_at(source),), cue=(_at(cue),), content=(_at(content),),
        extractor=EXTRACTOR, **known,
    )  # fmt: skip


def _date(value: str, granularity: str, words: str, because: str) -> StatementDate:
    return StatementDate(value=value, granularity=granularity, because=because, span=_at(words))


def _at(words: str) -> Span:
    """Where the words stand first."""
    start = TEXT.index(words)
    return Span(start, start + len(words))
