"""Batches from end to end: what they write, and that it is the same however they are run."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from sayso import AbortRun, Metadata
from sayso.batch.folder import Folder
from sayso.batch.shards import Shard
from sayso.batch.survey import Survey, parts_of, survey
from sayso.ingest import IngestOptions


def test_every_input_gives_its_rows(batches, articles):
    texts = articles(23)
    found = batches.run(batches.folder("quay", texts), batches.lines("wire.jsonl", texts))
    assert (found.documents, found.skipped, found.read, found.entries) == (46, 0, 46, 46)
    documents = batches.rows("documents")
    assert [row["text"] for row in documents] == texts * 2
    assert [row["name"] for row in documents[:2]] == ["a0000", "a0001"]
    assert documents[30]["outlet"] == "The Tideline"
    assert documents[0]["raw"] == texts[0].encode()
    said = batches.rows("attributions")
    assert len(said) == found.attributions == 2 * sum(number % 5 for number in range(23))
    text_of = {row["id"]: row["text"] for row in documents}
    for row in said:
        [content] = row["content"]
        assert text_of[row["document_id"]][content["start"] : content["end"]] == content["text"]
    assert len(batches.rows("mentions")) == len(said)


def test_items_are_numbered_within_their_file(batches, articles):
    batches.run(batches.folder("quay", [*articles(12), ""]))
    assert [row["item"] for row in batches.rows("documents")] == [*range(8), *range(4)]
    assert [row["item"] for row in batches.rows("skipped")] == [4]


def test_two_runs_are_equal_byte_for_byte(batches, articles):
    inputs = [batches.folder("quay", articles(25)), batches.lines("wire.jsonl", articles(34))]
    batches.run(*inputs, out="one", workers=3)
    batches.run(*inputs, out="other", workers=1)
    assert batches.bytes("one") == batches.bytes("other")


def test_all_processes_read_a_small_folder(batches, articles, monkeypatch):
    """None of the two goes on before both read."""
    monkeypatch.setenv("MEET", str(batches.place / "met"))
    texts = articles(20)
    found = batches.run(
        batches.folder("quay", texts), workers=2, part=250, reader="batch_readers:open_meeting_reader"
    )
    assert (found.documents, found.skipped, found.parts) == (20, 0, 3)
    assert [row["text"] for row in batches.rows("documents")] == texts
    before = batches.bytes()
    Folder(batches.place / "out").record("00001-quay-00000").unlink()
    batches.run("quay", workers=1, part=250, reader="batch_readers:open_meeting_reader")
    assert batches.bytes() == before


def test_the_manifest_tells_what_was_read_and_written(batches, articles):
    batches.run(batches.folder("quay", articles(12)), batches.lines("wire.jsonl", articles(11)))
    manifest = json.loads((batches.place / "out/manifest.json").read_text())
    assert manifest["inputs"] == ["quay", "wire.jsonl"]
    assert manifest["model"]["extractor"] == "fake 1"
    assert [shard["kind"] for shard in manifest["shards"]] == ["files", "files", "lines"]
    assert [len(shard["parts"]) for shard in manifest["shards"]] == [1, 1, 2]
    assert manifest["shards"][2]["bytes"] == (batches.place / "wire.jsonl").stat().st_size
    assert manifest["rows"]["documents"] == 23
    assert len(manifest["files"]) == 4 * 4
    assert set(manifest["libraries"]) >= {"pyarrow"}


def test_a_finished_batch_is_left_as_it_is(batches, articles):
    inputs = batches.folder("quay", articles(5))
    first = batches.run(inputs)
    before = batches.bytes()
    again = batches.run(inputs, reader="batch_readers:open_reader")
    assert (again.documents, again.attributions, again.read) == (5, first.attributions, 5)
    assert batches.bytes() == before


def test_the_model_that_ships_reads_too(batches, shipped_reader):
    text = "“The bridge is safe,” said Ada Quill, the engineer."
    batches.run(batches.folder("quay", [text]), reader="sayso.batch.worker:open_reader")
    [said] = batches.rows("attributions")
    assert said["content"] == [{"start": 0, "end": 21, "text": "“The bridge is safe,”"}]
    assert said["extractor"] == shipped_reader.extractor_name
    assert [row["text"] for row in batches.rows("mentions") if row["form"] == "name"] == ["Ada Quill"]


def test_what_cannot_be_read_is_skipped_with_its_reason(batches, articles):
    folder = batches.folder("quay", [*articles(3), "", "RAISE", "REFUSE"])
    (batches.place / folder / "x.exe").write_bytes(b"MZ\0")
    found = batches.run(folder)
    assert (found.documents, found.skipped) == (3, 4)
    reasons = {row["name"]: row["reason"] for row in batches.rows("skipped")}
    assert "is empty" in reasons["quay/a0003.txt"]
    assert reasons["a0004"] == "reading it failed (KeyError): a fault in Sayso, please report it"
    assert reasons["a0005"] == "is no article: give another"
    assert "are read" in reasons["quay/x.exe"]
    assert all(row["sha256"] for row in batches.rows("skipped") if row["name"] in ("a0004", "a0005"))


def test_a_truncated_input_loses_only_what_was_cut(batches, articles):
    name = batches.lines("wire.jsonl", articles(15))
    whole = (batches.place / name).read_bytes()
    (batches.place / name).write_bytes(whole[:-20])
    found = batches.run(name)
    assert (found.documents, found.skipped) == (14, 1)
    [row] = batches.rows("skipped")
    assert row["name"] == "wire.jsonl#15"
    assert "not JSON" in row["reason"]


def test_lines_keep_their_numbers_in_every_part(batches, articles):
    rows = [json.dumps({"text": text}) for text in articles(24)]
    rows[13] = "{"
    (batches.place / "wire.jsonl").write_text("\n\n".join(rows) + "\n")
    batches.run("wire.jsonl")
    names = [row["name"] for row in batches.rows("documents")]
    assert names == [f"wire.jsonl#{2 * n + 1}" for n in range(24) if n != 13]
    assert [row["name"] for row in batches.rows("skipped")] == ["wire.jsonl#27"]


@pytest.mark.parametrize(
    ("content", "reason"), [(b"\n \n", "is empty|no line|blanks"), ("{}".encode("utf-16"), "UTF-16|read")]
)
def test_lines_that_hold_nothing_say_so(batches, content, reason):
    (batches.place / "wire.jsonl").write_bytes(content)
    assert batches.run("wire.jsonl").documents == 0
    [row] = batches.rows("skipped")
    assert row["reason"]


OTHER_READER = """
import batch_readers
def open_reader(options):
    reader = batch_readers.FakeReader()
    reader.extractor_name = "other 2"
    return reader
