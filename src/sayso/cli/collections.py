"""`collections`: what is gathered for a case, kept with notes, and exported whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qs, urlencode, urlsplit

import typer

from sayso.errors import AbortRun, NotInLedger
from sayso.records import Row

from . import options
from .find import SHORT_ID, make_table, print_table, write_rows
from .listing import DIM
from .show import pick
from .skips import counted
from .speakers import _decider as decider
from .speakers import pick_speaker
from .terminal import console, error_console, line, machine_output, on_one_line, put, shown

if TYPE_CHECKING:
    from sayso.ledger import CollectionRow, KeptThing, KeptWhat, Ledger

group = typer.Typer(
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


class CollectionForm(StrEnum):
    """How a collection is written: the keys of `sayso.collected.FORMS`."""

    HTML = "html"
    JSONL = "jsonl"
    LEDGER = "ledger"


NumberArgument = Annotated[
    int, typer.Argument(metavar="NUMBER", min=1, help="The collection's number, which the list shows.")
]
KeptArgument = Annotated[
    int, typer.Argument(metavar="KEPT", min=1, help="The kept thing's number, which `show` shows.")
]
KeptBy = Annotated[
    str | None,
    typer.Option("--by", metavar="WHO", help="Who does it; it is kept.", show_default="your user name"),
]
NoteOption = Annotated[str, typer.Option("--note", metavar="TEXT", help="What you note on it.")]


@group.callback()
def collections(
    context: typer.Context,
    ledger: options.LedgerOption = None,
    json: options.JsonOption = False,
) -> None:
    """Gather documents, quotations, speakers, outlets and searches for a case.

    Without a command: the collections, the last made first, closed ones at the end.

    \b
    Examples:
      sayso collections make "The crane at Port Ansel"
      sayso collections keep 1 courier --note "the first report"
      sayso collections keep 1 --search "words=crane&by=Quill"
      sayso collections export 1 -o crane.html
    """
    if context.invoked_subcommand is not None:
        return
    with _open(ledger) as book:
        rows = book.collections()
    if json:
        write_rows(_collection_row(row) for row in rows)
        return
    table = make_table("no.", "collection", "things", "made by", "on", right=(0, 2))
    for row in rows:
        closed = (" (closed)", DIM) if row.closed else ""
        name = line(on_one_line(row.name), closed)
        table.add_row(str(row.id), name, f"{row.n_kept:,}", line(on_one_line(row.by)), f"{row.at:%Y-%m-%d}")
    print_table(table)


@group.command()
def make(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of the case.")],
    note: NoteOption = "",
    by: KeptBy = None,
    ledger: options.LedgerOption = None,
) -> None:
    """Make a collection."""
    with _open(ledger, writes=True) as book:
        number = book.make_collection(name, note=note, by=decider(by), now=datetime.now(UTC))
    put(console(), line(f"collection {number}: {on_one_line(name)}"))


@group.command()
def show(
    number: NumberArgument, ledger: options.LedgerOption = None, json: options.JsonOption = False
) -> None:
    """Show what is in a collection, with its notes."""
    with _open(ledger) as book:
        collection, things = book.gathered(number)
    if json:
        write_rows([_collection_row(collection), *(_thing_row(thing) for thing in things)])
        return
    out = console()
    closed = (" (closed)", DIM) if collection.closed else ""
    put(out, line((on_one_line(collection.name), "bold"), closed))
    if collection.note:
        out.print(shown(collection.note), soft_wrap=True)
    table = make_table("kept", "what", "title", "note", "by", "on", right=(0,))
    for thing in things:
        kept = thing.kept
        title = line(on_one_line(kept.title), (_remark(thing), DIM))
        table.add_row(
            str(kept.id),
            kept.what,
            title,
            line(on_one_line(kept.note)),
            line(on_one_line(kept.by)),
            f"{kept.at:%Y-%m-%d}",
        )
    print_table(table)


@group.command()
def keep(
    number: NumberArgument,
    references: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[REFERENCE]...",
            help="Documents, quotations and speakers, by id, name or address.",
            show_default=False,
        ),
    ] = None,
    search: Annotated[
        list[str] | None,
        typer.Option(
            "--search",
            metavar="QUERY",
            help="A search: its address in the browser, or words=…&by=…; several.",
        ),
    ] = None,
    outlet: Annotated[
        list[str] | None,
        typer.Option("--outlet", metavar="NAME", help="An outlet, by its whole name; several."),
    ] = None,
    note: NoteOption = "",
    by: KeptBy = None,
    ledger: options.LedgerOption = None,
) -> None:
    """Keep things in a collection, each once.

    A reference is looked for among documents, then quotations (attributions, by id), then speakers.
    """
    if not (references or search or outlet):
        raise AbortRun("keep", "nothing is named", "name a document, a speaker or --search QUERY")
    who = decider(by)
    with _open(ledger, writes=True) as book:
        wanted = [_find(book, reference) for reference in references or ()]
        wanted += [("outlet", name, name) for name in outlet or ()]
        wanted += [_search(query) for query in search or ()]
        for what, reference, title in wanted:
            before = number in book.where_kept(what, reference)
            kept = book.keep(number, what, reference, title=title, note=note, by=who, now=datetime.now(UTC))
            done = "was kept already" if before else "kept"
            put(console(), line(f"{done}: {what} {on_one_line(title)}", (f"; kept {kept}", DIM)))


@group.command()
def drop(kept: KeptArgument, by: KeptBy = None, ledger: options.LedgerOption = None) -> None:
    """Take a thing out of its collection.

    The thing itself stays in the ledger, and who took it out is kept.
    """
    with _open(ledger, writes=True) as book:
        book.drop(kept, by=decider(by), now=datetime.now(UTC))
    put(console(), line(f"kept {kept} is dropped"))


@group.command()
def note(
    kept: KeptArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The note, in place of the former one.")],
    ledger: options.LedgerOption = None,
) -> None:
    """Give a kept thing another note."""
    with _open(ledger, writes=True) as book:
        book.annotate(kept, note=text)
    put(console(), line(f"kept {kept} has its note"))


@group.command()
def close(
    number: NumberArgument,
    again: Annotated[bool, typer.Option("--open", help="Open it again.")] = False,
    by: KeptBy = None,
    ledger: options.LedgerOption = None,
) -> None:
    """Close a collection: what is in it stays, and nothing more is kept in it."""
    with _open(ledger, writes=True) as book:
        book.close_collection(number, closed=not again, by=decider(by), now=datetime.now(UTC))
    put(console(), line(f"collection {number} is {'open again' if again else 'closed'}"))


@group.command()
def export(
    number: NumberArgument,
    format: Annotated[
        CollectionForm | None,
        typer.Option("--format", "-f", help="The form.", show_default="by the ending of OUT, else html"),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="OUT", help="The file.", show_default="standard output"),
    ] = None,
    by: KeptBy = None,
    ledger: options.LedgerOption = None,
) -> None:
    """Write a collection whole, with references that can be followed by hand.

    \b
    html     one page to print: every quotation in its sentence, every document in full, every hash
    jsonl    one JSON object a line, each with its reference
    ledger   a ledger of its own with the collection's documents, their bytes and what people judged

    \b
    Examples:
      sayso collections export 1 -o crane.html
      sayso collections export 1 --format ledger -o crane.db
      sayso verify --ledger crane.db
    """
    from sayso.collected import FORMS, copy_collection, gather_dossier, write_collection

    name = format.value if format else _form_of(out)
    to_stdout = out is None or str(out) == "-"
    with _open(ledger) as book:
        if not FORMS[name].text:
            if out is None or to_stdout:
                raise AbortRun(
                    f"--format {name}", "needs a file", f"name one with -o FILE{FORMS[name].suffix}"
                )
            n = copy_collection(book, number, out)
            _say(f"wrote {counted(n, 'document')} to {out}")
            return
        # The words of searches are those of the pages, whose packages this does not load.
        from sayso.web.kept_searches import SEARCH_WORDS

        dossier = gather_dossier(book, number, words=SEARCH_WORDS, by=decider(by), now=datetime.now(UTC))
        if out is None or to_stdout:
            write_collection(dossier, name, machine_output())
        else:
            n = write_collection(dossier, name, out)
            _say(f"wrote {counted(n, 'line' if name == 'jsonl' else 'thing')} to {out}")


def _form_of(out: Path | None) -> str:
    from sayso.collected import FORMS

    for name, form in FORMS.items():
        if out is not None and out.suffix.lower() == form.suffix:
            return name
    return CollectionForm.HTML.value


def _say(what: str) -> None:
    error_console().print(line(what), soft_wrap=True)


def _open(where: str | None, *, writes: bool = False) -> Ledger:
    from sayso.ledger import Ledger

    return Ledger.open(where, create=False, read_only=not writes)


def _find(book: Ledger, reference: str) -> tuple[KeptWhat, str, str]:
    """What a reference means: its kind, its id and its title."""
    if book.find_documents(reference):
        row = pick(book, reference)
        return "document", row.id, row.metadata.title or row.name
    cited = book.cited([reference]).get(reference)
    if cited is not None:
        hit = cited.hit
        speaker = hit.speaker.name if hit.speaker else None
        return "attribution", reference, f"{speaker}: {hit.sentence_text}" if speaker else hit.sentence_text
    if not book.find_speakers(reference):
        problem = "the ledger has no document, quotation or speaker that answers to that"
        raise NotInLedger(reference, problem, "for a search, --search; for an outlet, --outlet")
    speaker_row = pick_speaker(book, reference)
    return "speaker", speaker_row.id, speaker_row.name or reference


def _search(given: str) -> tuple[KeptWhat, str, str]:
    """The search of an address, or of what stands behind its question mark; words alone are words."""
    from sayso.web.kept_searches import read_search, search_reference, search_words

    asked = urlsplit(given).query if "?" in given else given
    if not parse_qs(asked):
        asked = urlencode({"words": given})
    query = read_search(asked)
    return "search", search_reference(query), search_words(query)


def _remark(thing: KeptThing) -> str:
    """What the ledger has of it now, where that is worth a word."""
    there: Sequence[object] = (thing.document, thing.cited, thing.speaker, thing.outlet)
    if thing.kept.what != "search" and not any(there):
        return " (no longer in the ledger)"
    if thing.cited and not thing.cited.standing:
        return " (no longer in the newest reading)"
    if thing.document:
        return f" {thing.document.id[:SHORT_ID]}"
    row = thing.speaker or thing.outlet
    return f" {counted(row.n_attributions, 'attribution')}" if row else ""


def _collection_row(row: CollectionRow) -> Row:
    return {
        "number": row.id,
        "name": row.name,
        "note": row.note,
        "by": row.by,
        "at": row.at.isoformat(),
        "things": row.n_kept,
        "closed": row.closed,
    }


def _thing_row(thing: KeptThing) -> Row:
    kept = thing.kept
    there: Sequence[object] = (thing.document, thing.cited, thing.speaker, thing.outlet)
    return {
        "kept": kept.id,
        "what": kept.what,
        "reference": kept.reference,
        "title": kept.title,
        "note": kept.note,
        "by": kept.by,
        "at": kept.at.isoformat(),
        "in_ledger": kept.what == "search" or any(there),
    }
