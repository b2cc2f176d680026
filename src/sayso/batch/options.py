"""What a user may ask of a batch."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sayso.errors import AbortRun
from sayso.ingest import IngestOptions

READER = "sayso.batch.worker:open_reader"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """Options of a batch: all that its rows depend on beside the inputs; AbortRun where they make no sense.

    `reader` names the function that opens what reads the documents, as `module:function`; it is given the
    model folder, and is another one only in tests and measurements.
    """

    part: int = 250  # entries in one output file: two minutes of one process, so that few wait at the end
    # An article of 800 words takes half a second on one core; this is a book of 400,000 words.
    time_limit: float = 300.0  # seconds for one document
    model: Path | None = None
    ingest: IngestOptions = field(default_factory=IngestOptions)
    reader: str = READER

    def __post_init__(self) -> None:
        if self.part < 1:
            raise AbortRun("--part", f"{self.part} leaves nothing in a file", "give 1 or more")
        if not 0 < self.time_limit <= 86_400:
            raise AbortRun("--time-limit", f"{self.time_limit:g} is no number of seconds from 0 to 86400")

    def to_json(self) -> dict[str, Any]:
        """What the rows depend on, for the manifest."""
        return {
            "part": self.part,
            "time_limit": self.time_limit,
            "max_bytes": self.ingest.max_bytes,
            "given": {key: value for key, value in asdict(self.ingest.given).items() if value},
        }
