"""Names: what is read off them before they are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.link.name import asked_keys, fold, is_nickname, is_pronoun, keys_of, read_name

READ = [
    # text, kind, family, words, full
    ("Ada Quill", "person", "person", ("ada", "quill"), True),
    ("Sen. Ada Quill (D)", "person", "person", ("ada", "quill"), True),
    ("Quill, Ada", None, "person", ("ada", "quill"), True),
    ("Ada Quill, mayor of Port Ansel", "person", "person", ("ada", "quill"), True),
    ("Ada Quill’s", "person", "person", ("ada", "quill"), True),
    ("Éva Sólyom", "person", "person", ("eva", "solyom"), True),
    ("Bashar al-Assad", "person", "person", ("bashar", "assad"), True),
    ("Mr Quill", "person", "person", ("quill",), False),
    ("von der Pell", "person", "person", ("von", "der", "pell"), False),
    ("the driver", "person", "words", ("driver",), False),
    ("officials", "anonymous", "words", ("officials",), False),
    ("Iranian officials", "group", "words", ("iranian", "officials"), False),
    ("the Grey Gulls", "group", "organisation", ("grey", "gulls"), True),
    ("the report", "document", "words", ("report",), False),
    ("the Foreign Ministry", "government", "organisation", ("foreign", "ministry"), False),
    ("Iran’s Foreign Ministry", "government", "organisation", ("foreign", "ministry"), True),
    ("the State Department", None, "organisation", ("state", "department"), True),
    ("Leeds city council", "government", "organisation", ("leeds", "city", "council"), True),
    ("police", "government", "words", ("police",), False),
    ("Tideline Co.", "organisation", "organisation", ("tideline",), True),
    ("", None, "words", (), False),
    ("…", "person", "words", (), False),
]


@pytest.mark.parametrize(("text", "kind", "family", "words", "full"), READ)
def test_reading(text: str, kind: str | None, family: str, words: tuple[str, ...], full: bool) -> None:
    name = read_name(text, kind)
    assert (name.family, name.words, name.full) == (family, words, full)


def test_titles_and_suffixes_are_kept_apart() -> None:
    name = read_name("Gen. Ada Quill Jr.", "person")
    assert (name.titles, name.suffix) == (("general",), "jr")
    assert read_name("Mrs Quill", "person").gender == "f"
    assert read_name("Iranian Foreign Ministry", None).place == "iran"


def test_folding_needs_no_icu() -> None:
    assert fold("Ада Пелл") == "ada pell"


@pytest.mark.parametrize("text", ["he", "They", "who", "it."])
def test_pronouns(text: str) -> None:
    assert is_pronoun(text)


@pytest.mark.parametrize("text", ["WHO", "US", "Quill", "IT"])
def test_no_pronouns(text: str) -> None:
    assert not is_pronoun(text)


def test_nicknames_go_both_ways() -> None:
    assert is_nickname("mike", "michael")
    assert is_nickname("michael", "mike")
    assert not is_nickname("ada", "ida")


SHARING = [
    ("Ada Quill", "Quill", True),
    ("Ada Quill", "Ada", True),
    ("Volodymyr Zelensky", "Volodymyr Zelenskyy", True),
    ("Xi Jinping", "Jinping Xi", True),
    ("Ada Quill", "Ada Pell", False),
]


@pytest.mark.parametrize(("one", "other", "shared"), SHARING)
def test_who_is_compared(one: str, other: str, shared: bool) -> None:
    filed, asked = keys_of(read_name(one, "person")), asked_keys(read_name(other, "person"))
    assert bool(filed & asked) == shared


@given(st.text(max_size=60), st.sampled_from([None, "person", "organisation", "group", "anonymous"]))
def test_any_text_is_read(text: str, kind: str | None) -> None:
    name = read_name(text, kind)
    assert keys_of(name) >= asked_keys(name) or not name.full
    if name.family == "words":
        assert not keys_of(name)
