"""Whatever a user names is read in order, and what cannot be is skipped."""

import io
import json
import os
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from sayso.ingest import IngestOptions, read_inputs, read_upload
from sayso.records import Document, Metadata, Skipped


def _read(*inputs: str | Path, **options: object) -> list[Document | Skipped]:
    return list(read_inputs(map(str, inputs), IngestOptions(**options)))  # type: ignore[arg-type]


def _names(found: list[Document | Skipped]) -> list[str]:
    return [f"-{Path(item.name).name}" if isinstance(item, Skipped) else item.name for item in found]


def _stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_a_document_is_called_by_its_files_stem_and_the_order_is_kept(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(b"first\r\n")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "c.md").write_text("second")
    (tmp_path / "a" / "feed.jsonl").write_text('{"text": "third"}\n{"text": "fourth", "id": 4}\n')
    found = _read(tmp_path / "b.txt", tmp_path / "a", tmp_path / "b.txt")
    assert _names(found) == ["b", "c", "feed.jsonl#1", "4", "b"]
    assert [item.text for item in found if isinstance(item, Document)] == [
        "first\r\n", "second", "third", "fourth", "first\r\n",
    ]  # fmt: skip


def test_the_content_decides_not_the_ending(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("<!doctype html><body><p>" + "The mayor spoke at length. " * 20)
    (tmp_path / "photo.html").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (tmp_path / "feed").write_text('{"text": "x"}\n')
    (tmp_path / "paper.txt").write_bytes(b"%PDF-1.7 ...")
    feed, page, paper, photo = _read(tmp_path)
    assert isinstance(page, Document)
    assert page.media_type == "text/html"
    assert isinstance(feed, Document)
    assert feed.name == "feed#1"
    assert isinstance(photo, Skipped)
    assert photo.name == str(tmp_path / "photo.html")
    assert photo.sha256 == sha256((tmp_path / "photo.html").read_bytes()).hexdigest()
    assert isinstance(paper, Skipped)
    assert "PDF" in paper.reason


def test_a_file_that_is_named_is_read_whatever_its_ending(tmp_path: Path) -> None:
    (tmp_path / "notes.log").write_text("The mayor spoke.")
    assert _names(_read(tmp_path / "notes.log")) == ["notes"]
    assert _names(_read(tmp_path)) == ["-notes.log"]


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "empty"), (b" \n", "blanks"), (b"\0", "NUL"), (bytes(range(1, 256)) * 9, "binary")],
)
def test_bad_files_are_skipped_and_the_run_goes_on(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "bad.txt").write_bytes(data)
    (tmp_path / "good.txt").write_text("The mayor spoke.")
    bad, good = _read(tmp_path / "bad.txt", tmp_path / "good.txt")
    assert isinstance(bad, Skipped)
    assert words in bad.reason
    assert bad.sha256 == sha256(data).hexdigest()
    assert isinstance(good, Document)


@pytest.mark.parametrize(
    "value", ["gone.txt", "", "a\0b", "\ud800", "ftp://tarn.example/a", "file:///etc/passwd"]
)
def test_what_is_not_there_is_skipped_and_the_run_goes_on(tmp_path: Path, value: str) -> None:
    (tmp_path / "good.txt").write_text("The mayor spoke.")
    bad, good = _read(value, tmp_path / "good.txt")
    assert isinstance(bad, Skipped)
    assert bad.name.encode()
    assert isinstance(good, Document)


