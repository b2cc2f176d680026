import io
import itertools
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import AbortRun
from sayso.evaluate.brat import read_gold
from sayso.export import write_brat
from sayso.export.brat import CONFIGURATION, FileNames, to_standoff
from sayso.records import Reading


def read_back(standoff: str, text: str):
    """(source, cue, content) of each event; the pieces of one line, cut at line breaks, put together."""
    bound, found = {}, []
    for line in standoff.removesuffix("\n").split("\n"):
        if match := re.match(r"(T\d+)\t(\w+) ([\d ;]+)\t(.*)", line, re.DOTALL):
            pieces = [tuple(map(int, piece.split())) for piece in match[3].split(";")]
            for (_, end), (start, _) in itertools.pairwise(pieces):
                assert end < start, "brat refuses pieces that touch"
                assert re.fullmatch(r"[\r\n]+", text[end:start])
            assert match[4] == " ".join(text[a:b] for a, b in pieces) or not text[pieces[0][0]].strip()
            bound[match[1]] = (match[2], pieces[0][0], pieces[-1][1])
        elif match := re.match(r"E\d+\tAttribution:T\d+ (.*)", line):
            roles = {"Source": [], "Cue": [], "Content": []}
            for argument in match[1].split():
                role, start, end = bound[argument.partition(":")[2]]
                assert argument.startswith(role)
                if role in roles:
                    roles[role].append((start, end))
            found.append(tuple(roles.values()))
        else:
            assert re.match(r"[AR#]\d+\t", line) or not line
    return found


def test_standoff_lines(reading):
    lines = to_standoff(reading).splitlines()
    assert lines[0] == "T1\tSource 0 30\tMara Oduya, the harbour master"
    assert lines[2] == ("T3\tContent 50 70;72 103\tThe bridge is sound. “We have the sonar to prove it.")
    assert lines[4] == "E1\tAttribution:T4 Source:T1 Cue:T2 Content:T3"
    assert lines[5] == "A1\tQuotation E1 direct"
    assert "E2\tAttribution:T9 Source:T5 Cue:T6 Content:T7 Content2:T8" in lines


def test_what_is_known_beside_the_spans(filled):
    lines = to_standoff(filled).splitlines()
    assert [line.split("\t")[1] for line in lines if line.startswith("R")] == [
        "Within Arg1:E2 Arg2:E1", "RespondsTo Arg1:E3 Arg2:E2", "Within Arg1:E6 Arg2:E5",
        "RespondsTo Arg1:E7 Arg2:E5",
    ]  # fmt: skip
    attributes = [line.split("\t")[1] for line in lines if line.startswith("A")]
    assert {
        "CueClass E5 claim",
        "Stance E5 distancing",
        "Polarity E4 negated",
        "Modality E4 possible",
    } <= set(attributes)
    notes = [line for line in lines if line.startswith("#")]
    assert notes[3].endswith(
        "; speaker Ada Quill (person, harbour master), because: the one woman named before “She”"
    )
    assert "; date 2031-05-05, because: the last one before 2031-05-06" in notes[2]
    told = next(line for line in lines if line.startswith("E3\t"))
    assert {argument.split(":")[0] for argument in told.split()} >= {"Date", "Addressee", "Occasion"}


def test_the_configuration_knows_every_label(filled):
    used = {line.split("\t")[1].split()[0] for line in to_standoff(filled).splitlines() if line[0] in "TRA"}
    known = {line.split()[0] for line in CONFIGURATION.splitlines() if line}
    assert used <= known
    event = next(line for line in CONFIGURATION.splitlines() if line.startswith("Attribution "))
    assert {"Date?:Date", "Addressee?:Addressee", "Occasion?:Occasion", "Anonymity?:Anonymity"} <= set(
        event.replace(",", "").split()
    )


def test_evaluate_reads_the_same_back(filled, tmp_path):
    write_brat([filled], tmp_path / "out")
    gold = read_gold(tmp_path / "out")
    assert gold.problems == {}
    (document,) = gold
    inner = [one for one in filled.attributions if one.within]
    outermost = [one for one in filled.attributions if not one.within]
    back = document.all_of("")
    assert [(one.source, one.cue, one.content) for one in back] == [
        (one.source, one.cue, one.content) for one in (*outermost, *inner)
    ]
    assert document.attributions == back[: len(outermost)]
    assert [back[one.within].cue for one in back if one.within is not None] == [
        next(outer.cue for outer in outermost if outer.id == one.within) for one in inner
    ]


