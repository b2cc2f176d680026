"""What goes wrong while a batch runs: nothing is lost, nothing is twice, every skip has a reason."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager, suppress

import pytest

from sayso import AbortRun
from sayso.batch.folder import Done, Folder
from sayso.batch.rows import TABLES
from sayso.batch.spool import Spool
from sayso.batch.tables import Written

RUN = """
import sys
from datetime import date
from pathlib import Path
from sayso.batch import BatchOptions, run_batch
out, reader, workers, *inputs = sys.argv[1:]
options = BatchOptions(part=10, reader=reader)
run_batch(inputs, Path(out), options, workers=int(workers), today=date(2031, 5, 6))
"""
SLOW = "batch_readers:open_slow_reader"


@contextmanager
def started(*arguments):
    """A batch in a process group of its own, which is killed at the end."""
    command = [sys.executable, "-c", RUN, *map(str, arguments)]
    process = subprocess.Popen(command, start_new_session=True, stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        kill(process)


def kill(process):
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def traces(folder):
    """What lies in the folder's state: it changes whenever an entry is read or a part is committed."""
    state = folder / ".batch"
    return {(path.name, path.stat().st_size) for part in ("work", "parts") for path in files(state / part)}


def files(folder):
    return [path for path in folder.glob("*") if path.suffix in (".json", ".spool") and path.exists()]


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def kill_at_random(batches, inputs, chance, *, workers):
    """Begin the batch or go on with it, and kill all of it a moment after it did something."""
    out = batches.place / "out"
    before = traces(out)
    with started("out", SLOW, workers, *inputs) as process:
        wait_for(lambda: process.poll() is not None or traces(out) - before)
        time.sleep(chance.uniform(0, 0.25))


def test_killed_again_and_again_it_loses_nothing(batches, articles):
    inputs = [batches.folder("quay", articles(40)), batches.lines("wire.jsonl", articles(80))]
    batches.run(*inputs, out="undisturbed", reader=SLOW)
    chance = random.Random(7)
    for _ in range(5):
        kill_at_random(batches, inputs, chance, workers=2)
    assert not (batches.place / "out/manifest.json").exists()
    batches.run(*inputs, reader=SLOW)
    assert batches.bytes("out") == batches.bytes("undisturbed")


@pytest.mark.slow
def test_killed_fifty_times_it_loses_nothing(batches, articles):
    inputs = [batches.folder("quay", articles(400)), batches.lines("wire.jsonl", articles(900))]
    batches.run(*inputs, out="undisturbed", workers=2)
    chance = random.Random(11)
    for _ in range(50):
        kill_at_random(batches, inputs, chance, workers=2)
    batches.run(*inputs, workers=2)
    assert batches.bytes("out") == batches.bytes("undisturbed")


def test_a_spool_that_is_cut_off_keeps_its_whole_records(batches, articles):
    inputs = batches.lines("wire.jsonl", [*articles(5), "HANG", *articles(3)])
    with started("out", "batch_readers:open_reader", 1, inputs):
        wait_for(lambda: any(size > 1000 for _, size in traces(batches.place / "out")))
        time.sleep(0.5)
    spool = Folder(batches.place / "out").spool("00000-wire-00000")
    held = spool.read_bytes()
    with Spool(spool) as found:
        assert found.entries == 5
    spool.write_bytes(held[:-3])  # cut off in the middle of a record
    with Spool(spool) as found:
        assert found.entries == 4
        assert len(list(found.read())) == 4


def test_a_process_that_is_killed_is_followed_by_another(batches, articles, monkeypatch):
    marker = batches.place / "died"
    texts = [*articles(6), f"Mara Oduya said that it holds. DIE-ONCE<{marker}>", *articles(6)]
    log = batches.place / "log"
    monkeypatch.setenv("READ_LOG", str(log))
    found = batches.run(batches.folder("quay", texts), workers=2)
    assert marker.exists()
    # What was read before is not read again.
    assert Counter(log.read_text().split()) == Counter([*(f"a{n:04d}" for n in range(13)), "a0006"])
    assert (found.documents, found.skipped, found.read) == (13, 0, 13)
    assert [row["text"] for row in batches.rows("documents")] == texts


def test_a_document_that_ends_two_processes_is_skipped(batches, articles):
    texts = [*articles(3), "DIE", *articles(3)]
    found = batches.run(batches.folder("quay", texts))
    assert (found.documents, found.skipped) == (6, 1)
    [row] = batches.rows("skipped")
    assert (row["name"], row["reason"]) == ("a0003", "ended the process that read it")
    assert row["item"] == 3
    assert row["sha256"]


def test_a_document_that_takes_too_long_is_skipped(batches, articles):
    texts = [*articles(3), "HANG", *articles(3)]
    found = batches.run(batches.lines("wire.jsonl", texts), time_limit=1.5)
    assert (found.documents, found.skipped) == (6, 1)
    [row] = batches.rows("skipped")
    assert (row["name"], row["item"]) == ("wire.jsonl 3", 3)
    assert row["reason"] == "took longer than 1.5 seconds: raise --time-limit"


def test_a_broken_model_stops_the_batch(batches, articles, monkeypatch):
    monkeypatch.syspath_prepend(str(batches.place))
    inputs = batches.folder("quay", articles(2))
    (batches.place / "late.py").write_text(LATE)
    with pytest.raises(AbortRun, match="is broken: get another"):
        batches.run(inputs, reader="late:open_no_reader")
    with pytest.raises(AbortRun, match="end before they read"):
        batches.run(inputs, out="other", reader="late:open_deadly_reader")


