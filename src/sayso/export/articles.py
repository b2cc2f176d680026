"""Articles: JSON Lines of whole articles, each with its text and who said what in it."""

from __future__ import annotations

from collections.abc import Iterable

from sayso.records import Reading, to_rows

from .brat import FileNames, about_document
from .exporter import Target
from .target import opened
from .utf8 import to_json


def write_articles(readings: Iterable[Reading], out: Target) -> int:
    """Write one line for each article, UTF-8; returns how many attributions.

    `name` is no other line's; `attributions` are the records that `sayso schema` describes. `sayso
    evaluate` and `sayso train` read such a file as annotated texts, `sayso add` as articles.
    """
    written = 0
    names = FileNames()
    with opened(out) as stream:
        for reading in readings:
            document = reading.document
            article = {
                "name": names.take(document.name),
                **about_document(document),
                "text": document.text,
                "attributions": list(to_rows(reading)),
            }
            stream.write(to_json(article) + b"\n")
            written += len(reading.attributions)
    return written
