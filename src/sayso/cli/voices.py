"""`voices`: whose words fill an article."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from sayso.export import to_json
from sayso.records import Reading

from . import options
from .listing import DIM, heading_lines
from .show import pick
from .terminal import console, line, machine_output, on_one_line, put, shown, wrapped

if TYPE_CHECKING:
    from sayso.compare import Marks, Share
    from sayso.stages import Voices

BAR = 30  # columns of the longest bar
AROUND = 30  # characters shown before quotation marks
OWN, OTHERS = "bold", "cyan"


def voices(
    document: Annotated[
        str,
        typer.Argument(metavar="DOCUMENT", help="A document of the ledger (id, name, address), or a file."),
    ],
    own: Annotated[
        bool, typer.Option("--own", help="Print the text with only the outlet’s own words left in.")
    ] = False,
    ledger: options.LedgerOption = None,
    model: options.ModelOption = None,
    json: options.JsonOption = False,
) -> None:
    """Whose words fill an article: each speaker's share, and the outlet's own.

    A content is in its speaker's voice, one inside another in the innermost speaker's; everything
    else, sources and cues included, is in the outlet's own. Blanks are not counted. Below stand the kinds
    of sources that the statements rest on, a headline that asserts what the body only lets somebody
    say, and quotation marks that quote nobody.

    \b
    Examples:
      sayso voices bridge-shut
      sayso voices article.html --own
      sayso voices bridge-shut --json | jq '.shares[] | select(.own) | .share'
    """
    from sayso import pipeline
    from sayso.ingest import IngestOptions, read_inputs
    from sayso.reader import only_document
    from sayso.stages import voices_of

    reader = pipeline.open_reader(model, workers=1)
    path = Path(document)
    if path.is_file():
        reading = reader.read(only_document(read_inputs([document], IngestOptions()), document))
    else:
        reading = _kept(document, ledger)
    found = voices_of(reading, reader.read)
    if json:
        out = machine_output()
        out.write(to_json(_row(reading, found)) + b"\n")
        out.flush()
        return
    out_console = console()
    for text in heading_lines(reading.document.name, reading.document.metadata):
        put(out_console, text)
    put(out_console, Text())
    if own:
        _print_own(reading, found, out_console)
    else:
        _print_shares(found, out_console)
        _print_sourcing(found, out_console)
        _print_findings(reading, found, out_console)


def _kept(reference: str, ledger: str | None) -> Reading:
    from sayso.ledger import Ledger

    with Ledger.open(ledger, create=False, read_only=True) as book:
        return book.reading(pick(book, reference).id)


def _print_shares(found: Voices, out: Console) -> None:
    largest = found.shares[0].share or 1
    for share in found.shares:
        bar = "█" * round(BAR * share.share / largest)
        about = [f"{share.n_verbatim / share.n_characters:.0%} verbatim"] if share.n_verbatim else []
        if share.n_attributions:
            about.insert(0, f"{share.n_attributions}×")
        style = OWN if share.own else OTHERS
        out.print(
            line(
                f"{share.share:>5.0%}  ",
                (bar.ljust(BAR), style),
                "  ",
                (on_one_line(_name(share)), style),
                (f"  {', '.join(about)}", DIM),
            ),
            soft_wrap=True,
        )


def _name(share: Share) -> str:
    if share.own:
        return "the outlet itself"
    if share.name is None:
        return "speakers not resolved"
    return f"{share.name} ({share.kind})" if share.kind else share.name


def _print_sourcing(found: Voices, out: Console) -> None:
    if not found.sourcing:
        return
    parts = []
    for one in found.sourcing:
        explained = f", {one.n_explained} with the reason given" if one.n_explained else ""
        parts.append(f"{one.kind} {one.n_attributions} ({one.share:.0%}{explained})")
    put(out, Text())
    for row in wrapped(line(("sources: ", DIM), " · ".join(parts)), out, 0):
        put(out, row)


def _print_findings(reading: Reading, found: Voices, out: Console) -> None:
    text = reading.document.text
    if found.dropped:
        put(out, Text())
        out.print(line(("headline without its attribution", "yellow")))
        for row in wrapped(Text(shown(found.dropped.headline.text)), out, 2):
            put(out, row)
        for row in wrapped(Text(shown(found.dropped.because), DIM), out, 2):
            put(out, row)
    if found.marks:
        put(out, Text())
        out.print(line(("quotation marks that no attribution accounts for", "yellow")))
    for one in found.marks:
        before = on_one_line(text[max(0, one.span.start - AROUND) : one.span.start])
        out.print(
            line(
                f"  {one.kind:<12} ", (f"… {before} ", DIM), _shortened(one, text), (f"  {one.because}", DIM)
            ),
            soft_wrap=True,
        )


def _shortened(marks: Marks, text: str) -> str:
    words = on_one_line(marks.span.of(text))
    return words if len(words) <= 60 else f"{words[:40]} … {words[-15:]}"


def _print_own(reading: Reading, found: Voices, out: Console) -> None:
    text = reading.document.text
    marked = Text()
    last = None
    for passage in found.passages:
        if passage.attribution is None:
            marked.append(shown(passage.span.of(text)))
        elif passage.attribution.id != last:
            speaker = passage.attribution.speaker
            marked.append(f"[{on_one_line(speaker.name) if speaker else '…'}]", DIM)
        last = passage.attribution.id if passage.attribution else None
    for paragraph in marked.split("\n", allow_blank=True):
        for row in wrapped(paragraph, out, 0) if paragraph else [Text()]:
            put(out, row)


def _row(reading: Reading, found: Voices) -> dict[str, Any]:
    document, text = reading.document, reading.document.text
    dropped = found.dropped
    return {
        "document": document.name,
        "document_id": document.id,
        "shares": [
            {
                "speaker": share.name,
                "kind": share.kind,
                "own": share.own,
                "n_attributions": share.n_attributions,
                "n_characters": share.n_characters,
                "n_verbatim": share.n_verbatim,
                "share": round(share.share, 4),
            }
            for share in found.shares
        ],
        "sourcing": [
            {
                "kind": one.kind,
                "n_attributions": one.n_attributions,
                "n_explained": one.n_explained,
                "share": round(one.share, 4),
            }
            for one in found.sourcing
        ],
        "passages": [
            {
                "start": one.span.start,
                "end": one.span.end,
                "attribution": one.attribution and one.attribution.id,
                "verbatim": one.verbatim,
            }
            for one in found.passages
        ],
        "headline": dropped
        and {
            "text": dropped.headline.text,
            "attribution": dropped.attribution.id,
            "words": list(dropped.words),
            "because": dropped.because,
        },
        "marks": [
            {
                "start": one.span.start,
                "end": one.span.end,
                "text": one.span.of(text),
                "kind": one.kind,
                "because": one.because,
            }
            for one in found.marks
        ],
    }
