"""Columns: under which names a table or an object of JSON has an article's text and what is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, get_args

from sayso.errors import AbortRun

Key = Literal["text", "title", "outlet", "authors", "published", "url", "language", "name"]
KEYS: tuple[Key, ...] = get_args(Key)
# What others call these: the keys of news-please, newspaper, schema.org, Common Crawl's derived sets and
# the columns of news data sets on GitHub. Compared in small letters.
ALSO: dict[Key, tuple[str, ...]] = {
    "text": (
        "body", "content", "maintext", "main_text", "article", "article_text", "article_body", "articlebody",
        "full_text", "fulltext", "plain_text", "plaintext",
    ),
    "title": ("headline",),
    "outlet": ("source", "publisher", "publication", "site_name", "source_name"),
    "authors": ("author", "byline"),
    "published": (
        "date", "date_publish", "date_published", "datepublished", "published_at", "publish_date",
        "published_date", "publication_date", "pub_date", "pubdate",
    ),
    "url": ("link", "permalink", "canonical_url"),
    "language": ("lang",),
    "name": ("id",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column a user names for which key; what is not named is looked for by itself."""

    given: Mapping[Key, str] = field(default_factory=dict)

    def choose(self, there: Sequence[str]) -> dict[Key, str]:
        """The column for each key that one is found for, among the names that are there.

        A key's own name is taken before another name for it, and another name only where it is the only one
        of them. A name that a user gives is taken whether it is there or not.
        """
        taken = dict(self.given)
        names = {name.casefold(): name for name in reversed(there)}
        for key in KEYS:
            if key in taken:
                continue
            others = [names[name] for name in ALSO[key] if name in names]
            if key in there:
                taken[key] = key
            elif key in names:
                taken[key] = names[key]
            elif len(others) == 1 and others[0] not in taken.values():
                taken[key] = others[0]
        return taken


def parse_columns(values: Iterable[str]) -> Columns:
    """The columns of `KEY=NAME` each; AbortRun where one is none.

    >>> parse_columns(["text=body", "outlet=source.name"]).given
    {'text': 'body', 'outlet': 'source.name'}
    """
    given: dict[Key, str] = {}
    for value in values:
        key, _, column = value.partition("=")
        known = next((known for known in KEYS if known == key.strip()), None)
        if known is None or not column.strip():
            raise AbortRun(
                "--column", f"{value!r} names no column", f"write KEY=NAME with one of {', '.join(KEYS)}"
            )
        if known in given:
            raise AbortRun("--column", f"{known} is given twice", "name one column for each")
        given[known] = column.strip()
    return Columns(given)


def value_of(row: Mapping[str, Any], column: str) -> Any:
    """The value in the column; where none is called so, dots reach into objects. None: there is none.

    >>> value_of({"source": {"name": "Tarn Courier"}}, "source.name")
    'Tarn Courier'
    """
    if column in row:
        return _plain(row[column])
    value: Any = row
    for part in column.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return None
        value = value[part]
    return _plain(value)


def _plain(value: Any) -> Any:
    """Days and moments as JSON has them."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def told(chosen: Mapping[Key, str]) -> str:
    """Which column was taken for what, for the log."""
    return ", ".join(f"{key} from “{column}”" for key, column in chosen.items())