# The plan asks for the model's name as well, in the parent, where these behave.
LATE = """
import os, sys
import batch_readers
def open_no_reader(options):
    return batch_readers.open_no_reader(options) if is_child() else batch_readers.FakeReader()
def open_deadly_reader(options):
    return batch_readers.open_deadly_reader(options) if is_child() else batch_readers.FakeReader()
def is_child():
    return sys.argv[0].endswith("sayso/batch/__main__.py")
"""


@contextmanager
def small_disk(place, size):
    """A disk of that size at the place; where none can be mounted, the test is skipped."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("no disk can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_stops_the_batch_which_then_goes_on(batches, articles):
    inputs = batches.lines("wire.jsonl", [text * 2 for text in articles(60)])
    batches.run(inputs, out="undisturbed")
    with small_disk(batches.place / "disk", "200k"):
        with pytest.raises(AbortRun, match="No space left on device"):
            batches.run(inputs, out="disk/out")
        done = len(list((batches.place / "disk/out/.batch/parts").iterdir()))
        assert 0 < done < 6
        subprocess.run(["mount", "-o", "remount,size=20m", str(batches.place / "disk")], check=True)
        batches.run(inputs, out="disk/out")
        assert batches.bytes("disk/out") == batches.bytes("undisturbed")


def test_a_file_that_cannot_grow_stops_the_batch_which_then_goes_on(batches, articles):
    inputs = batches.lines("wire.jsonl", [text * 20 for text in articles(20)])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, hard))
    try:
        with pytest.raises(AbortRun, match="cannot be written: File too large"):
            batches.run(inputs)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert batches.run(inputs).documents == 20


@pytest.mark.skipif(os.name != "posix", reason="permissions are another matter there")
def test_a_folder_that_cannot_be_written_is_refused(batches, articles):
    inputs = batches.folder("quay", articles(2))
    (batches.place / "file").write_text("")
    with pytest.raises(AbortRun, match="cannot be written"):
        batches.run(inputs, out="file/out")


def test_two_batches_in_one_folder_are_refused(batches, articles):
    inputs = batches.folder("quay", articles(30))
    with started("out", SLOW, 1, inputs):
        wait_for(lambda: traces(batches.place / "out"))
        with pytest.raises(AbortRun, match="another batch is writing here"):
            batches.run(inputs, reader=SLOW)
    assert batches.run(inputs, reader=SLOW).documents == 30  # the lock died with its holder


def test_an_input_that_changed_is_refused(batches, articles):
    inputs = batches.lines("wire.jsonl", articles(30))
    with started("out", SLOW, 1, inputs):
        wait_for(lambda: traces(batches.place / "out"))
    with (batches.place / inputs).open("a") as stream:
        stream.write('{"text": "Mara Oduya said that it was late."}\n')
    with pytest.raises(AbortRun, match="has changed since the batch was begun"):
        batches.run(inputs, reader=SLOW)


@pytest.mark.parametrize("step", range(14))
def test_a_commit_that_is_cut_off_anywhere_is_made_whole(batches, articles, monkeypatch, step):
    """Every call to the system that a commit makes is once the last that it made."""
    from sayso.batch import folder as module

    out = drafted(batches)
    before = {table: path.read_bytes() for table, path in out.drafts(PART).items()}
    calls = 0

    def counted(call):
        def counting(*arguments, **options):
            nonlocal calls
            if calls == step:
                raise KeyboardInterrupt
            calls += 1
            return call(*arguments, **options)

        return counting

    with monkeypatch.context() as patched:
        patched.setattr(module.os, "replace", counted(os.replace))
        patched.setattr(module.os, "fsync", counted(os.fsync))
        try:
            out.commit(DONE)
        except KeyboardInterrupt:
            assert step < 12
    done = out.done()
    out.sweep(done)
    for table, content in before.items():
        path = out.file(table, PART)
        assert path.read_bytes() == content if done else not path.exists()
    assert done in ({}, {PART: DONE})
    if step >= 11:  # the record was in its place
        assert done


PART = "00000-wire-00000"
DONE = Done(
    part=PART, entries=3, files={table: Written(rows=1, bytes=len(table), sha256="0") for table in TABLES}
)


def drafted(batches):
    """A folder with the drafts of one part."""
    out = Folder(batches.place / "out")
    with out.locked():
        for table, path in out.drafts(PART).items():
            path.write_text(table)
    return out


def test_files_that_no_record_names_do_not_count(batches, articles):
    inputs = batches.folder("quay", articles(3))
    batches.run(inputs)
    before = batches.bytes()
    out = Folder(batches.place / "out")
    out.record("00000-quay-00000").unlink()
    (batches.place / "out/documents/00009-lost-00000.parquet").write_bytes(b"half")
    batches.run(inputs)
    assert batches.bytes() == before
    out.file("mentions", "00000-quay-00000").write_bytes(b"")
    batches.run(inputs)
    assert batches.bytes() == before


def test_a_pool_that_was_stopped_reads_again(batches, articles):
    """As an actor of a cluster does, whose first part found the disk full."""
    from sayso.batch import BatchOptions
    from sayso.batch.part import Part
    from sayso.batch.pool import Pool
    from sayso.batch.worker import Setup

    batches.folder("quay", articles(4))
    out = Folder(batches.place / "out")
    entries = tuple(sorted((batches.place / "quay").iterdir()))
    part = Part(shard="00000-quay", number=0, kind="files", entries=entries, first=0, stop=4)
    setup = Setup(base=batches.place, folder=out.path, options=BatchOptions(**batches.options))
    out.path.write_text("a file, in which no folder can be made")
    with Pool(setup, 1) as pool:
        with pytest.raises(AbortRun, match="cannot be written"):
            list(pool.run([part]))
        out.path.unlink()
        with out.locked():
            *reads, done = pool.run([part])
    assert len(reads) == 4
    assert (done.part, done.entries) == ("00000-quay-00000", 4)
