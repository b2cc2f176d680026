import json

from hypothesis import given
from hypothesis import strategies as st

from sayso.export.utf8 import to_json, to_utf8

ANY = st.text(st.characters())


@given(ANY)
def test_any_text_is_written_one_for_one(text):
    assert len(to_utf8(text).decode("utf-8")) == len(text)


@given(ANY)
def test_json_holds_any_text(text):
    line = to_json({"text": text})
    assert b"\n" not in line
    assert json.loads(line.decode("utf-8")) == {"text": text}
