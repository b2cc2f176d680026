"""`speaker`: one speaker's page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from sayso.records import Row

from . import options
from .find import SHORT_ID, hit_lines, hit_row, write_rows
from .listing import DIM, SOURCE
from .skips import counted
from .speakers import SpeakerArgument, pick_speaker, speaker_row
from .terminal import console, day_of, line, on_one_line, put, wrapped

if TYPE_CHECKING:
    from sayso.ledger import RoleRow, SpeakerPage

LATEST = 10  # statements on a page for people, unless they ask for more
BAR = 40  # columns of the longest bar
MONTHS = 24  # bars at most; more become years


def speaker(
    name: SpeakerArgument,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            "-n",
            min=1,
            metavar="N",
            help="So many statements, newest first.",
            show_default="10; all with --json",
        ),
    ] = None,
    ledger: options.LedgerOption = None,
    json: options.JsonOption = False,
) -> None:
    """Show one speaker: what they said, when, to whom, and through which outlets.

    With the names and roles that articles give, why the names were joined, and who is kept apart though
    called alike. With --json, one object.

    \b
    Examples:
      sayso speaker "Mara Oduya"
      sayso speaker "Mara Oduya" --limit 50
    """
    from sayso.ledger import Ledger, SaidQuery

    with Ledger.open(ledger, create=False, read_only=True) as book:
        row = pick_speaker(book, name)
        page = book.speaker(row.id)
        hits = book.said(SaidQuery(speaker=row.id, limit=limit or (None if json else LATEST)))
        if json:
            write_rows([{**_page_row(page), "said": [hit_row(hit) for hit in hits]}])
            return
        out = console()
        for text in _page_lines(page):
            for wrapped_line in wrapped(text, out, 0):
                put(out, wrapped_line)
        for hit in islice(hits, limit or LATEST):
            put(out, Text())
            for text in hit_lines(hit, out, link=False):
                put(out, text)


def _page_lines(page: SpeakerPage) -> Iterator[Text]:
    row = page.row
    about = [row.kind, page.country, page.wikidata, row.id[:SHORT_ID]]
    yield line((on_one_line(row.name or ""), f"{SOURCE} underline"))
    yield line((" · ".join(on_one_line(part) for part in about if part), DIM))
    if row.by_name:
        yield line(("stands for a name, not for one speaker", "yellow"))
    said = f"{counted(row.n_attributions, 'statement')} in {counted(row.n_documents, 'document')}"
    if 0 < page.n_origins < row.n_documents:
        said += f" of {counted(page.n_origins, 'origin')}"
    first, last = day_of(row.first_published), day_of(row.last_published)
    when = f", published {_between(first, last or first)}" if first else ""
    yield line(said + when)
    names = [(name, n) for name, n in page.names if name != row.name]
    yield from _fact("also", _frequencies(names))
    yield from _fact("roles", "; ".join(map(_role, page.roles)))
    yield from _fact("how", _frequencies(page.cue_classes))
    yield from _fact("to", _frequencies(page.addressees))
    yield from _fact("outlets", _frequencies(page.outlets))
    yield from _fact("through", _frequencies(page.passed_on_by))
    yield from _bars(page.months)
    for join in page.joins:
        if join.decision is not None or join.name != row.name or len(page.joins) > 1:
            decided = f"decision {join.decision}, " if join.decision is not None else ""
            yield line((f"{'joined':<9}", DIM), f"{on_one_line(join.name)} ({join.n_documents}): ",
                       (f"{decided}{on_one_line(join.because)}", DIM))  # fmt: skip
    for other in page.namesakes:
        note = ", by name only" if other.by_name else ""
        found = f"{on_one_line(other.name or '')} {other.id[:SHORT_ID]} ({other.n_attributions:,}{note})"
        yield line((f"{'apart':<9}", DIM), found)


def _between(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def _fact(title: str, words: str) -> Iterator[Text]:
    if words:
        yield line((f"{title:<9}", DIM), words)


def _frequencies(listed: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{on_one_line(value)} ({n:,})" for value, n in listed)


def _role(role: RoleRow) -> str:
    when = f"{role.since or ''} to {role.until or 'now'}" if role.since or role.until else ""
    if not role.listed:
        when = f"in {role.n_documents:,}"
    return f"{on_one_line(role.title)} ({when})" if when else on_one_line(role.title)


def _bars(months: Sequence[tuple[str, int]]) -> Iterator[Text]:
    """How much was said over time, by month; by year where the months are many."""
    counts: dict[str, int] = {}
    for month, n in months:
        when = month[:4] if len(months) > MONTHS else month
        counts[when] = counts.get(when, 0) + n
    most = max(counts.values(), default=0)
    for number, (when, n) in enumerate(sorted(counts.items())):
        bar = "█" * max(1, round(BAR * n / most))
        yield line((f"{'when' if number == 0 else '':<9}{when:<8}", DIM), (bar, "cyan"), f" {n:,}")


def _page_row(page: SpeakerPage) -> Row:
    return {
        **speaker_row(page.row),
        "country": page.country,
        "wikidata": page.wikidata,
        "names": dict(page.names),
        "roles": [
            {
                "title": role.title,
                "since": role.since,
                "until": role.until,
                "documents": role.n_documents,
                "listed": role.listed,
            }
            for role in page.roles
        ],
        "months": dict(page.months),
        "outlets_by_documents": dict(page.outlets),
        "addressees": dict(page.addressees),
        "cue_classes": dict(page.cue_classes),
        "passed_on_by": dict(page.passed_on_by),
        "joins": [
            {
                "name": join.name,
                "documents": join.n_documents,
                "because": join.because,
                "decision": join.decision,
            }
            for join in page.joins
        ],
        "namesakes": [speaker_row(row) for row in page.namesakes],
    }
