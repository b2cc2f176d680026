"""brat standoff: a folder of NAME.txt and NAME.ann, which `sayso evaluate` reads again.

Each span is one text-bound annotation (brat refuses fragments that touch); where it runs over a line
break it is cut there, since brat's lines hold none. An attribution is an event with its cue as trigger;
one inside another's content is tied to it by a relation, `Within`, the inner first, and one that echoes
or denies another by `RespondsTo`. What is known beside the spans stands in attributes and in a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from sayso.records import (
    CUE_CLASSES,
    MODALITIES,
    POLARITIES,
    STANCES,
    Attribution,
    Document,
    Reading,
    Span,
    Spans,
)

from .exporter import Target
from .facts import day_words, speaker_note, why
from .target import new_folder
from .utf8 import to_json, well_formed

INDEX = "documents.jsonl"
# Attributes of an event, by the key of the record that they come from.
ATTRIBUTES = {
    "quotation": "Quotation",
    "cue_class": "CueClass",
    "polarity": "Polarity",
    "modality": "Modality",
    "stance": "Stance",
}
RELATIONS = {"within": "Within", "responds_to": "RespondsTo"}
CONFIGURATION = f"""\
[entities]
Source
Cue
Content
Date
Addressee
Occasion
Anonymity

[relations]
Within Arg1:<EVENT>, Arg2:<EVENT>
RespondsTo Arg1:<EVENT>, Arg2:<EVENT>

[events]
Attribution Source*:Source, Cue+:Cue, Content+:Content, Date?:Date, Addressee?:Addressee, \
Occasion?:Occasion, Anonymity?:Anonymity

[attributes]
Quotation Arg:<EVENT>, Value:direct|mixed|indirect
CueClass Arg:<EVENT>, Value:{"|".join(CUE_CLASSES)}
Polarity Arg:<EVENT>, Value:{"|".join(POLARITIES)}
Modality Arg:<EVENT>, Value:{"|".join(MODALITIES)}
Stance Arg:<EVENT>, Value:{"|".join(STANCES)}
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
                index.write(to_json({"file": name, **about_document(reading.document)}) + b"\n")
                written += len(reading.attributions)
    return written


def to_standoff(reading: Reading) -> str:
    """The reading's attributions as the lines of one .ann file."""
    text = reading.document.text
    lines: list[str] = []
    relations: list[str] = []
    numbers = {attribution.id: number for number, attribution in enumerate(reading.attributions, 1)}
    bound = attributes = 0
    for number, attribution in enumerate(reading.attributions, 1):
        arguments: list[str] = []
        for label, spans in _labelled(attribution):
            for nth, span in enumerate(spans, 1):
                bound += 1
                lines.append(f"T{bound}\t{label} {_marked(span, text)}")
                arguments.append(f"{label}{nth if nth > 1 else ''}:T{bound}")
        bound += 1
        lines.append(f"T{bound}\tAttribution {_marked(attribution.cue[0], text)}")
        lines.append(f"E{number}\tAttribution:T{bound} {' '.join(arguments)}")
        for key, label in ATTRIBUTES.items():
            value = getattr(attribution, key)
            if value is not None:
                attributes += 1
                lines.append(f"A{attributes}\t{label} E{number} {value}")
        lines.append(f"#{number}\tAnnotatorNotes E{number}\t{' '.join(_note(attribution).split())}")
        for key, label in RELATIONS.items():
            other = numbers.get(getattr(attribution, key) or "")
            if other not in (None, number):
                relations.append(f"R{len(relations) + 1}\t{label} Arg1:E{number} Arg2:E{other}")
    return "".join(line + "\n" for line in [*lines, *relations])


def _labelled(attribution: Attribution) -> Iterator[tuple[str, Spans]]:
    """What is marked in the text, with its label."""
    yield "Source", attribution.source
    yield "Cue", attribution.cue
    yield "Content", attribution.content
    beside = {
        "Date": attribution.date.span if attribution.date else None,
        "Addressee": attribution.addressee,
        "Occasion": attribution.occasion,
        "Anonymity": attribution.anonymity,
    }
    for label, span in beside.items():
        yield label, (span,) if span else ()


def _note(attribution: Attribution) -> str:
    """What brat has no place for: who it is, when it was said, and what both rest on."""
    parts = [f"{attribution.id} confidence {attribution.confidence:.4f} {attribution.extractor}"]
    speaker, date = attribution.speaker, attribution.date
    if speaker:
        note = speaker_note(speaker)
        parts.append(f"speaker {speaker.name}" + (f" ({note})" if note else ""))
        parts[-1] += _because(attribution, "speaker")
    if date:
        parts.append(f"date {day_words(date)}" + _because(attribution, "date"))
    return "; ".join(parts)


def _because(attribution: Attribution, key: str) -> str:
    reason = why(attribution, key)
    return f", because: {reason}" if reason else ""


def _marked(span: Span, text: str) -> str:
    """`10 20;21 40<tab>the words`: offsets in code points, cut at line breaks."""
    whole = span.of(text)
    pieces = [(span.start + line.start(), span.start + line.end()) for line in _LINE.finditer(whole)]
    if not pieces:  # nothing but line breaks
        return f"{span.start} {span.end}\t{' ' * len(whole)}"
    offsets = ";".join(f"{start} {end}" for start, end in pieces)
    return f"{offsets}\t{' '.join(text[start:end] for start, end in pieces)}"


def about_document(document: Document) -> dict[str, object]:
    """What is known of a document, for an index of files."""
    about = document.metadata
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
