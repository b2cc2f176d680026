from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import AbortRun
from sayso.evaluate.brat import Gold, GoldAttribution, from_ann, read_gold, to_ann, write_gold
from sayso.records import Span

TEXT = "Ann said “we won”,\r\nBob told us, “today”."


def spans(*pairs: tuple[int, int]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in pairs)


def attribution(source=(), cue=(), content=()) -> GoldAttribution:
    return GoldAttribution(source=spans(*source), cue=spans(*cue), content=spans(*content))


def read(lines: list[str], text: str = TEXT) -> tuple[tuple[GoldAttribution, ...], Counter[str]]:
    problems: Counter[str] = Counter()
    return from_ann("\n".join(lines), text, problems), problems


def test_arguments_in_any_order_and_repeated_contents_make_one_attribution():
    found, problems = read(
        [
            "T1\tSource 0 3\tAnn",
            "T2\tCue 4 8\tsaid",
            "T3\tContent 9 12;13 17\tx",
            "T4\tContent 18 20\tx",
            "T5\tAttribution 4 8\tsaid",
            "E1\tAttribution:T5 Content2:T4 Cue:T2 Content:T3 Source:T1",
        ]
    )
    assert found == (attribution([(0, 3)], [(4, 8)], [(9, 12), (13, 17), (18, 20)]),)
    assert not problems


def test_the_label_of_the_span_decides_its_role_numbered_or_not():
    found, _ = read(["T1\tCue2 4 8\tsaid", "T2\tContent1 9 12\tx", "E1\tAttribution:T1 Cue:T1 Content:T2"])
    assert found == (attribution([], [(4, 8)], [(9, 12)]),)


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (["a stray line"], {"lines ignored": 1}),
        (["T1\tCue four 8\tsaid"], {"lines ignored": 1}),
        (["T1\tCue 4 8\tsaid", "E1\tAttribution:T9 Cue:T1"], {"unknown references": 1}),
        (["T1\tSource 0 3\tAnn", "E1\tAttribution:T1 Source:T1"], {"events without cue and content": 1}),
        (["T1\tCue 8 8\t"], {"spans that are no slice of the text": 1}),
        (["T1\tCue 4 900\tsaid"], {"spans that are no slice of the text": 1}),
        (["R1\tCoref Arg1:T1 Arg2:T2", "#1\tAnnotatorNotes T1\tdoubtful", "", "   "], {}),
        (["A1\tQuotation E1 direct", "*\tEquiv T1 T2", "N1\tReference T1 wiki:1\tAnn"], {}),
    ],
)
def test_what_is_not_understood_is_counted_and_never_raised(lines, problem):
    _, problems = read(lines)
    assert dict(problems) == problem


def test_other_marks_are_not_attributions():
    found, problems = read(["T1\tDiscuss 0 3\tAnn", "E1\tDiscuss:T1"])
    assert found == ()
    assert problems == {"events without cue and content": 1}


def test_windows_line_ends_in_the_annotation_do_not_matter():
    lines = ["T1\tCue 4 8\tsaid\r", "T2\tContent 9 12\tx\r", "E1\tAttribution:T1 Cue:T1 Content:T2\r"]
    found, problems = read(lines)
    assert found == (attribution([], [(4, 8)], [(9, 12)]),)
    assert not problems


def write(folder: Path, texts: dict[str, str], annotations: dict[str, str]) -> None:
    for name, text in texts.items():
        path = folder / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    for name, lines in annotations.items():
        path = folder / f"{name}.ann"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(lines, encoding="utf-8")


ONE = "T1\tCue 4 8\tsaid\nT2\tContent 9 17\tx\nE1\tAttribution:T1 Cue:T1 Content:T2\n"


def test_texts_keep_their_line_ends_and_several_annotators_stand_side_by_side(tmp_path):
    write(
        tmp_path,
        {"text/a_b": TEXT, "text/c": TEXT, "text/unmarked": TEXT},
        {
            "attributions/a_b_zoe": ONE,
            "attributions/a_b_abe": "",
            "attributions/c": ONE,
            "attributions/gone": ONE,
        },
    )
    gold = read_gold(tmp_path)
    assert [document.name for document in gold] == ["a_b", "c"]
    assert gold.problems == {"ann files without a text": 1}
    first = gold.documents[0]
    assert first.text == TEXT
    assert dict(first.annotators) == {"abe": (), "zoe": (attribution([], [(4, 8)], [(9, 17)]),)}
    assert first.attributions == ()  # of the first annotator by name
    assert list(gold.documents[1].annotators) == [""]


