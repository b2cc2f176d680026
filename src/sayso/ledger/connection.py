"""Connections: where a ledger is, how it is opened, and the transactions everything else runs in."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from sayso.errors import AbortRun, missing_extra

from .faults import told
from .kept_texts import KeptTexts
from .migrate import bring_up_to_date, check_version, ledger_version
from .schema import APPLICATION_ID

DEFAULT_FILE = "sayso.db"
ENVIRONMENT = "SAYSO_LEDGER"
WAIT = 30.0  # seconds for a lock: longer than any one document's writing takes
CACHE_KIB = 32_768  # pages that SQLite keeps in memory, per connection
WRITING_CACHE_KIB = 262_144  # the same, while many documents are written in one transaction
MAPPED = 1 << 36  # bytes of the file that are read in place: all of it, as far as SQLite was built to

# One lock for all writers (shared) and a purge (alone), and one for each document's origin.
_POSTGRES_WRITERS = 0x5341595300000000


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """An open database; `where` names it in messages, `path` is its file where it is one.

    `n_words` is how many attributions hold words that were asked for, by the newest attribution then;
    `remembered` is what `linker.recall` finds, `texts` are what `placing` compares.
    """

    engine: sa.Engine
    where: str
    path: Path | None
    read_only: bool
    n_words: dict[tuple[str, int], int] = field(default_factory=dict, compare=False, repr=False)
    remembered: list[Any] = field(default_factory=list, compare=False, repr=False)
    texts: KeptTexts = field(default_factory=KeptTexts, compare=False, repr=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a SQLite file, else it is a PostgreSQL database."""
        return self.path is not None

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state of the ledger, whatever others write meanwhile."""
        options = (
            {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )
        engine = self.engine.execution_options(**options)
        with told(self.where), engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self, *, origin: str = "", alone: bool = False) -> Iterator[sa.Connection]:
        """A transaction that writes, kept whole or not at all.

        SQLite lets one writer in at a time. On PostgreSQL writers of different origins run side by
        side, and `alone` waits for all of them.
        """
        self.refuse_read_only()
        engine = self.engine.execution_options(sayso_writes=True)
        with told(self.where), engine.connect() as connection, connection.begin():
            if not self.is_sqlite:
                lock = sa.func.pg_advisory_xact_lock if alone else sa.func.pg_advisory_xact_lock_shared
                connection.execute(sa.select(lock(_POSTGRES_WRITERS)))
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(origin))))
            yield connection

    @contextmanager
    def outside_transactions(self) -> Iterator[sa.Connection]:
        """A connection for the commands that a database runs only outside a transaction."""
        self.refuse_read_only()
        engine = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        with told(self.where), engine.connect() as connection:
            yield connection

    def refuse_read_only(self) -> None:
        """AbortRun where the ledger was opened for reading only."""
        if self.read_only:
            raise AbortRun(self.where, "the ledger was opened for reading only")


def stream(connection: sa.Connection, query: sa.Select[Any], rows: int) -> sa.CursorResult[Any]:
    """The query's answer, fetched so many rows at a time."""
    return connection.execute(query, execution_options={"yield_per": rows})


@contextmanager
def roomy(connection: sa.Connection) -> Iterator[None]:
    """Let SQLite keep more pages: the rows of many documents change many, each of them often."""
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.exec_driver_sql(f"PRAGMA cache_size = -{WRITING_CACHE_KIB}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KIB}")


def open_store(
    where: str | Path | None, *, create: bool, read_only: bool, wait: float, untouched: bool = False
) -> Store:
    """Open the ledger at this path or URL (None: $SAYSO_LEDGER, else sayso.db), its schema up to date.

    `untouched`, with `read_only`, makes no files beside it either, and is for a look while nobody writes.
    """
    place = find_place(where)
    if isinstance(place, Path):
        return _open_file(place, create=create, read_only=read_only, wait=wait, untouched=untouched)
    return _open_postgres(place, create=create, read_only=read_only, wait=wait)


def find_place(where: str | Path | None) -> Path | sa.URL:
    """The file, or the address of the PostgreSQL database, that this names; AbortRun where it is neither."""
    place = str(where or os.environ.get(ENVIRONMENT) or DEFAULT_FILE)
    if "://" not in place:
        return Path(place)
    try:
        url = make_url(place)
        backend = url.get_backend_name()
    except sa.exc.ArgumentError as error:
        raise AbortRun(place, "this is no database URL", "postgresql+psycopg://user@host/database") from error
    if backend == "sqlite":
        return Path(url.database or ":memory:")
    if backend in {"postgresql", "postgres"}:
        return url
    raise AbortRun(without_password(url), "a ledger lives in SQLite or PostgreSQL")


def _open_file(path: Path, *, create: bool, read_only: bool, wait: float, untouched: bool) -> Store:
    new = _check_file(path, create=create and not read_only)
    connect = _connector(path, read_only=read_only, wait=wait, untouched=untouched)
    engine = sa.create_engine("sqlite://", creator=connect, poolclass=sa.QueuePool)
    sa.event.listen(engine, "begin", _begin)
    store = Store(engine=engine, where=str(path), path=path, read_only=read_only)
    try:
        with told(store.where):
            _prepare_file(store, new=new, wait=wait)
    except AbortRun:
        engine.dispose()
        raise
    return store


