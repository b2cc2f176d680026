"""Sets that are only measured on: MEANTIME and re3d."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

from ...extract.mention_labels import PRONOUNS
from ...records import MentionType, Span
from .labelled import Labelled, Marked, joined_text
from .lists import TITLES, groups

MEANTIME: dict[str, MentionType] = {"PER": "person", "ORG": "organisation", "LOC": "place"}
RE3D: dict[str, MentionType] = {
    "Person": "person", "Organisation": "organisation", "Location": "place", "Nationality": "nationality",
}  # fmt: skip


ANNOTATED = 6  # sentences, headline and date among them, in which MEANTIME marks every mention
# Words before a person's name that are no part of it, beside TITLES.
_OFFICES = frozenset(
    "foreign defense defence prime deputy vice chief high representative minister he".split()
)


def read_meantime(folder: Path) -> Iterator[Labelled]:
    """The fully annotated beginnings; people, organisations, places only.

    The set marks whole noun phrases ("President Vladimir Putin"); a name is its run of capitalised words
    without titles, and a phrase with several runs, or with a tail after the name, is left out as unsure.
    """
    for path in sorted(folder.glob("*/*.xml")):
        root = ElementTree.parse(path).getroot()
        sentences: dict[str, list[ElementTree.Element]] = {}
        for token in root.iter("token"):
            if int(token.get("sentence", "0")) < ANNOTATED:
                sentences.setdefault(token.get("sentence", ""), []).append(token)
        text, place = "", {}
        for tokens in sentences.values():
            line, spans = joined_text(token.text or "" for token in tokens)
            for token, span in zip(tokens, spans, strict=True):
                place[token.get("t_id", "")] = Span(len(text) + span.start, len(text) + span.end)
            text += line + "\n"
        marked = list(_meantime_mentions(root, place))
        names: dict[Span, MentionType] = {}
        unsure = []
        for span, form, kind in marked:
            type_ = MEANTIME.get(kind)
            core = name_in(text, span, type_) if form in ("NAM", "PRE.NAM") else None
            if core and type_:
                names[core] = type_
            elif form not in ("NOM", "PRO", "PRE.NOM"):
                unsure.append(span)
        found = tuple(Marked(span, names[span]) for span in sorted(names) if not _holds(span, names))
        yield Labelled(name=path.stem, text=text, names=found, unsure=tuple(unsure))


def _meantime_mentions(root: ElementTree.Element, place: dict[str, Span]) -> Iterator[tuple[Span, str, str]]:
    markables = root.find("Markables")
    relations = root.find("Relations")
    if markables is None or relations is None:
        return
    kinds = {one.get("m_id"): one.get("ent_type", "") for one in markables if one.tag == "ENTITY"}
    refers: dict[str | None, str] = {}
    for relation in relations:
        target = relation.find("target")
        if relation.tag == "REFERS_TO" and target is not None:
            for source in relation.findall("source"):
                refers[source.get("m_id")] = kinds.get(target.get("m_id"), "")
    for one in markables:
        anchors = [anchor.get("t_id", "") for anchor in one.findall("token_anchor")]
        if one.tag == "ENTITY_MENTION" and anchors and all(anchor in place for anchor in anchors):
            span = Span(place[anchors[0]].start, place[anchors[-1]].end)
            yield span, one.get("syntactic_type") or "", refers.get(one.get("m_id"), "")


def name_in(text: str, span: Span, kind: MentionType | None = None) -> Span | None:
    """The one run of capitalised words in the span, without titles before it; None where it has none.

    None too for pronouns, names of peoples, two names joined, and people told by their office.
    """
    if span.of(text).casefold() in PRONOUNS or span.of(text).casefold() in groups():
        return None
    apart = (" and ", "(", ")", " of ") if kind == "person" else (" and ", "(", ")")
    if any(mark in span.of(text) for mark in apart):
        return None
    before = TITLES | {"the", "a", "an"} | (_OFFICES | groups() if kind == "person" else frozenset())
    words: list[tuple[int, int]] = []
    at = span.start
    for piece in span.of(text).split(" "):
        words.append((at, at + len(piece)))
        at += len(piece) + 1
    while words and (
        not text[words[0][0] : words[0][1]][:1].isupper()
        or text[slice(*words[0])].casefold().strip(".,") in before
    ):
        words.pop(0)
    forms = [text[slice(*word)] for word in words]
    if not words or any(form[:1].islower() and form not in JOIN for form in forms):
        return None
    core = Span(words[0][0], words[-1][1])
    while text[core.end - 1] in ",;:":
        core = Span(core.start, core.end - 1)
    return None if "," in core.of(text) else core


JOIN = frozenset({"of", "for", "and", "the", "&", "'s", "de", "van", "von", "al"})


def read_re3d(folder: Path) -> Iterator[Labelled]:
    """The documents of every source but the BBC's; names are what is left of an entity without titles.

    The set marks descriptions and pronouns as it marks names: what holds no one capitalised run is unsure.
    """
    for source in sorted(folder.iterdir()):
        if not source.is_dir() or source.name == "bbc":
            continue
        entities: dict[str, list[tuple[Span, str]]] = {}
        for line in (source / "entities.jsonl").read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            span = Span(one["begin"], one["end"])
            entities.setdefault(one["documentId"], []).append((span, one["type"]))
        for line in (source / "documents.jsonl").read_text(encoding="utf-8").splitlines():
            document = json.loads(line)
            text = document["text"]
            names: dict[Span, MentionType] = {}
            unsure = []
            for span, kind in sorted(set(entities.get(document["_id"], []))):
                if span.end > len(text):
                    continue
                core = None if _described(text, span, kind) else name_in(text, span, RE3D.get(kind))
                if kind in RE3D and core:
                    names[core] = RE3D[kind]
                elif span.of(text) != span.of(text).lower() and span.of(text).casefold() not in PRONOUNS:
                    unsure.append(span)
            marked = tuple(Marked(span, names[span]) for span in sorted(names) if not _holds(span, names))
            yield Labelled(name=f"re3d-{document['_id']}", text=text, names=marked, unsure=tuple(unsure))


def _described(text: str, span: Span, kind: str) -> bool:
    """Whether a person is described rather than named: `the minister of …`."""
    first = span.of(text).split(" ")[0]
    return kind == "Person" and (first in ("the", "The", "a", "A", "an") or " of " in span.of(text))


def _holds(span: Span, names: dict[Span, MentionType]) -> bool:
    """Whether another name of the same type lies in this one: it is marked with its title and without."""
    return any(
        other != span and span.start <= other.start and other.end <= span.end and names[other] == names[span]
        for other in names
    )
