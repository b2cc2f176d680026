"""Pages out of web archives: each with its place, and what is broken told and passed over."""

import gzip
import tracemalloc
import zlib

import pytest

from sayso.errors import AbortRun
from sayso.ingest import IngestOptions, read_archive, read_inputs
from sayso.records import Document, Skipped

URL = "https://courier.example/1"


@pytest.fixture
def read(tmp_path):
    """Writes an archive and reads it."""

    def run(data, name="crawl.warc.gz", options=None, **limits):
        path = tmp_path / name
        path.write_bytes(data)
        return list(read_archive(path, options, **limits))

    return run


def only(items):
    (item,) = items
    return item


def reason(items):
    item = only(items)
    assert isinstance(item, Skipped), item
    return item.reason


def test_a_page_becomes_a_document_with_its_place(warcs, read):
    first, second = warcs.pages(2)
    data = warcs.packed(first, second)
    one, two = read(data)
    assert isinstance(one, Document)
    assert (one.name, one.metadata.url, one.metadata.title) == (URL, URL, "Page 1")
    assert "Tobias Renn denied that he knew of the cracks." in one.text
    assert one.raw == warcs.page("Page 1")
    assert (one.place.archive, one.place.member) == ("crawl.warc.gz", None)
    assert one.place.record == "<urn:uuid:00000000-0000-4000-8000-000000000001>"
    assert one.place.captured == "2024-05-05T10:00:00+00:00"
    assert (one.place.offset, one.place.length) == (0, len(warcs.packed(first)))
    assert two.place.offset == one.place.length
    assert two.place.offset + two.place.length == len(data)


@pytest.mark.parametrize("form", ["warc", "warc.gz", "warc.zst"])
def test_every_place_alone_gives_the_same_page(warcs, read, tmp_path, form):
    make = {"warc": lambda *some: b"".join(some), "warc.gz": warcs.packed, "warc.zst": warcs.frames}[form]
    data = make(*warcs.pages(4))
    found = read(data, f"crawl.{form}")
    assert [item.metadata.title for item in found] == ["Page 1", "Page 2", "Page 3", "Page 4"]
    for item in found:
        cut = data[item.place.offset : item.place.offset + item.place.length]
        again = only(read(cut, f"cut.{form}"))
        assert (again.raw, again.id) == (item.raw, item.id)


def test_the_place_is_no_part_of_the_id(warcs, read):
    one = only(read(warcs.packed(*warcs.pages(1))))
    other = only(read(warcs.pages(1)[0], "other.warc"))
    assert one.place != other.place
    assert one.id == other.id


def test_a_dictionary_of_zstandard_is_used(warcs, read):
    from fastwarc.stream_io import zstd_train_dictionary_from_samples

    some = warcs.pages(40)
    dictionary = zstd_train_dictionary_from_samples(some, 2000)
    data = warcs.frames(*some[:3], dictionary=dictionary)
    assert len(data) - len(dictionary) < len(warcs.frames(*some[:3]))  # it is needed
    found = read(data, "crawl.warc.zst")
    assert [item.metadata.title for item in found] == ["Page 1", "Page 2", "Page 3"]
    later = read(data, "crawl.warc.zst", start=found[1].place.offset)
    assert [item.id for item in later] == [item.id for item in found[1:]]


def test_records_packed_as_one_have_one_place_and_their_ids(warcs, read):
    found = read(gzip.compress(b"".join(warcs.pages(3))))
    assert len({item.place.record for item in found}) == 3
    assert {item.place.offset for item in found} == {0}


def test_records_cut_at_any_byte_by_packing_are_read(warcs, read):
    plain = b"".join(warcs.pages(3))
    data = b"".join(gzip.compress(plain[at : at + 300]) for at in range(0, len(plain), 300))
    assert [item.metadata.title for item in read(data)] == ["Page 1", "Page 2", "Page 3"]


