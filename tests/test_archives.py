"""From a web archive into a ledger and back: added, verified against the archive, read by another model."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sayso import Ledger, Reader, Reading
from sayso.errors import AbortRun
from sayso.ingest import read_inputs
from sayso.pipeline import add_all, verify_archives

NOW = datetime(2031, 5, 2, 12, 0, tzinfo=UTC)


class Silent(Reader):
    """Finds nothing."""

    def __init__(self, version="1"):
        super().__init__(workers=1)
        self.version = version

    @property
    def extractor_name(self):
        return f"silent {self.version}"

    def read(self, document):
        return Reading(document, ())


@pytest.fixture
def ledger(tmp_path):
    with Ledger.open(tmp_path / "test.db") as opened:
        yield opened


def add(ledger, *inputs, version="1", **options):
    items = read_inputs([str(one) for one in inputs])
    return [one.fate for one in add_all(ledger, Silent(version), items, lambda: NOW, **options)]


@pytest.fixture
def archives(tmp_path, warcs):
    """A folder with two archives: three pages in a WARC file, two others in a WACZ."""
    folder = tmp_path / "archives"
    (folder / "older").mkdir(parents=True)
    (folder / "crawl.warc.gz").write_bytes(warcs.packed(*warcs.pages(3)))
    others = [
        warcs.record(warcs.http(warcs.page(f"Case {n}")), f"https://wire.example/{n}", number=n)
        for n in (1, 2)
    ]
    (folder / "older" / "case.wacz").write_bytes(warcs.wacz({"a.warc.gz": warcs.packed(*others)}))
    return folder


def test_archives_are_verified(ledger, archives, tmp_path):
    assert add(ledger, archives) == ["added"] * 5
    assert ledger.elsewhere().n_documents == 5
    assert list(ledger.verify()) == []
    assert list(verify_archives(ledger, archives)) == []
    assert add(ledger, archives) == ["known"] * 5
    with pytest.raises(AbortRun, match="no such file or folder"):
        list(verify_archives(ledger, tmp_path / "none"))


def test_a_changed_a_moved_and_a_lost_archive_are_found(ledger, archives, warcs):
    add(ledger, archives)
    changed = warcs.pages(3)
    changed[1] = warcs.record(warcs.http(warcs.page("Page 9")), "https://courier.example/2", number=2)
    (archives / "crawl.warc.gz").write_bytes(warcs.packed(*changed))
    (archives / "older" / "case.wacz").unlink()
    found = [(one.what, one.problem) for one in verify_archives(ledger, archives)]
    assert [what for what, _ in found] == ["archive"] * len(found)
    assert sum("have the SHA-256" in problem for _, problem in found) == 1
    assert sum("case.wacz is not in" in problem for _, problem in found) == 2


def test_of_several_archives_of_one_name_one_that_is_right_will_do(ledger, archives, warcs):
    add(ledger, archives)
    (archives / "a").mkdir()
    (archives / "a" / "crawl.warc.gz").write_bytes(b"another of that name")
    assert list(verify_archives(ledger, archives)) == []


def test_another_model_reads_what_stands_in_an_archive(ledger, archives):
    add(ledger, archives)
    assert add(ledger, archives, version="2") == ["re-read"] * 5
    assert list(ledger.verify()) == []
    assert list(verify_archives(ledger, archives)) == []


def test_bytes_are_kept_on_request_and_later(ledger, archives):
    add(ledger, archives / "crawl.warc.gz", keep_bytes=True)
    add(ledger, archives)
    assert ledger.elsewhere().n_documents == 2
    assert add(ledger, archives, keep_bytes=True) == ["known"] * 5
    assert ledger.elsewhere().n_documents == 0
    assert {len(one.document.raw) > 0 for one in ledger.readings()} == {True}
    assert list(ledger.verify()) == []
