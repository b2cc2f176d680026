"""What it costs to find a new document's quotations among all others.

    python benchmarks/quotes.py /tmp/quotes.db --documents 10000
    python benchmarks/quotes.py /tmp/quotes.db --documents 100000

Makes a ledger of invented articles (six quotations each; three in ten are versions of others of the same
days), straight in its tables, and then has their quotations placed, 200 documents at a time, in the order
of their days. Prints the time per document as the ledger grows: on the clock, and of the processor, which
other programs do not change.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from sayso.ledger import Ledger
from sayso.ledger.quoted import place_quotes

N_QUOTES = 6
SHARED = 0.3  # of the quotations are versions of others: about what triplets of outlets share
CHUNK = 200
COMMON = "the of and to a in that it is was we he they will not for on with this be at have from".split()


def words_of(chance: random.Random, vocabulary: list[str], weights: list[float]) -> list[str]:
    """The words of a new quotation: some common ones, others as rare as words are."""
    n = chance.randrange(6, 40)
    told = chance.choices(vocabulary, cum_weights=weights, k=n)
    return [chance.choice(COMMON) if chance.random() < 0.45 else word for word in told]


def edited(words: list[str], chance: random.Random) -> list[str]:
    """A version of it: the same, a part, or with a word that is another."""
    kind, at = chance.random(), chance.randrange(len(words))
    if kind < 0.5:
        return words
    if kind < 0.8:
        return words[: max(6, at)]
    return [*words[:at], chance.choice(COMMON), *words[at + 1 :]]


def articles(n_documents: int, seed: int) -> Iterator[tuple[int, str, str, list[tuple[int, int, int]]]]:
    """Number, day and text of each article, with where its quotations stand and whose they are."""
    chance = random.Random(seed)
    vocabulary = [f"w{number:x}" for number in range(30_000)]
    weights: list[float] = []
    for rank in range(1, len(vocabulary) + 1):
        weights.append((weights[-1] if weights else 0.0) + 1 / rank)
    recent: list[tuple[list[str], int]] = []
    first = date(2020, 1, 1)
    for number in range(n_documents):
        day = (first + timedelta(days=number // 100)).isoformat()
        parts: list[str] = []
        places: list[tuple[int, int, int]] = []
        length = 0
        for _ in range(N_QUOTES):
            if recent and chance.random() < SHARED:
                words, who = recent[chance.randrange(max(0, len(recent) - 400), len(recent))]
                words = edited(words, chance)
            else:
                words, who = words_of(chance, vocabulary, weights), chance.randrange(3000)
                recent.append((words, who))
            lead = f"Speaker {who} said on the quay: "
            quoted = f"“{' '.join(words)}”"
            places.append((length + len(lead), length + len(lead) + len(quoted), who))
            parts.append(f"{lead}{quoted}.\n")
            length += len(parts[-1])
        yield number, day, "".join(parts), places


def fill(path: Path, n_documents: int, seed: int) -> None:
    """Put the articles into the tables that placing reads."""
    Ledger.open(path).close()
    database = sqlite3.connect(path)
    database.execute("PRAGMA foreign_keys = OFF")
    database.execute("PRAGMA synchronous = OFF")
    database.execute("DROP TRIGGER IF EXISTS attributions_insert")
    for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f"DROP TRIGGER {trigger}")
    speakers = [(f"s{who}", f"Speaker {who}") for who in range(3000)]
    database.executemany(
        "INSERT INTO identities(id, name, kind, by_name, n_attributions, n_documents)"
        " VALUES (?, ?, 'person', 0, 1, 1)",
        speakers,
    )
    attribution = 0
    for number, day, text, places in articles(n_documents, seed):
        id, outlet = f"d{number:07}", f"Outlet {number % 40}"
        database.execute(
            "INSERT INTO documents(id, name, outlet, authors, published, version, media_type, encoding,"
            " sha256, text_sha256, n_characters, added_at, text)"
            " VALUES (?, ?, ?, '[]', ?, 1, 'text/plain', 'utf-8', ?, '', ?, ?, ?)",
            (id, id, outlet, day, id, len(text), day, text),
        )
        database.execute(
            "INSERT INTO readings(id, document_id, extractor, read_at, linked) VALUES (?, ?, 'x', ?, 1)",
            (number + 1, id, day),
        )
        database.execute(
            "INSERT INTO listings(document_id, reading_id, added, is_current, published, title, outlet,"
            " n_attributions) VALUES (?, ?, ?, 1, ?, '', ?, ?)",
            (id, number + 1, number + 1, day, outlet, len(places)),
        )
        for position, (start, end, who) in enumerate(places):
            attribution += 1
            database.execute(
                "INSERT INTO attributions(number, id, document_id, source_text, cue_text, content_text,"
                " source_spans, cue_spans, content_spans, sentence_start, sentence_end)"
                " VALUES (?, ?, ?, '', '', '', '[]', '[]', ?, ?, ?)",
                (attribution, f"a{attribution}", id, f"[[{start},{end}]]", start, end),
            )
            database.execute(
                "INSERT INTO extractions(reading_id, position, attribution, quotation, confidence, reasons)"
                " VALUES (?, ?, ?, 'direct', 0.9, '{}')",
                (number + 1, position, attribution),
            )
            database.execute(
                "INSERT INTO statements(attribution, document_id, reading_id, added, position, published,"
                " day, identity, outlet, kind, cue_class, polarity, quotation)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'person', '', '', 'direct')",
                (attribution, id, number + 1, number + 1, position, day, day, f"s{who}", outlet),
            )
    database.commit()
    database.close()


def place(path: Path, n_documents: int) -> None:
    """Have them placed, and print what that takes."""
    print(f"{'documents':>10}{'ms a document':>15}{'of the processor':>18}{'pairs':>10}{'groups':>9}")
    with Ledger.open(path) as ledger:
        clock, processor, done, last = time.perf_counter(), time.process_time(), 0, 0
        step = max(1000, n_documents // 10)
        for start in range(0, n_documents, CHUNK):
            ids = [f"d{number:07}" for number in range(start, min(start + CHUNK, n_documents))]
            with ledger._store.writing() as connection:
                place_quotes(connection, ids)
            done += len(ids)
            if done % step == 0 or done == n_documents:
                with ledger._store.reading() as connection:
                    counts = [
                        connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()
                        for table in ("quote_pairs", "quote_groups")
                    ]
                n = done - last
                wall = 1000 * (time.perf_counter() - clock) / n
                cpu = 1000 * (time.process_time() - processor) / n
                told = f"{done:>10,}{wall:>15.2f}{cpu:>18.2f}{counts[0]:>10,}{counts[1]:>9,}"
                print(told, flush=True)
                clock, processor, last = time.perf_counter(), time.process_time(), done


def main() -> None:
    """Make the ledger where there is none, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if given.ledger.exists():
        raise SystemExit(f"{given.ledger} is there already: name a new file")
    fill(given.ledger, given.documents, given.seed)
    place(given.ledger, given.documents)


if __name__ == "__main__":
    main()
