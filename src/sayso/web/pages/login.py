"""Login: who is asking."""

from __future__ import annotations

import math
import re
import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from sayso.ledger import Ledger

from .. import passwords
from ..render import render
from ..security import session_cookie, set_cookie
from ..state import LedgerOf, Now, state_of

SESSION = timedelta(days=14)
_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")

router = APIRouter()


@router.get("/login")
def show_login(request: Request, wanted: Annotated[str, Query(alias="next")] = "/") -> Response:
    """The form to log in with; who is logged in goes on."""
    where = own_path(wanted)
    if request.state.user or not state_of(request).settings.auth:
        return RedirectResponse(where, status_code=303)
    return render(request, "login.html", next=where, name="", problem=None)


@router.post("/login")
def log_in(
    request: Request,
    ledger: LedgerOf,
    now: Now,
    name: Annotated[str, Form(max_length=1000)] = "",
    password: Annotated[str, Form()] = "",
    wanted: Annotated[str, Form(alias="next")] = "/",
) -> Response:
    """Begin a session, and go on to where the reader wanted to go; else say that it was wrong."""
    where, name = own_path(wanted), unicodedata.normalize("NFC", name.strip())
    state, address = state_of(request), request.client.host if request.client else ""
    if not state.settings.auth:
        return RedirectResponse(where, status_code=303)
    wait = state.attempts.begin(name, address, now)
    if wait is not None:
        return _too_often(request, where, name, wait)
    kept = next((user.password for user in ledger.users() if user.name == name), None)
    if not passwords.is_right(password, kept):
        problem = "This name and this password do not belong together."
        return render(request, "login.html", 401, next=where, name=name, problem=problem)
    state.attempts.forget(name, address)
    _end_session(request, ledger)
    return _begin_session(request, ledger, name, now, where)


@router.post("/logout")
def log_out(request: Request, ledger: LedgerOf) -> Response:
    """End the session."""
    _end_session(request, ledger)
    response = RedirectResponse("/login", status_code=303)
    response.delete_cookie(session_cookie(request), path="/", secure=request.url.scheme == "https")
    return response


def own_path(address: str) -> str:
    """The address where it is a path of our own, else the start page: a link must not lead elsewhere.

    >>> own_path("/said?words=bridge"), own_path("//elsewhere.example"), own_path("https://elsewhere.example")
    ('/said?words=bridge', '/', '/')
    """
    return address if _OWN_PATH.fullmatch(address) else "/"


def _too_often(request: Request, where: str, name: str, wait: timedelta) -> Response:
    seconds = max(1, math.ceil(wait.total_seconds()))
    problem = f"That was wrong too often. Try again in {seconds} second{'s' if seconds > 1 else ''}."
    response = render(request, "login.html", 429, next=where, name=name, problem=problem)
    response.headers["Retry-After"] = str(seconds)
    return response


def _begin_session(request: Request, ledger: Ledger, name: str, now: datetime, where: str) -> Response:
    token = secrets.token_urlsafe(32)
    ledger.begin_session(name, token=token, now=now, ends=now + SESSION)
    response = RedirectResponse(where, status_code=303)
    cookie = session_cookie(request)
    set_cookie(request, response, cookie, token, seconds=int(SESSION.total_seconds()))
    return response


def _end_session(request: Request, ledger: Ledger) -> None:
    token = request.cookies.get(session_cookie(request))
    if token:
        ledger.end_session(token)
