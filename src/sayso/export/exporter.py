"""What an export format is: a way to write readings, and where it writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sayso.records import Reading

Target = BinaryIO | Path
Write = Callable[[Iterable[Reading], Target], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporter:
    """One export format.

    `write(readings, out)` writes the readings in their order and returns how many attributions it
    wrote. It takes the readings one at a time, so that memory does not grow with their number. `out`
    is an open binary stream or a path; where `folder` is true it is a path and names a folder.
    `suffix` is how a file of this format usually ends; `text` is false where the format is binary.
    """

    write: Write
    description: str
    suffix: str
    media_type: str
    folder: bool = False
    text: bool = True