"""


def test_another_batch_in_the_folder_is_refused(batches, articles, monkeypatch):
    (batches.place / "batch_other.py").write_text(OTHER_READER)
    monkeypatch.syspath_prepend(str(batches.place))
    inputs = batches.folder("quay", articles(3))
    batches.run(inputs)
    before = batches.bytes()
    for changed, said in (
        ({"time_limit": 7.0}, "other options .time_limit: 300.0, now 7.0"),
        ({"part": 11}, "other options .part: 10, now 11"),
        ({"ingest": IngestOptions(given=Metadata(outlet="The Tideline"))}, "other options .given"),
        ({"ingest": IngestOptions(max_bytes=100)}, "other options .max_bytes"),
        ({"reader": "batch_other:open_reader"}, "another model .extractor: fake 1, now other 2"),
    ):
        with pytest.raises(AbortRun, match=said):
            batches.run(inputs, **changed)
    assert batches.bytes() == before


def test_other_inputs_are_refused(batches, articles):
    one, other = batches.folder("quay", articles(3)), batches.folder("port", articles(4))
    batches.run(one)
    with pytest.raises(AbortRun, match="from other inputs"):
        batches.run(one, other)
    (batches.place / one / "late.txt").write_text("Mara Oduya said that it was late.")
    with pytest.raises(AbortRun, match="inputs that have changed"):
        batches.run(one)


def test_a_folder_that_is_no_batch_is_refused(batches, articles):
    inputs = batches.folder("quay", articles(3))
    (batches.place / "out").mkdir()
    (batches.place / "out" / "letters.txt").write_text("mine")
    with pytest.raises(AbortRun, match="not empty"):
        batches.run(inputs)
    assert [path.name for path in (batches.place / "out").iterdir()] == ["letters.txt"]


@pytest.mark.parametrize("value", ["-", "https://tideline.example/1", "nothing.txt", ""])
def test_what_cannot_be_read_again_is_refused(batches, value):
    with pytest.raises(AbortRun):
        batches.run(value)


def test_the_output_may_not_lie_in_the_input(batches, articles):
    batches.folder("quay", articles(2))
    with pytest.raises(AbortRun, match="lies in the input"):
        batches.run("quay", out="quay/out")


def test_the_day_of_the_first_run_holds_for_all(batches):
    page = (
        "<html><head><meta property='article:published_time' content='2031-05-05T10:00:00+00:00'></head>"
        "<body><article><p>Mara Oduya said that the sluice holds, and that it would hold in spring.</p>"
        "</article></body></html>"
    )
    (batches.place / "quay").mkdir()
    (batches.place / "quay" / "page.html").write_text(page)
    batches.run("quay", out="one", today=date(2031, 5, 6))
    [row] = batches.rows("documents", "one")
    assert row["published"] == "2031-05-05T10:00:00+00:00"
    # The clock went back between the two runs: what is read then is read as on the first day.
    record = next((batches.place / "one/.batch/parts").iterdir())
    record.unlink()
    before = batches.bytes("one")
    batches.run("quay", out="one", today=date(1970, 1, 1))
    assert batches.bytes("one") == before
    batches.run("quay", out="other", today=date(1970, 1, 1))
    assert batches.rows("documents", "other")[0]["published"] is None


@pytest.fixture
def archive(batches, warcs, monkeypatch):
    """A web archive of 30 pages that is read in several parts, damaged in the middle."""
    from sayso.batch import survey as surveys

    records = warcs.pages(30)
    packed = [warcs.packed(one) for one in records]
    packed[17] = packed[17][:-40]
    (batches.place / "crawl.warc.gz").write_bytes(b"".join(packed))
    monkeypatch.setattr(surveys, "RECORD", sum(map(len, packed)) // 30)
    return "crawl.warc.gz"


def test_a_web_archive_is_read_in_parts_and_not_stored_twice(batches, archive):
    from sayso.ingest import read_inputs
    from sayso.records import Document

    found = batches.run(archive)
    expected = list(read_inputs([archive]))
    documents = [one for one in expected if isinstance(one, Document)]
    assert found.all_parts >= 3
    rows = batches.rows("documents")
    assert [row["id"] for row in rows] == [one.id for one in documents]
    assert [row["text"] for row in rows] == [one.text for one in documents]
    assert all(row["raw"] is None for row in rows)
    place = documents[5].place
    assert rows[5]["place"]["offset"] == place.offset
    assert rows[5]["place"]["archive"] == archive
    assert [row["reason"] for row in batches.rows("skipped")] == [
        one.reason for one in expected if not isinstance(one, Document)
    ]


def test_a_batch_over_a_web_archive_is_loaded_back_as_it_was_read(batches, archive):
    from batch_readers import FakeReader

    from sayso.batch import Loaded, load_parts
    from sayso.ingest import read_inputs
    from sayso.records import Document, Skipped

    batches.run(archive)
    items = [item for part in load_parts(batches.place / "out") for item in part]
    read = [FakeReader().read(one) for one in read_inputs([archive]) if isinstance(one, Document)]
    loaded = [one.reading for one in items if isinstance(one, Loaded)]
    assert [one.attributions for one in loaded] == [one.attributions for one in read]
    assert [one.mentions for one in loaded] == [one.mentions for one in read]
    for one, other in zip(loaded, read, strict=True):
        assert (one.document.place, one.document.n_bytes) == (other.document.place, other.document.n_bytes)
    assert {one.name for one in items if isinstance(one, Skipped)} == {
        one.name for one in read_inputs([archive]) if isinstance(one, Skipped)
    }
    without = [item for part in load_parts(batches.place / "out", mentions=False) for item in part]
    bare = [
        replace(one, reading=replace(one.reading, mentions=())) if isinstance(one, Loaded) else one
        for one in items
    ]
    assert any(one.mentions for one in loaded)
    assert without == bare


def test_a_page_that_ends_its_process_is_passed_over_in_its_archive(batches, warcs):
    pages = warcs.pages(8)
    deadly = warcs.page("Page 4", paragraphs=[*warcs.TELLING, "Here the process will DIE."])
    pages[3] = warcs.record(warcs.http(deadly), "https://courier.example/4", number=4)
    (batches.place / "crawl.warc").write_bytes(b"".join(pages))
    found = batches.run("crawl.warc")
    assert (found.documents, found.skipped) == (7, 1)
    [row] = batches.rows("skipped")
    assert (row["name"], row["item"]) == ("https://courier.example/4", 3)


@pytest.mark.parametrize(
    ("n_lines", "every"), [(5, 8), (40, 8), (200, 13), (3_999, 250), (4_000, 250), (4_001, 250)]
)
def test_short_files_of_lines_are_cut_finer(tmp_path, n_lines, every):
    """By the number of their lines alone: sixteen parts at most, of eight lines at least, of 250 at most."""
    path = tmp_path / "wire.jsonl"
    path.write_text("".join(f'{{"text": "Notice {n}."}}\n\n' for n in range(n_lines)))
    shard = Shard(name="00000-wire", kind="lines", entries=(path,))
    found = Survey.from_json(survey(shard, size=250, max_bytes=1_000_000).to_json())
    parts = parts_of(shard, found, size=250)
    assert [(part.first, part.stop) for part in parts] == [
        (first, min(first + every, n_lines)) for first in range(0, n_lines, every)
    ]
    data = path.read_bytes()
    for part in parts:
        assert data[part.offset :].lstrip().startswith(f'{{"text": "Notice {part.first}."'.encode())
        assert data[: part.offset].count(b"\n") == part.line
