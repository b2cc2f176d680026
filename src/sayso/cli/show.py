"""`show`: one document of the ledger, with its attributions marked, or what changed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from sayso.errors import AbortRun
from sayso.export import to_json
from sayso.records import Reading, row_of, to_rows

from . import options
from .article import article_lines, legend
from .find import SHORT_ID, document_row
from .listing import DIM, heading_lines, list_lines
from .terminal import console, line, machine_output, on_one_line, put, shown, wrapped

if TYPE_CHECKING:
    from sayso.ledger import Change, DocumentRow, Ledger
    from sayso.ledger.rows import Worded

SIGNS = {"added": ("+", "green"), "dropped": ("-", "red"), "changed": ("~", "yellow")}


def show(
    document: options.DocumentArgument,
    diff: Annotated[
        bool, typer.Option("--diff", help="What changed in what was said since the version before.")
    ] = False,
    why: options.WhyOption = False,
    ledger: options.LedgerOption = None,
    json: options.JsonOption = False,
) -> None:
    """Show an article with its sources, cues and contents marked.

    Below the text stands the list of who said what, under the numbers that stand in the text; ↳ stands
    before what is said within what another says. With --diff, the statements that were added, dropped
    or changed since the version before of the same address.
    """
    from sayso.ledger import Ledger

    with Ledger.open(ledger, create=False, read_only=True) as book:
        row = pick(book, document)
        if diff:
            _show_diff(book, row, json=json)
        elif json:
            reading = book.reading(row.id)
            found = {
                **document_row(row),
                "text": reading.document.text,
                "attributions": list(to_rows(reading)),
            }
            _write(found)
        else:
            _print(book.reading(row.id), console(), why=why)


def pick(book: Ledger, reference: str) -> DocumentRow:
    """The one document that a reference names, its newest version; AbortRun where that is not one."""
    found = book.find_documents(reference)
    if not found:
        raise AbortRun(reference, "no document in the ledger answers to that", "sayso documents lists them")
    current = [row for row in found if row.current]
    if len(current or found) == 1:
        return (current or found)[0]
    ids = ", ".join(row.id[:SHORT_ID] for row in found[:5])
    raise AbortRun(reference, f"{len(found)} documents answer to that", f"name one by its id: {ids}")


def _print(reading: Reading, out: Console, *, why: bool) -> None:
    document = reading.document
    for text in heading_lines(document.name, document.metadata):
        put(out, text)
    if document.place:
        where = f"in {document.place.file}, {document.place.length} bytes from byte {document.place.offset}"
        put(out, line((where, DIM)))
    put(out, Text())
    for text in article_lines(reading, out):
        put(out, text)
    put(out, Text())
    if reading.unread:
        out.print(line((f"not read: {on_one_line(reading.unread)}", DIM)))
        return
    if not reading.attributions:
        out.print(line(("nothing found that somebody is said to have said", DIM)))
        return
    out.print(legend())
    for text in list_lines(reading, out, why=why):
        put(out, text)


def _show_diff(book: Ledger, row: DocumentRow, *, json: bool) -> None:
    if row.previous is None:
        raise AbortRun(row.id[:SHORT_ID], "is the only version of its address", "nothing to compare it with")
    changes = book.diff(row.previous, row.id)
    if json:
        texts = {id: book.reading(id).document for id in (row.previous, row.id)}
        for change in changes:
            sides = {"older": change.older, "newer": change.newer}
            found = {
                name: worded
                and row_of(
                    texts[worded.attribution.document_id].name,
                    texts[worded.attribution.document_id].text,
                    worded.attribution,
                )
                for name, worded in sides.items()
            }
            _write({"kind": change.kind, "roles": list(change.roles), "because": change.because, **found})
        return
    out = console()
    for text in heading_lines(row.name, row.metadata):
        put(out, text)
    out.print(line((f"version {row.version} against the one before, {row.previous[:SHORT_ID]}", DIM)))
    same = True
    for change in changes:
        same = False
        put(out, Text())
        _print_change(change, out)
    if same:
        out.print(line("what was said is the same"))


def _print_change(change: Change, out: Console) -> None:
    sign, style = SIGNS[change.kind]
    roles = f" ({', '.join(change.roles)})" if change.roles else ""
    out.print(line((f"{sign} {change.kind}{roles}", style)))
    for name, worded in (("before", change.older), ("now", change.newer)):
        if worded is not None:
            _print_worded(name if change.kind == "changed" else "", worded, out)


def _print_worded(name: str, worded: Worded, out: Console) -> None:
    source = on_one_line(worded.source) or "no source named"
    label = f"{name}: " if name else ""
    out.print(line("  ", (label, DIM), f"{source} · {on_one_line(worded.cue)}"), soft_wrap=True)
    for text in wrapped(Text(shown(worded.content)), out, 4):
        put(out, text)


def _write(found: object) -> None:
    out = machine_output()
    out.write(to_json(found) + b"\n")
    out.flush()
