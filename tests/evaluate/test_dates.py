"""Scoring dates against annotated texts: two tiny files whose figures are worked out by hand."""

from datetime import date

import pytest

from sayso.evaluate.dates import main, normal_value, read_cat, read_gold_texts, read_timeml, score_dates

TIMEML = """<?xml version="1.0" ?>
<TimeML>
<DCT><TIMEX3 tid="t0" type="DATE" value="2021-05-12">20210512</TIMEX3></DCT>
<TITLE>The gate</TITLE>
<TEXT>
The gate at Port Ansel <EVENT eid="e1" class="OCCURRENCE">broke</EVENT> on
<TIMEX3 tid="t1" type="DATE" value="2021-05-09">Sunday</TIMEX3>, six months after it opened
<TIMEX3 tid="t2" type="DATE" value="2020-XX-XX">last year</TIMEX3>.

It is <TIMEX3 tid="t3" type="DATE" value="PRESENT_REF">now</TIMEX3> shut, and was shut at
<TIMEX3 tid="t4" type="TIME" value="2021-05-09T15:00">3 p.m. on Sunday</TIMEX3>, at
<TIMEX3 tid="t5" type="DATE" value="XXXX-XX-XX">a later time</TIMEX3> than in
<TIMEX3 tid="t6" type="DATE" value="2019-05">April</TIMEX3>. It opened in May 2020.
</TEXT>
</TimeML>
"""

CAT = """<?xml version="1.0" ?>
<Document doc_name="gate">
<token number="0" sentence="0" t_id="1">Gate</token>
<token number="1" sentence="0" t_id="2">shut</token>
<token number="2" sentence="1" t_id="3">May</token>
<token number="3" sentence="1" t_id="4">12</token>
<token number="4" sentence="1" t_id="5">,</token>
<token number="5" sentence="1" t_id="6">2021</token>
<token number="6" sentence="2" t_id="7">It</token>
<token number="7" sentence="2" t_id="8">shut</token>
<token number="8" sentence="2" t_id="9">yesterday</token>
<token number="9" sentence="2" t_id="10">(</token>
<token number="10" sentence="2" t_id="11">Tuesday</token>
<token number="11" sentence="2" t_id="12">)</token>
<token number="12" sentence="2" t_id="13">.</token>
<token number="13" sentence="7" t_id="14">It</token>
<token number="14" sentence="7" t_id="15">opened</token>
<token number="15" sentence="7" t_id="16">today</token>
<Markables>
<TIMEX3 m_id="1" type="DATE" value="{published}" functionInDocument="CREATION_TIME">
<token_anchor t_id="3"/><token_anchor t_id="4"/><token_anchor t_id="5"/><token_anchor t_id="6"/></TIMEX3>
<TIMEX3 m_id="2" type="DATE" value="2021-05-11" functionInDocument="NONE"><token_anchor t_id="9"/></TIMEX3>
<TIMEX3 m_id="3" type="DATE" value="2021-05-11" functionInDocument="NONE"><token_anchor t_id="11"/></TIMEX3>
<TIMEX3 m_id="4" type="DATE" value="2021-05-12" functionInDocument="NONE"></TIMEX3>
</Markables>
</Document>
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.tml").write_text(TIMEML, encoding="utf-8")
    (tmp_path / "b.xml").write_text(CAT.format(published="2021-05-12"), encoding="utf-8")
    (tmp_path / "list.tsv").write_text("neither\tof them\n", encoding="utf-8")
    return tmp_path


def words(gold):
    return [(time.span.of(gold.text), time.type, time.value) for time in gold.times]


def test_timeml_is_read_with_the_text_as_it_stands(folder):
    gold = read_timeml(folder / "a.tml")
    assert gold.published == date(2021, 5, 12)
    assert "broke on Sunday, six months" in gold.text  # a broken line is joined
    assert "last year.\n\nIt is now" in gold.text
    assert words(gold)[:2] == [("Sunday", "DATE", "2021-05-09"), ("last year", "DATE", "2020-XX-XX")]
    assert [time.kind for time in gold.dates] == ["calendar", "calendar", "vague", "other", "calendar"]


def test_cat_is_put_together_from_its_tokens(folder):
    gold = read_cat(folder / "b.xml")
    assert gold.text == "Gate shut\nMay 12, 2021\nIt shut yesterday (Tuesday)."
    assert gold.published == date(2021, 5, 12)
    assert [time.span.of(gold.text) for time in gold.dates] == ["yesterday", "Tuesday"]


def test_a_cat_file_whose_date_is_badly_written_has_that_of_its_words(tmp_path):
    (tmp_path / "b.xml").write_text(CAT.format(published="12-05-2021"), encoding="utf-8")
    assert read_cat(tmp_path / "b.xml").published == date(2021, 5, 12)


def test_scores_are_those_worked_out_by_hand(folder):
    scores, wrong = score_dates(read_gold_texts(folder))
    # Calendar: Sunday, last year, yesterday and Tuesday are right, April is not. Vague: now. Other: none.
    assert dict(scores.dates) == {"calendar": 5, "vague": 1, "other": 1}
    assert dict(scores.right) == {"calendar": 4, "vague": 1}
    assert scores.accuracy("calendar") == 80
    assert scores.accuracy("calendar", "vague", "other") == pytest.approx(500 / 7)
    # Found: these five and May 2020; not "now", nor what lies in a time of day or in the text's own date.
    assert (scores.found, scores.found_right) == (6, 4)
    assert scores.end_to_end == (pytest.approx(400 / 6), 80)
    assert [(one.words, one.expected, one.read) for one in wrong] == [
        ("a later time", "XXXX-XX-XX", None),
        ("April", "2019-05", "2021-04"),
    ]


def test_nothing_to_score():
    scores, wrong = score_dates([])
    assert (scores.accuracy("calendar"), scores.end_to_end, wrong) == (0, (0, 0), [])


@pytest.mark.parametrize(
    ("value", "normal"),
    [
        ("2021-05-12T09:00", "2021-05-12"),
        ("2021-05-12TNI", "2021-05-12"),
        ("2021-05-XX", "2021-05"),
        ("2021-WXX", "2021"),
        ("2000-W7", "2000-W07"),
        ("199X", "199"),
        ("2010-W04-WE", "2010-W04-WE"),
        ("PAST_REF", "PAST_REF"),
        ("P1W", "P1W"),
    ],
)
def test_values_are_compared_without_what_annotators_vary(value, normal):
    assert normal_value(value) == normal


def test_the_command_prints_a_line_for_each_folder_and_one_for_all(folder, capsys):
    main([str(folder), "--wrong"])
    head, first, every, *wrong = capsys.readouterr().out.splitlines()
    assert "calendar" in head
    assert first.split()[1:] == every.split()[1:] == ["7", "80.0", "83.3", "71.4", "66.7", "80.0", "72.7"]
    assert len(wrong) == 2
    assert "[[April]]" in wrong[1]


def test_the_command_takes_every_other_file(folder, capsys):
    main([str(folder), "--part", "odd"])
    assert capsys.readouterr().out.splitlines()[-1].split()[1] == "2"
