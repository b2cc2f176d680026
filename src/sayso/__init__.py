"""Sayso reads news and keeps a ledger of who said what, on whose say-so.

    import sayso
    reading = sayso.read_file("article.html")
    for attribution in reading.attributions:
        ...

`read`, `read_file` and `read_bytes` each give a `Reading`: the document and its attributions. `Reader`
loads the model once and streams many documents; `Ledger` keeps what was read. Nothing heavy is loaded
before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import AbortRun, DocumentError, SaysoError
from .reader import Reader, read, read_bytes, read_file
from .records import Attribution, Document, Metadata, Reading, Skipped, Span, Speaker

if TYPE_CHECKING:
    from .ledger import Ledger

__version__ = "0.1.0"
__all__ = [
    "AbortRun",
    "Attribution",
    "Document",
    "DocumentError",
    "Ledger",
    "Metadata",
    "Reader",
    "Reading",
    "SaysoError",
    "Skipped",
    "Span",
    "Speaker",
    "__version__",
    "read",
    "read_bytes",
    "read_file",
]


def __getattr__(name: str) -> Any:
    if name == "Ledger":  # brings SQLAlchemy, so only when it is asked for
        from .ledger import Ledger

        return Ledger
    raise AttributeError(f"module 'sayso' has no attribute {name!r}")
