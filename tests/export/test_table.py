import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.export import from_cell, outline, write_csv
from sayso.export.table import COLUMNS, to_cell
from sayso.records import joined


def table(readings):
    out = io.BytesIO()
    write_csv(readings, out)
    return list(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))


def test_flat_columns(reading):
    first, second, third = table([reading])
    assert tuple(first) == COLUMNS
    assert first["speaker"] == "Mara Oduya"
    assert first["outlet"] == "Northmouth Courier"
    assert first["source_offsets"] == "0:30"
    assert second["content"] == "that she had “no idea” … about the 2nd pier"
    assert second["speaker"] == ""
    assert third["source"] == third["source_offsets"] == ""


def test_what_is_known_has_columns_of_its_own(filled):
    reported, said, told, open_, claimed, admitted, echoed, says = table([filled])
    assert (told["speaker"], told["speaker_kind"], told["speaker_role"]) == (
        "Ada Quill", "person", "harbour master",
    )  # fmt: skip
    assert (told["date"], told["date_granularity"], told["date_words"]) == ("2031-05-05", "day", "on Monday")
    assert told["date_because"] == "the last one before 2031-05-06"
    assert (told["addressee"], told["occasion"]) == ("reporters", "in a televised briefing")
    assert said["anonymity"] == "on condition of anonymity because the inquiry is open"
    assert [open_[key] for key in ("cue_class", "polarity", "modality", "stance")] == [
        "deny", "negated", "possible", "neutral",
    ]  # fmt: skip
    assert open_["speaker_because"] == "the one woman named before “She”"
    assert (said["chain"], said["within"]) == ("The Evening Tide ← two officials", reported["id"])
    assert (admitted["chain"], admitted["within"]) == ("Oskar Pell ← Ada Quill", claimed["id"])
    assert (told["responds_to"], echoed["responds_to"]) == (said["id"], claimed["id"])
    assert reported["chain"] == reported["within"] == ""
    assert reported["reasons"] == "addressee: none stated; within: outermost"
    assert (says["speaker"], says["speaker_because"]) == ("", "a member of a group, not named")
    assert (says["date"], says["date_because"]) == ("", "none stated")


def test_spreadsheets_are_told_that_it_is_utf8(reading):
    out = io.BytesIO()
    write_csv([reading], out)
    assert out.getvalue().startswith(b"\xef\xbb\xbfdocument,")


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "－1", "'=1", "''+1", "'\t-",
    ],
)  # fmt: skip
def test_no_cell_is_a_formula(text):
    cell = to_cell(text)
    assert cell == "'" + text
    assert from_cell(cell) == text


@pytest.mark.parametrize("text", ["said", "", "'quoted'", "1-2", "’tis", "a=b"])
def test_harmless_text_is_left_alone(text):
    assert to_cell(text) == from_cell(to_cell(text)) == text


@given(st.text() | st.from_regex(re.compile(r"\A'*\s*[=+\-@\t\r\n]?.*\Z")))
def test_every_text_comes_back(text):
    cell = to_cell(text)
    assert from_cell(cell) == text
    assert not re.match(r"\s*[=+\-@\t\r\n]", cell)


@given(data=st.data())
def test_every_row_comes_back(data, readings_of):
    reading = data.draw(readings_of())
    found = table([reading])
    assert len(found) == len(reading.attributions)
    for row, entry in zip(found, outline(reading), strict=True):
        attribution = entry.attribution
        assert from_cell(row["document"]) == reading.document.name
        assert from_cell(row["content"]) == joined(attribution.content, reading.document.text)
        offsets = [tuple(map(int, part.split(":"))) for part in row["cue_offsets"].split(";")]
        assert offsets == [(span.start, span.end) for span in attribution.cue]
        if attribution.occasion:
            assert from_cell(row["occasion"]) == attribution.occasion.of(reading.document.text)
