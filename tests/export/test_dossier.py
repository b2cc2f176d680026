"""A dossier as a page and as lines: everything is in it, can be followed, and runs nothing."""

import base64
import hashlib
import io
import json
import re
import sqlite3
import subprocess
import sys
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser

import pytest

from sayso.export.dossier import write_dossier
from sayso.export.dossier_lines import write_dossier_lines
from sayso.export.exhibits import (
    Counted,
    Dossier,
    Kept,
    Missing,
    Provenance,
    Quoted,
    Searched,
    Verdict,
    Whole,
)
from sayso.export.verifying import VERIFY
from sayso.records import Span

AT = datetime(2031, 6, 1, 9, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&\x00\x1b"


def kept(note="", title="kept so"):
    return Kept(title=title, note=note, by="Rana Holt", at=AT)


def provenance(document, **given):
    return Provenance(
        **{
            "id": document.id, "name": document.name, "metadata": document.metadata,
            "media_type": document.media_type, "encoding": document.encoding, "sha256": document.sha256,
            "n_characters": len(document.text), "added_at": AT, "version": 2, "current": True, **given,
        }
    )  # fmt: skip


def quoted(reading, place=0, **given):
    document = reading.document
    return Quoted(
        **{
            "attribution": reading.attributions[place], "provenance": provenance(document),
            "text": document.text, "sentence": Span(0, 114), "who": "Mara Oduya", "chain": (),
            "verdicts": (Verdict(what="confirm", reviewer="Ada", at=AT, note="heard it"),),
            "read_at": AT, "kept": kept("Ask her."), **given,
        }
    )  # fmt: skip


@pytest.fixture
def make(reading):
    """Makes the dossier that has everything; parts may be given."""

    def run(of=reading, **given):
        about = provenance(of.document)
        whole = Whole(provenance=about, kept=kept("In full."), read=lambda: of, verdicts=dict)
        person = Counted(
            what="speaker", reference="1abc", name="Mara Oduya", kind="person", n_attributions=12,
            n_documents=3, n_origins=2, outlets=("Northmouth Courier",), first_published="2031-05-04",
            last_published=None, kept=kept(),
        )  # fmt: skip
        search = Searched(
            reference="words=bridge&by=Pell", asked=(("Words", "bridge"), ("By", "Pell")), n=1234, whole=True,
            limit=200, answers=(quoted(of, 1, kept=None),), kept=kept(),
        )  # fmt: skip
        gone = Missing(what="document", reference="1dead", because="it is no longer in the ledger",
                       kept=kept(title="a document that was purged"))  # fmt: skip
        return Dossier(
            **{
                "number": 7, "name": "The bridge", "note": "Who knew?", "by": "Ada", "at": AT,
                "closed": False,
                "exported_by": "Rana Holt", "exported_at": AT, "ledger": "sayso.db", "version": "9.9",
                "quotes": (quoted(of),), "documents": (whole,), "counted": (person,), "searches": (search,),
                "missing": (gone,), **given,
            }
        )  # fmt: skip

    return run


def page_of(dossier):
    out = io.BytesIO()
    write_dossier(dossier, out)
    return out.getvalue().decode()


def lines_of(dossier):
    out = io.BytesIO()
    assert write_dossier_lines(dossier, out) == out.getvalue().count(b"\n")
    return [json.loads(line) for line in out.getvalue().splitlines()]


class Tags(HTMLParser):
    VOID = frozenset({"meta", "img", "br", "link"})

    def __init__(self, page):
        super().__init__()
        self.open, self.ids, self.targets, self.tags = [], [], [], []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append((tag, given))
        self.ids += [given["id"]] if "id" in given else []
        self.targets += [given["href"][1:]] if given.get("href", "").startswith("#") else []
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def text_of(page):
    return unescape(re.sub(r"<[^>]+>", "", page))


def test_the_page_is_well_formed_and_every_link_within_it_arrives(make):
    tags = Tags(page_of(make()))
    assert len(tags.ids) == len(set(tags.ids))
    assert set(tags.targets) <= set(tags.ids)
    assert {"q1", "d1", "p1", "s1", "s1-1", "hashes"} <= set(tags.ids)


def test_a_reference_can_be_followed(make, reading):
    shown = text_of(page_of(make(documents=(), searches=())))
    document, one = reading.document, reading.attributions[0]
    for part in (
        "Northmouth Courier", "Bridge <sound>, says harbour", "Ann Pell", "2031-05-04", document.metadata.url,
        "2031-06-01 09:30 UTC", document.sha256, document.id, "2 of its address", one.id, "fake 1",
        "confidence 0.97", "confirmed by Ada", "heard it", "Ask her.",
        hashlib.sha256(document.text.encode()).hexdigest(),
    ):  # fmt: skip
        assert part in shown, part
    places = re.search(r"source (\d+)–(\d+); cue (\d+)–(\d+); content (\d+)–(\d+)", shown)
    numbers = [int(one) for one in places.groups()]
    slices = [document.text[start:end] for start, end in zip(numbers[::2], numbers[1::2], strict=True)]
    assert slices[:2] == ["Mara Oduya, the harbour master", "said on Tuesday"]


def test_the_sentence_is_marked_and_whole(make, reading):
    page = page_of(make(documents=(), searches=()))
    sentence = re.search(r'<blockquote class="sentence"[^>]*>(.*?)</blockquote>', page, re.DOTALL)[1]
    assert text_of(sentence) == reading.document.text[0:114]
    assert '<span class="source">Mara Oduya, the harbour master</span>' in sentence
    assert '<span class="cue">said on Tuesday</span>' in sentence


def test_what_no_longer_stands_and_what_nobody_judged_are_told(make, reading):
    shown = text_of(page_of(make(quotes=(quoted(reading, standing=False, verdicts=()),))))
    assert "by nobody; as the program found it; no longer in the newest reading" in shown


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "1,234 on 2031-06-01 09:30 UTC; the newest 1 are given here (the limit is 200)"),
        ({"n": 1}, "1 on 2031-06-01 09:30 UTC, all given here"),
        ({"whole": False}, "at least 1,234 on"),
        ({"answers": (), "n": 0}, "none on 2031-06-01 09:30 UTC"),
    ],
)
def test_a_search_tells_how_many_answers_there_are(given, words, make):
    search = replace(make().searches[0], **given)
    shown = text_of(page_of(make(searches=(search,))))
    assert words in shown
    assert "words: bridge; by: Pell" in shown


