"""WACZ: the WARC files in it, its titles and digests; hostile zip files are told and stop nothing."""

import zipfile

import pytest

from sayso.ingest import read_archive
from sayso.ingest.archives import wacz as module
from sayso.ingest.archives.again import read_place
from sayso.records import Document, Skipped


@pytest.fixture
def read(tmp_path):
    """Writes a WACZ and reads it."""

    def run(data):
        path = tmp_path / "case.wacz"
        path.write_bytes(data)
        return list(read_archive(path))

    return run


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_every_page_has_its_member_and_can_be_read_again(warcs, read, tmp_path, compression):
    first = warcs.packed(*warcs.pages(2))
    members = {"a.warc.gz": first, "b.warc": b"".join(warcs.pages(3))}
    found = read(warcs.wacz(members, compression=compression))
    assert [item.metadata.title for item in found] == ["Page 1", "Page 2", "Page 1", "Page 2", "Page 3"]
    assert {item.place.archive for item in found} == {"case.wacz"}
    assert [item.place.member for item in found] == ["archive/a.warc.gz"] * 2 + ["archive/b.warc"] * 3
    assert found[1].place.offset + found[1].place.length == len(first)
    for item in found:
        assert read_place(tmp_path, item.place) == item.raw


def test_a_title_comes_from_the_list_of_pages_where_the_page_has_none(warcs, read):
    bare = warcs.record(warcs.http(b"".join(b"<p>%s</p>" % one.encode() for one in warcs.TELLING)))
    titled = warcs.record(warcs.http(warcs.page("Its own")), "https://courier.example/2")
    pages = [
        {"url": "https://courier.example/1", "title": " From the  list "},
        {"url": "https://courier.example/2", "title": "Another"},
        {"url": 7, "title": ["no"]},
    ]
    found = read(warcs.wacz({"a.warc.gz": warcs.packed(bare, titled)}, pages=pages))
    assert [item.metadata.title for item in found] == ["From the list", "Its own"]


def test_a_changed_member_is_told_and_read_all_the_same(warcs, read):
    data = warcs.packed(*warcs.pages(1))
    for digest in ("sha256:" + "0" * 64, "md5:" + "0" * 32):
        changed, page = read(warcs.wacz({"a.warc.gz": data}, digests={"a.warc.gz": digest}))
        assert (changed.name, type(page)) == ("case.wacz/archive/a.warc.gz", Document)
        assert "does not have the hash" in changed.reason
    (page,) = read(warcs.wacz({"a.warc.gz": data}, digests={"a.warc.gz": "sha3:unknown"}))
    assert isinstance(page, Document)


def test_a_member_that_is_no_warc_loses_no_other(warcs, read):
    good = warcs.packed(*warcs.pages(1))
    broken, page = read(warcs.wacz({"a.warc.gz": b"rubbish", "b.warc.gz": good}))
    assert (broken.name, broken.reason) == (
        "case.wacz/archive/a.warc.gz",
        "does not begin with a WARC record",
    )
    assert page.place.member == "archive/b.warc.gz"


def test_what_is_no_wacz(warcs, read):
    (empty,) = read(warcs.wacz({}))
    assert "holds no WARC file" in empty.reason
    data = warcs.wacz({"a.warc.gz": warcs.packed(*warcs.pages(1))})
    (cut,) = read(data[: len(data) // 2])
    assert "no zip file that can be read" in cut.reason


def test_a_packed_member_that_unpacks_without_end_is_refused(warcs, read, monkeypatch):
    monkeypatch.setattr(module, "MAX_PACKED", 1_000_000)
    bomb = b"WARC/1.1\r\n" + b" " * 5_000_000
    data = warcs.wacz({"a.warc": bomb, "b.warc": b"".join(warcs.pages(1))}, compression=zipfile.ZIP_DEFLATED)
    refused, page = read(data)
    assert "more than 1,000,000 bytes" in refused.reason
    assert isinstance(page, Document)
    size = len(bomb).to_bytes(4, "little")
    refused, *_ = read(data.replace(size, (100).to_bytes(4, "little")))  # which the zip file denies
    assert isinstance(refused, Skipped)


def test_names_that_climb_out_are_only_names(warcs, read, tmp_path):
    data = warcs.wacz({"../../../escaped.warc": b"".join(warcs.pages(1))}, compression=zipfile.ZIP_DEFLATED)
    before = set(tmp_path.rglob("*"))
    (page,) = read(data)
    assert page.place.member == "archive/../../../escaped.warc"
    assert set(tmp_path.rglob("*")) - before == {tmp_path / "case.wacz"}
