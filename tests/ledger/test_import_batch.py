"""A batch taken into a ledger: what it holds is what adding the same articles gives, once."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sayso import AbortRun, importing
from sayso.batch import BatchOptions, find_faults, run_batch
from sayso.ingest import read_inputs
from sayso.ledger import Ledger

pytest.importorskip("pyarrow")
FAKES = Path(__file__).parent.parent / "batch"
NOW = datetime(2031, 5, 6, 12, tzinfo=UTC)
TEXTS = (
    "Mara Oduya said that the sluice holds.\nTobias Renn denied that anybody had asked him.",
    "Jory Pell said that the pilot was warned. Mara Oduya denied it flatly.",
    "Nothing was said on the quay that day.",
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A finished batch over three articles in two files and a line that is none."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(FAKES))
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join(filter(None, (str(FAKES), os.environ.get("PYTHONPATH"))))
    )
    rows = [{"text": text, "name": f"wire {n}", "outlet": "The Tideline"} for n, text in enumerate(TEXTS)]
    Path("wire.jsonl").write_text("\n".join([*map(json.dumps, rows), "{"]), encoding="utf-8")
    options = BatchOptions(part=2, reader="batch_readers:open_reader")
    run_batch(["wire.jsonl"], tmp_path / "batch", options, workers=1, today=date(2031, 5, 6))
    return tmp_path / "batch"


def taken(ledger: Ledger, folder: Path) -> importing.Imported:
    """Import the batch; how far it came."""
    *_, last = importing.import_batch(ledger, folder, lambda: NOW)
    return last


def test_a_ledger_is_as_if_the_articles_had_been_added(ledger, folder, new_place):
    import batch_readers

    found = taken(ledger, folder)
    assert (found.added, found.known, found.skipped, found.attributions) == (3, 0, 1, 4)
    assert (found.parts, found.all_parts) == (2, 2)
    fake = batch_readers.FakeReader()
    for document in read_inputs(["wire.jsonl"]):
        if hasattr(document, "text"):
            reading = fake.read(document)
            stored = ledger.reading(document.id)
            assert (stored.document, stored.attributions) == (document, reading.attributions)
            for one, other in zip(stored.attributions, reading.attributions, strict=True):
                assert one.speaker.named_at == other.speaker.named_at
    assert [(row.name, row.reason[:16]) for row in ledger.skipped()] == [("wire.jsonl#4", "line is not JSON")]
    assert list(ledger.verify()) == []


def test_importing_twice_adds_nothing(ledger, folder):
    taken(ledger, folder)
    before, skipped = ledger.counts(), list(ledger.skipped())
    again = taken(ledger, folder)
    assert (again.added, again.known, again.skipped) == (0, 3, 1)
    assert ledger.counts() == before
    assert list(ledger.skipped()) == skipped


def test_an_import_that_was_stopped_goes_on(ledger, folder, monkeypatch):
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    steps = importing.import_batch(ledger, folder, lambda: NOW)
    assert next(steps).added == 2
    steps.close()
    assert (taken(ledger, folder).added, taken(ledger, folder).known) == (1, 3)
    assert ledger.counts().documents == 3


def test_a_purged_document_does_not_come_back(ledger, folder):
    taken(ledger, folder)
    [first] = ledger.find_documents("wire 0")
    ledger.purge(first.id, reason="a source at risk", by=None, now=NOW)
    again = taken(ledger, folder)
    assert (again.added, again.known, again.skipped) == (0, 2, 2)
    assert ledger.counts().documents == 2
    assert "purged" in list(ledger.skipped())[-1].reason
    taken(ledger, folder)
    assert len(list(ledger.skipped())) == 2


@pytest.mark.parametrize("damage", [b"PAR1", None])
def test_a_damaged_batch_is_refused_before_anything_is_written(ledger, folder, damage):
    file = sorted((folder / "mentions").iterdir())[1]
    if damage is None:
        file.unlink()
    else:
        file.write_bytes(damage)
    assert len(list(find_faults(folder))) == 1
    with pytest.raises(AbortRun, match="is damaged: mentions/"):
        taken(ledger, folder)
    assert ledger.counts().documents == 0


def test_a_batch_that_is_not_finished_is_refused(ledger, folder, tmp_path):
    (folder / "manifest.json").unlink()
    with pytest.raises(AbortRun, match="not finished"):
        taken(ledger, folder)
    with pytest.raises(AbortRun, match="no batch here"):
        taken(ledger, tmp_path)


def test_where_the_process_that_prepares_ends_the_import_says_so(ledger, folder, monkeypatch):
    monkeypatch.setattr("sayso.preparing.sys.executable", "true")
    with pytest.raises(AbortRun, match="the process that prepares ended"):
        taken(ledger, folder)
    assert ledger.counts().documents == 0
