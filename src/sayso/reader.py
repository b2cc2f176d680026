"""Reading documents with a model that is loaded once."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import DocumentError
from .records import Document, Metadata, Reading, Skipped

if TYPE_CHECKING:
    from .extract.extractor import Extractor
    from .language import LanguageOptions

AHEAD = 4  # documents in work for each worker: enough that none waits, little to hold in memory


class Reader:
    """Reads documents: loads the model at the first one, and keeps it.

    >>> from sayso import Reader
    >>> Reader(workers=2)
    Reader(model=None, workers=2)
    """

    def __init__(
        self,
        model: Path | None = None,
        *,
        workers: int | None = None,
        languages: LanguageOptions | None = None,
    ) -> None:
        """`model` is a model folder (None: the one that ships with Sayso); `workers` is how many documents
        are read at once by `read_many` (None: one for each processor); `languages` is what is known of the
        documents' language (None: it is found, and what the model does not read is left unread).
        """
        if workers is not None and workers < 1:
            raise ValueError(f"workers must be at least 1, got {workers}")
        self.model = model
        self.workers = workers or _n_processors()
        self.languages = languages
        self._extractor: Extractor | None = None
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"Reader(model={self.model!r}, workers={self.workers})"

    @property
    def extractor(self) -> Extractor:
        """The loaded model; AbortRun where its folder is broken."""
        from .extract.extractor import Extractor

        with self._lock:
            if self._extractor is None:
                self._extractor = Extractor(self.model)
            return self._extractor

    @property
    def extractor_name(self) -> str:
        """Name and version of the model, as every attribution gives it."""
        from .extract.bundle import load_bundle

        return self._extractor.name if self._extractor else load_bundle(self.model).extractor

    def read(self, document: Document) -> Reading:
        """The document with its attributions, in text order; DocumentError where its text is none.

        Where the document is in a language that the model does not read, there are none, and the
        reading's `unread` says so.
        """
        from .stages import AS_FOUND, read_document

        return read_document(document, self.extractor, self.languages or AS_FOUND)

    def unread_because(self, document: Document) -> str | None:
        """Why `read` would leave this document unread; None where it would read it."""
        from .stages import AS_FOUND, unread_because

        return unread_because(document, self.extractor.bundle, self.languages or AS_FOUND)

    def read_many(self, items: Iterable[Document | Skipped]) -> Iterator[Reading | Skipped]:
        """A reading for every document, in their order, as they are ready; what was skipped passes through.

        A document that cannot be read is skipped, with the reason, and the rest goes on. Takes items only a
        little ahead of what it gives, so memory does not grow with their number.
        """
        if self.workers == 1:
            for item in items:
                yield item if isinstance(item, Skipped) else self._read_or_skip(item)
            return
        with ThreadPoolExecutor(self.workers, thread_name_prefix="sayso") as pool:
            waiting: deque[Future[Reading | Skipped] | Skipped] = deque()
            try:
                for item in items:
                    job = item if isinstance(item, Skipped) else pool.submit(self._read_or_skip, item)
                    waiting.append(job)
                    while waiting and (len(waiting) > AHEAD * self.workers or _is_done(waiting[0])):
                        yield _result(waiting.popleft())
                while waiting:
                    yield _result(waiting.popleft())
            finally:
                for left in waiting:
                    if isinstance(left, Future):
                        left.cancel()

    def _read_or_skip(self, document: Document) -> Reading | Skipped:
        try:
            return self.read(document)
        except DocumentError as error:
            return Skipped(name=document.name, reason=error.reason, sha256=document.sha256)


def _n_processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _is_done(item: Future[Reading | Skipped] | Skipped) -> bool:
    return isinstance(item, Skipped) or item.done()


def _result(item: Future[Reading | Skipped] | Skipped) -> Reading | Skipped:
    return item if isinstance(item, Skipped) else item.result()


@cache
def default_reader() -> Reader:
    """The reader with the shipped model that the module's functions share."""
    return Reader()


def read(text: str, *, name: str = "-", metadata: Metadata | None = None) -> Reading:
    """Who said what in a text: the document made of it and its attributions, in text order.

    The text is taken character for character. DocumentError where it cannot be stored (a NUL character,
    a lone surrogate).

    >>> import sayso
    >>> reading = sayso.read("“The bridge is safe,” said Ada Quill, the engineer.")
    >>> [attribution.quotation for attribution in reading.attributions]
    ['direct']
    """
    if "\0" in text:
        raise DocumentError(name, "holds a NUL character", "give text, not binary data")
    try:
        raw = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise DocumentError(name, "holds a lone surrogate", "decode the bytes properly first") from error
    document = Document(
        name=name,
        text=text,
        raw=raw,
        media_type="text/plain",
        encoding="utf-8",
        metadata=metadata or Metadata(),
    )
    return default_reader().read(document)


def read_file(path: str | os.PathLike[str], *, metadata: Metadata | None = None) -> Reading:
    """Who said what in one file: text, Markdown, HTML, PDF, DOCX, subtitles, or JSON Lines with one line.

    DocumentError where it cannot be read, says nothing, or holds several documents (for those:
    `Reader.read_many`).
    """
    from .ingest import IngestOptions, read_inputs

    options = IngestOptions(given=metadata or Metadata())
    return default_reader().read(only_document(read_inputs([os.fspath(path)], options), str(path)))


def read_bytes(
    data: bytes, media_type: str | None = None, *, name: str = "-", metadata: Metadata | None = None
) -> Reading:
    """Who said what in the bytes of one article; `media_type` (None: found out) as in HTTP, `text/html`.

    DocumentError as for `read_file`.
    """
    from .ingest import read_bytes as ingest_bytes

    found = ingest_bytes(data, name=name, media_type=media_type, given=metadata or Metadata())
    return default_reader().read(only_document(found, name))


def only_document(items: Iterable[Document | Skipped], name: str) -> Document:
    """The single document among the items; DocumentError where it is skipped, or not the only one."""
    iterator = iter(items)
    first = next(iterator, None)
    if first is None:
        raise DocumentError(name, "holds no document")
    if isinstance(first, Skipped):
        raise DocumentError(first.name, first.reason)
    if next(iterator, None) is not None:
        raise DocumentError(name, "holds several documents", "read them with sayso.Reader().read_many")
    return first
