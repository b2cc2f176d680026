"""Pages from templates: everything that comes from a document is escaped by Jinja."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .state import reviewer_of, state_of

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(request: Request, template: str, /, status: int = 200, **values: Any) -> HTMLResponse:
    """The page of this template.

    Every template knows `request`, `path` (of the page), `reviewer`, `user` (None where nobody logs in),
    `csrf`, the token that a form that changes something sends back, and `static("style.css")`, the
    address of a file that the browser may keep until the file is another.
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


def static_address(name: str) -> str:
    """The address of a file under static/, with its version."""
    version = static_version(name)
    return f"/static/{name}" + (f"?v={version}" if version else "")


def static_version(name: str) -> str | None:
    """What changes when the file under static/ does; None where there is none."""
    path = _place(name)
    return _hash(path, path.stat().st_mtime_ns) if path and path.is_file() else None


@lru_cache(maxsize=256)  # following each folder of a path takes long, and every page names some files
def _place(name: str) -> Path | None:
    path = (STATIC / name).resolve()
    return path if path.is_relative_to(STATIC.resolve()) else None


@lru_cache(maxsize=256)
def _hash(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


TEMPLATES.globals["static"] = static_address
