"""A quotation with its reference: what somebody pastes into a text of their own."""

from __future__ import annotations

import re
from urllib.parse import quote

from sayso.records import Attribution, Metadata, Span, Spans, joined

from .facts import day_words, name_of

SHORT = 80  # characters of a passage that an address carries whole; of a longer one its ends
_ENDS = 4  # words
_WEB_ADDRESS = re.compile(r"https?://[^\s]+", re.IGNORECASE)
_OPENING, _CLOSING = '“"„«‹‘「『', '”"“»›’」』'


def cite(attribution: Attribution, text: str, metadata: Metadata, name: str) -> str:
    """The content as it stands in the text, and below it who said it, where and when it was published.

    `name` is the document's, given where it has no title. Pieces that are apart are joined by ` … `; the
    content stands in quotation marks, its own where it has them.
    """
    return f"{quoted(joined(attribution.content, text))}\n— {reference(attribution, text, metadata, name)}"


def quoted(content: str) -> str:
    """The words in quotation marks, unless they begin and end with their own."""
    bare = content.rstrip(".,;:!? ")
    own = bool(content) and content[0] in _OPENING and bare[-1:] in _CLOSING and len(bare) > 1
    return content if own else f"“{content}”"


def reference(attribution: Attribution, text: str, metadata: Metadata, name: str) -> str:
    """`Ada Quill, 2031-05-05, in “The sluice”, Northmouth Courier, 2031-05-06, https://… [Sayso …]`."""
    title = metadata.title or name
    parts = [
        name_of(attribution, text),
        day_words(attribution.date) if attribution.date else None,
        f"in “{title}”",
        metadata.outlet,
        metadata.published,
        address_of(attribution.content, text, metadata.url),
    ]
    places = ", ".join(f"{span.start}–{span.end}" for span in attribution.content)
    known = ", ".join(part for part in parts if part)
    return f"{known} [Sayso {attribution.id}, characters {places}]"


def is_web_address(url: str | None) -> bool:
    """Whether this is the address of a page, which can be followed: http or https, and nothing else."""
    return bool(url and _WEB_ADDRESS.fullmatch(url))


def address_of(spans: Spans, text: str, url: str | None) -> str | None:
    """The published page's address, at the passage for browsers that find it; None where it has none.

    The passage is told by a text fragment (https://wicg.github.io/scroll-to-text-fragment/).
    """
    if url is None or not is_web_address(url):
        return None
    base, _, fragment = url.partition("#")
    return f"{base}#{fragment}:~:text={_fragment(spans[0], text)}"


def _fragment(span: Span, text: str) -> str:
    words = span.of(text).split()
    whole = " ".join(words)
    if len(whole) <= SHORT:
        parts = [whole]
    elif len(words) > 2 * _ENDS:
        parts = [" ".join(words[:_ENDS]), " ".join(words[-_ENDS:])]
    else:
        parts = [whole[:SHORT]]
    return ",".join(quote(part, safe="").replace("-", "%2D") for part in parts)
