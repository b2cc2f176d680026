"""Stages and ledger joined: what the command line and every other front uses."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from .errors import AbortRun, DocumentError
from .reader import Reader
from .records import ArchivePlace, Document, Reading, Skipped

if TYPE_CHECKING:
    from .ledger import Finding, Ledger, Placed

Fate = Literal["added", "re-read", "known", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one input: its name, its fate, how many attributions are new, why it was skipped.

    `previous` is the id of the version of the same address that an added document follows, if any.
    `document_id` is that of the document in the ledger; None where the input gave none. One that is kept
    but was skipped by the reader, for its language, has both an id and a reason.
    """

    name: str
    fate: Fate
    attributions: int = 0
    reason: str | None = None
    previous: str | None = None
    document_id: str | None = None


def open_reader(
    model: Path | None = None,
    workers: int | None = None,
    *,
    language: str | None = None,
    any_language: bool = False,
) -> Reader:
    """A reader with this model folder (None: the shipped one).

    `language` is that of all documents, whatever they state; `any_language` reads documents in languages
    that the model was not made for, too.
    """
    from .language import LanguageOptions

    return Reader(model, workers=workers, languages=LanguageOptions(given=language, anyway=any_language))


def add_all(
    ledger: Ledger,
    reader: Reader,
    items: Iterable[Document | Skipped],
    now: Callable[[], datetime],
    *,
    keep_bytes: bool = False,
) -> Iterator[Outcome]:
    """Read every document that the ledger does not hold yet, and add it; one outcome each, in order.

    Each document is one transaction: a run that is cut off can be started again and goes on where it was.
    `keep_bytes` keeps also the bytes of what stands in a web archive, of known documents, too.
    """
    extractor = reader.extractor_name
    known: dict[int, Outcome] = {}

    def unread() -> Iterator[Document | Skipped]:
        for number, item in enumerate(items):
            if keep_bytes and isinstance(item, Document) and item.place is not None:
                ledger.keep_bytes(item)
            if isinstance(item, Document) and _is_known(ledger, reader, item, extractor):
                known[number] = Outcome(name=item.name, fate="known", document_id=item.id)
                # A marker keeps its place in the order; it carries no reason, for nothing is wrong.
                yield Skipped(name=item.name, reason="", sha256=item.sha256)
            else:
                # Of a document that the ledger holds, the text is the frozen one, whatever is read today.
                yield ledger.frozen(item) if isinstance(item, Document) else item

    for number, result in enumerate(reader.read_many(unread())):
        if number in known:
            yield known.pop(number)
        elif isinstance(result, Skipped):
            ledger.add_skipped(result, now=now())
            yield Outcome(name=result.name, fate="skipped", reason=result.reason)
        else:
            yield _add(ledger, result, extractor, now(), keep_bytes=keep_bytes)


def _is_known(ledger: Ledger, reader: Reader, document: Document, extractor: str) -> bool:
    """Whether there is nothing to do: the ledger has what this reader would make of the document.

    What is there unread, for its language, is read after all where the user now says so.
    """
    if ledger.holds(document.id, extractor):
        return True
    return ledger.holds(document.id, extractor, unread=True) and reader.unread_because(document) is not None


def _add(ledger: Ledger, reading: Reading, extractor: str, now: datetime, *, keep_bytes: bool) -> Outcome:
    name, document_id = reading.document.name, reading.document.id
    try:
        added = ledger.add(reading, extractor=extractor, now=now, keep_bytes=keep_bytes)
    except DocumentError as error:
        skipped = Skipped(name=name, reason=error.reason, sha256=reading.document.sha256)
        ledger.add_skipped(skipped, now=now)
        return Outcome(name=skipped.name, fate="skipped", reason=skipped.reason)
    if not added.reading_new:  # the same document twice in one run, or another process was faster
        return Outcome(name=name, fate="known", document_id=document_id)
    if reading.unread:  # the ledger keeps the document, and the reason as it keeps that of a skipped input
        return Outcome(name=name, fate="skipped", reason=reading.unread, document_id=document_id)
    fate: Fate = "added" if added.document_new else "re-read"
    return Outcome(
        name=name,
        fate=fate,
        attributions=added.attributions_new,
        previous=added.previous,
        document_id=document_id,
    )


def verify_archives(ledger: Ledger, folder: Path) -> Iterator[Finding]:
    """What is wrong with bytes that stand in web archives alone, read again from the archives in a folder.

    Nothing where every document's bytes are there and have the hash that the ledger keeps of them.
    """
    from .ingest.archives.again import find_archives

    if not folder.exists():
        raise AbortRun(str(folder), "there is no such file or folder", "name the folder with the archives")
    archives = find_archives(folder)
    elsewhere = (one for one in ledger.places() if not one.here)
    for name, some in groupby(elsewhere, key=lambda one: one.place.archive):
        yield from _verify_archive(list(some), archives.get(name, []), folder)


def _verify_archive(placed: list[Placed], paths: list[Path], folder: Path) -> Iterator[Finding]:
    """What is wrong in every one of the archives of this name: of several, one that is right will do."""
    from .ledger import Finding

    problems = {one.document_id: f"{one.place.archive} is not in {folder}" for one in placed}
    for path in paths:
        left = [one for one in placed if one.document_id in problems]
        for one, problem in _problems_in(path, left):
            if problem:
                problems[one.document_id] = problem
            else:
                del problems[one.document_id]
    for one in placed:
        if one.document_id in problems:
            where = f"{one.place.archive}#{one.place.offset}"
            yield Finding("archive", one.sha256, f"{where} ({one.name}): {problems[one.document_id]}")


def _problems_in(path: Path, placed: list[Placed]) -> Iterator[tuple[Placed, str | None]]:
    from .ingest.archives.again import read_places

    waiting: dict[ArchivePlace, list[Placed]] = {}
    for one in placed:
        waiting.setdefault(one.place, []).append(one)
    largest = max((one.n_bytes for one in placed), default=0)
    for again in read_places(path, waiting, max_bytes=largest or None):
        digest = hashlib.sha256(again.data).hexdigest() if again.data is not None else None
        for one in waiting[again.place]:
            changed = f"the bytes there have the SHA-256 {digest}" if digest != one.sha256 else None
            yield one, changed if digest else again.problem
