"""The application: its pages, its API, its files, and what guards them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from anyio.to_thread import current_default_thread_limiter
from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from sayso.ledger import Ledger
from sayso.reader import Reader

from . import api, errors, security
from .pages import ROUTERS
from .render import STATIC
from .settings import Settings
from .state import State

# Pages answered at once. Each takes a connection to the ledger, some two, of the fifteen that are kept open
# at most; who comes meanwhile waits here and not, in vain, for a connection.
AT_ONCE = 7
ABOUT = """Everything that the pages show, as JSON.

To change something, first get a token from `GET /api/token`, keep the cookie that comes with it, and send
the token as the header `X-CSRF-Token`. Where people log in (`sayso serve --auth`), all of this needs a
session: post `name`, `password` and `csrf_token` to `/login`, then get a new token.

Every error is a `Problem`: its `subject`, the `problem`, and the `remedy` where there is one.
"""


def create_app(settings: Settings) -> FastAPI:
    """The application that serves this ledger; it is opened, and made where there is none, right away."""
    ledger = Ledger.open(settings.ledger)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = AT_ONCE
        yield
        ledger.close()

    app = FastAPI(
        title="Sayso",
        version=version("sayso"),
        description=ABOUT,
        lifespan=lifespan,
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        openapi_url="/api/openapi.json",
        dependencies=[Depends(security.require_token)],
        responses={"4XX": {"model": errors.Problem, "description": "What is wrong, and what to do now."}},
    )
    app.state.sayso = State(
        settings=settings,
        ledger=ledger,
        reader=Reader(settings.model, workers=settings.workers),
    )
    app.add_middleware(security.Guard)
    errors.install(app)
    for router in ROUTERS:
        app.include_router(router, include_in_schema=False)
    app.include_router(security.router)
    app.include_router(api.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app
