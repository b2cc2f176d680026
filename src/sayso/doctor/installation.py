"""The installation: Python, the model, libraries, SQLite, time zones, room."""

from __future__ import annotations

import platform
import sqlite3
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .. import __version__
from .extras import look_at_extras, look_at_libraries
from .finding import Finding, run_checks
from .room import look_at_disk, look_at_memory

OLDEST = (3, 11)  # of Python, as pyproject.toml says
OLDEST_SQLITE = (3, 35, 0)  # of SQLite: the first that has RETURNING, which writing uses
_ZONE = "Europe/Lisbon"  # any zone but UTC, which needs no data
SENTENCE = "“The bridge is safe,” said Ada Quill, the engineer."
_SOURCE, _CONTENT = "Ada Quill", "The bridge is safe"
REINSTALL = "pip install --force-reinstall sayso"


def look_at_installation(model: Path | None = None) -> Iterator[Finding]:
    """How the installation is, and the model folder (None: the one that ships with Sayso)."""
    yield from run_checks(
        ("Python", look_at_python),
        ("Sayso", look_at_version),
        ("libraries", look_at_libraries),
        ("model", lambda: look_at_model(model)),
        ("SQLite", look_at_sqlite),
        ("time zones", look_at_zones),
        ("disk", lambda: look_at_disk(Path.cwd())),
        ("memory", look_at_memory),
        ("extras", look_at_extras),
    )


def look_at_python(found: tuple[int, int] = sys.version_info[:2]) -> Iterator[Finding]:
    """The version of Python."""
    told = f"{platform.python_version()} on {platform.platform(terse=True)}"
    if found < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        yield Finding("Python", "wrong", f"{told} is too old", f"install Python {oldest} or newer")
    else:
        yield Finding("Python", "ok", told)


def look_at_version() -> Iterator[Finding]:
    """The version of Sayso, and that of its package."""
    try:
        packaged = version("sayso")
    except PackageNotFoundError:
        yield Finding("Sayso", "note", f"{__version__}, run from its source, not installed as a package")
        return
    if packaged != __version__:
        told = f"{__version__} is running, and the package that is installed says {packaged}"
        yield Finding("Sayso", "wrong", told, REINSTALL)
    else:
        yield Finding("Sayso", "ok", __version__)


def look_at_model(folder: Path | None) -> Iterator[Finding]:
    """Whether the model's files are what its manifest says, and whether it reads."""
    from sayso.extract.bundle import load_bundle

    bundle = load_bundle(folder)
    yield Finding("model", "ok", f"{bundle.extractor}, its files are as its manifest says ({bundle.folder})")
    yield from run_checks(("reading", lambda: _read(folder)))


def _read(folder: Path | None) -> Iterator[Finding]:
    """Read who said what in a sentence that any model should be sure of."""
    from sayso.reader import Reader
    from sayso.records import Document, Metadata

    document = Document(
        name="-", text=SENTENCE, raw=SENTENCE.encode(), media_type="text/plain", encoding="utf-8",
        metadata=Metadata(),
    )  # fmt: skip
    reading = Reader(folder, workers=1).read(document)
    for found in reading.attributions:
        source, content = ("".join(SENTENCE[span.start : span.end] for span in spans) for spans in (
            found.source, found.content
        ))  # fmt: skip
        if _SOURCE in source and _CONTENT in content:
            yield Finding("reading", "ok", f"who said what was read in: {SENTENCE}")
            return
    remedy = "take the model that ships (without --model)" if folder else REINSTALL
    yield Finding("reading", "wrong", f"the model does not find who said what in: {SENTENCE}", remedy)


def look_at_sqlite() -> Iterator[Finding]:
    """The version of SQLite, and whether it can search for words."""
    told = sqlite3.sqlite_version
    remedy = "use a Python whose SQLite is newer, as those of python.org, Debian or conda"
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE words USING fts5(content)")
    except sqlite3.OperationalError as error:
        yield Finding("SQLite", "wrong", f"{told} has no full-text search ({error})", remedy)
        return
    finally:
        connection.close()
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        yield Finding("SQLite", "wrong", f"{told} is too old", remedy)
    else:
        yield Finding("SQLite", "ok", f"{told}, with full-text search")


def look_at_zones() -> Iterator[Finding]:
    """Whether the data about time zones are there, which the reading of dates on pages may ask for."""
    try:
        ZoneInfo(_ZONE)
    except ZoneInfoNotFoundError:
        yield Finding("time zones", "note", "their data are not there", "pip install tzdata")
    else:
        yield Finding("time zones", "ok", "their data are there")
