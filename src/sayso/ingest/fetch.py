"""Pages from the web: one address, within a time and a size, or a clear reason why not."""

from __future__ import annotations

import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from importlib.metadata import version
from socket import gaierror
from typing import TYPE_CHECKING
from urllib.parse import urldefrag
from urllib.request import getproxies

from sayso.errors import DocumentError

from .words import to_address

if TYPE_CHECKING:
    import httpx

    from .transport import Lookup

MAX_REDIRECTS = 10
_PROXY_UNUSED = "a proxy is set, and is used only with --allow-private, since it looks up hosts itself"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What an address gave: the body, the address it came from in the end, and the server's word on it."""

    data: bytes = field(repr=False)
    address: str
    media_type: str | None
    charset: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said, whatever it said; the body is there for status 200 alone.

    `address` answered in the end. `moved` is where redirects that are for good lead, if the first was one.
    `location` is where a redirect leads that was not followed. Headers are as they came; null where none did.
    """

    status: int
    phrase: str
    address: str
    data: bytes = field(default=b"", repr=False)
    moved: str | None = None
    location: str | None = None
    media_type: str | None = None
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    retry_after: str | None = None
    cache_control: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How to ask: what is known already, and which redirects to follow.

    The server is told `etag` and `last_modified`, as it gave them last, and answers 304 where nothing
    changed. A redirect is followed where `follow` says yes to its address. `cut` takes the beginning of a
    body that is too long.
    """

    etag: str | None = None
    last_modified: str | None = None
    follow: Callable[[str], bool] = lambda address: True
    cut: bool = False


@dataclass(frozen=True, slots=True)
class _Limits:
    max_bytes: int
    seconds: float
    end: float  # on the monotonic clock
    cut: bool = False


def fetch(
    url: str,
    *,
    timeout: float,
    max_bytes: int,
    allow_private: bool = False,
    lookup: Lookup | None = None,
) -> Fetched:
    """The page at the http or https address; DocumentError, naming the address, where there is none.

    `timeout` is in seconds and for everything: finding the host, connecting, redirects and the last byte.
    Hosts at addresses that are not public are refused, redirects included, unless `allow_private`; only
    then a proxy from the environment is used, since it looks up hosts itself. `lookup` is asked for the
    addresses of hosts in place of the system.
    """
    answer = ask(url, timeout=timeout, max_bytes=max_bytes, allow_private=allow_private, lookup=lookup)
    if answer.status != 200:
        raise DocumentError(to_address(url) or url, refusal(answer))
    return to_fetched(answer)


def to_fetched(answer: Answer) -> Fetched:
    """The page that an answer of status 200 holds."""
    return Fetched(
        data=answer.data, address=answer.address, media_type=answer.media_type, charset=answer.charset
    )


def refusal(answer: Answer) -> str:
    """What an answer of another status than 200 says, in words for the user."""
    return f"the server answered {answer.status} {answer.phrase}".strip()


def ask(
    url: str,
    *,
    timeout: float,
    max_bytes: int,
    allow_private: bool = False,
    lookup: Lookup | None = None,
    asking: Asking | None = None,
) -> Answer:
    """What the server at the address says, under the same limits as `fetch`.

    DocumentError where no answer comes, or none that can be read whole.
    """
    subject = to_address(url)
    if subject is None:
        raise DocumentError(
            url.rpartition("@")[2], "is no address that can be read", "give an http or https address"
        )
    import httpx

    from .transport import PublicOnly, trusted

    asking = asking or Asking()
    limits = _Limits(max_bytes, timeout, time.monotonic() + timeout, asking.cut)
    # Host names are looked up without any limit, and a server may send its headers a byte a minute: only
    # somebody else's watch ends that.
    client = httpx.Client(
        timeout=timeout,
        headers=_headers(asking),
        follow_redirects=False,
        verify=trusted(),
        transport=None if allow_private else PublicOnly(subject, lookup),
        trust_env=allow_private,
    )
    try:
        return _in_time(subject, timeout, lambda: _ask(client, url, subject, asking, limits))
    finally:
        client.close()


def _in_time(subject: str, seconds: float, work: Callable[[], Answer]) -> Answer:
    future: Future[Answer] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001  handed to the thread that waits, which raises it
            future.set_exception(error)

    threading.Thread(target=run, name="sayso-fetch", daemon=True).start()
    try:
        return future.result(seconds)
    except TimeoutError as error:
        raise _too_slow(subject, seconds) from error


def user_agent() -> str:
    """What Sayso calls itself where it asks for something."""
    return f"sayso/{version('sayso')}"


