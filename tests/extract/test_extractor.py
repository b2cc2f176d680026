"""The extractor: slices of the text, each found once, wherever windows and sections are cut."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso import Document, DocumentError
from sayso.extract.encode import LINE_BREAK, encode, windows_of
from sayso.extract.extractor import Extractor
from sayso.records import joined


def document(text):
    return Document(name="x", text=text, raw=b"", media_type="text/plain", encoding="utf-8")


def said(attributions, text):
    """Who said what, as text."""
    return [
        (joined(one.source, text), joined(one.cue, text), joined(one.content, text)) for one in attributions
    ]


def assert_found_once(attributions):
    """No cue and no content twice, nor any two of them over each other."""
    for role in ("cue", "content"):
        spans = sorted(span for one in attributions for span in getattr(one, role))
        assert all(not a.overlaps(b) for a, b in itertools.pairwise(spans))
    assert len({one.id for one in attributions}) == len(attributions)


def sentence(number):
    return f"“Pier {number} is closed for now,” said Ada Quill, and on it went."


def expected(number):
    return ("Ada Quill", "said", f"“Pier {number} is closed for now,”")


@pytest.mark.parametrize("between", [" ", "\n", "\r\n", "\n\n", "\u2028", "  \n\t "])
@pytest.mark.parametrize("count", [0, 1, 40, 300])
def test_everything_is_found_once_however_the_text_is_cut(between, count, rule_extractor):
    text = between.join(sentence(number) for number in range(count))
    extractor = rule_extractor()
    found = extractor.extract(document(text)).attributions
    assert said(found, text) == [expected(number) for number in range(count)]
    assert {one.quotation for one in found} <= {"direct"}
    if count == 300:
        assert extractor.network.n_windows > 10


@settings(max_examples=5)
@given(lead=st.integers(0, 400))
def test_no_attribution_is_lost_or_doubled_at_any_seam(lead, extractor):
    # The lead moves the seams over the sentences word by word.
    bundle = extractor.bundle
    text = "so " * lead + " ".join(sentence(number) for number in range(60))
    seams = windows_of(encode(text, extractor.tokenizer), bundle.window, bundle.overlap)
    assert len(seams) > 1
    assert_found_once(extractor.extract(document(text)).attributions)


@settings(max_examples=25)
@given(lead=st.integers(0, 800))
def test_no_seam_loses_what_a_sure_network_sees(lead, rule_extractor):
    text = "so. " * lead + " ".join(sentence(number) for number in range(40))
    found = rule_extractor().extract(document(text)).attributions
    assert said(found, text) == [expected(number) for number in range(40)]


def test_sections_change_nothing(rule_extractor, small_sections):
    text = "\n".join(sentence(number) for number in range(150))
    whole, parted = rule_extractor(), rule_extractor(small_sections)
    assert parted.extract(document(text)).attributions == whole.extract(document(text)).attributions
    assert parted.network.n_windows == whole.network.n_windows  # every window is read once all the same


def test_sections_change_nothing_for_the_trained_network(extractor, small_sections):
    text = "\n".join(sentence(number) for number in range(130))
    parted = Extractor(sections=small_sections)
    assert parted.extract(document(text)).attributions == extractor.extract(document(text)).attributions


BLOCK = """Harbour closed after a barge hits the pier
The harbour authority said on Monday that the old pier was not safe. “We will not open it this week,” said
Ada Quill, its engineer. The mayor, Tobias Vale, told reporters: “Nobody was hurt.”
“I was asleep,” a fisherman said. “Then I heard it.
“It was like thunder,” he added.
"""


@pytest.mark.parametrize("copies", [1, 3, 12])
def test_copies_of_a_paragraph_are_read_without_doubles(copies, extractor):
    text = BLOCK * copies
    found = extractor.extract(document(text)).attributions
    assert_found_once(found)
    for one in found:
        for span in (*one.source, *one.cue, *one.content):
            assert not LINE_BREAK.search(span.of(text))
    if copies > 1:
        assert len(found) >= copies  # what is said in each copy is found about as often as it stands there


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u2028", "\u3000"])
def test_no_words_say_nothing(text, extractor):
    assert extractor.extract(document(text)).attributions == ()


@pytest.mark.parametrize("text", ["\ud800", "She said \udfff it holds.", "\ud83d\ude00"])
def test_a_lone_surrogate_is_refused(text, extractor):
    with pytest.raises(DocumentError, match="lone surrogate"):
        extractor.extract(document(text))


def test_attributions_come_in_text_order_with_the_models_name(rule_extractor):
    text = "\n".join(sentence(number) for number in range(5))
    found = rule_extractor().extract(document(text)).attributions
    firsts = [min(span.start for span in (*one.source, *one.cue, *one.content)) for one in found]
    assert firsts == sorted(firsts)
    assert {one.extractor for one in found} == {rule_extractor().name}


@pytest.mark.parametrize(
    ("text", "who", "cue", "what"),
    [
        ("“The bridge is safe,” said Ada Quill, the engineer.", "Quill", "said", "bridge"),
        ("The mayor said on Monday that the bridge would stay closed.", "mayor", "said", "closed"),
        ('"We will not pay for it," Tobias Vale said.', "Vale", "said", "pay"),
    ],
)
def test_plain_sentences_are_read(text, who, cue, what, extractor):
    (found,) = said(extractor.extract(document(text)).attributions, text)
    assert who in found[0]
    assert cue in found[1]
    assert what in found[2]
