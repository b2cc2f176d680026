"""`said`, `documents`, `skipped`: what the ledger holds."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sayso.export import to_json
from sayso.records import Attribution, Row, Span, row_of

from . import options
from .listing import CONTENT, DIM, fact_lines, head_parts
from .skips import counted, origins
from .terminal import (
    Part,
    console,
    day_of,
    error_console,
    line,
    machine_output,
    on_one_line,
    put,
    shown,
    wrapped,
)

if TYPE_CHECKING:
    from sayso.ledger import DocumentRow, Hit, SpeakerRow

NOTHING = "nothing there"
SHOWN = 50  # hits for people, unless they ask for more: some ten screens
FEW = 3  # outlets that are named before the rest is counted
SHORT_ID = 12  # characters of an id that people are shown: enough for a ledger of millions


def said(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WORDS]...",
            help='What was said: words, "a phrase" in double quotation marks, the beginning of a word*.',
            show_default=False,
        ),
    ] = None,
    by: options.ByOption = None,
    about: Annotated[
        str | None,
        typer.Option(
            "--about",
            metavar="WORDS",
            help="Only what mentions this, word for word; of a known speaker, any of the names.",
        ),
    ] = None,
    cue_class: Annotated[
        options.CueClassType | None,
        typer.Option("--class", "-c", metavar="CLASS", help=f"Only what was said so: {options.CUE_CLASSES}."),
    ] = None,
    kind: options.KindOption = None,
    polarity: Annotated[
        options.PolarityType | None,
        typer.Option("--polarity", help="Only what was said, or only what was not (“refused to say”)."),
    ] = None,
    outlet: options.OutletFilter = None,
    since: options.SaidSinceOption = None,
    until: options.SaidUntilOption = None,
    quotation: Annotated[
        options.QuotationType | None, typer.Option("--quotation", "-q", help="Only this type of quotation.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", "-n", min=1, metavar="N", help="At most so many.", show_default="50; all with --json"
        ),
    ] = None,
    fold: options.FoldOption = False,
    ledger: options.LedgerOption = None,
    json: options.JsonOption = False,
) -> None:
    """Find what was said, and by whom.

    Each answer is the whole sentence, with its speaker, outlet, date and address, so that it can be
    cited. Words are looked for in what was said, whatever their case. What was passed on shows through
    whom: CNN ← officials.

    --since and --until go by the day on which something was said where that is known, and else by the
    day on which it was published.

    \b
    Examples:
      sayso said bridge
      sayso said '"no idea"' --by Oduya
      sayso said --by minister --since 2024-05 --quotation direct
      sayso said --about "Marrow Bridge" --class deny --kind person
      sayso said bridge --fold
    """
    from sayso.ledger import Ledger, SaidQuery

    query = SaidQuery(
        words=" ".join(words) if words else None,
        about=about,
        by=by,
        cue_class=cue_class.value if cue_class else None,
        kind=kind.value if kind else None,
        polarity=polarity.value if polarity else None,
        outlet=outlet,
        since=since,
        until=until,
        quotation=quotation.value if quotation else None,
        limit=limit or (None if json else SHOWN),
        fold=fold,
    )
    with Ledger.open(ledger, create=False, read_only=True) as book:
        hits = book.said(query)
        if json:
            write_rows(hit_row(hit) for hit in hits)
        else:
            _print_hits(hits, limited=limit is None)


def documents(
    fold: Annotated[
        bool, typer.Option("--fold", help="Without those that carry the text of an earlier one.")
    ] = False,
    ledger: options.LedgerOption = None,
    json: options.JsonOption = False,
) -> None:
    """List the documents in the ledger."""
    from sayso.ledger import Ledger

    with Ledger.open(ledger, create=False, read_only=True) as book:
        rows = book.documents(fold=fold)
        if json:
            write_rows(document_row(row) for row in rows)
            return
        table = make_table("id", "published", "outlet", "title", "said", right=(4,))
        for row in rows:
            title = row.metadata.title or row.name
            table.add_row(
                row.id[:SHORT_ID],
                line(day_of(row.metadata.published)),
                line(row.metadata.outlet or ""),
                line(title, *_notes(row)),
                f"{row.n_attributions:,}",
            )
        print_table(table)


def _notes(row: DocumentRow) -> Iterator[Part]:
    if not row.current:
        yield (" (older version)", DIM)
    elif row.n_carrying > 1:
        yield (f" ({row.n_carrying} of one origin)", DIM)
    if row.unread:
        yield (f" (not read: {row.unread})", DIM)


def skipped(ledger: options.LedgerOption = None, json: options.JsonOption = False) -> None:
    """List what could not be added, with the reasons."""
    from sayso.ledger import Ledger

    with Ledger.open(ledger, create=False, read_only=True) as book:
        rows = book.skipped()
        if json:
            write_rows(
                {
                    "name": row.name,
                    "reason": row.reason,
                    "sha256": row.sha256,
                    "skipped_at": row.skipped_at.isoformat(),
                }
                for row in rows
            )
            return
        empty = True
        for row in rows:
            empty = False
            when = row.skipped_at.strftime("%Y-%m-%d %H:%M")
            put(console(), line((f"{when}  ", DIM), f"{row.name}: ", (row.reason, DIM)))
        if empty:
            error_console().print(NOTHING)


def speakers_table(rows: Iterable[SpeakerRow]) -> Table:
    """The speakers, each with how much they say, in how many documents and outlets, and when."""
    table = make_table("speaker", "kind", "says", "documents", "outlets", "first", "last", right=(2, 3))
    for row in rows:
        table.add_row(
            speaker_cell(row),
            row.kind or "",
            f"{row.n_attributions:,}",
            f"{row.n_documents:,}{origins(row.n_documents, row.n_origins)}",
            line(few(row.outlets)),
            line(day_of(row.first_published)),
            line(day_of(row.last_published)),
        )
    return table


def speaker_cell(row: SpeakerRow) -> Text:
    """The speaker's name; said so where it stands for a name alone."""
    if row.name is None:
        return line(("unresolved", DIM))
    return line(on_one_line(row.name), (" (by name)", DIM)) if row.by_name else line(on_one_line(row.name))


