"""Dates of statements: those that the text gives the saying. Published on Wednesday, 12 May 2021."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.records import Attribution, Document, Metadata, Reading, Span
from sayso.resolve.dates.statements import NONE_STATED, date_statements

ROLES = {"S": "source", "C": "cue", "K": "content"}
MARK = re.compile(r"\[([SCK])(\d?) |\]")


def marked(text):
    """The text without its marks, and the spans of each role of each attribution: `[S1 Quill] [C1 said]`."""
    bare, spans, opened, end = "", {}, [], 0
    for mark in MARK.finditer(text):
        bare += text[end : mark.start()]
        end = mark.end()
        if mark[1]:
            opened.append((mark[2], ROLES[mark[1]], len(bare)))
        else:
            number, role, start = opened.pop()
            spans.setdefault(number, {}).setdefault(role, []).append(Span(start, len(bare)))
    return bare + text[end:], spans


def dated(text, published="2021-05-12", **known):
    """The attributions of the marked text, in order of their numbers, dated."""
    bare, spans = marked(text)
    document = Document(
        name="test", text=bare, raw=bare.encode(), media_type="text/plain", encoding="utf-8",
        metadata=Metadata(published=published),
    )  # fmt: skip
    attributions = tuple(
        Attribution(
            document_id=document.id,
            source=tuple(spans[number].get("source", ())),
            cue=tuple(spans[number]["cue"]),
            content=tuple(spans[number]["content"]),
            quotation="indirect",
            confidence=0.5,
            extractor="test 1",
            **known,
        )
        for number in sorted(spans)
    )
    return date_statements(Reading(document, attributions)).attributions, bare


def date_of(text, **known):
    """The value, granularity and words of the one attribution's date, or the reason for its absence."""
    (one,), bare = dated(text, **known)
    if one.date is None:
        return dict(one.reasons)["date"]
    assert one.date.because
    assert "date" not in dict(one.reasons)
    return one.date.value, one.date.granularity, one.date.span.of(bare)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        # behind the cue
        ("[S Ada Quill] [C said] Monday [K the gate held].", ("2021-05-10", "day", "Monday")),
        ("[K The gate held], [S Ada Quill] [C said] on Monday.", ("2021-05-10", "day", "on Monday")),
        ("[K “It held,”] [C said] [S Ada Quill] on Monday.", ("2021-05-10", "day", "on Monday")),
        (
            "[S Ada Quill] [C told] a rally in Port Ansel late on Friday [K that it held].",
            ("2021-05-07", "day", "late on Friday"),
        ),
        (
            "[S Ada Quill] [C said] in an interview last week [K that it held].",
            ("2021-W18", "week", "last week"),
        ),
        ("[S Ada Quill] [C told] the Harbour Board in 2019 [K that it held].", ("2019", "year", "in 2019")),
        ("[S Ada Quill] [C wrote] in April [K that it held].", ("2021-04", "month", "in April")),
        ("[S Ada Quill] [C said] Jan. 3rd [K that it held].", ("2021-01-03", "day", "Jan. 3rd")),
        # in the cue
        ("[S Ada Quill] [C said Monday] [K the gate held].", ("2021-05-10", "day", "Monday")),
        # between source and cue
        ("[S Ada Quill] on Tuesday [C denied] [K the claim].", ("2021-05-11", "day", "on Tuesday")),
        # in front
        ("On Sunday, [S Ada Quill] [C said] [K the gate held].", ("2021-05-09", "day", "On Sunday")),
        ("Also on Sunday, [S Ada Quill] [C said] [K it held].", ("2021-05-09", "day", "on Sunday")),
        ("In her Monday interview, [S Ada Quill] [C said] [K it held].", ("2021-05-10", "day", "Monday")),
        ("At Monday’s hearing, [S Ada Quill] [C said] [K it held].", ("2021-05-10", "day", "Monday")),
        ("Last year, [S Ada Quill] [C said] [K the gate held].", ("2020", "year", "Last year")),
        ("Over the weekend, [S Ada Quill] [C said] [K it held].", ("2021-W18", "week", "Over the weekend")),
        (
            "On Friday, hours after the storm, [S she] [C said] [K it held].",
            ("2021-05-07", "day", "On Friday"),
        ),
        ("Speaking Sunday on “Harbour Hour,” [S she] [C said] [K it held].", ("2021-05-09", "day", "Sunday")),
        # behind the content
        ("[S Oskar Pell] [C denied] [K the claim] on Monday.", ("2021-05-10", "day", "on Monday")),
        # in a source that is something said
        ("[S A report released Friday] [C found] [K no fault].", ("2021-05-07", "day", "Friday")),
        ("[S A 2014 study by Oskar Pell] [C found] [K no fault].", ("2014", "year", "2014")),
        # the year of a month is the one before publication
        ("In July, [S Ada Quill] [C said] [K the gate held].", ("2020-07", "month", "In July")),
        # what is to be said
        ("[S Ada Quill] will [C announce] on Friday [K that it held].", ("2021-05-14", "day", "on Friday")),
    ],
)
def test_a_statement_has_the_date_of_its_clause(text, date):
    assert date_of(text) == date


