"""Bytes read again from the archives in which they stand."""

import gzip
from dataclasses import replace

import pytest

from sayso.errors import DocumentError
from sayso.ingest import read_archive
from sayso.ingest.archives.again import read_place, read_places


@pytest.mark.parametrize("form", ["warc", "warc.gz", "warc.zst", "single.warc.gz"])
def test_a_document_is_read_again_from_its_place(warcs, tmp_path, form):
    plain = b"".join(warcs.pages(3))
    data = {
        "warc": plain,
        "warc.gz": warcs.packed(*warcs.pages(3)),
        "warc.zst": warcs.frames(*warcs.pages(3)),
        "single.warc.gz": gzip.compress(plain),
    }[form]
    folder = tmp_path / "deep" / "er"
    folder.mkdir(parents=True)
    (folder / f"crawl.{form}").write_bytes(data)
    found = list(read_archive(folder / f"crawl.{form}"))
    assert [read_place(tmp_path, item.place) for item in found] == [item.raw for item in found]
    again = read_places(folder / f"crawl.{form}", [item.place for item in found])
    by_record = {one.place.record: one.data for one in again}
    assert by_record == {item.place.record: item.raw for item in found}


def test_what_is_not_there_says_so(warcs, tmp_path):
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(warcs.packed(*warcs.pages(2)))
    _, second = (item.place for item in read_archive(path))
    cases = {
        "no such record": replace(second, record="<urn:other>"),
        "no such record stands": replace(second, offset=10_000),
        "is not in the archive": replace(second, member="archive/a.warc.gz", archive="crawl.wacz"),
        "is not in": replace(second, archive="other.warc.gz"),
    }
    (tmp_path / "crawl.wacz").write_bytes(warcs.wacz({}))
    for because, place in cases.items():
        with pytest.raises(DocumentError, match=because):
            read_place(tmp_path, place)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DocumentError, match="breaks off"):
        read_place(tmp_path, second)


def test_a_record_without_an_id_is_the_one_that_begins_there(warcs, tmp_path):
    path = tmp_path / "crawl.warc.gz"
    blocks = [warcs.http(warcs.page(title)) for title in ("One", "Two")]
    path.write_bytes(warcs.packed(*(warcs.record(block, WARC_Record_ID=None) for block in blocks)))
    found = list(read_archive(path))
    assert [item.place.record for item in found] == [None, None]
    assert [read_place(path, item.place) for item in found] == [item.raw for item in found]
