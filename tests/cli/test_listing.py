import io

from rich.console import Console

from sayso.cli.listing import reading_lines
from sayso.records import Attribution, Document, Metadata, Reading, Span, Speaker


def shown(reading, **options):
    on = Console(file=io.StringIO(), width=60, **options)
    return [text.plain for text in reading_lines(reading, on)]


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
    assert "  1  Ann Pell (“She”) · said · indirect" in shown(reading)


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
    assert shown(reading) == [
        "T␛itle",
        "x",
        "",
        "  1  “A␛[2Jnn”, unresolved · said · indirect",
        "     it␇ rains",
    ]
