"""Scoring speakers: when a resolved name is the labelled one, and what the shares are of."""

import json

import pytest

from sayso.evaluate.brat import Gold, GoldAttribution
from sayso.evaluate.speakers import (
    SpeakerLabel,
    gold_reading,
    main,
    read_labels,
    read_mentions,
    same_speaker,
    score_speakers,
)
from sayso.records import Span, Speaker

TEXT = "Ada Quill met Oskar Pell. She said no. Senator Quill left."


def spot(words, text=TEXT):
    start = text.index(words)
    return Span(start, start + len(words))


@pytest.mark.parametrize(
    ("name", "referent", "others", "same"),
    [
        ("Ada Quill", "Ada Quill", (), True),
        ("ada quill", "Ada Quill", (), True),
        ("Quill", "Ada Quill", (), True),
        ("Ada Quill", "Senator Quill", (), True),
        ("Quill", "Ada Quill", (("tim", "quill"),), False),  # another of that surname: not told apart
        ("Quill", "Ada Quill", (("quill", "campaign"),), True),
        ("Oskar Pell", "Ada Quill", (), False),
        ("Ada Pell", "Ada Quill", (), False),
    ],
)
def test_same_speaker(name, referent, others, same):
    assert same_speaker(Speaker(name=name, because="b"), spot(referent), TEXT, others) is same


def test_places_that_overlap_are_the_same():
    speaker = Speaker(name="met Oskar", because="b", named_at=spot("met Oskar"))
    assert same_speaker(speaker, spot("Oskar Pell"), TEXT)


def gold():
    attribution = GoldAttribution(source=(spot("She"),), cue=(spot("said"),), content=(spot("no"),))
    return Gold(name="one", text=TEXT, annotators={"": (attribution,)})


def label(referent, **changes):
    values = {"document": "one", "source": spot("She"), "form": "pronoun", "kind": "person"} | changes
    return SpeakerLabel(referent=referent, **values)


def test_a_gold_reading_has_the_annotated_spans_and_no_speaker():
    (one,) = gold_reading(gold()).attributions
    assert (one.source, one.speaker) == ((spot("She"),), None)


def test_gold_without_cue_or_with_marks_that_overlap_is_read():
    odd = GoldAttribution(source=(Span(0, 9), Span(4, 9)), content=(Span(10, 13),))
    (one,) = gold_reading(Gold(name="odd", text=TEXT, annotators={"": (odd,)})).attributions
    assert one.source == (Span(0, 9),)
    assert one.cue == one.content == (Span(10, 13),)


def test_nobody_is_right_only_where_the_text_does_not_tell():
    reading = {"one": gold_reading(gold())}  # no speaker was resolved
    assert score_speakers([label(None)], reading).accuracy() == 1
    assert score_speakers([label(spot("Ada Quill"))], reading).accuracy() == 0


def test_a_source_that_was_not_found_is_wrong_even_if_nobody_was_meant():
    scores = score_speakers([label(None, source=spot("left"))], {"one": gold_reading(gold())})
    assert scores.accuracy() == 0
    assert scores.verdicts[0].attribution is None


def test_documents_that_were_not_read_do_not_count():
    assert score_speakers([label(None, document="two")], {"one": gold_reading(gold())}).verdicts == ()


def test_files_are_read_and_scored(tmp_path, capsys):
    (tmp_path / "text").mkdir()
    (tmp_path / "attributions").mkdir()
    (tmp_path / "text" / "one.txt").write_text(TEXT)
    spans = {"Source": spot("She"), "Cue": spot("said"), "Content": spot("no")}
    lines = [f"T{n}\t{role} {at.start} {at.end}\tx" for n, (role, at) in enumerate(spans.items(), 1)]
    lines.append("E1\tAttribution:T2 Source:T1 Cue:T2 Content:T3")
    (tmp_path / "attributions" / "one.ann").write_text("\n".join(lines) + "\n")
    she, ada, oskar = spot("She"), spot("Ada Quill"), spot("Oskar Pell")
    row = {"document": "one", "start": she.start, "end": she.end, "form": "pronoun", "kind": "person"}
    labels = tmp_path / "labels.jsonl"
    note = f"also {ada.start}-{ada.end}"
    labels.write_text(json.dumps(row | {"referent": [oskar.start, oskar.end], "note": note}) + "\n")
    assert read_labels(labels)[0].also == ada
    mentions = tmp_path / "mentions.jsonl"
    found = [{"start": at.start, "end": at.end, "form": "name", "type": "person"} for at in (ada, oskar)]
    mentions.write_text(json.dumps({"document": "one", "mentions": found}) + "\n")
    assert [one.span for one in read_mentions(mentions)["one"]] == [ada, oskar]
    assert main([str(labels), str(tmp_path), "--mentions", str(mentions)]) == 0
    assert "all          100.0   of 1" in capsys.readouterr().out
