import io
import re

from rich.console import Console

from sayso.cli.article import article_lines, legend
from sayso.records import Document, Reading


def test_the_text_is_whole_with_numbers_behind_what_is_said(fake):
    text = "Head\n\nAnn Pell said it rains. It does.\r\n"
    document = Document(name="x", text=text, raw=b"", media_type="text/plain", encoding="utf-8")
    on = Console(file=io.StringIO(), width=60)
    rows = [row.plain for row in article_lines(fake.FakeReader().read(document), on)]
    assert rows == ["Head", "", "Ann Pell said it rains[1]. It does.", ""]


def test_marks_in_a_terminal(fake):
    document = Document(
        name="x", text="Ann Pell said no.", raw=b"", media_type="text/plain", encoding="utf-8"
    )
    out = io.StringIO()
    on = Console(file=out, width=60, force_terminal=True, color_system="256")
    for row in article_lines(fake.FakeReader().read(document), on):
        on.print(row)
    assert "\x1b[4mAnn Pell\x1b[0m \x1b[1msaid\x1b[0m" in out.getvalue()
    assert legend().plain.startswith("source  cue")


def test_what_is_said_within_what_is_said_has_a_tint_and_marks_of_its_own(filled):
    out = io.StringIO()
    on = Console(file=out, width=300, force_terminal=True, color_system="256")
    for row in article_lines(filled, on):
        on.print(row)
    shown = out.getvalue()
    assert "\x1b[1;94;48;5;235mhad said\x1b[0m" in shown  # bold, as a cue, in the outer tint
    assert "\x1b[4;94;48;5;235mtwo officials\x1b[0m" in shown  # underlined, as a source
    assert "\x1b[94;48;5;238mthe Harbour Board was warned of the sluice in March\x1b[0m" in shown
    assert "[2][1]" in re.sub(r"\x1b\[[\d;]*m", "", shown)


def test_an_empty_text_has_no_lines():
    document = Document(name="x", text="", raw=b"", media_type="text/plain", encoding="utf-8")
    assert [row.plain for row in article_lines(Reading(document, ()), Console(file=io.StringIO()))] == [""]
