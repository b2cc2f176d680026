"""Bytes to text: a byte-order mark, else strict UTF-8, else what is declared or detected."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sayso.errors import DocumentError

from .sniff import kind_of

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatches

# UTF-32 first: its little-endian mark begins with that of UTF-16.
BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What browsers read under these labels (https://encoding.spec.whatwg.org/#names-and-labels): the
# curly quotation marks of cp1252 are often declared as Latin 1.
WIDER = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
# No way of writing articles, and never without a byte-order mark, since any bytes can be read as these.
NO_CHARSETS = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
UNMARKED = frozenset(
    {"utf-7", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"}
    | {"cp037", "cp273", "cp424", "cp500", "cp875", "cp1026", "cp1140"}  # EBCDIC
)
SAMPLE = 60_000  # bytes round the first that are not ASCII; the detector takes about 20 ms for them
MAX_CONTROLS = 0.01  # share of characters; text has next to none, bytes read as Latin have about a quarter
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and the encoding that its bytes were in."""

    text: str
    encoding: str


def decode(data: bytes, *, subject: str, declared: tuple[str, ...] = ()) -> Decoded:
    """The text of the bytes, character for character, without a byte-order mark.

    `declared` are encodings that the source names itself, most trusted first; they are tried where the
    bytes are no UTF-8. DocumentError where the bytes are no text.
    """
    decoded = _marked(data, subject) or _utf8(data) or _stated(data, declared) or _detected(data, subject)
    if "\0" in decoded.text:
        raise DocumentError(subject, "holds a NUL character, which no text has", _hint(data))
    return decoded


def _marked(data: bytes, subject: str) -> Decoded | None:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data[len(mark) :].decode(encoding), encoding)
            except UnicodeDecodeError as error:
                problem = f"begins with the byte-order mark of {encoding} but is not {encoding}"
                raise DocumentError(subject, f"{problem} (byte {error.start + len(mark)})") from error
    return None


def _utf8(data: bytes) -> Decoded | None:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return None


def _stated(data: bytes, declared: tuple[str, ...]) -> Decoded | None:
    for label in declared:
        try:
            encoding = codecs.lookup(label.strip()).name
        except (LookupError, ValueError):
            continue
        decoded = _strictly(data, WIDER.get(encoding, encoding))
        if decoded:
            return decoded
    return None


def _strictly(data: bytes, encoding: str) -> Decoded | None:
    if encoding in UNMARKED or encoding in NO_CHARSETS:
        return None
    try:
        text = data.decode(encoding)
    except (LookupError, UnicodeError):
        return None
    return Decoded(text, encoding) if _reads_like_text(text) else None


def _reads_like_text(text: str) -> bool:
    return len(_CONTROLS.findall(text)) <= MAX_CONTROLS * len(text)


def _detected(data: bytes, subject: str) -> Decoded:
    if b"\0" in data:
        raise DocumentError(subject, "is binary (it holds NUL bytes)", _hint(data))
    for encoding in _guesses(_sample(data)):
        decoded = _strictly(data, encoding)
        if decoded:
            return decoded
    raise DocumentError(subject, "is binary, or text in an encoding that cannot be told", "save it as UTF-8")


def _guesses(sample: bytes) -> list[str]:
    from charset_normalizer import from_bytes

    matches = from_bytes(sample, cp_exclusion=sorted(UNMARKED))
    return [*_western_first(matches), *(match.encoding for match in matches)]


def _western_first(matches: CharsetMatches) -> list[str]:
    # Where several encodings give the same text the detector names the first by the alphabet (cp1250).
    # The rest of the document may differ, and English news outside UTF-8 is in cp1252.
    best = matches.best()
    if best is None:
        return []
    for match in matches:
        as_good = match.chaos <= best.chaos and match.coherence >= best.coherence
        if as_good and "cp1252" in match.could_be_from_charset:
            return ["cp1252"]
    return []


def _sample(data: bytes) -> bytes:
    if len(data) <= SAMPLE:
        return data
    pieces: list[bytes] = []
    start, taken = 0, 0
    while taken < SAMPLE and (found := _BEYOND_ASCII.search(data, start)):
        # From the start of the line, or of the word, so that no character is cut in two.
        begin = max(data.rfind(b"\n", start, found.start()), data.rfind(b" ", start, found.start()), start)
        piece = data[begin : found.start() + 2000]
        pieces.append(piece)
        start, taken = begin + len(piece), taken + len(piece)
    return b"".join(pieces)


def _hint(data: bytes) -> str | None:
    kind = kind_of(data)
    if kind:
        return f"it looks like {kind}"
    if data[:200].count(b"\0") > 40:
        return "if it is UTF-16, save it as UTF-8 or with a byte-order mark"
    return None