def test_what_is_no_article_is_passed_over(warcs, read):
    other = "https://courier.example/"
    html = warcs.page()
    records = [
        warcs.record(b"software: x\r\n", kind="warcinfo", WARC_Target_URI=None),
        warcs.record(b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        warcs.record(b"fetchTimeMs: 3\r\n", kind="metadata", Content_Type="text/plain"),
        warcs.record(warcs.http(html), kind="revisit"),
        warcs.record(warcs.http(html, status="404 Not Found")),
        warcs.record(warcs.http(b"", status="301 Moved", Location=other)),
        warcs.record(warcs.http(b"\x89PNG\r\n\x1a\n\0\0", media="image/png")),
        warcs.record(warcs.http(b"GIF89a\0\0\x01", media="text/html")),
        warcs.record(warcs.http(b"{}", media="application/json")),
        warcs.record(warcs.http(b'{"text": "no article"}\n', media="text/plain")),
        warcs.record(warcs.http(b"var a = 1;", media="text/html")),
        warcs.record(warcs.http(b"<?xml version='1.0'?><rss/>", media="text/html")),
        warcs.record(warcs.http(b"User-agent: *\n", media="text/plain"), other + "robots.txt"),
        warcs.record(warcs.http(b"")),
        warcs.record(b"203.0.113.7\n", "dns:courier.example", Content_Type="text/dns"),
        warcs.record(html, "urn:pageinfo:x", kind="resource"),
    ]
    assert reason(read(warcs.packed(*records))) == "holds no page or text that could be an article"
    both = read(warcs.packed(*records, warcs.record(warcs.http(html))))
    assert isinstance(only(both), Document)


def test_texts_and_resources_are_read(warcs, read):
    text = "“The quay is closed,” said Ines Calder, the harbour master.\n".encode()
    records = [
        warcs.record(warcs.http(text, media="text/plain; charset=utf-8"), number=1),
        warcs.record(warcs.page("A resource"), "<https://courier.example/a b>", kind="resource", number=2),
        warcs.record(text, kind="conversion", Content_Type="text/plain", number=3),
    ]
    plain, resource, conversion = read(warcs.packed(*records))
    assert (plain.text, plain.media_type) == (text.decode(), "text/plain")
    assert (resource.metadata.title, resource.metadata.url) == (
        "A resource",
        "https://courier.example/a%20b",
    )
    assert conversion.text == plain.text


def test_the_charset_of_the_answer_is_believed(warcs, read):
    body = warcs.page("Bläck vid kajen", ("Åsa Lind sade att bron är stängd i flera veckor.",) * 2)
    data = warcs.record(warcs.http(body.decode().encode("cp1252"), media="text/html; charset=iso-8859-1"))
    found = only(read(warcs.packed(data)))
    assert (found.metadata.title, found.encoding) == ("Bläck vid kajen", "cp1252")
    cyrillic = warcs.page("Мост закрыт", ("Ада Квилл сказала, что мост будет закрыт ещё две недели.",) * 2)
    data = warcs.record(warcs.http(cyrillic.decode().encode("koi8-r"), media="text/html; charset=koi8-r"))
    assert only(read(warcs.packed(data))).metadata.title == "Мост закрыт"


def test_no_date_after_the_capture_is_believed(warcs, read):
    def published(day):
        head = f'<meta property="article:published_time" content="{day}">'
        body = warcs.page(head=head)
        return only(read(warcs.packed(warcs.record(warcs.http(body))))).metadata.published

    assert published("2024-05-05") == "2024-05-05"
    assert published("2024-05-09") is None


def chunked(body, size=50):
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in pieces) + b"0\r\n\r\n"


def test_how_it_was_sent_is_undone(warcs, read):
    import brotli

    body = warcs.page()
    raw = zlib.compressobj(wbits=-15)
    ways = [
        (chunked(body), {"Transfer_Encoding": "chunked"}),
        (body, {"Transfer_Encoding": "chunked"}),  # undone by the crawler
        (gzip.compress(body), {"Content_Encoding": "gzip"}),
        (body, {"Content_Encoding": "gzip", "Content_Length": "200"}),  # unpacked by the crawler
        (zlib.compress(body), {"Content_Encoding": "deflate"}),
        (raw.compress(body) + raw.flush(), {"Content_Encoding": "deflate"}),
        (brotli.compress(body), {"Content_Encoding": "br"}),
        (warcs.frames(body), {"Content_Encoding": "zstd"}),
        (chunked(gzip.compress(body)), {"Content_Encoding": "GZIP", "Transfer_Encoding": "Chunked"}),
        (b"5;x=1\r\n" + body[:5] + b"\r\n" + chunked(body[5:]), {"Transfer_Encoding": "chunked"}),
    ]
    records = [warcs.record(warcs.http(sent, **fields)) for sent, fields in ways]
    found = read(warcs.packed(*records))
    assert [item.raw for item in found] == [body] * len(ways)


