"""Gold annotation: texts with source, cue and content spans, read and written, in brat standoff.

Two layouts are read: `text/NAME.txt` beside `attributions/NAME[_ANNOTATOR].ann`, and brat's own, where
`NAME.txt` and `NAME[_ANNOTATOR].ann` lie in one folder. No scoring here: training reads the same files.
JSON Lines of articles (see `articles`) are read in their place.

An attribution inside another's content is an event like any other, and a relation says so:
`R1<tab>Within Arg1:E2 Arg2:E1`, the inner first. It is kept apart: most corpora mark only the outermost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..errors import AbortRun
from ..records import Document, Span, Spans

LABELS = {"source": "Source", "cue": "Cue", "content": "Content"}

_TEXT_BOUND = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t.*)?")
_EVENT = re.compile(r"(E\d+)\t(.+)")
_WITHIN = re.compile(r"R\d+\tWithin Arg1:(E\d+) Arg2:(E\d+)\s*")
# Comments, relations, attributes, normalisations and equivalences: legal brat, silent on attributions.
_NO_ATTRIBUTION = re.compile(r"[#RAMN]\d*\t|\*\t")

LINES_IGNORED = "lines ignored"
BAD_SPANS = "spans that are no slice of the text"
UNKNOWN_REFERENCES = "unknown references"
EMPTY_EVENTS = "events without cue and content"
STRAY_FILES = "ann files without a text"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldAttribution:
    """The spans of one annotated attribution, each role in text order; any role may be empty.

    `within` is the number of the attribution in whose content it stands, in a text's list of all of them,
    the outermost first; None for the outermost.
    """

    source: Spans = ()
    cue: Spans = ()
    content: Spans = ()
    within: int | None = None

    def __post_init__(self) -> None:
        # Annotators' spans may overlap, so they are sorted and made unique, not refused.
        for role in LABELS:
            object.__setattr__(self, role, tuple(sorted(set(getattr(self, role)))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """One text and what its annotators marked: annotator's name (may be empty) -> attributions.

    `annotators` holds the outermost attributions, which every figure is made of; `inner` those within
    another's content, where an annotator marked any. `all_of` gives both, numbered as `within` has it.
    """

    name: str
    text: str
    annotators: Mapping[str, tuple[GoldAttribution, ...]]
    inner: Mapping[str, tuple[GoldAttribution, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.annotators:
            raise ValueError(f"{self.name}: a gold text needs an annotator")

    def all_of(self, annotator: str) -> tuple[GoldAttribution, ...]:
        """An annotator's attributions, the outermost first."""
        return (*self.annotators[annotator], *self.inner.get(annotator, ()))

    @property
    def attributions(self) -> tuple[GoldAttribution, ...]:
        """The outermost attributions of the first annotator, by name."""
        return self.annotators[min(self.annotators)]

    def to_document(self) -> Document:
        """The text as a document to read, character for character."""
        return Document(
            name=self.name,
            text=self.text,
            raw=self.text.encode(),
            media_type="text/plain",
            encoding="utf-8",
        )


@dataclass(frozen=True, slots=True)
class GoldSet:
    """The annotated texts of a folder, by name, and how often something in its files was not understood."""

    documents: tuple[Gold, ...]
    problems: Mapping[str, int] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Gold]:
        return iter(self.documents)

    def __len__(self) -> int:
        return len(self.documents)


# --- reading ---------------------------------------------------------------------------------------


def read_gold(folder: Path) -> GoldSet:
    """The annotated texts of a brat folder, or of JSON Lines: a file, or all of a folder that has no brat.

    Lines not understood are counted, never raised. A text without an annotation file is left out. AbortRun
    where there are no such files at all.
    """
    if files := _json_lines(folder):
        from .articles import read_articles  # which is made of what stands here

        return read_articles(files)
    texts, annotations = _layout(folder)
    problems: Counter[str] = Counter()
    found: dict[str, tuple[str, dict[str, tuple[GoldAttribution, ...]]]] = {}  # all, outermost first
    for path in sorted(annotations.glob("*.ann")):
        name, annotator = _split_name(path.stem, texts)
        if not (texts / f"{name}.txt").is_file():
            problems[STRAY_FILES] += 1
            continue
        if name not in found:
            found[name] = (_read_text(texts / f"{name}.txt"), {})
        text, annotators = found[name]
        annotators[annotator] = from_ann(path.read_text(encoding="utf-8", errors="replace"), text, problems)
    return GoldSet(tuple(make_gold(name, *found[name]) for name in sorted(found)), dict(problems))


