"""brat standoff: a folder of NAME.txt and NAME.ann, which `sayso evaluate` reads again.

Each span is one text-bound annotation (brat refuses fragments that touch); where it runs over a line
break it is cut there, since brat's lines hold none. An attribution is an event with its cue as trigger.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from sayso.records import Attribution, Reading, Span

from .exporter import Target
from .target import new_folder
from .utf8 import to_json, well_formed

INDEX = "documents.jsonl"
CONFIGURATION = """\
[entities]
Source
Cue
Content

[relations]

[events]
Attribution Source*:Source, Cue+:Cue, Content+:Content

[attributes]
Quotation Arg:<EVENT>, Value:direct|mixed|indirect
"""

_LINE = re.compile(r"[^\r\n]+")
_UNSAFE = re.compile(r"[^\w.()-]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST_NAME = 120  # bytes: file systems stop at 255, and some encrypting ones at 143


def write_brat(readings: Iterable[Reading], out: Target) -> int:
    """Write each reading's frozen text and annotations to a new folder; returns how many attributions.

    `documents.jsonl` says which document each file is; `annotation.conf` lets brat itself open the folder.
    """
    written = 0
    names = FileNames()
    with new_folder(out) as folder:
        _write(folder / "annotation.conf", CONFIGURATION)
        with (folder / INDEX).open("wb") as index:
            for reading in readings:
                name = names.take(reading.document.name)
                _write(folder / f"{name}.txt", reading.document.text)
                _write(folder / f"{name}.ann", to_standoff(reading))
                index.write(to_json({"file": name, **_about(reading)}) + b"\n")
                written += len(reading.attributions)
    return written


def to_standoff(reading: Reading) -> str:
    """The reading's attributions as the lines of one .ann file."""
    lines: list[str] = []
    bound = 0
    for number, attribution in enumerate(reading.attributions, 1):
        arguments: list[str] = []
        for role in ("Source", "Cue", "Content"):
            for nth, span in enumerate(getattr(attribution, role.lower()), 1):
                bound += 1
                lines.append(f"T{bound}\t{role} {_marked(span, reading.document.text)}")
                arguments.append(f"{role}{nth if nth > 1 else ''}:T{bound}")
        bound += 1
        lines.append(f"T{bound}\tAttribution {_marked(attribution.cue[0], reading.document.text)}")
        lines.append(f"E{number}\tAttribution:T{bound} {' '.join(arguments)}")
        lines += _beside(number, attribution)
    return "".join(line + "\n" for line in lines)


def _beside(number: int, attribution: Attribution) -> list[str]:
    note = f"{attribution.id} confidence {attribution.confidence:.4f} {attribution.extractor}"
    return [
        f"A{number}\tQuotation E{number} {attribution.quotation}",
        f"#{number}\tAnnotatorNotes E{number}\t{' '.join(note.split())}",
    ]


def _marked(span: Span, text: str) -> str:
    """`10 20;21 40<tab>the words`: offsets in code points, cut at line breaks."""
    whole = span.of(text)
    pieces = [(span.start + line.start(), span.start + line.end()) for line in _LINE.finditer(whole)]
    if not pieces:  # nothing but line breaks
        return f"{span.start} {span.end}\t{' ' * len(whole)}"
    offsets = ";".join(f"{start} {end}" for start, end in pieces)
    return f"{offsets}\t{' '.join(text[start:end] for start, end in pieces)}"


def _about(reading: Reading) -> dict[str, object]:
    document, about = reading.document, reading.document.metadata
    return {
        "document": document.name,
        "document_id": document.id,
        "title": about.title,
        "outlet": about.outlet,
        "authors": list(about.authors),
        "published": about.published,
        "url": about.url,
        "language": about.language,
    }


def _write(path: Path, text: str) -> None:
    # newline="" keeps line ends as they are: offsets count them.
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(well_formed(text))


class FileNames:
    """Gives every document a file name of its own that every file system can hold."""

    def __init__(self) -> None:
        self._taken: set[str] = {"annotation", "documents"}
        self._next: dict[str, int] = {}

    def take(self, name: str) -> str:
        """A file name, without its ending, made of the name and given to nobody before.

        >>> names = FileNames()
        >>> names.take("https://news.example/a/b"), names.take("..\\\\A"), names.take("a")
        ('https-news.example-a-b', 'A', 'a-2')
        """
        stem = _safe(name)
        found = stem
        number = self._next.get(stem.casefold(), 2)
        while found.casefold() in self._taken:  # some file systems take A and a for one
            found, number = f"{stem}-{number}", number + 1
        self._next[stem.casefold()] = number
        self._taken.add(found.casefold())
        return found


def _safe(name: str) -> str:
    stem = _UNSAFE.sub("-", well_formed(name)).strip("-. ")
    stem = stem.encode()[:_LONGEST_NAME].decode(errors="ignore").rstrip("-. ")
    if not stem:
        return "document"
    return f"document-{stem}" if _RESERVED.fullmatch(stem) else stem
