"""Reading: the few names of the Python API, one document or many."""

from __future__ import annotations

import itertools
import threading
from dataclasses import replace

import pytest

import sayso
from sayso import AbortRun, Document, DocumentError, Metadata, Reader, Reading, Skipped
from sayso.reader import AHEAD

SAID = "“The bridge is safe,” said Ada Quill, the engineer."


def document(text, name="x"):
    return Document(name=name, text=text, raw=text.encode(), media_type="text/plain", encoding="utf-8")


def documents(count):
    return [
        document(f"“Pier {n} is safe,” said Ada Quill. " * (1 + n % 7), f"article {n}") for n in range(count)
    ]


class CountingReader(Reader):
    """Reads nothing into every document, and says how many were in work at once."""

    def __init__(self, workers, fails=()):
        super().__init__(workers=workers)
        self.lock, self.started, self.fails = threading.Lock(), 0, fails

    def read(self, document):
        with self.lock:
            self.started += 1
        if document.name in self.fails:
            raise DocumentError(document.name, "was spoilt", "get another")
        return Reading(document, ())


@pytest.fixture(scope="module")
def two_workers(extractor):
    """A reader with two workers and the model that is loaded already."""
    reader = Reader(workers=2)
    reader._extractor = extractor
    return reader


def test_read_gives_the_text_and_what_was_said():
    reading = sayso.read(SAID, name="note", metadata=Metadata(outlet="The Tideline"))
    assert (reading.document.text, reading.document.name) == (SAID, "note")
    assert reading.document.raw == SAID.encode()
    assert reading.document.metadata.outlet == "The Tideline"
    (found,) = reading.attributions
    assert found.document_id == reading.document.id
    assert found.quotation == "direct"
    assert found.extractor == Reader().extractor_name


def test_read_twice_is_read_the_same():
    assert sayso.read(SAID) == sayso.read(SAID)


@pytest.mark.parametrize(
    ("text", "problem"), [("a\0b", "NUL"), ("\0", "NUL"), ("a\ud800", "surrogate"), ("\udcff", "surrogate")]
)
def test_read_refuses_what_is_no_text(text, problem):
    with pytest.raises(DocumentError, match=problem) as caught:
        sayso.read(text, name="note")
    assert caught.value.subject == "note"


def test_read_file_and_read_bytes_and_read_agree(tmp_path):
    path = tmp_path / "bridge.txt"
    path.write_bytes(SAID.encode())
    from_file = sayso.read_file(path)
    from_bytes = sayso.read_bytes(SAID.encode(), "text/plain", name="bridge")
    assert from_file.document.name == "bridge"
    assert from_file.document.text == from_bytes.document.text == SAID
    assert from_file.document.id == from_bytes.document.id == sayso.read(SAID).document.id
    assert from_file.attributions == from_bytes.attributions == sayso.read(SAID).attributions
    assert sayso.read_file(str(path)) == from_file


def test_read_bytes_takes_html(tmp_path):
    page = f"<html><head><title>Bridge</title></head><body><article><p>{SAID}</p></article></body></html>"
    reading = sayso.read_bytes(page.encode(), "text/html; charset=utf-8")
    assert SAID in reading.document.text
    assert reading.attributions


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.txt"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "image.png"),
        (b'{"text": "A."}\n{"text": "B."}\n', "two.jsonl"),
    ],
)
def test_read_file_refuses_what_is_not_one_document(content, name, tmp_path):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DocumentError):
        sayso.read_file(path)


def test_read_file_refuses_a_file_that_is_not_there(tmp_path):
    with pytest.raises(DocumentError, match="nothing"):
        sayso.read_file(tmp_path / "nothing.txt")


@pytest.mark.parametrize("workers", [0, -1])
def test_refuses_no_workers(workers):
    with pytest.raises(ValueError, match="at least 1"):
        Reader(workers=workers)


def test_one_worker_for_each_processor():
    assert Reader().workers >= 1
    assert repr(Reader(workers=2)) == "Reader(model=None, workers=2)"


def test_the_model_is_loaded_at_the_first_document_and_kept():
    reader = Reader(workers=1)
    assert reader._extractor is None
    name = reader.extractor_name
    assert reader._extractor is None  # the name is the manifest's
    reader.read(document(SAID))
    loaded = reader.extractor
    assert reader.extractor is loaded
    assert reader.extractor_name == name == loaded.name


def test_a_broken_model_stops_the_run(tmp_path):
    for workers in (1, 2):
        with pytest.raises(AbortRun):
            list(Reader(tmp_path, workers=workers).read_many([document(SAID)]))


def test_many_are_read_as_each_alone_in_their_order(two_workers, shipped_reader):
    items = documents(24)
    alone = [shipped_reader.read(item) for item in items]
    assert list(two_workers.read_many(items)) == alone
    assert list(shipped_reader.read_many(items)) == alone
    assert list(two_workers.read_many(reversed(items))) == alone[::-1]


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_what_was_skipped_keeps_its_place(workers):
    items = [
        Skipped(name=f"skip {n}", reason="empty") if n % 3 == 0 else document("", f"article {n}")
        for n in range(40)
    ]
    found = list(CountingReader(workers).read_many(iter(items)))
    assert [one.name if isinstance(one, Skipped) else one.document.name for one in found] == [
        one.name for one in items
    ]
    assert [one for one in found if isinstance(one, Skipped)] == items[::3]


@pytest.mark.parametrize("workers", [1, 3])
def test_a_document_that_cannot_be_read_is_skipped_and_the_rest_goes_on(workers):
    items = [document("", name) for name in "abc"]
    found = list(CountingReader(workers, fails={"b"}).read_many(items))
    assert found[0] == Reading(items[0], ())
    assert found[1] == Skipped(name="b", reason="was spoilt: get another", sha256=items[1].sha256)
    assert found[2] == Reading(items[2], ())


@pytest.mark.parametrize("workers", [1, 2])
def test_nothing_in_nothing_out(workers):
    assert list(CountingReader(workers).read_many([])) == []


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_items_are_taken_only_a_little_ahead(workers):
    taken = 0

    def endless():
        nonlocal taken
        for number in itertools.count():
            taken += 1
            yield document("", f"article {number}")

    stream = CountingReader(workers).read_many(endless())
    for given in range(1, 200):
        assert next(stream).document.name == f"article {given - 1}"
        assert taken <= given + AHEAD * workers + 1
    stream.close()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_source_that_fails_is_not_hidden(workers):
    def broken():
        yield document("", "a")
        raise RuntimeError("the wire is cut")

    with pytest.raises(RuntimeError, match="the wire is cut"):
        list(CountingReader(workers).read_many(broken()))


def test_speakers_are_resolved(shipped_reader):
    (found,) = shipped_reader.read(document(SAID)).attributions
    assert (found.speaker is None) == bool(dict(found.reasons).get("speaker"))
    assert replace(found, speaker=None, reasons=()).id == found.id


def test_the_package_has_the_names_that_it_promises():
    for name in sayso.__all__:
        assert getattr(sayso, name) is not None
    assert sayso.Ledger.__name__ == "Ledger"
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = sayso.nothing
