import csv
import io
import json

import pytest

from sayso.export import EXPORTERS


@pytest.mark.parametrize("format", [name for name, exporter in EXPORTERS.items() if not exporter.folder])
def test_a_file_and_standard_output_are_the_same(format, ledger, tmp_path):
    out = tmp_path / "out"
    done = ledger("export", "--format", format, "-o", out)
    assert done.exit_code == 0
    assert done.stderr == f"wrote 5 attributions to {out}\n"
    assert ledger("export", "--format", format).stdout_bytes == out.read_bytes()


@pytest.mark.parametrize(
    ("name", "begins"), [("x.csv", b"\xef\xbb\xbfdocument"), ("x.html", b"<!DOCTYPE"), ("x", b'{"schema"')]
)
def test_the_ending_says_the_format(name, begins, ledger, tmp_path):
    ledger("export", "-o", name)
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_brat_is_scored_by_evaluate_as_perfect(ledger, tmp_path):
    assert ledger("export", "--format", "brat", "-o", "gold").exit_code == 0
    done = ledger("evaluate", "gold", "--json")
    assert done.exit_code == 0, done.output
    scores = json.loads(done.stdout)
    assert scores["documents"] == 2
    assert scores["problems"] == {}
    assert scores["metrics"]["relation.exact"]["f1"] == 1.0
    assert scores["metrics"]["relation.exact"]["gold"] == 5


def test_brat_needs_a_folder(ledger):
    assert "name one with -o FOLDER" in ledger("export", "--format", "brat").stderr


def test_one_document(ledger):
    rows = ledger("export", "--document", "wire").stdout.splitlines()
    assert {json.loads(row)["document"] for row in rows} == {"wire"}


def test_csv_names_outlet_and_date(ledger):
    table = ledger("export", "--format", "csv").stdout.lstrip("\ufeff")
    row = next(csv.DictReader(io.StringIO(table, newline="")))
    assert (row["outlet"], row["published"]) == ("The Courier", "2024-05-05")