def make_gold(name: str, text: str, marked: Mapping[str, tuple[GoldAttribution, ...]]) -> Gold:
    """The text with what each annotator marked, of which all is given, the outermost first."""
    outermost = {who: tuple(one for one in ones if one.within is None) for who, ones in marked.items()}
    inner = {who: tuple(one for one in ones if one.within is not None) for who, ones in marked.items()}
    return Gold(name=name, text=text, annotators=outermost, inner={k: v for k, v in inner.items() if v})


def from_ann(lines: str, text: str, problems: Counter[str]) -> tuple[GoldAttribution, ...]:
    """The attributions that a brat file's lines describe in this text, the outermost first.

    What is not understood is counted.
    """
    bound: dict[str, tuple[str, list[Span]]] = {}
    events: dict[str, list[str]] = {}
    within: dict[str, str] = {}
    for line in lines.split("\n"):
        line = line.rstrip("\r")
        if match := _TEXT_BOUND.match(line):
            role = match[2].rstrip("0123456789").lower()
            bound[match[1]] = (role, list(_read_spans(match[3], len(text), problems)))
        elif match := _EVENT.match(line):
            events[match[1]] = [argument.partition(":")[2] for argument in match[2].split()]
        elif match := _WITHIN.match(line):
            within[match[1]] = match[2]
        elif line.strip() and not _NO_ATTRIBUTION.match(line):
            problems[LINES_IGNORED] += 1
    return nested(dict(_read_events(events, bound, problems)), within, problems)


def nested(
    read: Mapping[str, GoldAttribution], within: Mapping[str, str], problems: Counter[str]
) -> tuple[GoldAttribution, ...]:
    """The attributions with what encloses them, the outermost first; a relation to nothing is counted."""
    known = {inner: outer for inner, outer in within.items() if inner in read and outer in read}
    kept = {inner: outer for inner, outer in known.items() if not _in_a_circle(inner, known)}
    if len(kept) < len(within):
        problems[UNKNOWN_REFERENCES] += len(within) - len(kept)
    order = [*(key for key in read if key not in kept), *(key for key in read if key in kept)]
    number = {key: at for at, key in enumerate(order)}
    return tuple(replace(read[key], within=number[kept[key]] if key in kept else None) for key in order)


def _in_a_circle(inner: str, within: Mapping[str, str]) -> bool:
    seen = {inner}
    at: str | None = within[inner]
    while at is not None and at not in seen:
        seen.add(at)
        at = within.get(at)
    return at is not None


def _read_events(
    events: Mapping[str, list[str]], bound: Mapping[str, tuple[str, list[Span]]], problems: Counter[str]
) -> Iterator[tuple[str, GoldAttribution]]:
    for name, event in events.items():
        roles: dict[str, list[Span]] = {role: [] for role in LABELS}
        for identifier in event:
            if identifier not in bound:
                problems[UNKNOWN_REFERENCES] += 1
                continue
            # The role is that of the marked span: an argument may be called Content, Content2 or otherwise.
            role, spans = bound[identifier]
            if role in roles:
                roles[role] += spans
        if roles["cue"] or roles["content"]:
            source, cue, content = (tuple(roles[role]) for role in LABELS)
            yield name, GoldAttribution(source=source, cue=cue, content=content)
        else:
            problems[EMPTY_EVENTS] += 1


def _read_spans(pieces: str, length: int, problems: Counter[str]) -> Iterator[Span]:
    for piece in pieces.split(";"):
        start, end = (int(offset) for offset in piece.split())
        if start < end <= length:
            yield Span(start, end)
        else:
            problems[BAD_SPANS] += 1