def few(names: Sequence[str]) -> str:
    """The names, the first few of many."""
    shown = ", ".join(names[:FEW])
    return f"{shown} and {len(names) - FEW} more" if len(names) > FEW else shown


def hit_lines(hit: Hit, on: Console, *, link: bool = True) -> Iterator[Text]:
    """One answer: who and how, the whole sentence with the words lit, what else is known, and where."""
    attribution, about = _across(hit), hit.document.metadata
    yield line(*head_parts(attribution, hit.text))
    yield from wrapped(_sentence(hit), on, 2)
    if hit.chain:
        yield line("  ", ("· ", DIM), (" ← ".join(map(on_one_line, hit.chain)), DIM))
    yield from fact_lines(replace(attribution, within=None), hit.text, on, indent=2)
    place = str(hit.locator) if hit.locator else None
    where = [about.outlet, about.published, about.title or hit.document.name, place]
    also = f"; also in {counted(hit.n_others, 'other', 'others')}" if hit.n_others else ""
    yield line("  ", (", ".join(on_one_line(part) for part in where if part) + also, DIM))
    if about.url:
        yield line("  ", (about.url, DIM))
    if link:
        yield line("  ", (f"sayso show {hit.document.id[:SHORT_ID]}", DIM))


def _across(hit: Hit) -> Attribution:
    """The attribution under its speaker's name across documents, which may not be the document's own."""
    speaker, joined = hit.attribution.speaker, hit.speaker
    if speaker is None or joined is None or joined.name == speaker.name:
        return hit.attribution
    because = f"{speaker.name} here" + (f", {joined.because}" if not joined.by_name else "")
    return replace(hit.attribution, speaker=replace(speaker, name=joined.name, because=because))


