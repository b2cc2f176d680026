"""What went wrong, told: a page to people, JSON to programs, and never more than they need to know."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from sayso.errors import AbortRun, DocumentError, NotInLedger, SaysoError

from .render import is_htmx, render

MOST_TOLD = 20  # mistakes in one request: whoever sends thousands would get them all back
_STATUS: tuple[tuple[type[SaysoError], int], ...] = (
    (NotInLedger, 404),
    (AbortRun, 400),
    (DocumentError, 422),
)


class Problem(BaseModel):
    """What is wrong: with which thing, what, and what to do now, where something can be done."""

    subject: str
    problem: str
    remedy: str | None = None


class Refusal(HTTPException):
    """A request that is not answered as it is, with its status, and told like every error."""

    def __init__(
        self,
        status: int,
        subject: str,
        problem: str,
        remedy: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail=problem, headers=dict(headers or {}))
        self.told = Problem(subject=subject, problem=problem, remedy=remedy)


FAULT = Problem(
    subject="Sayso",
    problem="something went wrong that should not",
    remedy="try again; if it happens again, the program’s log says what to report",
)


def install(app: FastAPI) -> None:
    """Let the application tell every error in its own words."""
    app.add_exception_handler(SaysoError, _tell_ours)
    app.add_exception_handler(HTTPException, _tell_http)
    app.add_exception_handler(RequestValidationError, _tell_validation)


def tell(
    request: Request, status: int, problem: Problem, headers: Mapping[str, str] | None = None
) -> Response:
    """The answer that tells this problem: JSON under /api, a part of a page to htmx, else a page."""
    if is_api(request):
        response: Response = JSONResponse(problem.model_dump(), status_code=status)
    else:
        template = "_error.html" if is_htmx(request) else "error.html"
        response = render(request, template, status, problem=problem, title=_title(status))
    response.headers.update(headers or {})
    return response


def is_api(request: Request) -> bool:
    """Whether a program asks, by the address."""
    path = path_of(request)
    return path == "/api" or path.startswith("/api/")


def path_of(request: Request) -> str:
    """The path that is routed; an address put together anew could end at a `?` that was written as %3F."""
    path: str = request.scope["path"]
    return path


def _title(status: int) -> str:
    titles = {
        400: "This cannot be done",
        403: "Not allowed",
        404: "Not found",
        405: "Not in this way",
        413: "Too large",
        422: "This cannot be read",
        429: "Too many tries",
        500: "A fault in Sayso",
    }
    return titles.get(status) or HTTPStatus(status).phrase


async def _tell_ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, SaysoError)
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 400)
    told = Problem(subject=error.subject, problem=error.problem, remedy=error.remedy)
    return tell(request, status, told)


async def _tell_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error, Refusal):
        return tell(request, error.status_code, error.told, error.headers)
    return tell(request, error.status_code, _of_http(request, error), error.headers)


def _of_http(request: Request, error: HTTPException) -> Problem:
    path = path_of(request)
    if error.status_code == 404 and error.detail == HTTPStatus.NOT_FOUND.phrase:
        return Problem(subject=path, problem="there is no such page", remedy="check the address")
    if error.status_code == 405:
        return Problem(subject=path, problem=f"does not answer {request.method}")
    return Problem(subject=path, problem=str(error.detail))


async def _tell_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong: dict[str, str] = {}
    for one in error.errors()[:MOST_TOLD]:
        wrong.setdefault(_parameter(one["loc"]), one["msg"][:1].lower() + one["msg"][1:])
    subject = ", ".join(wrong)
    if len(wrong) == 1:
        return tell(request, 422, Problem(subject=subject, problem=wrong[subject]))
    each = "; ".join(f"{name}: {problem}" for name, problem in wrong.items())
    return tell(request, 422, Problem(subject=subject or "the request", problem=each or "cannot be read"))


def _parameter(place: tuple[str | int, ...]) -> str:
    """The parameter's name as it was sent: FastAPI says first whether it was in the path, query or body."""
    named = place[1:] or place
    return ".".join(str(part) for part in named)
