"""The sets that the mention heads learn from, each from a small file of invented text in its format."""

from __future__ import annotations

import gzip
import json

import pytest

from sayso.records import Span
from sayso.train.mentions.gap import read_gap
from sayso.train.mentions.gum import read_gum
from sayso.train.mentions.held_out import name_in, read_meantime, read_re3d
from sayso.train.mentions.labelled import head_of, joined_text, spans_of_tags
from sayso.train.mentions.lists import groups, nouns
from sayso.train.mentions.participants import ParticipantCounts, read_participants
from sayso.train.mentions.silver import read_silver
from sayso.train.mentions.tagged import read_crossner, read_universal_ner, read_wikigold


def marked(text, ones):
    return [(one.span.of(text.text), one.type) for one in ones]


def clusters(text):
    return [[text.text[place:].split()[0].strip(".,") for place in places] for places in text.clusters]


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        (["“", "It", "holds", ",", "”", "she", "said", "."], "“It holds,” she said."),
        (["``", "No", "''", "(", "he", ")"], "“No” (he)"),
        (['"', "No", '"', "they", "say"], '"No" they say'),
        (["Ada", "'s", "pier"], "Ada's pier"),
        ([], ""),
    ],
)
def test_tokens_are_set_as_people_set_them(tokens, text):
    made, places = joined_text(tokens)
    assert made == text
    assert [len(place.of(made)) > 0 for place in places] == [True] * len(tokens)
    assert "".join(place.of(made) for place in places) == text.replace(" ", "")


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        (["B-a", "I-a", "O", "B-b"], [(0, 2, "a"), (3, 4, "b")]),
        (["B-a", "B-a"], [(0, 1, "a"), (1, 2, "a")]),
        (["I-a", "I-a", "I-b"], [(0, 2, "a"), (2, 3, "b")]),  # IO, as wikigold has it
        ([], []),
    ],
)
def test_spans_of_tags(tags, spans):
    assert spans_of_tags(tags) == spans


def test_the_head_of_a_phrase_is_its_last_word():
    assert head_of("the old mayor, ", Span(0, 14)) == 8
    assert head_of("...", Span(0, 3)) == 0


def test_lists_hold_plurals():
    assert {"brazilian", "brazilians", "chinese"} <= groups()
    assert nouns()["spokeswomen"] == "person"
    assert nouns()["ministries"] == "organisation"


def test_crossner(tmp_path):
    path = tmp_path / "train.txt"
    path.write_text(
        "Ada\tB-politician\nQuill\tI-politician\nleads\tO\n\nthe\tO\nBrazilian\tB-misc\nTreaty\tB-misc\n\n"
    )
    first, second = read_crossner(path)
    assert marked(first, first.names) == [("Ada Quill", "person")]
    assert marked(second, second.names) == [("Brazilian", "nationality"), ("Treaty", "other")]


def test_wikigold_has_a_fold_for_measuring(tmp_path):
    path = tmp_path / "wikigold.conll.txt"
    path.write_text("-DOCSTART- O\n\n".join(f"Port I-LOC\nAnsel I-LOC\nno O\n{n} O\n\n" for n in range(40)))
    kept, held = (list(read_wikigold(path, held_out=held_out)) for held_out in (False, True))
    assert len(kept) + len(held) == 40
    assert kept
    assert held
    assert not {one.name for one in kept} & {one.name for one in held}
    assert marked(kept[0], kept[0].names) == [("Port Ansel", "place")]


def test_universal_ner_says_what_it_leaves_out(tmp_path):
    path = tmp_path / "dev.iob2"
    path.write_text(
        "# newdoc id = one\n# text = x\n1\tAda\tB-PER\t-\ta\n2\tsang\tO\t-\ta\n\n"
        "# newdoc id = two\n1\tX\tB-OTH\t-\ta\n"
    )
    first, second = read_universal_ner(path)
    assert marked(first, first.names) == [("Ada", "person")]
    assert first.unmarked == {"nationality", "other"}
    assert second.names == ()


