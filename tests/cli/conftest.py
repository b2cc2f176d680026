"""A command line whose model is a fake; ingest, ledger and export are the real ones."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

FAKE = Path(__file__).with_name("fake_sayso.py")
PLAIN = {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "100"}

COURIER = (
    "Marrow Bridge shut\n\n"
    "Mara Oduya said the bridge would “stay shut” for weeks. She added that nobody was hurt.\n"
    "Tobias Renn denied that he knew of the cracks.\n"
)
WIRE = "Tobias Renn said the bridge was sound. Jory Pell said nobody asked him.\n"


def load_fake():
    spec = importlib.util.spec_from_file_location("fake_sayso", FAKE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def fake():
    """The module of the fake reader."""
    return load_fake()


@pytest.fixture(scope="session")
def all_commands():
    """All commands, put together once: that takes longer than most of them."""
    from sayso.cli.app import app

    return typer.main.get_command(app)


def run_in(folder, all_commands, patched):
    """Runs commands in the folder, with the fake."""
    from sayso import pipeline
    from sayso.cli.app import app

    patched.chdir(folder)
    patched.delenv("SAYSO_LEDGER", raising=False)
    for name, value in PLAIN.items():
        patched.setenv(name, value)
    fake = load_fake().FakeReader
    patched.setattr(pipeline, "open_reader", lambda model=None, workers=None, **languages: fake(**languages))
    patched.setattr("typer.testing._get_command", lambda _: all_commands)

    def run(*arguments, input=None):
        return CliRunner().invoke(app, [str(argument) for argument in arguments], input=input)

    return run


@pytest.fixture
def sayso(monkeypatch, tmp_path, all_commands):
    """Runs a command in an empty folder: `sayso("read", "x.txt")`; has exit_code, stdout and stderr."""
    return run_in(tmp_path, all_commands, monkeypatch)


def write_articles(place):
    folder = place / "articles"
    folder.mkdir()
    (folder / "courier.txt").write_text(COURIER, encoding="utf-8")
    (folder / "wire.txt").write_text(WIRE, encoding="utf-8")
    return folder


@pytest.fixture
def articles(tmp_path):
    """Two articles in a folder of the empty folder."""
    return write_articles(tmp_path)


@pytest.fixture(scope="session")
def filled_ledger(all_commands, tmp_path_factory):
    """A ledger that holds the two articles, with outlets and dates, to be copied."""
    folder = tmp_path_factory.mktemp("ledger")
    articles = write_articles(folder)
    given = {"courier": ("The Courier", "2024-05-05"), "wire": ("Harbour Wire", "2024-05-07")}
    with pytest.MonkeyPatch.context() as patched:
        sayso = run_in(folder, all_commands, patched)
        for name, (outlet, date) in given.items():
            done = sayso(
                "add", articles / f"{name}.txt", "--outlet", outlet, "--published", date,
                "--url", f"https://{name}.example/1",
            )  # fmt: skip
            assert done.exit_code == 0, done.output
    return folder / "sayso.db"


@pytest.fixture
def ledger(sayso, articles, filled_ledger, tmp_path):
    """A command line whose `sayso.db` holds the two articles."""
    shutil.copy(filled_ledger, tmp_path / "sayso.db")
    return sayso


@pytest.fixture
def program(tmp_path):
    """Starts the program as a process of its own, with the fake; gives the Popen."""
    started = []

    def start(*arguments, **options):
        environment = {**os.environ, **PLAIN, "PYTHONUTF8": "1", **options.pop("env", {})}
        environment.pop("SAYSO_LEDGER", None)
        command = [sys.executable, str(FAKE), *map(str, arguments)]
        process = subprocess.Popen(
            command, cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL,
            stdout=options.pop("stdout", subprocess.PIPE), stderr=subprocess.PIPE, **options,
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()
