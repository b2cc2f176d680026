import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from sayso.cli.terminal import console, line, on_one_line, put, shown, wrapped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain “text”", "plain “text”"),
        ("\x1b[31mred", "␛[31mred"),
        ("\x9b31m", "\ufffd31m"),
        ("bell\x07 nul\x00 del\x7f", "bell␇ nul␀ del␡"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("right\u202eleft\u2066", "right\ufffdleft\ufffd"),
        ("\ud800", "\ufffd"),
        ("tab\tstays", "tab\tstays"),
        ("שלום عليكم 🛶", "שלום عليكم 🛶"),
    ],
)
def test_what_may_reach_the_terminal(text, expected):
    assert shown(text) == expected


@given(st.text(st.characters()))
def test_no_control_character_gets_through(text):
    safe = shown(text)
    assert not any((ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0 for c in safe)
    safe.encode("utf-8")
    assert "\n" not in on_one_line(text)


@given(st.text(st.characters()))
def test_nothing_but_ours_is_in_what_is_printed(text):
    out = io.StringIO()
    on = Console(
        file=out, force_terminal=True, color_system="truecolor", width=60, markup=False, highlight=False
    )
    put(on, line(("x", "bold"), text))
    printed = out.getvalue()
    assert printed.startswith("\x1b[1mx\x1b[0m")
    assert "\x1b" not in printed.removeprefix("\x1b[1mx\x1b[0m")


def test_markup_in_a_text_is_text():
    out = io.StringIO()
    put(Console(file=out, markup=False), line("[bold]not bold[/bold] :smile:"))
    assert out.getvalue() == "[bold]not bold[/bold] :smile:\n"


def test_wrapped_lines_fit_and_have_no_blanks_at_their_ends():
    on = Console(file=io.StringIO(), width=40)
    rows = [row.plain for row in wrapped(Text("word " * 40), on, 5)]
    assert all(len(row) <= 40 and row == row.rstrip() and row.startswith("     word") for row in rows)


@pytest.mark.parametrize(("columns", "width"), [(None, 100), ("70", 70)])
def test_width_in_a_pipe(columns, width, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    if columns:
        monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr("sys.stdout", io.StringIO())
    assert console().width == width
