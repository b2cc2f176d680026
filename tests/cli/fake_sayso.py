"""The program with a fake in the model's place: run as a script it is `sayso`, all else is real.

The fake knows one pattern, `NAME said WORDS.`; a pronoun is left unresolved, and is less sure.
"""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterable, Iterator

from sayso.language import LanguageOptions, why_unread
from sayso.records import Attribution, Document, Reading, Skipped, Span, Speaker

PATTERN = re.compile(
    r"(?P<source>(?:[A-Z]\w+ )?[A-Z]\w+) (?P<cue>said|added|denied) (?P<content>[^.]+)\.", re.DOTALL
)
EXTRACTOR = "fake 1"


class FakeReader:
    """Reads by the pattern; `SLOW` in a text takes a while, `CTRL-C` in a text is the user's."""

    def __init__(
        self, extractor_name: str = EXTRACTOR, *, language: str | None = None, any_language: bool = False
    ) -> None:
        self.extractor_name = extractor_name
        self.languages = LanguageOptions(given=language, anyway=any_language)

    def unread_because(self, document: Document) -> str | None:
        return why_unread(
            document.text,
            document.metadata.language,
            reads=("en",),
            reader=self.extractor_name,
            options=self.languages,
        )

    def read(self, document: Document) -> Reading:
        if unread := self.unread_because(document):
            return Reading(document, (), unread=unread)
        if "CTRL-C" in document.text:
            raise KeyboardInterrupt
        if "SLOW" in document.text:
            time.sleep(30)
        return Reading(document, tuple(self._find(document)))

    def read_many(self, items: Iterable[Document | Skipped]) -> Iterator[Reading | Skipped]:
        for item in items:
            yield item if isinstance(item, Skipped) else self.read(item)

    def _find(self, document: Document) -> Iterator[Attribution]:
        for found in PATTERN.finditer(document.text):
            known = found["source"] not in ("He", "She")
            yield Attribution(
                document_id=document.id,
                source=(Span(*found.span("source")),),
                cue=(Span(*found.span("cue")),),
                content=(Span(*found.span("content")),),
                quotation="mixed" if "“" in found["content"] else "indirect",
                confidence=0.9 if known else 0.3,
                extractor=self.extractor_name,
                speaker=Speaker(name=found["source"], because="its own words") if known else None,
            )


# Python leaves an interrupt alone where its parent did, as a shell's background jobs do.
signal.signal(signal.SIGINT, signal.default_int_handler)

if __name__ == "__main__":
    from sayso import pipeline
    from sayso.cli import main

    pipeline.open_reader = lambda model=None, workers=None, **languages: FakeReader(**languages)
    main()
