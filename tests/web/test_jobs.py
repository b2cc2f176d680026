"""Jobs: everything that was given is done in order, and each input's fate is told."""

from __future__ import annotations

import gc
import threading
import weakref
from datetime import UTC, datetime

import pytest

from sayso import Attribution, Document, Ledger, Reader, Reading, Skipped, Span
from sayso.errors import AbortRun, NotInLedger
from sayso.web.jobs import ENDED, MOST_JOBS, Input, Jobs, Task

NOW = datetime(2031, 5, 9, 8, 30, tzinfo=UTC)


def document(text: str, name: str = "note") -> Document:
    return Document(name=name, text=text, raw=text.encode(), media_type="text/plain", encoding="utf-8")


def given(*items: Document | Skipped, name: str = "note") -> Input:
    return Input(name, lambda: iter(items))


class RuleReader(Reader):
    """Whoever stands before `said` said what stands after; it can be made to wait at a word."""

    def __init__(self) -> None:
        super().__init__(workers=1)
        self.waits_at: str | None = None
        self.reached, self.go_on = threading.Event(), threading.Event()

    @property
    def extractor_name(self) -> str:
        return "rule 1"

    def read(self, document: Document) -> Reading:
        if self.waits_at and self.waits_at in document.text:
            self.reached.set()
            assert self.go_on.wait(10)
        if "fault" in document.text:
            raise RuntimeError("a fault of ours")
        at = document.text.index(" said ")
        found = Attribution(
            document_id=document.id,
            source=(Span(0, at),),
            cue=(Span(at + 1, at + 5),),
            content=(Span(at + 6, len(document.text)),),
            quotation="indirect",
            confidence=0.5,
            extractor=self.extractor_name,
        )
        return Reading(document, (found,))


@pytest.fixture
def ledger(tmp_path):
    with Ledger.open(tmp_path / "sayso.db") as opened:
        yield opened


@pytest.fixture
def reader():
    return RuleReader()


@pytest.fixture
def jobs(ledger, reader):
    made = Jobs(ledger, reader, lambda: NOW)
    yield made
    reader.go_on.set()
    made.close()


def finished(jobs, job_id):
    """The job's progress when nothing more will come."""
    waiter = threading.Event()
    for _ in range(6_000):
        progress = jobs.progress(job_id)
        if progress.ended:
            return progress
        waiter.wait(0.01)
    raise AssertionError(f"still {progress.state}")


def submit(jobs, *inputs, title="notes", **more):
    return jobs.submit(Task(title=title, inputs=inputs, **more), by="Rana Holt")


def test_each_input_has_its_fate_its_document_and_its_reason(jobs, ledger):
    said = document("Ada Quill said it holds.", "a")
    progress = finished(
        jobs, submit(jobs, given(said), given(said), given(Skipped(name="b", reason="is empty")))
    )
    assert progress.state == "done"
    assert [(one.name, one.fate, one.reason) for one in progress.outcomes] == [
        ("a", "added", None),
        ("a", "known", None),
        ("b", "skipped", "is empty"),
    ]
    assert [one.document_id for one in progress.outcomes] == [said.id, said.id, None]
    assert (progress.added, progress.known, progress.skipped, progress.attributions) == (1, 1, 1, 1)
    assert ledger.counts().documents == 1
    assert [row.reason for row in ledger.skipped()] == ["is empty"]


def test_what_is_given_twice_is_known_and_leads_to_the_document(jobs):
    said = document("Ada Quill said it holds.")
    finished(jobs, submit(jobs, given(said)))
    again = finished(jobs, submit(jobs, given(said)))
    assert [(one.fate, one.document_id) for one in again.outcomes] == [("known", said.id)]


def test_progress_says_what_is_in_work_and_how_much_is_expected(jobs, reader):
    reader.waits_at = "second"
    texts = [document(f"Ada Quill said the {word}.", word) for word in ("first", "second", "third")]
    job_id = submit(jobs, *(given(text) for text in texts))
    assert reader.reached.wait(10)
    progress = jobs.progress(job_id)
    assert (progress.state, progress.n_done, progress.n_expected, progress.doing) == (
        "running", 1, 3, "second",
    )  # fmt: skip
    assert not progress.ended
    reader.go_on.set()
    assert finished(jobs, job_id).n_done == 3


def test_an_input_of_several_documents_counts_them_when_it_is_opened(jobs):
    lines = tuple(document(f"Ada Quill said {n}.", f"line {n}") for n in range(4))
    progress = finished(jobs, submit(jobs, given(*lines), given(document("Oskar Pell said no.")), given()))
    assert (progress.n_done, progress.n_expected) == (5, 5)


