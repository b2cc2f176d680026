"""What a user may ask of a batch."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sayso.errors import AbortRun
from sayso.ingest import IngestOptions
from sayso.language import LanguageOptions

FOR_ADDRESSES = ("timeout", "allow_private")  # options of reading that a batch, which reads files, has not
READER = "sayso.batch.worker:open_reader"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """Options of a batch: all that its rows depend on beside the inputs; AbortRun where they make no sense.

    `reader` names the function that opens what reads the documents, as `module:function`; it is given
    these options, and is another one only in tests and measurements.
    """

    part: int = 250  # entries in one output file: two minutes of one process, so that few wait at the end
    # An article of 800 words takes half a second on one core: this is a book of 480,000 words.
    time_limit: float = 300.0  # seconds for one document
    model: Path | None = None
    ingest: IngestOptions = field(default_factory=IngestOptions)
    languages: LanguageOptions = field(default_factory=LanguageOptions)
    reader: str = READER

    def __post_init__(self) -> None:
        if self.part < 1:
            raise AbortRun("--part", f"{self.part} leaves nothing in a file", "give 1 or more")
        if not 0 < self.time_limit <= 86_400:
            raise AbortRun("--time-limit", f"{self.time_limit:g} is no number of seconds from 0 to 86400")

    def to_json(self) -> dict[str, Any]:
        """What the rows depend on, for the manifest."""
        ingest = {key: value for key, value in asdict(self.ingest).items() if key not in FOR_ADDRESSES}
        ingest["given"] = {key: value for key, value in ingest["given"].items() if value}
        ingest["latest"] = self.ingest.latest and self.ingest.latest.isoformat()
        ingest["columns"] = dict(self.ingest.columns.given)
        languages = asdict(self.languages)
        return {"part": self.part, "time_limit": self.time_limit, **ingest, "languages": languages}
