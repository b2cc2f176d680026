import sqlite3
from datetime import UTC, datetime

import pytest

from sayso.errors import AbortRun, NotInLedger
from sayso.ledger import Ledger, SaidQuery
from sayso.records import Judgement

LATER = datetime(2026, 4, 1, 12, tzinfo=UTC)


@pytest.fixture
def add(telling, ledger):
    """Adds an article and gives its reading."""

    def run(**given):
        reading = telling.reading(**given)
        telling.add(ledger, reading)
        return reading

    return run


@pytest.fixture
def case(ledger, telling):
    """The number of a collection."""
    return ledger.make_collection("The harbour", note="Who knew?", by="Ada", now=telling.now)


@pytest.fixture
def keep(ledger, telling, case):
    """Keeps a thing in the collection."""

    def run(what, reference, title="a title", note="", number=case):
        return ledger.keep(number, what, reference, title=title, note=note, by="Ada", now=telling.now)

    return run


def test_a_collection_is_made_described_closed_and_opened(ledger, telling, case):
    other = ledger.make_collection(" Second \n case ", note="", by="Oskar", now=telling.now)
    assert [(row.id, row.name, row.note, row.by, row.closed) for row in ledger.collections()] == [
        (other, "Second case", "", "Oskar", False),
        (case, "The harbour", "Who knew?", "Ada", False),
    ]
    ledger.describe_collection(other, name="Third", note="a\r\nb")
    ledger.close_collection(other, closed=True, by="Ada", now=LATER)
    assert [(row.name, row.closed) for row in ledger.collections()] == [
        ("The harbour", False),
        ("Third", True),
    ]
    assert ledger.collection(other)[0].note == "a\nb"
    ledger.close_collection(other, closed=False, by="Ada", now=LATER)
    assert not ledger.collection(other)[0].closed


@pytest.mark.parametrize("name", ["", "  \n ", "x" * 201])
def test_a_name_is_needed_and_short(name, ledger, telling):
    with pytest.raises(AbortRun):
        ledger.make_collection(name, note="", by="Ada", now=telling.now)


@pytest.mark.parametrize("number", [0, -1, 77, 2**63, 10**30])
def test_a_collection_that_is_not_there_is_named(number, ledger, telling, add):
    reading = add()
    given = {"title": "x", "note": "", "by": "Ada", "now": telling.now}
    for ask in (
        lambda: ledger.collection(number),
        lambda: ledger.gathered(number),
        lambda: ledger.describe_collection(number, name="x", note=""),
        lambda: ledger.close_collection(number, closed=True, by="Ada", now=telling.now),
        lambda: ledger.keep(number, "document", reading.document.id, **given),
        lambda: ledger.annotate(number, note="x"),
        lambda: ledger.drop(number, by="Ada", now=telling.now),
    ):
        with pytest.raises(NotInLedger):
            ask()


def test_things_are_kept_once(ledger, add, keep, case):
    reading = add(outlet="Port Ansel Post")
    speaker = ledger.find_speakers("Ada Quill")[0]
    wanted = [
        ("document", reading.document.id),
        ("attribution", reading.attributions[0].id),
        ("speaker", speaker.id),
        ("outlet", "Port Ansel Post"),
        ("search", "words=harbour&by=Quill"),
    ]
    numbers = [keep(*one) for one in wanted]
    assert [keep(*one, title="another") for one in wanted] == numbers
    collection, rows = ledger.collection(case)
    assert [(row.what, row.reference) for row in rows] == wanted
    assert {(row.title, row.note) for row in rows} == {("a title", "")}
    assert collection.n_kept == 5
    assert ledger.where_kept("speaker", speaker.id) == [case]


def test_a_note_on_what_is_kept_already_joins_the_former_one(ledger, add, keep, case):
    add(outlet="Port Ansel Post")
    for note in ("", "ask them", "", "asked on Monday", "ask them"):
        keep("outlet", "Port Ansel Post", note=note)
    _, rows = ledger.collection(case)
    assert [row.note for row in rows] == ["ask them\nasked on Monday"]


def test_what_is_not_in_the_ledger_is_not_kept(keep, add):
    add()
    for what in ("document", "attribution", "speaker", "outlet"):
        for reference in ("1" + "0" * 30, ""):
            with pytest.raises(NotInLedger, match=f"no such {what}"):
                keep(what, reference)
    with pytest.raises(AbortRun):
        keep("thing", "x")


def test_a_closed_collection_takes_nothing(ledger, add, keep, case, telling):
    reading = add()
    kept = keep("document", reading.document.id)
    ledger.close_collection(case, closed=True, by="Ada", now=telling.now)
    assert keep("document", reading.document.id) == kept  # there already
    with pytest.raises(AbortRun, match="closed"):
        keep("search", "words=x")


