"""What people ask of a ledger, taken from the ledger: its words, its speakers, its outlets, its articles."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote, urlencode

from sayso.ledger import DocumentList, Ledger, OutletList, SpeakerList
from sayso.records import joined

T = TypeVar("T")
READ = 60  # articles whose words are taken: some 1,200 attributions, whose words are of every frequency
LISTED = 200  # speakers and articles of each end of their lists
WORD = re.compile(r"\w{3,}")
FILTERS = 0.4  # of the searches narrow by more than words


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Values to ask for; `words` are the most frequent first, `narrowings` as frequent as in the ledger."""

    words: tuple[str, ...]
    narrowings: tuple[tuple[str, str], ...]
    speakers: tuple[tuple[str, str], ...]
    outlets: tuple[str, ...]
    documents: tuple[str, ...]


def take_sample(ledger: Ledger, dice: random.Random) -> Sample:
    """Values of this ledger; the same for the same dice."""
    documents = tuple(dict.fromkeys(_documents(ledger)))
    words, narrowings = Counter[str](), list[tuple[str, str]]()
    for document in dice.sample(documents, min(READ, len(documents))):
        reading = ledger.reading(document)
        published = reading.document.metadata.published
        if published:
            narrowings.append(("since", published[:4]))
            narrowings.append(("until", published[:7]))
        for one in reading.attributions:
            words.update(WORD.findall(joined(one.content, reading.document.text).casefold()))
            if one.cue_class:
                narrowings.append(("cue_class", one.cue_class))
            narrowings.append(("quotation", one.quotation))
            if one.speaker and one.speaker.kind:
                narrowings.append(("kind", one.speaker.kind))
    outlets = tuple(row.name for row in ledger.outlet_page(OutletList(limit=LISTED)).rows)
    narrowings += [("outlet_name", name) for name in outlets[:40]]
    return Sample(
        words=tuple(word for word, _ in words.most_common()),
        narrowings=tuple(narrowings),
        speakers=tuple(dict.fromkeys(_speakers(ledger))),
        outlets=outlets,
        documents=documents,
    )


def _documents(ledger: Ledger) -> Iterator[str]:
    for sort in ("attributions", "published", "added"):
        for descending in (True, False):
            wanted = DocumentList(sort=sort, descending=descending, limit=LISTED)
            yield from (row.id for row in ledger.document_page(wanted).rows)


def _speakers(ledger: Ledger) -> Iterator[tuple[str, str]]:
    for descending in (True, False):
        wanted = SpeakerList(named_only=True, descending=descending, limit=LISTED)
        yield from ((row.id, row.name or "") for row in ledger.speaker_page(wanted).rows)


