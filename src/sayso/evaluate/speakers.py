"""Speakers scored against labels made by hand: who each source is, and of what kind.

    python -m sayso.evaluate.speakers LABELS TEXTS [--sources found] [--mentions FILE]

LABELS is JSON lines, one source each: `document` (file stem), `start` and `end` (offsets of the source's
first and last character), `form` (`name`, `description`, `pronoun`), `referent` (offsets of the fullest name
of who is speaking, of the first mention where there is no name, null where the text does not tell), `kind`,
and `note`, where `also START-END` gives a referent that is as good. TEXTS is a brat folder. The sources are
those of its annotation and the mentions those that the model finds in the text; with `--sources found` the
sources are the model's too. FILE holds mentions that were read ahead, as JSON lines {"document", "mentions":
[{"start", "end", "form", "type", "confidence", "antecedents"}]}.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..records import Attribution, Mention, Reading, Span, Spans, Speaker
from ..resolve.speakers import resolve_speakers
from .brat import Gold, GoldAttribution, read_gold

FORMS = ("name", "description", "pronoun")
# Left out when two names are compared: determiners, and what stands before a name in address.
_UNCOMPARED = frozenset(
    """a an the this that these those his her its their our my mr mrs ms mx dr sen rep gov gen lt col sir
    lord senator representative governor general president prime minister secretary judge justice mayor
    s""".split()
)
Words = tuple[str, ...]
_WORD = re.compile(r"[^\W_]+")
_ALSO = re.compile(r"also (\d+)-(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerLabel:
    """One source and who it is; `referent` None: the text does not tell. `also` is as good."""

    document: str
    source: Span
    form: str
    referent: Span | None
    kind: str
    also: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One label, what was resolved for it, and whether speaker and kind are right."""

    label: SpeakerLabel
    attribution: Attribution | None
    right: bool
    right_kind: bool


@dataclass(frozen=True, slots=True)
class SpeakerScores:
    """The verdicts on a set of labels; every share is of 0 to 1, 0 where there is nothing to share."""

    verdicts: tuple[Verdict, ...]

    def accuracy(self, *forms: str) -> float:
        """The share of right speakers, of the labels of these forms (none given: all)."""
        return _share([one.right for one in self.verdicts if not forms or one.label.form in forms])

    def kind_accuracy(self) -> float:
        """The share of right kinds, of the labels that have a referent."""
        return _share([one.right_kind for one in self.verdicts if one.label.referent])

    def lines(self) -> Iterator[str]:
        """The report, line by line."""
        for form in ((), *((form,) for form in FORMS)):
            number = sum(not form or one.label.form in form for one in self.verdicts)
            yield f"{(form or ('all',))[0]:<12} {100 * self.accuracy(*form):5.1f}   of {number}"
        yield f"{'kinds':<12} {100 * self.kind_accuracy():5.1f}"
        unread = sum(one.attribution is None for one in self.verdicts)
        unresolved = sum(one.attribution is not None and not one.attribution.speaker for one in self.verdicts)
        yield f"sources without an attribution {unread}, without a speaker {unresolved}"


def read_labels(path: Path) -> list[SpeakerLabel]:
    """The labels of a JSON lines file, in its order."""
    labels = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        referent = row["referent"] and Span(*row["referent"])
        source = Span(row["start"], row["end"])
        also = _ALSO.search(row.get("note", ""))
        labels.append(
            SpeakerLabel(
                document=row["document"],
                source=source,
                form=row["form"],
                referent=referent,
                kind=row["kind"],
                also=Span(int(also[1]), int(also[2])) if also else None,
            )
        )
    return labels


def read_mentions(path: Path) -> dict[str, tuple[Mention, ...]]:
    """Each document's mentions, from a JSON lines file."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found[row["document"]] = tuple(
            Mention(
                span=Span(one["start"], one["end"]),
                form=one["form"],
                type=one.get("type"),
                confidence=one.get("confidence", 1.0),
                antecedents=tuple((number, share) for number, share in one.get("antecedents", ())),
            )
            for one in row["mentions"]
        )
    return found


def gold_reading(gold: Gold, mentions: tuple[Mention, ...] = ()) -> Reading:
    """The gold text read without a fault: its annotated attributions, no speakers yet."""
    document = gold.to_document()
    made = {one.id: one for one in _attributions(gold.attributions, document.id)}
    ordered = sorted(made.values(), key=lambda one: min((*one.source, *one.cue, *one.content)))
    return Reading(document, tuple(ordered), mentions)


def _attributions(gold: Iterable[GoldAttribution], document_id: str) -> Iterator[Attribution]:
    for one in gold:
        cue = _apart(one.cue or one.content)
        content = _apart(one.content or one.cue)
        yield Attribution(
            document_id=document_id,
            source=_apart(one.source),
            cue=cue,
            content=content,
            quotation="indirect",
            confidence=1.0,
            extractor="gold 1",
        )


def _apart(spans: Spans) -> Spans:
    """The spans without those that overlap one before them, as annotators' marks sometimes do."""
    kept: list[Span] = []
    for span in sorted(spans):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)