def test_dropping_keeps_the_row_and_who_did_it(ledger, add, keep, case, place):
    reading = add()
    first = keep("document", reading.document.id, note="mine")
    ledger.annotate(first, note=" better ")
    assert ledger.collection(case)[1][0].note == "better"
    ledger.drop(first, by="Oskar", now=LATER)
    assert ledger.collection(case)[1] == ()
    assert ledger.where_kept("document", reading.document.id) == []
    with pytest.raises(NotInLedger):
        ledger.drop(first, by="Oskar", now=LATER)
    second = keep("document", reading.document.id)
    assert second != first
    if "://" not in place:
        rows = sqlite3.connect(place).execute("SELECT id, note, dropped_by FROM kept ORDER BY id").fetchall()
        assert rows == [(first, "better", "Oskar"), (second, "", None)]


def test_long_titles_are_cut_and_odd_characters_are_stored(keep, ledger, case):
    keep("search", "words=a\0b", title="x" * 400 + "\0")
    keep("search", "words=c", title="half \ud800", note="N\0")
    first, second = ledger.collection(case)[1]
    assert (len(first.title), first.title[-1]) == (300, "…")
    assert (second.title, second.note) == ("half \\ud800", "N\\x00")
    with pytest.raises(AbortRun, match="longer"):
        keep("search", "words=d", note="x" * 20_001)


def test_everything_is_looked_up(ledger, add, keep, case):
    reading = add(outlet="Port Ansel Post", published="2031-05-06", title="Shut")
    speaker = ledger.find_speakers("Ada Quill")[0]
    keep("document", reading.document.id)
    keep("attribution", reading.attributions[1].id)
    keep("speaker", speaker.id)
    keep("outlet", "Port Ansel Post")
    keep("search", "words=harbour")
    collection, (document, attribution, who, outlet, search) = ledger.gathered(case)
    assert collection.n_kept == 5
    assert document.document.metadata.title == "Shut"
    assert attribution.cited.hit.attribution == reading.attributions[1]
    assert attribution.cited.hit.sentence_text.startswith("Tomas Orrin denied")
    assert attribution.cited.standing
    assert who.speaker.n_attributions == speaker.n_attributions
    assert (outlet.outlet.n_documents, outlet.outlet.first_published) == (1, "2031-05-06")
    assert (search.document, search.cited, search.speaker, search.outlet) == (None,) * 4


def test_what_a_later_reading_left_out_is_still_cited(ledger, telling, add, keep, case):
    reading = add()
    keep("attribution", reading.attributions[1].id)
    said = (("Ada Quill", "said", "“the harbour is closed until Friday.”"),)
    telling.add(ledger, telling.reading(said=said, extractor="model 2"))
    (thing,) = ledger.gathered(case)[1]
    assert not thing.cited.standing
    assert thing.cited.hit.attribution.extractor == "model 1"


SECRET = "Zanzotto"


def test_a_purge_leaves_no_word_in_what_is_kept(ledger, telling, add, keep, case, place):
    add(outlet="Port Ansel Post")
    text = f"{SECRET} Quimble said “the vault is empty.” Ada Quill denied it.\n"
    secret = add(text=text, said=((f"{SECRET} Quimble", "said", "“the vault is empty.”"),), name="vault",
                 title=f"{SECRET} speaks", outlet=f"{SECRET} Times")  # fmt: skip
    speaker = ledger.find_speakers(f"{SECRET} Quimble")[0]
    keep("document", secret.document.id, title=f"{SECRET} speaks")
    keep("attribution", secret.attributions[0].id, title=f"{SECRET}: the vault", note=f"{SECRET}!")
    keep("speaker", speaker.id, title=f"{SECRET} Quimble")
    keep("outlet", f"{SECRET} Times", title=f"{SECRET} Times")
    keep("search", f"words=vault&document={secret.document.id}", title=f"vault in {SECRET} speaks")
    keep("search", "words=vault", title="vault")
    dropped = keep("search", f"document={secret.document.id}", title=f"in {SECRET} speaks")
    ledger.drop(dropped, by="Ada", now=LATER)
    keep("outlet", "Port Ansel Post", title="Port Ansel Post")

    ledger.purge(secret.document.id, reason="a court's order", by="Ada", now=LATER)
    rows = ledger.collection(case)[1]
    assert [row.what for row in rows] == ["document", "attribution", "speaker", "outlet", "search", "search",
                                          "outlet"]  # fmt: skip
    assert not [row for row in rows if SECRET in row.title + row.note + row.reference]
    assert "purged" in rows[0].title
    assert [row.title for row in rows[5:]] == ["vault", "Port Ansel Post"]
    if "://" not in place:
        ledger.close()
        with open(place, "rb") as file:
            assert SECRET.encode() not in file.read()


def test_a_speaker_is_called_by_a_name_that_is_left_after_a_purge(ledger, telling, add, keep, case):
    kept = add(url="https://a.example/1")
    other = add(text="Mr Tomas Orrin said “yes.”\n", said=(("Mr Tomas Orrin", "said", "“yes.”"),), name="b")
    speaker = ledger.find_speakers("Tomas Orrin")[0]
    assert speaker.n_documents == 2
    keep("speaker", speaker.id, title="Mr Tomas Orrin")
    ledger.purge(other.document.id, reason="asked", by="Ada", now=LATER)
    assert ledger.collection(case)[1][0].title == "Tomas Orrin"
    assert kept.document.id


