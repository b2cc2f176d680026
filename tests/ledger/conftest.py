"""Ledgers to test on: a SQLite file each, and the same again on a PostgreSQL server where there is one."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from sayso.ledger import Added, Ledger
from sayso.records import Attribution, Document, Metadata, Reading, Span, Spans, Speaker

SERVER = "SAYSO_TEST_POSTGRES"  # URL of a server where the tests may make and drop databases
# What it writes need not outlive it.
OPTIONS = (
    "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off "
    "-c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off"
)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a server: the one in the environment, else a private one from Debian's packages."""
    pytest.importorskip("psycopg")
    if os.environ.get(SERVER):
        yield os.environ[SERVER]
        return
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not binaries:
        pytest.skip(f"no PostgreSQL: set ${SERVER}, or install Debian's package `postgresql`")
    # A socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="sayso-postgres-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
    try:
        yield from _private_server(binaries[-1].parent, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _private_server(binaries: Path, folder: Path) -> Iterator[str]:
    become: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres")
        become = ["runuser", "-u", "postgres", "--"]
    data, log = folder / "data", folder / "log"
    port = str(20_000 + secrets.randbelow(20_000))
    options = f"-p {port} -k {folder} {OPTIONS}"
    control = [*become, str(binaries / "pg_ctl"), "-D", str(data)]
    initialise = [*become, str(binaries / "initdb"), "-D", str(data), "-U", "sayso", "-A", "trust"]
    initialise += ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(initialise, check=True, capture_output=True, cwd=folder)
    start = [*control, "-w", "-l", str(log), "-o", options, "start"]
    subprocess.run(start, check=True, capture_output=True, cwd=folder)
    try:
        yield f"postgresql+psycopg://sayso@/postgres?host={folder}&port={port}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True, cwd=folder)


@contextmanager
def _database(server: str, *, template: str = "template1") -> Iterator[str]:
    """URL of a database of its own, a copy of the template."""
    name = "sayso_test_" + secrets.token_hex(6)
    administration = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with administration.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template} {_strategy(connection)}")
    try:
        yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with administration.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        administration.dispose()


def _strategy(connection: sa.Connection) -> str:
    """To copy files is quicker than to copy rows, where one may choose."""
    return "STRATEGY FILE_COPY" if (connection.dialect.server_version_info or (0,)) >= (15,) else ""


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """URL of an empty database of its own."""
    with _database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_ledger(postgres_server: str) -> Iterator[str]:
    """URL of a database with an empty ledger, to be copied: migrating each anew takes long."""
    with _database(postgres_server) as url:
        Ledger.open(url).close()
        yield url


@pytest.fixture(scope="session")
def sqlite_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with an empty ledger, to be copied."""
    path = tmp_path_factory.mktemp("template") / "sayso.db"
    Ledger.open(path).close()
    return path


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def backend(request: pytest.FixtureRequest) -> str:
    """The kind of database: the whole suite runs on both."""
    return str(request.param)


@pytest.fixture
def new_place(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a ledger can be opened and none is yet."""
    if backend == "sqlite":
        return str(tmp_path / "sayso.db")
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(scope="session")
def copy_to(request: pytest.FixtureRequest) -> Callable[..., AbstractContextManager[str]]:
    """Copies a ledger, which nobody may have open: `with copy_to(folder, where) as copy`.

    The copy is in the folder, or beside the other on the server until the end.
    """

    @contextmanager
    def copied(folder: Path, where: str) -> Iterator[str]:
        if "://" not in where:
            yield str(shutil.copy(where, folder / "sayso.db"))
            return
        template = sa.make_url(where).database
        assert template is not None
        with _database(request.getfixturevalue("postgres_server"), template=template) as url:
            yield url

    return copied


@pytest.fixture(scope="module")
def empty_place(backend: str, request: pytest.FixtureRequest) -> str:
    """Where an empty ledger is, to be copied."""
    return str(request.getfixturevalue(f"{backend}_ledger"))


@pytest.fixture
def place(empty_place: str, copy_to: Any, tmp_path: Path) -> Iterator[str]:
    """Where an empty ledger is."""
    with copy_to(tmp_path, empty_place) as where:
        yield where


