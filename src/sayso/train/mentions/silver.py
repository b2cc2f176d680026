"""Names, descriptions and coreference from the automatic parses beside PolNeAR, the worst errors mended.

CoreNLP (Manning et al. 2014) marks a name differently from place to place. A form that is nearly always of
one type in all of the articles is given that type everywhere; where it is undecided, the labels say nothing.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from ...extract.mention_labels import PRONOUNS
from ...records import MentionType, Span
from .labelled import Labelled, Marked, head_of
from .lists import TITLES, groups, nouns

TYPES: dict[str, MentionType] = {
    "PERSON": "person", "ORGANIZATION": "organisation", "LOCATION": "place", "MISC": "other",
}  # fmt: skip
DECIDED = 0.75  # least share of one type for a form to have it everywhere; 5 times at least
OFTEN = 5
LONGEST = 6  # tokens in a name that is believed
LEFT_OF_NOUN = frozenset("det amod compound nmod:poss nummod case neg nn poss".split())
RELATIVE = frozenset({"who", "whom", "whose", "which"})


@dataclass(frozen=True, slots=True)
class _Token:
    span: Span
    form: str
    pos: str
    lemma: str
    ner: str


@dataclass(slots=True)
class _Article:
    name: str
    text: str
    sentences: list[list[_Token]]
    arcs: list[list[tuple[int, int, str]]]
    chains: list[list[tuple[int, int]]]


def read_silver(folder: Path) -> Iterator[Labelled]:
    """The articles of a PolNeAR folder that have a parse."""
    articles = list(_read(folder))
    lexicon = _Lexicon(articles)
    for article in articles:
        yield _labelled(article, lexicon)


def _read(folder: Path) -> Iterator[_Article]:
    with gzip.open(folder / "corenlp.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            parse: dict[str, Any] = json.loads(line)
            path = folder / "text" / f"{parse['id']}.txt"
            text = path.open(encoding="utf-8", newline="").read()
            yield _Article(
                name=parse["id"],
                text=text,
                sentences=[
                    [
                        _Token(Span(start, end), text[start:end], pos, lemma, ner)
                        for start, end, pos, lemma, ner in sentence
                        if start < end
                    ]
                    for sentence in parse["tokens"]
                ],
                arcs=[[tuple(arc) for arc in sentence] for sentence in parse["dependencies"]],
                chains=[[(start, end) for start, end, _ in chain] for chain in parse["coreference"]],
            )


def _names_of(sentence: list[_Token]) -> Iterator[tuple[list[_Token], MentionType]]:
    """CoreNLP's names without titles before and marks after them."""
    at = 0
    while at < len(sentence):
        kind, start = sentence[at].ner, at
        while at < len(sentence) and sentence[at].ner == kind:
            at += 1
        if kind not in TYPES:
            continue
        tokens = sentence[start:at]
        while len(tokens) > 1 and tokens[0].form.casefold().rstrip(".") in TITLES | {"the", "a", "an"}:
            tokens = tokens[1:]
        while tokens and not tokens[-1].form[-1].isalnum() and not tokens[-1].form.endswith("."):
            tokens = tokens[:-1]
        if tokens and tokens[-1].form.casefold() in ("'s", "’s", "."):
            tokens = tokens[:-1]
        if tokens:
            yield tokens, TYPES[kind]


class _Lexicon:
    """How often each form has each type, and how often it is no name though it is capitalised."""

    def __init__(self, articles: Iterable[_Article]) -> None:
        self.types: dict[str, Counter[MentionType]] = defaultdict(Counter)
        self.plain: Counter[str] = Counter()
        for article in articles:
            for sentence in article.sentences:
                inside = set()
                for tokens, kind in _names_of(sentence):
                    self.types[" ".join(token.form for token in tokens)][kind] += 1
                    inside |= {token.span.start for token in tokens}
                for token in sentence[1:]:
                    if token.span.start not in inside and token.form[0].isupper():
                        self.plain[token.form] += 1

    def type_of(self, form: str, given: MentionType) -> MentionType | None:
        """The type that a form has nearly everywhere; None where it is undecided."""
        counts = self.types.get(form, Counter())
        total = sum(counts.values())
        if total < OFTEN:
            return given
        kind, most = counts.most_common(1)[0]
        return kind if most >= DECIDED * total else None

    def missed(self, form: str) -> bool:
        """Whether a capitalised word that CoreNLP left out is a name as often as not."""
        counts = self.types.get(form)
        return counts is not None and sum(counts.values()) >= max(OFTEN, self.plain[form])


def _labelled(article: _Article, lexicon: _Lexicon) -> Labelled:
    names: dict[Span, MentionType] = {}
    unsure: list[Span] = []
    descriptions: dict[Span, MentionType] = {}
    relatives: list[tuple[int, int]] = []
    for sentence, arcs in zip(article.sentences, article.arcs, strict=True):
        if not sentence:
            continue
        if _like_a_headline(sentence):
            unsure.append(Span(sentence[0].span.start, sentence[-1].span.end))
        inside: set[int] = set()
        for tokens, given in _names_of(sentence):
            span = Span(tokens[0].span.start, tokens[-1].span.end)
            inside |= {token.span.start for token in tokens}
            form = " ".join(token.form for token in tokens)
            of_group = all(token.form.casefold() in groups() for token in tokens)
            kind = "nationality" if of_group else lexicon.type_of(form, given)
            if kind is None or len(tokens) > LONGEST or not any(t.form[0].isupper() for t in tokens):
                unsure.append(span)
            else:
                names[span] = kind
        for token in sentence:
            if token.span.start in inside:
                continue
            if token.form.casefold() in groups() and token.form[0].isupper() and token.pos[0] in "NJ":
                names[token.span] = "nationality"
            elif token.form[0].isupper() and lexicon.missed(token.form):
                unsure.append(token.span)
        _describe(sentence, arcs, descriptions, relatives)
    clusters = _clusters(article, names, descriptions, relatives)
    return Labelled(
        name=article.name,
        text=article.text,
        names=tuple(Marked(span, names[span]) for span in sorted(names)),
        descriptions=tuple(Marked(span, descriptions[span]) for span in sorted(descriptions)),
        unsure=tuple(unsure),
        clusters=clusters,
    )