def score_speakers(labels: Iterable[SpeakerLabel], readings: Mapping[str, Reading]) -> SpeakerScores:
    """The verdicts on the labels whose document was read.

    A label is that of the attribution whose source has its extent, else of the one whose source shares
    most of it; where none shares any, nothing was found and the verdict is wrong.
    """
    by_document = defaultdict(list)
    for label in labels:
        if label.document in readings:
            by_document[label.document].append(label)
    return SpeakerScores(
        tuple(verdict for name, own in by_document.items() for verdict in _verdicts(own, readings[name]))
    )


def _verdicts(labels: Sequence[SpeakerLabel], reading: Reading) -> Iterator[Verdict]:
    text = reading.document.text
    names = [label.referent.of(text) for label in labels if label.referent]
    names += [one.speaker.name for one in reading.attributions if one.speaker]
    others = [words for words in dict.fromkeys(map(_compared, names)) if words]
    for label in labels:
        attribution = _attribution_of(label.source, reading.attributions)
        speaker = attribution.speaker if attribution else None
        if attribution is None:
            right = False
        elif label.referent is None or speaker is None:
            right = speaker is None and label.referent is None
        else:
            spans = [label.referent, *([label.also] if label.also else [])]
            right = any(same_speaker(speaker, span, text, others) for span in spans)
        right_kind = speaker is not None and speaker.kind == label.kind
        yield Verdict(label=label, attribution=attribution, right=right, right_kind=right_kind)


def _attribution_of(source: Span, attributions: Sequence[Attribution]) -> Attribution | None:
    best, most = None, 0.0
    for one in attributions:
        if not one.source:
            continue
        whole = Span(one.source[0].start, one.source[-1].end)
        shared = min(whole.end, source.end) - max(whole.start, source.start)
        share = shared / (max(whole.end, source.end) - min(whole.start, source.start))
        if share > most:
            best, most = one, share
    return best


def same_speaker(speaker: Speaker, referent: Span, text: str, others: Sequence[Words] = ()) -> bool:
    """Whether the speaker is the referent.

    They are where the name's place overlaps the referent's, where the words are the same but for case,
    titles and determiners, and where the one's words are among the other's and nobody else in the document
    (`others`: the words of every name in it) has the same last word, which is a person's surname.
    """
    if speaker.named_at and speaker.named_at.overlaps(referent):
        return True
    named, meant = _compared(speaker.name), _compared(referent.of(text))
    if not named or not meant:
        return speaker.name.casefold() == referent.of(text).casefold()
    fewer, more = sorted((named, meant), key=len)
    if not set(fewer) <= set(more):
        return False
    return len(set(fewer)) == len(set(more)) or not any(
        other[-1] == fewer[-1] and set(fewer) < set(other) and not _one_holds_other(other, more)
        for other in others
    )


def _one_holds_other(one: Words, other: Words) -> bool:
    return set(one) <= set(other) or set(other) <= set(one)


def _compared(name: str) -> Words:
    return tuple(word for word in _WORD.findall(name.casefold()) if word not in _UNCOMPARED)


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right) if right else 0.0


def mistakes(scores: SpeakerScores, readings: Mapping[str, Reading]) -> Iterator[str]:
    """The wrong verdicts, one line each, for whoever works on the rules."""
    for one in scores.verdicts:
        if one.right:
            continue
        text = readings[one.label.document].document.text
        speaker = one.attribution.speaker if one.attribution else None
        meant = one.label.referent.of(text) if one.label.referent else None
        before = text[max(0, one.label.source.start - 60) : one.label.source.start].replace("\n", "/")
        because = speaker.because if speaker else dict(one.attribution.reasons) if one.attribution else None
        yield (
            f"{one.label.document}:{one.label.source.start} {one.label.form} {before}"
            f"[[{one.label.source.of(text)}]] meant {meant!r} made {speaker and speaker.name!r} ({because})"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Score the speakers of a labelled set and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m sayso.evaluate.speakers", description=__doc__)
    parser.add_argument("labels", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--sources", choices=["gold", "found"], default="gold")
    parser.add_argument("--mentions", type=Path, metavar="FILE|none", help="read ahead; none: without any")
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="in place of the model that ships")
    parser.add_argument("--mistakes", action="store_true", help="print every wrong one")
    options = parser.parse_args(arguments)
    labels = read_labels(options.labels)
    wanted = {label.document for label in labels}
    texts = {one.name: one for one in read_gold(options.texts) if one.name in wanted}
    if options.mentions and options.sources == "gold":
        mentions = {} if str(options.mentions) == "none" else read_mentions(options.mentions)
        read = {name: gold_reading(gold, mentions.get(name, ())) for name, gold in texts.items()}
    else:
        extractor = importlib.import_module("sayso.extract.extractor").Extractor(options.model)
        read = {name: extractor.extract(gold.to_document()) for name, gold in texts.items()}
        if options.sources == "gold":
            read = {name: gold_reading(gold, read[name].mentions) for name, gold in texts.items()}
    resolved = {name: resolve_speakers(reading) for name, reading in read.items()}
    scores = score_speakers(labels, resolved)
    for line in (*scores.lines(), *(mistakes(scores, resolved) if options.mistakes else ())):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