BROKEN = {
    "breaks off after": lambda w, b: w.http(b[:-40], Content_Length=len(b)),
    "came in chunks, and breaks off": lambda w, b: w.http(chunked(b)[:-5], Transfer_Encoding="chunked"),
    "the last one breaks off": lambda w, b: w.http(chunked(b)[:-20], Transfer_Encoding="chunked"),
    "is damaged at byte": lambda w, b: w.http(
        chunked(b).replace(b"\r\n32\r\n", b"\r\nzz\r\n", 1), Transfer_Encoding="chunked"
    ),
    "packed wrongly: a part is missing": lambda w, b: w.http(gzip.compress(b)[:-9], Content_Encoding="gzip"),
    "cannot be unpacked": lambda w, b: w.http(
        gzip.compress(b)[:30] + b"\0" * 60 + gzip.compress(b)[90:], Content_Encoding="gzip"
    ),
    "packed as 'pigeon'": lambda w, b: w.http(b, Content_Encoding="pigeon"),
    "packed 4 times": lambda w, b: w.http(b, Content_Encoding="gzip, gzip, gzip, gzip"),
    "no HTTP answer": lambda w, b: b,
    "HTTP header has more than": lambda w, b: w.http(b, X_Long="x" * 70_000),
}


@pytest.mark.parametrize("because", BROKEN)
def test_a_broken_answer_is_skipped_and_the_rest_read(warcs, read, because):
    block = BROKEN[because](warcs, warcs.page())
    before, after = warcs.pages(2)
    one, broken, two = read(warcs.packed(before, warcs.record(block, number=9), after))
    assert isinstance(broken, Skipped)
    assert because in broken.reason
    assert broken.name == f"crawl.warc.gz#{len(warcs.packed(before))} {URL}"
    assert (broken.place.offset, broken.place.record[-3:]) == (len(warcs.packed(before)), "09>")
    assert [one.metadata.title, two.metadata.title] == ["Page 1", "Page 2"]


def test_what_the_crawler_cut_or_parted_is_skipped(warcs, read):
    block = warcs.http(warcs.page())
    assert "cut it short (length)" in reason(read(warcs.packed(warcs.record(block, WARC_Truncated="length"))))
    segment = warcs.record(block, WARC_Segment_Number=1)
    assert "in segments" in reason(read(warcs.packed(segment)))


def test_digests_are_held_to_the_bytes(warcs, read):
    body = warcs.page()
    block = warcs.http(gzip.compress(body), Content_Encoding="gzip")
    good = [
        {"WARC_Block_Digest": warcs.sha1(block)},
        {"WARC_Payload_Digest": warcs.sha1(gzip.compress(body, mtime=0))},
        {"WARC_Payload_Digest": warcs.sha1(body)},  # as some crawlers count
        {"WARC_Block_Digest": warcs.sha1(block), "WARC_Payload_Digest": warcs.sha1(b"other")},
        {"WARC_Block_Digest": "crc99:1234"},
    ]
    block = warcs.http(gzip.compress(body, mtime=0), Content_Encoding="gzip")
    good[0]["WARC_Block_Digest"] = good[3]["WARC_Block_Digest"] = warcs.sha1(block)
    for stated in good:
        assert isinstance(only(read(warcs.packed(warcs.record(block, **stated)))), Document), stated
    for name in ("WARC_Block_Digest", "WARC_Payload_Digest"):
        record = warcs.record(block, **{name: warcs.sha1(b"other")})
        assert "not those of the digest" in reason(read(warcs.packed(record)))


def test_a_page_over_the_limit_is_skipped_and_no_more_of_it_unpacked(warcs, read):
    options = IngestOptions(max_bytes=100_000)
    bomb = gzip.compress(b"<html>" + b" " * 50_000_000)
    for field, sent in (("gzip", bomb), ("gzip, gzip", gzip.compress(bomb))):
        data = warcs.packed(warcs.record(warcs.http(sent, Content_Encoding=field), number=7), *warcs.pages(1))
        tracemalloc.start()
        skipped, good = read(data, options=options)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert "more than 100,000 bytes" in skipped.reason
        assert isinstance(good, Document)
        assert most < 20_000_000
    large = warcs.record(warcs.http(warcs.page() + b" " * 300_000))
    assert "more than 100,000 bytes" in reason(read(warcs.packed(large), options=options))


