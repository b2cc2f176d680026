"""Add: paste a text or an address, drop files, and see what becomes of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Literal

from fastapi import APIRouter, FastAPI, File, Form, Request, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from sayso.errors import SaysoError
from sayso.records import Metadata

from ..adding import MOST_FILES, JobsOf, address, close_jobs, paste, uploads
from ..jobs import Jobs, Progress, Task
from ..render import is_htmx, render
from ..settings import Settings
from ..state import ReviewerOf, state_of

How = Literal["text", "address", "files"]
Field = Annotated[str, Form()]
EMPTY = {"text": "", "title": "", "outlet": "", "published": "", "url": "", "address": ""}


@asynccontextmanager
async def _until_the_end(app: FastAPI) -> AsyncIterator[None]:
    yield
    await run_in_threadpool(close_jobs, app)


router = APIRouter(lifespan=_until_the_end)


@router.get("/add")
def form(request: Request, jobs: JobsOf) -> Response:
    """The forms, and what was added since the program was started."""
    return _form(request, jobs)


@router.post("/add")
def add(
    request: Request,
    jobs: JobsOf,
    by: ReviewerOf,
    how: Annotated[How, Form()],
    text: Field = "",
    title: Field = "",
    outlet: Field = "",
    published: Field = "",
    url: Field = "",
    address: Field = "",
    files: Annotated[list[UploadFile] | None, File()] = None,
) -> Response:
    """The page of the job that was made of one of the forms; the form again where that cannot be."""
    given = {"text": text, "title": title, "outlet": outlet, "published": published, "url": url}
    given["address"] = address
    try:
        task = _task(how, given, files or [], state_of(request).settings)
    except SaysoError as error:
        return _form(request, jobs, how=how, given=given, error=error)
    return RedirectResponse(f"/jobs/{jobs.submit(task, by=by)}", status_code=303)


@router.get("/jobs/{job_id}")
def job(request: Request, jobs: JobsOf, job_id: str, seen: str = "") -> Response:
    """How far the job is; to htmx only where that is not what it has `seen`."""
    progress = jobs.progress(job_id)
    stamp = stamp_of(progress)
    if is_htmx(request):
        if seen == stamp:
            return Response(status_code=204)
        return render(request, "_job.html", job=progress, stamp=stamp, alone=True)
    return render(request, "job.html", job=progress, stamp=stamp, alone=False)


def stamp_of(progress: Progress) -> str:
    """What changes when there is something new to be shown."""
    return f"{progress.state}-{progress.n_done}-{progress.n_expected}"


def _task(how: How, given: dict[str, str], files: list[UploadFile], settings: Settings) -> Task:
    if how == "address":
        return address(given["address"], settings)
    about = Metadata(
        title=given["title"].strip() or None,
        outlet=given["outlet"].strip() or None,
        published=given["published"].strip() or None,
        url=given["url"].strip() or None,
    )
    if how == "files":
        return uploads(files, about, settings)
    # A form sends every end of a line as two characters; the text that was pasted had one.
    return paste(given["text"].replace("\r\n", "\n"), about, settings)


def _form(
    request: Request,
    jobs: Jobs,
    *,
    how: How | None = None,
    given: dict[str, str] | None = None,
    error: SaysoError | None = None,
) -> Response:
    settings = state_of(request).settings
    return render(
        request,
        "add.html",
        400 if error else 200,
        how=how,
        given=given or EMPTY,
        error=error,
        jobs=jobs.listed(),
        most_files=MOST_FILES,
        max_upload=settings.max_upload,
        max_bytes=settings.max_bytes,
    )
