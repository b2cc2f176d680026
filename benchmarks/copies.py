"""What it costs to place a document among its copies, in a ledger of so many.

    python benchmarks/copies.py /tmp/placed.db --documents 1000000 --words 200

Invented documents are written into a new ledger's table as they are, without readings, and placed as
`add_many` does, 200 in a transaction: only placing is timed. One in ten is a copy: of these a third is cut, a
third has another around it, a third is as it was; every article of one in ten outlets ends in that outlet's
notice. At 10,000, 100,000 and so on the time of a document is told over the last 2,000, and for one alone in
a transaction of its own.

With `--filled 1000000` the tables hold so many documents before the first is placed, with shingles at random,
as many as documents of this length have: what placing costs in tables of that size, sooner had than a million
documents.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sqlite3
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from machine import this_machine

from sayso.compare.copies import WINDOW
from sayso.ledger import Ledger
from sayso.ledger.placing import AT_ONCE, Placing
from sayso.ledger.schema import archives, copies, documents, origins, placed, sketches

SEED = 3
OUTLETS = 300
ALONE = 20  # documents that are placed one by one at each size
LAST = 2000


class Taken(NamedTuple):
    """Seconds by the clock, and those in which the processor was at work: others may keep it busy."""

    clock: float
    processor: float


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--words", type=int, default=200, help="of a document that is no copy")
    parser.add_argument("--seconds", type=float, default=900, help="stop when so many have passed")
    parser.add_argument("--filled", type=int, default=0, help="documents that are there before")
    options = parser.parse_args()
    print(f"{this_machine()}, load {os.getloadavg()[0]:.1f}")
    Ledger.open(options.ledger).close()
    if options.filled:
        fill(options.ledger, options.filled, max(1, options.words * 2 // (WINDOW + 1)))
    with Ledger.open(options.ledger) as ledger:
        run(ledger, options.documents, options.words, options.seconds, options.ledger)


def run(ledger: Ledger, n: int, words: int, seconds: float, path: Path) -> None:
    texts = invent(words)
    with ledger._store.writing() as connection:
        empty = {"sha256": "0", "n_bytes": 0, "compression": "zlib", "bytes": b""}
        connection.execute(sa.insert(archives), empty)
    sizes = [size for size in (1000, 10_000, 100_000, 300_000, 1_000_000) if size < n] + [n]
    began, done, times = time.monotonic(), 0, []
    while sizes and time.monotonic() - began < seconds:
        times.append(place(ledger, [next(texts) for _ in range(AT_ONCE)], done))
        done += AT_ONCE
        if done >= sizes[0]:
            sizes.pop(0)
            alone = [place(ledger, [next(texts)], done + number) for number in range(ALONE)]
            done += ALONE
            tell(ledger, done, times[-LAST // AT_ONCE :], alone, path)
    if sizes:
        tell(ledger, done, times[-LAST // AT_ONCE :], [], path)
        print(f"stopped after {seconds:.0f} seconds")


def fill(path: Path, n_documents: int, n_shingles: int) -> None:
    """Give the tables so many documents that share nothing, behind the ledger's back."""
    counted = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
    connection = sqlite3.connect(path)
    connection.execute(
        f"""INSERT INTO placed(number, document_id, place, published, n_words, tags, origin)
            {counted} SELECT i, 'filled ' || i, 'Outlet ' || (i % {OUTLETS}), '2009', 1, '[]', i FROM n""",
        (n_documents,),
    )
    connection.execute(
        f"""INSERT OR IGNORE INTO sketches(shingle, document)
            {counted} SELECT abs(random()) % (1 << 48) AS shingle, i % {n_documents} + 1 FROM n ORDER BY 1""",
        (n_documents * n_shingles,),
    )
    connection.commit()
    connection.close()