def test_memory_stays_flat(warcs, tmp_path):
    filler = "Nobody was told of it before the tide had turned, the board said again. " * 40

    def peak(n):
        path = tmp_path / f"{n}.warc.gz"
        with path.open("wb") as out:
            for number in range(n):
                body = warcs.page(f"Page {number}", (filler,))
                video = warcs.record(warcs.http(bytes(300_000), media="video/mp4"), number=number)
                out.write(warcs.packed(warcs.record(warcs.http(body), number=number), video))
        tracemalloc.start()
        assert sum(1 for _ in read_archive(path)) == n
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(5)  # what libraries keep once they are loaded
    few, many = peak(10), peak(60)
    assert many < few + 1_000_000


def test_start_and_stop_split_an_archive(warcs, read):
    for form, data in (
        ("warc.gz", warcs.packed(*warcs.pages(6))),
        ("warc", b"".join(warcs.pages(6))),
        ("warc.zst", warcs.frames(*warcs.pages(6))),
    ):
        whole = read(data, f"crawl.{form}")
        third = whole[2].place.offset
        assert read(data, f"crawl.{form}", start=third) == whole[2:]
        assert read(data, f"crawl.{form}", stop=third) == whole[:2]
        for cut in range(0, len(data), 311):
            parts = read(data, f"crawl.{form}", stop=cut) + read(data, f"crawl.{form}", start=cut)
            assert parts == whole, (form, cut)


def test_arc_files_are_refused_with_the_cure(read):
    data = b"filedesc://x.arc 0.0.0.0 20240505100000 text/plain 10\n1 0 courier\n"
    for name, stored in (("x.arc", data), ("x.arc.gz", gzip.compress(data)), ("x.bin", data)):
        assert "warcio recompress" in reason(read(stored, name))


def test_what_is_named_like_an_archive_and_is_none(read):
    for name in ("a.warc", "a.warc.gz", "a.warc.zst", "a.wacz"):
        assert "does not begin like one" in reason(read(b"A text about the quay.\n", name))
        assert "does not begin like one" in reason(read(b"", name))


def test_a_wacz_cannot_be_split(warcs, read):
    with pytest.raises(AbortRun, match="as a whole"):
        read(warcs.wacz({"a.warc.gz": warcs.packed(*warcs.pages(1))}), "a.wacz", start=1)


def test_a_file_that_is_not_there(tmp_path):
    assert "no such file" in reason(list(read_archive(tmp_path / "none.warc.gz")))


def test_given_metadata_wins(warcs, read):
    from sayso.records import Metadata

    found = only(read(warcs.packed(*warcs.pages(1)), options=IngestOptions(given=Metadata(outlet="Courier"))))
    assert (found.metadata.outlet, found.metadata.title) == ("Courier", "Page 1")


def test_inputs_know_archives_by_content_and_in_folders(warcs, tmp_path, monkeypatch):
    data = warcs.packed(*warcs.pages(2))
    (tmp_path / "a.warc.gz").write_bytes(data)
    (tmp_path / "b.txt").write_text("A text.")
    (tmp_path / "c.wacz").write_bytes(warcs.wacz({"d.warc.gz": data}))
    found = list(read_inputs([str(tmp_path)]))
    assert [item.place and item.place.archive for item in found] == [
        "a.warc.gz", "a.warc.gz", None, "c.wacz", "c.wacz",
    ]  # fmt: skip
    odd = tmp_path / "odd.bin"
    odd.write_bytes(data)
    assert [item.place.archive for item in read_inputs([str(odd)])] == ["odd.bin", "odd.bin"]


def test_an_archive_through_a_pipe_has_no_place(warcs, monkeypatch):
    import io
    import sys

    class Piped:
        buffer = io.BufferedReader(io.BytesIO(warcs.packed(*warcs.pages(2))))

    monkeypatch.setattr(sys, "stdin", Piped)
    found = list(read_inputs(["-"]))
    assert [item.metadata.title for item in found] == ["Page 1", "Page 2"]
    assert [item.place for item in found] == [None, None]


def test_without_the_extra_the_cure_is_told(warcs, read, monkeypatch):
    from sayso.ingest.archives import archive

    monkeypatch.setattr(archive, "find_spec", lambda name: None)
    for form, data in (
        ("warc.gz", warcs.packed(*warcs.pages(1))),
        ("warc.zst", warcs.frames(*warcs.pages(1))),
    ):
        with pytest.raises(AbortRun, match=r"sayso\[warc\]"):
            read(data, f"crawl.{form}")