@pytest.mark.parametrize(
    "text",
    [
        "[S Ada Quill] [C said] [K the gate held].",
        "[S Ada Quill] [C said] [K the gate held on Monday].",
        "[K The gate held on Monday], [S Ada Quill] [C said].",
        "On Sunday the gate broke. [S Ada Quill] [C said] [K it held].",  # another sentence's
        "On Sunday it broke.\n[S Ada Quill] [C said] [K it held].",
        "The gate broke on Sunday, but [S Ada Quill] [C said] [K it held].",
        "[S Ada Quill, who was hired on Monday,] [C said] [K it held].",
        "[S Ada Quill], who was hired on Monday, [C said] [K it held].",
        "[S The keeper arrested Monday] [C said] [K it held].",
        "[S Ada Quill] [C said] of Monday’s storm [K that it was weak].",
        "[S Ada Quill] has [C said] since Monday [K that it held].",
        "[S Ada Quill] [C told] USA Today [K that it held].",
        "[C According to] [S the board], [K it held] despite the storm in May.",
        "[S Ada Quill] [C said] before Monday’s vote [K that it held].",
        "",
    ],
)
def test_a_date_of_another_thing_dates_no_statement(text):
    if text:
        assert date_of(text) == NONE_STATED
    else:
        assert dated(text)[0] == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Earlier, [S Ada Quill] [C said] [K it held].", "the text says only ‘Earlier’"),
        ("[S Ada Quill] has previously [C said] [K it held].", "the text says only ‘previously’"),
        ("[S Ada Quill] [C said] recently [K that it held].", "the text says only ‘recently’"),
        (
            "[S Ada Quill] [C said] last spring [K that it held].",
            "‘last spring’ is a season, no day, week, month or year",
        ),
        (
            "“On Sunday [S you] [C said] [K it held],” she told him.",
            "‘On Sunday’ is itself quoted, and counts from the day of the quote",
        ),
        (
            "[S She] [C said] on 3/4/2020 [K it held].",
            "‘on 3/4/2020’ is not worked out: one day in Britain and another in America",
        ),
        (
            "[S She] [C said] on May 3, 2031 [K it held].",
            "‘on May 3, 2031’ would be after the day of publication",
        ),
    ],
)  # fmt: skip
def test_a_date_that_cannot_be_told_has_its_reason(text, reason):
    assert date_of(text) == reason


def test_without_a_day_of_publication():
    text = "On {}, [S Ada Quill] [C said] [K the gate held]."
    reason = "‘On Sunday’ is not worked out: the date of the document is not known"
    assert date_of(text.format("Sunday"), published=None) == reason
    assert date_of(text.format("May 3, 2019"), published=None) == ("2019-05-03", "day", "On May 3, 2019")


def test_a_day_of_publication_with_its_time():
    text = "On Sunday, [S Ada Quill] [C said] [K the gate held]."
    assert date_of(text, published="2021-05-12T23:30:00+02:00")[0] == "2021-05-09"


def test_each_of_two_statements_has_its_own_date():
    text = (
        "[S1 Ada Quill] [C1 said] Monday [K1 it held], "
        "while [S2 Oskar Pell] [C2 said] on Tuesday [K2 it broke]. "
        "[S3 Pell] [C3 said] [K3 it was late]."
    )
    attributions, _ = dated(text)
    values = [one.date.value if one.date else dict(one.reasons)["date"] for one in attributions]
    assert values == ["2021-05-10", "2021-05-11", NONE_STATED]


def test_what_is_added_in_the_same_breath_has_the_same_date():
    text = "[S1 [S2 Ada Quill]] [C1 said] Monday [K1 it held], [C2 adding] [K2 that it was old]."
    first, second = dated(text)[0]
    assert (second.date.value, second.date.span) == (first.date.value, first.date.span)
    assert first.date.because in second.date.because


def test_a_date_in_the_content_around_belongs_to_what_is_nested_in_it():
    text = "[S1 Ada Quill] [C1 said] [K1 [S2 Oskar Pell] [C2 complained] on Monday [K2 that it broke]]."
    first, second = dated(text)[0]
    assert (first.date, second.date.value) == (None, "2021-05-10")
    assert dict(first.reasons)["date"] == NONE_STATED


def test_the_modality_that_was_read_tells_where_it_lies():
    text = "[S Ada Quill] [C is to announce] on Friday [K that it held]."
    assert date_of(text, modality="future")[0] == "2021-05-14"
    assert date_of(text, modality="actual")[0] == "2021-05-07"


def test_other_reasons_stay():
    (one,), _ = dated("[S Ada Quill] [C said] [K it held].", reasons=(("speaker", "because"),))
    assert one.reasons == (("date", NONE_STATED), ("speaker", "because"))


PIECES = [
    "on Sunday",
    "“",
    "”",
    ",",
    ".",
    "\n",
    "Ada Quill",
    "said",
    "May 3",
    "last year",
    "\U0001f600",
    "من",
    "who",
]


@given(st.lists(st.sampled_from(PIECES), min_size=3, max_size=20), st.data())
def test_any_reading_is_dated_or_says_why_not(pieces, data):
    text = " ".join(pieces)
    document = Document(
        name="test", text=text, raw=text.encode(), media_type="text/plain", encoding="utf-8",
        metadata=Metadata(published=data.draw(st.sampled_from([None, "2021-05-12", "soon"]))),
    )  # fmt: skip
    places = st.integers(0, len(text) - 1)
    spans = [Span(place, min(place + data.draw(places) % 9 + 1, len(text))) for place in data.draw(
        st.lists(places, min_size=3, max_size=3)
    )]  # fmt: skip
    attribution = Attribution(
        document_id=document.id, source=spans[:1], cue=spans[1:2], content=spans[2:],
        quotation="mixed", confidence=0.1, extractor="test 1",
    )  # fmt: skip
    (one,) = date_statements(Reading(document, (attribution,))).attributions
    assert one.id == attribution.id
    assert (one.date is None) == ("date" in dict(one.reasons))
    if one.date:
        assert not any(one.date.span.overlaps(content) for content in one.content)
