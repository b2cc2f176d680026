"""Rows: one article from one row of a table, or from one object of JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sayso.errors import DocumentError
from sayso.records import Metadata

from .columns import ALSO, Key, value_of
from .dates import find_published, to_iso
from .source import latest_day
from .words import is_storable, to_address, to_language, to_words


def text_of(row: Mapping[str, Any], chosen: Mapping[Key, str], place: str) -> str:
    """The article's text, character for character; DocumentError where the row has none."""
    column = chosen.get("text")
    if column is None:
        raise DocumentError(place, f"has no text{_several(row)}", "name its column with --column text=NAME")
    text = value_of(row, column)
    if text is None and column not in row:
        raise DocumentError(place, f"has no “{column}”", "name another column with --column text=NAME")
    if not isinstance(text, str):
        raise DocumentError(place, f"the text is no string but {type(text).__name__}")
    if not text or text.isspace():
        raise DocumentError(place, "the text is empty" if not text else "the text holds only blanks")
    if not is_storable(text):
        raise DocumentError(place, "the text holds a NUL or half a surrogate pair, which is no character")
    return text


def _several(row: Mapping[str, Any]) -> str:
    might_be = [name for name in row if name.casefold() in ALSO["text"]]
    return f" but {' and '.join(f'“{name}”' for name in might_be)}" if might_be else ""


def name_of(row: Mapping[str, Any], chosen: Mapping[Key, str]) -> str | None:
    """What the article is called: its name, else its id, else its address; None where it has none of them."""
    for column in (chosen.get("name"), "id", chosen.get("url")):
        value = value_of(row, column) if column else None
        number = isinstance(value, int) and not isinstance(value, bool)
        name = to_words(str(value) if number else value)
        if name:
            return name
    return None


def metadata_of(row: Mapping[str, Any], chosen: Mapping[Key, str]) -> Metadata:
    """What the row states about the article; null for what is missing or is not what it should be."""

    def stated(key: Key) -> Any:
        return value_of(row, chosen[key]) if key in chosen else None

    return Metadata(
        title=to_words(stated("title")),
        outlet=to_words(stated("outlet")),
        authors=_authors(stated("authors")),
        published=_published(stated("published")),
        url=to_address(stated("url")),
        language=to_language(stated("language")),
    )


def _published(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return to_iso(value) or find_published([value], latest=latest_day())


def _authors(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(author for item in values if (author := to_words(item))))
