"""Agencies: where an article says that a news agency wrote it, or a part of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from ..records import Metadata, Span

TagKind = Literal["dateline", "byline", "credit", "outlet", "feed"]
TAG_KINDS: tuple[TagKind, ...] = get_args(TagKind)

# What each is called, the usual name first. Single letters and common words are left out: "PA" is a state.
AGENCIES: dict[str, tuple[str, ...]] = {
    "Associated Press": ("Associated Press", "The Associated Press", "AP", "AP News"),
    "Reuters": ("Reuters", "Thomson Reuters"),
    "Agence France-Presse": ("Agence France-Presse", "Agence France Presse", "AFP"),
    "United Press International": ("United Press International", "UPI"),
    "Press Association": ("Press Association", "PA Media", "PA News Agency"),
    "dpa": ("dpa", "Deutsche Presse-Agentur"),
    "EFE": ("EFE", "Agencia EFE"),
    "ANSA": ("ANSA",),
    "Xinhua": ("Xinhua", "Xinhua News Agency"),
    "TASS": ("TASS", "ITAR-TASS"),
    "Interfax": ("Interfax",),
    "Kyodo": ("Kyodo", "Kyodo News"),
    "Yonhap": ("Yonhap", "Yonhap News Agency"),
    "Press Trust of India": ("Press Trust of India", "PTI"),
    "IANS": ("IANS", "Indo-Asian News Service"),
    "Anadolu": ("Anadolu Agency", "Anadolu"),
    "Canadian Press": ("The Canadian Press", "Canadian Press"),
    "Australian Associated Press": ("Australian Associated Press", "AAP"),
    "Bloomberg": ("Bloomberg News", "Bloomberg"),
    "Tribune News Service": ("Tribune News Service", "Tribune Content Agency"),
}
HEAD = 600  # characters within which a dateline or a byline stands
FOOT = 500  # characters at the end within which a credit stands

_NAMES = {name.casefold(): agency for agency, names in AGENCIES.items() for name in names}
# As they are printed, in capitals too; the longest first, since some begin others.
_PRINTED = sorted(
    {form for names in AGENCIES.values() for name in names for form in (name, name.upper())},
    key=lambda name: (-len(name), name),
)
_ANY = "|".join(map(re.escape, _PRINTED))
# "PORT ANSEL, May 3 (Reuters) - …", "HARROW (AP) — …"
_DATELINE = re.compile(rf"^[^\n(]{{0,80}}\((?P<name>{_ANY})\)\s*[-–—:]", re.MULTILINE)
# "By Reuters", "By ADA QUILL, Associated Press", "Ada Quill | The Associated Press"
_BYLINE = re.compile(
    rf"^\s*(?:[Bb][Yy]\s+(?:[^\n]{{0,60}}?[,|/]\s*)?|[^\n.]{{3,40}}\s[|/]\s)(?P<name>{_ANY})\s*$",
    re.MULTILINE,
)
# "The Associated Press contributed to this report.", "— Associated Press", "© 2016 AFP"
_CREDITS = (
    re.compile(rf"\b(?P<name>{_ANY})[^\n.]{{0,60}}\bcontributed (?:to|reporting)"),
    re.compile(
        rf"\b(?i:with|additional) (?:reporting|material) (?:by|from) [^\n.]{{0,40}}?\b(?P<name>{_ANY})\b"
    ),
    re.compile(
        rf"^\s*(?:[—–]|--?|Source:|©|\([cC]\)|(?i:copyright))\s*(?:\d{{4}}\s+)?(?:by\s+)?"
        rf"(?P<name>{_ANY})\b[^\n]{{0,60}}$",
        re.MULTILINE,
    ),
    re.compile(rf"^\s*\(?(?P<name>{_ANY})\)?\.?\s*\Z", re.MULTILINE),
)
_REPORTING = re.compile(r"\(Reporting by [^)\n]{3,200}\)")  # how Reuters signs


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One place where an article names an agency as its author; `span` is where, if that is in its text."""

    agency: str
    kind: TagKind
    span: Span | None
    because: str


def find_agency(name: str | None) -> str | None:
    """The agency of this name, as outlets and bylines give it; None where it is none."""
    return _NAMES.get(" ".join((name or "").split()).casefold())


def find_tags(text: str, metadata: Metadata, *, feed: str | None = None) -> tuple[Tag, ...]:
    """The agencies that the article names as its own source, each once, the surest first.

    `feed` is the `<source>` that a feed gave with the article. What an article only reports of an agency
    ("told Reuters") is no tag.
    """
    found: dict[str, Tag] = {}
    for tag in (*_known(metadata, feed), *_at_head(text), *_at_foot(text)):
        found.setdefault(tag.agency, tag)
    return tuple(found.values())


def _known(metadata: Metadata, feed: str | None) -> Iterator[Tag]:
    told: Iterable[tuple[TagKind, str | None]] = (
        ("outlet", metadata.outlet),
        ("feed", feed),
        *(("byline", part) for author in metadata.authors for part in _parts(author)),
    )
    for kind, name in told:
        agency = find_agency(name)
        if agency:
            words = {"outlet": "its outlet is", "feed": "its feed gives as source", "byline": "it is by"}[
                kind
            ]
            yield Tag(agency=agency, kind=kind, span=None, because=f"{words} {name}")


def _parts(author: str) -> Iterator[str]:
    yield author.removeprefix("By ").removeprefix("by ")
    yield from (part.strip() for part in re.split(r"[,|/()]| for | of ", author))


def _at_head(text: str) -> Iterator[Tag]:
    head = text[:HEAD]
    if not any(name in head for name in _PRINTED):  # much sooner than the patterns say so
        return
    for pattern, kind in ((_DATELINE, "dateline"), (_BYLINE, "byline")):
        for match in pattern.finditer(head):
            yield _tag(text, match, "dateline" if kind == "dateline" else "byline")


def _at_foot(text: str) -> Iterator[Tag]:
    start = max(0, len(text) - FOOT)
    foot = text[start:]
    for pattern in _CREDITS if any(name in foot for name in _PRINTED) else ():
        for match in pattern.finditer(text, start):
            yield _tag(text, match, "credit")
    for match in _REPORTING.finditer(text, start):
        span = Span(match.start(), match.end())
        yield Tag(agency="Reuters", kind="credit", span=span, because=f"it ends “{span.of(text)[:60]}”")


def _tag(text: str, match: re.Match[str], kind: TagKind) -> Tag:
    span = Span(match.start("name"), match.end("name"))
    words = {"dateline": "its dateline names", "byline": "its byline names", "credit": "it credits"}[kind]
    name = span.of(text)
    agency = _NAMES.get(name.casefold(), name)
    return Tag(agency=agency, kind=kind, span=span, because=f"{words} “{name}”")
