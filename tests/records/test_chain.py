"""Chains from the outermost attribution to one inside it."""

import pytest

from sayso.records import Attribution, Document, Reading, Span
from sayso.records.chain import chain_in, chain_of

DOCUMENT = Document(name="x", text="a" * 40, raw=b"", media_type="text/plain", encoding="utf-8")


def attribution(at, within=None):
    return Attribution(
        document_id=DOCUMENT.id,
        source=(),
        cue=(Span(at, at + 1),),
        content=(Span(at + 1, 40),),
        quotation="indirect",
        confidence=0.5,
        extractor="x 1",
        within=within,
    )


PAPER = attribution(0)
OFFICIALS = attribution(3, PAPER.id)
MINISTER = attribution(6, OFFICIALS.id)
OTHER = attribution(9)
STRAY = attribution(12, "1" + "0" * 30)


@pytest.mark.parametrize(
    ("of", "chain"),
    [
        (PAPER, (PAPER,)),
        (OFFICIALS, (PAPER, OFFICIALS)),
        (MINISTER, (PAPER, OFFICIALS, MINISTER)),
        (OTHER, (OTHER,)),
        (STRAY, (STRAY,)),
    ],
)
def test_a_chain_leads_from_the_outermost_inwards(of, chain):
    reading = Reading(DOCUMENT, (PAPER, OFFICIALS, MINISTER, OTHER, STRAY))
    assert chain_of(reading, of) == chain


def test_a_circle_ends_the_chain():
    one, two = attribution(3, PAPER.id), attribution(6)
    by_id = {PAPER.id: attribution(0, one.id), one.id: one, two.id: two}
    chain = chain_in(by_id, one)
    assert [each.id for each in chain] == [PAPER.id, one.id]
