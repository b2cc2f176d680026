"""Attributions inside contents: read again, brought home to the document, each under what encloses it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.extract.encode import LINE_BREAK
from sayso.extract.extractor import Extractor
from sayso.extract.nested import ADDED, OUTERMOST, NestOptions, passages_of
from sayso.extract.quotes import find_quotes
from sayso.records import Attribution, Document, Span, joined, spans_of
from sayso.records.chain import chain_of


def document(text):
    return Document(name="x", text=text, raw=b"", media_type="text/plain", encoding="utf-8")


def tree(reading):
    """Every attribution's chain, as the sources' words, outermost first."""
    text = reading.document.text
    return [
        " ← ".join(joined(one.source, text) or "?" for one in chain_of(reading, attribution))
        for attribution in reading.attributions
    ]


CHAINS = [
    (
        "The Harbour Courier reported that two clerks had said the ferry contract was never put to a vote.",
        ["The Harbour Courier", "The Harbour Courier ← two clerks"],
    ),
    (
        "Radio Ansel reported that officials said the minister had told them the inquiry was over.",
        ["Radio Ansel", "Radio Ansel ← officials", "Radio Ansel ← officials ← the minister"],
    ),
    (
        "“My neighbour told me, ‘The whole street is to be sold,’” Ada Quill said.",
        ["Ada Quill", "Ada Quill ← My neighbour"],
    ),
    (
        "Oskar Pell rejected the union’s claim that the plant had been starved of money.",
        ["Oskar Pell", "Oskar Pell ← the union’s"],
    ),
    (
        "Radio Ansel reported that guards had not been made aware of threats, as was claimed by the mayor.",
        ["Radio Ansel", "Radio Ansel ← the mayor"],
    ),
    ("Radio Ansel reported that officials had not been made aware of any threat.", ["Radio Ansel"]),
    ("“I think the bridge will hold,” Ada Quill said.", ["Ada Quill"]),
    ("The skipper said the storm had passed.", ["The skipper"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "chains"), CHAINS)
def test_chains_lead_to_the_first_speaker(text, chains, extractor):
    assert tree(extractor.extract(document(text))) == chains


HEARSAY = """The Courier reported on Tuesday that the board had said the mayor promised a new pier.
“She told us, ‘Wait until May,’ and we waited,” Oskar Pell said. “Then the clerk said it was over.”
The ministry said it had noted Karsk's warning that prices would rise. It gave no details.
"""


def test_inner_attributions_keep_every_promise(extractor):
    reading = extractor.extract(document(HEARSAY * 3))
    text = reading.document.text
    by_id = {one.id: one for one in reading.attributions}
    assert len(by_id) == len(reading.attributions)
    inner = [one for one in reading.attributions if one.within]
    assert len(inner) >= 6
    order = [min(span.start for span in spans_of(one)) for one in reading.attributions]
    assert order == sorted(order)
    places = {one.id: number for number, one in enumerate(reading.attributions)}
    for one in inner:
        outer = by_id[one.within]
        assert one.confidence >= extractor.nesting.least
        assert ("within", "outermost") not in one.reasons
        for span in one.content:
            assert any(whole.start <= span.start and span.end <= whole.end for whole in outer.content)
            assert not LINE_BREAK.search(span.of(text))
        if order[places[one.id]] == order[places[outer.id]]:
            assert places[outer.id] < places[one.id]
    for one in reading.attributions:
        assert (OUTERMOST in one.reasons) == (one.within is None)


def test_without_depth_only_the_outermost_are_read(extractor):
    flat = Extractor(nesting=NestOptions(depth=0))
    found = flat.extract(document(HEARSAY)).attributions
    deep = extractor.extract(document(HEARSAY)).attributions
    assert found == tuple(one for one in deep if one.within is None)
    assert len(deep) > len(found)


def test_depth_bounds_the_chain(extractor):
    text = CHAINS[1][0]
    one_deep = Extractor(nesting=NestOptions(depth=1))
    assert max(chain.count("←") for chain in tree(one_deep.extract(document(text)))) == 1


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from([*HEARSAY.split(), "\n", "“", "”", "🙂", "נאמר", ","]), max_size=60))
def test_any_text_is_read(extractor, words):
    text = " ".join(words)
    reading = extractor.extract(document(text))
    known = {one.id for one in reading.attributions}
    assert all(one.within is None or one.within in known for one in reading.attributions)


# --- passages --------------------------------------------------------------------------------------


def attribution(text, content, quotation):
    start = text.index(content)
    return Attribution(
        document_id="x",
        source=(),
        cue=(Span(len(text) - 1, len(text)),),
        content=(Span(start, start + len(content)),),
        quotation=quotation,
        confidence=0.5,
        extractor="x 1",
    )


PASSAGES = [
    ("that the clerk said no", "indirect", "The clerk said no."),
    ("“The clerk said, ‘No.’”", "direct", "The clerk said, ‘No.’"),
    ("“the clerk said so,”", "direct", "The clerk said so,."),
    ("the clerk said it was ‘fine’", "mixed", "The clerk said it was ‘fine’."),
    ("It rained. The clerk said so. We left.", "indirect", "The clerk said so."),
    ("the pier is old", "indirect", None),
]


@pytest.mark.parametrize(("content", "quotation", "expected"), PASSAGES)
def test_a_content_becomes_a_text_of_its_own(content, quotation, expected):
    text = f"Pell said {content} x"
    words = np.array([[at, at + 1] for at in range(len(text))], dtype=np.int64)
    starts = [0, *(at + 1 for at, one in enumerate(text) if not one.isalnum())]
    words = np.array(
        [[at, at + len(text[at:].split()[0].strip(".,“”‘’"))] for at in starts if text[at : at + 1].isalpha()]
    )
    evidence = np.zeros(len(words), dtype=np.float32)
    parent = attribution(text, content, quotation)
    made = list(passages_of(text, [parent], find_quotes(text), words, evidence, 0.0))
    assert [one.text for one in made] == ([] if expected is None else [expected])
    for one in made:
        kept = [(at, home) for at, home in enumerate(one.back.tolist()) if home != ADDED]
        assert len(one.back) == len(one.text)
        assert all(one.text[at].lower() == text[home].lower() for at, home in kept)
