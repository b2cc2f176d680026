"""Imports go down one way, and heavy things load late."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "sayso"
# Who may import whom, by package or module right under sayso; records and errors are everybody's.
MAY_IMPORT = {
    "records": set(),
    "language": set(),
    "errors": set(),
    "cycles": set(),
    "ingest": set(),
    "extract": set(),
    "resolve": set(),
    "compare": set(),
    "link": set(),
    # All are decided in the writer's transaction, and the rules hold no SQL; of `extract` the marks alone.
    "ledger": {"compare", "extract", "link", "review"},
    "export": {"placing"},
    "placing": set(),
    "evaluate": {"compare", "ingest", "placing", "reader", "resolve"},
    "demo": set(),
    "model": set(),
    "train": {"evaluate", "extract"},
    "stages": {"compare", "extract", "language", "resolve"},
    "reader": {"extract", "ingest", "language", "stages"},
    # Reads with the reader, writes attributions as the export does; the model's own hash is in its folder.
    "batch": {"__version__", "export", "extract", "ingest", "language", "reader"},
    "preparing": {"batch", "ledger"},
    "importing": {"ledger", "preparing"},
    "pipeline": {"ingest", "language", "reader", "ledger"},
    "feeds": {"ingest"},
    "watch": {"feeds", "ingest", "ledger", "pipeline", "reader"},
    "review": set(),
    "collected": {"__version__", "export", "ledger"},
    "web": {"collected", "compare", "export", "ingest", "ledger", "pipeline", "reader", "review", "stages"},
    "doctor": {"__version__", "batch", "extract", "ledger", "reader"},
    "__init__": {"reader", "ledger"},
}
EVERYBODYS = {"records", "errors", "cycles"}


def imports_of(path):
    """The names right under sayso that a file imports, its own package left out."""
    own = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    depth = len(path.relative_to(SOURCE).parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == depth:
            names = [node.module.split(".")[0]] if node.module else [alias.name for alias in node.names]
            yield from (name for name in names if name != own)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sayso"):
            yield (f"{node.module}.".split(".")[1]) or "__init__"
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith("sayso."))


FILES = sorted(path for path in SOURCE.rglob("*.py") if path.relative_to(SOURCE).parts[0] != "cli")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_imports_only_what_lies_below_it(path):
    own = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    assert own in MAY_IMPORT, f"say in MAY_IMPORT what {own} may import"
    assert set(imports_of(path)) <= MAY_IMPORT[own] | EVERYBODYS | {own}


@pytest.mark.parametrize("engine", ["onnxruntime", "torch"])
def test_one_place_imports_the_engine(engine):
    found = {
        str(path.relative_to(SOURCE).parts[0]) + "/" + path.name
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Import) and any(a.name.split(".")[0] == engine for a in node.names))
        or (
            isinstance(node, ast.ImportFrom)
            and (node.module or "").split(".")[0] == engine
            and not node.level
        )
    }
    outside = {name for name in found if not name.startswith("train/")}
    assert outside == ({"extract/network.py"} if engine == "onnxruntime" else set())


HEAVY = (
    "dateparser",
    "rapidfuzz",
    "onnxruntime",
    "tokenizers",
    "numpy",
    "torch",
    "lxml",
    "selectolax",
    "trafilatura",
    "sqlalchemy",
    "alembic",
    "httpx",
    "pyarrow",
    "fastapi",
    "starlette",
    "jinja2",
    "rigour",
    "fastwarc",
    "ray",
    "feedparser",
    "listparser",
    "protego",
    "lingua",
    "pdfminer",
    "docx",
    "pysubs2",
)


@pytest.mark.parametrize("module", ["sayso", "sayso.reader", "sayso.ingest", "sayso.export", "sayso.cli"])
def test_importing_loads_nothing_heavy(module):
    code = f"import sys, {module}; print(*[name for name in {HEAVY} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.split() == []


def test_every_module_has_a_fitting_name():
    banned = {"utils", "helpers", "common", "misc", "manager"}
    assert [path for path in SOURCE.rglob("*.py") if path.stem in banned] == []
