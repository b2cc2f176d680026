"""An article as it is, with its attributions marked, and the legend to the marks."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from sayso.export import Piece, cut
from sayso.records import Quotation, Reading

from .listing import DIM
from .terminal import line, shown, wrapped

SOURCE, CUE = "underline", "bold"
# A shade of text, and beside it a tint, since not every terminal shows both.
CONTENT: dict[Quotation, str] = {"direct": "green", "mixed": "yellow", "indirect": "bright_blue"}
TINTS = ("on grey15", "on grey27", "on grey35")  # what is said within what is said stands out of its tint


def article_lines(reading: Reading, on: Console) -> Iterator[Text]:
    """The reading's text, wrapped; `[1]` stands behind what the first attribution of the list says.

    What is said within what is said has a tint of its own, with its source and cue marked like any others.
    """
    marked = Text()
    for piece in cut(reading):
        marked.append(shown(piece.text), _style(piece))
        for number in piece.ends:
            marked.append(f"[{number}]", DIM)
    for paragraph in marked.split("\n", allow_blank=True):
        if paragraph:
            yield from wrapped(paragraph, on, 0)
        else:
            yield Text()


def legend() -> Text:
    """What the marks mean."""
    return line(
        ("source", SOURCE),
        "  ",
        ("cue", CUE),
        "  said: ",
        ("direct", said_style("direct")),
        " ",
        ("mixed", said_style("mixed")),
        " ",
        ("indirect", said_style("indirect")),
        ("  [1] number in the list below", DIM),
    )


def said_style(quotation: Quotation, depth: int = 0) -> str:
    """How a content is shown that stands in so many others."""
    return f"{CONTENT[quotation]} {TINTS[min(depth, len(TINTS) - 1)]}"


def _style(piece: Piece) -> str:
    styles = [said_style(piece.quotation, piece.depth)] if piece.quotation else []
    styles += [SOURCE] if "source" in piece.roles else []
    styles += [CUE] if "cue" in piece.roles else []
    return " ".join(styles)
