"""The file, unmodified, in Datasette itself."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sayso.ledger import Ledger

datasette_app = pytest.importorskip("datasette.app")


@pytest.fixture
def file(tmp_path: Path, telling: Any) -> Path:
    """A ledger with two articles."""
    path = tmp_path / "sayso.db"
    with Ledger.open(path) as ledger:
        telling.add(ledger, telling.reading(outlet="Courier", url="https://courier.example/1"))
        telling.add(
            ledger, telling.reading(outlet="Gazette", said=(("Quill", "told", "“Nobody was hurt,”"),))
        )
    return path


def _get(file: Path, *paths: str) -> list[Any]:
    async def ask() -> list[Any]:
        datasette = datasette_app.Datasette([str(file)])
        answers = []
        for path in paths:
            response = await datasette.client.get(path)
            assert response.status_code == 200, (path, response.text[:500])
            answers.append(response.json() if ".json" in path else response.text)
        return answers

    # In a thread of its own: the browser that other tests drive keeps an event loop in this one.
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(asyncio.run, ask()).result()


TABLES = ["documents", "archives", "readings", "attributions", "extractions", "skipped", "tombstones"]
VIEWS = ["said", "history", "speakers", "sources"]


def test_every_table_and_view_is_served_as_a_page_and_as_json(file: Path) -> None:
    names = TABLES + VIEWS
    for path in ("/sayso/{}", "/sayso/{}.json?_shape=array"):
        assert len(_get(file, *(path.format(name) for name in names))) == len(names)


def test_the_contents_are_searched(file: Path) -> None:
    page, table, view, none = _get(
        file,
        "/sayso/attributions",
        "/sayso/attributions.json?_shape=array&_search=HARBOUR",
        "/sayso/said.json?_shape=array&_search=nobody&_fts_table=attributions_fts&_fts_pk=number",
        "/sayso/attributions.json?_shape=array&_search=nothing",
    )
    assert "_search" in page  # Datasette found the index by itself, and offers the search box
    assert [row["content_text"] for row in table] == ["“the harbour is closed until Friday.”"]
    assert {(row["speaker"], row["outlet"]) for row in view} == {("Quill", "Courier"), ("Quill", "Gazette")}
    assert none == []


def test_the_views_read_well(file: Path) -> None:
    said, speakers = _get(file, "/sayso/said.json?_shape=array", "/sayso/speakers.json?_shape=array")
    row = next(row for row in said if row["speaker"] == "Tomas Orrin")
    assert row["sentence"] == "Tomas Orrin denied that the\ncrane had fallen."
    assert (row["source"], row["cue"], row["url"]) == ("Tomas Orrin", "denied", "https://courier.example/1")
    counted = {row["speaker"]: (row["n_attributions"], row["outlets"]) for row in speakers}
    assert counted["Quill"] == (2, '["Courier","Gazette"]')


def test_rows_link_to_their_documents_by_name(file: Path) -> None:
    (page,) = _get(file, "/sayso/attributions")
    assert ">harbour</a>" in page
