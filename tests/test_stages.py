"""The pure steps: what is shared by all that read."""

from __future__ import annotations

import pytest

from sayso.records import Document, Span
from sayso.stages import quotation_of

TEXT = "“It holds,” said Ada Quill. She called the crane “safe as a church” on Monday."


@pytest.mark.parametrize(
    ("words", "quotation"),
    [
        ("“It holds,”", "direct"),
        ("It holds", "direct"),
        ("the crane “safe as a church”", "mixed"),
        ("on Monday", "indirect"),
    ],
)
def test_a_quotation_is_known_by_its_marks(words, quotation):
    start = TEXT.index(words)
    assert quotation_of(TEXT, (Span(start, start + len(words)),)) == quotation


def test_what_a_model_finds_is_quoted_by_the_same_rule(shipped_reader):
    document = Document(name="crane", text=TEXT, raw=TEXT.encode(), media_type="text/plain", encoding="utf-8")
    found = shipped_reader.read(document).attributions
    assert found
    assert [one.quotation for one in found] == [quotation_of(TEXT, one.content) for one in found]
