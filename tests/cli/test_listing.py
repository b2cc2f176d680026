import io
from dataclasses import replace

from rich.console import Console

from sayso.cli.listing import attribution_lines, reading_lines
from sayso.records import Attribution, Document, Metadata, Reading, Span, Speaker


def shown(reading, *, why=False, width=60):
    on = Console(file=io.StringIO(), width=width)
    return [text.plain for text in reading_lines(reading, on, why=why)]


def entry(reading, number, **options):
    """The lines of one entry, without its number."""
    rows = shown(reading, width=110, **options)
    starts = [place for place, row in enumerate(rows) if row[:3].strip().isdigit()]
    first, end = [*starts, len(rows)][number - 1 : number + 1]
    return [row[5:] for row in rows[first:end] if row]


def make(text, *found, **given):
    document = Document(
        name="x",
        text=text,
        raw=text.encode(),
        media_type="text/plain",
        encoding="utf-8",
        metadata=Metadata(**given),
    )

    def spans(words):
        return (Span(text.index(words), text.index(words) + len(words)),) if words else ()

    attributions = tuple(
        Attribution(
            document_id=document.id, source=spans(source), cue=spans(cue), content=spans(content),
            quotation="indirect", confidence=confidence, extractor="fake 1",
            speaker=Speaker(name=speaker, because="") if speaker else None,
        )
        for source, cue, content, confidence, speaker in found
    )  # fmt: skip
    return Reading(document, attributions)


def test_who_what_and_how():
    reading = make(
        "Ann Pell, 40, said it rains. He said no. It was said yes.",
        ("Ann Pell, 40,", "said", "it rains", 0.9, "Ann Pell, 40,"),
        ("He", "said", "no", 0.9, None),
        ("", "said", "yes", 0.49, None),
        title="Rain", outlet="Courier", published="2024-05-05",
    )  # fmt: skip
    assert shown(reading) == [
        "Rain",
        "Courier · 2024-05-05 · x",
        "",
        "  1  Ann Pell, 40 · said · indirect",
        "     it rains",
        "",
        "  2  “He”, unresolved · said · indirect",
        "     no",
        "",
        "  3  no source named · said · indirect · unsure (0.49)",
        "     yes",
    ]


def test_a_resolved_speaker_stands_beside_the_words_of_the_text():
    reading = make("She said no.", ("She", "said", "no", 0.9, "Ann Pell"))
    assert "  1  Ann Pell “She” · said · indirect" in shown(reading)


def test_kind_role_class_and_circumstances(filled):
    assert entry(filled, 3) == [
        "Ada Quill (person, harbour master) · told · direct · deny · answers 2",
        "“We were never warned,”",
        "· 2031-05-05 (“on Monday”), the last one before 2031-05-06 · to reporters · in a televised briefing",
    ]


def test_what_goes_without_saying_is_not_said_and_what_turns_it_around_is(filled):
    assert entry(filled, 4) == [
        "Ada Quill (person, harbour master) “She” · has not ruled out · indirect · deny · negated · possible",
        "closing the sluice",
        "· speaker: the one woman named before “She”",
    ]
    assert entry(filled, 5)[0] == "Oskar Pell (person, Union leader) · claimed · mixed · claim · distancing"
    assert not {"affirmed", "actual", "neutral", "other"} & set(" ".join(shown(filled)).split())


def test_what_is_said_within_another_stands_below_it(filled):
    rows = shown(filled, width=110)
    first = next(place for place, row in enumerate(rows) if row.startswith("  1  "))
    second = next(place for place, row in enumerate(rows) if row.startswith("  2  "))
    assert "" not in rows[first:second]
    assert rows[second : second + 4] == [
        "  2  ↳ two officials (anonymous) · had said · indirect · report",
        "       the Harbour Board was warned of the sluice in March",
        "       · The Evening Tide ← two officials · unnamed: on condition of anonymity because the inquiry "
        "is open",
        "",
    ]


def test_an_unknown_speaker_has_its_reason(filled):
    assert entry(filled, 8) == [
        "“one of them”, unresolved · says · direct · unsure (0.43)",
        "“It was common knowledge,”",
        "· speaker: a member of a group, not named",
    ]


def test_a_reason_that_names_the_source_needs_no_label(filled):
    said = replace(filled.attributions[7], reasons=(("speaker", "“one of them”: nobody named"),))
    assert entry(replace(filled, attributions=(said,)), 1)[2] == "· “one of them”: nobody named"


def test_every_reason_on_request(filled):
    assert entry(filled, 1, why=True)[-5:] == [
        "· 2031-05-04 (“on Sunday”)",
        "  speaker: a newspaper's name",
        "  date: the last one before 2031-05-06",
        "  addressee: none stated",
        "  within: outermost",
    ]
    assert entry(filled, 4, why=True)[2:] == ["  speaker: the one woman named before “She”"]


def test_an_entry_alone_says_what_it_cannot_show(filled):
    on = Console(file=io.StringIO(), width=110)
    _, said, told = filled.attributions[:3]
    rows = [row.plain for row in attribution_lines(said, filled.document.text, on)]
    assert rows[2].startswith("     · at second hand · unnamed: ")
    rows = [row.plain for row in attribution_lines(told, filled.document.text, on, number=7)]
    assert rows[0].startswith("  7  Ada Quill")
    assert rows[0].endswith(" · answers another")


def test_no_line_is_too_wide_however_deep(filled):
    attributions = [filled.attributions[0]]
    for number, one in enumerate([*filled.attributions[1:], *filled.attributions[2:4]]):
        cue = Span(number, number + 1)  # so that it is another attribution
        attributions.append(replace(one, cue=(cue,), within=attributions[-1].id))
    rows = shown(Reading(filled.document, tuple(attributions)))
    assert all(len(row) <= 60 for row in rows)
    assert any(row.startswith("  9            ↳ ") for row in rows)


def test_long_content_is_wrapped_under_its_speaker():
    text = "Ann said " + "word " * 40
    reading = make(text, ("Ann", "said", text[9:].strip(), 0.9, "Ann"))
    rows = shown(reading)[3:]
    assert all(row.startswith("     word") and len(row) <= 60 for row in rows)


def test_a_document_in_which_nobody_speaks():
    assert shown(make("Rain.")) == ["x", "  nothing found that somebody is said to have said"]


def test_control_characters_of_the_text_are_signs():
    text = "A\x1b[2Jnn said it\x07 rains."
    reading = make(text, ("A\x1b[2Jnn", "said", "it\x07 rains", 0.9, None), title="T\x1bitle")
    said = replace(reading.attributions[0], addressee=Span(0, 6), reasons=(("speaker", "\x1b[31m\nforged"),))
    reading = replace(reading, attributions=(said,))
    assert shown(reading) == [
        "T␛itle",
        "x",
        "",
        "  1  “A␛[2Jnn”, unresolved · said · indirect",
        "     it␇ rains",
        "     · to A␛[2Jn · speaker: ␛[31m forged",
    ]
