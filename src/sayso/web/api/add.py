"""Adding: a text, an address or files become a job, which says how far it is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile

from sayso.errors import AbortRun
from sayso.records import Metadata

from ..adding import JobsOf, address, paste, uploads
from ..jobs import Jobs, Progress, Task
from ..state import ReviewerOf, state_of
from .asked import Id
from .given import AddGiven, Line
from .models import JobMade

router = APIRouter(tags=["add"])


@router.post("/add", summary="Add a text or an address", status_code=202)
def add(request: Request, jobs: JobsOf, by: ReviewerOf, given: AddGiven) -> JobMade:
    """The id of the job that reads it; a document that the ledger has already is said to be known."""
    settings = state_of(request).settings
    if (given.text is None) == (given.address is None):
        raise AbortRun("body", "gives neither a text nor an address, or both", "give one of the two")
    if given.address is not None:
        return _made(jobs, address(given.address, settings), by)
    about = Metadata(title=given.title, outlet=given.outlet, published=given.published, url=given.url)
    return _made(jobs, paste(given.text or "", about, settings), by)


@router.post("/add/files", summary="Add files", status_code=202)
def add_files(
    request: Request,
    jobs: JobsOf,
    by: ReviewerOf,
    files: Annotated[list[UploadFile], File(description="plain text, Markdown, HTML or JSON Lines")],
    outlet: Annotated[Line | None, Form(description="of all of them; wins over what they say")] = None,
    published: Annotated[Line | None, Form(description="ISO date of all of them")] = None,
) -> JobMade:
    """The id of the job that reads them, one after another."""
    about = Metadata(outlet=outlet, published=published)
    return _made(jobs, uploads(files, about, state_of(request).settings), by)


@router.get("/jobs", summary="The jobs of this run of the program")
def list_jobs(jobs: JobsOf) -> list[Progress]:
    """How far every job is, the last given first."""
    return jobs.listed()


@router.get("/jobs/{job_id}", summary="How far a job is")
def job(jobs: JobsOf, job_id: Id) -> Progress:
    """What became of each input so far, and why what failed did."""
    return jobs.progress(job_id)


def _made(jobs: Jobs, task: Task, by: str) -> JobMade:
    job_id = jobs.submit(task, by=by)
    return JobMade(id=job_id, address=f"/api/jobs/{job_id}")