def test_ids_are_given_once(filled):
    ids = [line.split("\t")[0] for line in to_standoff(filled).splitlines()]
    assert len(ids) == len(set(ids))


@given(data=st.data())
def test_every_span_comes_back(data, readings_of):
    alphabet = st.sampled_from("ab \n\r\t“.🛶\u2028\x85")
    reading = data.draw(readings_of(alphabet))
    text = reading.document.text
    # A span cannot begin or end in the middle of a run of line breaks: brat's lines hold none.
    plain = all(
        not {text[span.start], text[span.end - 1]} & {"\r", "\n"}
        for attribution in reading.attributions
        for span in (*attribution.source, *attribution.cue, *attribution.content)
    )
    back = read_back(to_standoff(reading), text)
    assert len(back) == len(reading.attributions)
    if plain:
        assert back == [
            tuple([(s.start, s.end) for s in role] for role in (a.source, a.cue, a.content))
            for a in reading.attributions
        ]


def test_a_folder_with_texts_as_they_are(build, tmp_path):
    out = tmp_path / "out" / "brat"
    reading = build()
    assert write_brat([reading], out) == 3
    assert sorted(path.name for path in out.iterdir()) == [
        "annotation.conf", "documents.jsonl", "harbour-bridge.ann", "harbour-bridge.txt",
    ]  # fmt: skip
    assert (out / "harbour-bridge.txt").read_bytes() == reading.document.text.encode()
    row = json.loads((out / "documents.jsonl").read_text(encoding="utf-8"))
    assert row["file"] == "harbour-bridge"
    assert row["document_id"] == reading.document.id


def test_line_ends_are_kept(build, tmp_path):
    from sayso.records import Document, Reading

    document = Document(name="x", text="a\r\nb\rc\n", raw=b"", media_type="text/plain", encoding="utf-8")
    write_brat([Reading(document, ())], tmp_path / "out")
    assert (tmp_path / "out" / "x.txt").read_bytes() == b"a\r\nb\rc\n"


def test_a_folder_with_something_in_it_is_refused(build, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(AbortRun, match="not empty"):
        write_brat([build()], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_stream_is_refused(build):
    with pytest.raises(AbortRun, match="folder"):
        write_brat([build()], io.BytesIO())


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("soft", "soft"),
        ("a b", "a-b"),
        ("../../etc/passwd", "etc-passwd"),
        ("https://x.example/a?b=c#d", "https-x.example-a-b-c-d"),
        ("-", "document"),
        ("..", "document"),
        ("CON", "document-CON"),
        ("aux.txt", "document-aux.txt"),
        ("trailing.", "trailing"),
        ("ünï", "ünï"),
        ("annotation", "annotation-2"),
        ("a\x00b\n", "a-b"),
        ("é" * 200, "é" * 60),
    ],
)
def test_file_names_are_safe(name, file):
    assert FileNames().take(name) == file


def test_names_that_repeat_get_numbers():
    names = FileNames()
    assert [names.take(name) for name in ("a", "A", "a", "a-2", "a")] == ["a", "A-2", "a-3", "a-2-2", "a-4"]


@given(st.lists(st.text(min_size=1, max_size=6), max_size=20))
def test_no_two_documents_share_a_file(given_names):
    names = FileNames()
    taken = [names.take(name) for name in given_names]
    assert len({name.casefold() for name in taken}) == len(taken)
    assert not any(re.search(r'[/\\:*?"<>|\x00-\x1f]', name) for name in taken)


def test_what_stands_inside_another_is_tied_to_it_and_read_back(tmp_path, reading):
    first, *rest = reading.attributions
    inner = replace(first, source=(), content=(first.content[0],), within=first.id)
    nested = Reading(reading.document, (first, inner, *rest))
    assert "R1\tWithin Arg1:E2 Arg2:E1" in to_standoff(nested).splitlines()
    write_brat([nested], tmp_path / "brat")
    (gold,) = read_gold(tmp_path / "brat")
    assert len(gold.attributions) == len(reading.attributions)
    assert [one.within for one in gold.inner[""]] == [0]
