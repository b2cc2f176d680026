"""What an address asks for, and the address that asks for it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, TypeVar, cast, get_args
from urllib.parse import urlencode

from sayso.errors import AbortRun
from sayso.ledger import Order, SaidQuery
from sayso.records import CUE_CLASSES, POLARITIES, QUOTATIONS, SPEAKER_KINDS

ORDERS: tuple[Order, ...] = get_args(Order)
# In the order in which they stand in an address: the same search always has the same address.
FIELDS = (
    "words", "about", "by", "speaker", "cue_class", "kind", "polarity", "outlet", "outlet_name", "quotation",
    "document", "since", "until", "order", "limit", "all_versions", "fold",
)  # fmt: skip
PAGE = 25  # attributions on a page: about as many as are read before another search is made
MOST = 200  # on one page, whatever is asked for
_LONGEST = 500  # characters of one parameter; a browser's address line takes four of them without trouble
_CHOICES: dict[str, tuple[str, ...]] = {
    "cue_class": CUE_CLASSES,
    "kind": SPEAKER_KINDS,
    "polarity": POLARITIES,
    "quotation": QUOTATIONS,
    "order": ORDERS,
}
_YES = frozenset({"1", "true", "yes", "on"})
_Choice = TypeVar("_Choice", bound=str)


def read_said(params: Mapping[str, str]) -> SaidQuery:
    """What these parameters of an address look for; an empty one is not given, an unknown one is ignored.

    `limit` is at most 200, None where none is given. AbortRun where a value is none that there is.
    """
    given = {name: value for name in FIELDS if (value := read_text(params, name)) is not None}
    for name, choices in _CHOICES.items():
        _refuse_other(given.get(name), choices, name)
    limit = _number(given.pop("limit", None))
    all_versions, fold = (given.pop(name, "").lower() in _YES for name in ("all_versions", "fold"))
    return SaidQuery(**cast(dict[str, Any], given), limit=limit, all_versions=all_versions, fold=fold)


def read_mark(params: Mapping[str, str]) -> str | None:
    """The mark of the page that these parameters ask for; None is the first."""
    return read_text(params, "mark")


def read_text(params: Mapping[str, str], name: str) -> str | None:
    """The parameter without blanks around it and control characters in it; None where that leaves nothing.

    AbortRun where it is longer than anybody would write.
    """
    text = _clean(params.get(name) or "")
    if len(text) > _LONGEST:
        raise AbortRun(f"{text[:40]}…", f"{name} is too long", f"give at most {_LONGEST} characters")
    return text or None


def read_choice(params: Mapping[str, str], name: str, choices: tuple[_Choice, ...]) -> _Choice | None:
    """The parameter where it is one of these choices, None where it is not given; else AbortRun."""
    value = read_text(params, name)
    _refuse_other(value, choices, name)
    return cast(_Choice, value) if value is not None else None


def said_query(query: SaidQuery, **changes: str | None) -> str:
    """The query of the address of this search: only what is set, in one order, and with these changes.

    A change to None takes the field out; `mark` is no field of a search but may be given.

    >>> said_query(SaidQuery(words="bridge", by="Pell", cue_class="deny"), cue_class=None)
    'words=bridge&by=Pell'
    """
    values: dict[str, str | None] = {name: _worded(name, getattr(query, name)) for name in FIELDS}
    unknown = changes.keys() - values.keys() - {"mark"}
    if unknown:
        raise TypeError(f"a search has no {sorted(unknown)}")
    values.update(changes)
    return urlencode([(name, value) for name, value in values.items() if value])


def said_address(query: SaidQuery, /, path: str = "/said", **changes: str | None) -> str:
    """The address of this search, with these changes; another path is that of its feed, facets or API.

    >>> said_address(SaidQuery(words="no way"), path="/said.atom", order="newest")
    '/said.atom?words=no+way&order=newest'
    """
    asked = said_query(query, **changes)
    return f"{path}?{asked}" if asked else path


def has_empty(params: Mapping[str, str]) -> bool:
    """Whether a form left something empty in the address, which then has a shorter one."""
    return any(not value.strip() for value in params.values())


def asks_something(query: SaidQuery) -> bool:
    """Whether the search looks for anything in particular, or is the list of everything."""
    return any(getattr(query, name) for name in FIELDS if name not in ("order", "limit", "fold"))


def _clean(text: str) -> str:
    """Control characters and halves of characters are in no text, and some databases refuse them."""
    return "".join(" " if unicodedata.category(one) in ("Cc", "Cs") else one for one in text).strip()


def _refuse_other(value: str | None, choices: tuple[str, ...], name: str) -> None:
    if value is not None and value not in choices:
        raise AbortRun(value, f"is no {name.replace('_', ' ')}", f"give one of {', '.join(choices)}")


def _number(limit: str | None) -> int | None:
    if limit is None:
        return None
    if not limit.isascii() or not limit.isdecimal() or int(limit[:9]) < 1:
        raise AbortRun(limit, "is no number of results", f"give 1 to {MOST}")
    return min(int(limit[:9]), MOST)


def _worded(name: str, value: object) -> str | None:
    if name in ("all_versions", "fold"):
        return "1" if value else None
    return str(value) if value else None


_LABELS = {
    "words": "words",
    "about": "about",
    "by": "by",
    "speaker": "speaker",
    "cue_class": "class",
    "kind": "speaker is",
    "polarity": "polarity",
    "outlet": "outlet has",
    "outlet_name": "outlet",
    "quotation": "quotation",
    "document": "article",
    "since": "since",
    "until": "until",
    "all_versions": "versions",
    "fold": "copies",
}


_FLAGS = {"all_versions": "older ones too", "fold": "each wording once"}


def told_fields(query: SaidQuery, **known: str) -> list[tuple[str, str, str]]:
    """What the search asks for, as field, label and value in words; `known` gives names in place of ids.

    >>> told_fields(SaidQuery(words="bridge", speaker="1f"), speaker="Ada Quill")
    [('words', 'words', 'bridge'), ('speaker', 'speaker', 'Ada Quill')]
    """
    told = []
    for field, label in _LABELS.items():
        value = _worded(field, getattr(query, field))
        if value:
            shown = _FLAGS.get(field) or known.get(field) or value
            told.append((field, label, shown))
    return told


def search_title(query: SaidQuery, **known: str) -> str:
    """The search in a line, to head a page or a feed with.

    >>> search_title(SaidQuery(words="bridge", by="Pell", cue_class="deny"))
    '“bridge”, by Pell, class deny'
    """
    parts = [
        f"“{value}”" if field == "words" else f"{label} {value}"
        for field, label, value in told_fields(query, **known)
    ]
    return ", ".join(parts) or "Everything said"
