"""Gold texts in another punctuation, character for character as long, so that gold spans still hold."""

from __future__ import annotations

from .tokens import CLOSING, EITHER, OPENING


def single_quoted(text: str) -> str:
    """The text with each double quotation mark as a single curly one: `‘` opening, `’` closing.

    A straight mark opens when no quotation is open in its paragraph (a line), else closes. The length is
    the text's own, so spans keep their places. Marks typed as two apostrophes stay.

    >>> single_quoted('“No,” she said. "Never."')
    '‘No,’ she said. ‘Never.’'
    """
    return "".join(_requoted(text))


def _requoted(text: str) -> list[str]:
    inside = False
    out: list[str] = []
    for character in text:
        if character == "\n":
            inside = False
        if character in OPENING or character in CLOSING or character in EITHER:
            inside = character in OPENING or (character in EITHER and not inside)
            character = "‘" if inside else "’"
        out.append(character)
    return out
