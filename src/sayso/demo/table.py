"""The table of the demo's articles, and their bytes."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from sayso.records import Metadata


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoArticle:
    """One article that ships with Sayso: its file, and what is known about it."""

    file: str
    media_type: str
    metadata: Metadata

    @property
    def name(self) -> str:
        """The file's stem, which is the document's name."""
        return self.file.partition(".")[0]

    def read_data(self) -> bytes:
        """The article's bytes."""
        return files(__package__).joinpath("articles", self.file).read_bytes()


ARTICLES = (
    DemoArticle(
        file="courier.txt",
        media_type="text/plain",
        metadata=Metadata(
            title="Marrow Bridge shut after barge hits pier",
            outlet="The Northmouth Courier",
            published="2024-05-05",
            url="https://courier.example/marrow-bridge",
            language="en-GB",
        ),
    ),
    DemoArticle(
        file="wire.txt",
        media_type="text/plain",
        metadata=Metadata(
            title="Officials: Pilot Was Warned Before Barge Struck Bridge",
            outlet="Harbour Wire",
            published="2024-05-05",
            url="https://wire.example/stories/88213",
            language="en-US",
        ),
    ),
    # A web page, which says these things of itself; given here too, so that the demo shows the same.
    DemoArticle(
        file="tideline.html",
        media_type="text/html",
        metadata=Metadata(
            title="“We heard it before we felt it”: on board the night the bridge was hit",
            outlet="Tideline",
            authors=("Wren Halloran",),
            published="2024-05-07",
            url="https://tideline.example/2024/05/on-board",
            language="en",
        ),
    ),
)
