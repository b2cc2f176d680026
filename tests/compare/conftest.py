"""Readings put together by hand, so that what a comparison finds is its own doing."""

import pytest

from sayso.records import Attribution, Document, Metadata, Reading, Span, Speaker


@pytest.fixture
def reading():
    """Make a reading: `reading(text, (source, cue, content, speaker, parent), …, title=…)`.

    Each role is given by its words (the first place where they stand; content may be a list), the
    parent by its number among the attributions before.
    """

    def make(text, *attributions, title=None):
        document = Document(
            name="x",
            text=text,
            raw=text.encode(),
            media_type="text/plain",
            encoding="utf-8",
            metadata=Metadata(title=title),
        )

        def spans(words):
            listed = [words] if isinstance(words, str) else words
            return tuple(Span(text.index(part), text.index(part) + len(part)) for part in listed if part)

        made = []
        for source, cue, content, speaker, *parent in attributions:
            made.append(
                Attribution(
                    document_id=document.id,
                    source=spans(source),
                    cue=spans(cue),
                    content=spans(content),
                    quotation="indirect",
                    confidence=0.9,
                    extractor="test 1",
                    speaker=speaker and Speaker(name=speaker, because="test", kind="person"),
                    within=made[parent[0]].id if parent else None,
                )
            )
        return Reading(document, tuple(made))

    return make


@pytest.fixture
def quoted():
    """The stretches of a text between curly double marks, the marks included."""

    def find(text):
        starts = [at for at, sign in enumerate(text) if sign == "“"]
        return tuple(Span(start, text.index("”", start) + 1) for start in starts)

    return find
