"""Little web archives of invented pages, whole and broken, made byte by byte."""

import base64
import gzip
import hashlib
import io
import json
import zipfile

DATE = "2024-05-05T10:00:00Z"
TELLING = (
    "Mara Oduya said the bridge would “stay shut” for weeks, and that nobody had been hurt when it was hit.",
    "Tobias Renn denied that he knew of the cracks. “I was never told,” he wrote to the harbour board.",
)


def page(title="Marrow Bridge shut", paragraphs=TELLING, head=""):
    """A page of one article."""
    body = "".join(f"<p>{one}</p>" for one in paragraphs)
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{title}</title>{head}</head>'
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    ).encode()


def sha1(data):
    """A digest as crawlers state it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def http(body, *, status="200 OK", media="text/html; charset=utf-8", **fields):
    """The bytes of an HTTP answer; `_` in a field's name stands for `-`."""
    lines = [f"HTTP/1.1 {status}", *([f"Content-Type: {media}"] if media else [])]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def record(block, url="https://courier.example/1", *, kind="response", number=1, length=None, **fields):
    """The bytes of one WARC record; a field that is None is left out."""
    stated = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{number:012}>",
        "WARC-Date": DATE,
        "WARC-Target-URI": url,
        "Content-Type": "application/http; msgtype=response" if kind == "response" else "text/html",
        "Content-Length": len(block) if length is None else length,
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    lines = [f"{name}: {value}" for name, value in stated.items() if value is not None]
    return "\r\n".join(["WARC/1.1", *lines]).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def pages(n, **given):
    """Records of so many different pages, numbered from 1."""
    return [
        record(http(page(f"Page {one}"), **given), f"https://courier.example/{one}", number=one)
        for one in range(1, n + 1)
    ]


def packed(*records):
    """Records as gzip members, one each."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)


def frames(*records, dictionary=None):
    """Records as Zstandard frames, one each, after the dictionary that they need, if any."""
    from fastwarc.stream_io import ZstdWriter

    found = b""
    if dictionary:
        found = b"\x5d\x2a\x4d\x18" + len(dictionary).to_bytes(4, "little") + dictionary
    for one in records:
        stream = io.BytesIO()
        writer = ZstdWriter(stream, dictionary=dictionary) if dictionary else ZstdWriter(stream)
        at = 0
        while at < len(one):  # it takes less than it is given
            at += writer.write(one[at:])
        writer.close()
        whole = stream.getvalue()
        found += whole[whole.index(b"\x28\xb5\x2f\xfd") :]
    return found


def wacz(members, *, pages=(), compression=zipfile.ZIP_STORED, digests=None):
    """A WACZ of WARC files by their names, with a list of pages and what it states of its members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as held:
        resources = []
        for name, data in members.items():
            held.writestr(f"archive/{name}", data, compression)
            digest = (digests or {}).get(name) or "sha256:" + hashlib.sha256(data).hexdigest()
            resources.append({"path": f"archive/{name}", "hash": digest, "bytes": len(data)})
        lines = [{"format": "json-pages-1.0", "id": "pages"}, *pages]
        held.writestr("pages/pages.jsonl", "\n".join(map(json.dumps, lines)), zipfile.ZIP_DEFLATED)
        held.writestr("datapackage.json", json.dumps({"resources": resources}))
    return stream.getvalue()
