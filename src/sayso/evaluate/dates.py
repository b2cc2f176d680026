"""Dates against annotated texts: how many values are right, with the extents given and without.

    python -m sayso.evaluate.dates FOLDER...

reads every TimeML file (`*.tml`: TimeBank, AQUAINT) and CAT file (`*.xml`: MEANTIME) under the folders and
prints a line for each folder and one for all. What is compared is TIMEX3 of type DATE:

- *calendar*: values that are a stretch of the calendar (`1998-08-07`, `2006-Q4`, `198`);
- *vague*: PRESENT_REF, PAST_REF and FUTURE_REF ("now", "recently"), which have no value to put in a record;
- *other*: lengths (`P1W`) and blanks (`XXXX-XX-XX`) under the name DATE.

The expression that gives a CAT file its own date is left out, since it is what the reader is told. Values are
compared after `normal_value`. End to end, an expression counts where it overlaps one of type DATE and has its
value; those that overlap one of type TIME are left out.
"""

from __future__ import annotations

import argparse
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..records import Span
from ..resolve.dates.dated_text import DatedText
from ..resolve.dates.values import DateValue, Unread

PUBLISHED = "PUBLISHED"  # our type for the expression that gives a text its own date
# Title, date line and the first sentences: every TIMEX3 of MEANTIME's 120 files lies in them, and what lies
# behind them says nothing about dates.
ANNOTATED_SENTENCES = 6
KINDS = ("calendar", "vague", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldTime:
    """One annotated time expression: where it is, its TIMEX3 type and value."""

    span: Span
    type: str
    value: str

    @property
    def kind(self) -> str:
        """Whether the value is in the calendar, vague, or neither."""
        if self.value.endswith("_REF"):
            return "vague"
        return "calendar" if re.match(r"\d\d|FY\d", self.value) else "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldText:
    """One annotated text: its words, its date (None: not stated), its time expressions in order."""

    name: str
    text: str
    published: date | None
    times: tuple[GoldTime, ...]

    @property
    def dates(self) -> tuple[GoldTime, ...]:
        """The expressions of type DATE."""
        return tuple(time for time in self.times if time.type == "DATE")


def normal_value(value: str) -> str:
    """The value without what annotators write in more than one way.

    Unknown parts are dropped (`1949-XX` is 1949, `198X` is 198), weeks have two figures (`2000-W7` is
    2000-W07), and the part of the day is dropped (`2000-01-05TNI` is 2000-01-05), since a DATE is no finer
    than a day.

    >>> [normal_value(value) for value in ("1949-XX", "198X", "2000-W7", "2000-01-05TNI", "PAST_REF")]
    ['1949', '198', '2000-W07', '2000-01-05', 'PAST_REF']
    """
    if not value[:2].isdigit():
        return value
    value = re.sub(r"T.*$", "", value)
    value = re.sub(r"X+$", "", re.sub(r"(-W?X+)+$", "", value))
    return re.sub(r"-W(\d)$", r"-W0\1", value)


# --- reading -----------------------------------------------------------------------------------------


def read_gold_texts(folder: Path) -> Iterator[GoldText]:
    """The annotated texts under the folder, in order of their paths."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".tml":
            yield read_timeml(path)
        elif path.suffix == ".xml":
            yield read_cat(path)


def read_timeml(path: Path) -> GoldText:
    """The text of a TimeML file; lines broken within a paragraph are joined, offsets stay."""
    root = ElementTree.parse(path).getroot()
    pieces: list[str] = []
    times: list[GoldTime] = []
    body = root.find("TEXT")
    if body is not None:
        _walk(body, pieces, times)
    text = re.sub(r"(?<!\n)\n(?!\n)", " ", "".join(pieces))
    stated = root.find("DCT/TIMEX3")
    return GoldText(
        name=path.stem,
        text=text,
        published=_to_day(stated.get("value", "") if stated is not None else ""),
        times=tuple(sorted(times, key=lambda time: time.span)),
    )


def _walk(element: ElementTree.Element, pieces: list[str], times: list[GoldTime]) -> None:
    start = sum(len(piece) for piece in pieces)
    pieces.append(element.text or "")
    for child in element:
        _walk(child, pieces, times)
        pieces.append(child.tail or "")
    end = sum(len(piece) for piece in pieces)
    if element.tag == "TIMEX3" and end > start:
        times.append(
            GoldTime(span=Span(start, end), type=element.get("type", ""), value=element.get("value", ""))
        )


def read_cat(path: Path) -> GoldText:
    """The text of a CAT file, its tokens put together as news sets them, one line for each sentence."""
    root = ElementTree.parse(path).getroot()
    tokens = root.findall("token")
    text, spans = _put_together(
        token for token in tokens if int(token.get("sentence", "0")) < ANNOTATED_SENTENCES
    )
    published: date | None = None
    times: list[GoldTime] = []
    for element in root.iterfind("Markables/TIMEX3"):
        value, kind = element.get("value", ""), element.get("type", "")
        if element.get("functionInDocument") == "CREATION_TIME":
            published, kind = _to_day(value), PUBLISHED
        ids = [anchor.get("t_id", "") for anchor in element.iterfind("token_anchor")]
        anchors = [spans[token] for token in ids if token in spans]
        if anchors:
            span = Span(min(one.start for one in anchors), max(one.end for one in anchors))
            times.append(GoldTime(span=span, type=kind, value=value))
            if kind == PUBLISHED and published is None:  # its value is no date; its words may be
                published = _to_day(_value_of(DatedText(text, None).value_within(span)) or "")
    times.sort(key=lambda time: time.span)
    return GoldText(name=path.stem, text=text, published=published, times=tuple(times))


_CLOSES = re.compile(r"[.,;:!?%)\]}]|''|['’](?:s|re|ve|ll|d|m)?|n['’]t")
_OPENS = frozenset(["(", "[", "$", "£", "€", "#", "``"])


def _put_together(tokens: Iterable[ElementTree.Element]) -> tuple[str, dict[str, Span]]:
    text, spans = "", {}
    sentence, last = None, ""
    for token in tokens:
        word = token.text or ""
        if sentence is not None and token.get("sentence") != sentence:
            text += "\n"
        elif text and not _CLOSES.fullmatch(word) and last not in _OPENS:
            text += " "
        if word:
            spans[token.get("t_id", "")] = Span(len(text), len(text) + len(word))
        text, sentence, last = text + word, token.get("sentence"), word
    return text, spans


def _to_day(value: str) -> date | None:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


# --- scoring -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class DateScores:
    """Counts: by kind, the dates and those right given their extents; end to end, those found and right."""

    dates: Counter[str]
    right: Counter[str]
    found: int
    found_right: int

    def accuracy(self, *kinds: str) -> float:
        """The share of right values among the dates of these kinds, 0 to 100; 0 where there are none."""
        n_dates = sum(self.dates[kind] for kind in kinds)
        return 100 * sum(self.right[kind] for kind in kinds) / n_dates if n_dates else 0.0

    @property
    def end_to_end(self) -> tuple[float, float]:
        """Precision and recall of the calendar dates, found and right, 0 to 100."""
        recall = 100 * self.found_right / self.dates["calendar"] if self.dates["calendar"] else 0.0
        return (100 * self.found_right / self.found if self.found else 0.0), recall


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongDate:
    """One date that was read otherwise than it was annotated; `read` is None where it has no value."""

    name: str
    words: str
    around: str
    expected: str
    read: str | None
    published: date | None


def score_dates(texts: Iterable[GoldText]) -> tuple[DateScores, list[WrongDate]]:
    """How the dates of the texts are read, and those that are read wrong given their extents."""
    dates: Counter[str] = Counter()
    right: Counter[str] = Counter()
    found = found_right = 0
    wrong: list[WrongDate] = []
    for gold in texts:
        read = DatedText(gold.text, gold.published)
        for time in gold.dates:
            value = _value_given(read, time)
            dates[time.kind] += 1
            if value == normal_value(time.value):
                right[time.kind] += 1
            else:
                wrong.append(_wrong(gold, time, value))
        n_found, n_right = _found(read, gold)
        found, found_right = found + n_found, found_right + n_right
    return DateScores(dates=dates, right=right, found=found, found_right=found_right), wrong


def _value_given(read: DatedText, time: GoldTime) -> str | None:
    return _value_of(read.value_within(time.span))


def _value_of(value: DateValue | Unread) -> str | None:
    return normal_value(value.value) if isinstance(value, DateValue) else None


def _found(read: DatedText, gold: GoldText) -> tuple[int, int]:
    """How many calendar dates the reader finds in the text, and how many of them are annotated so."""
    left = [time for time in gold.dates if time.kind == "calendar"]
    aside = [time for time in gold.times if time.type in ("TIME", PUBLISHED)]
    found = right = 0
    for index, expression in enumerate(read.expressions):
        value = read.value(index)
        if not isinstance(value, DateValue) or value.unit == "vague":
            continue
        if any(expression.span.overlaps(time.span) for time in aside):
            continue
        found += 1
        hit = next((one for one in left if one.span.overlaps(expression.span)
                    and normal_value(one.value) == normal_value(value.value)), None)  # fmt: skip
        if hit is not None:
            left.remove(hit)
            right += 1
    return found, right


def _wrong(gold: GoldText, time: GoldTime, read: str | None) -> WrongDate:
    start, end = max(0, time.span.start - 60), time.span.end + 50
    around = (
        f"{gold.text[start : time.span.start]}[[{time.span.of(gold.text)}]]{gold.text[time.span.end : end]}"
    )
    return WrongDate(
        name=gold.name,
        words=time.span.of(gold.text),
        around=" ".join(around.split()),
        expected=time.value,
        read=read,
        published=gold.published,
    )


# --- the command -------------------------------------------------------------------------------------

_HEAD = f"{'':24}{'dates':>7}{'calendar':>10}{'+ vague':>9}{'all DATE':>10}{'P':>8}{'R':>7}{'F1':>7}"


def to_line(name: str, scores: DateScores) -> str:
    """One line of the table: values right given the extents, then precision, recall and F1 end to end."""
    precision, recall = scores.end_to_end
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    accuracies = (scores.accuracy("calendar"), scores.accuracy("calendar", "vague"), scores.accuracy(*KINDS))
    first, second, third = accuracies
    return (
        f"{name[:23]:24}{scores.dates.total():7}{first:10.1f}{second:9.1f}{third:10.1f}"
        f"{precision:8.1f}{recall:7.1f}{f1:7.1f}"
    )


def main(arguments: list[str] | None = None) -> None:
    """Print how the dates of the annotated texts in the folders are read."""
    parser = argparse.ArgumentParser(prog="python -m sayso.evaluate.dates", description=main.__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--wrong", action="store_true", help="print every date that is read wrong")
    parser.add_argument(
        "--part", choices=("even", "odd"), help="only every other file, from the first or the second"
    )
    options = parser.parse_args(arguments)
    every: list[GoldText] = []
    print(_HEAD)
    for folder in options.folders:
        texts = list(read_gold_texts(folder))
        if options.part:
            texts = texts[options.part == "odd" :: 2]
        every += texts
        print(to_line(folder.name, score_dates(texts)[0]))
    scores, wrong = score_dates(every)
    print(to_line("all", scores))
    if options.wrong:
        for one in wrong:
            print(f"{one.name[:20]} {one.published} expected {one.expected}, read {one.read}: {one.around}")


if __name__ == "__main__":
    main()
