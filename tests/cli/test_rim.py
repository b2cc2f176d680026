"""What a person or a shell sees when something goes wrong: real processes."""

import signal
import subprocess
import sys

import pytest


def test_an_error_is_one_line_and_exit_code_2(sayso):
    done = sayso("said", "bridge", "--ledger", "nowhere.db")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.startswith("sayso: nowhere.db: ")
    assert done.stderr.count("\n") == 1


def test_an_error_cannot_write_to_the_terminal_by_itself(sayso):
    done = sayso("said", "--ledger", "no\x1b[2Jwhere.db")
    assert "\x1b" not in done.stderr
    assert "no␛[2Jwhere.db" in done.stderr


def test_a_fault_of_ours_is_told_apart_from_a_skipped_document(tmp_path):
    broken = tmp_path / "broken.py"
    broken.write_text(
        "from sayso import pipeline\nfrom sayso.cli import main\n"
        "pipeline.open_reader = lambda *a, **k: 1 / 0\nmain()\n"
    )
    done = subprocess.run([sys.executable, broken, "read", "x"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "ZeroDivisionError" in done.stderr
    assert "please report it" in done.stderr


@pytest.mark.parametrize("format", ["table", "jsonl", "csv", "html"])
def test_a_closed_pipe_is_no_error(format, program, tmp_path):
    for number in range(300):
        (tmp_path / f"{number}.txt").write_text("Ann Pell said " + "it rains and " * 60 + ".\n" * 20)
    process = program("read", ".", "--format", format)
    process.stdout.read(10)
    process.stdout.close()
    assert process.wait(120) == 0
    assert process.stderr.read() == b""


def test_output_in_a_pipe_is_plain_even_where_the_terminal_has_colours(program, tmp_path):
    (tmp_path / "x.txt").write_text("Ann Pell said it rains.\n")
    process = program("read", "x.txt", env={"TERM": "xterm-256color", "NO_COLOR": ""})
    out, _ = process.communicate(timeout=60)
    assert out.decode() == "x\n\n  1  Ann Pell · said · indirect\n     it rains\n"


def test_output_that_the_pipe_cannot_hold_is_replaced_not_an_error(program, tmp_path):
    (tmp_path / "x.txt").write_text("Ann Pell said it “rains” 🛶.\n", encoding="utf-8")
    process = program("read", "x.txt", env={"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    out, error = process.communicate(timeout=60)
    assert process.returncode == 0, error
    assert b"it ?rains? ?" in out


def test_machines_get_utf8_whatever_the_locale(program, tmp_path):
    (tmp_path / "x.txt").write_text("Ann Pell said it “rains”.\n", encoding="utf-8")
    process = program("read", "x.txt", "-f", "jsonl", env={"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"})
    assert "it “rains”".encode() in process.communicate(timeout=60)[0]


def test_ctrl_c_while_reading(program, tmp_path):
    (tmp_path / "1.txt").write_text("Ann Pell said it rains.\n")
    (tmp_path / "2.txt").write_text("SLOW\n")
    process = program("read", "1.txt", "2.txt")
    while b"it rains" not in process.stdout.readline():
        pass
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert error == b"stopped\n"
