import io
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.errors import AbortRun
from sayso.export import write_parquet
from sayso.export.parquet import ROWS_A_GROUP
from sayso.records import json_schema, to_rows

parquet = pytest.importorskip("pyarrow.parquet")


BESIDE = ("title", "outlet", "authors", "published", "url", "language")


def read(readings):
    out = io.BytesIO()
    write_parquet(readings, out)
    return parquet.ParquetFile(io.BytesIO(out.getvalue()))


def rows(file):
    found = file.read().to_pylist()
    return [{**row, "reasons": dict(row["reasons"])} for row in found]


def test_every_key_of_the_record_is_a_column(reading):
    names = set(read([reading]).schema_arrow.names)
    assert set(json_schema()["properties"]) <= names
    assert {"title", "outlet", "authors", "published", "url", "language"} <= names


def test_spans_are_nested(reading):
    first = rows(read([reading]))[0]
    assert first["source"] == [{"start": 0, "end": 30, "text": "Mara Oduya, the harbour master"}]
    assert first["authors"] == ["Ann Pell"]


def test_everything_known_is_there_to_ask_for(filled):
    found = rows(read([filled]))
    told, claimed = found[2], found[4]
    assert told["speaker"]["role"] == "harbour master"
    assert told["date"]["span"]["text"] == "on Monday"
    assert told["addressee"] == {"start": 251, "end": 260, "text": "reporters"}
    assert (claimed["cue_class"], claimed["stance"], claimed["date"]["granularity"]) == (
        "claim", "distancing", "week",
    )  # fmt: skip
    assert (found[1]["within"], told["responds_to"]) == (found[0]["id"], found[1]["id"])
    assert found == [{**row, **{key: found[0][key] for key in BESIDE}} for row in to_rows(filled)]


@given(data=st.data())
@settings(max_examples=30)
def test_rows_are_those_of_the_record(data, readings_of):
    reading = data.draw(readings_of())
    expected = list(to_rows(reading))
    found = rows(read([reading]))
    assert [{key: row[key] for key in want} for row, want in zip(found, expected, strict=True)] == expected


def test_row_groups_are_bounded(build):
    readings = [build(url=f"https://courier.example/{n}") for n in range(ROWS_A_GROUP // 3 + 2)]
    file = read(readings)
    assert file.metadata.num_row_groups == 2
    assert file.metadata.row_group(0).num_rows == ROWS_A_GROUP


def test_without_pyarrow_the_cure_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(AbortRun, match=r"pip install 'sayso\[parquet\]'"):
        write_parquet([], io.BytesIO())
