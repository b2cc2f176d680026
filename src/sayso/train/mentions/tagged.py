"""Names from token-per-line files: CrossNER politics, wikigold, Universal NER."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

from ...records import MentionType, Span
from .labelled import Labelled, Marked, joined_text, spans_of_tags
from .lists import groups

CROSSNER: dict[str, MentionType] = {
    "politician": "person", "person": "person", "politicalparty": "organisation",
    "organisation": "organisation", "country": "place", "location": "place", "election": "other",
    "event": "other", "misc": "other",
}  # fmt: skip
CONLL: dict[str, MentionType] = {"PER": "person", "ORG": "organisation", "LOC": "place", "MISC": "other"}
WIKIGOLD_FOLDS = 5  # one of them is kept for measuring


def read_crossner(path: Path) -> Iterator[Labelled]:
    """The sentences of a CrossNER file, each a text of its own."""
    for number, block in enumerate(path.read_text(encoding="utf-8").strip().split("\n\n")):
        rows = [line.split("\t") for line in block.splitlines() if line]
        sentence = ([row[0] for row in rows], [row[1] for row in rows])
        yield _labelled(f"crossner-{path.stem}-{number}", [sentence], CROSSNER)


def read_wikigold(path: Path, *, held_out: bool) -> Iterator[Labelled]:
    """The documents of wikigold: the fold that is kept for measuring, or the others."""
    for number, document in enumerate(path.read_text(encoding="utf-8").split("-DOCSTART- O")):
        sentences = []
        for block in document.strip().split("\n\n"):
            rows = [line.rsplit(" ", 1) for line in block.splitlines() if line.strip()]
            if rows:
                sentences.append(([r[0] for r in rows], [r[1] for r in rows]))
        name = f"wikigold-{number}"
        if sentences and (crc32(name.encode()) % WIKIGOLD_FOLDS == 0) == held_out:
            yield _labelled(name, sentences, CONLL)


def read_universal_ner(path: Path) -> Iterator[Labelled]:
    """The documents of a Universal NER file, which marks people, organisations and places only."""
    sentences: list[tuple[list[str], list[str]]] = []
    name = ""
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        lines = block.splitlines()
        begins = [line.split("=", 1)[1].strip() for line in lines if line.startswith("# newdoc id")]
        if begins:
            if sentences:
                yield _labelled(name, sentences, CONLL, frozenset({"nationality", "other"}))
            name, sentences = f"uner-{begins[0]}", []
        rows = [line.split("\t") for line in lines if not line.startswith("#")]
        sentences.append(([r[1] for r in rows], [_known(r[2]) for r in rows]))
    yield _labelled(name, sentences, CONLL, frozenset({"nationality", "other"}))


def _known(tag: str) -> str:
    return tag if tag[2:] in CONLL else "O"


def _labelled(
    name: str,
    sentences: list[tuple[list[str], list[str]]],
    types: dict[str, MentionType],
    unmarked: frozenset[MentionType] = frozenset(),
) -> Labelled:
    """Sentences of tokens and tags as one text, a line each."""
    text, marked = "", []
    for tokens, tags in sentences:
        line, places = joined_text(tokens)
        for start, end, kind in spans_of_tags(tags):
            span = Span(len(text) + places[start].start, len(text) + places[end - 1].end)
            of_group = all(token.casefold() in groups() for token in tokens[start:end])
            one = types[kind]
            marked.append(Marked(span, "nationality" if one == "other" and of_group else one))
        text += line + "\n"
    return Labelled(name=name, text=text, names=tuple(marked), unmarked=unmarked)
