"""Places in archives, and documents without their bytes."""

from dataclasses import replace

import pytest

from sayso.records import ArchivePlace, Document, Metadata

PLACE = ArchivePlace(archive="crawl.warc.gz", record="<urn:x>", offset=3, length=4)


def document(**given):
    about = {"name": "x", "text": "It holds.", "media_type": "text/plain", "encoding": "utf-8"}
    return Document(**about, **given)


def test_a_place_is_checked():
    for wrong in ({"archive": ""}, {"offset": -1}, {"length": 0}):
        with pytest.raises(ValueError, match=r"archive|record"):
            replace(PLACE, **wrong)


def test_a_document_is_the_same_without_its_bytes():
    whole = document(raw=b"It holds.", place=PLACE, metadata=Metadata(url="https://a.example/"))
    bare = replace(whole, raw=None)
    assert (bare.id, bare.sha256, bare.n_bytes) == (whole.id, whole.sha256, 9)
    assert replace(whole, place=None).id == whole.id


def test_given_bytes_win_over_a_stated_hash():
    whole = document(raw=b"It holds.", sha256="0" * 64, n_bytes=3)
    assert (whole.sha256, whole.n_bytes) == (document(raw=b"It holds.").sha256, 9)
    assert replace(whole, raw=b"other").sha256 == document(raw=b"other").sha256


@pytest.mark.parametrize("stated", ["", "abc", "A" * 64])
def test_without_bytes_the_hash_is_needed(stated):
    with pytest.raises(ValueError, match="SHA-256"):
        document(raw=None, sha256=stated)
