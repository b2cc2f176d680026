"""Choosing: who joins whom, and who stays apart."""

from __future__ import annotations

import itertools

import pytest

from sayso.link import Appearance, Held, Profile, choose

DAY = "2024-05-05"


def known(id: str, *names: str, role: str | None = None, kind: str = "person", **given: object) -> Profile:
    roles = (Held(title=role, since=DAY, until=DAY),) if role else ()
    return Profile(id=id, names=names, kind=kind, roles=roles, first=DAY, last=DAY, **given)  # type: ignore[arg-type]


def seen(name: str, *roles: str, kind: str = "person", **given: object) -> Appearance:
    return Appearance(**{"name": name, "kind": kind, "roles": roles, "date": DAY, **given})  # type: ignore[arg-type]


QUILL = known("quill", "Ada Quill", role="mayor of Port Ansel")
STRIKER = known("striker", "Ada Quill", role="striker")
COMPANY = frozenset({"pell", "orrin"})

CHOSEN = [
    (seen("Ada Quill"), [QUILL], "quill"),
    (seen("Quill", "mayor of Port Ansel"), [QUILL], "quill"),
    (seen("Quill"), [QUILL], None),
    (seen("Quill", beside=COMPANY), [known("near", "Ada Quill", near=COMPANY)], "near"),
    (seen("Ada Quill", "striker"), [QUILL], None),
    (seen("Ada Quill", "striker"), [QUILL, STRIKER], "striker"),
    (seen("Ada Quill"), [QUILL, STRIKER], None),
    (seen("Ada Quill Jr."), [known("senior", "Ada Quill")], None),
    (seen("Ida Quill"), [QUILL], None),
    (seen("officials", kind="anonymous"), [known("x", "officials", kind="anonymous")], None),
    (
        seen("ICAB", kind="organisation"),
        [known("b", "International Civil Aviation Board", kind="organisation")],
        "b",
    ),
    (seen("Ada Quill", date="1940-01-01"), [QUILL], None),
]


@pytest.mark.parametrize(("appearance", "candidates", "expected"), CHOSEN)
def test_choosing(appearance: Appearance, candidates: list[Profile], expected: str | None) -> None:
    choices = {choose(appearance, order) for order in itertools.permutations(candidates)}
    assert {choice.profile for choice in choices} == {expected}
    assert all(choice.because for choice in choices)
    assert all(0 < choice.confidence <= 1 for choice in choices)


def test_what_is_not_joined_is_new_or_stands_by_its_name() -> None:
    assert choose(seen("Ada Quill", "striker"), [QUILL]).distinct
    assert choose(seen("Ada Quill"), [QUILL, STRIKER]).by_name
    assert choose(seen("Quill"), [QUILL]).by_name
    assert "without evidence" in choose(seen("Quill"), [QUILL]).because
    new = choose(seen("Oskar Pell"), [QUILL])
    assert not new.by_name
    assert not new.distinct


def test_who_stands_for_a_name_joins_nobody() -> None:
    assert choose(seen("Ada Quill"), [known("name", "Ada Quill", by_name=True)]).profile is None


def test_a_pronoun_is_no_name() -> None:
    with pytest.raises(ValueError, match="pronoun"):
        choose(seen("He"), [])


PRESIDENTS = [
    Profile(
        id=str(since),
        names=(name, "George Bush"),
        kind="person",
        roles=(Held(title="president", since=str(since), until=str(until)),),
        listed=True,
    )
    for name, since, until in (("George H. W. Bush", 1989, 1993), ("George W. Bush", 2001, 2009))
]


@pytest.mark.parametrize(
    ("date", "expected"), [("1991-02-03", "1989"), ("2005-02-03", "2001"), ("1997-01-01", None)]
)
def test_a_roster_says_who_held_the_office_then(date: str, expected: str | None) -> None:
    assert choose(seen("George Bush", "president", date=date), PRESIDENTS).profile == expected
    assert choose(seen("Bush", "president", date=date), PRESIDENTS).profile == expected
