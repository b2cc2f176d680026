"""ECB+: whether pronouns and descriptions of people and bodies are led to a right earlier mention.

The set serves measuring only. A few sentences of each document are annotated, so an antecedent that is no
annotated mention cannot be judged; how many can is given beside the share that is right.
"""

from __future__ import annotations

import gzip
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ...extract.mention_labels import PRONOUNS
from ...records import Mention, Span
from .labelled import head_of, joined_text


@dataclass(frozen=True, slots=True)
class Clustered:
    """A text and its mentions of people and bodies, those of one person or body in one cluster."""

    text: str
    clusters: tuple[tuple[Span, ...], ...]


def read_participants(folder: Path) -> Iterator[Clustered]:
    """The documents of every topic that have a cluster of two mentions or more."""
    for path in sorted(folder.glob("*/*.xml.gz")):
        root = ElementTree.fromstring(gzip.decompress(path.read_bytes()))
        sentences: dict[str, list[ElementTree.Element]] = {}
        for token in root.iter("token"):
            sentences.setdefault(token.get("sentence", ""), []).append(token)
        text, place = "", {}
        for tokens in sentences.values():
            line, spans = joined_text(token.text or "" for token in tokens)
            for token, span in zip(tokens, spans, strict=True):
                place[token.get("t_id")] = Span(len(text) + span.start, len(text) + span.end)
            text += line + "\n"
        mentions: dict[str | None, Span] = {}
        for one in root.find("Markables") or ():
            anchors = [place[anchor.get("t_id")] for anchor in one.findall("token_anchor")]
            if anchors and one.tag.startswith("HUMAN_PART"):
                mentions[one.get("m_id")] = Span(anchors[0].start, anchors[-1].end)
        clusters = []
        for relation in root.find("Relations") or ():
            found = {
                mentions[one.get("m_id")] for one in relation.findall("source") if one.get("m_id") in mentions
            }
            if len(found) > 1:
                clusters.append(tuple(sorted(found)))
        if clusters:
            together = {span for cluster in clusters for span in cluster}
            alone = [(span,) for span in sorted(set(mentions.values()) - together)]
            yield Clustered(text, (*clusters, *alone))


@dataclass(slots=True)
class LinkCounts:
    """Mentions that should be led back, those whose antecedent can be judged, and those led right."""

    wanted: int = 0
    judged: int = 0
    right: int = 0

    def to_json(self) -> dict[str, float]:
        """The counts, the share of right ones among those judged and among all wanted."""
        precision = self.right / self.judged if self.judged else 0.0
        recall = self.right / self.wanted if self.wanted else 0.0
        return {"wanted": self.wanted, "judged": self.judged, "precision": precision, "recall": recall}


@dataclass(slots=True)
class ParticipantCounts:
    """Counts of pronouns and of descriptions."""

    pronouns: LinkCounts = field(default_factory=LinkCounts)
    descriptions: LinkCounts = field(default_factory=LinkCounts)

    def add(self, gold: Clustered, found: Sequence[Mention]) -> None:
        """Count one document."""
        by_head = {head_of(gold.text, one.span): number for number, one in enumerate(found)}
        cluster_at: dict[int, int] = {}
        for number, cluster in enumerate(gold.clusters):
            for span in cluster:
                cluster_at.setdefault(head_of(gold.text, span), number)
        for number, cluster in enumerate(gold.clusters):
            for span in cluster[1:]:
                words = span.of(gold.text)
                pronoun = words.casefold() in PRONOUNS
                if not pronoun and words.split()[-1][:1].isupper():
                    continue  # a name
                counts = self.pronouns if pronoun else self.descriptions
                counts.wanted += 1
                at = by_head.get(head_of(gold.text, span))
                likely = found[at].antecedents if at is not None else ()
                if not likely or likely[0][1] < 1 - sum(chance for _, chance in likely):
                    continue  # said to stand for none
                before = head_of(gold.text, found[likely[0][0]].span)
                if before in cluster_at:
                    counts.judged += 1
                    counts.right += cluster_at[before] == number

    def to_json(self) -> dict[str, dict[str, float]]:
        """Both, as plain values."""
        return {"pronouns": self.pronouns.to_json(), "descriptions": self.descriptions.to_json()}


def measure_participants(
    folder: Path, read: Callable[[str], Sequence[Mention]]
) -> dict[str, dict[str, float]]:
    """ECB+'s counts, for a function from a text to its mentions."""
    counts = ParticipantCounts()
    for gold in read_participants(folder):
        counts.add(gold, read(gold.text))
    return counts.to_json()
