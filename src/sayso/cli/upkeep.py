"""`verify`, `purge`, `info`, `schema`: looking after the ledger and knowing what one runs."""

from __future__ import annotations

import json as json_text
import platform
import re
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.errors import AbortRun
from sayso.export import to_json
from sayso.records import Row, json_schema

from . import options
from .progress import counting
from .rim import DONE, INCOMPLETE
from .show import pick
from .skips import counted
from .terminal import console, error_console, line, machine_output

if TYPE_CHECKING:
    from sayso.ledger import Elsewhere, Finding, Ledger

LIBRARIES = ("onnxruntime", "tokenizers", "numpy", "sqlalchemy", "trafilatura")
_WHOLE_ID = re.compile(r"1[0-9a-f]{30}")


def verify(
    ledger: options.LedgerOption = None,
    json: options.JsonOption = False,
    archives: Annotated[
        Path | None,
        typer.Option(
            "--archives", metavar="FOLDER", help="Read again from there what stands in web archives alone."
        ),
    ] = None,
) -> None:
    """Prove that the ledger is whole.

    Checks every span against the stored text, and every hash of stored text and archived bytes, and says
    what is wrong where. Nothing is extracted anew and nothing is changed. Bytes that stand in web archives
    alone are read again from the archives in a folder and those below it; without one it is said how many
    were not checked. In a terminal a bar tells how far it is.

    Exit code: 0 the ledger is whole, 1 something is wrong, 2 it cannot be checked.
    """
    from sayso.ledger import Ledger
    from sayso.pipeline import verify_archives

    with Ledger.open(ledger, create=False, read_only=True) as book:
        n_wrong = 0
        with counting(error_console()) as bar:
            task = bar.add_task("verify", total=None, counts="")

            def follow(doing: str, done: int, of: int) -> None:
                bar.update(task, total=of, completed=done, counts=doing)

            for finding in chain(book.verify(follow), verify_archives(book, archives) if archives else ()):
                n_wrong += 1
                bar.stop()  # or the two would write over each other
                _say_finding(finding, json=json)
                bar.start()
        if n_wrong:
            error_console().print(counted(n_wrong, "thing is wrong", "things are wrong"))
        elif not json:
            held = book.counts()
            documents = counted(held.documents + held.older_versions, "document")
            console().print(f"whole: {documents}, {counted(held.attributions, 'attribution')}")
        if not json:
            _say_elsewhere(book.elsewhere(), archives)
    raise typer.Exit(INCOMPLETE if n_wrong else DONE)


def _say_finding(finding: Finding, *, json: bool) -> None:
    if json:
        _write(to_json({"what": finding.what, "where": finding.where, "problem": finding.problem}))
        return
    console().print(line((finding.what, "bold"), f" {finding.where}: {finding.problem}"), soft_wrap=True)


def _say_elsewhere(elsewhere: Elsewhere, archives: Path | None) -> None:
    """What was done about bytes that the ledger has only the place of."""
    if not elsewhere.n_documents:
        return
    of = f"{counted(elsewhere.n_bytes, 'byte')} of {counted(elsewhere.n_documents, 'document')}"
    if archives:
        text = f"read again from {archives}: {of}"
    else:
        text = f"not checked: {of}, which stand in web archives alone (sayso verify --archives FOLDER)"
    console().print(line(text), soft_wrap=True)


def purge(
    document: options.DocumentArgument,
    reason: Annotated[
        str, typer.Option("--reason", metavar="WHY", help="Why; it is kept. Name nobody who is at risk.")
    ],
    by: Annotated[str | None, typer.Option("--by", metavar="WHO", help="Who decided it; it is kept.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    ledger: options.LedgerOption = None,
) -> None:
    """Take one document out of the ledger for good.

    For a source at risk or a court's order: its text, its bytes and all that was read in it are removed,
    from the search index and the file's free pages too. A tombstone stays, with the document's id, the
    date and the reason, and the document cannot be added again. Copies of the ledger, exports and
    backups are not touched.
    """
    from sayso.ledger import Ledger

    with Ledger.open(ledger, create=False) as book:
        document_id, name = _to_purge(book, document)
        if not yes and sys.stdin.isatty():
            typer.confirm(f"Remove {name} for good?", abort=True, err=True)
        purged = book.purge(document_id, reason=reason, by=by, now=datetime.now(UTC))
    out = console()
    if purged.again:
        out.print(line("was purged before; the file was swept once more"))
    else:
        gone = counted(purged.attributions, "attribution")
        out.print(line(f"purged {name}, {gone}; tombstone {purged.tombstone.id}"), soft_wrap=True)
    for still, ids in (("other versions", purged.other_versions), ("the same bytes", purged.sharing)):
        if ids:
            out.print(line(f"still in the ledger, {still}: {', '.join(ids)}"), soft_wrap=True)


def _to_purge(book: Ledger, reference: str) -> tuple[str, str]:
    """The id and the name of the document; a whole id may be that of one that is gone already."""
    if _WHOLE_ID.fullmatch(reference) and not book.find_documents(reference):
        return reference, reference
    row = pick(book, reference)
    return row.id, row.metadata.title or row.name


def info(
    model: options.ModelOption = None, ledger: options.LedgerOption = None, json: options.JsonOption = False
) -> None:
    """Show versions, the model and what the ledger holds."""
    from sayso import __version__

    found: dict[str, Row] = {
        "sayso": {
            "version": __version__,
            "python": platform.python_version(),
            "platform": platform.platform(terse=True),
            **{name: _version_of(name) for name in LIBRARIES},
        },
        "model": _about_model(model),
        "ledger": _about_ledger(ledger),
    }
    if json:
        _write(to_json(found))
        return
    out = console()
    for title, rows in found.items():
        out.print(line((title, "bold")))
        for name, value in rows.items():
            if value is not None:
                out.print(line((f"  {name:<15}", "dim"), str(value)), soft_wrap=True)


def schema() -> None:
    """Print the JSON Schema of one attribution.

    That is what `read --format jsonl`, `said --json` (with some keys more) and `export` write.
    """
    text = json_text.dumps(json_schema(), indent=2, ensure_ascii=False)
    _write(text.encode())


def _version_of(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None


def _about_model(folder: options.ModelOption) -> Row:
    from sayso.extract.bundle import load_bundle

    try:
        bundle = load_bundle(folder)
    except AbortRun as error:
        return {"problem": str(error)}
    size = sum(path.stat().st_size for path in bundle.folder.iterdir() if path.is_file())
    return {"name": bundle.extractor, "folder": str(bundle.folder), "bytes": size}


def _about_ledger(where: str | None) -> Row:
    from sayso.ledger import Ledger

    try:
        with Ledger.open(where, create=False, read_only=True) as book:
            held = book.counts()
            return {
                "where": str(book.where),
                "documents": held.documents,
                "older_versions": held.older_versions,
                "origins": held.origins,
                "outlets": held.outlets,
                "attributions": held.attributions,
                "superseded": held.superseded,
                "speakers": held.speakers,
                "skipped": held.skipped,
                "purged": held.purged,
            }
    except AbortRun as error:
        return {"problem": str(error)}


def _write(text: bytes) -> None:
    out = machine_output()
    out.write(text + b"\n")
    out.flush()
