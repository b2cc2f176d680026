"""Collections: what is gathered for a case."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, cast
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Form, Request, Response
from fastapi import Path as Place
from fastapi.responses import FileResponse, RedirectResponse
from starlette.background import BackgroundTask

from sayso.collected import (
    FORMS,
    Answers,
    answer,
    copy_collection,
    file_stem,
    gather_dossier,
    write_collection,
)
from sayso.errors import AbortRun, NotInLedger
from sayso.ledger import KeptRow, KeptThing, KeptWhat, Ledger

from ..hits import ShownHit, show_hit
from ..kept_searches import SEARCH_WORDS
from ..render import is_htmx, render
from ..state import LedgerOf, Now, ReviewerOf

router = APIRouter()

FEW = 3  # answers of a search that its collection shows
NAMED = {
    "document": "Documents",
    "attribution": "Quotations",
    "speaker": "Speakers",
    "outlet": "Outlets",
    "search": "Searches",
}
Number = Annotated[int, Place(ge=1, le=2**63 - 1)]
Text = Annotated[str, Form()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One kept thing as the page shows it: where it leads, and what the ledger has of it now."""

    thing: KeptThing
    address: str
    hit: ShownHit | None = None
    answers: Answers | None = None
    newest: tuple[ShownHit, ...] = ()
    wrong: str = ""

    @property
    def kept(self) -> KeptRow:
        """Who kept it, and the note."""
        return self.thing.kept


@router.get("/collections")
def collections(request: Request, ledger: LedgerOf) -> Response:
    """Every collection, and a form that makes one."""
    rows = ledger.collections()
    return render(
        request,
        "collections.html",
        standing=[row for row in rows if not row.closed],
        closed=[row for row in rows if row.closed],
    )


@router.post("/collections")
def make(ledger: LedgerOf, by: ReviewerOf, now: Now, name: Text = "", note: Text = "") -> Response:
    """Make a collection, and go to it."""
    number = ledger.make_collection(name, note=note, by=by, now=now)
    return RedirectResponse(f"/collections/{number}", status_code=303)


@router.get("/collections/choices")
def choices(
    request: Request, ledger: LedgerOf, what: str = "", reference: str = "", title: str = "", back: str = ""
) -> Response:
    """The form that keeps a thing: to which collection, and with what note. A part of a page, or a page."""
    return _choices(request, ledger, what, reference, title, back, said="")


@router.post("/collections/keep")
def keep(
    request: Request,
    ledger: LedgerOf,
    by: ReviewerOf,
    now: Now,
    what: Text = "",
    reference: Text = "",
    title: Text = "",
    note: Text = "",
    collection: Text = "",
    new_name: Text = "",
    back: Text = "",
) -> Response:
    """Keep a thing in a collection, an old one or a new one, and go back to where it was found."""
    if what not in NAMED:
        raise AbortRun(what[:80] or "nothing", "is nothing that is kept", f"one of {', '.join(NAMED)}")
    wanted = cast(KeptWhat, what)
    if new_name.strip():
        number = ledger.make_collection(new_name, note="", by=by, now=now)
        before: list[int] = []
    else:
        number = _number(collection)
        before = ledger.where_kept(wanted, reference)
    kept = ledger.keep(number, wanted, reference, title=title, note=note, by=by, now=now)
    name = ledger.collection(number)[0].name
    said = f"It was kept in “{name}” already." if number in before else f"Kept in “{name}”."
    if is_htmx(request):
        return _choices(request, ledger, what, reference, title, back, said=said)
    return RedirectResponse(_here(back) or f"/collections/{number}#kept-{kept}", status_code=303)


def _choices(
    request: Request, ledger: Ledger, what: str, reference: str, title: str, back: str, *, said: str
) -> Response:
    if what not in NAMED:
        raise AbortRun(what[:80] or "nothing", "is nothing that is kept", f"one of {', '.join(NAMED)}")
    held = set(ledger.where_kept(cast(KeptWhat, what), reference))
    rows = ledger.collections()
    response = render(
        request,
        "_choices.html" if is_htmx(request) else "keep.html",
        what=what,
        reference=reference,
        title=title,
        back=_here(back),
        standing=[row for row in rows if not row.closed],
        held=[row for row in rows if row.id in held],
        said=said,
    )
    response.headers["Vary"] = "HX-Request"
    return response


@router.get("/collections/{number}")
def collection(request: Request, ledger: LedgerOf, number: Number) -> Response:
    """What is in one collection, in order, with its notes."""
    row, things = ledger.gathered(number)
    shown = [_show(ledger, thing) for thing in things]
    groups = [
        (name, what, found)
        for what, name in NAMED.items()
        if (found := [one for one in shown if one.kept.what == what])
    ]
    return render(request, "collection.html", collection=row, groups=groups, forms=FORMS)


