"""The pages, one module each."""

from __future__ import annotations

from . import (
    add,
    article,
    collections,
    compare,
    copies,
    documents,
    feeds,
    login,
    outlets,
    quotes,
    review,
    said,
    speaker_list,
    speakers,
    start,
)

ROUTERS = tuple(
    page.router
    for page in (
        start,
        article,
        said,
        speaker_list,
        speakers,
        documents,
        copies,
        outlets,
        quotes,
        compare,
        add,
        collections,
        review,
        login,
        feeds,
    )
)