class Asking:
    """Addresses that somebody might open, one after another by the dice."""

    def __init__(self, sample: Sample, dice: random.Random) -> None:
        self._sample = sample
        self._dice = dice

    def one_of(self, values: Sequence[T]) -> T:
        """One of these, the first ones more often, as in lists that begin with what matters most."""
        return values[min(int(len(values) * self._dice.random() ** 2), len(values) - 1)]

    def words(self) -> str:
        """A frequent word, one of the middle, a rare one, or two."""
        words, place = self._sample.words, self._dice.random()
        first = max(1, len(words) // 100)
        if place < 0.15:
            return self._dice.choice(words[:first])
        if place < 0.65:
            return self._dice.choice(words[first : max(first + 1, len(words) // 4)])
        if place < 0.85:
            return self._dice.choice(words)
        return f"{self._dice.choice(words[: first * 10])} {self._dice.choice(words[: first * 10])}"

    def searched(self) -> dict[str, str]:
        """What a search asks for: words, a speaker or a name, and sometimes more."""
        place = self._dice.random()
        asked = {"words": self.words()}
        if place < 0.12:
            asked = {"speaker": self.one_of(self._sample.speakers)[0]} | (asked if place < 0.06 else {})
        elif place < 0.2:
            asked = {"by": self.one_of(self._sample.speakers)[1]}
        elif place < 0.26:
            asked = {"about": self.one_of(self._sample.speakers)[1]}
        if self._dice.random() < FILTERS:
            asked |= [self._dice.choice(self._sample.narrowings)]
        return asked

    def said(self) -> str:
        """A search."""
        return f"/said?{urlencode(self.searched())}"

    def counted(self) -> str:
        """The counts beside a search."""
        return f"/said/facets?{urlencode(self.searched())}"

    def feed(self) -> str:
        """The feed of a search."""
        return f"/said.atom?{urlencode(self.searched())}"

    def article(self) -> str:
        """An article."""
        return f"/documents/{self.one_of(self._sample.documents)}"

    def speaker(self) -> str:
        """A speaker's page."""
        return f"/speakers/{self.one_of(self._sample.speakers)[0]}"

    def outlet(self) -> str:
        """An outlet's page."""
        return f"/outlets/{quote(self.one_of(self._sample.outlets), safe='')}"

    def compare(self) -> str:
        """Two or three speakers, or two outlets, on the same words."""
        if self._dice.random() < 0.7:
            n = self._dice.choice((2, 2, 3))
            ones = [f"speaker:{self.one_of(self._sample.speakers)[0]}" for _ in range(n)]
        else:
            ones = [f"outlet:{self.one_of(self._sample.outlets)}" for _ in range(2)]
        words = [("words", self.words())] if self._dice.random() < 0.7 else []
        return f"/compare?{urlencode([*words, *(('one', one) for one in dict.fromkeys(ones))])}"

    def speaker_list(self) -> str:
        """The list of speakers, sorted, or of those with a part of a name."""
        if self._dice.random() < 0.3:
            return f"/speakers?{urlencode({'part': self.one_of(self._sample.speakers)[1].split()[-1]})}"
        return f"/speakers?sort={self._dice.choice(('attributions', 'name', 'documents', 'last_published'))}"

    def document_list(self) -> str:
        """The list of documents, sorted, of one outlet, or with a word in the title."""
        place = self._dice.random()
        if place < 0.25:
            return f"/documents?{urlencode({'outlet': self.one_of(self._sample.outlets)})}"
        if place < 0.4:
            return f"/documents?{urlencode({'part': self.one_of(self._sample.words)})}"
        orders = ("published", "title", "outlet", "attributions", "added")
        return f"/documents?sort={self._dice.choice(orders)}"

    def outlet_list(self) -> str:
        """The list of outlets, sorted."""
        return f"/outlets?sort={self._dice.choice(('attributions', 'name', 'documents'))}"

    def pages(self) -> dict[str, Callable[[], str]]:
        """Every kind of page that is only read, and how an address of it is chosen."""
        return {
            "start": lambda: "/",
            "search": self.said,
            "search, counts": self.counted,
            "search, feed": self.feed,
            "article": self.article,
            "article, findings": lambda: f"{self.article()}/voices",
            "speaker": self.speaker,
            "speaker, to split": lambda: f"{self.speaker()}/split",
            "speakers": self.speaker_list,
            "outlet": self.outlet,
            "outlets": self.outlet_list,
            "documents": self.document_list,
            "compare": self.compare,
            "review, queue": lambda: "/review",
            "review, article": lambda: f"{self.article()}/review",
            "review, text": lambda: f"{self.article()}/review/text",
            "decisions": lambda: "/decisions",
            "collections": lambda: "/collections",
            "add": lambda: "/add",
            "a static file": lambda: "/static/style.css",
            "api, search": lambda: f"/api{self.said()}",
            "api, counts": lambda: "/api/counts",
            "api, article": lambda: f"/api{self.article()}",
            "api, speaker": lambda: f"/api{self.speaker()}",
            "api, queue": lambda: "/api/review/queue",
        }