class TestCopying:
    """A collection as a ledger of its own."""

    @pytest.fixture
    def whole(self, ledger, telling, add, keep):
        first = add(url="https://a.example/1", outlet="Port Ansel Post", published="2031-05-06")
        second = add(text="Ada Quill said “it is open.” Tomas Orrin said “good.”\n", name="second",
                     said=(("Ada Quill", "said", "“it is open.”"), ("Tomas Orrin", "said", "“good.”")),
                     url="https://a.example/1", outlet="Port Ansel Post")  # fmt: skip
        other = add(text="Ada Quill said “no.” Bertha Loom said “never.”\n", name="other", outlet="Loomshire",
                    said=(("Ada Quill", "said", "“no.”"), ("Bertha Loom", "said", "“never.”")))  # fmt: skip
        telling.add(ledger, telling.reading(extractor="model 2", url="https://a.example/1",
                                            outlet="Port Ansel Post", published="2031-05-06"))  # fmt: skip
        quill, orrin = (ledger.find_speakers(name)[0] for name in ("Ada Quill", "Tomas Orrin"))
        ledger.rename(quill.id, "Ada M. Quill", by="Ada", reason="her own", now=LATER)
        ledger.merge(quill.id, orrin.id, by="Ada", reason="a test", now=LATER)
        keep("document", second.document.id)
        keep("speaker", quill.id)
        keep("search", "words=open")
        ledger.drop(keep("search", "words=gone"), by="Ada", now=LATER)
        return first, second, other

    def test_a_copy_is_whole_and_holds_nothing_else(self, ledger, whole, case, tmp_path):
        first, second, _ = whole
        path = tmp_path / "copy.db"
        with Ledger.open(path) as copy:
            assert ledger.copy_to(copy, [second.document.id], collection=case) == 2
        with Ledger.open(path) as copy:
            assert list(copy.verify()) == []
            assert {row.id for row in copy.documents()} == {first.document.id, second.document.id}
            assert [row.version for row in copy.versions(second.document.id)] == [1, 2]
            for one in (first, second):
                assert copy.reading(one.document.id) == ledger.reading(one.document.id)
            (speaker,) = copy.find_speakers("Ada M. Quill")
            assert speaker.n_documents == 1  # the current version alone
            assert [row.what for row in copy.decisions()] == ["rename", "merge"]
            assert copy.find_speakers("Bertha Loom") == []
            assert [row.reference for row in copy.collection(case)[1]][-1] == "words=open"
            assert len(list(copy.said(SaidQuery(words="open")))) == 1
            assert copy.counts().superseded == 8  # two readings of the older version
        data = path.read_bytes()
        assert b"Loom" not in data
        assert b"gone" not in data

    def test_a_copy_can_be_added_to(self, ledger, whole, case, tmp_path, telling):
        with Ledger.open(tmp_path / "copy.db") as copy:
            ledger.copy_to(copy, [whole[1].document.id], collection=case)
            telling.add(copy, telling.reading(text="Ada Quill said “more.”\n", name="new",
                                              said=(("Ada Quill", "said", "“more.”"),)))  # fmt: skip
            assert list(copy.verify()) == []
            assert copy.find_speakers("Ada M. Quill")[0].n_documents == 2

    def test_what_people_judged_goes_with_it(self, ledger, whole, tmp_path):
        document = whole[1].document
        one = whole[1].attributions[0]
        rejected = Judgement(what="reject", document_id=document.id, extractor="model 1", reviewer="Ada",
                             at=LATER, attribution=one.id, note="not said")  # fmt: skip
        ledger.judge(rejected)
        with Ledger.open(tmp_path / "copy.db") as copy:
            ledger.copy_to(copy, [document.id])
            assert list(copy.verify()) == []
            assert [row.judgement for row in copy.judgements(document.id)] == [rejected]
            assert one.id not in {each.id for each in copy.reading(document.id).attributions}
            assert copy.model_reading(document.id) == ledger.model_reading(document.id)

    def test_a_version_after_a_purged_one_is_copied_with_its_tombstone(self, ledger, whole, tmp_path):
        first, second, _ = whole
        ledger.purge(first.document.id, reason="a court's order", by="Ada", now=LATER)
        with Ledger.open(tmp_path / "copy.db") as copy:
            assert ledger.copy_to(copy, [second.document.id]) == 1
            assert list(copy.verify()) == []
            assert [stone.id for stone in copy.tombstones()] == [first.document.id]

    def test_only_into_an_empty_file(self, ledger, whole, tmp_path):
        with Ledger.open(tmp_path / "copy.db") as copy:
            ledger.copy_to(copy, [whole[1].document.id])
            with pytest.raises(AbortRun, match="holds documents already"):
                ledger.copy_to(copy, [whole[1].document.id])

    def test_a_document_that_is_not_there(self, ledger, whole, tmp_path):
        with Ledger.open(tmp_path / "copy.db") as copy, pytest.raises(NotInLedger):
            ledger.copy_to(copy, ["1" + "0" * 30])
