"""`serve`: the ledger in the browser."""

from __future__ import annotations

import errno
import getpass
import os
import socket
import webbrowser
from collections.abc import Iterator
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.errors import AbortRun, missing_extra

from . import options
from .terminal import console, error_console, line

if TYPE_CHECKING:
    from sayso.web.settings import Settings

HOST, PORT = "127.0.0.1", 8470
CONNECTIONS = 500  # at once; more are told to come again, so that nobody can take all of the memory
NEARBY = 20  # ports that are tried for one that is free

AnyHost = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-host", metavar="NAME", help="A name it is also asked for by, as behind a proxy. Repeatable."
    ),
]


def serve(
    ledger: options.LedgerOption = None,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Where to listen.")] = HOST,
    port: Annotated[
        int, typer.Option("--port", "-p", min=0, max=65535, metavar="N", help="0 takes any that is free.")
    ] = PORT,
    auth: Annotated[
        bool, typer.Option("--auth", help="Let only users in (sayso users add); they log in.")
    ] = False,
    allow_host: AnyHost = None,
    proxy: Annotated[
        str | None,
        typer.Option(
            "--proxy", metavar="ADDRESS", help="The proxy in front, whose word on who asks is taken."
        ),
    ] = None,
    reviewer: Annotated[
        str | None,
        typer.Option(
            "--reviewer",
            metavar="NAME",
            help="Whose name stands under corrections where nobody logs in.",
            show_default="your user name",
        ),
    ] = None,
    model: options.ModelOption = None,
    workers: options.WorkersOption = None,
    allow_private: options.PrivateOption = False,
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open it in the browser.", show_default=False)
    ] = False,
) -> None:
    """See the ledger in the browser, search it and correct it.

    Makes the ledger where there is none. It can be reached from this computer only; for others to reach
    it, they have to log in: see --auth, and docs/serve.md for a proxy with TLS in front. Ctrl-C ends it.

    \b
    Examples:
      sayso serve --open
      sayso serve --ledger bridge.db --port 9000 --reviewer "Mara Oduya"
      sayso serve --auth --allow-host sayso.news.example --proxy 127.0.0.1
    """
    refuse_open_door(host, auth=auth, allow_host=allow_host or [], proxy=proxy)
    _need_extra()
    from sayso.web.settings import Settings

    with listen(host, port) as door:
        settings = Settings(
            ledger=ledger,
            host=host,
            port=door.getsockname()[1],
            hosts=tuple(allow_host or ()),
            auth=auth,
            reviewer=reviewer or _user(),
            model=model,
            workers=workers,
            allow_private=allow_private,
        )
        _run(settings, door, proxy, open_browser=open_browser)
    console().print(line("ended"))


def refuse_open_door(host: str, *, auth: bool, allow_host: list[str], proxy: str | None) -> None:
    """AbortRun where others could reach the ledger and nobody would have to log in."""
    if auth:
        return
    if not is_loopback(host):
        raise AbortRun(
            f"--host {host}",
            "others could reach the ledger, and nobody would have to log in",
            "add --auth, or leave out --host",
        )
    for option, given in (("--allow-host", allow_host), ("--proxy", proxy)):
        if given:
            raise AbortRun(
                option, "is for a ledger that others reach, and nobody would have to log in", "add --auth"
            )


def is_loopback(host: str) -> bool:
    """Whether what listens here can be reached from this computer only."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; AbortRun, with what to do, where it cannot."""
    try:
        family, _, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise AbortRun(f"--host {host}", "is no address of this computer") from error
    # With the protocol named, asyncio sends at once what is written; else the rest of each answer waits
    # until the browser has acknowledged its beginning, some 40 ms.
    door = socket.socket(family, socket.SOCK_STREAM, protocol)
    try:
        if os.name == "posix":  # elsewhere it would let two programs listen at once
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(address)
        door.listen(128)
    except OSError as error:
        door.close()
        raise _no_door(host, port, error) from error
    return door


def _no_door(host: str, port: int, error: OSError) -> AbortRun:
    if error.errno == errno.EADDRINUSE:
        free = _free_port(host, port)
        remedy = f"take another: --port {free}" if free else "take another with --port"
        return AbortRun(f"--port {port}", "is in use by another program", remedy)
    if error.errno in (errno.EACCES, errno.EPERM):
        return AbortRun(f"--port {port}", "may not be listened on", "take one from 1024 on")
    return AbortRun(f"--host {host}", f"cannot be listened on ({error.strerror})")


def _free_port(host: str, port: int) -> int | None:
    for other in range(port + 1, min(port + 1 + NEARBY, 65536)):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as door:
            try:
                door.bind((host, other))
            except OSError:
                continue
            return other
    return None


def _need_extra() -> None:
    try:
        import argon2  # noqa: F401
        import fastapi  # noqa: F401
        import jinja2  # noqa: F401
        import python_multipart  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise missing_extra("the reader in the browser", error.name or "fastapi", "web") from error


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user without a name
        return "reader"


def _run(settings: Settings, door: socket.socket, proxy: str | None, *, open_browser: bool) -> None:
    import uvicorn

    from sayso.web.app import create_app
    from sayso.web.connections import Connection

    app = create_app(settings)
    config = uvicorn.Config(
        app,
        http=Connection,
        log_config=None,
        server_header=False,
        proxy_headers=proxy is not None,
        forwarded_allow_ips=proxy or "",
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=5,
        ws="none",
    )
    try:
        _say(app.state.sayso.ledger.where, settings)
        for warning in _warnings(settings, anybody=bool(app.state.sayso.ledger.users())):
            error_console().print(line(warning), soft_wrap=True)
        if open_browser:
            webbrowser.open(address_of(settings.host, settings.port))
        uvicorn.Server(config).run(sockets=[door])
    except KeyboardInterrupt:  # which the server passes on when it has ended
        console().print()


def _warnings(settings: Settings, *, anybody: bool) -> Iterator[str]:
    if settings.auth and not anybody:
        yield "nobody can log in yet: sayso users add NAME"
    if not is_loopback(settings.host):
        yield "passwords travel unencrypted: put a proxy with TLS in front (docs/serve.md)"


def address_of(host: str, port: int) -> str:
    """The address to open in a browser on this computer."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)
    return f"http://{f'[{name}]' if ':' in name else name}:{port}/"


def _say(ledger: str, settings: Settings) -> None:
    where = (address_of(settings.host, settings.port), "bold")
    console().print(line(f"{ledger}: open ", where, " in a browser; Ctrl-C ends it"), soft_wrap=True)
