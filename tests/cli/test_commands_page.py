"""docs/commands.md is what the program says."""

import importlib.util
import sys
from pathlib import Path

import pytest

from sayso.cli.app import app

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def generator():
    spec = importlib.util.spec_from_file_location("generate_commands", DOCS / "generate_commands.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look for their own names
    spec.loader.exec_module(module)
    return module


def test_the_page_is_up_to_date(generator):
    assert (DOCS / "commands.md").read_text(encoding="utf-8") == generator.to_page(), (
        "run python docs/generate_commands.py"
    )


def test_every_command_and_option_is_named(generator, sayso):
    page = generator.to_page()
    for name, _ in generator._commands(app):
        assert f"### sayso {name}\n" in page
        section = page.split(f"### sayso {name}\n")[1].split("\n### ")[0]
        for row in sayso(*name.split(), "--help").stdout.splitlines():
            words = row.split()
            for word in words[:2]:
                option = word.rstrip(",")
                if row.startswith("  -") and option.startswith("--") and option != "--help":
                    assert f"{option}" in section


def test_a_page_that_is_old_is_found(generator, tmp_path, monkeypatch):
    page = tmp_path / "commands.md"
    monkeypatch.setattr(generator, "PAGE", page)
    assert generator.main(["--check"]) == 1
    assert generator.main([]) == 0
    assert generator.main(["--check"]) == 0
    page.write_text("older")
    assert generator.main(["--check"]) == 1
