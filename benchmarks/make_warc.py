"""Make a web archive of many articles from a folder of pages or texts, by repetition with edits.

    python benchmarks/make_warc.py OUT.warc.gz --pages FOLDER --records 10000 --seed 1

Every record is one page of its own: paragraphs are dropped and change places, numbers change, a sentence is
put in. As in a crawl, a warcinfo record comes first and a request before each response. The same
arguments give the same bytes.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import html
import random
import re
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from fastwarc.stream_io import GzipWriter, WarcWriter, ZstdWriter
from fastwarc.warc import WarcRecord, WarcRecordType

WRITERS: dict[str, type[GzipWriter] | type[ZstdWriter]] = {".gz": GzipWriter, ".zst": ZstdWriter}
PAGES = (".html", ".html.gz", ".htm", ".txt", ".txt.gz")
BEGAN = datetime(2024, 5, 5, 6)
DROPPED = 0.1  # of the paragraphs: copies that differ enough to be other documents
PLACES = "Tarn Bridge|Port Ansel|Oduya Quay|Lower Wick|Hallow Sound|Merrow".split("|")
NAMES = "Ada Quill|Anselm Ortega|Mara Oduya|Tom Marsh|Ines Calder|Orrin Pell".split("|")
_NUMBER = re.compile(r"(?<=[ (])\d{1,3}(?=[ ,.;)])")
_END = re.compile(r"</p\s*>", re.I)


def main() -> None:
    """Read the arguments and write the archive."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("out", type=Path, help="the archive: .warc, .warc.gz or .warc.zst")
    parser.add_argument("--pages", type=Path, required=True, help=f"a folder with {' '.join(PAGES)}")
    parser.add_argument("--records", type=int, default=1000, help="how many responses")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    n_bytes = make_warc(asked.out, read_pages(asked.pages), n_records=asked.records, seed=asked.seed)
    print(f"{asked.records:,} pages, {n_bytes:,} bytes, {asked.out.stat().st_size:,} in the file")


def read_pages(folder: Path) -> list[str]:
    """The pages below the folder as markup, by name; texts become pages."""
    found = [path for path in sorted(folder.rglob("*")) if path.name.endswith(PAGES) and path.is_file()]
    if not found:
        raise SystemExit(f"{folder} holds no {' '.join(PAGES)}")
    return [_to_page(path) for path in found]


def _to_page(path: Path) -> str:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8", "replace")
    if ".htm" in path.name:
        return text
    lines = [html.escape(line) for line in text.splitlines() if line.strip()]
    body = "\n".join(f"<p>{line}</p>" for line in lines)
    title = lines[0] if lines else path.stem
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body><article>\n{body}\n</article></body></html>\n"
    )


def edited(page: str, dice: random.Random) -> str:
    """The page with paragraphs dropped and moved, numbers changed, and a sentence of no other page."""
    *pieces, rest = _END.split(page)
    if len(pieces) > 3:
        pieces = [piece for piece in pieces if dice.random() >= DROPPED] or pieces
        at = dice.randrange(len(pieces))
        pieces[at], pieces[at - 1] = pieces[at - 1], pieces[at]
    if pieces:
        at = dice.randrange(len(pieces))
        pieces[at] += (
            f" “The count at {dice.choice(PLACES)} is {dice.randrange(10**9)},” said {dice.choice(NAMES)}."
        )
    shift = dice.randrange(1, 90)
    return _NUMBER.sub(lambda found: str(int(found[0]) + shift), "</p>".join([*pieces, rest]))


def make_warc(out: Path, pages: list[str], *, n_records: int, seed: int) -> int:
    """Write the archive; how many bytes all pages have together."""
    writer = WRITERS.get(out.suffix)
    n_bytes = 0
    with out.open("wb") as stream:
        for record in _records(pages, n_records, random.Random(seed)):
            n_bytes += record.content_length
            _write(record, stream, writer)
    return n_bytes


def _write(record: WarcRecord, stream: BinaryIO, writer: type[GzipWriter] | type[ZstdWriter] | None) -> None:
    if writer is None:
        record.write(stream, checksum_data=True)
        return
    # One member for each record, so that one can be read without those before it.
    packed: WarcWriter
    with closing(writer(stream, compression_level=6)) as packed:
        record.write(packed, checksum_data=True)
        packed.finish()


def _records(pages: list[str], n_records: int, dice: random.Random) -> Iterator[WarcRecord]:
    info = b"software: benchmarks/make_warc.py\r\nformat: WARC File Format 1.1\r\n"
    yield _record(WarcRecordType.warcinfo, info, dice, BEGAN, "application/warc-fields")
    for number in range(n_records):
        page = edited(pages[number % len(pages)], dice).encode()
        url = f"https://outlet{dice.randrange(200):03}.example/2024/05/05/{number}"
        moment = BEGAN + timedelta(seconds=number // 10)
        path = url.partition(".example")[2]
        asked = f"GET {path} HTTP/1.1\r\nHost: {url.split('/')[2]}\r\n\r\n".encode()
        kind = "application/http; msgtype="
        yield _record(WarcRecordType.request, asked, dice, moment, f"{kind}request", url)
        head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: "
        content = f"{head}{len(page)}\r\n\r\n".encode() + page
        response = _record(WarcRecordType.response, content, dice, moment, f"{kind}response", url)
        digest = base64.b32encode(hashlib.sha1(page, usedforsecurity=False).digest()).decode()
        response.headers["WARC-Payload-Digest"] = f"sha1:{digest}"
        yield response


def _record(
    kind: WarcRecordType, content: bytes, dice: random.Random, moment: datetime, media: str, url: str = ""
) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(kind)
    record.headers["WARC-Record-ID"] = f"<urn:uuid:{uuid.UUID(int=dice.getrandbits(128), version=4)}>"
    record.headers["WARC-Date"] = f"{moment.isoformat()}Z"
    record.headers["Content-Type"] = media
    if url:
        record.headers["WARC-Target-URI"] = url
    record.set_bytes_content(content)
    return record


if __name__ == "__main__":
    main()