def _check_file(path: Path, *, create: bool) -> bool:
    """Whether there is no ledger at this path yet; AbortRun where there can be none."""
    if str(path) == ":memory:":
        raise AbortRun(str(path), "a ledger lives in a file", "give a path")
    try:
        if path.is_dir():
            raise AbortRun(str(path), "this is a folder", f"give a file: {path / DEFAULT_FILE}")
        if path.exists():
            return path.stat().st_size == 0
        if not path.parent.is_dir():
            raise AbortRun(str(path), "its folder is not there", f"make it first: mkdir -p {path.parent}")
    except OSError as error:
        raise AbortRun(str(path), f"cannot be looked at ({error.strerror})", "check the path") from error
    if not create:
        raise AbortRun(str(path), "there is no ledger here", "`sayso add FILE` makes one")
    return True


def _connector(
    path: Path, *, read_only: bool, wait: float, untouched: bool
) -> Callable[[], sqlite3.Connection]:
    address = path.absolute().as_uri()

    def connect() -> sqlite3.Connection:
        if not read_only:
            return _configured(_connect(f"{address}?mode=rwc", wait))
        if untouched and is_alone(path):  # a reader would make the files of a log, and leave them there
            return _configured(_connect(f"{address}?mode=ro&immutable=1", wait))
        try:
            return _configured(_connect(f"{address}?mode=ro", wait))
        except sqlite3.OperationalError:
            # A folder that cannot be written has no room for the files that a WAL reader needs. Where
            # nothing is waiting in the log, the file alone is the whole ledger.
            if _is_waiting(path):
                raise
            return _configured(_connect(f"{address}?mode=ro&immutable=1", wait))

    return connect


def _connect(uri: str, wait: float) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None, check_same_thread=False)


def _configured(connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the first touch of the file
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        connection.execute(f"PRAGMA mmap_size = {MAPPED}")
        connection.execute("PRAGMA temp_store = MEMORY")  # what a page sorts is no file's worth
    except sqlite3.Error:
        connection.close()
        raise
    connection.create_function("folded_contains", 2, _folded_contains, deterministic=True)
    return connection


def _folded_contains(text: str | None, part: str) -> bool:
    return text is not None and part in text.casefold()


def is_alone(path: Path) -> bool:
    """Whether the file is the whole ledger, and no process that writes has it open."""
    return not _is_waiting(path) and not (_beside(path, "-wal").exists() and _beside(path, "-shm").exists())


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _is_waiting(path: Path) -> bool:
    log = _beside(path, "-wal")
    return log.exists() and log.stat().st_size > 0


def _begin(connection: sa.Connection) -> None:
    if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
        return
    # Asking for the write lock at once: a reader that turns writer could not wait for it.
    writes = connection.get_execution_options().get("sayso_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_file(store: Store, *, new: bool, wait: float) -> None:
    if not new:
        with store.reading() as connection:
            _refuse_foreign_file(store, connection)
            if check_version(store.where, connection, read_only=store.read_only):
                return
    _switch_to_wal(store, wait)
    with store.writing() as connection:
        bring_up_to_date(store.where, connection)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def _refuse_foreign_file(store: Store, connection: sa.Connection) -> None:
    if ledger_version(connection) is not None:
        return
    if connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar():
        raise AbortRun(store.where, "this is the database of another program", "give the path of a ledger")


def _switch_to_wal(store: Store, wait: float) -> None:
    # SQLite does not wait for the lock that this needs, so two first openers would trip over each other.
    deadline = time.monotonic() + wait
    while True:
        try:
            with store.outside_transactions() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL").scalar()
                return
        except AbortRun as error:
            code = getattr(getattr(error.__cause__, "orig", None), "sqlite_errorcode", 0)
            if code & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _open_postgres(url: sa.URL, *, create: bool, read_only: bool, wait: float) -> Store:
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise missing_extra("a ledger in PostgreSQL", "psycopg", "postgres") from error
    milliseconds = int(wait * 1000)
    engine = sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={"connect_timeout": max(2, int(wait)), "options": f"-c lock_timeout={milliseconds}"},
    )
    store = Store(engine=engine, where=without_password(url), path=None, read_only=read_only)
    try:
        _prepare_postgres(store, create=create)
    except AbortRun:
        engine.dispose()
        raise
    return store


def _prepare_postgres(store: Store, *, create: bool) -> None:
    with store.reading() as connection:
        if check_version(store.where, connection, read_only=store.read_only):
            return
        if ledger_version(connection) is None and not create:
            raise AbortRun(store.where, "there is no ledger here", "`sayso add FILE` makes one")
    with store.writing(alone=True) as connection:
        bring_up_to_date(store.where, connection)


def without_password(url: sa.URL) -> str:
    """The address as it may be shown."""
    return url.render_as_string(hide_password=True)
