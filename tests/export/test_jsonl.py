import io
import json

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from sayso.export import write_jsonl
from sayso.records import from_row, json_schema


def rows(readings):
    out = io.BytesIO()
    write_jsonl(readings, out)
    return [json.loads(line) for line in out.getvalue().decode("utf-8").splitlines()]


def test_rows_are_what_the_schema_says(reading):
    found = rows([reading])
    for row in found:
        jsonschema.validate(row, json_schema())
    assert found[0]["content"][0]["text"] == "The bridge is sound.\n\n“We have the sonar to prove it."


def test_text_is_utf8_not_escapes(reading):
    out = io.BytesIO()
    write_jsonl([reading], out)
    assert "“no idea”".encode() in out.getvalue()


@given(data=st.data())
def test_comes_back_as_it_went(data, readings_of):
    reading = data.draw(readings_of())
    out = io.BytesIO()
    write_jsonl([reading], out)
    lines = out.getvalue().decode("utf-8").split("\n")
    assert lines.pop() == ""
    back = [from_row(json.loads(line)) for line in lines]
    assert [b.id for b in back] == [a.id for a in reading.attributions]
    assert [(b.speaker, b.date, b.addressee, b.within, b.responds_to) for b in back] == [
        (a.speaker, a.date, a.addressee, a.within, a.responds_to) for a in reading.attributions
    ]
