"""What is given to be added: named, checked and put aside before anything is read."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pytest

from sayso.errors import AbortRun
from sayso.records import Metadata
from sayso.web.adding import address, paste, uploads
from sayso.web.settings import Settings

SETTINGS = Settings()


@dataclass
class File:
    filename: str | None
    data: bytes = b"Ada Quill said it."
    file: BytesIO = field(init=False)

    def __post_init__(self):
        self.file = BytesIO(self.data)


def read(task):
    return [item for given in task.inputs for item in given.read()]


@pytest.fixture
def spool(tmp_path, monkeypatch):
    """The folder in which uploads are put aside."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("text", "title", "name"),
    [
        ("Ada Quill said it.", None, "Ada Quill said it."),
        ("Ada Quill said it.", "The quay", "The quay"),
        ("word " * 40, None, "word word word word word word word word word word word word …"),
        ("港" * 90, None, "港" * 60 + " …"),
    ],
)
def test_a_text_is_called_by_its_title_or_its_first_words(text, title, name):
    (document,) = read(paste(text, Metadata(title=title), SETTINGS))
    assert (document.name, document.text) == (name, text)


def test_a_text_that_looks_like_a_page_stays_the_text_that_it_is():
    text = '<html><body><p>Ada Quill said it.</p></body></html>\n{"text": "no"}'
    (document,) = read(paste(text, Metadata(), SETTINGS))
    assert (document.text, document.media_type) == (text, "text/plain")


@pytest.mark.parametrize(
    ("text", "settings"), [("", SETTINGS), ("a\ud800", SETTINGS), ("é" * 6, Settings(max_bytes=10))]
)
def test_what_is_no_text_is_refused(text, settings):
    with pytest.raises(AbortRun, match="text"):
        paste(text, Metadata(), settings)


def test_a_wrong_date_is_told_by_the_name_of_its_field():
    with pytest.raises(AbortRun) as caught:
        paste("Ada Quill said it.", Metadata(published="soon"), SETTINGS)
    assert caught.value.subject == "published"


@pytest.mark.parametrize(
    ("given", "read_from"),
    [
        ("https://wire.example/a", "https://wire.example/a"),
        ("http://wire.example/a", "http://wire.example/a"),
        (" wire.example/a ", "https://wire.example/a"),
    ],
)
def test_an_address_may_leave_out_how(given, read_from):
    assert address(given, SETTINGS).title == read_from


@pytest.mark.parametrize("given", ["-", "", "/etc/passwd", "file:///etc/passwd", "ftp://a.example/", "a b"])
def test_an_address_is_never_a_file(given):
    with pytest.raises(AbortRun, match="no web address"):
        address(given, SETTINGS)


@pytest.mark.parametrize(
    ("filename", "shown"),
    [
        ("quay.txt", "quay.txt"),
        ("../../../etc/passwd", "etc/passwd"),
        ("C:\\news\\quay.txt", "C:/news/quay.txt"),
        ("/absolute.txt", "absolute.txt"),
        ("..", "file 1"),
        ("a\nb\x00.txt", "file 1"),
        ("ميناء.txt", "ميناء.txt"),
    ],
)
def test_a_filename_is_shown_and_is_no_path(spool, filename, shown):
    task = uploads([File(filename)], Metadata(), SETTINGS)
    assert task.title == shown
    files = [path for path in spool.rglob("*") if path.is_file()]
    assert [path.name for path in files] == ["1"]
    (document,) = read(task)
    assert document.name == Path(shown).stem


def test_what_was_put_aside_goes_as_it_is_read_and_at_the_end(spool):
    task = uploads([File("a.txt"), File("b.txt")], Metadata(outlet=" Tideline "), SETTINGS)
    (first,) = task.inputs[0].read()
    assert first.metadata.outlet == "Tideline"
    assert [path.name for path in spool.rglob("*") if path.is_file()] == ["2"]
    task.tidy()
    assert list(spool.iterdir()) == []


def test_the_kind_of_file_follows_from_its_name_and_its_content(spool):
    files = [File("a.md", b"# Quay\n\nAda Quill said it."), File("b.jsonl", b'{"text": "Pell said no."}')]
    kinds = [item.media_type for item in read(uploads(files, Metadata(), SETTINGS))]
    assert kinds == ["text/markdown", "application/jsonl"]


def test_without_a_file_there_is_nothing_to_do(spool):
    with pytest.raises(AbortRun, match="none was chosen"):
        uploads([File("")], Metadata(), SETTINGS)
    assert list(spool.iterdir()) == []
