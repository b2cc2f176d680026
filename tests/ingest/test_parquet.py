"""Parquet: one article a row, a few rows in memory, and a row that is none is skipped by its number."""

import io
import json
import logging
from datetime import UTC, date, datetime

import pytest

from sayso.errors import DocumentError
from sayso.ingest import Columns, IngestOptions, read_bytes, read_inputs
from sayso.ingest.parquet import ROWS
from sayso.records import Document, Metadata, Skipped

pa = pytest.importorskip("pyarrow")
from pyarrow import parquet  # noqa: E402

ROW = {
    "maintext": "The mayor spoke.\r\nNobody listened.",
    "headline": "Mayor  speaks",
    "source": {"name": "Tarn Courier"},
    "authors": ["Ada Quill", "Tom Marsh"],
    "date_publish": datetime(2024, 5, 7, 9, 30, tzinfo=UTC),
    "url": "https://tarn.example/a",
    "lang": "en",
    "vector": [0.5, 0.25],
}


def packed(rows, **options):
    out = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(rows), out, **options)
    return out.getvalue()


def read(rows, columns=None, **options):
    return list(read_bytes(packed(rows, **options), name="t", columns=columns))


def test_all_that_a_row_states_is_kept():
    (document,) = read([ROW], Columns({"outlet": "source.name"}))
    assert document.text == ROW["maintext"]
    assert document.name == "https://tarn.example/a"
    assert document.metadata == Metadata(
        title="Mayor speaks",
        outlet="Tarn Courier",
        authors=("Ada Quill", "Tom Marsh"),
        published="2024-05-07T09:30:00+00:00",
        url="https://tarn.example/a",
        language="en",
    )


def test_the_bytes_of_a_row_are_a_line_of_json_that_reads_the_same():
    (document,) = read([ROW], Columns({"outlet": "source.name"}))
    assert list(json.loads(document.raw)) == [
        "text", "title", "outlet", "authors", "published", "url", "language",
    ]  # fmt: skip
    (again,) = read_bytes(document.raw, name="t", media_type=document.media_type)
    assert again == document


def test_the_bytes_do_not_depend_on_what_else_is_in_the_table():
    (one,) = read([{"text": "The mayor spoke.", "vector": [1.0]}])
    (other,) = read([{"vector": [2.0], "row": 7, "text": "The mayor spoke."}], compression="zstd")
    assert one.id == other.id


def test_a_bad_row_is_skipped_by_its_number_and_the_rest_goes_on():
    texts = ["one", None, " ", "four", "nul \0"]
    read_rows = read([{"text": text, "id": n} for n, text in enumerate(texts)])
    assert [type(one) for one in read_rows] == [Document, Skipped, Skipped, Document, Skipped]
    assert [one.name for one in read_rows] == ["0", "t#2", "t#3", "3", "t#5"]
    assert "NoneType" in read_rows[1].reason


def test_rows_are_read_as_they_are_wanted(tmp_path):
    rows = [{"text": f"Row {number} said so."} for number in range(10 * ROWS)]
    path = tmp_path / "t.parquet"
    path.write_bytes(packed(rows, row_group_size=4 * ROWS))
    found = list(read_inputs([str(path)]))
    assert [one.text for one in found] == [row["text"] for row in rows]
    assert found[-1].name == f"t.parquet#{len(rows)}"


def test_a_text_that_is_too_long_is_skipped_alone(tmp_path):
    path = tmp_path / "t.parquet"
    path.write_bytes(packed([{"text": "x" * 500}, {"text": "short"}]))
    long, short = read_inputs([str(path)], IngestOptions(max_bytes=200))
    assert "--max-bytes" in long.reason
    assert short.text == "short"


@pytest.mark.parametrize(
    ("rows", "columns", "words"),
    [
        ([{"words": "x"}], {}, "has no text.*--column"),
        ([{"body": "x", "content": "y"}], {}, "has no text but “body” and “content”"),
        ([{"text": "x"}], {"text": "nowhere"}, "has no “nowhere”"),
        ([], {}, "without rows"),
    ],
)
def test_a_table_without_texts_is_said_once(rows, columns, words):
    data = packed(rows) if rows else packed([{"text": "x"}][:0] or [{"text": "x"}])
    if not rows:
        out = io.BytesIO()
        parquet.write_table(pa.table({"text": pa.array([], pa.string())}), out)
        data = out.getvalue()
    (skipped,) = read_bytes(data, name="t", columns=Columns(columns))
    assert isinstance(skipped, Skipped)
    with pytest.raises(DocumentError, match=words):
        raise DocumentError("t", skipped.reason)


def test_a_broken_file_is_skipped_with_what_it_is():
    data = packed([{"text": f"Row {number}"} for number in range(100)])
    for broken in (data[: len(data) // 2], data[:8] + bytes(400) + data[408:], b"PAR1\0" + b"x" * 50):
        found = list(read_bytes(broken, name="t"))
        assert isinstance(found[-1], Skipped)
        assert "Parquet" in found[-1].reason


def test_a_text_that_begins_with_the_same_letters_is_text(tmp_path):
    path = tmp_path / "t.txt"
    path.write_text("PAR1 is what Parquet files begin with.\nAda Quill said so.")
    (document,) = read_inputs([str(path)])
    assert document.text == path.read_text()


def test_what_was_taken_is_logged(caplog):
    caplog.set_level(logging.INFO, logger="sayso")
    read([ROW])
    assert "text from “maintext”, title from “headline”" in caplog.text


def test_days_and_words_are_dates():
    first, second, third = read(
        [
            {"text": "x y", "date": "Sunday, 12 January 2020"},
            {"text": "x z", "date": "3/4/2020"},
            {"text": "x w", "date": "2020-01-12 10:30:00"},
        ]
    )
    assert (first.metadata.published, second.metadata.published) == ("2020-01-12", None)
    assert third.metadata.published == "2020-01-12"
    (day,) = read([{"text": "x", "date": date(2020, 1, 12)}])
    assert day.metadata.published == "2020-01-12"


def test_json_lines_have_the_same_columns(caplog):
    caplog.set_level(logging.INFO, logger="sayso")
    lines = [json.dumps({"body": f"Row {n}", "source": {"name": "Tarn Courier"}}) for n in range(3)]
    found = list(read_bytes("\n".join(lines).encode(), name="t", columns=Columns({"outlet": "source.name"})))
    assert [(one.text, one.metadata.outlet) for one in found] == [
        (f"Row {n}", "Tarn Courier") for n in range(3)
    ]
    assert caplog.text.count("text from “body”") == 1