def test_an_empty_collection_is_a_page_too(make):
    nothing = dict.fromkeys(("quotes", "documents", "counted", "searches", "missing"), ())
    tags = Tags(page_of(make(**nothing)))
    assert set(tags.targets) <= set(tags.ids)
    assert len(lines_of(make(**nothing))) == 1


def test_hostile_words_run_nothing(make, build):
    of = build(title=HOSTILE, outlet=HOSTILE, url="javascript:alert(3)", authors=(HOSTILE,), name=HOSTILE,
               language='en" onload="x')  # fmt: skip
    evil = Kept(title=HOSTILE, note=HOSTILE, by=HOSTILE, at=AT)
    dossier = make(of, name=HOSTILE, note=HOSTILE, by=HOSTILE, exported_by=HOSTILE, ledger=HOSTILE)
    search = replace(dossier.searches[0], reference=HOSTILE, asked=((HOSTILE, HOSTILE),), kept=evil)
    person = replace(dossier.counted[0], name=HOSTILE, reference=HOSTILE, outlets=(HOSTILE,), kind=HOSTILE,
                     kept=evil)  # fmt: skip
    verdict = Verdict(what=HOSTILE, reviewer=HOSTILE, at=AT, note=HOSTILE)
    quote = quoted(of, who=HOSTILE, chain=(HOSTILE,), verdicts=(verdict,), kept=evil)
    gone = Missing(what=HOSTILE, reference=HOSTILE, because=HOSTILE, kept=evil)
    page = page_of(replace(dossier, searches=(search,), counted=(person,), quotes=(quote,), missing=(gone,)))
    tags = Tags(page)
    assert not {"script", "img", "iframe", "object"} & {tag for tag, _ in tags.tags}
    assert not [name for _, given in tags.tags for name in given if name.startswith("on")]
    assert not [given for _, given in tags.tags if given.get("href", "").startswith("javascript")]
    assert "\x00" not in page
    assert "\x1b" not in page


def test_the_policy_allows_its_own_style_and_nothing_else(make):
    page = page_of(make())
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page
    assert page.count("<style") == 1
    assert "style=" not in page.replace("style-src", "")


def test_documents_are_read_one_after_the_other(make, build):
    alive = []

    def reader(of):
        def read():
            alive.append(of.document.id)
            return of

        return read

    readings = [build(url=f"https://a.example/{n}") for n in range(3)]
    wholes = tuple(
        Whole(provenance=provenance(one.document), kept=kept(), read=reader(one), verdicts=dict)
        for one in readings
    )
    dossier = make(documents=wholes)
    assert alive == []
    page_of(dossier)
    assert alive == [one.document.id for one in readings]


def test_lines_have_records_with_references(make, reading):
    rows = lines_of(make())
    assert [row["type"] for row in rows] == [
        "collection", "attribution", "document", "attribution", "attribution", "attribution", "speaker",
        "search", "attribution", "missing",
    ]  # fmt: skip
    first, document, answer = rows[1], rows[2], rows[8]
    assert first["record"]["id"] == reading.attributions[0].id
    assert first["reference"]["sha256"] == reading.document.sha256
    assert first["judged"] == [
        {"what": "confirm", "reviewer": "Ada", "at": "2031-06-01T09:30:00+00:00", "note": "heard it"}
    ]
    for row in rows:
        if row["type"] == "attribution":
            content = row["record"]["content"][0]
            assert document["text"][content["start"] : content["end"]] == content["text"]
    assert (answer["because_of"], answer["search"]) == ("search", "words=bridge&by=Pell")
    assert hashlib.sha256(document["text"].encode()).hexdigest() == document["text_sha256"]


def test_the_way_to_verify_works(tmp_path, reading):
    """The commands in the page, run as they stand there on a ledger's tables."""
    document, path = reading.document, tmp_path / "ledger.db"
    with sqlite3.connect(path) as book:
        book.execute("CREATE TABLE archives (sha256 TEXT, bytes BLOB)")
        book.execute("CREATE TABLE documents (id TEXT, sha256 TEXT, text TEXT)")
        book.execute("INSERT INTO archives VALUES (?, ?)", (document.sha256, zlib.compress(document.raw)))
        book.execute("INSERT INTO documents VALUES (?, ?, ?)", (document.id, document.sha256, document.text))
    script = unescape(re.search(r"&lt;&lt;'END'\n(.*?)END</pre>", VERIFY, re.DOTALL)[1])
    done = subprocess.run([sys.executable, "-", str(path), document.id, "0", "10"], input=script, text=True,
                          capture_output=True, check=True)  # fmt: skip
    text_hash = hashlib.sha256(document.text.encode()).hexdigest()
    assert done.stdout.splitlines() == [f"archive {document.sha256}", f"text    {text_hash}", "Mara Oduya"]
