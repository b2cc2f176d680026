"""Subtitles: the cues of SRT and WebVTT files as what was said, turn by turn, with the times."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import unescape

from sayso.errors import DocumentError, needs_extra
from sayso.records import Document, Locator, Locators, Metadata
from sayso.records.turns import find_labels

from .decode import decode
from .sniff import SRT, VTT
from .source import Source
from .words import is_storable

PAUSE = 4.0  # seconds without a word, behind a whole sentence, from which a new paragraph begins
FLASH = 0.1  # seconds; a cue that is shorter only moves what is shown
ROLLED = 0.5  # seconds within which a line that stands there again is the same line, rolled up
LONG = 600  # characters: a paragraph of nobody in particular ends with the next sentence
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+(?P<name>[^>]*)>", re.I)
_TAG = re.compile(r"</?[A-Za-z0-9][^<>]*>|\{\\[^{}]*\}")
_MARK = re.compile(r"^>>+\s*")
_DASH = re.compile(r"^[-–—]\s*(?=\S)")
_ENDS = re.compile(r"[.!?…][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A line of a cue: its words, who is marked as speaking, and whether somebody begins to speak.

    `alone`: the cue has no other line.
    """

    start: float  # seconds
    end: float
    text: str
    voice: str | None = None
    begins: bool = False
    alone: bool = True


def read_srt(source: Source) -> Iterator[Document]:
    """The one document that an SRT file is."""
    yield _document(source, SRT, "srt")


def read_vtt(source: Source) -> Iterator[Document]:
    """The one document that a WebVTT file is."""
    yield _document(source, VTT, "vtt")


def _document(source: Source, media_type: str, form: str) -> Document:
    declared = (source.charset,) if source.charset else ()
    decoded = decode(source.data, subject=source.place, declared=declared)
    text, places = join_words(_find_words(decoded.text, source, form))
    if not text or not is_storable(text):
        raise DocumentError(source.place, "is a file of subtitles in which nothing is said")
    return Document(
        name=source.name,
        text=text,
        raw=source.data,
        media_type=media_type,
        encoding=decoded.encoding,
        metadata=source.given.over(Metadata(url=source.address)),
        locators=places,
    )


def _find_words(text: str, source: Source, form: str) -> Iterator[Words]:
    try:
        from pysubs2 import SSAFile
        from pysubs2.exceptions import Pysubs2Error
    except ImportError as error:
        raise needs_extra(source.place, "is a file of subtitles", "pysubs2", "formats") from error
    try:
        cues = SSAFile.from_string(text, format_=form, keep_html_tags=True, keep_unknown_html_tags=True)
    except (Pysubs2Error, ValueError, LookupError) as error:
        raise DocumentError(source.place, f"is a file of subtitles that cannot be read ({error})") from error
    for cue in cues:
        lines = list(_lines(cue.text.replace("\\N", "\n").replace("\\n", "\n"), marked=form == "vtt"))
        start, end = cue.start / 1000, max(cue.end, cue.start) / 1000
        yield from (replace(line, start=start, end=end, alone=len(lines) == 1) for line in lines)


def _lines(text: str, *, marked: bool) -> Iterator[Words]:
    """The lines of a cue, with the voice that WebVTT marks, without any other markup."""
    voice, begins = None, False
    for raw in text.split("\n"):
        at = 0
        for found in [*(_VOICE.finditer(raw) if marked else ()), None]:
            words = _plain(raw[at : found.start() if found else len(raw)], marked=marked)
            begins_here = begins or bool(_MARK.match(words) or _DASH.match(words))
            words = _MARK.sub("", words)
            if words:
                yield Words(start=0, end=0, text=words, voice=voice, begins=begins_here)
                begins = False
            if found:
                at, voice, begins = found.end(), _plain(found["name"], marked=marked) or None, True


def _plain(text: str, *, marked: bool) -> str:
    words = _TAG.sub("", text)
    return " ".join((unescape(words) if marked else words).replace("\0", "").split())


def join_words(lines: Iterable[Words]) -> tuple[str, Locators]:
    """The text, one paragraph for each turn, and the time at which each line of it was said.

    Where the file marks who speaks, the paragraph begins with that name and a colon. Lines that roll up
    and stand in two cues are taken once.
    """
    text, places = "", list[Locator]()
    before: Words | None = None
    paragraph = 0
    for line in _once(lines):
        if before is not None:
            new = _begins(before, line, len(text) - paragraph)
            text += "\n" if new else " "
            paragraph = len(text) if new else paragraph
        else:
            new = True
        if not places or places[-1].label != _clock(line.start):
            places.append(Locator(len(text), "time", _clock(line.start)))
        if new and line.voice:
            text += f"{line.voice}: "
        text += line.text
        before = line
    return text, tuple(places)


def _once(lines: Iterable[Words]) -> Iterator[Words]:
    shown: list[Words] = []  # the lines that may still stand there
    for line in lines:
        shown = [one for one in shown if line.start - one.end <= ROLLED]
        again = [one for one in shown if one.text == line.text and one.start < line.start]
        rolls = not line.alone or line.end - line.start < FLASH
        if again and rolls and len(line.text.split()) > 2:
            shown = [replace(one, end=max(one.end, line.end)) if one in again else one for one in shown]
            continue
        shown.append(line)
        yield line


def _begins(before: Words, line: Words, length: int) -> bool:
    if line.voice != before.voice or (line.begins and line.voice is None):
        return True
    if any(label.name.start == 0 for label in find_labels(line.text)):
        return True
    if line.voice is not None:  # whoever speaks goes on, however long
        return False
    ended = _ENDS.search(before.text) is not None
    return ended and (line.start - before.end > PAUSE or length > LONG)


def _clock(seconds: float) -> str:
    """The time since the beginning.

    >>> _clock(3725.5)
    '01:02:05.500'
    """
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
