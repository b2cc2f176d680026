"""What a record of a web archive holds: a page or a text that may be an article, or nothing of the kind."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sayso.errors import DocumentError

from ..dates import to_iso
from ..sniff import HTML, MARKDOWN, PLAIN, to_media_type
from ..words import to_address
from .digest import contradicts
from .packing import too_big, undo_chunks, unpack
from .walk import OpenRecord, Taken

MEDIA_TYPES = ("", HTML, PLAIN, MARKDOWN)  # of what may be an article; what says nothing is looked into
BEFORE_THE_WEB = "1990"
HEAD = 65_536  # bytes in which the HTTP header must end; browsers take no longer ones
# Texts that are there for programs. Others' are `text/plain` rarely enough.
NOT_ARTICLES = re.compile(r"/(robots|ads|app-ads|humans|security|llms)\.txt$", re.I)
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})\b")
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9_:.\-]+)""", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The bytes of what may be an article, unpacked, and what the record says of them."""

    url: str
    data: bytes = field(repr=False)
    media_type: str
    charset: str | None
    record: str | None
    captured: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What may be an article but cannot be read, and why."""

    url: str
    reason: str
    record: str | None
    captured: str | None


PageTaken = Taken[Page | Refused]
NOTHING: PageTaken = Taken(None)


def take_page(record: OpenRecord, *, max_bytes: int) -> PageTaken:
    """The page that a record holds; Refused where it may be an article and cannot be read.

    Nothing of what is none: answers other than 200, images, programs and data, requests, records about
    others, what a crawler met before (`revisit`), and whatever has no web address.
    """
    url = _web_address(record.header("WARC-Target-URI"))
    if url is None or record.kind not in ("response", "resource", "conversion"):
        return NOTHING
    try:
        stated = _Http.read(record, url) if record.kind == "response" else _Plain(record)
        if stated is None or not _may_be_article(stated.media_type, url):
            return NOTHING
        data = _whole(record, stated, url, max_bytes)
        page = _page(record, url, stated, data) if data else None
        return Taken(page, proved=bool(record.header("WARC-Block-Digest")))
    except DocumentError as error:
        about = {"record": _id(record), "captured": _captured(record)}
        return Taken(Refused(url=url, reason=error.reason, **about), broken=True)


class _Plain:
    """What a record says of itself that holds the bytes alone."""

    body_at = 0
    transfer = encoding = length = ""

    def __init__(self, record: OpenRecord, content_type: str | None = None) -> None:
        self.content_type = record.header("Content-Type") if content_type is None else content_type
        self.head = b""

    @property
    def media_type(self) -> str:
        return to_media_type(self.content_type)


class _Http(_Plain):
    """What an HTTP answer says of itself."""

    @classmethod
    def read(cls, record: OpenRecord, url: str) -> _Http | None:
        """The answer's header, with the first bytes of its body; None where it is none, or none of 200."""
        stated = to_media_type(record.header("Content-Type"))
        if stated not in ("", "application/http"):
            return None
        head = record.read(HEAD)
        status = _STATUS.match(head)
        if status is None:
            raise DocumentError(url, record.problem or "holds no HTTP answer")
        return cls(record, head, url) if status[1] == b"200" else None

    def __init__(self, record: OpenRecord, head: bytes, url: str) -> None:
        ended = _HEADER_END.search(head)
        if ended is None and len(head) >= HEAD:
            raise DocumentError(url, f"its HTTP header has more than {HEAD:,} bytes")
        fields = _fields(head[: ended.start()] if ended else head)
        super().__init__(record, fields.get("content-type", ""))
        self.head = head
        self.body_at = ended.end() if ended else len(head)
        self.transfer = fields.get("transfer-encoding", "")
        self.encoding = fields.get("content-encoding", "")
        self.length = fields.get("content-length", "")


def _fields(head: bytes) -> dict[str, str]:
    """The fields of an HTTP header by their names in lower case; those that come twice are joined."""
    fields: dict[str, str] = {}
    name = ""
    for line in head.decode("latin-1").splitlines()[1:]:
        if line[:1] in (" ", "\t") and name:  # goes on from the line before
            fields[name] += f" {line.strip()}"
            continue
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if colon and name:
            fields[name] = f"{fields[name]}, {value.strip()}" if name in fields else value.strip()
        else:
            name = ""
    return fields


def _may_be_article(media_type: str, url: str) -> bool:
    for_programs = media_type in (PLAIN, "") and NOT_ARTICLES.search(urlsplit(url).path)
    return media_type in MEDIA_TYPES and not for_programs


def _whole(record: OpenRecord, stated: _Plain, url: str, max_bytes: int) -> bytes:
    """The page's bytes, whole and unpacked, as the record's digests want them; DocumentError else."""
    cut = record.header("WARC-Truncated")
    if cut:
        raise DocumentError(url, f"the crawler cut it short ({cut[:40]})")
    if record.header("WARC-Segment-Number"):
        raise DocumentError(url, "is in segments, which are not put together")
    block = stated.head + record.read(max(0, max_bytes + HEAD + 1 - len(stated.head)))
    if record.problem:
        raise DocumentError(url, record.problem)
    if len(block) > max_bytes + HEAD:
        raise too_big(url, max_bytes)
    body = block[stated.body_at :]
    block_digest = record.header("WARC-Block-Digest")
    if block_digest and contradicts(block_digest, [block]):
        raise DocumentError(url, "its bytes are not those of the digest that the archive states")
    data = _unpacked(body, stated, url, max_bytes)
    digest = record.header("WARC-Payload-Digest")
    # Crawlers differ in what they take for the payload; where the whole block is proved, it does not matter.
    if digest and not block_digest and contradicts(digest, [body, undo_chunks(body, subject=url), data]):
        raise DocumentError(url, "its bytes are not those of the digest that the archive states")
    return data


def _unpacked(body: bytes, stated: _Plain, url: str, max_bytes: int) -> bytes:
    if "chunked" in stated.transfer.lower():
        body = undo_chunks(body, subject=url)
    elif not stated.encoding and stated.length.isdecimal() and len(body) < int(stated.length):
        raise DocumentError(url, f"breaks off after {len(body):,} of its {int(stated.length):,} bytes")
    data = unpack(body, stated.encoding, subject=url, max_bytes=max_bytes)
    if len(data) > max_bytes:
        raise too_big(url, max_bytes)
    return data


def _page(record: OpenRecord, url: str, stated: _Plain, data: bytes) -> Page:
    charset = _CHARSET.search(stated.content_type)
    return Page(
        url=url,
        data=data,
        media_type=stated.media_type,
        charset=charset[1] if charset else None,
        record=_id(record),
        captured=_captured(record),
    )


def _web_address(stated: str) -> str | None:
    """The record's web address; some writers put it in angle brackets, or leave blanks as they are."""
    bare = stated.removeprefix("<").removesuffix(">").strip()
    return to_address(bare.replace(" ", "%20"))


def _id(record: OpenRecord) -> str | None:
    stated = record.header("WARC-Record-ID")[:200]
    return stated if stated and stated.isprintable() else None


def _captured(record: OpenRecord) -> str | None:
    moment = to_iso(record.header("WARC-Date"))
    return moment if moment and moment >= BEFORE_THE_WEB else None
