"""`batch` and `ledger import` as commands, with the model that ships."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

pytest.importorskip("pyarrow")
SAYSO = [sys.executable, "-c", "from sayso.cli import main; main()"]


def test_a_folder_becomes_a_batch_and_a_ledger(sayso, articles, tmp_path):
    (articles / "empty.txt").write_text("")
    done = sayso("batch", articles, "--out", "out", "--workers", "1", "--part", "2")
    assert done.exit_code == 1, done.output
    assert done.stdout.startswith("2 documents, ")
    assert done.stdout.endswith("attributions, 1 skipped\n")
    again = sayso("batch", articles, "--out", "out", "--workers", "1", "--part", "2")
    assert again.stdout == done.stdout
    other = sayso("batch", articles, "--out", "out", "--part", "3")
    assert other.exit_code == 2
    assert "other options (part: 2, now 3)" in other.stderr
    taken = sayso("ledger", "import", "out")
    assert taken.exit_code == 1, taken.output
    assert taken.stdout.startswith("added 2 documents; ")
    assert sayso("ledger", "import", "out").stdout.startswith("nothing added; 0 new attributions; 2 doc")
    assert "nobody was hurt" in sayso("said", "hurt").stdout
    assert "articles/empty.txt" in sayso("skipped").stdout
    assert sayso("verify").exit_code == 0


def test_what_is_no_batch_is_refused(sayso, articles):
    assert "no batch here" in sayso("ledger", "import", "articles").stderr
    refused = sayso("batch", "-", "--out", "out")
    assert refused.exit_code == 2
    assert "reads files and folders" in refused.stderr


def test_ctrl_c_stops_it_and_says_how_to_go_on(articles, tmp_path):
    command = [*SAYSO, "batch", "articles", "--out", "out", "--workers", "1"]
    # Ctrl-C reaches the processes that read as well.
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, process_group=0)
    try:
        end = time.monotonic() + 60
        while not list(tmp_path.glob("out/.batch/plan.json")):
            assert time.monotonic() < end
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130
    assert "Give the same command again to go on" in said
    assert "Traceback" not in said
