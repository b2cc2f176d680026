"""How fast a large ledger answers what the pages ask: median and 95th percentile over many parameters.

    python benchmarks/ledger.py /tmp/million.db                      # made first where it is not there
    python benchmarks/ledger.py /tmp/small.db --attributions 50000 --rounds 10 --only said --json

The ledger is made of invented articles (see invented.py) by `Ledger.add_many`, and is searched as it is
then: nothing is warmed but by the questions themselves, each asked once with each set of parameters.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from invented import COMMON, EXTRACTOR, invent, make_cast
from machine import this_machine

from sayso.ledger import DocumentList, Ledger, OutletList, SaidQuery, SpeakerList
from sayso.ledger.marks import Mark, write_mark

MOST = 0.200  # seconds at the median
AT_ONCE = 400  # articles added in one transaction
SEED = 1
NOW = datetime(2026, 1, 1, tzinfo=UTC)
Question = Callable[[], object]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--attributions", type=int, default=1_000_000, help="how many, where it is made")
    parser.add_argument("--rounds", type=int, default=20, help="sets of parameters for each question")
    parser.add_argument("--only", default="", help="ask the questions with this in their names")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    report: dict[str, Any] = {
        "machine": this_machine(),
        "load before": os.getloadavg()[0],
    }
    if not options.ledger.exists():
        report["made"] = make(options.ledger, options.attributions)
    with Ledger.open(options.ledger) as ledger:
        report["counts"] = vars_of(ledger.counts())
        report["bytes"] = options.ledger.stat().st_size
        questions = Questions(ledger, options.rounds)
        report["questions"] = [
            measured(name, asked) for name, asked in questions.all() if options.only in name
        ]
    report["load after"] = os.getloadavg()[0]
    report["peak memory, MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(report, indent=1) if options.json else as_table(report))
    return int(any(row["median"] > MOST for row in report["questions"]))


def vars_of(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__}


def make(path: Path, n_attributions: int) -> dict[str, float]:
    """Fill a new ledger with invented articles; how long the adding took."""
    articles, seconds, n = invent(n_attributions, seed=SEED), 0.0, 0
    with Ledger.open(path) as ledger:
        while some := list(itertools.islice(articles, AT_ONCE)):
            start = time.perf_counter()
            added = ledger.add_many(some, extractor=EXTRACTOR, now=NOW)
            seconds += time.perf_counter() - start
            n += sum(one.attributions_new for one in added)
            print(f"{n} attributions, {n / seconds:.0f} a second", file=sys.stderr)
    return {"attributions": n, "seconds": seconds, "attributions a second": n / seconds}


def measured(name: str, questions: Iterator[Question]) -> dict[str, Any]:
    """How long each of these takes, and how long the processor was at work: others may keep it busy."""
    times, work = [], []
    for question in questions:
        start, busy = time.perf_counter(), time.process_time()
        question()
        times.append(time.perf_counter() - start)
        work.append(time.process_time() - busy)
    times.sort()
    row = {
        "question": name, "n": len(times), "median": statistics.median(times),
        "p95": times[min(len(times) - 1, int(0.95 * len(times)))], "most": times[-1],
        "processor": statistics.median(work),
    }  # fmt: skip
    print(f"{name}: {row['median'] * 1000:.0f} ms", file=sys.stderr)
    return row


@dataclass
class Questions:
    """Every kind of question that the pages ask, each with many parameters."""

    ledger: Ledger
    rounds: int

    def __post_init__(self) -> None:
        self.dice = random.Random(SEED)
        cast = make_cast(random.Random(SEED))
        words = cast.words
        self.words = {
            "common": list(COMMON[:40]), "medium": list(words[150:2000]), "rare": list(words[8000:]),
        }  # fmt: skip
        largest = self.ledger.speaker_page(SpeakerList(limit=500)).rows
        self.largest, self.middle = list(largest[:10]), list(largest[100:])
        self.outlets = list(self.ledger.outlet_page(OutletList(limit=300)).rows)
        self.documents = list(self.ledger.document_page(DocumentList(limit=200)).rows)

    def each(self, ask: Callable[[int], object]) -> Iterator[Question]:
        """The question with as many sets of parameters as there are rounds."""
        for number in range(self.rounds):
            yield lambda number=number: ask(number)  # type: ignore[misc]

    def all(self) -> Iterator[tuple[str, Iterator[Question]]]:
        """Every question by its name."""
        yield "counts", self.each(lambda _: self.ledger.counts())
        for name, query in self.queries():
            yield f"said {name}", self.each(lambda _, query=query: self.ledger.said_page(query()))  # type: ignore[misc]
            yield f"facets {name}", self.each(lambda _, query=query: self.ledger.facets(query()))  # type: ignore[misc]
        yield from self.deep()
        yield from self.lists()
        yield from self.pages()

    def day(self) -> str:
        """A day of the years that the articles are of."""
        return (
            f"{self.dice.randint(2018, 2025)}-{self.dice.randint(1, 12):02d}-{self.dice.randint(1, 28):02d}"
        )

    def queries(self) -> Iterator[tuple[str, Callable[[], SaidQuery]]]:
        """Searches: no words, words of each frequency, each filter, and filters together."""
        pick = self.dice.choice
        kinds = ("person", "organisation", "government", "group", "anonymous", "document", "outlet")
        classes = ("report", "think", "claim", "deny", "warn", "agree", "threaten")
        filters: dict[str, Callable[[], SaidQuery]] = {
            "all": SaidQuery,
            "oldest": lambda: SaidQuery(order="oldest"),
            "largest speaker": lambda: SaidQuery(speaker=pick(self.largest).id),
            "middle speaker": lambda: SaidQuery(speaker=pick(self.middle).id),
            "by name": lambda: SaidQuery(by=pick(self.middle).name),
            "by surname": lambda: SaidQuery(by=(pick(self.middle).name or "").split()[-1]),
            "outlet": lambda: SaidQuery(outlet_name=pick(self.outlets).name),
            "largest outlet": lambda: SaidQuery(outlet_name=self.outlets[0].name),
            "part of outlets": lambda: SaidQuery(outlet=pick(("Courier", "Gazette", "ea", "Post"))),
            "class": lambda: SaidQuery(cue_class=pick(classes)),  # type: ignore[arg-type]
            "kind": lambda: SaidQuery(kind=pick(kinds)),  # type: ignore[arg-type]
            "quotation": lambda: SaidQuery(quotation=pick(("direct", "mixed", "indirect"))),  # type: ignore[arg-type]
            "negated": lambda: SaidQuery(polarity="negated"),
            "since": lambda: SaidQuery(since=self.day()[:7]),
            "day": lambda: self.within(10),
            "month": lambda: self.within(7),
            "year": lambda: self.within(4),
            "speaker and outlet": lambda: SaidQuery(
                speaker=pick(self.largest).id, outlet_name=pick(self.outlets).name
            ),
            "speaker and month": lambda: replace(self.within(7), speaker=pick(self.largest).id),
            "outlet and year": lambda: replace(self.within(4), outlet_name=pick(self.outlets[:20]).name),
            "class and kind": lambda: SaidQuery(cue_class=pick(classes), kind=pick(kinds)),  # type: ignore[arg-type]
            "outlet, class, year": lambda: replace(
                self.within(4), outlet_name=pick(self.outlets[:20]).name, cue_class="deny"
            ),
        }
        yield from filters.items()
        for often, words in self.words.items():
            for order in ("relevance", "newest", "oldest"):
                yield f"{often} word, {order}", lambda w=words, o=order: SaidQuery(words=pick(w), order=o)  # type: ignore[misc]
            for name in (
                "middle speaker",
                "largest speaker",
                "outlet",
                "class",
                "kind",
                "month",
                "year",
                "by surname",
            ):
                ask = filters[name]
                yield f"{often} word, {name}", lambda w=words, ask=ask: replace(ask(), words=pick(w))  # type: ignore[misc]
        yield "common phrase", lambda: SaidQuery(words=f'"{pick(COMMON[:20])} {pick(COMMON[:20])}"')
        yield "begun word", lambda: SaidQuery(words=pick(self.words["medium"])[:3] + "*")
        yield "two common words", lambda: SaidQuery(words=f"{pick(COMMON[:20])} {pick(COMMON[:20])}")
        yield "about a speaker", lambda: SaidQuery(about=pick(self.middle).name)

    def within(self, precision: int) -> SaidQuery:
        """In a year (4 characters of a date), a month (7) or a day (10)."""
        day = self.day()[:precision]
        return SaidQuery(since=day, until=day)

    def deep(self) -> Iterator[tuple[str, Iterator[Question]]]:
        """Pages from the midst of long lists, forwards and backwards."""
        for order, backwards in itertools.product(("newest", "oldest"), (False, True)):

            def ask(_: int, order: str = order, backwards: bool = backwards) -> object:
                mark = write_mark(order, Mark((self.day(), 10, 3), backwards))
                who = self.dice.choice((None, self.dice.choice(self.largest).id))
                return self.ledger.said_page(SaidQuery(order=order, speaker=who), mark=mark)  # type: ignore[arg-type]

            yield f"said deep, {order}{', back' if backwards else ''}", self.each(ask)
        for often in ("common", "medium"):

            def ranked(_: int, often: str = often) -> object:
                query = SaidQuery(words=self.dice.choice(self.words[often]))
                page = self.ledger.said_page(replace(query, limit=500))
                return self.ledger.said_page(query, mark=page.following)

            yield f"said deep, relevance, {often} word (two pages, one of 500)", self.each(ranked)

    def lists(self) -> Iterator[tuple[str, Iterator[Question]]]:
        """Every list in every order: its first page, the next from the midst, and a part of a name."""
        ledger, word = self.ledger, lambda: self.dice.choice(self.words["medium"])[:4]
        for sort, down in itertools.product(
            ("attributions", "documents", "name", "last_published"), (True, False)
        ):
            wanted = SpeakerList(sort=sort, descending=down)  # type: ignore[arg-type]
            value: Any = {"name": "m", "last_published": "2023-05-05"}.get(sort, 20)
            mark = write_mark(f"{sort} {'down' if down else 'up'}", Mark((value, "m", "1")))
            arrow = "down" if down else "up"
            yield f"speakers by {sort} {arrow}", self.each(lambda _, w=wanted: ledger.speaker_page(w))  # type: ignore[misc]
            yield (
                f"speakers by {sort} {arrow}, deep",
                self.each(lambda _, w=wanted, m=mark: ledger.speaker_page(w, mark=m)),
            )  # type: ignore[misc]
            outlets = OutletList(sort=sort, descending=down)  # type: ignore[arg-type]
            yield f"outlets by {sort} {arrow}", self.each(lambda _, w=outlets: ledger.outlet_page(w))  # type: ignore[misc]
        for sort, down in itertools.product(
            ("published", "added", "title", "outlet", "attributions"), (True, False)
        ):
            listed = DocumentList(sort=sort, descending=down)  # type: ignore[arg-type]
            arrow = "down" if down else "up"
            yield f"documents by {sort} {arrow}", self.each(lambda _, w=listed: ledger.document_page(w))  # type: ignore[misc]
            yield f"documents by {sort} {arrow}, fourth page", self.each(lambda _, w=listed: self.fourth(w))  # type: ignore[misc]
        yield (
            "speakers with part of a name",
            self.each(lambda _: ledger.speaker_page(SpeakerList(part=word()))),
        )
        yield (
            "speakers of a kind",
            self.each(lambda _: ledger.speaker_page(SpeakerList(kind="group", named_only=True))),
        )
        yield (
            "documents with part of a title",
            self.each(lambda _: ledger.document_page(DocumentList(part=word()))),
        )
        yield (
            "documents of an outlet",
            self.each(
                lambda _: ledger.document_page(DocumentList(outlet=self.dice.choice(self.outlets).name))
            ),
        )
        yield (
            "documents of a month",
            self.each(lambda _: ledger.document_page(DocumentList(since=(day := self.day()[:7]), until=day))),
        )
        yield (
            "picker: speakers whose name begins so",
            self.each(lambda _: ledger.find_speakers((self.dice.choice(self.middle).name or "")[:4])),
        )
        yield (
            "speakers of this name",
            self.each(lambda _: ledger.find_speakers(self.dice.choice(self.middle).name or "")),
        )

    def fourth(self, wanted: DocumentList) -> object:
        """Four pages, as a reader turns them."""
        page = self.ledger.document_page(wanted)
        for _ in range(3):
            page = self.ledger.document_page(wanted, mark=page.following)
        return page

    def pages(self) -> Iterator[tuple[str, Iterator[Question]]]:
        """A speaker's, an outlet's and a document's page, and the queue."""
        ledger, pick = self.ledger, self.dice.choice
        yield "speaker, the largest", self.each(lambda n: ledger.speaker(self.largest[n % 3].id))
        yield "speaker, middle", self.each(lambda _: ledger.speaker(pick(self.middle).id))
        yield "outlet, the largest", self.each(lambda n: ledger.outlet(self.outlets[n % 3].name))
        yield "outlet, any", self.each(lambda _: ledger.outlet(pick(self.outlets).name))
        yield "document", self.each(lambda _: ledger.reading(pick(self.documents).id))
        yield "queue", self.each(lambda _: ledger.queue())


def as_table(report: dict[str, Any]) -> str:
    lines = [f"{report['machine']}; load {report['load before']:.1f} to {report['load after']:.1f}"]
    lines.append(f"{report['counts']}, {report['bytes'] / 1e9:.2f} GB, peak {report['peak memory, MiB']} MiB")
    lines.append(f"{'question':58} {'median':>8} {'p95':>8} {'most':>8} {'at work':>8}  ms")
    for row in report["questions"]:
        late = "  over" if row["median"] > MOST else ""
        times = " ".join(f"{row[key] * 1000:8.1f}" for key in ("median", "p95", "most", "processor"))
        lines.append(f"{row['question']:58} {times}{late}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
