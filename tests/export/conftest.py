"""Readings to write: one by hand, and any reading at all."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import strategies as st

from sayso.records import (
    CUE_CLASSES,
    MODALITIES,
    POLARITIES,
    SPEAKER_KINDS,
    STANCES,
    Attribution,
    Document,
    Metadata,
    Reading,
    Span,
    Speaker,
    StatementDate,
)

TEXT = (
    "Mara Oduya, the harbour master, said on Tuesday: “The bridge is sound.\n\n"
    "“We have the sonar to prove it.”\n"
    "A docker told the Courier that she had “no idea” about the 2nd pier. 🛶 He disagreed.\n"
)


def find(text: str, *pieces: str) -> tuple[Span, ...]:
    return tuple(Span(text.index(piece), text.index(piece) + len(piece)) for piece in pieces)


def make_document(text: str = TEXT, **given) -> Document:
    name = given.pop("name", "harbour bridge")
    return Document(
        name=name, text=text, raw=text.encode("utf-8", "surrogatepass"), media_type="text/plain",
        encoding="utf-8", metadata=Metadata(**given),
    )  # fmt: skip


def make_reading(**given) -> Reading:
    document = make_document(
        **{
            "title": "Bridge <sound>, says harbour",
            "outlet": "Northmouth Courier",
            "published": "2031-05-04",
            "url": "https://courier.example/bridge?a=1&b=2",
            "authors": ("Ann Pell",),
            "language": "en-GB",
            **given,
        }
    )
    said = Attribution(
        document_id=document.id,
        source=find(TEXT, "Mara Oduya, the harbour master"),
        cue=find(TEXT, "said on Tuesday"),
        content=find(TEXT, "The bridge is sound.\n\n“We have the sonar to prove it."),
        quotation="direct",
        confidence=0.97,
        extractor="fake 1",
        speaker=Speaker(name="Mara Oduya", because="the source's own words"),
    )
    told = Attribution(
        document_id=document.id,
        source=find(TEXT, "A docker"),
        cue=find(TEXT, "told"),
        content=find(TEXT, "that she had “no idea”", "about the 2nd pier"),
        quotation="mixed",
        confidence=0.41,
        extractor="fake 1",
    )
    disagreed = Attribution(
        document_id=document.id,
        source=(),
        cue=find(TEXT, "disagreed"),
        content=find(TEXT, "He "),
        quotation="indirect",
        confidence=0.2,
        extractor="fake 1",
    )
    return Reading(document, (said, told, disagreed))


@st.composite
def spans(draw, length: int, least: int):
    """Spans of one role, some of them touching, none overlapping."""
    borders = sorted(draw(st.sets(st.integers(0, length), min_size=2, max_size=6)))
    pairs = [Span(start, end) for start, end in itertools.pairwise(borders)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=least, max_size=3))
    return tuple(chosen)


DATES = [("time", "2031-05-04T15"), ("day", "2031-05-04"), ("week", "2031-W18"), ("week", "2031-W99"),
         ("month", "2031-05"), ("year", "2031")]  # fmt: skip
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
KNOWN = st.fixed_dictionaries(
    {},
    optional={
        "speaker": st.builds(
            Speaker,
            name=WORDS.filter(str.strip),
            because=WORDS,
            kind=st.sampled_from([None, *SPEAKER_KINDS]),
            role=st.none() | WORDS,
        ),
        "cue_class": st.sampled_from(CUE_CLASSES),
        "polarity": st.sampled_from(POLARITIES),
        "modality": st.sampled_from(MODALITIES),
        "stance": st.sampled_from(STANCES),
        "date": st.builds(
            lambda day, because: StatementDate(granularity=day[0], value=day[1], because=because),
            st.sampled_from(DATES),
            WORDS,
        ),
        "reasons": st.dictionaries(
            st.sampled_from(["speaker", "date", "within", "addressee"]), WORDS.filter(bool), max_size=2
        ).map(lambda reasons: tuple(sorted(reasons.items()))),
    },
)


@st.composite
def anything_known(draw, length: int):
    """What may be known of an attribution beside its roles, each of it or nothing."""
    known = draw(KNOWN)
    place = st.none() | spans(length, 1).map(lambda found: found[0])
    if "date" in known:
        known["date"] = replace(known["date"], span=draw(place))
    return known | {key: draw(place) for key in ("addressee", "occasion", "anonymity")}


@st.composite
def any_reading(draw, alphabet=None):
    """Any text, marked anywhere, with anything known; even attributions within each other in a circle."""
    characters = alphabet if alphabet is not None else st.characters(exclude_categories=["Cs"])
    text = draw(st.text(characters, min_size=1, max_size=60))
    document = make_document(
        text,
        name=draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)),
        url=draw(st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)) or None,
    )
    attributions = []
    for _ in range(draw(st.integers(0, 3))):
        attributions.append(
            Attribution(
                document_id=document.id,
                source=draw(spans(len(text), 0)),
                cue=draw(spans(len(text), 1)),
                content=draw(spans(len(text), 1)),
                quotation=draw(st.sampled_from(["direct", "mixed", "indirect"])),
                confidence=draw(st.floats(0, 1)),
                extractor="fake 1",
                **draw(anything_known(len(text))),
            )
        )
    others = st.none() | st.sampled_from([one.id for one in attributions] + ["elsewhere"])
    linked = [replace(one, within=draw(others), responds_to=draw(others)) for one in attributions]
    return Reading(document, tuple(linked))


@pytest.fixture
def reading() -> Reading:
    return make_reading()


@pytest.fixture(scope="session")
def readings_of():
    """A strategy for any reading at all."""
    return any_reading


@pytest.fixture(scope="session")
def build():
    """Makes the reading that has everything, with other metadata."""
    return make_reading