def place(ledger: Ledger, some: list[tuple[str, str]], done: int) -> Taken:
    """The seconds that one of these takes to be placed, the transaction's end included."""
    rows = [row(done + number, outlet, text) for number, (outlet, text) in enumerate(some)]
    with ledger._store.writing() as connection:
        connection.execute(sa.insert(documents), rows)
    start, busy = time.perf_counter(), time.process_time()
    with ledger._store.writing() as connection:
        Placing(ledger._store, connection).place([one["id"] for one in rows], {})
    n = len(rows)
    return Taken((time.perf_counter() - start) / n, (time.process_time() - busy) / n)


def row(number: int, outlet: str, text: str) -> dict[str, Any]:
    name = f"1{number:030x}"
    day = f"20{10 + number // 200_000 % 80:02}-{number // 20_000 % 12 + 1:02}-{number // 800 % 28 + 1:02}"
    return {
        "id": name, "name": name, "title": None, "outlet": outlet, "authors": "[]", "published": day,
        "url": None, "language": "en", "version": 1, "previous": None, "media_type": "text/plain",
        "encoding": "utf-8", "sha256": "0", "text_sha256": "0", "n_characters": len(text),
        "added_at": "2026-01-01", "text": text,
    }  # fmt: skip


def invent(n_words: int) -> Iterator[tuple[str, str]]:
    """Outlets and texts without end."""
    dice = random.Random(SEED)
    parts = ["ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu"]
    words = ["".join(dice.choice(parts) for _ in range(dice.randint(1, 4))) for _ in range(20_000)]
    weights = [1 / (rank + 10) for rank in range(len(words))]
    notices = {number: " ".join(dice.choices(words, k=60)) for number in range(0, OUTLETS, 10)}
    recent: list[str] = []
    while True:
        text = " ".join(dice.choices(words, weights, k=dice.randint(n_words // 2, 3 * n_words // 2)))
        if recent and dice.random() < 0.1:
            text = copied(dice, dice.choice(recent), text)
        elif len(recent) < 5000:
            recent.append(text)
        else:
            recent[dice.randrange(len(recent))] = text
        number = dice.randrange(OUTLETS)
        notice = notices.get(number)
        yield f"Outlet {number}", f"{text}\n\n{notice}" if notice else text


def copied(dice: random.Random, text: str, other: str) -> str:
    how = dice.randrange(3)
    if how == 0:
        return text[: round(len(text) * dice.uniform(0.5, 0.8))]
    return f"{other[: len(other) // 2]}\n{text}\n{other[len(other) // 2 :]}" if how == 1 else text


def tell(ledger: Ledger, done: int, times: list[Taken], alone: list[Taken], path: Path) -> None:
    with ledger._store.reading() as connection:
        counts = {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table))
            for table in (sketches, copies, origins)
        }
        followed = sa.select(sa.func.count()).where(placed.c.parent.is_not(None))
        n_followed = connection.scalar(followed)
        sizes = "SELECT name, sum(pgsize) FROM dbstat GROUP BY name"
        try:
            bytes_of = dict(connection.exec_driver_sql(sizes).tuples().all())
        except sa.exc.SQLAlchemyError:  # an SQLite that was built without it
            bytes_of = {}
    ours = ("sketches", "placed", "sqlite_autoindex_placed", "ix_placed", "copies", "ix_copies", "origins")
    index = sum(n for name, n in bytes_of.items() if name.startswith(ours))
    sketched = bytes_of.get("sketches", 0)
    each, busy = (1000 * statistics.mean(one[part] for one in times) for part in (0, 1))
    one, one_busy = (1000 * statistics.median(one[part] for one in alone or times) for part in (0, 1))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{done:>9,} documents: {each:.2f} ms each ({busy:.2f} of the processor), one alone {one:.1f} ms "
        f"({one_busy:.1f}); "
        f"{counts['sketches']:,} shingles, {counts['copies']:,} matches, {n_followed:,} copies of "
        f"{counts['origins']:,} origins; sketches {sketched / 1e6:.0f} MB, all tables of copies "
        f"{index / 1e6:.0f} MB, file {path.stat().st_size / 1e6:.0f} MB; peak memory {memory} MiB",
        flush=True,
    )


if __name__ == "__main__":
    main()