def _json_lines(folder: Path) -> list[Path]:
    if folder.is_file():
        return [folder]
    has_brat = (folder / "attributions").is_dir() or any(folder.glob("*.ann"))
    # brat folders that `sayso export` writes have a list of their documents beside them.
    return [] if has_brat else sorted(folder.glob("*.jsonl"))


def _layout(folder: Path) -> tuple[Path, Path]:
    if (folder / "text").is_dir() and (folder / "attributions").is_dir():
        return folder / "text", folder / "attributions"
    if folder.is_dir() and any(folder.glob("*.ann")):
        return folder, folder
    raise AbortRun(
        str(folder),
        "is no brat folder and holds no JSON Lines",
        "it needs text/ and attributions/, or .txt and .ann files side by side, or a .jsonl file of articles",
    )


def _split_name(stem: str, texts: Path) -> tuple[str, str]:
    """A file's document and annotator: names hold underscores themselves, so the texts decide."""
    if (texts / f"{stem}.txt").is_file():
        return stem, ""
    name, _, annotator = stem.rpartition("_")
    return name, annotator


def _read_text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", newline="") as file:  # newline="": offsets count every CR
            return file.read()
    except UnicodeDecodeError as error:
        raise AbortRun(
            str(path), "is not UTF-8", "gold texts are UTF-8, since offsets count code points"
        ) from error


# --- writing ---------------------------------------------------------------------------------------


def write_gold(folder: Path, documents: Iterable[Gold]) -> None:
    """Write `text/NAME.txt` and `attributions/NAME[_ANNOTATOR].ann`; `read_gold` reads them back the same."""
    (folder / "text").mkdir(parents=True, exist_ok=True)
    (folder / "attributions").mkdir(exist_ok=True)
    for gold in documents:
        _write(folder / "text" / f"{_file_name(gold.name)}.txt", gold.text)
        for annotator in gold.annotators:
            stem = f"{gold.name}_{annotator}" if annotator else gold.name
            lines = to_ann(gold.text, gold.all_of(annotator))
            _write(folder / "attributions" / f"{_file_name(stem)}.ann", lines)


def to_ann(text: str, attributions: Iterable[GoldAttribution]) -> str:
    """The attributions as brat standoff lines; a span set shared by several is marked once.

    As in PolNeAR, an event's anchor is a mark of its own that covers the cue (the content where there is
    no cue), labelled `Attribution`, or `Attribution-no-source`.
    """
    lines: list[str] = []
    relations: list[str] = []
    marked: dict[tuple[str, Spans], str] = {}

    def mark(label: str, spans: Spans) -> str:
        if (label, spans) not in marked:
            marked[label, spans] = f"T{len(marked) + 1}"
            offsets = ";".join(f"{span.start} {span.end}" for span in spans)
            words = re.sub(r"[\r\n\t]", " ", " ".join(span.of(text) for span in spans))
            lines.append(f"{marked[label, spans]}\t{label} {offsets}\t{words}")
        return marked[label, spans]

    for number, attribution in enumerate(attributions, 1):
        if not attribution.cue and not attribution.content:
            raise ValueError("an attribution without cue and content has no place in brat")
        arguments = [
            f"{label}:{mark(label, spans)}"
            for role, label in LABELS.items()
            if (spans := getattr(attribution, role))
        ]
        event = "Attribution" if attribution.source else "Attribution-no-source"
        anchor = mark(event, attribution.cue or attribution.content)
        lines.append(" ".join([f"E{number}\t{event}:{anchor}", *arguments]))
        if attribution.within is not None:
            outer = attribution.within + 1
            relations.append(f"R{len(relations) + 1}\tWithin Arg1:E{number} Arg2:E{outer}")
    return "".join(f"{line}\n" for line in [*lines, *relations])


def _file_name(name: str) -> str:
    if not name or name != Path(name).name or "\0" in name or name in (".", ".."):
        raise ValueError(f"{name!r} cannot name a file")
    return name


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