GUM = """\
# newdoc id = GUM_x
# newpar
# text = The mayor, Ada Quill, said she'd go.
1	The	the	DET	DT	_	2	det	_	Entity=(1-person-new-x
2	mayor	mayor	NOUN	NN	_	7	nsubj	_	SpaceAfter=No
3	,	,	PUNCT	,	_	4	punct	_	_
4	Mayor	mayor	PROPN	NNP	_	2	appos	_	Entity=(1-person-giv-x
5	Quill	Quill	PROPN	NNP	_	4	flat	_	Entity=1)1)|SpaceAfter=No
6	,	,	PUNCT	,	_	4	punct	_	_
7	said	say	VERB	VBD	_	0	root	_	_
8-9	she'd	_	_	_	_	_	_	_	_
8	she	she	PRON	PRP	_	10	nsubj	_	Entity=(1-person-giv-x)
9	'd	will	AUX	MD	_	10	aux	_	_
10	go	go	VERB	VB	_	7	ccomp	_	SpaceAfter=No
11	.	.	PUNCT	.	_	7	punct	_	_

"""


def test_gum(tmp_path):
    with gzip.open(tmp_path / "GUM_x.conllu.gz", "wt", encoding="utf-8") as file:
        file.write(GUM)
    (text,) = read_gum(tmp_path)
    assert text.text.strip() == "The mayor, Mayor Quill, said she'd go."
    assert marked(text, text.names) == [("Quill", "person")]
    assert marked(text, text.descriptions) == [("The mayor", "person")]
    assert clusters(text) == [["mayor", "Quill", "she'd"]]