def document_row(row: DocumentRow) -> Row:
    """What the ledger knows of a document, for machines."""
    about = row.metadata
    return {
        "document_id": row.id,
        "document": row.name,
        "title": about.title,
        "outlet": about.outlet,
        "authors": list(about.authors),
        "published": about.published,
        "url": about.url,
        "language": about.language,
        "media_type": row.media_type,
        "encoding": row.encoding,
        "sha256": row.sha256,
        "characters": row.n_characters,
        "added_at": row.added_at.isoformat(),
        "version": row.version,
        "previous": row.previous,
        "current": row.current,
        "extractor": row.extractor,
        "attributions": row.n_attributions,
        "origin": row.origin,
        "carrying": row.n_carrying,
        "unread": row.unread,
    }


def _print_hits(hits: Iterator[Hit], *, limited: bool) -> None:
    out = console()
    count = 0
    origin_of: dict[str, int | str] = {}
    for count, hit in enumerate(hits, 1):
        origin_of[hit.document.id] = hit.document.origin or hit.document.id
        if count > 1:
            put(out, Text())
        for text in hit_lines(hit, out):
            put(out, text)
    if not count:
        error_console().print("nothing found")
        return
    n_origins = len(set(origin_of.values()))
    if n_origins < len(origin_of):
        found = f"{counted(len(origin_of), 'article')}, {counted(n_origins, 'origin')}"
        error_console().print(f"\n{found}; --fold shows the same words once")
    if limited and count == SHOWN:
        error_console().print(f"\nthe first {SHOWN}; --limit N shows more")


def _sentence(hit: Hit) -> Text:
    """The sentence with what is said in its colour and the words that were asked for reversed."""
    start, end = hit.sentence.start, hit.sentence.end
    marks = [(span, CONTENT[hit.attribution.quotation]) for span in hit.attribution.content]
    marks += [(span, "bold reverse") for span in hit.highlights]
    borders = sorted(
        {start, end} | {place for span, _ in marks for place in (span.start, span.end) if start < place < end}
    )
    text = Text()
    for left, right in itertools.pairwise(borders):
        piece = Span(left, right)
        styles = [style for span, style in marks if span.overlaps(piece)]
        text.append(shown(piece.of(hit.text)), " ".join(styles))
    return text


def hit_row(hit: Hit) -> Row:
    """One answer for machines: the record, and what is needed to cite it."""
    about = hit.document.metadata
    row = row_of(hit.document.name, hit.text, hit.attribution)

    def sliced(span: Span) -> Row:
        return {"start": span.start, "end": span.end, "text": span.of(hit.text)}

    return {
        **row,
        "title": about.title,
        "outlet": about.outlet,
        "published": about.published,
        "url": about.url,
        "sentence": sliced(hit.sentence),
        "highlights": [sliced(span) for span in hit.highlights],
        "joined": hit.speaker
        and {
            "id": hit.speaker.id,
            "name": hit.speaker.name,
            "kind": hit.speaker.kind,
            "by_name": hit.speaker.by_name,
            "because": hit.speaker.because,
            "confidence": hit.speaker.confidence,
            "decision": hit.speaker.decision,
        },
        "chain": list(hit.chain),
        "also_in": hit.n_others,
    }


def write_rows(rows: Iterable[Row]) -> None:
    """Print the rows as JSON, one a line."""
    out = machine_output()
    for row in rows:
        out.write(to_json(row) + b"\n")
    out.flush()


def make_table(*heads: str, right: tuple[int, ...] = ()) -> Table:
    """A table without lines, with these heads; the columns of these numbers go to the right."""
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for place, head in enumerate(heads):
        table.add_column(head, justify="right" if place in right else "left", overflow="fold")
    return table


def print_table(table: Table) -> None:
    """Print the table; said so where it is empty."""
    if table.row_count:
        put(console(), table)
    else:
        error_console().print(NOTHING)