def test_jobs_are_done_one_after_another_in_their_order(jobs, reader):
    reader.waits_at = "first"
    first = submit(jobs, given(document("Ada Quill said first.")))
    second = submit(jobs, given(document("Ada Quill said next.")))
    assert reader.reached.wait(10)
    assert (jobs.progress(first).state, jobs.progress(second).state) == ("running", "waiting")
    reader.go_on.set()
    assert finished(jobs, second).state == "done"
    assert [one.id for one in jobs.listed()] == [second, first]


def test_a_fault_ends_its_job_with_the_reason_and_the_next_one_is_done(jobs, ledger):
    bad = submit(jobs, given(document("Ada Quill said one.")), given(document("a fault")))
    good = submit(jobs, given(document("Oskar Pell said two.")))
    assert finished(jobs, good).state == "done"
    failed = jobs.progress(bad)
    assert failed.state == "failed"
    assert "a fault of ours" in failed.problem.problem
    assert failed.added == 1
    assert ledger.counts().documents == 2


def test_an_error_of_the_environment_is_told_as_it_is(jobs):
    def read():
        raise AbortRun("model", "is broken", "install it again")
        yield

    failed = finished(jobs, submit(jobs, Input("x", read)))
    assert (failed.problem.subject, failed.problem.problem, failed.problem.remedy) == (
        "model", "is broken", "install it again",
    )  # fmt: skip


def test_ending_in_the_middle_keeps_what_was_added_and_stops_the_rest(jobs, reader, ledger):
    reader.waits_at = "second"
    texts = [document(f"Ada Quill said the {word}.", word) for word in ("first", "second", "third")]
    running = submit(jobs, *(given(text) for text in texts))
    waiting = submit(jobs, given(document("Oskar Pell said no.")))
    assert reader.reached.wait(10)
    closing = threading.Thread(target=jobs.close)
    closing.start()
    reader.go_on.set()
    closing.join(10)
    assert (jobs.progress(running).state, jobs.progress(waiting).state) == ("stopped", "stopped")
    kept = {row.name for row in ledger.documents()}
    assert {"first"} <= kept < {"first", "second", "third"}
    assert list(ledger.verify()) == []
    again = Jobs(ledger, reader, lambda: NOW)
    assert finished(again, submit(again, *(given(text) for text in texts))).n_done == 3
    again.close()
    assert ledger.counts().documents == 3


def test_what_comes_after_the_end_is_not_begun(jobs):
    jobs.close()
    late = jobs.progress(submit(jobs, given(document("Ada Quill said it."))))
    assert (late.state, late.n_done) == ("stopped", 0)


@pytest.mark.parametrize("text", ["Ada Quill said it.", "a fault"])
def test_what_was_put_aside_is_tidied_away_however_a_job_ends(jobs, text):
    tidied = []
    finished(jobs, submit(jobs, given(document(text)), tidy=lambda: tidied.append(1)))
    assert tidied == [1]


def test_very_many_outcomes_are_all_counted_and_the_first_listed(jobs, monkeypatch):
    monkeypatch.setattr("sayso.web.jobs.MOST_LISTED", 10)
    many = (Skipped(name=f"{n}", reason="is empty") for n in range(15))
    progress = finished(jobs, submit(jobs, Input("many", lambda: many)))
    assert (progress.skipped, len(progress.outcomes)) == (15, 10)


def test_the_oldest_jobs_are_forgotten(jobs):
    ids = [submit(jobs) for _ in range(MOST_JOBS + 3)]
    finished(jobs, ids[-1])
    finished(jobs, submit(jobs))
    assert len(jobs.listed()) <= MOST_JOBS + 1
    with pytest.raises(NotInLedger, match="no such job"):
        jobs.progress(ids[0])


def test_too_many_are_refused_and_what_they_put_aside_goes(jobs, reader, monkeypatch):
    monkeypatch.setattr("sayso.web.jobs.MOST_WAITING", 3)
    reader.waits_at = "first"
    for word in ("first", "second", "third"):
        last = submit(jobs, given(document(f"Ada Quill said the {word}.")))
    tidied = []
    with pytest.raises(AbortRun, match="3 jobs wait already"):
        submit(jobs, tidy=lambda: tidied.append(1))
    assert (tidied, len(jobs.listed())) == ([1], 3)
    reader.go_on.set()
    finished(jobs, last)
    assert submit(jobs)


def test_what_was_given_is_not_held_after_the_end(jobs):
    def read():  # with it goes the text that it would hold
        yield Skipped(name="x", reason="is empty")

    watched = weakref.ref(read)
    job_id = submit(jobs, Input("x", read), Input("y", lambda: iter(())))
    del read
    finished(jobs, job_id)
    finished(jobs, submit(jobs))  # the worker has gone on to the next
    gc.collect()
    assert watched() is None
    assert jobs.progress(job_id).n_expected == 1


def test_there_is_a_word_for_every_end():
    assert {"done", "failed", "stopped"} == ENDED
