"""A reader in the browser over a small filled ledger; read by the model that ships, once a session."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute

from sayso.ledger import Ledger
from sayso.records import Document, Metadata
from sayso.web.app import create_app
from sayso.web.settings import Settings

ADDED = datetime(2031, 5, 9, 8, 30, tzinfo=UTC)
BASE = "http://127.0.0.1:8470"

# Name, metadata and text: three outlets on one matter, so that speakers meet across documents.
ARTICLES = (
    (
        "courier",
        Metadata(
            title="Port Ansel shuts its harbour",
            outlet="The Ansel Courier",
            published="2031-05-05",
            url="https://courier.example/harbour",
            language="en",
        ),
        "Port Ansel shuts its harbour\n\n"
        "The harbour of Port Ansel was closed on Monday after a crane leaned over the quay.\n\n"
        "“Nobody will work under that crane until it is down,” said Ada Quill, the harbour master. "
        "She added that two ships had been sent to Tarn Bay.\n\n"
        "Oskar Pell, the mayor, denied that the crane had been neglected. “It was inspected in March,” "
        "he told reporters.\n\n"
        "According to the Harbour Wire, two officials said the inspection was never finished.\n",
    ),
    (
        "wire",
        Metadata(
            title="Officials: crane inspection was never finished",
            outlet="Harbour Wire",
            published="2031-05-06T09:15:00+00:00",
            url="https://wire.example/crane",
            language="en",
        ),
        "Officials: crane inspection was never finished\n\n"
        "Two officials said on Tuesday that the inspection of the leaning crane in Port Ansel was never "
        "finished. Both spoke on condition of anonymity because an inquiry has begun.\n\n"
        "Harbour master Ada Quill warned that the crane could fall “with the next storm”.\n\n"
        "Mayor Oskar Pell promised that the Harbour Board would publish the papers. "
        "“Anyone who says otherwise has not read them,” Pell said.\n",
    ),
    (
        "tideline",
        Metadata(
            title="Harbour Board blames the maker",
            outlet="Tideline",
            published="2031-05-08",
            url="https://tideline.example/board",
            language="en",
        ),
        "Harbour Board blames the maker\n\n"
        "The Harbour Board said in a statement that the crane’s maker, Senn Lifting, had left a bolt loose. "
        "Senn Lifting demanded that the board “show a single photograph” of it.\n\n"
        "Ada Quill said that Oskar Pell had told her the crane was safe. Pell did not comment.\n\n"
        "“We were never asked,” union leader Jory Venn said. He predicted that the harbour would stay shut "
        "until June.\n",
    ),
)


def _document(name: str, metadata: Metadata, text: str) -> Document:
    return Document(
        name=name,
        text=text,
        raw=text.encode(),
        media_type="text/plain",
        encoding="utf-8",
        metadata=metadata,
    )


class RoutedOnce(FastAPI):
    """An application that shares its routers, and what is put in place of what they depend on, with all
    others: to work out their routes takes longer than most tests.
    """

    kept: ClassVar[dict[int, BaseRoute]] = {}
    overridden: ClassVar[dict] = {}

    def __init__(self, **given) -> None:
        super().__init__(**given)
        self.dependency_overrides = self.overridden

    def include_router(self, router: APIRouter, **given) -> None:
        super().include_router(router, **given)
        routes = self.router.routes
        routes[-1] = self.kept.setdefault(id(router), routes[-1])


@pytest.fixture(autouse=True)
def routed_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every application that a test makes."""
    monkeypatch.setattr("sayso.web.app.FastAPI", RoutedOnce)
    yield
    RoutedOnce.overridden.clear()


@pytest.fixture(scope="session")
def filled_book(shipped_reader, tmp_path_factory) -> Path:
    """A ledger with the three articles, to be copied."""
    path = tmp_path_factory.mktemp("web") / "sayso.db"
    with Ledger.open(path) as ledger:
        for article in ARTICLES:
            reading = shipped_reader.read(_document(*article))
            ledger.add(reading, extractor=shipped_reader.extractor_name, now=ADDED)
    return path


@pytest.fixture
def book(filled_book: Path, tmp_path: Path) -> Path:
    """The path of a ledger with the three articles, a test's own."""
    return Path(shutil.copy(filled_book, tmp_path / "sayso.db"))


@pytest.fixture
def open_web(book: Path) -> Iterator[Callable[..., TestClient]]:
    """Opens the application on the ledger: `open_web(auth=True)`; each call is a browser of its own."""
    opened: list[TestClient] = []

    def open_one(*, base_url: str = BASE, raise_errors: bool = True, **settings) -> TestClient:
        app = create_app(Settings(**{"ledger": book, "reviewer": "Rana Holt", "workers": 1, **settings}))
        client = TestClient(
            app, base_url=base_url, follow_redirects=False, raise_server_exceptions=raise_errors
        )
        opened.append(client.__enter__())
        return client

    yield open_one
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def client(open_web: Callable[..., TestClient]) -> TestClient:
    """A browser without scripts on the ledger; it follows no redirects by itself."""
    return open_web()


@pytest.fixture
def csrf(client: TestClient) -> dict[str, str]:
    """The header without which nothing is changed: `client.post(…, headers=csrf)`.

    In forms the same token is the field `csrf_token`: `csrf["X-CSRF-Token"]`.
    """
    return {"X-CSRF-Token": client.get("/api/token").json()["token"]}


@pytest.fixture(scope="session")
def empty_book(tmp_path_factory) -> Path:
    """A ledger with nothing in it, to be copied."""
    path = tmp_path_factory.mktemp("web") / "empty.db"
    Ledger.open(path).close()
    return path


@pytest.fixture
def empty_client(empty_book: Path, tmp_path: Path) -> Iterator[TestClient]:
    """A browser on a ledger with nothing in it."""
    path = shutil.copy(empty_book, tmp_path / "empty.db")
    app = create_app(Settings(ledger=path, reviewer="Rana Holt", workers=1))
    with TestClient(app, base_url=BASE, follow_redirects=False) as client:
        yield client
