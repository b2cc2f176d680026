"""What people give to be added, made ready to be read: a text, an address, or files."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, BinaryIO, Protocol

from fastapi import Depends, FastAPI, Request

from sayso.errors import AbortRun
from sayso.ingest import IngestOptions, read_bytes, read_inputs, read_upload
from sayso.ingest.words import is_web_address, to_words
from sayso.records import Document, Metadata, Skipped

from .jobs import Input, Jobs, Task
from .settings import Settings
from .state import now, state_of

MOST_FILES = 500  # of one upload: more is a folder for `sayso add`
FETCHING = 30.0  # seconds for one address
_NAME = 60  # characters of a pasted text that stand for its name
_PIECE = 1 << 20
_STARTING = threading.Lock()


class Upload(Protocol):
    """A file as a browser sends it."""

    @property
    def filename(self) -> str | None:
        """What the browser calls it: to be shown, never to be opened."""

    @property
    def file(self) -> BinaryIO:
        """Its bytes."""


def jobs_of(request: Request) -> Jobs:
    """The application's jobs, which begin with the first one."""
    with _STARTING:
        jobs: Jobs | None = getattr(request.app.state, "jobs", None)
        if jobs is None:
            state = state_of(request)
            jobs = request.app.state.jobs = Jobs(state.ledger, state.reader, now)
    return jobs


def close_jobs(app: FastAPI) -> None:
    """Stop the application's jobs after the document in work."""
    jobs: Jobs | None = getattr(app.state, "jobs", None)
    if jobs is not None:
        jobs.close()


JobsOf = Annotated[Jobs, Depends(jobs_of)]


def paste(text: str, given: Metadata, settings: Settings) -> Task:
    """The task of adding a text, taken character for character; AbortRun where it cannot be one."""
    given = _checked(given, settings).given
    if not text.strip():
        raise AbortRun("text", "is empty", "paste the article's text")
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise AbortRun("text", "holds half a surrogate pair, which is no character") from error
    if len(data) > settings.max_bytes:
        raise AbortRun("text", f"has more than {settings.max_bytes:,} bytes", "paste one article at a time")
    name = to_words(given.title) or _first_words(text)

    def read() -> Iterator[Document | Skipped]:
        return read_bytes(data, name=name, media_type="text/plain", given=given)

    return Task(title=name, inputs=(Input(name, read),))


def address(value: str, settings: Settings) -> Task:
    """The task of adding the page at a web address; `https://` may be left out."""
    url = value.strip()
    if "://" not in url and "." in url.partition("/")[0]:
        url = "https://" + url
    if not is_web_address(url):
        raise AbortRun(
            value.strip()[:200], "is no web address", "give one that begins with https:// or http://"
        )
    options = _checked(Metadata(), settings)
    return Task(title=url, inputs=(Input(url, lambda: read_inputs([url], options)),))


def uploads(files: Sequence[Upload], given: Metadata, settings: Settings) -> Task:
    """The task of adding these files, which are copied aside first; AbortRun where they are too many.

    One that is too large is skipped when its turn comes, and the others are read.
    """
    files = [file for file in files if file.filename]
    if not files:
        raise AbortRun("files", "none was chosen", "choose or drop at least one file")
    if len(files) > MOST_FILES:
        raise AbortRun(
            "files",
            f"{len(files):,} are more than {MOST_FILES}",
            "add a large folder with `sayso add FOLDER`",
        )
    options = _checked(given, settings)
    folder = Path(tempfile.mkdtemp(prefix="sayso-add-"))
    try:
        inputs = tuple(
            _spool(file, folder / str(number), _shown(file.filename, number), options)
            for number, file in enumerate(files, 1)
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    title = inputs[0].name if len(inputs) == 1 else f"{len(inputs)} files"
    return Task(title=title, inputs=inputs, tidy=lambda: shutil.rmtree(folder))


def _spool(file: Upload, path: Path, name: str, options: IngestOptions) -> Input:
    # By its number: what a browser calls a file is shown and never is a path here.
    with path.open("wb") as copy:
        shutil.copyfileobj(file.file, copy, _PIECE)
    return Input(name, lambda: _read_and_drop(path, name, options))


def _read_and_drop(path: Path, name: str, options: IngestOptions) -> Iterator[Document | Skipped]:
    yield from read_upload(path, name, options)
    path.unlink(missing_ok=True)


def _shown(filename: str | None, number: int) -> str:
    """The file's name as it is told, without what cannot be printed; folders before it stay."""
    parts = [to_words(part) for part in (filename or "").replace("\\", "/").split("/")]
    return "/".join(part for part in parts if part and part not in (".", "..")) or f"file {number}"


def _first_words(text: str) -> str:
    words = to_words(text[:1000]) or "pasted text"
    if len(words) <= _NAME:
        return words
    return (words[:_NAME].rpartition(" ")[0] or words[:_NAME]) + " …"


def _checked(given: Metadata, settings: Settings) -> IngestOptions:
    try:
        options = IngestOptions(
            given=given,
            timeout=FETCHING,
            max_bytes=settings.max_bytes,
            allow_private=settings.allow_private,
        )
    except AbortRun as error:  # which names the option of the command line
        raise AbortRun(error.subject.removeprefix("--"), error.problem, error.remedy) from error
    clean = replace(options.given, title=to_words(options.given.title), outlet=to_words(options.given.outlet))
    return replace(options, given=clean)
