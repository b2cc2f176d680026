"""Articles that were asked for: read, added, tried again, or given up with a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sayso.ingest.fetch import refusal
from sayso.ledger import EntryRow, Ledger, Settled
from sayso.pipeline import Outcome, add_all
from sayso.reader import Reader
from sayso.records import Document, Skipped

from .article import read_article, read_content, wait_after
from .clock import Clock
from .lane import Result
from .options import WatchOptions
from .told import Told

NO_PAGE = "the feed gives no address for it"


class Articles:
    """Keeps what asking for articles gave; `read` reads those that came."""

    def __init__(
        self,
        ledger: Ledger,
        reader: Reader,
        options: WatchOptions,
        clock: Clock,
        tell: Callable[[Told], None],
        is_stopped: Callable[[], bool],
    ) -> None:
        self._ledger = ledger
        self._reader = reader
        self._options = options
        self._clock = clock
        self._tell = tell
        self._is_stopped = is_stopped
        self._came: list[tuple[EntryRow, Document]] = []

    def is_known(self, row: EntryRow) -> bool:
        """Whether it is known what became of the entry's page, so that it need not be asked for."""
        settled = self._ledger.feeds.known_page(row)
        if settled is None:
            return False
        self._ledger.feeds.settle(row.number, settled)
        if settled.state != "purged":
            words = settled.reason or "there already"
            self._tell(Told(kind="known", subject=_name(row), words=words))
        return True

    def without_page(self, row: EntryRow) -> None:
        """An entry that names no page: its own content, or nothing."""
        self._instead(row, NO_PAGE)

    def keep(self, result: Result, row: EntryRow, *, for_good: bool) -> None:
        """What came of asking for an article; `for_good`: there is no use in asking again."""
        answer = result.answer
        if answer is not None and answer.status == 200:
            found = read_article(row, answer)
            if isinstance(found, Document):
                self._came.append((row, found))
            else:
                self._instead(row, found.reason)
            return
        reason = refusal(answer) if answer else result.error.reason if result.error else "no answer"
        now = self._clock.now()
        wait = None if for_good else wait_after(row, answer, now)
        if wait is None:
            self._instead(row, reason)
            return
        self._ledger.feeds.postpone(row.number, tries=row.tries + 1, wait=wait, reason=reason, now=now)
        self._tell(Told(kind="postponed", subject=_name(row), words=reason))

    def read(self) -> None:
        """Read and add what came; what a stop leaves over is asked for again."""
        came, self._came = self._came, []
        if not came:
            return
        for (row, document), outcome in zip(came, self._outcomes(came), strict=False):
            self._settle(row, document, outcome)

    def _outcomes(self, came: list[tuple[EntryRow, Document]]) -> Iterator[Outcome]:
        def documents() -> Iterator[Document]:
            for row, document in came:
                if self._is_stopped():
                    return
                self._ledger.feeds.expect(row.number, document.id, from_feed=_is_content(row, document))
                yield document

        return add_all(self._ledger, self._reader, documents(), self._clock.now)

    def _settle(self, row: EntryRow, document: Document, outcome: Outcome) -> None:
        told = Told(kind="added", subject=_name(row), number=outcome.attributions)
        if outcome.fate == "skipped":
            settled = Settled(state="skipped", document_id=document.id, reason=outcome.reason)
            told = Told(kind="skipped", subject=_name(row), words=outcome.reason or "no reason known")
        elif outcome.fate == "known":
            settled = Settled(state="known", document_id=document.id)
            told = Told(kind="known", subject=_name(row), words="there already")
        else:
            from_feed = _is_content(row, document)
            settled = Settled(state="added", document_id=document.id, from_feed=from_feed)
            title, url = row.entry.source_title, row.entry.source_url
            if title or url:
                self._ledger.cite_source(document.id, title=title, url=url)
        self._ledger.feeds.settle(row.number, settled)
        self._tell(told)

    def _instead(self, row: EntryRow, reason: str) -> None:
        """The feed's own content in place of a page that cannot be had; else the reason stays."""
        found = read_content(row) if self._options.from_feed else None
        if isinstance(found, Document):
            self._came.append((row, found))
            return
        if found is not None:
            reason = f"{reason}; the feed's own content: {found.reason}"
        self._ledger.add_skipped(Skipped(name=_name(row), reason=reason), now=self._clock.now())
        self._ledger.feeds.settle(row.number, Settled(state="skipped", reason=reason))
        self._tell(Told(kind="skipped", subject=_name(row), words=reason))


def _is_content(row: EntryRow, document: Document) -> bool:
    return row.entry.content is not None and document.raw == row.entry.content.encode()


def _name(row: EntryRow) -> str:
    return row.entry.link or row.entry.guid
