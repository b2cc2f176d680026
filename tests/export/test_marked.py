from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sayso.export import cut
from sayso.records import Document, Reading


def test_pieces_say_what_they_are(reading):
    pieces = list(cut(reading))
    assert [(p.text, sorted(p.roles)) for p in pieces[:4]] == [
        ("Mara Oduya, the harbour master", ["source"]),
        (", ", []),
        ("said on Tuesday", ["cue"]),
        (": “", []),
    ]
    assert pieces[0].begins == (1,)
    assert pieces[4].quotation == "direct"
    assert pieces[4].ends == (1,)


def test_what_is_said_within_what_is_said(filled):
    pieces = list(cut(filled))
    inner = next(piece for piece in pieces if piece.text.startswith("the Harbour Board was warned"))
    assert (inner.depth, inner.quotation, inner.ends) == (1, "indirect", (2, 1))
    officials = next(piece for piece in pieces if piece.text == "two officials")
    assert officials.roles == {"source", "content"}
    assert (officials.depth, officials.quotation) == (0, "indirect")


def test_the_inner_one_is_shown_where_both_begin(filled):
    reported, said = filled.attributions[:2]
    inner = replace(said, content=(reported.content[0],), quotation="direct")
    for both in ((reported, inner), (inner, reported)):
        pieces = list(cut(Reading(filled.document, both)))
        assert {piece.quotation for piece in pieces if "content" in piece.roles} == {"direct"}


def test_nothing_in_an_empty_text():
    document = Document(name="x", text="", raw=b"", media_type="text/plain", encoding="utf-8")
    assert list(cut(Reading(document, ()))) == []


@given(data=st.data())
def test_pieces_are_the_text_and_mark_every_character_right(data, readings_of):
    reading = data.draw(readings_of())
    pieces = list(cut(reading))
    assert "".join(piece.text for piece in pieces) == reading.document.text
    position = 0
    for piece in pieces:
        for role in ("source", "cue", "content"):
            inside = any(
                span.start <= position < span.end
                for attribution in reading.attributions
                for span in getattr(attribution, role)
            )
            assert (role in piece.roles) is inside
        assert (piece.quotation is not None) is ("content" in piece.roles)
        position += len(piece.text)
    numbers = list(range(1, len(reading.attributions) + 1))
    assert sorted(n for piece in pieces for n in piece.begins) == numbers
    assert sorted(n for piece in pieces for n in piece.ends) == numbers
