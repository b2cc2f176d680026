"""Word lists that the steps read, each a data file that names its source; loaded when first asked for."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@cache
def word_lists(file: str) -> dict[str, frozenset[str]]:
    """The lists of `FILE.json` by their keys: words apart by blanks, or names apart by `|`."""
    lists = json.loads((_FOLDER / f"{file}.json").read_text(encoding="utf-8"))
    lists.pop("source")
    return {key: frozenset(held.split("|") if "|" in held else held.split()) for key, held in lists.items()}