@router.post("/collections/{number}/describe")
def describe(ledger: LedgerOf, number: Number, name: Text = "", note: Text = "") -> Response:
    """Give it another name and note."""
    ledger.describe_collection(number, name=name, note=note)
    return _back_to(number)


@router.post("/collections/{number}/close")
def close(ledger: LedgerOf, by: ReviewerOf, now: Now, number: Number, closed: Text = "1") -> Response:
    """Close it, or open it again."""
    ledger.close_collection(number, closed=closed == "1", by=by, now=now)
    return _back_to(number)


@router.post("/collections/{number}/keep")
def keep_in(
    request: Request,
    ledger: LedgerOf,
    by: ReviewerOf,
    now: Now,
    number: Number,
    what: Text = "",
    reference: Text = "",
    title: Text = "",
    note: Text = "",
    back: Text = "",
) -> Response:
    """Keep a thing in this collection."""
    return keep(
        request, ledger, by, now, what, reference, title, note, collection=str(number), new_name="", back=back
    )


@router.post("/kept/{kept}/note")
def annotate(ledger: LedgerOf, kept: Number, note: Text = "", collection: Text = "") -> Response:
    """Give a kept thing another note."""
    ledger.annotate(kept, note=note)
    return _back_to(_number(collection), f"kept-{kept}")


@router.post("/kept/{kept}/drop")
def drop(ledger: LedgerOf, by: ReviewerOf, now: Now, kept: Number, collection: Text = "") -> Response:
    """Take a thing out of its collection."""
    ledger.drop(kept, by=by, now=now)
    return _back_to(_number(collection))


@router.get("/collections/{number}/export/{form}")
def export(ledger: LedgerOf, by: ReviewerOf, now: Now, number: Number, form: str) -> Response:
    """The collection whole, in this form, as a file to keep."""
    if form not in FORMS:
        raise NotInLedger(form, "a collection is not exported so", f"one of {', '.join(FORMS)}")
    row, _ = ledger.collection(number)
    folder = tempfile.TemporaryDirectory(prefix="sayso-export-")
    path = Path(folder.name) / f"collection{FORMS[form].suffix}"
    try:
        if form == "ledger":
            copy_collection(ledger, number, path)
        else:
            dossier = gather_dossier(ledger, number, words=SEARCH_WORDS, by=by, now=now)
            write_collection(dossier, form, path)
    except BaseException:
        folder.cleanup()
        raise
    name = f"{file_stem(row.name)}-{now:%Y-%m-%d}{FORMS[form].suffix}"
    return FileResponse(
        path,
        media_type=FORMS[form].media_type,
        headers={"Content-Disposition": disposition(name), "Cache-Control": "no-store"},
        background=BackgroundTask(folder.cleanup),
    )


def disposition(name: str) -> str:
    """The header that has a browser keep a file under this name, whatever its script (RFC 6266 and 8187).

    >>> disposition("Häfen.html")
    'attachment; filename="H_fen.html"; filename*=UTF-8\\'\\'H%C3%A4fen.html'
    """
    plain = "".join(one if one.isascii() and (one.isalnum() or one in "-._") else "_" for one in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _show(ledger: Ledger, thing: KeptThing) -> Shown:
    kept = thing.kept
    address = _address(kept)
    if thing.cited:
        return Shown(thing=thing, address=address, hit=show_hit(thing.cited.hit))
    if kept.what != "search":
        return Shown(thing=thing, address=address)
    try:
        found = answer(ledger, SEARCH_WORDS, kept.reference, limit=FEW)
    except AbortRun as error:
        return Shown(thing=thing, address=address, wrong=error.reason)
    newest = tuple(show_hit(hit) for hit in found.hits)
    return Shown(thing=thing, address=address, answers=found, newest=newest)


def _address(kept: KeptRow) -> str:
    reference = quote(kept.reference, safe="")
    return {
        "document": f"/documents/{reference}",
        "attribution": f"/a/{reference}",
        "speaker": f"/speakers/{reference}",
        "outlet": f"/outlets/{quote(kept.reference)}",
        "search": f"/said?{quote(kept.reference, safe='=&%+')}",
    }[kept.what]


def _back_to(number: int, anchor: str = "") -> Response:
    return RedirectResponse(f"/collections/{number}" + (f"#{anchor}" if anchor else ""), status_code=303)


def _number(collection: str) -> int:
    if not (collection.isascii() and collection.isdecimal() and len(collection) < 19):
        raise AbortRun("collection", "none is chosen", "choose one, or give a name for a new one")
    return int(collection)


def _here(back: str) -> str:
    """The place on this site that somebody came from; empty where it is none of ours."""
    try:
        parts = urlsplit(back) if not set(back) & set("\\\r\n\t\0") else None
    except ValueError:  # a host that cannot be one
        return ""
    ours = parts and not parts.scheme and not parts.netloc and parts.path.startswith("/")
    return back if ours and not back.startswith("//") and len(back) < 4000 else ""