def test_silver(tmp_path):
    text = "Mr. Oskar Pell met a spokesman who said he ran. Pell left."
    tokens = [
        ("Mr.", "NNP", "PERSON"), ("Oskar", "NNP", "PERSON"), ("Pell", "NNP", "PERSON"), ("met", "VBD", "O"),
        ("a", "DT", "O"), ("spokesman", "NN", "O"), ("who", "WP", "O"), ("said", "VBD", "O"),
        ("he", "PRP", "O"), ("ran", "VBD", "O"), (".", ".", "O"),
        ("Pell", "NNP", "PERSON"), ("left", "VBD", "O"), (".", ".", "O"),
    ]  # fmt: skip
    at, rows = 0, []
    for form, pos, ner in tokens:
        at = text.index(form, at)
        rows.append([at, at + len(form), pos, form.lower(), ner])
        at += len(form)
    he = text.index(" he ") + 1
    parse = {
        "id": "x",
        "sentences": [[0, 47], [48, 58]],
        "tokens": [rows[:11], rows[11:]],
        "dependencies": [
            [[0, 4, "root"], [3, 1, "compound"], [3, 2, "compound"], [4, 3, "nsubj"],
             [4, 6, "dobj"], [6, 5, "det"], [8, 7, "nsubj"],
             [6, 8, "acl:relcl"], [8, 10, "ccomp"], [10, 9, "nsubj"]],
            [[0, 2, "root"], [2, 1, "nsubj"]],
        ],
        "coreference": [[[0, 14, True], [he, he + 2, False]]],
    }  # fmt: skip
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "x.txt").write_text(text, encoding="utf-8")
    with gzip.open(tmp_path / "corenlp.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(parse) + "\n")
    (found,) = read_silver(tmp_path)
    assert marked(found, found.names) == [("Oskar Pell", "person"), ("Pell", "person")]
    assert marked(found, found.descriptions) == [("a spokesman", "person")]
    assert sorted(clusters(found)) == [["Pell", "he", "Pell"], ["spokesman", "who"]]


def test_gap(tmp_path):
    text = "Ada Quill met Oskar Pell, and she left."
    columns = "ID Text Pronoun Pronoun-offset A A-offset A-coref B B-offset B-coref URL".split()
    row = ["1", text, "she", "30", "Ada Quill", "0", "TRUE", "Oskar Pell", "14", "FALSE", "-"]
    (tmp_path / "a.tsv").write_text("\t".join(columns) + "\n" + "\t".join(row) + "\n", encoding="utf-8")
    (found,) = read_gap(tmp_path)
    assert found.choice.pronoun.of(text) == "she"
    assert [name.of(text) for name in found.choice.names] == ["Ada Quill", "Oskar Pell"]
    assert found.choice.right == (True, False)


@pytest.mark.parametrize(
    ("phrase", "kind", "name"),
    [
        ("President Ada Quill", "person", "Ada Quill"),
        ("the Brenholm Prime Minister Ada Quill", "person", "Brenholm Prime Minister Ada Quill"),
        ("Brazilian Foreign Minister Ada Quill", "person", "Ada Quill"),
        ("the mayor of Port Ansel", "person", None),
        ("the Bank of Brenholm", "organisation", "Bank of Brenholm"),
        ("He", "person", None),
        ("Pell and Quill", "person", None),
        ("the harbour", "place", None),
    ],
)
def test_a_phrase_is_cut_down_to_its_name(phrase, kind, name):
    core = name_in(phrase, Span(0, len(phrase)), kind)
    assert (core and core.of(phrase)) == name


def test_meantime_and_ecb_plus(tmp_path):
    words = ["President", "Quill", "spoke", ".", "Then", "she", "left"]
    tokens = "".join(
        f'<token t_id="{n}" sentence="{0 if n < 5 else 2}">{word}</token>' for n, word in enumerate(words, 1)
    )
    anchors = '<token_anchor t_id="1"/><token_anchor t_id="2"/>'
    relation = '<{0}><source m_id="1"/><source m_id="2"/><target m_id="9"/></{0}>'
    meantime = (
        f"<Document>{tokens}<Markables>"
        f'<ENTITY_MENTION m_id="1" syntactic_type="NAM">{anchors}</ENTITY_MENTION>'
        '<ENTITY m_id="9" ent_type="PER"/></Markables>'
        f"<Relations>{relation.format('REFERS_TO')}</Relations></Document>"
    )
    (tmp_path / "corpus_a").mkdir()
    (tmp_path / "corpus_a" / "a.xml").write_text(meantime, encoding="utf-8")
    (text,) = read_meantime(tmp_path)
    assert marked(text, text.names) == [("Quill", "person")]
    ecb = (
        f'<Document>{tokens}<Markables><HUMAN_PART_PER m_id="1">{anchors}</HUMAN_PART_PER>'
        '<HUMAN_PART_PER m_id="2"><token_anchor t_id="6"/></HUMAN_PART_PER></Markables>'
        f"<Relations>{relation.format('CROSS_DOC_COREF')}</Relations></Document>"
    )
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "a.xml.gz").write_bytes(gzip.compress(ecb.encode()))
    (gold,) = read_participants(tmp_path)
    assert [[span.of(gold.text) for span in cluster] for cluster in gold.clusters] == [
        ["President Quill", "she"]
    ]
    counts = ParticipantCounts()
    counts.add(gold, ())
    assert counts.to_json()["pronouns"] == {
        "wanted": 1, "judged": 0, "precision": 0.0, "recall": 0.0,
    }  # fmt: skip


def test_re3d_leaves_the_bbc_out(tmp_path):
    for source in ("bbc", "office"):
        folder = tmp_path / source
        folder.mkdir()
        text = "Minister Ada Quill spoke."
        (folder / "documents.jsonl").write_text(json.dumps({"_id": "d", "text": text}) + "\n")
        entities = [
            {"documentId": "d", "begin": 0, "end": 18, "type": "Person"},
            {"documentId": "d", "begin": 9, "end": 18, "type": "Person"},
        ]
        (folder / "entities.jsonl").write_text("\n".join(map(json.dumps, entities)))
    (found,) = read_re3d(tmp_path)
    assert marked(found, found.names) == [("Ada Quill", "person")]
