"""`doctor`: what is wrong, and what to do about it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.export import to_json

from . import options
from .rim import DONE, INCOMPLETE
from .skips import counted
from .terminal import console, line, machine_output

if TYPE_CHECKING:
    from sayso.doctor import Finding

STYLES = {"ok": "green", "note": "yellow", "wrong": "bold red"}
INSTALLATION = "installation"


def doctor(
    places: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[LEDGER|DIR]...",
            help="Ledgers (a file or an address) and folders that sayso batch made.",
            show_default="the installation, and the ledger of $SAYSO_LEDGER or sayso.db",
        ),
    ] = None,
    model: options.ModelOption = None,
    json: options.JsonOption = False,
) -> None:
    """Say what is wrong with the installation, a ledger or a batch, and what to do about it.

    Every line is ok, a note, or something wrong with what mends it. Of the installation: versions, the
    model, libraries, the extras that are not there and what they would add, room. Of a ledger: whether it
    opens, who has it locked, its pages, its feeds. Of a batch: whether it is whole, or how it goes on.

    Nothing is changed. A ledger's file is read once; sayso verify proves every quote in it.

    Exit code: 0 nothing is wrong, 1 something is wrong, 2 wrong use.

    \b
    Examples:
      sayso doctor
      sayso doctor news.db
      sayso doctor batch/ --json
    """
    n_wrong = 0
    for about, findings in _found(places or [], model):
        if not json:
            console().print(line((about, "bold")), soft_wrap=True)
        for finding in findings:
            n_wrong += finding.state == "wrong"
            _say(about, finding, json=json)
    if not json:
        said = counted(n_wrong, "thing is wrong", "things are wrong") if n_wrong else "nothing is wrong"
        console().print(line(said))
    raise typer.Exit(INCOMPLETE if n_wrong else DONE)


def _found(places: list[str], model: Path | None) -> Iterator[tuple[str, Iterable[Finding]]]:
    """What is looked at, by the name to show, with what is found."""
    from sayso.doctor import look_at, look_at_installation

    if not places:
        yield INSTALLATION, look_at_installation(model)
        places = _usual()
    for place in places:
        yield _shown(place), look_at(place, model)


def _usual() -> list[str]:
    """The ledger that commands take where none is named, if there is one."""
    from sayso.ledger import DEFAULT_FILE, ENVIRONMENT

    named = os.environ.get(ENVIRONMENT)
    return [named] if named else [DEFAULT_FILE] if Path(DEFAULT_FILE).exists() else []


def _shown(place: str) -> str:
    """The place without a password."""
    from sayso.errors import AbortRun
    from sayso.ledger import name_of

    try:
        return name_of(place)
    except AbortRun as error:
        return error.subject


def _say(about: str, finding: Finding, *, json: bool) -> None:
    if json:
        row = {
            "about": about,
            "what": finding.what,
            "state": finding.state,
            "told": finding.told,
            "remedy": finding.remedy,
        }
        out = machine_output()
        out.write(to_json(row) + b"\n")
        out.flush()
        return
    remedy = f": {finding.remedy}" if finding.remedy else ""
    state = (f"  {finding.state:<5}", STYLES[finding.state])
    console().print(line(state, (f"  {finding.what}: ", "bold"), f"{finding.told}{remedy}"), soft_wrap=True)
