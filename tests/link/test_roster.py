"""Rosters: CSV and FollowTheMoney lines, with what is wrong in them."""

from __future__ import annotations

import json

import pytest

from sayso.link.profile import Held
from sayso.link.roster import BadLine, RosterEntry, read_roster

CSV = """name,aliases,kind,role,from,until,country,wikidata
Ada Quill,A. Quill; Adele Quill,person,mayor,2019,2023-05-04,Freedonia,Q1
Ada Quill,,person,minister,2023-05,,Freedonia,Q1
Harbour Board,,organization,,,,,
,,person,,,,,
Oskar Pell,,wizard,,,,,
Jory Pell,,person,mayor,soon,,,
Jory Pell,,person,mayor,2020,2019,,
"""


def test_csv() -> None:
    found = list(read_roster(CSV.splitlines(keepends=True)))
    bad = {item.line: item.reason for item in found if isinstance(item, BadLine)}
    assert set(bad) == {5, 6, 7, 8}
    assert bad[5] == "has no name"
    quill, board = (item for item in found if isinstance(item, RosterEntry))
    assert (quill.id, quill.aliases, quill.kind) == ("Q1", ("A. Quill", "Adele Quill"), "person")
    assert quill.roles == (
        Held(title="mayor", since="2019", until="2023-05-04", country="Freedonia"),
        Held(title="minister", since="2023-05", country="Freedonia"),
    )
    assert board.kind == "organisation"


def test_a_table_without_names_is_refused() -> None:
    (bad,) = read_roster(["who,what\n", "a,b\n"])
    assert isinstance(bad, BadLine)
    assert list(read_roster([])) == []


def entity(schema: str, **properties: list[object]) -> str:
    return json.dumps({"id": "NK-1", "schema": schema, "caption": "Ada Quill", "properties": properties})


def test_follow_the_money() -> None:
    lines = [
        entity(
            "Person",
            name=["Ada Quill", "Adele Quill"],
            alias=["A. Quill"],
            weakAlias=["Ada", "Ada the Great Quill"],
            country=["fr"],
            wikidataId=["Q1"],
            position=["Mayor of Port Ansel (2019-2023)", "MP (since 2023)", "Member"],
        ),
        entity("Address", full=["1 Quay"]),
        "not json",
        '["a list"]',
        '{"id": "x", "schema": "Person"}',
        entity("PublicBody"),
    ]
    person, *bad, body = read_roster(lines)
    assert isinstance(person, RosterEntry)
    assert (person.name, person.kind, person.wikidata, person.country) == ("Ada Quill", "person", "Q1", "fr")
    assert person.aliases == ("Adele Quill", "A. Quill", "Ada the Great Quill")
    assert person.roles == (
        Held(title="Mayor of Port Ansel", since="2019", until="2023", country="fr"),
        Held(title="MP", since="2023", country="fr"),
        Held(title="Member", country="fr"),
    )
    assert [item.line for item in bad if isinstance(item, BadLine)] == [3, 4, 5]
    assert isinstance(body, RosterEntry)
    assert body.kind == "government"


def test_nested_offices() -> None:
    nested = {"properties": {"startDate": ["2020-01-02"], "post": [{"properties": {"name": ["mayor"]}}]}}
    (person,) = read_roster([entity("Person", positionOccupancies=[nested])])
    assert isinstance(person, RosterEntry)
    assert person.roles == (Held(title="mayor", since="2020-01-02"),)


@pytest.mark.parametrize(
    "line", ["{" * 5000, '{"id": 1}', '{"id": "a", "schema": "Person", "properties": []}']
)
def test_damaged_lines_are_told(line: str) -> None:
    (bad,) = read_roster([entity("Address"), line])
    assert isinstance(bad, BadLine)
