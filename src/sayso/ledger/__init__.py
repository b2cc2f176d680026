"""The ledger: documents and who said what in them, in SQLite or PostgreSQL."""

from .connection import DEFAULT_FILE, ENVIRONMENT
from .ledger import Ledger
from .rows import (
    Added,
    Change,
    Counts,
    DocumentRow,
    Finding,
    Hit,
    Order,
    Purged,
    SaidQuery,
    SkippedRow,
    SpeakerRow,
    SpeakersQuery,
    Tombstone,
    Worded,
)

__all__ = [
    "DEFAULT_FILE",
    "ENVIRONMENT",
    "Added",
    "Change",
    "Counts",
    "DocumentRow",
    "Finding",
    "Hit",
    "Ledger",
    "Order",
    "Purged",
    "SaidQuery",
    "SkippedRow",
    "SpeakerRow",
    "SpeakersQuery",
    "Tombstone",
    "Worded",
]
