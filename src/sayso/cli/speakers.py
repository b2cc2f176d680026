"""`speakers`: who speaks, across documents, and what people decide about who is who."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.errors import AbortRun
from sayso.records import Row

from . import options
from .find import SHORT_ID, SHOWN, make_table, print_table, speakers_table, write_rows
from .listing import DIM
from .rim import DONE, INCOMPLETE
from .skips import Skips, counted
from .terminal import console, error_console, line, on_one_line, put

if TYPE_CHECKING:
    from sayso.ledger import DecisionRow, Ledger, SpeakerRow
    from sayso.link.roster import BadLine, RosterEntry

group = typer.Typer(
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)

SpeakerArgument = Annotated[
    str, typer.Argument(metavar="SPEAKER", help="A speaker's name, id, or the beginning of the id.")
]
DecidedBy = Annotated[
    str | None,
    typer.Option("--by", metavar="WHO", help="Who decides it; it is kept.", show_default="your user name"),
]
Reason = Annotated[str | None, typer.Option("--reason", metavar="WHY", help="Why; it is kept.")]


@group.callback()
def speakers(
    context: typer.Context,
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help="Only those with this in one of their names.")
    ] = None,
    kind: options.KindOption = None,
    outlet: options.OutletFilter = None,
    since: options.SinceOption = None,
    until: options.UntilOption = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", "-n", min=1, metavar="N", help="At most so many.", show_default="50; all with --json"
        ),
    ] = None,
    ledger: options.LedgerOption = None,
    json: options.JsonOption = False,
) -> None:
    """List who speaks, and how often, across documents.

    One row is one speaker, under whatever names: names of several documents are joined where they are
    alike and nothing speaks against it, a bare surname only on evidence. What stands “by name” is no one
    in particular: words like “officials”, and bare names of which nothing tells whose they are. Pronouns
    that are not resolved are counted together as unresolved. Where some of the documents are copies of one
    another, it says how many origins they have.

    What people decide with merge, split and rename is kept with who and when, wins over the rules, and
    stays when articles are read again.

    \b
    Examples:
      sayso speakers --kind person
      sayso speakers merge "Mara Oduya" "M. Oduya" --reason "the same mayor"
      sayso speakers split "John Pell" --role striker --reason "two men"
      sayso speakers import officials.csv
    """
    if context.invoked_subcommand is not None:
        return
    from sayso.ledger import Ledger, SpeakersQuery

    query = SpeakersQuery(
        by=by,
        kind=kind.value if kind else None,
        outlet=outlet,
        since=since,
        until=until,
        limit=limit or (None if json else SHOWN),
    )
    with Ledger.open(ledger, create=False, read_only=True) as book:
        rows = book.speakers(query)
        if json:
            write_rows(speaker_row(row) for row in rows)
            return
        table = speakers_table(rows)
        print_table(table)
        if limit is None and table.row_count >= SHOWN:
            error_console().print(f"\nthe first {SHOWN}; --limit N shows more")


@group.command()
def merge(
    speaker: SpeakerArgument,
    others: Annotated[
        list[str], typer.Argument(metavar="OTHER...", help="Those who are the same, by name or id.")
    ],
    by: DecidedBy = None,
    reason: Reason = None,
    ledger: options.LedgerOption = None,
) -> None:
    """Say that speakers are one and the same.

    All that the others say is the first one's from now on, also in articles that are added later.
    """
    with _open(ledger) as book:
        kept = pick_speaker(book, speaker)
        for other in others:
            row = pick_speaker(book, other)
            number = book.merge(kept.id, row.id, by=_decider(by), reason=reason, now=datetime.now(UTC))
            _say(f"{row.name} is {kept.name}", number)


@group.command()
def split(
    speaker: SpeakerArgument,
    document: Annotated[
        list[str] | None,
        typer.Option("--document", "-d", metavar="DOCUMENT", help="What is said in this document; several."),
    ] = None,
    role: Annotated[
        str | None,
        typer.Option("--role", metavar="ROLE", help="What is said in this role, by any words for it."),
    ] = None,
    called: Annotated[
        str | None, typer.Option("--called", metavar="NAME", help="What is said under this name.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="What to call the other one.")
    ] = None,
    by: DecidedBy = None,
    reason: Reason = None,
    ledger: options.LedgerOption = None,
) -> None:
    """Say that a part of what a speaker says is someone else's.

    The part is what is said in some documents, in a role, or under a name; give one of these.
    """
    from sayso.ledger import SplitBy

    from .show import pick

    with _open(ledger) as book:
        row = pick_speaker(book, speaker)
        which = SplitBy(documents=tuple(pick(book, one).id for one in document or ()), role=role, name=called)
        number = book.split(row.id, which, name=name, by=_decider(by), reason=reason, now=datetime.now(UTC))
        _say(f"split {row.name}", number)


@group.command()
def rename(
    speaker: SpeakerArgument,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name to be shown.")],
    by: DecidedBy = None,
    reason: Reason = None,
    ledger: options.LedgerOption = None,
) -> None:
    """Give a speaker the name to be shown.

    The other names stay: articles are matched with all of them.
    """
    with _open(ledger) as book:
        row = pick_speaker(book, speaker)
        number = book.rename(row.id, name, by=_decider(by), reason=reason, now=datetime.now(UTC))
        _say(f"{row.name} is shown as {name}", number)


@group.command()
def decisions(ledger: options.LedgerOption = None, json: options.JsonOption = False) -> None:
    """List what people decided, with who, when and why."""
    from sayso.ledger import Ledger

    with Ledger.open(ledger, create=False, read_only=True) as book:
        rows = book.decisions()
    if json:
        write_rows(_decision_row(row) for row in rows)
        return
    table = make_table("no.", "decided", "by", "on", "why", right=(0,))
    for row in rows:
        undone = f" (undone by {row.undone_by})" if row.undone_at else ""
        table.add_row(
            str(row.number),
            line(_decided(row), (undone, DIM)),
            line(on_one_line(row.by)),
            f"{row.at:%Y-%m-%d}",
            line(on_one_line(row.reason or "")),
        )
    print_table(table)


@group.command()
def undo(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="The decision's number.")],
    by: DecidedBy = None,
    ledger: options.LedgerOption = None,
) -> None:
    """Take a decision back.

    It stays on record as undone.
    """
    with _open(ledger) as book:
        book.undo(number, by=_decider(by), now=datetime.now(UTC))
    console().print(line(f"decision {number} is undone"))


@group.command(name="import")
def import_(
    roster: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, or FollowTheMoney's JSON lines.")],
    ledger: options.LedgerOption = None,
) -> None:
    """Import a list of who is who.

    It gives speakers their proper names, countries, Wikidata ids, and the roles that they held and when:
    who was minister when an article was published is evidence of whom it means. CSV has a heading line
    with name and, as they are known, aliases (separated by ;), kind, role, from, until, country and
    wikidata; of the JSON lines that OpenSanctions publishes (entities.ftm.json, targets.nested.json)
    people, companies, organisations and public bodies are taken. Nothing is looked up anywhere. Articles
    that are in the ledger already are matched by `sayso speakers relink`.

    Exit code: 0 all is imported, 1 some lines were left out, 2 it cannot be read.
    """
    from sayso.link.roster import read_roster

    skips = Skips(error_console())
    try:
        with _open(ledger) as book, roster.open(encoding="utf-8-sig", newline="") as lines:
            entries = _without_bad(read_roster(lines), skips)
            done = book.import_roster(entries, source=roster.name, now=datetime.now(UTC))
    except OSError as error:
        raise AbortRun(str(roster), f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise AbortRun(str(roster), "is not UTF-8", "convert it first") from error
    text = f"{counted(done.new, 'new entry', 'new entries')}, {done.replaced:,} replaced"
    console().print(line(text + (f", {skips.count:,} left out" if skips.count else "")))
    raise typer.Exit(INCOMPLETE if skips.count else DONE)


@group.command()
def relink(ledger: options.LedgerOption = None) -> None:
    """Work out anew who is who.

    As articles are added, each name is compared with those that came before, so what is found depends on
    their order. This starts from nothing, goes from the oldest article to the newest, and looks at bare
    names once more at the end. What people decided stays.
    """
    with _open(ledger) as book, error_console().status("linking"):
        moved = book.relink()
    console().print(line(f"{counted(moved, 'name')} in documents moved to another speaker"))


def speaker_row(row: SpeakerRow) -> Row:
    """A speaker for machines."""
    return {
        "id": row.id or None,
        "name": row.name,
        "kind": row.kind,
        "by_name": row.by_name,
        "attributions": row.n_attributions,
        "documents": row.n_documents,
        "origins": row.n_origins,
        "outlets": list(row.outlets),
        "first_published": row.first_published,
        "last_published": row.last_published,
    }


def pick_speaker(book: Ledger, reference: str) -> SpeakerRow:
    """The one speaker that a name or an id means; AbortRun where that is not one.

    Who stands for more than a name comes before who does not.
    """
    found = book.find_speakers(reference)
    if not found:
        raise AbortRun(reference, "no speaker in the ledger answers to that", "sayso speakers lists them")
    called = [row for row in found if (row.name or "").casefold() == reference.casefold()] or found
    named = [row for row in called if not row.by_name] or called
    if len(named) == 1:
        return named[0]
    choices = ", ".join(f"{on_one_line(row.name or '')} {row.id[:SHORT_ID]}" for row in named[:5])
    raise AbortRun(reference, f"{len(named)} speakers answer to that", f"name one by its id: {choices}")


def _open(where: str | None) -> Ledger:
    from sayso.ledger import Ledger

    return Ledger.open(where, create=False)


def _decider(by: str | None) -> str:
    if by:
        return by
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError) as error:
        raise AbortRun("--by", "your user name is not known", "give --by NAME") from error


def _say(what: str, number: int) -> None:
    done = line(on_one_line(what), (f"; decision {number}, sayso speakers undo {number}", DIM))
    put(console(), done)


def _without_bad(items: Iterator[RosterEntry | BadLine], skips: Skips) -> Iterator[RosterEntry]:
    from sayso.link.roster import BadLine

    for item in items:
        if isinstance(item, BadLine):
            skips.say(f"line {item.line}", item.reason)
        else:
            yield item


def _decided(row: DecisionRow) -> str:
    name, other = on_one_line(row.name or row.identity), on_one_line(row.other_name or row.other or "")
    if row.what == "merge":
        return f"{other} is {name}"
    if row.what == "rename":
        return f"{row.identity[:SHORT_ID]} is shown as {row.told.get('name')}"
    taken = ", ".join(f"{key} {value}" for key, value in row.told.items() if value)
    return f"{other} apart from {name}: {taken}"


def _decision_row(row: DecisionRow) -> Row:
    return {
        "number": row.number,
        "what": row.what,
        "speaker": row.identity,
        "name": row.name,
        "other": row.other,
        "other_name": row.other_name,
        "told": row.told,
        "by": row.by,
        "at": row.at.isoformat(),
        "reason": row.reason,
        "undone_by": row.undone_by,
        "undone_at": row.undone_at and row.undone_at.isoformat(),
    }
