"""What stands before every page: headers, the Host that was asked for, logins, and the tokens of forms."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import re
import secrets
from ipaddress import ip_address
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from pydantic import BaseModel
from python_multipart.multipart import parse_options_header
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import FAULT, Refusal, is_api, path_of, tell
from .render import is_htmx, static_version
from .settings import Settings
from .state import ReviewerOf, now, state_of

LOG = logging.getLogger(__name__)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
ANY_HOST = frozenset({"0.0.0.0", "::", ""})
TOKEN_HEADER, TOKEN_FIELD = "X-CSRF-Token", "csrf_token"
OPEN_PATHS = ("/static/", "/login", "/api/token")  # what nobody has to log in for
UPLOADS = frozenset({"/add", "/api/add", "/api/add/files"})  # what texts and files are sent to
BODY_SECONDS = 120.0  # for a whole upload: nobody may hold a connection open for ever
MOST_OF_A_FORM = 1_000_000  # bytes of a request without files, or of a form around them

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers send our own forms with Origin: null
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), clipboard-read=(), clipboard-write=(self), display-capture=(), geolocation=(), "
        "microphone=(), payment=(), usb=()"
    ),
}
_KEY = re.compile(r"[A-Za-z0-9_-]{43}")
_HOST = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<name>[A-Za-z0-9._-]+))(?::\d{1,5})?")


class Guard:
    """The middleware around the application: nothing gets in or out but by its rules."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        outgoing = _Outgoing(request, send)
        if not is_known_host(request.headers.get("host", ""), state_of(request).settings):
            await _unknown_host(request)(scope, receive, outgoing.send)
            return
        _set_token(request)
        try:
            answer = await _answer_at_once(request)
            if answer is not None:
                await answer(scope, receive, outgoing.send)
            else:
                await self._app(_as_get(scope), _limited(request, receive), outgoing.send)
        except Exception:
            LOG.exception("fault method=%s path=%r", request.method, path_of(request))
            if not outgoing.started:
                await tell(request, 500, FAULT)(scope, receive, outgoing.send)
            raise  # so that the server ends what was begun


class _Outgoing:
    """What is sent, with the headers that every answer carries."""

    def __init__(self, request: Request, send: Send) -> None:
        self._request = request
        self._send = send
        self.started = False

    async def send(self, message: Message) -> None:
        """Send on, the headers completed."""
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            _set_caching(self._request, headers, message["status"])
            _set_key_cookie(self._request, headers)
        elif self._request.method == "HEAD":
            message = {**message, "body": b""}
        await self._send(message)