@pytest.fixture
def ledger(place: str) -> Iterator[Ledger]:
    """An empty ledger."""
    with Ledger.open(place) as opened:
        yield opened


@pytest.fixture(scope="module")
def make_filled_place(
    empty_place: str, copy_to: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Callable[[Ledger], object]], str]]:
    """Makes a ledger for all tests of a module, which read it or copy it: `make_filled_place(fill)`."""
    with ExitStack() as stack:

        def make(fill: Callable[[Ledger], object]) -> str:
            where = stack.enter_context(copy_to(tmp_path_factory.mktemp("filled"), empty_place))
            with Ledger.open(where) as ledger:
                fill(ledger)
            return str(where)

        yield make


@pytest.fixture(scope="session")
def tamper_with() -> Callable[[str, str], None]:
    """Runs SQL on a ledger behind its back, without its checks: `tamper_with(place, sql)`."""

    def run(place: str, sql: str) -> None:
        engine = sa.create_engine(place if "://" in place else f"sqlite:///{place}")
        with engine.begin() as connection:
            connection.exec_driver_sql(sql)
        engine.dispose()

    return run


@pytest.fixture
def tamper(place: str, tamper_with: Callable[[str, str], None]) -> Callable[[str], None]:
    """Runs SQL on the ledger behind its back, without its checks."""
    return partial(tamper_with, place)


NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
HARBOUR = (
    "The mayor, Ada Quill, said “the harbour is closed until Friday.” Tomas Orrin denied that the\n"
    "crane had fallen. “Nobody was hurt,” Quill told reporters. He warned of more storms.\n"
)
HARBOUR_SAID = (
    ("Ada Quill", "said", "“the harbour is closed until Friday.”"),
    ("Tomas Orrin", "denied", "that the\ncrane had fallen"),
    ("Quill", "told", "“Nobody was hurt,”"),
    ("He", "warned", "of more storms"),
)


@dataclass(frozen=True)
class Telling:
    """Makes readings of invented articles."""

    now: datetime = NOW

    def reading(
        self,
        text: str = HARBOUR,
        said: Sequence[tuple[str | tuple[str, ...], ...]] = HARBOUR_SAID,
        *,
        name: str = "harbour",
        extractor: str = "model 1",
        raw: bytes | None = None,
        **metadata: Any,
    ) -> Reading:
        """A reading of the text, each attribution given as source, cue and content; pronouns unresolved."""
        document = Document(
            name=name,
            text=text,
            raw=text.encode() if raw is None else raw,
            media_type="text/plain",
            encoding="utf-8",
            metadata=Metadata(**metadata),
        )
        found = (self._attribution(document, extractor, *parts) for parts in said)
        return Reading(document, tuple(found))

    def _attribution(self, document: Document, extractor: str, *parts: str | tuple[str, ...]) -> Attribution:
        source, cue, content = (self._spans(document.text, part) for part in parts)
        known = parts[0] not in {"", "He", "She"}
        return Attribution(
            document_id=document.id,
            source=source,
            cue=cue,
            content=content,
            quotation="direct" if content[0].of(document.text).startswith("“") else "indirect",
            confidence=round(0.5 + len(parts[2]) / 1000, 3),
            extractor=extractor,
            speaker=Speaker(name=str(parts[0]), because="the source's text") if known else None,
            reasons=() if known else (("speaker", "pronoun: not resolved"), ("date", "none — said ‘so’")),
        )

    def _spans(self, text: str, part: str | tuple[str, ...]) -> Spans:
        pieces = (part,) if isinstance(part, str) else part
        return tuple(Span(text.index(piece), text.index(piece) + len(piece)) for piece in pieces if piece)

    def add(self, ledger: Ledger, reading: Reading, *, now: datetime | None = None) -> Added:
        """Add the reading under its own extractor's name."""
        extractor = reading.attributions[0].extractor if reading.attributions else "model 1"
        return ledger.add(reading, extractor=extractor, now=now or self.now)


@pytest.fixture(scope="session")
def telling() -> Telling:
    """Makes readings of invented articles."""
    return Telling()
