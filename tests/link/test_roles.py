"""Roles: which are one, which cannot be one person's."""

from __future__ import annotations

import pytest

from sayso.link.roles import compare_roles, read_role

COMPARED = [
    ("Pentagon Chief", "Secretary of Defense", "same"),
    ("foreign minister of Iran", "Iranian foreign minister", "same"),
    ("foreign minister of Iran", "Russian foreign minister", "unlike"),
    ("mayor of Port Ansel", "Port Ansel mayor", "same"),
    ("mayor of Port Ansel", "mayor of Marrow", "unlike"),
    ("mayor", "mayor of Marrow", "unknown"),
    ("engineer", "engineer", "unknown"),
    ("striker", "senator", "unlike"),
    ("chief executive of Tideline", "senator", "unknown"),
    ("vice president", "president", "unknown"),
    ("harbour master", "harbour master", "same"),
    ("harbour master", "lighthouse keeper", "unknown"),
    ("", "", "unknown"),
]


@pytest.mark.parametrize(("one", "other", "agreement"), COMPARED)
def test_comparing(one: str, other: str, agreement: str) -> None:
    assert compare_roles(one, other) == agreement
    assert compare_roles(other, one) == agreement


def test_a_former_role_is_over() -> None:
    assert read_role("former US Secretary of State").past
    assert read_role("ex-mayor of Marrow").office == "mayor"
    assert not read_role("mayor of Marrow").past
