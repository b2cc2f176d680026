"""The application: its pages, its API, its files, and what guards them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from sayso.ledger import Ledger
from sayso.reader import Reader

from . import api
from .pages import ROUTERS
from .render import FOLDER
from .settings import Settings
from .state import State


def create_app(settings: Settings) -> FastAPI:
    """The application that serves this ledger; it is opened, and made where there is none, right away."""
    ledger = Ledger.open(settings.ledger)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        ledger.close()

    app = FastAPI(
        title="Sayso", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json"
    )
    app.state.sayso = State(
        settings=settings,
        ledger=ledger,
        reader=Reader(settings.model, workers=settings.workers),
    )
    for router in (*ROUTERS, api.router):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    return app
