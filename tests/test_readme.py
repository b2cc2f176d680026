"""The README's examples do what they show."""

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# commands.md is generated, and its examples name files of the reader's own.
PAGES = [ROOT / "README.md", *(ROOT / "docs" / f"{name}.md" for name in ("pages", "python", "training"))]
BLOCK = re.compile(r"^```(console|pycon)\n(.*?)^```", re.MULTILINE | re.DOTALL)
CHECKER = doctest.OutputChecker()
LOOSE = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
SAYSO = Path(sys.executable).parent / "sayso"


def examples(page, language):
    return [body for kind, body in BLOCK.findall(page.read_text(encoding="utf-8")) if kind == language]


def steps(body):
    """The block's commands with what each is shown to print."""
    command, shown = None, []
    for line in body.splitlines():
        if line.startswith("$ "):
            if command:
                yield command, "\n".join(shown)
            command, shown = line[2:], []
        else:
            shown.append(line)
    if command:
        yield command, "\n".join(shown)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with the files that the examples name."""
    articles = ROOT / "src" / "sayso" / "demo" / "articles"
    shutil.copy(articles / "tideline.html", tmp_path / "article.html")
    shutil.copytree(articles, tmp_path / "articles")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SAYSO_LEDGER", raising=False)
    return tmp_path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_print_what_is_shown(page, desk):
    for body in examples(page, "console"):
        for command, shown in steps(body):
            words = shlex.split(command)
            if words[0] != "sayso":
                continue
            result = subprocess.run(
                [SAYSO, *words[1:]],
                capture_output=True,
                text=True,
                encoding="utf-8",
                env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1"},
            )
            assert result.returncode in (0, 1), f"{command}: {result.stderr}"
            if shown.strip():
                assert CHECKER.check_output(shown + "\n", result.stdout, LOOSE), (
                    f"{command}:\n{result.stdout}"
                )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_examples_hold(page, desk):
    body = "\n".join(examples(page, "pycon"))  # a page's blocks go on from one another
    example = doctest.DocTestParser().get_doctest(body, {}, page.name, str(page), 0)
    assert doctest.DocTestRunner(optionflags=LOOSE).run(example).failed == 0


def test_the_first_screen_has_two_commands():
    first = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## ")[0]
    assert re.findall(r"^ +(make \w+)", first, re.MULTILINE) == ["make demo", "make test"]


def test_links_within_the_project_lead_somewhere():
    for page in PAGES:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name} links to {link}"
