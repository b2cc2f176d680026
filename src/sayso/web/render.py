"""Pages from templates: everything that comes from a document is escaped by Jinja."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .state import reviewer_of, state_of

FOLDER = Path(__file__).parent
TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(request: Request, template: str, /, status: int = 200, **values: Any) -> HTMLResponse:
    """The page of this template.

    Every template knows `request`, `path` (of the page), `reviewer`, `user` (None where nobody logs in)
    and `csrf`, the token that a form that changes something sends back.
    """
    common = {
        "request": request,
        "path": request.url.path,
        "reviewer": reviewer_of(request),
        "user": getattr(request.state, "user", None),
        "auth": state_of(request).settings.auth,
        "csrf": getattr(request.state, "csrf", ""),
    }
    page = TEMPLATES.get_template(template).render(**common, **values)
    return HTMLResponse(page, status_code=status)


def is_htmx(request: Request) -> bool:
    """Whether htmx asks, which wants a part of the page and not the whole."""
    return request.headers.get("hx-request") == "true" and "hx-boosted" not in request.headers
