"""Sections: a very long text is decoded part by part, in bounded memory, as if it were decoded whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from .decode import Fragment, Relation
from .encode import EncodedText, Ints, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionOptions:
    """How a long text is parted, in words; the scores of a word take 1.1 kB, an article has a few thousand.

    What a cue is linked with must depend on no word farther away than `context`: it is chosen by contents
    that begin within a link's reach and a longest line of it, among cues within as much again of those.
    """

    section: int = 20_000
    context: int = 2_000


def sections_of(encoded: EncodedText, options: SectionOptions) -> Iterator[Window]:
    """Sections of whole lines; the cues in each one's own words are taken from it, so each cue once."""
    starts, ends = encoded.lines[:, 0], encoded.lines[:, 1]
    n_words = len(encoded.words)
    own = 0
    while own < n_words:
        own_end = int(ends[np.searchsorted(ends, min(own + options.section, n_words))])
        low = int(np.searchsorted(starts, max(own - options.context, 0), side="right")) - 1
        high = int(np.searchsorted(ends, min(own_end + options.context, n_words)))
        yield Window(int(starts[low]), int(ends[high]), own, own_end)
        own = own_end


def lines_of(encoded: EncodedText, section: Window) -> Ints:
    """The section's lines as ranges of words, counted from its beginning."""
    low, high = np.searchsorted(encoded.lines[:, 0], [section.start, section.end])
    lines: Ints = encoded.lines[low:high] - section.start
    return lines


def own_relations(relations: list[Relation], section: Window) -> Iterator[Relation]:
    """The relations of a section's own cues, with words counted from the text's beginning."""
    for relation in relations:
        if section.own_start <= relation.cue.start + section.start < section.own_end:
            yield _moved(relation, section.start) if section.start else relation


def _moved(relation: Relation, by: int) -> Relation:
    return replace(
        relation,
        source=_shifted(relation.source, by) if relation.source else None,
        cue=_shifted(relation.cue, by),
        content=tuple(_shifted(fragment, by) for fragment in relation.content),
    )


def _shifted(fragment: Fragment, by: int) -> Fragment:
    return replace(fragment, start=fragment.start + by, end=fragment.end + by)
