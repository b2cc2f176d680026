"""Batch folders that are really broken: what is found, and that what is said to mend them does."""

import importlib.util
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")

from sayso.batch import BatchOptions, read_plan
from sayso.doctor import look_at_batch

BATCH_TESTS = Path(__file__).parents[1] / "batch"
SLOW = "batch_readers:open_slow_reader"


def load(name):
    spec = importlib.util.spec_from_file_location(f"of_{name}", BATCH_TESTS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where its dataclasses look for their names
    spec.loader.exec_module(module)
    return module


CONFTEST = load("conftest")
article = CONFTEST.article


def batches_in(place, patched):
    """Batches in the folder, read by the fakes of the batch's own tests."""
    patched.chdir(place)
    patched.syspath_prepend(str(BATCH_TESTS))
    path = os.pathsep.join(filter(None, (str(BATCH_TESTS), os.environ.get("PYTHONPATH"))))
    patched.setenv("PYTHONPATH", path)
    return CONFTEST.Batches(place)


@pytest.fixture
def batches(tmp_path, monkeypatch):
    """Batches in an empty folder."""
    return batches_in(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def finished_once(tmp_path_factory):
    """A folder with a finished batch of two inputs, of three parts, to be copied."""
    place = tmp_path_factory.mktemp("finished")
    with pytest.MonkeyPatch.context() as patched:
        batches = batches_in(place, patched)
        batches.lines("wire.jsonl", [article(n) for n in range(15)])
        batches.folder("quay", [article(n) for n in range(4)])
        batches.run("wire.jsonl", "quay")
    return place


@pytest.fixture
def finished(batches, finished_once):
    """That batch, a test's own."""
    shutil.copytree(finished_once, batches.place, dirs_exist_ok=True)
    return batches.place / "out"


RUN = """
import sys
from datetime import date
from pathlib import Path
from sayso.batch import BatchOptions, run_batch
out, *inputs = sys.argv[1:]
options = BatchOptions(part=10, reader="batch_readers:open_slow_reader")
run_batch(inputs, Path(out), options, workers=1, today=date(2031, 5, 6))
"""


@contextmanager
def running(out, *inputs):
    """A batch in a process of its own, which has done a part; killed at the end."""
    command = [sys.executable, "-c", RUN, str(out), *inputs]
    process = subprocess.Popen(command, start_new_session=True, stderr=subprocess.PIPE)
    try:
        end = time.monotonic() + 60
        while not list(out.glob(".batch/parts/*.json")):
            assert process.poll() is None, process.communicate()[1].decode()
            assert time.monotonic() < end
            time.sleep(0.005)
        yield
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def look(path, held, reader="batch_readers:open_reader"):
    """What is found, after which every file is as it was."""
    before = held(path)
    found = list(look_at_batch(path, BatchOptions(reader=reader)))
    assert held(path) == before
    return found


def wrong(found):
    return [(one.what, one.told) for one in found if one.state == "wrong"]


def test_a_batch_that_is_well(finished, held):
    found = look(finished, held)
    assert [one.state for one in found] == ["ok", "ok"]
    assert found[0].told == "finished and whole: 12 files, 19 documents, 0 skipped"
    assert found[0].remedy == f"`sayso ledger import {finished}` takes it into a ledger"


@pytest.mark.parametrize("harm", ["change", "take away"])
def test_a_file_that_is_not_as_it_was_is_found_and_mended(batches, finished, held, harm):
    before = batches.bytes()
    file = finished / "documents/00000-wire-00001.parquet"
    if harm == "change":
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    else:
        file.unlink()
    [one] = [one for one in look(finished, held) if one.state == "wrong"]
    said = {"change": "is not the file that the batch wrote", "take away": "cannot be read"}[harm]
    assert one.told.startswith(f"documents/00000-wire-00001.parquet: {said}")
    command = f"sayso batch wire.jsonl quay --out {shlex.quote(str(finished))} --part 10"
    assert one.remedy.endswith(command)
    if harm == "change":
        assert f"rm {file}, then " in one.remedy
        file.unlink()
    batches.run("wire.jsonl", "quay")  # what the command does
    assert wrong(look(finished, held)) == []
    assert batches.bytes() == before


def test_strange_files_are_told(finished, held):
    shutil.copy(finished / "skipped/00000-wire-00000.parquet", finished / "skipped/more.parquet")
    (finished / "documents/notes.txt").write_text("high water at nine")
    (finished / "sheet.csv").write_text("a,b")
    found = look(finished, held)
    assert wrong(found) == [("files", "skipped/more.parquet: is not in the manifest")]
    notes = {one.told for one in found if one.state == "note"}
    assert notes == {"sheet.csv is no file of a batch", "documents/notes.txt is no file of a batch"}


def test_a_batch_that_is_running_and_one_that_was_killed(batches, held):
    batches.lines("wire.jsonl", [article(n) for n in range(60)])
    out = batches.place / "out"
    with running(out, "wire.jsonl"):
        found = list(look_at_batch(out, BatchOptions(reader=SLOW)))
        assert [(one.what, one.state) for one in found][:2] == [("lock", "note"), ("batch", "note")]
    found = look(out, held, SLOW)
    [one] = [one for one in found if one.state == "wrong"]
    assert one.told.startswith("not finished: ")
    assert one.told.endswith(" of 8 parts are done")
    assert one.remedy == f"go on with: sayso batch wire.jsonl --out {out} --part 10"
    batches.run("wire.jsonl", reader=SLOW)
    assert wrong(look(out, held, SLOW)) == []


def test_a_batch_whose_input_is_elsewhere(batches, held, monkeypatch, tmp_path_factory):
    batches.lines("wire.jsonl", [article(n) for n in range(60)])
    out = batches.place / "out"
    with running(out, "wire.jsonl"):
        pass
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert ("inputs", "wire.jsonl is not here") in [(one.what, one.told) for one in look(out, held, SLOW)]


def test_other_versions_are_told(batches, finished, held, monkeypatch):
    from sayso.batch import plan

    monkeypatch.setattr(plan, "__version__", "9.9.9")
    [note] = [one for one in look(finished, held) if one.what == "versions"]
    assert (note.state, note.told) == ("note", "was made by another version of Sayso (0.1.0, now 9.9.9)")
    (finished / "manifest.json").unlink()
    assert ("versions", "was begun by another version of Sayso (0.1.0, now 9.9.9)") in wrong(
        look(finished, held)
    )


def test_the_command_names_what_was_asked(batches):
    from sayso.batch import command_of
    from sayso.ingest import IngestOptions
    from sayso.records import Metadata

    batches.folder("old quay", [article(1)])
    ingest = IngestOptions(given=Metadata(outlet="The Tideline"), max_bytes=123_456_789)
    batches.run("old quay", ingest=ingest, time_limit=2.5)
    command = command_of(Path("out"), read_plan(batches.place / "out"))
    assert command == (
        "sayso batch 'old quay' --out out --part 10 --time-limit 2.5 --max-bytes 123456789 "
        "--outlet 'The Tideline'"
    )


@pytest.mark.parametrize("name", ["manifest.json", ".batch/plan.json", ".batch/parts/00000-wire-00000.json"])
@pytest.mark.parametrize("content", [b"{", b"[1]"])
def test_records_that_cannot_be_read_are_findings(finished, held, name, content):
    if name != "manifest.json":
        (finished / "manifest.json").unlink()
    (finished / name).write_bytes(content)
    assert wrong(look(finished, held))


def test_a_folder_without_a_batch(tmp_path, held):
    assert wrong(look(tmp_path, held)) == [("batch", "there is no batch in this folder")]
    (tmp_path / "news.db").touch()
    [one] = look(tmp_path, held)
    assert one.remedy == f"name its ledger: {tmp_path / 'news.db'}"
