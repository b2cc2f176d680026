"""Speakers: whom each source stands for, by name, of what kind, and why; nobody where that cannot be told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.records import SPEAKER_KINDS, Attribution, Document, Mention, Metadata, Reading, Span
from sayso.resolve.speakers import NO_SOURCE, NO_WORDS, resolve_speakers

OPEN, CLOSE, CUE, END = "[", "]", "{", "}"


def reading_of(marked, *, mentions=(), outlet=None):
    """A reading of a text where each source is [in brackets] and each content {in braces}.

    The content that comes next behind a source is its own.
    """
    text, sources, contents, start = "", [], [], 0
    for character in marked:
        if character in "[{":
            start = len(text)
        elif character == "]":
            sources.append(Span(start, len(text)))
        elif character == "}":
            contents.append(Span(start, len(text)))
        else:
            text += character
    document = Document(
        name="test",
        text=text,
        raw=text.encode("utf-8", "surrogatepass"),
        media_type="text/plain",
        encoding="utf-8",
        metadata=Metadata(outlet=outlet),
    )
    attributions = tuple(
        Attribution(
            document_id=document.id,
            source=(source,),
            cue=(source,),
            content=(next((one for one in contents if one.start >= source.end), source),),
            quotation="indirect",
            confidence=0.5,
            extractor="test 1",
        )
        for source in sources
    )
    return Reading(document, attributions, tuple(mentions))


def speakers(marked, **options):
    """The speakers of the marked sources."""
    return [one.speaker for one in resolve_speakers(reading_of(marked, **options)).attributions]


def names(marked, **options):
    return [speaker and speaker.name for speaker in speakers(marked, **options)]


@pytest.mark.parametrize(
    ("source", "name", "kind", "role"),
    [
        ("Ada Quill", "Ada Quill", "person", None),
        ("Mr. Quill", "Quill", "person", None),
        ("Harbour Chief Mark Pell", "Mark Pell", "person", "Harbour Chief"),
        ("Prime Minister Mark Pell", "Mark Pell", "person", "Prime Minister"),
        ("Secretary of State Mark Pell", "Mark Pell", "person", "Secretary of State"),
        ("Mark Pell, the harbour’s engineer,", "Mark Pell", "person", "the harbour’s engineer"),
        ("Mark Pell, 55, a retired pilot,", "Mark Pell", "person", "a retired pilot"),
        ("Mark Pell (R-Tex.)", "Mark Pell", "person", None),
        ("Mark Pell, who lives in Port Ansel,", "Mark Pell", "person", None),
        ("a spokeswoman, Anna Pell White,", "Anna Pell White", "person", "spokeswoman"),
        ("the minister of fisheries, Anna Pell,", "Anna Pell", "person", "the minister of fisheries"),
        ("The Port Ansel Harbour Board", "Port Ansel Harbour Board", "government", None),
        ("The Quill Corporation", "Quill Corporation", "organisation", None),
        ("Iran’s Foreign Ministry", "Iran’s Foreign Ministry", "government", None),
        ("The Kremlin", "Kremlin", "government", None),
        ("France", "France", "government", None),
        ("Reuters", "Reuters", "outlet", None),
        ("Democrats", "Democrats", "group", None),
        ("Anna Pell and Mark Quill", "Anna Pell and Mark Quill", "person", None),
        ("a senior official", "a senior official", "anonymous", None),
        ("two people briefed on the talks", "two people briefed on the talks", "anonymous", None),
        ("sources familiar with the matter", "sources familiar with the matter", "anonymous", None),
        ("officials", "officials", "anonymous", None),
        ("critics", "critics", "group", None),
        ("some voters", "some voters", "group", None),
        ("Others", "Others", "group", None),
        ("the head of the harbour union", "the head of the harbour union", "person", None),
        ("a new report", "a new report", "document", None),
        ("a local newspaper", "a local newspaper", "outlet", None),
        ("US", "US", "government", None),
        ("Ada\n  Quill", "Ada Quill", "person", None),  # a name is written in one line
    ],
)
def test_a_source_by_itself(source, name, kind, role):
    (made,) = speakers(
        f"Then in the evening, near the water, [{source}] said that nothing more would happen."
    )
    assert (made.name, made.kind, made.role) == (name, kind, role)
    assert made.because


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # names
        ("[Anna Pell] spoke. Later [Pell] said more.", ["Anna Pell", "Anna Pell"]),
        ("Pell won. [Pell] spoke. Anna Pell is old.", ["Anna Pell"]),
        ("Anna Pell came. [Anna] spoke.", ["Anna Pell"]),
        ("Anna Pell met Mark Pell. [Mr. Pell] spoke. [Ms. Pell] agreed.", ["Mark Pell", "Anna Pell"]),
        ("Anna Pell met Donald Pell Jr. there. [Anna Pell] spoke.", ["Anna Pell"]),
        (
            "The Coastal Trade Council (CTC) met. [The CTC] said no.",
            ["Coastal Trade Council"],
        ),
        ("The Port Ansel Harbour Board met. [The Harbour Board] said no.", ["Port Ansel Harbour Board"]),
        (
            "Mark Pell came. Oskar Pell slept. Oskar Pell woke. [Mr. Pell] spoke.",
            ["Mark Pell"],
        ),
        ("Mark Pell came. Oskar Pell slept. Oskar Pell woke. [Pell] spoke.", ["Oskar Pell"]),
        # pronouns
        ("[Anna Pell] spoke. [She] said so.", ["Anna Pell", "Anna Pell"]),
        ("Anna Pell met Mark Quill. [She] said {it went well}.", ["Anna Pell"]),
        ("[Mark Quill] spoke. Anna Pell listened. [He] said more.", ["Mark Quill", "Mark Quill"]),
        (
            "[Quill’s] remarks pleased all. They were echoed by Mark Pell. [He] said yes.",
            ["Quill", "Mark Pell"],
        ),
        ("As [he] said, Mark Quill went home.", ["Mark Quill"]),
        ("The Quill Corporation grew. [It] said so.", ["Quill Corporation"]),
        ("[Democrats] came. [They] said no.", ["Democrats", "Democrats"]),
        ("Anna Pell and Mark Quill met. [They] said yes.", ["Anna Pell and Mark Quill"]),
        ("Anna Pell and Mark Quill met. [Both] said yes.", ["Anna Pell and Mark Quill"]),
        ("We saw Mark Quill, [who] said so.", ["Mark Quill"]),
        ("That evening came Mark Quill (Port Ansel), [who] said that nothing was lost.", ["Mark Quill"]),
        ("Many know Anna Pell, the harbour engineer, [who] said so.", ["Anna Pell"]),
        ("There were voters [who] said so.", ["voters"]),
        ("Mark Quill, who left, met Anna Pell, whom he likes, and [who] said so.", ["Anna Pell"]),
        ("The Port Ansel Center, a museum [that] says so, is open.", ["Port Ansel Center"]),
        ("Anna Pell and Mark Quill met. It was up to the party leaders [who] chose.", ["the party leaders"]),
        ("[The Trade Council] spoke. A photo came out. [They] said no.", ["Trade Council"] * 2),
        # possessives
        ("[Mark Quill’s threats] worried all.", ["Mark Quill"]),
        ("Mark Quill went. [His] claim was false.", ["Mark Quill"]),
        ("Mark Quill went. [His tweet] said so.", ["Mark Quill"]),
        # descriptions
        ("Senator Anna Pell came. [The senator] said no.", ["Anna Pell"]),
        ("Anna Pell, a retired judge, met Mark Quill. [The judge] said no.", ["Anna Pell"]),
        ("[A spokesman for the mill] came. [The spokesman] left.", ["A spokesman for the mill"] * 2),
        ("The State Department met. [The department] said no.", ["State Department"]),
        ("The Quill Corporation grew. [The company] said so.", ["Quill Corporation"]),
        ("The Pell campaign won. [The campaign] said so.", ["The Pell campaign"]),
        ("Anna Pell and Mark Quill met. [Both women] said so.", ["Anna Pell and Mark Quill"]),
        ("Anna Pell and Mark Quill met. [The four candidates] said so.", ["The four candidates"]),
        ("Anna Pell and Mark Quill met. [The candidates] said so.", ["Anna Pell and Mark Quill"]),
        ("Oslo and Rome voted. [The senators] said no.", ["The senators"]),
        ("A company may fail. The Quill Corporation grew. [The company] left.", ["Quill Corporation"]),
        (
            "The Harbour Workers Union met. The Quill Corporation grew. [The union] left.",
            ["Harbour Workers Union"],
        ),
        ("The Quill Corporation grew. [The university] said no.", ["The university"]),
        (
            "Some Democratic candidates fell. Candidate Mark Quill rose. [The Democratic candidate] left.",
            ["Mark Quill"],
        ),
        ("He adds that Quill’s team came. [Quill’s team] left.", ["Quill’s team"]),
        ("Anna Pell and Mark Quill met. Oslo and Rome voted. [Both] said no.", ["Oslo and Rome"]),
        (
            "Anna Pell and Mark Quill met. Oslo and Rome voted. Anna Pell and Mark Quill sat. [Both] sat.",
            ["Anna Pell and Mark Quill"],
        ),
        ("The State Department met. [The city council] left.", ["The city council"]),
        ("The State Department met. [The Quill administration] left.", ["The Quill administration"]),
        ("Many left Vermont. [The city] said no.", ["The city"]),
        ("Many left Vermont and Oslo. [The city] said no.", ["Oslo"]),
        ("They met [former secretary of state Anna Pell].", ["Anna Pell"]),
        (
            "Anna Pell spoke. Then Republican candidate Mark Quill spoke. [The Democratic candidate] left.",
            ["Anna Pell"],
        ),
        ("[Quill’s son] quits. Anna Quill, a daughter, came. Oskar Quill, a son, came.", ["Oskar Quill"]),
        # documents with an issuer
        ("A mayor’s report is out. [The congressional report] says no.", ["The congressional report"]),
        ("[A review by The Coastal Times] says no.", ["Coastal Times"]),
        (
            "A congressional report came. [The report] says no. Many doubt the Pell College report.",
            ["A congressional report"],
        ),
        ("[The school’s Facebook post] says no.", ["The school’s Facebook post"]),
        (
            "[The report] says no. Many doubt the Pell College report and the Quill Board report.",
            ["The report"],
        ),
        ("A book by the old novelist Anna Pell is out. [The book] says no.", ["Anna Pell"]),
        (
            "A report by the Port Board’s inspector is out. [The report] says no.",
            ["the Port Board’s inspector"],
        ),
        ("A Coastal College survey came out. [The poll] found fear.", ["Coastal College"]),
        ("[The report] says no. Many doubt the Coastal College report.", ["Coastal College"]),
        (
            "[The long report on fish] says no. Many doubt the Coastal College report.",
            ["The long report on fish"],
        ),
        ("Many liked Anna Pell. She wrote in her book. [The book] says no.", ["Anna Pell"]),
        ("The Foreign Ministry has issued a statement. [The statement] urged calm.", ["Foreign Ministry"]),
        ("[A letter from Anna Pell] urged calm.", ["Anna Pell"]),
        ("A Coastal College poll came out. [The poll] found fear.", ["Coastal College"]),
    ],
)
def test_within_a_document(marked, expected):
    assert names(marked) == expected


@pytest.mark.parametrize("source", ["He", "she", "They", "it", "you", "I", "we", "Who", "Neither", "myself"])
def test_a_pronoun_without_antecedent_has_no_speaker_and_a_reason(source):
    (made,) = resolve_speakers(reading_of(f"[{source}] said so.")).attributions
    assert made.speaker is None
    assert f"“{source}”" in dict(made.reasons)["speaker"]


def test_a_pronoun_agrees_in_sex():
    assert names("Anna Pell met Mark Quill. [He] spoke.") == ["Mark Quill"]
    assert names("Anna Pell spoke. [He] said no.") == [None]


def test_a_title_tells_the_sex_of_a_name_that_does_not():
    assert names("Mrs. Zimt met Mark Quill. [She] spoke.") == ["Zimt"]


def test_what_the_document_taught_about_a_name_holds():
    marked = "[Zimt Arble] came. [She] said so. Mark Quill came. [He] said no. [She] said yes."
    assert names(marked)[-1] == "Zimt Arble"


def test_i_in_the_words_of_somebody_is_that_somebody():
    marked = "[Anna Pell] wrote: {Last year [I] said that the harbour was closed}."
    assert names(marked) == ["Anna Pell", "Anna Pell"]


def test_we_is_the_outlet_where_it_is_known():
    (made,) = speakers("[We] reported it in May.", outlet="The Tideline")
    assert (made.name, made.kind, made.named_at) == ("The Tideline", "outlet", None)


def test_the_name_is_a_slice_of_the_document():
    reading = reading_of("US SECRETARY of State Anna Pell came. [Pell] said so.")
    (made,) = resolve_speakers(reading).attributions
    assert made.speaker.named_at.of(reading.document.text) == made.speaker.name == "Anna Pell"
    assert made.speaker.role == "US SECRETARY of State"


def test_reasons_are_sentences_for_the_reader():
    marked = "[Anna Pell] spoke. [Pell] said so. [She] agreed. The Trade Council (TC) met. [TC] left."
    assert [one.because for one in speakers(marked)] == [
        "named in the source",
        "same surname as “Anna Pell”",
        "“She”: the person who spoke last before, “Anna Pell”",
        "“TC”: the letters of “Trade Council”, in brackets after it",
    ]


def test_no_source_has_no_speaker_and_says_so():
    reading = reading_of("[x] It was said.")
    (one,) = reading.attributions
    bare = Attribution(
        document_id=one.document_id,
        source=(),
        cue=one.cue,
        content=one.content,
        quotation="indirect",
        confidence=0.5,
        extractor="test 1",
        reasons=(("date", "none stated"),),
    )
    (made,) = resolve_speakers(Reading(reading.document, (bare,))).attributions
    assert dict(made.reasons) == {"date": "none stated", "speaker": NO_SOURCE}


def test_a_source_of_blanks_has_no_speaker():
    (made,) = resolve_speakers(reading_of("a [ ] b")).attributions
    assert dict(made.reasons)["speaker"] == NO_WORDS


def test_the_models_mentions_are_believed_about_names():
    text = "Then zorbo quill spoke. He said so."
    mention = Mention(span=Span(5, 16), form="name", type="person")
    assert names("Then zorbo quill spoke. [He] said so.", mentions=[mention]) == ["zorbo quill"]
    assert text[5:16] == "zorbo quill"


def test_a_place_in_a_title_is_no_name_of_the_source():
    text = "US Secretary of State Anna Pell spoke."
    mentions = [
        Mention(span=Span(0, 2), form="name", type="place"),
        Mention(span=Span(22, 31), form="name", type="person"),
    ]
    (made,) = speakers(text.replace("US", "[US").replace("Pell", "Pell]"), mentions=mentions)
    assert (made.name, made.role) == ("Anna Pell", "US Secretary of State")
    assert made.because == "named in the source"


def test_the_models_antecedent_decides_between_two_that_fit():
    text = "Mark Quill and Oskar Pell met Tim Arble. He said so."
    people = [text.index(name) for name in ("Mark Quill", "Oskar Pell", "Tim Arble")]

    def mentions(meant):
        found = [
            Mention(span=Span(start, start + 10 - (start == people[2])), form="name", type="person")
            for start in people
        ]
        he = text.index("He said")
        return [
            *found,
            Mention(span=Span(he, he + 2), form="pronoun", antecedents=((meant, 0.99),)),
        ]

    marked = text.replace("He said", "[He] said")
    made = [names(marked, mentions=mentions(number))[0] for number in (0, 2)]
    assert made == ["Mark Quill", "Tim Arble"]


def test_who_behind_a_party_and_a_state_is_the_one_named_before_them():
    text = "We saw Mark Quill, Republican of Arizona, who said so."
    spans = [
        (text.index(name), name, kind) for name, kind in (("Mark Quill", "person"), ("Arizona", "place"))
    ]
    mentions = [
        Mention(span=Span(start, start + len(name)), form="name", type=kind) for start, name, kind in spans
    ]
    assert names(text.replace("who", "[who]"), mentions=mentions) == ["Mark Quill"]


def test_a_surname_that_is_a_title_too_is_found_where_the_model_overlooks_it():
    text = "Ada King met Anna Pell. King said so."
    mentions = [
        Mention(span=Span(0, 8), form="name", type="person"),
        Mention(span=Span(13, 22), form="name", type="person"),
    ]
    assert names(text.replace("King said", "[King] said"), mentions=mentions) == ["Ada King"]


def test_what_follows_a_bodys_name_in_a_headline_is_no_part_of_it():
    text = "Quill Corporation Left Many Harbours Behind\n\nThe Quill Corporation grew. [The company] said so."
    first, second = text.index("Quill"), text.rindex("Quill")
    mentions = [
        Mention(span=Span(first, text.index(" Many")), form="name", type="organisation"),
        Mention(span=Span(second, text.index(" grew")), form="name", type="organisation"),
    ]
    assert names(text, mentions=mentions) == ["Quill Corporation"]


def test_a_paper_that_the_model_takes_for_a_name_is_none():
    text = "Mark Quill left in latest poll. He slept. A Coastal College poll came out. The poll found fear."
    at, college = text.index("latest"), text.index("Coastal")
    mentions = [
        Mention(span=Span(0, 10), form="name", type="person"),
        Mention(span=Span(at, at + 11), form="name", type="other"),
        Mention(span=Span(college, college + 15), form="name", type="organisation"),
    ]
    assert names(text.replace("The poll", "[The poll]"), mentions=mentions) == ["Coastal College"]


WORDS = st.lists(
    st.sampled_from(
        """Anna Pell Mark Quill he she they it who said , . ’s the The senator statement Mr. and of ( ) " “ ”
        a his         officials Board campaign \n I 12 – Jr. Democrats both""".split(" ")
    ),
    min_size=1,
    max_size=40,
)


@given(words=WORDS, places=st.lists(st.tuples(st.integers(0, 39), st.integers(1, 4)), max_size=6))
def test_any_sources_in_any_words(words, places):
    text = " ".join(words)
    if not text.strip():
        return
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word) + 1)
    document = Document(name="t", text=text, raw=text.encode(), media_type="text/plain", encoding="utf-8")
    made = []
    for first, length in places:
        last = min(first + length, len(words))
        if first < last and starts[first] < starts[last] - 1:
            span = Span(starts[first], starts[last] - 1)
            made.append(
                Attribution(
                    document_id=document.id,
                    source=(span,),
                    cue=(span,),
                    content=(span,),
                    quotation="indirect",
                    confidence=0.5,
                    extractor="t",
                )
            )
    check(Reading(document, tuple(made)))


@given(st.text(min_size=1).filter(str.strip))
def test_any_text_as_a_source(text):
    document = Document(
        name="t",
        text=text,
        raw=text.encode("utf-8", "surrogatepass"),
        media_type="text/plain",
        encoding="utf-8",
    )
    span = Span(0, len(text))
    one = Attribution(
        document_id=document.id,
        source=(span,),
        cue=(span,),
        content=(span,),
        quotation="indirect",
        confidence=0.5,
        extractor="t",
    )
    check(Reading(document, (one,)))


def check(reading):
    """Spans stay; a speaker is None exactly where there is a reason, and is named by a slice."""
    text = reading.document.text
    resolved = resolve_speakers(reading)
    assert [one.id for one in resolved.attributions] == [one.id for one in reading.attributions]
    for one in resolved.attributions:
        assert (one.speaker is None) == ("speaker" in dict(one.reasons))
        if one.speaker is not None:
            assert one.speaker.because
            assert one.speaker.kind in SPEAKER_KINDS
            assert " ".join(one.speaker.named_at.of(text).split()) == one.speaker.name
            assert one.speaker.role is None or " ".join(one.speaker.role.split()) in " ".join(text.split())
