"""Quotation marks: which stretches of a text are inside them, whatever style of mark is used."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..records import Quotation, Spans

MOST_MARKS = 200  # in one quotation: beyond that, its closing mark is not looked for
_OPENING = {"“": "”", "„": "”", "‟": "”", "«": "»", "〝": "〞", "‹": "›"}
_CLOSING = frozenset("”»〞›")
_SINGLE = "‘’‚‛'`´"
_MARK = re.compile("[“”„‟«»〝〞‹›\"‘’‚‛'`´]")
# Words that begin with an apostrophe; a mark before one of them opens nothing.
_GOES_ON = re.compile(r".\s+[a-z]")  # after a possessive, not after a quotation
_ELIDED = re.compile(r"(?:em|tis|twas|til|cause|round|bout|n|\d\ds?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quote:
    """One outermost quoted stretch: `open` is where its opening mark stands, `close` its closing mark.

    `close` is None where the mark is never closed in its paragraph; the stretch then runs to `end`.
    `end` is the code point after the closing mark, or the paragraph's end. `inner` holds the positions
    of marks inside (quotations within the quotation), apostrophes not among them.
    """

    open: int
    close: int | None
    end: int
    inner: tuple[int, ...] = ()

    @property
    def inside(self) -> range:
        """The positions between the marks."""
        return range(self.open + 1, self.close if self.close is not None else self.end)


def find_quotes(text: str) -> list[Quote]:
    """The outermost quoted stretches of a text, in order; none reaches past its paragraph (line).

    Double, single and angle marks, curly or straight, are told apart from apostrophes and primes by
    what stands beside them. A paragraph that opens with a mark and never closes it is quoted to its
    end (the convention for quotations of several paragraphs); any other unclosed double mark too; an
    unclosed single mark elsewhere is taken for an apostrophe.
    """
    found: list[Quote] = []
    for match in re.finditer(r"[^\r\n\u2028\u2029]+", text):
        line = _line_of(text, match.start(), match.end())
        if line.marks:
            found += _quotes_of_line(text, line)
    return found


@dataclass(frozen=True, slots=True)
class _Line:
    """One line `[start, end)` with the positions of its marks.

    `closers`: numbers (in `marks`) of the single marks that may close a quotation. `first`: position of
    its first character that is no blank.
    """

    start: int
    end: int
    first: int
    marks: list[int]
    closers: list[int]


def _line_of(text: str, start: int, end: int) -> _Line:
    marks = [match.start() for match in _MARK.finditer(text, start, end)]
    closers = [n for n, mark in enumerate(marks) if text[mark] in "’'´" and _may_close(text, mark, end)]
    return _Line(start, end, end - len(text[start:end].lstrip()) if marks else start, marks, closers)


def _quotes_of_line(text: str, line: _Line) -> Iterator[Quote]:
    marks, start, end = line.marks, line.start, line.end
    index = 0
    while index < len(marks):
        opened = marks[index]
        if not _opens(text, opened, start, end):
            index += 1
            continue
        closed, n_used = _closing_of(text, line, index)
        if closed is None and text[opened] in _SINGLE and opened > line.first:
            index += 1  # a stray single mark inside a paragraph is an apostrophe
            continue
        if closed is None:
            n_used = len(marks) - index
        inside = [mark for mark in marks[index + 1 : index + n_used] if mark != closed]
        inner = tuple(mark for mark in inside if not _is_apostrophe(text, mark, start, end))
        yield Quote(opened, closed, end if closed is None else closed + 1, inner)
        index += n_used


def _closing_of(text: str, line: _Line, index: int) -> tuple[int | None, int]:
    """Where the quotation that marks[index] opens is closed, and how many marks that uses up."""
    mark = text[line.marks[index]]
    if mark in _OPENING:
        wanted, again = _OPENING[mark] + ('"' if mark == "“" else ""), mark
    elif mark == '"':
        wanted, again = '"”', ""
    else:
        return _single_closing_of(text, line, index)
    marks = line.marks[index : index + MOST_MARKS]
    depth = 0
    for number, position in enumerate(marks[1:], 1):
        if text[position] in again:
            depth += 1
        elif text[position] in wanted:
            # `“He said “no” again.”` nests; `“One. “Two.”` (a mark missed) does not: a mark that
            # stands where only an opening one can is an opening one, and the last one closes.
            if depth and any(text[later] in wanted for later in marks[number + 1 :]):
                depth -= 1
                continue
            return position, number + 1
    return None, len(marks)


def _single_closing_of(text: str, line: _Line, index: int) -> tuple[int | None, int]:
    last = min(len(line.marks), index + MOST_MARKS)
    low, high = bisect_right(line.closers, index), bisect_left(line.closers, last)
    for number, following in pairwise([*line.closers[low:high], last]):
        position = line.marks[number]
        plural = text[position - 1] in "sS" and _GOES_ON.match(text[position : position + 3])
        if plural and following < last and not _reopens(text, line, number + 1, following):
            continue  # `the workers’ union said’`: a possessive, since another mark is left to close
        return position, number - index + 1
    return None, last - index


def _reopens(text: str, line: _Line, low: int, high: int) -> bool:
    between = line.marks[low:high]
    return any(text[mark] in "‘'`" and _opens(text, mark, line.start, line.end) for mark in between)


def _opens(text: str, at: int, start: int, end: int) -> bool:
    mark = text[at]
    if mark in _OPENING:
        return True
    if mark in _CLOSING or mark == "´":
        return False
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    if mark == "’":  # opens nothing, but for Scandinavian habit, which is not English
        return False
    if after.isspace():
        return False
    if mark == '"':
        return not before.isalnum() and not (before in ".,!?" and not after.isalnum())
    if before.isalnum() or (before in ".,!?;:)" and not after.isupper()):
        return False
    return (
        not _ELIDED.match(text, at + 1) if mark == "'" else not re.match(r"\d\ds?\b", text[at + 1 : at + 5])
    )


def _may_close(text: str, at: int, end: int) -> bool:
    before, after = text[at - 1], text[at + 1] if at + 1 < end else " "
    return not before.isspace() and not after.isalnum()


def _is_apostrophe(text: str, at: int, start: int, end: int) -> bool:
    if text[at] not in "’'‘´`":
        return False
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    return after.isalpha() and (before.isalnum() or text[at] == "’")


def straight_marks(text: str, quotes: list[Quote]) -> str:
    """The text with every mark written for what it does, character for character: `"` for the marks
    around an outermost quotation, `'` for quotations inside one and for apostrophes.

    A network that reads this cannot tell British from American punctuation, or curly from straight.
    """
    plain = text.translate(_STRAIGHT)
    if not quotes:
        return plain
    characters = list(plain)
    for quote in quotes:
        for position in quote.inner:
            characters[position] = "'"
        characters[quote.open] = '"'
        if quote.close is not None:
            characters[quote.close] = '"'
    return "".join(characters)


_STRAIGHT = str.maketrans(dict.fromkeys(_SINGLE, "'") | dict.fromkeys("“”„‟〝〞", '"'))


def quotation_of(text: str, content: Spans, quotes: list[Quote]) -> Quotation:
    """How the content is given: `direct` (every word inside quotation marks), `mixed` (some words
    inside, or a quotation mark within the content), `indirect` (neither).
    """
    inside = outside = False
    marked = False
    for span in content:
        low = bisect_right(quotes, span.start, key=lambda quote: quote.end)
        high = bisect_left(quotes, span.end, key=lambda quote: quote.open)
        near = quotes[low:high]
        marked = marked or any(
            span.start <= mark < span.end
            for quote in near
            for mark in (quote.open, quote.close)
            if mark is not None
        )
        for word in re.finditer(r"\w+", text[span.start : span.end]):
            at = span.start + word.start()
            if any(at in quote.inside for quote in near):
                inside = True
            else:
                outside = True
    if inside and not outside:
        return "direct"
    return "mixed" if inside or marked else "indirect"
