"""Every paragraph is found where it stands, the right one of several, and what is not found says so."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.errors import DocumentError
from sayso.ingest import read_bytes
from sayso.ledger import Ledger
from sayso.placing import Placed, Placing, Unplaced, collapse, place, place_document, read_dom
from sayso.records import Document, Reading, Span

QUILL = "“The old bridge is safe,” said Ada Quill, the engineer."
MARSH = "Tom Marsh, who runs the café beside it, denied that he had seen cracks."
COUNCIL = "The council of Tarn will meet on Monday, it said."


def _place(text: str, markup: str) -> Placing:
    return place(text, read_dom(markup))


def _words(placing: Placing) -> list[str]:
    """What the page has at each paragraph's place; `…` between ranges, nothing for an unplaced one."""
    return [" … ".join(span.of(placing.dom.text) for span in one.ranges) for one in placing.paragraphs]


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("Ada said so.", "<p>Ada <b>said</b> <a href=x>so</a>."),
        ("Ada said “so”.", "<p>Ada said &ldquo;so&#8221;."),
        ("Ada said so.", "<p>\r\n  Ada&nbsp;said\r\n\tso.\r\n</p>"),
        ("Ada said so.", "<p>Ada sa&shy;id so.\u200b"),
        ("Ada said\nso.", "<p>Ada said<br>so."),
        ("Ada said so.", "<p>Ada said<br>so."),
        ("one\ntwo", "<ul><li>one</li><li>two</li></ul>"),
        ("one\t2\nthree\t4", "<table><tr><td>one<td>2<tr><td>three<td>4</table>"),
        ("one\ntwo", "<p><b>one<p>two</b></p>"),
        ("He said “she said ‘no’”.", "<p>He said <q>“she said <q>‘no’</q>”</q>."),
        ("Ada said so.", "Ada said so."),
        ("Ada said so.\n\nTom did not.", "<div>Ada said so.<div>Tom did not.</div>"),
        ("🛶 Ada said so.", "<p>🛶🛶<p>🛶 Ada said so."),
    ],
)
def test_each_paragraph_is_placed_exactly(text: str, markup: str) -> None:
    placing = _place(text, f"<nav>Home</nav>{markup}<script>Ada said so. one two</script>")
    assert [collapse(one.span.of(text)) for one in placing.paragraphs] == [
        collapse(line) for line in text.split("\n") if line
    ]
    assert all(one.exact and len(one.ranges) == 1 for one in placing.paragraphs)


def test_of_a_repeated_paragraph_the_one_among_its_neighbours_is_meant() -> None:
    teaser = f"<ul><li>{QUILL}</li><li>{COUNCIL}</li></ul>"
    markup = f"{teaser}<article><h1>Tarn</h1><p>{QUILL}</p><p>{MARSH}</p><p>{COUNCIL}</p></article>{teaser}"
    placing = _place(f"{QUILL}\n{MARSH}\n{COUNCIL}", markup)
    begins = placing.dom.text.index("Tarn")
    assert [one.ranges[0].start for one in placing.paragraphs] == [
        placing.dom.text.index(words, begins) for words in (QUILL, MARSH, COUNCIL)
    ]


def test_a_paragraph_that_repeats_in_the_article_is_placed_twice_in_order() -> None:
    placing = _place(f"{QUILL}\nNo.\n{MARSH}\nNo.", f"<p>No.<p>{QUILL}<p>No.<p>Ad<p>{MARSH}<p>No.<p>No.")
    text = placing.dom.text
    assert [one.ranges[0].start for one in placing.paragraphs] == [
        3, text.index("No.", 4), text.index(MARSH), text.index("No.", text.index(MARSH)),
    ]  # fmt: skip


def test_no_line_is_lost_among_many_that_are_the_same() -> None:
    placing = _place("No.\nNo.\nNo.", "<p>No.<p>No.<p>Advertisement<p>No.")
    assert [one.ranges[0].start for one in placing.paragraphs] == [0, 3, 19]


def test_a_headline_stands_with_the_article_not_in_the_menu_above() -> None:
    placing = _place(f"Tarn meets\n{QUILL}", f"<nav><a>Tarn meets</a></nav><h1>Tarn meets</h1>x<p>{QUILL}")
    assert placing.paragraphs[0].ranges == (Span(10, 20),)


