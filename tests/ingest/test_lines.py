"""Lines are the page's words alone."""

import pytest
from lxml import etree

from sayso.ingest.lines import to_lines


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<p>Ada said <hi>so</hi>.</p><p>Tom did not.</p>", ["Ada said so.", "Tom did not."]),
        ("<head>Tarn</head>Loose.<p>Ada</p>and Tom", ["Tarn", "Loose.", "Ada", "and Tom"]),
        ("<p>Ada<lb/>Tom</p>", ["Ada", "Tom"]),
        ("<list><item>one</item><item><p>two</p><p>three</p></item></list>", ["one", "two", "three"]),
        ("<list><item>one<list><item>two</item></list>three</item></list>", ["one", "two", "three"]),
        (
            "<table><row><cell>Pier</cell><cell/><cell> 2 </cell></row><row><cell>Quay</cell></row></table>",
            ["Pier\t2", "Quay"],
        ),
        (
            "<table><row><cell><p>Ada said so.</p><p>Tom did not.</p></cell><cell>Menu</cell></row></table>",
            ["Ada said so.", "Tom did not.", "Menu"],
        ),
        ("<quote><p>“No,” she said.</p></quote>", ["“No,” she said."]),
        ("<p>می\u200cگوید</p>", ["می\u200cگوید"]),  # a joiner is spelling
        ("<p> \u200bAda\u00ad said\u00a0so \n</p><p>\u200e</p>", ["Ada said\u00a0so"]),
        ("", []),
    ],
)
def test_lines_have_no_marks_and_no_blanks_at_their_ends(body: str, lines: list[str]) -> None:
    assert to_lines(etree.fromstring(f"<body>{body}</body>")) == lines
