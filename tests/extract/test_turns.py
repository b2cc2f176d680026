"""In a transcript the lines say who speaks; nothing else is taken for one."""

import pytest

from sayso.extract.turns import find_turns, name_labels, spoken, within_turns
from sayso.records import Attribution, Document, Mention, Span, is_of

HEARING = """Hearing of the Tarn council, 12 May 2024

ADA QUILL: We heard it before we felt it. The minister told us on Sunday that the bridge was safe.

TOM MARSH, MAYOR OF TARN: Nobody told us.

[Crosstalk]

ADA QUILL (through an interpreter): That is not true.

We wrote to you in March.

(Applause.)

Twice.

TOM MARSH: I never saw that letter.

ADA QUILL: You answered it!

The committee rose at noon.
"""


def told(text):
    return [
        (turn.label.of(text), [span.of(text) for span in turn.content], turn.colon.of(text))
        for turn in find_turns(text)
    ]


def test_a_turn_goes_on_up_to_the_next_label_and_no_stage_direction_is_said():
    assert told(HEARING) == [
        ("ADA QUILL", [HEARING.split("\n")[2].partition(": ")[2].removesuffix(".")], ":"),
        ("TOM MARSH, MAYOR OF TARN", ["Nobody told us"], ":"),
        (
            "ADA QUILL (through an interpreter)",
            ["That is not true.\n\nWe wrote to you in March", "Twice"],
            ":",
        ),
        ("TOM MARSH", ["I never saw that letter"], ":"),
        ("ADA QUILL", ["You answered it!"], ":"),
    ]


def test_marks_of_captions_are_no_words():
    text = (
        ">> ADA QUILL: No.\n>> TOM MARSH: Yes!\n>> ADA QUILL: Never.\n>> TOM MARSH: When?\n>> ADA QUILL: Now"
    )
    assert told(text) == [
        ("ADA QUILL", ["No"], ":"), ("TOM MARSH", ["Yes!"], ":"), ("ADA QUILL", ["Never"], ":"),
        ("TOM MARSH", ["When?"], ":"), ("ADA QUILL", ["Now"], ":"),
    ]  # fmt: skip


def test_a_surname_alone_is_the_same_speaker():
    text = "ADA QUILL: No.\nTOM MARSH: Yes.\nQUILL: Never.\nMR. MARSH: Always.\nQUILL: Never."
    assert len(find_turns(text)) == 5
    assert find_turns(text.replace("QUILL: Never.", "QUILL: 70-44")) == ()  # a list of scores


@pytest.mark.parametrize(
    "text",
    [
        "",
        "“It holds,” said Ada Quill.",
        # Headings, each once; headings that come back, but of one kind alone.
        "The Bridge: it fell.\nThe Pier: it holds.\nThe Road: shut.\nThe Toll: gone.\nThe Bus: late.",
        "Tip: look.\nTip: listen.\nTip: wait.\nTip: run.\nTip: rest.",
        "What we know: it fell.\nWhat we do not: why.\n" * 3,
        "CLAIM: It fell.\nTHE FACTS: It did not.\n" * 3,
        "Photo: A. Quill.\nCredit: Tarn.\n" * 3,
        "https://tarn.example: x.\nhttps://quill.example: y.\n" * 3,
        # An article that quotes four lines of a hearing.
        "ADA QUILL: No.\nTOM MARSH: Yes.\nADA QUILL: No.\nTOM MARSH: Yes.\n"
        + "So the hearing went on.\n" * 20,
    ],
)
def test_what_is_no_transcript_has_no_turns(text):
    assert find_turns(text) == ()


def test_a_headline_with_a_colon_is_no_turn():
    text = "Tarn Mayor: Nobody Knew\n\n" + "ADA QUILL: No.\nTOM MARSH: Yes.\n" * 3
    assert find_turns(text)[0].label.of(text) == "ADA QUILL"


@pytest.fixture
def document():
    return Document(name="x", text=HEARING, raw=HEARING.encode(), media_type="text/plain", encoding="utf-8")


def span(words, after=0):
    start = HEARING.index(words, after)
    return Span(start, start + len(words))


def attribution(document, source, cue, content):
    return Attribution(
        document_id=document.id,
        source=(span(source),),
        cue=(span(cue),),
        content=(span(content),),
        quotation="indirect",
        confidence=0.8,
        extractor="m 1",
        reasons=(("within", "outermost"),),
    )


def test_what_the_network_finds_stands_within_a_turn_or_goes(document):
    turns = find_turns(HEARING)
    said = spoken(document.id, turns, "m 1")
    inside = attribution(document, "The minister", "told", "the bridge was safe")
    across = attribution(document, "TOM MARSH, MAYOR OF TARN", ":", "We wrote to you in March")
    behind = attribution(document, "The committee", "rose", "at noon")
    kept = within_turns(turns, said, [inside, across, behind])
    assert [(one.id, one.within) for one in kept] == [(inside.id, said[0].id), (behind.id, None)]
    assert "within" not in dict(kept[0].reasons)
    assert all(one.quotation == "direct" and one.extractor == "m 1 (speaker labels)" for one in said)
    assert all(is_of(one.extractor, "m 1") for one in said)


def test_names_in_labels_are_names_of_people():
    turns = find_turns(HEARING)
    mentions = (
        Mention(span=span("QUILL"), form="name", type="organisation"),
        Mention(span=span("The minister"), form="description", type="person", antecedents=((0, 0.4),)),
    )
    named = name_labels(HEARING, turns, mentions)
    assert [one.span.of(HEARING) for one in named] == [
        "ADA QUILL", "The minister", "TOM MARSH", "ADA QUILL", "TOM MARSH", "ADA QUILL",
    ]  # fmt: skip
    assert {one.type for one in named if one.form == "name"} == {"person"}
    assert named[1].antecedents == ((0, 0.4),)  # the same one, by its new number


def test_titles_are_no_part_of_a_name():
    text = "MS. QUILL: No.\nTHE SPEAKER: Yes.\nMS. QUILL: Never.\nTHE SPEAKER: Always.\nQ: Why?\nA: So."
    assert [one.span.of(text) for one in name_labels(text, find_turns(text), ())] == ["QUILL", "QUILL"]


def test_who_speaks_in_a_transcript_is_resolved(shipped_reader, document):
    reading = shipped_reader.read(document)
    outer = [one for one in reading.attributions if one.within is None and one.cue[0].of(HEARING) == ":"]
    assert [one.speaker.name for one in outer] == ["ADA QUILL", "TOM MARSH"] * 2 + ["ADA QUILL"]
    assert {one.speaker.kind for one in outer} == {"person"}
    assert outer[1].speaker.role == "MAYOR OF TARN"
    (told,) = [one for one in reading.attributions if one.cue[0].of(HEARING) == "told"]
    assert told.within == outer[0].id


def test_who_only_asks_and_answers_is_nobody_known(shipped_reader):
    text = "Q: Did anybody see it?\nA: Not that I know.\nQ: And the engineers?\nA: They did.\nQ: When?"
    document = Document(name="x", text=text, raw=text.encode(), media_type="text/plain", encoding="utf-8")
    reading = shipped_reader.read(document)
    assert len(reading.attributions) == 5
    assert {one.speaker for one in reading.attributions} == {None}
    assert "names nobody" in dict(reading.attributions[0].reasons)["speaker"]
