"""Circumstances: to whom, on what occasion, on what condition of anonymity, as slices of the text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.records import Attribution, Document, Mention, Reading, Span
from sayso.resolve.circumstances.clauses import NONE_STATED, WITHIN_CONTENT, find_circumstances

MARKS = {"[": "source", "{": "cue", "<": "content"}
CLOSE = {"]": "source", "}": "cue", ">": "content"}
KEYS = ("addressee", "occasion", "anonymity")


def document_of(text):
    return Document(name="test", text=text, raw=text.encode(), media_type="text/plain", encoding="utf-8")


def marked(line):
    """The text and its one attribution: [source], {cue}, <content>."""
    text, spans, opened = "", {"source": [], "cue": [], "content": []}, {}
    for piece in re.split(r"([\[\]{}<>])", line):
        if piece in MARKS:
            opened[MARKS[piece]] = len(text)
        elif piece in CLOSE:
            spans[CLOSE[piece]].append(Span(opened[CLOSE[piece]], len(text)))
        else:
            text += piece
    return text, {role: tuple(found) for role, found in spans.items()}


def attribution_of(document, reasons=(), **spans):
    return Attribution(
        document_id=document.id,
        quotation="indirect",
        confidence=0.5,
        extractor="test 1",
        reasons=reasons,
        **spans,
    )


def found_in(line, mentions=()):
    text, spans = marked(line)
    document = document_of(text)
    reading = Reading(document, (attribution_of(document, **spans),), mentions)
    (made,) = find_circumstances(reading).attributions
    for key in KEYS:
        assert (getattr(made, key) is None) == (key in dict(made.reasons))
    return {key: getattr(made, key).of(text) for key in KEYS if getattr(made, key)}


@pytest.mark.parametrize(
    ("line", "addressee"),
    [
        ("[Ada Quill] {told} Harbour News <the pier was safe>.", "Harbour News"),
        ("[Ada Quill] {told} Harbour News on Monday <that the pier was safe>.", "Harbour News"),
        ("<“It is safe,”> [she] {told} the Port Ansel Post last week.", "the Port Ansel Post"),
        ("<“It is safe,”> [she] {told} me.", "me"),
        ("<“It is safe,”> [she] {told} Radio Ansel's Oskar Pell in May.", "Radio Ansel's Oskar Pell"),
        ("[She] {tells} Radio Ansel's “Good Morning” <it is safe>.", "Radio Ansel's “Good Morning”"),
        (
            "[She] {told} members of the Harbour Board at a meeting <that it was safe>.",
            "members of the Harbour Board",
        ),
        ("[She] {told} reporters and editors <it was safe>.", "reporters and editors"),
        ("[She] {told} reporters <Ada Quill was safe>.", "reporters"),
        ("[She] {told} reporters travelling with her <that it was safe>.", "reporters"),
        ("<“It is safe,”> [she] {said} to reporters on Monday.", "reporters"),
        ("<“It is safe,”> {said} [Ada Quill] to a crowd of dockers.", "a crowd of dockers"),
        ("[The pier] {is said} to be <the oldest>.", None),
        ("[She] {said} <it was safe>, according to the board.", None),
        ("[She] {asked} Mr. Pell whether <the pier was safe>.", "Mr. Pell"),
        ("[She] {asked} <whether the pier was safe>.", None),
        ("[She] {asked} the board for <new piles>.", "the board"),
        ("[She] {warned} the council <that it would fall>.", "the council"),
        ("[She] {called on} the council to <act>.", "the council"),
        ("[She] {called} the council <a disgrace>.", None),
        ("[She] {promised} a review of <the accounts>.", None),
        ("[She] {told} a different story <of neglect>.", None),
        ("[She] {wrote} to her constituents <that it was safe>.", "her constituents"),
        ("In a letter to Oskar Pell, [she] {wrote} <that it was safe>.", "Oskar Pell"),
        ("[The letter to Oskar Pell] {says} <it was safe>.", "Oskar Pell"),
        ("Speaking to reporters in Port Ansel, [she] {said} <it was safe>.", "reporters"),
        ("[Quill], speaking to the Harbour Board, {said} <it was safe>.", "the Harbour Board"),
        ("Asked by Oskar Pell about the pier, [she] {said} <it was safe>.", "Oskar Pell"),
        ("Addressing the problem, [she] {said} <it was safe>.", None),
        ("In an interview with Radio Ansel, [she] {said} <it was safe>.", "Radio Ansel"),
        ("At a forum with dockers, [one guest] {said} <it was safe>.", None),
        ("[She] {testified} before the Harbour Board <that it was safe>.", "the Harbour Board"),
        ("Residents {were told} <to leave>.", "Residents"),
        (
            "On Monday, the residents of Port Ansel {were told} by [police] <to leave>.",
            "the residents of Port Ansel",
        ),
        ("[Pell] {is promising} <a new pier>.", None),
        ("[She] {spoke to} this week's visitors <about the pier>.", "this week's visitors"),
        ("[She] {spoke} to me this week <of the pier>.", "me"),
        ("[They] {told} a docker passing by <it was safe>.", "a docker"),
        ("A week after Pell spoke to dockers, [Quill] {said} <it was safe>.", None),
        ("Asked by Pell if [she] {believed} <it was safe>, Quill laughed.", None),
        ("[They] {told} the AP meeting in Port Ansel <it was safe>.", "the AP meeting"),
        ("Pell wanted the board’s {order} to <leave>.", None),
        ("<Some> {were told} what to do.", None),
    ],
)
def test_addressees(line, addressee):
    assert found_in(line).get("addressee") == addressee


@pytest.mark.parametrize(
    ("line", "occasion"),
    [
        (
            "<“It is safe,”> [Quill] {said} in an interview with Global Harbour TV.",
            "in an interview with Global Harbour TV",
        ),
        (
            "In an interview with Radio Ansel on Monday, [she] {said} <it was safe>.",
            "In an interview with Radio Ansel",
        ),
        ("In her Monday interview, [she] {said} <it was safe>.", "In her Monday interview"),
        (
            "In a May 2012 letter to Oskar Pell, [she] {wrote} <it was safe>.",
            "In a May 2012 letter to Oskar Pell",
        ),
        ("[She] {said in a statement} <that it was safe>.", "in a statement"),
        ("In a statement issued by the board, [she] {said} <it was safe>.", "In a statement"),
        ("[She] {said} in a tweet <it was safe>.", "in a tweet"),
        ("[She] {wrote} on Twitter: <“Safe.”>", "on Twitter"),
        ("[She] {said} <it was safe>, in a speech at Ansel University.", "in a speech at Ansel University"),
        ("[She] {told} reporters at a news conference on Monday <it was safe>.", "at a news conference"),
        (
            "[She] {said} at a rally in Port Ansel, Norland, <it was safe>.",
            "at a rally in Port Ansel, Norland",
        ),
        (
            "[She] {said} at a rally in Port Ansel, Norland Friday <it was safe>.",
            "at a rally in Port Ansel, Norland",
        ),
        ("During the debate, [she] {claimed} <it was safe>.", "During the debate"),
        ("But in a letter, [she] {claimed} <it was safe>.", "in a letter"),
        ("[Quill], in a memo to staff, {said} <it was safe>.", "in a memo to staff"),
        ("[Quill], speaking at a dinner in Port Ansel, {said} <it was safe>.", "at a dinner in Port Ansel"),
        ("[She] {said} on CNN's “Morning Tide” <it was safe>.", "on CNN's “Morning Tide”"),
        ("<“It is safe,”> [she] {said} on NBC's Face the Sea.", "on NBC's Face the Sea"),
        ("On “Morning Tide,” [she] {said} <it was safe>.", "On “Morning Tide,”"),
        ("[She] {said} by e-mail <that it was safe>.", "by e-mail"),
        ("[She] {said via email} <that it was safe>.", "via email"),
        ("[She] {testified} before the Harbour Board <that it was safe>.", "before the Harbour Board"),
        ("[She] {said} under oath <that it was safe>.", "under oath"),
        ("[She] {wrote} in the Ansel Post <that it was safe>.", "in the Ansel Post"),
        (
            "[She] {said} at the Ansel Caucus Foundation gala dinner <it was safe>.",
            "at the Ansel Caucus Foundation gala dinner",
        ),
        (
            "In a widely read column in the days before the vote, [she] {said} <no>.",
            "In a widely read column",
        ),
        ("[She] {blasted} <Pell> Wednesday on “The Tide Show.”", "on “The Tide Show.”"),
        (
            "A few days ago in an interview with Radio Ansel [she] {blasted} <Pell>.",
            "in an interview with Radio Ansel",
        ),
        (
            "[She] {likened} <it to a raft>, which sinks, in an interview with the Post.",
            "in an interview with the Post",
        ),
        ("[Quill] chimed in on Twitter, {saying} <it was safe>.", "on Twitter"),
        ("[She] {said} on Pell's “Tide” podcast <it was safe>.", "on Pell's “Tide” podcast"),
        ("[She] {said} in the debate over piers <that both were right>.", None),
        ("[She] {said} in a bid to win votes <it was safe>.", None),
        ("[She] {said} on condition of anonymity <it was safe>.", None),
        ("[She] {said} on Monday <it was safe>.", None),
        ("[She] {said} on the pier <it was safe>.", None),
        ("[She] {said} <it was safe> because he appeared at a rally.", None),
        ("[She] {said} <it was safe>, which Pell denied in a statement.", None),
        ("Pell resigned. [She] {said} <it was safe>.", None),
    ],
)
def test_occasions(line, occasion):
    assert found_in(line).get("occasion") == occasion


@pytest.mark.parametrize(
    ("line", "anonymity"),
    [
        (
            "[A senior official], who spoke on condition of anonymity because talks go on, {said} <no>.",
            "on condition of anonymity because talks go on",
        ),
        (
            "<“No,”> {said} [an official who asked not to be named, citing the rules of the board].",
            "asked not to be named, citing the rules of the board",
        ),
        (
            "[One docker, who declined to be identified for fear of losing her job,] {said} <no>.",
            "declined to be identified for fear of losing her job",
        ),
        (
            "<“No,”> {said} [an aide], who requested anonymity to speak freely.",
            "requested anonymity to speak freely",
        ),
        (
            "Speaking on the condition of anonymity, [two officials] {said} <the pier had sunk>.",
            "on the condition of anonymity",
        ),
        (
            "[A clerk who was not authorised to speak publicly] {said} <no>.",
            "was not authorised to speak publicly",
        ),
        (
            "[An official] {said} <the pier had sunk>. The official spoke on condition of anonymity.",
            "on condition of anonymity",
        ),
        (
            "[An official] {said} <the pier had sunk>. Ada Quill spoke on condition of anonymity.",
            None,
        ),
        ("[Ada Quill] {said} <the pier had sunk>. The official spoke on condition of anonymity.", None),
        ("[Pell] {said} <an aide had asked not to be named>.", None),
        ("[Pell] {said} <he would speak>.", None),
    ],
)
def test_anonymity(line, anonymity):
    assert found_in(line).get("anonymity") == anonymity


def test_a_name_that_the_model_read_is_taken_whole():
    line = "[She] {told} Once Upon and After <that it was safe>."
    text, _ = marked(line)
    name = Span(text.index("Once"), text.index(" that"))
    mention = Mention(span=name, form="name", type="organisation")
    assert found_in(line, (mention,))["addressee"] == "Once Upon and After"
    assert "addressee" not in found_in(line)


def test_a_leading_occasion_is_of_all_that_its_speaker_says_in_the_sentence():
    text = "In a statement, Quill said the pier was safe and called Pell a liar."
    document = document_of(text)

    def at(words):
        return (Span(text.index(words), text.index(words) + len(words)),)

    pair = [("said", "the pier was safe"), ("called", "Pell a liar")]
    made = find_circumstances(
        Reading(
            document,
            tuple(attribution_of(document, source=at("Quill"), cue=at(c), content=at(x)) for c, x in pair),
        )
    )
    assert [one.occasion.of(text) for one in made.attributions] == ["In a statement"] * 2


def test_an_inner_statement_does_not_take_the_outer_ones_occasion():
    text = "In a statement, Quill said Pell had told dockers the pier was safe."
    document = document_of(text)

    def at(words):
        return (Span(text.index(words), text.index(words) + len(words)),)

    outer = attribution_of(
        document, source=at("Quill"), cue=at("said"), content=at("Pell had told dockers the pier was safe")
    )
    inner = attribution_of(
        document, source=at("Pell"), cue=at("told"), content=at("the pier was safe"), within=outer.id
    )
    _, made = find_circumstances(Reading(document, (outer, inner))).attributions
    assert made.occasion is None
    assert made.addressee.of(text) == "dockers"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("[She] {urged} <dockers to leave>.", WITHIN_CONTENT),
        ("[She] {called on} <the Harbour Board not to act>.", WITHIN_CONTENT),
        ("[She] {told} <dockers that it was safe>.", WITHIN_CONTENT),
        ("[She] {urged} <a review>.", NONE_STATED),
        ("[She] {said} <dockers had to leave>.", NONE_STATED),
        ("<Dockers to leave>, [she] {urged}.", NONE_STATED),
    ],
)
def test_a_hearer_within_the_content_is_no_span_but_a_reason(line, reason):
    text, spans = marked(line)
    document = document_of(text)
    (made,) = find_circumstances(Reading(document, (attribution_of(document, **spans),))).attributions
    assert made.addressee is None
    assert dict(made.reasons)["addressee"] == reason


def test_other_reasons_are_kept():
    document = document_of("It was said so.")
    one = attribution_of(
        document, source=(), cue=(Span(7, 11),), content=(Span(12, 14),), reasons=(("date", "none stated"),)
    )
    (made,) = find_circumstances(Reading(document, (one,))).attributions
    assert dict(made.reasons) == dict.fromkeys(("date", *KEYS), NONE_STATED)


WORDS = st.sampled_from(
    [
        *"Quill told said in an interview with Port Ansel at on the a rally to of and who asked by".split(),
        *"“ ” ‘ ’ , . ; — condition anonymity because not be named Monday speaking letter before was".split(),
        *["Mr.", "were", "'s", "2012", "é", "😀", "ש", "\n"],
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=40).map(" ".join))


@st.composite
def readings(draw):
    """Any text with any attributions in it."""
    text = draw(TEXTS.filter(lambda made: len(made) > 1))
    document = document_of(text)

    def spans(least):
        ends = draw(
            st.lists(st.integers(0, len(text)), min_size=2 * least, max_size=4, unique=True).map(sorted)
        )
        pairs = zip(ends[::2], ends[1::2], strict=False)
        return tuple(Span(start, end) for start, end in pairs)

    made = [
        attribution_of(document, source=spans(0), cue=spans(1), content=spans(1))
        for _ in range(draw(st.integers(0, 3)))
    ]
    names = tuple(Mention(span=span, form="name") for span in spans(0))
    return Reading(document, tuple(made), names)


@given(readings())
def test_whatever_the_text_spans_lie_outside_the_content(reading):
    made = find_circumstances(reading)
    assert [one.id for one in made.attributions] == [one.id for one in reading.attributions]
    for one in made.attributions:
        for key in KEYS:
            span = getattr(one, key)
            assert (span is None) == (key in dict(one.reasons))
            if span:
                assert span.end <= len(reading.document.text)
                assert span.of(reading.document.text) == span.of(reading.document.text).strip()
                assert not any(span.overlaps(content) for content in one.content)