def _headers(asking: Asking) -> dict[str, str]:
    known = {"If-None-Match": asking.etag, "If-Modified-Since": asking.last_modified}
    return {
        "User-Agent": user_agent(),
        "Accept": "text/html, application/xhtml+xml, text/plain;q=0.9, */*;q=0.5",
        "Accept-Encoding": "gzip",  # the one that is undone below, with a limit
        **{name: value for name, value in known.items() if value},
    }


def _ask(client: httpx.Client, url: str, subject: str, asking: Asking, limits: _Limits) -> Answer:
    import httpx

    try:
        response, moved = _follow(client, client.build_request("GET", url), subject, asking)
        try:
            return _read(response, moved, subject, limits)
        finally:
            response.close()
    except httpx.TimeoutException as error:
        raise _too_slow(subject, limits.seconds) from error
    except httpx.UnsupportedProtocol as error:
        raise DocumentError(subject, "leads to an address that is neither http nor https") from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
        remedy = _PROXY_UNUSED if not client.trust_env and getproxies() else None
        raise DocumentError(subject, _problem(error), remedy) from error


def _follow(
    client: httpx.Client, request: httpx.Request, subject: str, asking: Asking
) -> tuple[httpx.Response, str | None]:
    """The answer at the end of the redirects, and where those lead that are for good."""
    # By hand, because httpx reads the whole body of every redirect, however long it is.
    moved: str | None = None
    for_good = True
    for _ in range(MAX_REDIRECTS + 1):
        response = client.send(request, stream=True)
        if response.next_request is None:
            return response, moved
        for_good = for_good and response.status_code in (301, 308)
        request = response.next_request
        target = _clean(str(request.url))
        if not asking.follow(target):
            return response, target if for_good else moved
        moved = target if for_good else moved
        response.close()
    raise DocumentError(subject, f"redirects more than {MAX_REDIRECTS} times")


def _read(response: httpx.Response, moved: str | None, subject: str, limits: _Limits) -> Answer:
    following = response.next_request
    return Answer(
        status=response.status_code,
        phrase=response.reason_phrase,
        address=_clean(str(response.url)) or subject,
        data=_body(response, subject, limits) if response.status_code == 200 else b"",
        moved=moved,
        location=_clean(str(following.url)) if following else None,
        media_type=response.headers.get("content-type"),
        charset=response.charset_encoding,
        etag=response.headers.get("etag"),
        last_modified=response.headers.get("last-modified"),
        retry_after=response.headers.get("retry-after"),
        cache_control=response.headers.get("cache-control"),
    )


def _clean(address: str) -> str:
    return to_address(urldefrag(address).url) or ""


def _body(response: httpx.Response, subject: str, limits: _Limits) -> bytes:
    stated = response.headers.get("content-length", "")
    if stated.isdecimal() and int(stated) > limits.max_bytes and not limits.cut:
        raise _too_big(subject, limits.max_bytes)
    data = bytearray()
    for piece in _inflated(response, subject, limits.max_bytes):
        data += piece
        if len(data) > limits.max_bytes:
            if limits.cut:
                return bytes(data[: limits.max_bytes])
            raise _too_big(subject, limits.max_bytes)
        if time.monotonic() > limits.end:
            raise _too_slow(subject, limits.seconds)
    return bytes(data)


def _inflated(response: httpx.Response, subject: str, max_bytes: int) -> Iterator[bytes]:
    """The body's pieces, unpacked, each at most one byte over the limit, so that no bomb goes off."""
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing in ("", "identity"):
        yield from response.iter_raw()
        return
    if packing not in ("gzip", "x-gzip", "deflate"):
        raise DocumentError(subject, f"the server packs the page as {packing!r}, which was not asked for")
    inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    try:
        for piece in response.iter_raw():
            yield inflate.decompress(piece, max_bytes + 1)
    except zlib.error as error:
        raise DocumentError(subject, "the page is packed wrongly and cannot be unpacked") from error
    if not inflate.eof or inflate.unused_data:
        raise DocumentError(subject, "the page is packed wrongly: a part is missing")


def _too_slow(subject: str, seconds: float) -> DocumentError:
    return DocumentError(
        subject, f"gave no whole page within {seconds:g} seconds", "try later or raise --timeout"
    )


def _too_big(subject: str, max_bytes: int) -> DocumentError:
    return DocumentError(subject, f"sends more than {max_bytes:,} bytes", "raise --max-bytes to read it")


def _problem(error: BaseException) -> str:
    """What went wrong, from the error and those that it came of."""
    causes = list(_causes(error))
    if any(isinstance(cause, gaierror) for cause in causes):
        return "no such host, or no connection to look it up"
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return f"no safe connection ({cause.reason or cause})"
    return f"the connection failed ({str(error) or type(error).__name__})"


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__