def test_text_in_scripts_templates_and_noscript_is_nowhere() -> None:
    markup = (
        f"<script>{QUILL}</script><template><p>{QUILL}</template><noscript>{QUILL}</noscript><!--{QUILL}-->"
    )
    placing = _place(f"{QUILL}\n{MARSH}", f"{markup}<p>{MARSH}")
    assert _words(placing) == ["", MARSH]
    assert placing.to_dom(Span(1, 8)) == Unplaced("paragraph 1 was not found in the page's text")
    everything = placing.to_dom(Span(0, len(placing.text)))
    assert isinstance(everything, Unplaced)


def test_hidden_text_is_taken_only_where_there_is_no_other() -> None:
    markup = f"<p hidden>{QUILL}<p style='display:none'>{MARSH}<p>{QUILL}"
    placing = _place(f"{MARSH}\n{QUILL}", markup)
    assert placing.paragraphs[1].ranges[0].start == len(QUILL) + len(MARSH)
    assert _words(placing)[0] == MARSH


def test_a_paragraph_with_something_else_in_between_has_several_ranges() -> None:
    markup = (
        f"<p>{QUILL}<p>Tom Marsh, who runs the café <aside>Advertisement: tea</aside>beside it, denied it."
    )
    text = f"{QUILL}\nTom Marsh, who runs the café beside it, denied it."
    placing = _place(text, markup)
    assert _words(placing)[1] == "Tom Marsh, who runs the café … beside it, denied it."
    inner = Span(text.index("beside"), text.index(" denied"))
    assert placing.to_dom(inner) == Placed((Span(*_at(placing, "beside it,")),), True)
    across = placing.to_dom(Span(text.index("café"), len(text)))
    assert isinstance(across, Placed)
    assert len(across.ranges) == 2
    assert across.exact
    assert across.whole.of(placing.dom.text).startswith("café Advertisement: tea")


def _at(placing: Placing, words: str) -> tuple[int, int]:
    at = placing.dom.text.index(words)
    return at, at + len(words)


def test_a_script_in_the_middle_of_a_sentence_parts_it() -> None:
    placing = _place("The bridge is safe.", "<p>The bridge <script>ad()</script>is safe.")
    assert _words(placing) == ["The bridge … is safe."]
    assert placing.paragraphs[0].exact


def test_a_span_over_two_paragraphs_is_one_range_where_only_space_lies_between() -> None:
    text = f"{QUILL}\n{MARSH}"
    placed = _place(text, f"<p>{QUILL}</p>\n\n<p>{MARSH}</p>").to_dom(Span(0, len(text)))
    assert isinstance(placed, Placed)
    assert len(placed.ranges) == 1
    assert placed.exact


def test_words_that_are_not_the_pages_have_no_place() -> None:
    text = f"{QUILL}\n{MARSH.replace('denied', 'confirmed')}"
    placing = _place(text, f"<p>{QUILL}<p>{MARSH}")
    assert not placing.paragraphs[1].exact
    start = text.index("confirmed")
    placed = placing.to_dom(Span(start, start + len("confirmed that he")))
    assert not (isinstance(placed, Placed) and placed.exact)


def test_marks_of_earlier_versions_are_passed_over() -> None:
    text = f"- {QUILL}\n| Pier | 2 | \n|---|---|\n| {MARSH} | 4 | "
    markup = f"<ul><li>{QUILL}</ul><table><tr><th>Pier<th>2<tr><td>{MARSH}<td>4</table>"
    placing = _place(text, markup)
    assert [one.of(text) for one in (Span(2, 2 + len(QUILL)),)] == [QUILL]
    placed = placing.to_dom(Span(2, 2 + len(QUILL)))
    assert placed == Placed((Span(0, len(QUILL)),), True)
    row = placing.to_dom(Span(text.index("Pier"), text.index(" 2") + 2))
    assert isinstance(row, Placed)
    assert row.whole.of(placing.dom.text) == "Pier2"


def test_paragraphs_out_of_order_are_found_where_they_stand_once() -> None:
    placing = _place(f"{MARSH}\n{QUILL}\n{COUNCIL}", f"<p>{QUILL}<p>{COUNCIL}<p>{MARSH}")
    assert _words(placing) == [MARSH, QUILL, COUNCIL]


def test_white_space_alone_has_no_place() -> None:
    placing = _place(f"{QUILL}\n\n{MARSH}", f"<p>{QUILL}<p>{MARSH}")
    assert placing.to_dom(Span(len(QUILL), len(QUILL) + 2)) == Unplaced(
        "it holds nothing that the page shows"
    )
    with pytest.raises(ValueError, match="ends outside"):
        placing.to_dom(Span(0, 1000))