def test_texts_and_annotations_may_lie_side_by_side(tmp_path):
    write(tmp_path, {"a": TEXT}, {"a": ONE, "a_zoe": ONE})
    (document,) = read_gold(tmp_path)
    assert set(document.annotators) == {"", "zoe"}


def test_a_folder_without_gold_is_refused(tmp_path):
    with pytest.raises(AbortRun, match="no brat folder"):
        read_gold(tmp_path)
    with pytest.raises(AbortRun, match="no brat folder"):
        read_gold(tmp_path / "missing")


def test_a_text_that_is_not_utf8_is_refused_by_name(tmp_path):
    write(tmp_path, {"a": TEXT}, {"a": ONE})
    (tmp_path / "a.txt").write_bytes(b"caf\xe9")
    with pytest.raises(AbortRun, match=r"a\.txt.*not UTF-8"):
        read_gold(tmp_path)


def test_a_document_has_the_text_character_for_character():
    document = Gold(name="a", text=TEXT, annotators={"": ()}).to_document()
    assert (document.name, document.text, document.raw) == ("a", TEXT, TEXT.encode())


def test_writing_marks_a_shared_span_once_and_names_attributions_without_a_source():
    lines = to_ann(
        TEXT,
        [
            attribution([(0, 3)], [(4, 8)], [(9, 17)]),
            attribution([(0, 3)], [(24, 28)], [(33, 40)]),
            attribution([], [(24, 28)], [(9, 17), (33, 40)]),
        ],
    )
    assert lines.splitlines() == [
        "T1\tSource 0 3\tAnn",
        "T2\tCue 4 8\tsaid",
        "T3\tContent 9 17\t“we won”",
        "T4\tAttribution 4 8\tsaid",
        "E1\tAttribution:T4 Source:T1 Cue:T2 Content:T3",
        "T5\tCue 24 28\ttold",
        "T6\tContent 33 40\t“today”",
        "T7\tAttribution 24 28\ttold",
        "E2\tAttribution:T7 Source:T1 Cue:T5 Content:T6",
        "T8\tContent 9 17;33 40\t“we won” “today”",
        "T9\tAttribution-no-source 24 28\ttold",
        "E3\tAttribution-no-source:T9 Cue:T5 Content:T8",
    ]


def test_names_that_are_no_file_names_are_refused(tmp_path):
    for name in ("", "a/b", "..", "a\0b"):
        with pytest.raises(ValueError, match="cannot name a file"):
            write_gold(tmp_path, [Gold(name=name, text=TEXT, annotators={"": ()})])


def test_an_attribution_without_cue_and_content_cannot_be_written():
    with pytest.raises(ValueError, match="no place in brat"):
        to_ann(TEXT, [attribution([(0, 3)])])


@st.composite
def golds(draw: st.DrawFn) -> Gold:
    text = draw(st.text(alphabet="ab “”'\"\r\n\t😀ש\u2028", min_size=2, max_size=40))
    ends = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(lambda p: p[0] < p[1])
    role = st.lists(ends, max_size=3)
    marked = st.builds(attribution, role, role.filter(bool), role)
    annotators = st.dictionaries(st.sampled_from(["", "abe", "zoe"]), st.lists(marked, max_size=4).map(tuple))
    return Gold(name="a_b", text=text, annotators=draw(annotators.filter(bool)))


@given(golds())
def test_what_is_written_reads_back_the_same(tmp_path_factory, gold):
    folder = tmp_path_factory.mktemp("gold")
    write_gold(folder, [gold])
    back = read_gold(folder)
    assert back.problems == {}
    assert back.documents == (gold,)


@given(st.text(alphabet="TE1\t; 0Cue:Content\n#R", max_size=80))
def test_any_lines_at_all_are_read_without_an_error(lines):
    for found in from_ann(lines, TEXT, Counter()):
        assert all(span.of(TEXT) for span in (*found.source, *found.cue, *found.content))
