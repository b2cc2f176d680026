"""Feed entries: what a feed says of one article, beside what the article's page says itself."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One entry of a feed; null (None, or no authors) is what the feed does not state.

    `guid` is what the feed calls it, else its link, else a hash of its words. `published` and `updated` are
    ISO 8601 moments. `source_title` and `source_url` are the feed's word on where it took the article from
    (RSS `<source>`, Atom `<source>`): a wire, another outlet. `content` is the whole article where the feed
    has it, HTML or, as `content_type` says, plain text.
    """

    guid: str
    link: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None
    language: str | None = None
    source_title: str | None = None
    source_url: str | None = None
    content: str | None = field(default=None, repr=False)
    content_type: str | None = None

    def __post_init__(self) -> None:
        if not self.guid:
            raise ValueError("an entry of a feed needs a guid")