@pytest.mark.parametrize("markup", ["", "<frameset><frame src=x></frameset>", "<p>"])
def test_a_page_without_text_places_nothing(markup: str) -> None:
    assert _words(_place(QUILL, markup)) == [""]


def test_a_document_is_placed_from_its_bytes_in_their_encoding() -> None:
    raw = f"<p>{QUILL}".encode("cp1252")
    document = Document(name="x", text=QUILL, raw=raw, media_type="text/html", encoding="cp1252")
    assert place_document(document).paragraphs[0].exact
    with pytest.raises(DocumentError, match="no text in utf-8"):
        place_document(replace(document, encoding="utf-8"))
    with pytest.raises(DocumentError, match="only pages of HTML"):
        place_document(replace(document, media_type="text/plain"))


def test_a_page_in_the_ledger_is_placed_from_what_the_ledger_keeps(tmp_path: Path) -> None:
    page = f"<html><body><h1>Tarn</h1><p>{QUILL}</p><p>{MARSH}</p><p>{COUNCIL}</p></body></html>"
    [document] = read_bytes(page.encode("cp1252"), name="tarn", media_type="text/html")
    with Ledger.open(tmp_path / "sayso.db") as ledger:
        ledger.add(Reading(document, ()), extractor="fake 1", now=datetime(2031, 5, 4, tzinfo=UTC))
        kept = ledger.reading(document.id).document
    assert [one.exact for one in place_document(kept).paragraphs] == [True] * kept.text.count("\n") + [True]


@pytest.mark.parametrize(
    ("line", "markup"),
    [
        ("a", "<p>a" * 20_000),
        ("ab", "<p>a<p>b" * 10_000),
        ("The same long line over and over", "<p>The same long line over and over and more" * 10_000),
        ("x" * 300, f"<p>{'x' * 400}" * 2_000),
    ],
)
def test_pages_made_to_be_slow_end(line: str, markup: str) -> None:
    begun = time.process_time()
    _place("\n".join([line] * 5_000), markup)
    assert time.process_time() - begun < 30


WORDS = st.lists(
    st.sampled_from(["Ada", "said", "“no”,", "Tom", "é", "🛶", "the", "bridge."]), min_size=1, max_size=6
)
INLINE = st.sampled_from(
    ["{}", "<b>{}</b>", "<a href='x'>{}</a>", "<i><b>{}</b></i>", "<!-- x -->{}", "<script>y()</script>{}"]
)
SPACE = st.sampled_from([" ", "\n  ", "&nbsp;", "\r\n", " <!-- said --> "])
BLOCK = st.sampled_from(
    [
        "<p>{}</p>",
        "<li>{}</li>",
        "<div>{}</div>",
        "<h2>{}</h2>",
        "<br>{}<br>",
        "<table><tr><td>{}</td></tr></table>",
        "<blockquote><p>{}</p></blockquote>",
    ]
)
NOISE = st.sampled_from(
    ["", "<p>Advertisement</p>", "<script>said</script>", "<p hidden>Ada said</p>", "<p>Ada said</p>"]
)


@st.composite
def pages(draw) -> tuple[str, str]:
    """A text of a few lines, some of them the same, and a page of blocks that shows it."""
    lines, markup = [], []
    for words in draw(st.lists(WORDS, min_size=1, max_size=8)):
        lines.append(" ".join(words))
        written = [draw(INLINE).format(word) for word in words]
        joined = written[0] + "".join(draw(SPACE) + word for word in written[1:])
        markup.append(draw(NOISE) + draw(BLOCK).format(joined))
    return "\n".join(lines), f"<body>{''.join(markup)}</body>"


@given(pages())
@settings(max_examples=150, deadline=None)
def test_whatever_is_placed_has_the_same_words_in_the_page(page: tuple[str, str]) -> None:
    text, markup = page
    placing = _place(text, markup)
    assert len(placing.paragraphs) == len(text.split("\n"))
    for one in placing.paragraphs:
        assert one.exact
        there = collapse("".join(span.of(placing.dom.text) for span in one.ranges))
        assert there.replace(" ", "") == collapse(one.span.of(text)).replace(" ", "")
        assert placing.to_dom(one.span) == Placed(one.ranges, True)
    starts = [one.ranges[0].start for one in placing.paragraphs]
    assert starts == sorted(set(starts))
    assert all(placing.dom.text[at] == text[i] for i, at in enumerate(placing.back) if at >= 0)
