"""Adding to the ledger: what becomes of every input, and that a second run has nothing to do."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sayso import Attribution, Document, Ledger, Metadata, Reader, Reading, Skipped, Span
from sayso.language import LanguageOptions
from sayso.pipeline import Outcome, add_all, open_reader

NOW = datetime(2031, 5, 2, 12, 0, tzinfo=UTC)


def document(name, text="Ada Quill said it holds.", **metadata):
    return Document(
        name=name,
        text=text,
        raw=text.encode(),
        media_type="text/plain",
        encoding="utf-8",
        metadata=Metadata(**metadata),
    )


class RuleReader(Reader):
    """Goes by rule: whoever stands before `said` said what stands after."""

    def __init__(self, version="1", workers=1, overreaches=()):
        super().__init__(workers=workers)
        self.version, self.read_texts, self.overreaches = version, [], overreaches

    @property
    def extractor_name(self):
        return f"rule {self.version}"

    def read(self, document):
        self.read_texts.append(document.text)
        at = document.text.find(" said ")
        if at < 0:
            return Reading(document, ())
        made = Attribution(
            document_id=document.id,
            source=(Span(0, at),),
            cue=(Span(at + 1, at + 5),),
            content=(Span(at + 6, len(document.text)),),
            quotation="indirect",
            confidence=0.5,
            extractor=self.extractor_name,
        )
        return Reading(document, (made, made) if document.name in self.overreaches else (made,))


@pytest.fixture
def ledger(tmp_path):
    with Ledger.open(tmp_path / "test.db") as opened:
        yield opened


def run(ledger, reader, items):
    return list(add_all(ledger, reader, items, lambda: NOW))


def fates(outcomes):
    return [(one.name, one.fate, one.attributions) for one in outcomes]


@pytest.mark.parametrize("workers", [1, 3])
def test_every_input_has_an_outcome_in_its_order(ledger, workers):
    items = [
        document("a"),
        Skipped(name="b", reason="empty"),
        document("c", "Nothing to see."),
        document("d", "Tobias Vale said no."),
    ]
    outcomes = run(ledger, RuleReader(workers=workers), items)
    assert fates(outcomes) == [("a", "added", 1), ("b", "skipped", 0), ("c", "added", 0), ("d", "added", 1)]
    assert outcomes[1].reason == "empty"
    assert [(row.name, row.reason) for row in ledger.skipped()] == [("b", "empty")]
    assert ledger.counts().documents == 3
    assert list(ledger.verify()) == []


@pytest.mark.parametrize("workers", [1, 3])
def test_a_second_run_reads_nothing_and_adds_nothing(ledger, workers):
    items = [document(f"article {n}", f"Ada Quill said {n}.") for n in range(10)]
    run(ledger, RuleReader(workers=workers), items)
    before = ledger.counts()
    reader = RuleReader(workers=workers)
    assert fates(run(ledger, reader, items)) == [(item.name, "known", 0) for item in items]
    assert reader.read_texts == []
    assert ledger.counts() == before


def test_a_run_that_was_cut_off_goes_on_where_it_was(ledger):
    items = [document(f"article {n}", f"Ada Quill said {n}.") for n in range(6)]
    cut = add_all(ledger, RuleReader(), items, lambda: NOW)
    assert [next(cut).fate for _ in range(3)] == ["added"] * 3
    cut.close()
    assert [one.fate for one in run(ledger, RuleReader(), items)] == ["known"] * 3 + ["added"] * 3


def test_another_model_re_reads(ledger):
    run(ledger, RuleReader("1"), [document("a")])
    assert fates(run(ledger, RuleReader("2"), [document("a")])) == [("a", "re-read", 0)]  # the same spans
    assert ledger.reading(document("a").id).attributions[0].extractor == "rule 2"
    assert ledger.counts().documents == 1


class AheadReader(RuleReader):
    """Has read everything before the first reading is added, as many workers might."""

    def read_many(self, items):
        yield from list(super().read_many(items))


@pytest.mark.parametrize(
    "reader", [RuleReader(), RuleReader(workers=3), AheadReader()], ids=["1", "3", "ahead"]
)
def test_the_same_document_twice_in_one_run_is_known_the_second_time(ledger, reader):
    items = [document("a"), document("again")]
    assert [one.fate for one in run(ledger, reader, items)] == ["added", "known"]
    assert ledger.counts().documents == 1


def test_the_same_text_at_two_outlets_is_two_documents(ledger):
    items = [document("a", outlet="The Tideline"), document("b", outlet="The Courier")]
    assert [one.fate for one in run(ledger, RuleReader(), items)] == ["added", "added"]


def test_what_the_ledger_refuses_is_skipped_with_the_reason_and_the_rest_goes_on(ledger):
    items = [document("a"), document("b", "Vale said yes."), document("c", "Vale said no.")]
    outcomes = run(ledger, RuleReader(overreaches={"b"}), items)
    assert [one.fate for one in outcomes] == ["added", "skipped", "added"]
    assert "given twice" in outcomes[1].reason
    assert [row.name for row in ledger.skipped()] == ["b"]


def test_a_purged_document_is_not_added_again(ledger):
    run(ledger, RuleReader(), [document("a")])
    ledger.purge(document("a").id, reason="a source at risk", by=None, now=NOW)
    (outcome,) = run(ledger, RuleReader("2"), [document("a")])
    assert outcome.fate == "skipped"
    assert "a source at risk" in outcome.reason


def test_a_re_reading_is_of_the_text_that_the_ledger_froze(ledger):
    old = document("a", "Ada Quill said it holds.")
    # The same bytes, decoded to another text by another version of the reader of pages.
    new = Document(
        name="a", text="Ada Quill said it  holds.", raw=old.raw, media_type="text/plain", encoding="utf-8"
    )
    assert new.id == old.id
    run(ledger, RuleReader("1"), [old])
    reader = RuleReader("2")
    assert [one.fate for one in run(ledger, reader, [new])] == ["re-read"]
    assert reader.read_texts == [old.text]
    assert list(ledger.verify()) == []


def test_inputs_are_taken_as_they_are_needed(ledger):
    taken = []

    def items():
        for number in range(100):
            taken.append(number)
            yield document(f"article {number}", f"Vale said {number}.")

    outcomes = add_all(ledger, RuleReader(), items(), lambda: NOW)
    first = document("article 0", "Vale said 0.").id
    assert next(outcomes) == Outcome(name="article 0", fate="added", attributions=1, document_id=first)
    assert len(taken) < 10
    outcomes.close()


def test_the_shipped_model_into_a_ledger_and_out_again(ledger, shipped_reader):
    article = document(
        "bridge", "“The bridge is safe,” said Ada Quill, the engineer.\n", outlet="The Tideline"
    )
    (outcome,) = run(ledger, shipped_reader, [article])
    reading = shipped_reader.read(article)
    n = len(reading.attributions)
    assert outcome == Outcome(name="bridge", fate="added", attributions=n, document_id=article.id)
    assert ledger.reading(article.id).attributions == reading.attributions
    assert list(ledger.verify()) == []


def test_open_reader():
    assert open_reader(workers=3).workers == 3
    assert open_reader().model is None


def test_an_outcome_names_the_version_before(ledger):
    old = document("a", url="https://wire.example/1")
    new = document("a", "Ada Quill said it broke.", url="https://wire.example/1")
    assert [one.previous for one in run(ledger, RuleReader(), [old, new, document("b")])] == [
        None,
        old.id,
        None,
    ]


def test_every_outcome_but_a_skipped_one_leads_to_its_document(ledger):
    said = document("a")
    items = [said, said, Skipped(name="b", reason="empty")]
    outcomes = run(ledger, RuleReader(), items) + run(ledger, RuleReader("2"), [said])
    assert [(one.fate, one.document_id) for one in outcomes] == [
        ("added", said.id),
        ("known", said.id),
        ("skipped", None),
        ("re-read", said.id),
    ]


FRENCH = (
    "Le conseil du port a déclaré mardi que personne ne lui avait parlé des fissures de la pile. "
    "La route restera fermée aux camions jusqu'à ce que les ingénieurs soient venus la voir. "
)


@pytest.fixture
def lingua():
    pytest.importorskip("lingua")


def test_what_the_model_does_not_read_is_kept_and_skipped(ledger, shipped_reader, lingua):
    given = document("port", FRENCH, language="en")  # which its page says, and is not so
    (first,) = run(ledger, shipped_reader, [given])
    assert (first.fate, first.document_id) == ("skipped", given.id)
    assert first.reason == f"is in French, which {shipped_reader.extractor_name} does not read"
    assert [row.unread for row in ledger.documents()] == [first.reason]
    assert [row.reason for row in ledger.skipped()] == [first.reason]
    (again,) = run(ledger, shipped_reader, [given])
    assert again.fate == "known"
    assert len(list(ledger.skipped())) == 1
    assert list(ledger.verify()) == []


@pytest.mark.parametrize("languages", [{"given": "en"}, {"anyway": True}])
def test_it_is_read_after_all_where_the_user_says_so(ledger, extractor, shipped_reader, lingua, languages):
    given = document("port", FRENCH)
    run(ledger, shipped_reader, [given])
    reader = Reader(workers=1, languages=LanguageOptions(**languages))
    reader._extractor = extractor
    assert [one.fate for one in run(ledger, reader, [given])] == ["re-read"]
    assert [row.unread for row in ledger.documents()] == [None]
    assert [one.fate for one in run(ledger, shipped_reader, [given])] == ["known"]


def test_a_language_that_is_given_wins(shipped_reader, extractor):
    reader = open_reader(language="fr")
    reader._extractor = extractor
    english = document("quay", "Ada Quill said that the harbour was closed to all of the boats.")
    assert reader.read(english).unread == f"is in French, which {reader.extractor_name} does not read"
    assert shipped_reader.read(english).unread is None
