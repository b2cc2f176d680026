"""`copies`: which documents carry the same text, and what they likely go back to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from sayso.errors import AbortRun
from sayso.records import Row, Span

from . import options
from .find import SHORT_ID, document_row, make_table, print_table, write_rows
from .listing import DIM, heading_lines
from .show import pick
from .skips import counted
from .terminal import console, error_console, line, on_one_line, put, wrapped

if TYPE_CHECKING:
    from sayso.ledger import Copies, CopyRow, DocumentRow, Ledger, OriginRow

SHOWN = 20  # origins that are listed
LONGEST = 240  # characters of a shared passage that are shown
FEW = 5  # shared passages that are shown


def copies(
    document: Annotated[
        str | None,
        typer.Argument(
            metavar="[DOCUMENT]",
            help="A document's id, the beginning of its id, its name or its address.",
            show_default=False,
        ),
    ] = None,
    relink: Annotated[
        bool, typer.Option("--relink", help="Find all copies anew, from the oldest article on.")
    ] = False,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, metavar="N", help="Without a document: so many at most.")
    ] = SHOWN,
    ledger: options.LedgerOption = None,
    json: options.JsonOption = False,
) -> None:
    """Show which articles carry the same text.

    Of one article: which others share text with it, how much, which passages, on what evidence, and what
    they likely go back to; that is an estimate with its reason, never a verdict. Without an article: what
    most articles go back to.

    \b
    Examples:
      sayso copies                     the texts that most outlets carry
      sayso copies bridge-closed       who else has this one
      sayso said bridge --fold         what was said, each wording once
    """
    from sayso.ledger import Ledger

    if relink:
        if document is not None:
            raise AbortRun(document, "--relink is of all documents", "leave the document out")
        with Ledger.open(ledger, create=False) as book:
            _relink(book)
        return
    with Ledger.open(ledger, create=False, read_only=True) as book:
        if document is None:
            _list(book, limit, json=json)
            return
        found = book.copies(pick(book, document).id)
        if json:
            write_rows([copies_row(book, found)])
        else:
            _print(book, found, console())


def _relink(book: Ledger) -> None:
    with error_console().status("placing") as status:

        def progress(done: int, of: int) -> None:
            status.update(f"placed {done:,} of {counted(of, 'document')}")

        moved = book.relink_copies(progress)
    console().print(line(f"{counted(moved, 'document')} with another origin than before"))


def _list(book: Ledger, limit: int, *, json: bool) -> None:
    rows = book.origins(limit=limit)
    if json:
        write_rows(origin_row(row) for row in rows)
        return
    table = make_table("documents", "text", "likely origin", "because", right=(0,))
    for row in rows:
        table.add_row(
            f"{row.n_documents:,}", line(on_one_line(row.title)), line(_where_from(row)), line(row.because)
        )
    print_table(table)


def _where_from(origin: OriginRow) -> str:
    if origin.document is None:
        return origin.agency or "cannot be told"
    return origin.document.metadata.outlet or origin.document.name


def _print(book: Ledger, found: Copies, out: Console) -> None:
    row = found.document
    for text in heading_lines(row.name, row.metadata):
        put(out, text)
    for text in _origin_lines(found, out):
        put(out, text)
    own = book.reading(row.id).document.text
    for tag in found.tags:
        put(out, line((f"names {tag.agency}: {on_one_line(tag.because)}", DIM)))
    for one in found.copies:
        put(out, Text())
        for text in _copy_lines(one, own, out):
            put(out, text)
    if found.others:
        put(out, Text())
        put(out, line(("of the same origin, not compared with it:", DIM)))
        for other in found.others:
            put(out, line("  ", _named(other)))


def _origin_lines(found: Copies, out: Console) -> Iterator[Text]:
    origin = found.origin
    if origin is None:
        yield line((found.because, DIM))
        return
    yield line((f"{counted(origin.n_documents, 'document')}, 1 origin", "bold"))
    if origin.document is not None:
        own = " (this one)" if origin.document.id == found.document.id else ""
        yield from wrapped(line("likely origin: ", _named(origin.document), own), out, 0)
    elif origin.agency:
        yield line(f"likely origin: {origin.agency}")
    else:
        yield line("the origin cannot be told")
    yield from wrapped(Text(f"· {origin.because}", DIM), out, 0)


def _named(row: DocumentRow) -> str:
    about = row.metadata
    parts = [about.outlet, about.published, about.title or row.name, row.id[:SHORT_ID]]
    return ", ".join(on_one_line(part) for part in parts if part)


def _copy_lines(one: CopyRow, text: str, out: Console) -> Iterator[Text]:
    match = one.match
    yield line((f"{match.kind} ", "bold"), (f"{match.score:.0%} ", ""), _named(one.document))
    yield from wrapped(Text(f"· {match.because}", DIM), out, 2)
    if not one.joined:
        yield line(("  · not taken for one origin: too little of either", DIM))
    for passage in match.passages[:FEW]:
        yield from wrapped(Text(_shortened(passage.one, text)), out, 4)
    rest = len(match.passages) - FEW
    if rest > 0:
        yield line((f"    and {counted(rest, 'passage')} more", DIM))


def _shortened(span: Span, text: str) -> str:
    words = on_one_line(span.of(text))
    if len(words) <= LONGEST:
        return f"“{words}”"
    return f"“{words[: LONGEST // 2].rstrip()} … {words[-LONGEST // 2 :].lstrip()}”"


def origin_row(row: OriginRow) -> Row:
    """What several documents go back to, for machines."""
    return {
        "origin": row.number,
        "documents": row.n_documents,
        "title": row.title,
        "document_id": row.document and row.document.id,
        "agency": row.agency,
        "confidence": row.confidence,
        "because": row.because,
    }


def copies_row(book: Ledger, found: Copies) -> Row:
    """What a document shares with others, for machines: every passage as a slice of both texts."""
    own = book.reading(found.document.id).document.text

    def copy(one: CopyRow) -> Row:
        other = book.reading(one.document.id).document.text
        match = one.match
        return {
            **document_row(one.document),
            "kind": match.kind,
            "score": match.score,
            "because": match.because,
            "same_origin": one.joined,
            "words": match.n_words,
            "share": match.share_one,
            "share_of_other": match.share_other,
            "passages": [
                {"here": _slice(each.one, own), "there": _slice(each.other, other), "words": each.n_words}
                for each in match.passages
            ],
        }

    return {
        "document_id": found.document.id,
        "origin": found.origin and origin_row(found.origin),
        "because": found.because,
        "agencies": [
            {"agency": tag.agency, "because": tag.because, "span": tag.span and _slice(tag.span, own)}
            for tag in found.tags
        ],
        "points_at": found.points_at,
        "source": found.source,
        "copies": [copy(one) for one in found.copies],
        "others": [row.id for row in found.others],
    }


def _slice(span: Span, text: str) -> Row:
    return {"start": span.start, "end": span.end, "text": span.of(text)}
