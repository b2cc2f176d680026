from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.records import Attribution, Document, Reading, Span, Speaker
from sayso.stages import voices_of
from sayso.web import marking
from sayso.web.marking import lines_of, parts_of, spans_apart, voices_shown


@st.composite
def readings(draw):
    """Any short text, marked anywhere, even across its lines."""
    letters = st.characters(exclude_categories=["Cs"]) | st.sampled_from("\n\r “”🚢")
    document = _document(draw(st.text(letters, min_size=1, max_size=60)))

    def spans(least):
        length = len(document.text)
        places = draw(st.lists(st.integers(0, length), min_size=2 * least, max_size=4, unique=True))
        ordered = sorted(places)
        found = tuple(Span(*pair) for pair in zip(ordered[::2], ordered[1::2], strict=False))
        return found or ((Span(0, length),) if least else ())

    found = [
        Attribution(
            document_id=document.id,
            source=spans(0),
            cue=spans(1),
            content=spans(1),
            quotation="direct",
            confidence=0.5,
            extractor="fake 1",
            speaker=draw(st.none() | st.sampled_from("AB").map(lambda name: Speaker(name=name, because=""))),
        )
        for _ in range(draw(st.integers(0, 4)))
    ]
    inner = [replace(one, within=draw(st.none() | st.sampled_from(found)) and found[0].id) for one in found]
    return Reading(document, tuple(inner))


def _document(text):
    return Document(name="x", text=text, raw=text.encode(), media_type="text/plain", encoding="utf-8")


def _make(document, source, cue, content, **more):
    def at(words):
        start = document.text.index(words)
        return (Span(start, start + len(words)),)

    return Attribution(
        document_id=document.id,
        source=at(source),
        cue=at(cue),
        content=at(content),
        quotation="indirect",
        confidence=0.9,
        extractor="fake 1",
        speaker=Speaker(name=source, because="its own words"),
        **more,
    )


def _lines(reading, part=1):
    found = voices_of(reading, None)
    voices = voices_shown(found, reading)
    return list(lines_of(reading, parts_of(reading)[part - 1], found, voices, None))


def _words(reading):
    return [piece for line in _lines(reading) for piece in line.stretches]


def test_voices_are_numbered_by_their_share(filled):
    voices = voices_shown(voices_of(filled, None), filled)
    assert [voice.share.share for voice in voices] == sorted((v.share.share for v in voices), reverse=True)
    tints = [voice.tint for voice in voices if voice.share.name]
    assert tints == [f"voice-{number}" for number in range(1, len(tints) + 1)]
    assert [voice.tint for voice in voices if voice.key == "own"] == [""]


def test_the_ninth_speaker_has_no_colour_of_its_own():
    names = "Ada Bea Cyd Dov Eva Fay Gus Hal Ida".split()
    document = _document(
        " ".join(f"{name} said: {name.lower()} is {'so ' * (20 - n)}." for n, name in enumerate(names))
    )
    found = [
        replace(
            _make(document, name, name, f"{name.lower()} is"),
            cue=(Span(document.text.index(name) + 4, document.text.index(name) + 8),),
        )
        for name in names
    ]
    reading = Reading(document, tuple(found))
    tints = [voice.tint for voice in voices_shown(voices_of(reading, None), reading) if voice.share.name]
    assert tints.count("voice-more") == 1
    assert len(tints) == 9


def test_each_stretch_says_whose_it_is(filled):
    stretches = {one.text: one for one in _words(filled)}
    inner = stretches["the Harbour Board was warned of the sluice in March"]
    assert inner.voice.share.name == "two officials"
    assert "inner" in inner.classes.split()
    assert inner.numbers == (2, 1)
    reported = stretches["reported"]
    assert [entry.number for entry in reported.cues] == [1]
    assert (reported.voice.key, reported.classes) == ("own", "cue")


def test_headline_is_one_line(filled):
    text = filled.document.text
    document = replace(filled.document, text=text)
    first = text.index("\n")
    found = voices_of(filled, None)
    lines = list(lines_of(filled, parts_of(filled)[0], found, voices_shown(found, filled), Span(0, first)))
    assert [line.headline for line in lines] == [True, False, False]
    assert document.text.count("\n\n") == 2


def test_lines_count_who_has_half_of_them():
    document = _document("One line here.\n\nAnother one there.")
    reading = Reading(document, ())
    found, second = voices_of(reading, None), document.text.index("Another")
    shared = [[Span(0, 7), Span(second, len(document.text))], [Span(0, 6), Span(second + 9, second + 18)]]
    part = parts_of(reading)[0]
    lines = list(lines_of(reading, part, found, voices_shown(found, reading), None, shared))
    assert [line.n_sharing for line in lines] == [1, 2]
    shared = [spans_apart([Span(4, 7), Span(0, 5)])]  # what two passages have counts once
    lines = list(lines_of(reading, part, found, voices_shown(found, reading), None, shared))
    assert [line.n_sharing for line in lines] == [1, 0]


def test_marks_that_nobody_is_given_for_are_told():
    document = _document("The “reform” was shelved. Ada Quill said that it was over.")
    reading = Reading(document, (_make(document, "Ada Quill", "said", "that it was over"),))
    marked = [one for one in _words(reading) if one.marks]
    assert [(one.text, one.marks.kind) for one in marked] == [("“reform”", "scare")]


def test_an_unseen_character_is_shown_and_takes_no_place():
    document = _document("a\x07b\u0085c\x0cd 🚢 e")
    (one,) = _words(Reading(document, ()))
    assert one.text == "a\ufffdb\ufffdc\ufffdd 🚢 e"
    assert len(one.text) == len(document.text)


@pytest.mark.parametrize("text", ["", "\n\n", "\r\n \r\n"])
def test_a_text_without_words(text):
    reading = Reading(_document(text), ())
    assert [one.text.strip() for one in _words(reading)] in ([], [""])


@given(reading=readings())
def test_lines_hold_every_character_at_its_place(reading):
    text = reading.document.text
    held = {}
    for one in _words(reading):
        assert "\n" not in one.text
        assert "\r" not in one.text
        held.update({one.start + at: letter for at, letter in enumerate(one.text)})
    for at, letter in enumerate(text):
        if letter in "\r\n":
            assert at not in held
        else:
            assert held[at] in (letter, "\ufffd")


@given(reading=readings(), longest=st.integers(1, 60), most=st.integers(1, 4))
def test_parts_cut_the_text_and_hold_every_attribution_once(reading, longest, most):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(marking, "LONGEST_PART", longest)
        patch.setattr(marking, "MOST_IN_PART", most)
        parts = parts_of(reading)
        spans = [part.span for part in parts if part.span]
        assert "".join(span.of(reading.document.text) for span in spans) == reading.document.text
        assert all(span.end - span.start <= longest for span in spans)
        held = [entry.attribution.id for part in parts for entry in part.entries]
        assert sorted(held) == sorted(one.id for one in reading.attributions)
        for part in parts:
            for entry in part.entries:
                assert part.span.start <= entry.attribution.cue[0].start < part.span.end
            text = "".join(piece.text for line in _lines(reading, part.number) for piece in line.stretches)
            assert len(text) <= longest


def test_a_part_ends_with_a_line():
    document = _document(("word " * 100 + "\n") * 400)
    parts = parts_of(Reading(document, ()))
    assert len(parts) > 3
    assert all(part.span.of(document.text).endswith("\n") for part in parts)