def test_a_file_that_vanishes_in_between_is_skipped(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text("The mayor spoke.")
    found = read_inputs([str(tmp_path)])
    first = next(found)
    (tmp_path / "b.txt").unlink()
    assert _names([first, *found]) == ["a", "-b.txt", "c"]


def test_a_file_over_the_limit_is_skipped_with_its_size(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x" * 1500)
    (skipped,) = _read(tmp_path / "a.txt", max_bytes=1000)
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "is 1,500 bytes, more than 1,000: raise --max-bytes to read it"
    assert isinstance(_read(tmp_path / "a.txt", max_bytes=1500)[0], Document)


def test_the_limit_is_for_a_document_so_lines_may_be_any_number(tmp_path: Path) -> None:
    line = json.dumps({"text": "The mayor spoke."}) + "\n"
    long = json.dumps({"text": "x" * 2000}) + "\n"
    (tmp_path / "feed.jsonl").write_text(line * 100 + long + line)
    found = _read(tmp_path / "feed.jsonl", max_bytes=1000)
    assert len(found) == 102
    assert [item.name for item in found if isinstance(item, Skipped)] == ["feed.jsonl#101"]


def test_a_first_line_over_the_limit_is_skipped_alone(tmp_path: Path) -> None:
    (tmp_path / "feed.jsonl").write_text(json.dumps({"text": "x" * 5000}) + '\n{"text": "two"}')
    found = _read(tmp_path / "feed.jsonl", max_bytes=1000)
    assert _names(found) == ["-feed.jsonl#1", "feed.jsonl#2"]


@pytest.mark.parametrize("data", [b"", b"\n" * 5000, b"not json\n"])
def test_a_feed_without_articles_is_skipped(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "feed.jsonl").write_bytes(data)
    (skipped,) = _read(tmp_path / "feed.jsonl", max_bytes=10_000)
    assert isinstance(skipped, Skipped)


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (b"The mayor spoke.", ["-"]),
        (b'\n{"text": "x"}\n{"text": "y", "name": "why"}\n', ["-#2", "why"]),
        (b"<html><body><p>" + b"The mayor spoke at length. " * 20, ["-"]),
        (b"", ["--"]),
    ],
)
def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch, data: bytes, names: list[str]) -> None:
    _stdin(monkeypatch, data)
    assert _names(_read("-")) == names


def test_standard_input_over_the_limit_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    _stdin(monkeypatch, b"x\n" * 1000)
    (skipped,) = _read("-", max_bytes=100)
    assert isinstance(skipped, Skipped)
    assert skipped.reason.startswith("has more than 100 bytes")


def test_without_standard_input_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert _names(_read("-")) == ["--"]


@pytest.mark.skipif(os.name == "nt", reason="pipes differ there")
@pytest.mark.timeout(10)
def test_lines_from_a_pipe_are_read_as_they_come(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "r") as pipe:
        monkeypatch.setattr(sys, "stdin", pipe)
        os.write(writing, b'{"text": "one"}\n')
        found = read_inputs(["-"])
        assert next(found).name == "-#1"  # though the pipe is open still
        os.write(writing, b'{"text": "two"}\n')
        assert next(found).name == "-#2"
        os.close(writing)
        assert list(found) == []


def test_given_metadata_is_every_documents(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The mayor spoke.")
    (found,) = _read(tmp_path / "a.txt", given=Metadata(outlet="Tarn Courier", published="20200112"))
    assert isinstance(found, Document)
    assert found.metadata == Metadata(outlet="Tarn Courier", published="2020-01-12")


@pytest.mark.skipif(os.name == "nt", reason="names are no bytes there")
def test_a_file_name_that_is_no_utf8_gives_a_document_that_can_be_stored(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    try:
        path.write_text("The mayor spoke.")
    except OSError:
        pytest.skip("this file system takes only UTF-8")
    assert _names(_read(tmp_path)) == ["caf\ufffd"]


def test_nothing_heavy_is_loaded_by_importing() -> None:
    import subprocess

    code = (
        "import sys, sayso.ingest; heavy = {'lxml', 'trafilatura', 'htmldate', 'httpx', 'charset_normalizer',"
        " 'filetype'} & set(sys.modules); sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("filename", "names"),
    [
        ("news/quay.txt", ["quay"]),
        ("all.jsonl", ["all.jsonl#1"]),
        ("../../etc/passwd", ["passwd"]),
    ],
)
def test_an_upload_is_called_as_where_it_came_from(tmp_path: Path, filename: str, names: list[str]) -> None:
    spooled = tmp_path / "7"
    spooled.write_text('{"text": "Ada Quill said it."}' if filename.endswith("l") else "Ada Quill said it.")
    found = list(read_upload(spooled, filename, IngestOptions()))
    assert _names(found) == names


def test_an_upload_that_is_none_is_skipped_under_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "7").write_bytes(b"")
    (tmp_path / "8").write_bytes(b"word " * 10)
    options = IngestOptions(max_bytes=20)
    reasons = [next(iter(read_upload(tmp_path / name, "news/a.txt", options))) for name in "789"]
    assert [item.name for item in reasons] == ["news/a.txt"] * 3
    assert [item.reason.split(",")[0].split(":")[0] for item in reasons if isinstance(item, Skipped)] == [
        "is empty", "is 50 bytes", "no such file or folder",
    ]  # fmt: skip
