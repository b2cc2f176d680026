"""Kept texts: documents' texts made ready to be compared, those that were asked for last."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sayso.compare.copies import Printed

MOST_WORDS = 3_000_000  # in all texts, some 25 bytes each


class KeptTexts:
    """Texts by their documents' ids, as many as have `most` words together, and one at least."""

    def __init__(self, most: int = MOST_WORDS) -> None:
        self._most = most
        self._n_words = 0
        self._texts: OrderedDict[str, Printed] = OrderedDict()

    def get(self, document_id: str, n_words: int, make: Callable[[], Printed]) -> Printed:
        """The document's text, which has so many words; made where it is not here.

        Purged, read by another version and added again, a document may have another text than it had.
        """
        found = self._texts.pop(document_id, None)
        self._n_words -= found.n_words if found else 0
        if found is None or found.n_words != n_words:
            found = make()
        self._texts[document_id] = found
        self._n_words += found.n_words
        while self._n_words > self._most and len(self._texts) > 1:
            self._n_words -= self._texts.popitem(last=False)[1].n_words
        return found