def _as_get(scope: Scope) -> Scope:
    """HEAD asks for what GET gives, without the body: no page has to know of it."""
    return {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope


def _set_caching(request: Request, headers: MutableHeaders, status: int) -> None:
    path = path_of(request)
    if not path.startswith("/static/"):
        headers.setdefault("Cache-Control", "no-store")
        return
    wanted = request.query_params.get("v")
    lasting = status == 200 and wanted and wanted == static_version(path.removeprefix("/static/"))
    headers["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"


# Hosts


def is_known_host(header: str, settings: Settings) -> bool:
    """Whether this Host header names us; by a stranger's name, a page of theirs could read ours.

    A page can let its own name lead to this machine (DNS rebinding), but not make it an address of
    numbers: where all of the machine's addresses are listened on, any of those will do.
    """
    match = _HOST.fullmatch(header)
    if match is None:
        return False
    name = (match["v6"] or match["name"]).lower().removesuffix(".")
    if name in LOOPBACK or name in {bare_host(one) for one in (settings.host, *settings.hosts)} - ANY_HOST:
        return True
    return settings.host in ANY_HOST and _is_address(name)


def bare_host(name: str) -> str:
    """A host's name as it is compared: small letters, no brackets, no last full stop."""
    return name.lower().strip("[]").removesuffix(".")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _unknown_host(request: Request) -> Response:
    name = request.headers.get("host", "")[:100]
    return PlainTextResponse(
        f"Sayso does not answer to the name {name!r}. Whoever serves it can allow the name: "
        "sayso serve --allow-host NAME\n",
        status_code=400,
    )


# What is refused or led elsewhere before the application sees it


async def _answer_at_once(request: Request) -> Response | None:
    try:
        _check_origin(request)
        _check_length(request)
        _check_charset(request)
        return await _check_login(request)
    except Refusal as refusal:
        return tell(request, refusal.status_code, refusal.told, refusal.headers)


def _check_origin(request: Request) -> None:
    """Refuse what another site's page sends here; a browser says truly where a request comes from."""
    if request.method in SAFE:
        return
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        fine = site in ("same-origin", "none")
    else:
        fine = origin is None or origin.partition("://")[2] == request.headers.get("host")
    if not fine:
        raise Refusal(403, "this request", "was sent by another site’s page", "do it from Sayso’s own page")


def max_body(settings: Settings, path: str) -> int:
    """How many bytes a request to this path may carry: much only where texts and files are sent.

    Elsewhere, also before a login, nobody can keep the program busy reading.
    """
    return MOST_OF_A_FORM + (settings.max_upload if path in UPLOADS else 0)


def _max_body(request: Request) -> int:
    return max_body(state_of(request).settings, path_of(request))


def _check_length(request: Request) -> None:
    stated = request.headers.get("content-length", "")
    if stated.isdecimal() and int(stated) > _max_body(request):
        raise _too_large(request)


def _too_large(request: Request) -> Refusal:
    if path_of(request) not in UPLOADS:
        return Refusal(413, "this request", f"is more than {MOST_OF_A_FORM:,} bytes", "send less at once")
    limit = state_of(request).settings.max_upload
    return Refusal(
        413, "this upload", f"is more than {limit:,} bytes", "send less at once, or use `sayso add`"
    )


def _check_charset(request: Request) -> None:
    """Refuse a form in another encoding than UTF-8, which no browser sends from our pages.

    It would be read by any codec that Python has: one takes minutes for a megabyte (punycode), others
    give halves of characters or raise errors of their own.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    charset = options.get(b"charset", b"utf-8").decode("latin-1")
    if kind == b"multipart/form-data" and charset.lower() not in ("utf-8", "utf8"):
        raise Refusal(415, "this form", f"is encoded as {charset[:40]!r}", "send it in UTF-8")


def _limited(request: Request, receive: Receive) -> Receive:
    """What is received, until it is too much or takes too long."""
    limit, received = _max_body(request), 0
    loop = asyncio.get_running_loop()
    end, whole = loop.time() + BODY_SECONDS, False

    async def receive_limited() -> Message:
        nonlocal received, whole
        if whole:  # from here on the server only tells that the browser went away
            return await receive()
        try:
            async with asyncio.timeout_at(end):
                message = await receive()
        except TimeoutError as error:
            raise Refusal(408, "this request", f"did not come within {BODY_SECONDS:g} seconds") from error
        received += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if received > limit:
            raise _too_large(request)
        return message

    return receive_limited


# Logins


def session_cookie(request: Request) -> str:
    """The name of the cookie that holds the session, each port's its own: browsers share them by host."""
    return _cookie_name(request, "session")


async def _check_login(request: Request) -> Response | None:
    state = state_of(request)
    if not state.settings.auth:
        return None
    token = request.cookies.get(session_cookie(request))
    if token:
        request.state.user = await run_in_threadpool(state.ledger.session_user, token, now=now())
    if getattr(request.state, "user", None) or _is_open(path_of(request)):
        return None
    if is_api(request):
        raise Refusal(401, path_of(request), "needs a login", "log in at /login")
    address = f"/login?{urlencode({'next': _wanted(request)})}"
    if is_htmx(request):
        return Response(status_code=401, headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)


def _is_open(path: str) -> bool:
    return any(path == one or (one.endswith("/") and path.startswith(one)) for one in OPEN_PATHS)


def _wanted(request: Request) -> str:
    """Where the reader wanted to go: after a form, or within a page, that is not where it was sent to."""
    if request.method not in SAFE or is_htmx(request):
        return "/"
    query = request.url.query
    return quote(path_of(request)) + (f"?{query}" if query else "")


# Tokens: another site's page can let a browser send our cookies, but cannot read what our pages carry


def _cookie_name(request: Request, what: str) -> str:
    port = state_of(request).settings.port
    prefix = "__Host-" if request.url.scheme == "https" else ""
    return f"{prefix}sayso-{what}-{port}"


def _set_token(request: Request) -> None:
    held = request.cookies.get(_cookie_name(request, "key"), "")
    known = _KEY.fullmatch(held) is not None
    key = held if known else secrets.token_urlsafe(32)
    session = request.cookies.get(session_cookie(request), "")
    secret = state_of(request).secret
    request.state.csrf = hmac.new(secret, f"{key} {session}".encode(), hashlib.sha256).hexdigest()
    request.state.new_key = None if known else key
    request.state.user = None


def _set_key_cookie(request: Request, headers: MutableHeaders) -> None:
    """Give the browser the key of its tokens along with the first page that carries one."""
    key = getattr(request.state, "new_key", None)
    carries = headers.get("content-type", "").startswith("text/html") or path_of(request) == "/api/token"
    if key is None or not carries:
        return
    # Not Strict: a link from elsewhere would come without the key, get a new one, and make the tokens of
    # pages that are open already wrong.
    response = Response()
    set_cookie(request, response, _cookie_name(request, "key"), key)
    headers.append("Set-Cookie", response.headers["set-cookie"])


def set_cookie(
    request: Request, response: Response, name: str, value: str, *, seconds: int | None = None
) -> None:
    """Set a cookie that no script reads and that no other site's form sends."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


async def require_token(request: Request) -> None:
    """Refuse to change anything for a request without the token of our own pages."""
    if request.method in SAFE:
        return
    given = request.headers.get(TOKEN_HEADER)
    if given is None and _is_form(request):
        field = (await request.form()).get(TOKEN_FIELD)
        given = field if isinstance(field, str) else None
    if given is None or not hmac.compare_digest(given.encode(), request.state.csrf.encode()):
        raise Refusal(
            403,
            "this request",
            "does not carry the token of the page that it comes from" if given is None
            else "carries a token that is too old",
            f"send what GET /api/token gives as {TOKEN_HEADER}, with the cookie that comes with it"
            if is_api(request)
            else "load the page again, then send it again",
        )  # fmt: skip


def _is_form(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind in ("application/x-www-form-urlencoded", "multipart/form-data")


class Token(BaseModel):
    """What a program sends back as X-CSRF-Token when it changes something; `reviewer` is in whose name."""

    token: str
    reviewer: str | None


router = APIRouter(prefix="/api")


@router.get("/token", summary="The token without which nothing is changed.")
def read_token(request: Request, reviewer: ReviewerOf) -> Token:
    """Send it as the header X-CSRF-Token, with the cookie that comes along, whenever you change something."""
    nobody = state_of(request).settings.auth and request.state.user is None
    return Token(token=request.state.csrf, reviewer=None if nobody else reviewer)
