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
# A tint, and beside it a shade of text, since not every terminal shows both.
CONTENT: dict[Quotation, str] = {
    "direct": "green on grey15",
    "mixed": "yellow on grey15",
    "indirect": "bright_blue on grey15",
}


def article_lines(reading: Reading, on: Console) -> Iterator[Text]:
    """The reading's text, wrapped; `[1]` stands behind what the first attribution of the list says."""
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
        ("direct", CONTENT["direct"]),
        " ",
        ("mixed", CONTENT["mixed"]),
        " ",
        ("indirect", CONTENT["indirect"]),
        ("  [1] number in the list below", DIM),
    )


def _style(piece: Piece) -> str:
    styles = [CONTENT[piece.quotation]] if piece.quotation else []
    styles += [SOURCE] if "source" in piece.roles else []
    styles += [CUE] if "cue" in piece.roles else []
    return " ".join(styles)
