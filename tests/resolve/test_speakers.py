"""Speakers: whoever the source's own words name, and nobody where they name nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.records import Attribution, Document, Reading, Span, Speaker
from sayso.resolve.speakers import NO_SOURCE, PRONOUNS, SAME_WORDS, resolve_speakers


def resolved(text, *source, reasons=()):
    """The attribution with these source spans in the text, resolved."""
    document = Document(name="test", text=text, raw=text.encode(), media_type="text/plain", encoding="utf-8")
    attribution = Attribution(
        document_id=document.id,
        source=tuple(Span(*pair) for pair in source),
        cue=(Span(0, 1),),
        content=(Span(0, 1),),
        quotation="indirect",
        confidence=0.5,
        extractor="test 1",
        reasons=reasons,
    )
    (made,) = resolve_speakers(Reading(document, (attribution,))).attributions
    return made


def whole(text):
    return resolved(text, (0, len(text)))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada Quill", "Ada Quill"),
        ("the harbour’s engineer", "the harbour’s engineer"),
        ("Ada\n  Quill", "Ada Quill"),  # a name is written in one line
        ("Ada\u00a0Quill", "Ada Quill"),
        ("officials who asked not to be named", "officials who asked not to be named"),
        ("WHO", "WHO"),
        ("US", "US"),
        ("us", None),
        ("Who", None),
        ("He", None),
        ("she,", None),
        ("THEY", None),
        ("one of them", "one of them"),
    ],
)
def test_names(text, name):
    made = whole(text)
    assert (made.speaker and made.speaker.name) == name
    if name:
        assert made.speaker == Speaker(name=name, because=SAME_WORDS)
        assert "speaker" not in dict(made.reasons)


@pytest.mark.parametrize("pronoun", sorted(PRONOUNS))
def test_a_pronoun_is_nobodys_name(pronoun):
    made = whole(pronoun.title())
    assert made.speaker is None
    assert dict(made.reasons)["speaker"] == f"pronoun not resolved yet: {pronoun.title()}"


def test_no_source_has_no_speaker_and_says_so():
    made = resolved("It was said.")
    assert made.speaker is None
    assert dict(made.reasons) == {"speaker": NO_SOURCE}


def test_a_source_in_parts_is_joined():
    made = resolved("Ada Quill, he said, of the harbour", (0, 9), (20, 34))
    assert made.speaker.name == "Ada Quill … of the harbour"


def test_other_reasons_are_kept():
    made = resolved("It was said.", reasons=(("date", "none stated"),))
    assert dict(made.reasons) == {"date": "none stated", "speaker": NO_SOURCE}


@given(st.text(min_size=1).filter(str.strip))
def test_resolving_changes_no_span_and_never_fails(text):
    made = whole(text)
    assert made.id == resolved(text, (0, len(text))).id
    assert made.source == (Span(0, len(text)),)
    assert (made.speaker is None) == ("speaker" in dict(made.reasons))
