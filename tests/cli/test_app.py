import re
import subprocess
import sys

import pytest

import sayso as package
from sayso.cli.app import app
from sayso.cli.options import ExportFormat, QuotationType
from sayso.cli.rim import SECTIONS
from sayso.export import EXPORTERS
from sayso.records import QUOTATIONS

COMMANDS = [
    "demo", "read", "add", "said", "speakers", "speaker", "show", "voices", "documents", "copies", "quotes",
    "skipped", "watch", "collections", "export", "verify", "doctor", "purge", "info", "schema", "serve",
    "review", "users", "evaluate", "train", "batch", "ledger",
]  # fmt: skip
HEAVY = (
    "onnxruntime", "tokenizers", "numpy", "torch", "lxml", "trafilatura", "sqlalchemy", "pyarrow",
    "httpx", "alembic",
)  # fmt: skip


def test_alone_it_teaches(sayso):
    shown = sayso()
    assert shown.exit_code == 0
    assert "sayso demo" in shown.stdout
    assert "sayso add articles/" in shown.stdout
    assert shown.stdout == sayso("--help").stdout


def test_every_command_is_in_a_section():
    assert sorted(name for names in SECTIONS.values() for name in names) == sorted(COMMANDS)
    registered = [command.callback.__name__ for command in app.registered_commands]
    assert sorted([*registered, *(group.name for group in app.registered_groups)]) == sorted(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_reads_well(command, sayso):
    shown = sayso(command, "--help")
    assert shown.exit_code == 0
    first = re.search(r"\n\n  (.+?)\n\n", shown.stdout, re.DOTALL)[1]
    assert first.endswith(".")
    assert "\x1b" not in shown.stdout
    assert all(len(row) <= 80 for row in shown.stdout.splitlines())


def test_version(sayso):
    assert sayso("--version").stdout == f"sayso {package.__version__}\n"


def test_choices_are_those_of_the_parts():
    assert [format.value for format in ExportFormat] == list(EXPORTERS)
    assert [kind.value for kind in QuotationType] == list(QUOTATIONS)


@pytest.mark.parametrize("arguments", [["--help"], ["read", "--help"], ["--version"], []])
def test_help_loads_nothing_heavy(arguments):
    code = (
        "import sys\nfrom sayso.cli.app import app\n"
        f"try: app({arguments!r})\nexcept SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"], ["read"], ["read", "x", "--format", "xml"], ["add", "x", "--workers", "0"],
        ["purge", "x"], ["said", "--limit", "0"], ["--nonsense"], ["read", "x", "--published", "yesterday"],
    ],
)  # fmt: skip
def test_wrong_use_is_exit_code_2(arguments, sayso):
    done = sayso(*arguments)
    assert done.exit_code == 2
    assert not done.stdout
    assert "Traceback" not in done.stderr


def test_completion_is_on(sayso):
    assert "--install-completion" in sayso("--help").stdout


def test_log_only_on_request(sayso, articles):
    quiet, loud = sayso("read", articles), sayso("--verbose", "read", articles)
    assert quiet.stdout == loud.stdout
    assert quiet.stderr == "\n2 documents, 5 attributions, 0 skipped\n"
