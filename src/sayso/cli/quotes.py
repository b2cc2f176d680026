"""`quotes`: the same quotation in several documents, and how its wording differs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from . import options
from .find import write_rows
from .listing import DIM
from .show import pick
from .skips import counted, origins
from .terminal import console, error_console, line, on_one_line, put, wrapped

if TYPE_CHECKING:
    from sayso.ledger import Ledger, QuoteGroup, QuotePlace, QuoteVersion

SHOWN = 20  # quotations for people, unless they ask for more
PAGE = 100  # quotations fetched at once
# Marks beside the colours: colours are off in pipes, and not everybody tells them apart.
STYLES = {"same": ("{}", ""), "gone": ("[-{}-]", "red"), "new": ("{{+{}+}}", "green"), "outside": ("{}", DIM)}
CALLED = {
    "same": "the same words",
    "spelling": "the same words, written otherwise",
    "excerpt": "a shorter or longer passage",
    "marked edit": "edited, and the marks show it",
    "altered": "worded differently, and no mark shows it",
}


def quotes(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WORDS]...", help="Words of the quotation, as in `said`.", show_default=False
        ),
    ] = None,
    altered: Annotated[
        bool,
        typer.Option(
            "--altered", help="Only what two outlets word differently, with nothing in the marks to show it."
        ),
    ] = False,
    by: options.ByOption = None,
    outlet: options.OutletFilter = None,
    document: Annotated[
        str | None,
        typer.Option("--document", "-d", metavar="DOCUMENT", help="Only what stands in this document too."),
    ] = None,
    since: options.SinceOption = None,
    until: options.UntilOption = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", "-n", min=1, metavar="N", help="At most so many.", show_default="20; all with --json"
        ),
    ] = None,
    ledger: options.LedgerOption = None,
    json: options.JsonOption = False,
) -> None:
    """Show quotations that stand in several documents, and how they are worded there.

    The versions of one quotation stand below each other, each with the outlets that print it, and what
    differs from an earlier version: [-words that only the other has-], {+words that only this one has+}.
    Below, each difference is explained. What the marks show (an ellipsis, brackets, marks that are
    closed and opened again) is told apart from what nothing shows. Where some of the articles are copies of
    one another, it says how many origins they have. Sayso does not say which version is right.

    A ledger of an older Sayso is looked through when this is first asked.

    \b
    Examples:
      sayso quotes --altered
      sayso quotes bridge --by Oduya
      sayso quotes --document tideline --json
    """
    from sayso.ledger import Ledger, QuotesQuery, group_row

    _look_through(ledger)
    with Ledger.open(ledger, create=False, read_only=True) as book:
        query = QuotesQuery(
            altered=altered,
            words=" ".join(words) if words else None,
            by=by,
            outlet=outlet,
            document=pick(book, document).id if document else None,
            since=since,
            until=until,
            limit=min(PAGE, limit or PAGE) if json or limit else SHOWN,
        )
        wanted = limit or (None if json else SHOWN)
        if json:
            write_rows(group_row(group) for group in _groups(book, query, wanted))
            return
        out, count = console(), 0
        for count, group in enumerate(_groups(book, query, wanted), 1):
            if count > 1:
                put(out, Text())
            for text in group_lines(group, out):
                put(out, text)
        if not count:
            error_console().print("nothing found")
        elif limit is None and count == SHOWN:
            error_console().print(f"\nthe last {SHOWN}; --limit N shows more")


def _look_through(ledger: str | None) -> None:
    """Look through the documents of an older ledger, once, and say how far it is."""
    from sayso.ledger import Ledger

    with Ledger.open(ledger, create=False, read_only=True) as book:
        n = book.quotes_waiting()
    if not n:
        return
    told = error_console()
    told.print(f"looking for quotations in {n:,} documents that were added before …")
    with Ledger.open(ledger, create=False) as book:
        done = 0
        for some in book.place_quotes():
            done += some
            told.print(f"{done:,} of {n:,}")


def _groups(book: Ledger, query: object, wanted: int | None) -> Iterator[QuoteGroup]:
    from sayso.ledger import QuotesQuery

    assert isinstance(query, QuotesQuery)
    mark, count = None, 0
    while True:
        page = book.quotes(query, mark=mark)
        for group in page.rows:
            yield group
            count += 1
            if count == wanted:
                return
        mark = page.following
        if mark is None:
            return


def group_lines(group: QuoteGroup, on: Console) -> Iterator[Text]:
    """One quotation for people: every version, where it stands, and what differs."""
    speakers = dict.fromkeys(
        on_one_line(place.hit.speaker.name) if place.hit.speaker else "speaker not resolved"
        for version in group.versions
        for place in version.places
    )
    counts = [
        counted(group.n_documents, "article") + origins(group.n_documents, group.n_origins),
        counted(group.n_outlets, "outlet"),
        counted(len(group.versions), "wording"),
    ]
    worded = [("worded differently", "yellow")] if group.altered else []
    yield line(
        (" / ".join(speakers), "bold"),
        (f" · {' · '.join(counts)}", DIM),
        *([" · "] if worded else []),
        *worded,
    )
    for number, version in enumerate(group.versions):
        yield from _version_lines(group, number, version, on)
    if group.n_left_out:
        yield line((f"  {counted(group.n_left_out, 'place')} more", DIM))


def _version_lines(group: QuoteGroup, number: int, version: QuoteVersion, on: Console) -> Iterator[Text]:
    from sayso.ledger import pieces_of

    text = Text()
    for piece in pieces_of(group, number):
        form, style = STYLES[piece.how]
        shown = on_one_line(piece.text)
        lead = " " if piece.text[:1].isspace() else ""
        tail = " " if len(piece.text) > 1 and piece.text[-1].isspace() else ""
        text.append(lead + form.format(shown) + tail if shown else lead, style)
    yield from _numbered(f"  {number + 1}  ", text, on)
    for place in version.places:
        yield line("     ", (_where(place), DIM))
    if version.against is not None:
        yield line("     ", (f"beside {version.against + 1}: ", DIM), CALLED[version.mark])
    for difference in version.differences:
        yield from wrapped(line(("· ", DIM), (difference.because, DIM)), on, 7)
    if version.score is not None:
        score = f"taken for the same ({version.score:.2f}): "
        yield from wrapped(line((score, DIM), ("; ".join(version.reasons), DIM)), on, 5)


def _numbered(lead: str, text: Text, on: Console) -> Iterator[Text]:
    for place, row in enumerate(wrapped(text, on, len(lead))):
        yield Text.assemble((lead, DIM), row[len(lead) :]) if not place else row


def _where(place: QuotePlace) -> str:
    about = place.hit.document.metadata
    parts = (
        about.outlet,
        about.published,
        about.title or place.hit.document.name,
        place.hit.document.id[:12],
    )
    return ", ".join(on_one_line(part) for part in parts if part)
