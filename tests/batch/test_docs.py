"""The examples of docs/batch.md read a batch as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).parent.parent.parent / "docs" / "batch.md").read_text(encoding="utf-8")
SQL = re.findall(r"```sql\n(.*?)```", PAGE, re.S)
PYTHON = re.findall(r"```python\n(.*?)```", PAGE, re.S)


@pytest.fixture
def batch(batches, articles):
    """A batch where the examples look for it."""
    texts = [*articles(12), ""]
    texts[3] += "Jory Pell denied that “𝒜da Quill” was “naïve” or 😀 about it."
    batches.run(batches.folder("quay", texts), batches.lines("wire.jsonl", texts), out="batch")
    return batches


def test_duckdb_reads_it(batch):
    duckdb = pytest.importorskip("duckdb")
    speakers, denials, wrong = (duckdb.sql(query).fetchall() for query in SQL)
    assert {row[0] for row in speakers} == {"Mara Oduya", "Tobias Renn", "Jory Pell", "Anselm Ortega"}
    assert sum(row[2] for row in speakers) == len(batch.rows("attributions", "batch"))
    assert denials == []  # none of these articles says when it was published
    assert wrong == [(0,)]


def test_pandas_reads_it(batch, capsys):
    pytest.importorskip("pandas")
    (code,) = PYTHON
    exec(code, {})
    assert "Mara Oduya" in capsys.readouterr().out
