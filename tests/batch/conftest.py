"""Batches of little invented articles, read by a fake in processes of their own."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sayso.batch import BatchOptions, Summary, run_batch

pytest.importorskip("pyarrow")
import pyarrow.parquet

HERE = Path(__file__).parent
TODAY = date(2031, 5, 6)
NAMES = ("Mara Oduya", "Tobias Renn", "Jory Pell", "Anselm Ortega")
READER = "batch_readers:open_reader"
TABLES = ("documents", "attributions", "mentions", "skipped")


def article(number: int) -> str:
    """An invented article, another for each number."""
    lines = [
        f"{NAMES[(number + n) % 4]} {'denied' if n % 3 == 2 else 'said'} that sluice {number * 7 + n} holds."
        for n in range(number % 5)
    ]
    return "\n".join([f"Notice {number} of the Harbour Board, as read out on the quay.", *lines, ""])


@dataclass
class Batches:
    """Makes inputs in an empty folder, runs batches over them, and looks at what they wrote."""

    place: Path
    options: dict[str, Any] = field(
        default_factory=lambda: {"part": 10, "reader": "batch_readers:open_reader"}
    )

    def folder(self, name: str, texts: list[str]) -> str:
        """A folder of text files."""
        (self.place / name).mkdir()
        for number, text in enumerate(texts):
            (self.place / name / f"a{number:04d}.txt").write_text(text, encoding="utf-8")
        return name

    def lines(self, name: str, texts: list[str]) -> str:
        """A file of JSON Lines."""
        rows = [
            {"text": text, "outlet": "The Tideline", "name": f"{name} {n}"} for n, text in enumerate(texts)
        ]
        body = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (self.place / name).write_text(body, encoding="utf-8")
        return name

    def run(self, *inputs: str, out: str = "out", workers: int = 1, **options: Any) -> Summary:
        """Run a batch in this process's charge."""
        chosen = {**self.options, **options}
        today, engine = chosen.pop("today", TODAY), chosen.pop("engine", "local")
        follow: Callable[[Summary], None] = chosen.pop("follow", lambda _: None)
        asked = BatchOptions(**chosen)
        return run_batch(
            inputs, self.place / out, asked, workers=workers, engine=engine, today=today, follow=follow
        )

    def rows(self, table: str, out: str = "out") -> list[dict[str, Any]]:
        """The rows of a table, in the order of their files."""
        paths = sorted((self.place / out / table).glob("*.parquet"))
        return [row for path in paths for row in pyarrow.parquet.read_table(path).to_pylist()]

    def bytes(self, out: str = "out") -> dict[str, bytes]:
        """Every file that a batch wrote for others, by its name."""
        root = self.place / out
        paths = [root / "manifest.json", *(path for table in TABLES for path in (root / table).iterdir())]
        return {str(path.relative_to(root)): path.read_bytes() for path in sorted(paths)}


@pytest.fixture
def batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Batches:
    """Batches in an empty folder, whose processes find the fakes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(HERE))
    path = os.pathsep.join(filter(None, (str(HERE), os.environ.get("PYTHONPATH"))))
    monkeypatch.setenv("PYTHONPATH", path)
    return Batches(tmp_path)


@pytest.fixture
def articles() -> Callable[[int], list[str]]:
    """So many invented articles."""
    return lambda count: [article(number) for number in range(count)]
