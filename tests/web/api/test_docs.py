"""docs/api.md lists what the API answers to, and the description is whole."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture(scope="module")
def generator():
    spec = importlib.util.spec_from_file_location("generate_api", DOCS / "generate_api.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def described(generator):
    return generator.describe()


def test_the_page_is_up_to_date(generator):
    page = (DOCS / "api.md").read_text(encoding="utf-8")
    assert page == generator.to_page(page), "run python docs/generate_api.py"


def test_a_page_that_is_old_is_found(generator, tmp_path, monkeypatch):
    page = tmp_path / "api.md"
    page.write_text("# Title\n" + generator.BEGIN + "older\n" + generator.END + "after\n")
    monkeypatch.setattr(generator, "PAGE", page)
    assert generator.main(["--check"]) == 1
    assert generator.main([]) == 0
    assert generator.main(["--check"]) == 0
    assert page.read_text().startswith("# Title\n")
    assert page.read_text().endswith("after\n")


def test_every_operation_says_what_it_does_and_what_it_gives(described):
    names = []
    for path, methods in described["paths"].items():
        assert path.startswith("/api/"), "pages are no part of the API"
        for operation in methods.values():
            names.append(operation["operationId"])
            assert operation["summary"]
            assert operation["description"].endswith(".")
            given = [one for status, one in operation["responses"].items() if status.startswith("2")]
            assert given
            assert all(one["content"]["application/json"]["schema"] for one in given), path
            assert operation["responses"]["4XX"]
    assert len(set(names)) == len(names)


def test_every_thing_that_leaves_is_described(described):
    for name, schema in described["components"]["schemas"].items():
        assert schema.get("description") or name.startswith(("Body_", "Paged_")), name
