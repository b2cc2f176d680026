"""Subtitles: turns as paragraphs, with the time at which each was said."""

import sys

import pytest

from sayso.ingest import read_bytes
from sayso.records import Skipped, Span

pytest.importorskip("pysubs2")

VTT = """WEBVTT - Council

NOTE nobody says this

1
00:00:01.000 --> 00:00:04.000 align:start
<v Ada Quill>We heard it <i>before</i>

00:04.000 --> 00:00:06.500
<v Ada Quill>we felt it.</v>

00:00:07.000 --> 00:00:09.000
<v.loud Tom Marsh>Nobody told us.
<v Ada Quill>I did &amp; wrote.
"""

SRT = """1
00:00:01,000 --> 00:00:04,000
ADA QUILL: We heard it
<i>before</i> we felt it.

2
00:00:05,000 --> 00:00:07,000
{\\an8}Nobody else did.

3
00:01:00,500 --> 00:01:02,000
>> TOM MARSH: Nobody told us.

4
00:01:03,000 --> 00:01:04,000
- When?
- In March.
"""


def one(text, **more):
    (found,) = read_bytes(text.encode(), name="hearing", **more)
    return found


def test_voices_are_labels_and_every_span_has_its_time():
    document = one(VTT)
    assert document.media_type == "text/vtt"
    assert document.text.split("\n") == [
        "Ada Quill: We heard it before we felt it.",
        "Tom Marsh: Nobody told us.",
        "Ada Quill: I did & wrote.",
    ]
    at = document.text.index("we felt")
    assert str(document.locator_of(Span(at, at + 2))) == "00:00:04"
    assert [place.label for place in document.locators] == ["00:00:01.000", "00:00:04.000", "00:00:07.000"]


def test_labels_marks_and_dashes_begin_turns():
    document = one(SRT)
    assert document.media_type == "application/x-subrip"
    assert document.text.split("\n") == [
        "ADA QUILL: We heard it before we felt it. Nobody else did.",
        "TOM MARSH: Nobody told us.",
        "- When?",
        "- In March.",
    ]
    assert document.locators[2].label == "00:01:00.500"


def test_what_rolls_up_is_said_once():
    cues = [
        (0, 2, "the harbour board said"),
        (2, 2.01, "the harbour board said"),
        (2.01, 4, "the harbour board said\nthat nobody knew"),
        (4, 6, "that nobody knew\nof the cracks"),
        (60, 62, "that nobody knew"),
    ]
    lines = [
        f"00:{s // 60:02.0f}:{s % 60:06.3f} --> 00:{e // 60:02.0f}:{e % 60:06.3f}\n{t}\n" for s, e, t in cues
    ]
    document = one("WEBVTT\n\n" + "\n".join(lines))
    assert document.text == "the harbour board said that nobody knew of the cracks that nobody knew"


def test_nobody_in_particular_speaks_in_paragraphs():
    long = "The harbour board said that nobody had told it of the cracks. "
    cues = [f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{long.strip()}\n" for n in range(1, 25)]  # a chant
    paragraphs = one("\n".join(cues)).text.split("\n")
    assert len(paragraphs) > 1
    assert all(len(paragraph) < 700 for paragraph in paragraphs)
    assert " ".join(paragraphs) == (long * 24).strip()


@pytest.mark.parametrize("rest", ["", "NOTE x\n", "00:01.000 --> 00:02.000\n<v A>\n"])
def test_nothing_said_is_skipped(rest):
    found = one("WEBVTT\n\n" + rest)
    assert isinstance(found, Skipped)
    assert "nothing is said" in found.reason


@pytest.mark.parametrize("text", ["1\n00:00:01,000 --> broken", "garbage --> 0"])
def test_broken_ones_are_skipped(text):
    assert isinstance(one(text, media_type="application/x-subrip"), Skipped)


def test_a_text_that_tells_of_webvtt_is_text():
    assert one("WEBVTTs are files, said Ada Quill.").media_type == "text/plain"


def test_without_the_library_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pysubs2", None)
    monkeypatch.setitem(sys.modules, "pysubs2.exceptions", None)
    assert "pip install 'sayso[formats]'" in one(VTT).reason