def _like_a_headline(sentence: list[_Token]) -> bool:
    words = [token.form for token in sentence if len(token.form) > 3 and token.form[0].isalpha()]
    return len(words) >= 4 and sum(word[0].isupper() for word in words) >= 0.7 * len(words)


def _describe(
    sentence: list[_Token],
    arcs: list[tuple[int, int, str]],
    descriptions: dict[Span, MentionType],
    relatives: list[tuple[int, int]],
) -> None:
    """Add the noun phrases whose head is listed, and what relative pronouns stand for."""
    left: dict[int, list[int]] = defaultdict(list)
    relations: dict[int, tuple[int, str]] = {}
    for head, dependent, label in arcs:
        if max(head, dependent) > len(sentence):
            return
        relations[dependent - 1] = (head - 1, label)
        if label in LEFT_OF_NOUN and dependent < head:
            left[head - 1].append(dependent - 1)
    for at, token in enumerate(sentence):
        kind = nouns().get(token.form.casefold())
        modifies = relations.get(at, (0, ""))[1] in ("compound", "nn", "amod")
        if kind and token.pos in ("NN", "NNS") and not modifies:
            first = min([at, *(_leftmost(place, left) for place in left[at] if _in_phrase(sentence, place))])
            descriptions[Span(sentence[first].span.start, token.span.end)] = kind
        if token.form.casefold() in RELATIVE and token.pos.startswith("W"):
            verb = relations.get(at, (-1, ""))[0]
            if relations.get(at, (0, ""))[1] == "nmod:poss" and verb >= 0:
                verb = relations.get(verb, (-1, ""))[0]
            for _ in range(2):
                noun, label = relations.get(verb, (-1, ""))
                if label == "acl:relcl" and noun >= 0:
                    relatives.append((token.span.start, sentence[noun].span.start))
                    break
                verb = noun


def _in_phrase(sentence: list[_Token], place: int) -> bool:
    return sentence[place].pos not in ("IN", "TO")


def _leftmost(place: int, left: dict[int, list[int]]) -> int:
    return min([place, *(_leftmost(further, left) for further in left[place])])


def _clusters(
    article: _Article,
    names: dict[Span, MentionType],
    descriptions: dict[Span, MentionType],
    relatives: list[tuple[int, int]],
) -> tuple[tuple[int, ...], ...]:
    """What stands for the same: CoreNLP's chains, names alike, relative pronouns; by heads of mentions."""
    known = {span: head_of(article.text, span) for span in (*names, *descriptions)}
    at_head: dict[int, int] = {}
    for span, head in known.items():
        for start in range(span.start, span.end):
            at_head.setdefault(start, head)
    for head in known.values():  # a head's own place tells whose it is, where spans overlap
        at_head[head] = head
    leader: dict[int, int] = {}

    def root(place: int) -> int:
        while leader.setdefault(place, place) != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    heads = _heads(article)
    for chain in article.chains:
        places = []
        for start, end in chain:
            head = heads(start, end)
            word = article.text[start:end].casefold()
            if word in PRONOUNS:
                places.append(start)
            elif head is not None and head in at_head:
                places.append(at_head[head])
        for one, other in pairwise(places):
            leader[root(one)] = root(other)
    for pronoun, noun in relatives:
        if noun in at_head:
            leader[root(pronoun)] = root(at_head[noun])
    for name, earlier in _alike(article.text, names):
        leader[root(known[name])] = root(known[earlier])
    found: dict[int, list[int]] = defaultdict(list)
    for place in sorted(leader):
        found[root(place)].append(place)
    return tuple(tuple(places) for places in found.values())


def _heads(article: _Article) -> Any:
    """A function from a mention's ends to where its head word begins."""
    by_start: dict[int, tuple[int, int]] = {}
    parents: list[dict[int, int]] = []
    for number, (sentence, arcs) in enumerate(zip(article.sentences, article.arcs, strict=True)):
        parents.append({dependent - 1: head - 1 for head, dependent, _ in arcs})
        for at, token in enumerate(sentence):
            by_start[token.span.start] = (number, at)

    def head(start: int, end: int) -> int | None:
        if start not in by_start:
            return None
        number, first = by_start[start]
        sentence = article.sentences[number]
        last = first
        while last + 1 < len(sentence) and sentence[last + 1].span.end <= end:
            last += 1
        for at in range(first, last + 1):
            if not first <= parents[number].get(at, -1) <= last:
                return sentence[at].span.start
        return sentence[last].span.start

    return head


def _alike(text: str, names: dict[Span, MentionType]) -> Iterator[tuple[Span, Span]]:
    """Pairs of names that stand for one: the same form, or a surname that only one full name has."""
    by_form: dict[str, Span] = {}
    full: dict[str, set[str]] = defaultdict(set)
    for span in sorted(names):
        words = span.of(text).split()
        if names[span] == "person" and len(words) > 1:
            full[words[-1]].add(words[0])
    for span in sorted(names):
        if names[span] == "nationality":
            continue
        form = span.of(text)
        words = form.split()
        key = form
        if names[span] == "person" and len(full[words[-1]]) <= 1:
            key = words[-1]
        if key in by_form:
            yield span, by_form[key]
        else:
            by_form[key] = span
