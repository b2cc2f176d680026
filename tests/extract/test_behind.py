"""Clauses behind a content that say whose words it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.extract.behind import find_behind
from sayso.records import Span

CASES = [
    # the content ends at |
    ("that no crates were lost|, as was claimed by the mayor.", "the mayor", "was claimed by", None),
    ("saw no sign of a raid|, as had been alleged by Karsk.", "Karsk", "had been alleged by", "a raid"),
    ("guards were not told of a raid|, as was claimed by Pell.", "Pell", "was claimed by", "a raid"),
    ("the fund was empty|, as clerks had maintained.", "clerks", "had maintained", "the fund was empty"),
    ("the fund was empty| – as the clerk said on Monday.", "the clerk", "said", "the fund was empty"),
    ("It rained. The pier held|, as Ada Quill predicted.", "Ada Quill", "predicted", "The pier held"),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "source", "cue", "about"), CASES)
def test_a_clause_behind_a_content_is_read(marked, source, cue, about):
    end = marked.index("|")
    text = marked.replace("|", "")
    found = find_behind(text, Span(0, end))
    assert found is not None
    assert (found.source.of(text), found.cue.of(text)) == (source, cue)
    if about is not None:
        assert found.content.of(text) == about
    assert found.end == max(found.source.end, found.cue.end)


@pytest.mark.parametrize(
    "marked",
    [
        "the pier is shut|.",
        "the pier is shut|, as well as the ferry.",
        "the pier was shut| as the storm neared.",  # no verb of saying
        "the pier was shut| as she crossed the state.",
        "the pier was shut|. As the mayor said, it is old.",
        "the pier was shut|\nas was claimed by the mayor",
    ],
)
def test_other_clauses_are_not(marked):
    assert find_behind(marked.replace("|", ""), Span(0, marked.index("|"))) is None


@given(st.text(min_size=1, max_size=60), st.text(max_size=40))
def test_what_is_found_are_slices_for_any_text(content, rest):
    text = content + ", as was claimed by " + rest
    found = find_behind(text, Span(0, len(content)))
    if found:
        assert 0 <= found.content.start < found.content.end <= len(content)
        assert (
            len(content)
            < found.cue.start
            < found.cue.end
            <= found.source.start
            < found.source.end
            <= len(text)
        )
