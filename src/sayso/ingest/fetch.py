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


@dataclass(frozen=True, slots=True)
class _Limits:
    max_bytes: int
    seconds: float
    end: float  # on the monotonic clock


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
    subject = to_address(url)
    if subject is None:
        raise DocumentError(
            url.rpartition("@")[2], "is no address that can be read", "give an http or https address"
        )
    import httpx

    from .transport import PublicOnly

    limits = _Limits(max_bytes, timeout, time.monotonic() + timeout)
    # Host names are looked up without any limit, and a server may send its headers a byte a minute: only
    # somebody else's watch ends that.
    client = httpx.Client(
        timeout=timeout,
        headers=_headers(),
        follow_redirects=False,
        transport=None if allow_private else PublicOnly(subject, lookup),
        trust_env=allow_private,
    )
    try:
        return _in_time(subject, timeout, lambda: _fetch(client, url, subject, limits))
    finally:
        client.close()


def _in_time(subject: str, seconds: float, work: Callable[[], Fetched]) -> Fetched:
    future: Future[Fetched] = Future()

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


def _headers() -> dict[str, str]:
    return {
        "User-Agent": f"sayso/{version('sayso')}",
        "Accept": "text/html, application/xhtml+xml, text/plain;q=0.9, */*;q=0.5",
        "Accept-Encoding": "gzip",  # the one that is undone below, with a limit
    }


def _fetch(client: httpx.Client, url: str, subject: str, limits: _Limits) -> Fetched:
    import httpx

    try:
        response = _follow(client, client.build_request("GET", url), subject)
        try:
            return _read(response, subject, limits)
        finally:
            response.close()
    except httpx.TimeoutException as error:
        raise _too_slow(subject, limits.seconds) from error
    except httpx.UnsupportedProtocol as error:
        raise DocumentError(subject, "leads to an address that is neither http nor https") from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
        remedy = _PROXY_UNUSED if not client.trust_env and getproxies() else None
        raise DocumentError(subject, _problem(error), remedy) from error


def _follow(client: httpx.Client, request: httpx.Request, subject: str) -> httpx.Response:
    # By hand, because httpx reads the whole body of every redirect, however long it is.
    for _ in range(MAX_REDIRECTS + 1):
        response = client.send(request, stream=True)
        if response.next_request is None:
            return response
        response.close()
        request = response.next_request
    raise DocumentError(subject, f"redirects more than {MAX_REDIRECTS} times")


def _read(response: httpx.Response, subject: str, limits: _Limits) -> Fetched:
    if response.status_code != 200:
        raise DocumentError(
            subject, f"the server answered {response.status_code} {response.reason_phrase}".strip()
        )
    stated = response.headers.get("content-length", "")
    if stated.isdecimal() and int(stated) > limits.max_bytes:
        raise _too_big(subject, limits.max_bytes)
    data = bytearray()
    for piece in _inflated(response, subject, limits.max_bytes):
        data += piece
        if len(data) > limits.max_bytes:
            raise _too_big(subject, limits.max_bytes)
        if time.monotonic() > limits.end:
            raise _too_slow(subject, limits.seconds)
    return Fetched(
        data=bytes(data),
        address=to_address(urldefrag(str(response.url)).url) or subject,
        media_type=response.headers.get("content-type"),
        charset=response.charset_encoding,
    )


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
