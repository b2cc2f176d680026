"""GUM: names, descriptions and coreference of its openly licensed documents."""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ...extract.mention_labels import PRONOUNS
from ...records import MentionType, Span
from .labelled import Labelled, Marked
from .lists import TITLES, groups, nouns

TYPES: dict[str, MentionType] = {"person": "person", "organization": "organisation", "place": "place"}
_BRACKET = re.compile(r"\(([^()]*)(\)?)|(\d+)\)")


@dataclass(frozen=True, slots=True)
class _Token:
    form: str
    upos: str
    head: int
    relation: str
    span: Span


@dataclass(slots=True)
class _Document:
    tokens: list[_Token] = field(default_factory=list)
    # group number, type, first token, token after the last, whole number of tokens in the text
    mentions: list[tuple[int, str, int, int]] = field(default_factory=list)
    text: str = ""


def read_gum(folder: Path, *, part: str | None = None, splits: Path | None = None) -> Iterator[Labelled]:
    """The documents of a folder; with `part`, those of that official split."""
    chosen = None
    if part and splits:
        rows = [line.split("\t") for line in splits.read_text(encoding="utf-8").splitlines()]
        chosen = {row[0] for row in rows if part in row}
    for path in sorted(folder.glob("*.conllu.gz")):
        name = path.name.removesuffix(".conllu.gz")
        if chosen is None or name in chosen:
            with gzip.open(path, "rt", encoding="utf-8") as file:
                yield _labelled(name, _read(file.read()))


def _read(source: str) -> _Document:
    document = _Document()
    opened: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for block in source.strip().split("\n\n"):
        first = len(document.tokens)
        glued_until, glue = 0, False
        for line in block.splitlines():
            if line.startswith("#"):
                if line.startswith("# newpar") and document.text and not document.text.endswith("\n"):
                    document.text = document.text.rstrip(" ") + "\n"
                continue
            number, form, _, upos, _, _, head, relation, _, misc = line.split("\t")
            if "." in number:
                continue
            if "-" in number:
                glued_until, glue = int(number.split("-")[1]), "SpaceAfter=No" in misc
                continue
            place = Span(len(document.text), len(document.text) + len(form))
            document.tokens.append(
                _Token(form, upos, int(head) - 1 + first if int(head) else -1, relation, place)
            )
            inside = int(number) < glued_until
            no_space = inside or "SpaceAfter=No" in misc or (int(number) == glued_until and glue)
            document.text += form + ("" if no_space else " ")
            _brackets(misc, document, opened)
    return document


def _brackets(misc: str, document: _Document, opened: dict[int, list[tuple[str, int]]]) -> None:
    values = [part[7:] for part in misc.split("|") if part.startswith("Entity=")]
    at = len(document.tokens) - 1
    for value in values:
        for match in _BRACKET.finditer(value):
            if match[3] is not None:
                group = int(match[3])
                kind, start = opened[group].pop()
                document.mentions.append((group, kind, start, at + 1))
            else:
                parts = match[1].split("-")
                group = int(parts[0])
                if match[2]:
                    document.mentions.append((group, parts[1], at, at + 1))
                else:
                    opened[group].append((parts[1], at))


def _labelled(name: str, document: _Document) -> Labelled:
    names: dict[Span, MentionType] = {}
    descriptions: dict[Span, MentionType] = {}
    unsure: list[Span] = []
    clusters: dict[int, set[int]] = defaultdict(set)
    tokens = document.tokens
    for group, kind, start, end in document.mentions:
        head = _head(tokens, start, end)
        token = tokens[head]
        if token.form.casefold() in PRONOUNS:
            clusters[group].add(token.span.start)
        elif token.upos == "PROPN" and kind != "time":
            low, high = _name(tokens, start, end, head)
            place = Span(tokens[low].span.start, tokens[high - 1].span.end)
            if kind in TYPES:
                names[place] = TYPES[kind]
                clusters[group].add(tokens[high - 1].span.start)
            else:  # titles of works and events, but also `Figure 2`
                unsure.append(place)
        elif token.upos == "NOUN":
            # Places and things are many in GUM ("the ground"); only those that may speak are wanted.
            listed = nouns().get(token.form.casefold())
            type_ = listed if listed in ("place", "other") else TYPES.get(kind)
            if type_ == "place" and listed != "place":
                type_ = None
            low = _left_edge(tokens, start, head)
            if type_:
                descriptions[Span(tokens[low].span.start, token.span.end)] = type_
                clusters[group].add(token.span.start)
    taken = {at for span in names for at in range(span.start, span.end)}
    for token in tokens:
        if token.span.start in taken:
            continue
        if token.form[0].isupper() and token.form.casefold() in groups():
            names[token.span] = "nationality"
        elif token.upos == "PROPN":
            unsure.append(token.span)  # part of a longer name, a date, a title: nobody marks it
    return Labelled(
        name=name,
        text=document.text,
        names=tuple(Marked(span, names[span]) for span in _outermost(names)),
        descriptions=tuple(Marked(span, descriptions[span]) for span in _outermost(descriptions)),
        unsure=tuple(unsure),
        clusters=tuple(tuple(sorted(places)) for places in clusters.values()),
    )


def _head(tokens: list[_Token], start: int, end: int) -> int:
    for at in range(start, end):
        if not start <= tokens[at].head < end and tokens[at].upos != "PUNCT":
            return at
    return end - 1


def _name(tokens: list[_Token], start: int, end: int, head: int) -> tuple[int, int]:
    """The run of name words around the head, without titles before it."""
    low = high = head
    while low > start and (_capital(tokens[low - 1]) or _joins(tokens, low - 1, start)):
        low -= 1
    high += 1
    while high < end and (tokens[high].upos == "PROPN" or _bridges(tokens, high, end)):
        high += 1
    while low < high - 1 and tokens[low].form.casefold().rstrip(".") in TITLES:
        low += 1
        if tokens[low].form == ".":
            low += 1
    return low, high


def _capital(token: _Token) -> bool:
    return token.upos == "PROPN" or (token.upos in ("ADJ", "NOUN") and token.form[0].isupper())


def _joins(tokens: list[_Token], at: int, start: int) -> bool:
    return (
        at > start
        and tokens[at].form in ("of", "-", "–", "&", "for", "de", "van", "von", ".")
        and (tokens[at - 1].upos == "PROPN")
    )


def _bridges(tokens: list[_Token], at: int, end: int) -> bool:
    return (
        at + 1 < end
        and tokens[at].form in ("of", "-", "–", "&", "for", "and", "the", "de", ".")
        and (tokens[at + 1].upos == "PROPN" and tokens[at].relation not in ("cc",))
    )


def _left_edge(tokens: list[_Token], start: int, head: int) -> int:
    """Where the noun phrase begins: the mention's start, or what of it belongs to this head."""
    low = head
    while low > start and tokens[low - 1].upos not in ("PUNCT", "CCONJ", "ADP", "VERB", "AUX", "SCONJ"):
        low -= 1
    return low


def _outermost(spans: dict[Span, MentionType]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if not kept or not kept[-1].overlaps(span):
            kept.append(span)
    return kept
