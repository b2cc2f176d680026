import csv
import io
import json

import jsonschema
import pytest

from sayso.records import json_schema


def test_table(sayso, articles):
    done = sayso("read", articles / "courier.txt", "--outlet", "The Courier", "--title", "Shut")
    assert done.exit_code == 0
    assert done.stdout == (
        "Shut\n"
        "The Courier · courier\n"
        "\n"
        "  1  Mara Oduya · said · mixed\n"
        "     the bridge would “stay shut” for weeks\n"
        "\n"
        "  2  “She”, unresolved · added · indirect · unsure (0.30)\n"
        "     that nobody was hurt\n"
        "\n"
        "  3  Tobias Renn · denied · indirect\n"
        "     that he knew of the cracks\n"
    )
    assert done.stderr == ""


def test_reasons_on_request(sayso, tmp_path):
    (tmp_path / "x.txt").write_text("Ann Pell said it rains.\n")
    assert "its own words" not in sayso("read", "x.txt").stdout
    assert sayso("read", "x.txt", "--why").stdout == (
        "x\n\n  1  Ann Pell · said · indirect\n     it rains\n       speaker: its own words\n"
    )


def test_jsonl_is_what_the_schema_says(sayso, articles):
    done = sayso("read", articles, "--format", "jsonl")
    rows = [json.loads(row) for row in done.stdout.splitlines()]
    assert len(rows) == 5
    for row in rows:
        jsonschema.validate(row, json_schema())


def test_csv_and_html(sayso, articles):
    table = sayso("read", articles, "--format", "csv", "--outlet", "=HYPERLINK(1)").stdout
    rows = list(csv.DictReader(io.StringIO(table.lstrip("\ufeff"), newline="")))
    assert [row["speaker"] for row in rows] == ["Mara Oduya", "", "Tobias Renn", "Tobias Renn", "Jory Pell"]
    assert rows[0]["outlet"] == "'=HYPERLINK(1)"
    assert sayso("read", articles, "--format", "html").stdout.startswith("<!DOCTYPE html>")


def test_standard_input(sayso):
    done = sayso("read", "-", "--format", "jsonl", input="Ann Pell said it rains.\n")
    assert json.loads(done.stdout)["document"] == "-"


@pytest.mark.parametrize("format", ["table", "jsonl"])
def test_what_is_skipped_is_said_and_the_rest_goes_on(format, sayso, articles):
    (articles / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    done = sayso("read", articles / "image.txt", "gone.txt", articles / "wire.txt", "-f", format)
    assert done.exit_code == 1
    assert "Jory Pell" in done.stdout
    said = done.stderr.splitlines()
    assert said[0].startswith("skipped ")
    assert "image.txt: " in said[0]
    assert said[1].startswith("skipped gone.txt: ")


def test_nothing_is_kept(sayso, articles, tmp_path):
    sayso("read", articles)
    assert [path.name for path in tmp_path.iterdir()] == ["articles"]


def test_results_come_as_they_are_read(program, tmp_path):
    (tmp_path / "1.txt").write_text("Ann Pell said it rains.\n")
    (tmp_path / "2.txt").write_text("SLOW\n")
    for format in ("table", "jsonl", "csv"):
        process = program("read", "1.txt", "2.txt", "--format", format)
        first = b""
        while b"it rains" not in first:  # before the second, which takes half a minute
            piece = process.stdout.readline()
            assert piece, process.stderr.read()
            first += piece
        process.kill()


def test_a_terminal_gets_colour_and_no_color_is_honoured(program, tmp_path):
    (tmp_path / "x.txt").write_text("Ann Pell said it rains.\n")

    def shown(**environment):
        process = program("read", "x.txt", env={"FORCE_COLOR": "1", "TERM": "xterm-256color", **environment})
        return process.communicate(timeout=60)[0]

    assert b"\x1b[1;36mAnn Pell" in shown(NO_COLOR="")
    assert b"36m" not in shown(NO_COLOR="1")


def test_hostile_text_does_nothing_to_the_terminal(program, tmp_path):
    (tmp_path / "x.txt").write_text("Ann Pell said [bold]it\x1b]0;owned\x07 rains\u202e.\n", encoding="utf-8")
    process = program("read", "x.txt")
    out = process.communicate(timeout=60)[0].decode()
    assert "[bold]it␛]0;owned␇ rains\ufffd" in out
    assert not set(out) & {"\x1b", "\x07", "\u202e"}


def test_subprocess_is_the_same_program(program, articles, sayso):
    process = program("read", articles)
    assert process.communicate(timeout=60)[0].decode() == sayso("read", articles).stdout


def test_another_language_is_skipped_with_the_reason(sayso, tmp_path):
    (tmp_path / "port.txt").write_text("Il pleut.\n")
    done = sayso("read", "port.txt", "--language", "fr", "--format", "jsonl")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "is in French, which fake 1 does not read" in done.stderr
    assert sayso("read", "port.txt", "--language", "fr", "--any-language").exit_code == 0
