"""HTML: one self-contained page with each text, its attributions marked, and who said what.

No script, nothing loaded from elsewhere (the page's own Content-Security-Policy forbids both), and
everything that comes from a document is escaped.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sayso.records import Attribution, Document, Reading, StatementDate, joined

from .exporter import Target
from .facts import (
    LABELS,
    TURNING,
    UNSURE,
    Fact,
    cue_words,
    day_words,
    facts_of,
    name_of,
    reasons_of,
    says_its_name,
    speaker_note,
)
from .marked import ROLES, Piece, cut
from .outline import Entry, outline
from .style import STYLE
from .target import opened
from .utf8 import to_utf8

TITLE = "Who said what"

LEGEND = """<p class="legend">In the texts: <span class="source">source</span>, <span class="cue">cue</span>
and what is said, in <span class="content direct">direct</span>, <span class="content mixed">mixed</span> or
<span class="content indirect">indirect</span> quotation; what somebody says within what another says has a
<span class="content indirect inner">line above</span> too. Numbers lead to the list beside the text,
and back. Found by a program, which can be wrong: the text decides.</p>
"""

# HTML forbids these characters; a reader must see that something is there.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_WEB_ADDRESS = re.compile(r"https?://[^\s]+", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ARROW = ' <span role="img" aria-label="who has it from">←</span> '


def write_html(readings: Iterable[Reading], out: Target) -> int:
    """Write the page, document by document, with an index at its end; returns how many attributions."""
    written = 0
    index: list[str] = []
    with opened(out) as stream:
        stream.write(to_utf8(_head()))
        for number, reading in enumerate(readings, 1):
            stream.write(to_utf8("".join(section(number, reading))))
            index.append(f'<li><a href="#d{number}">{_heading(reading.document)}</a></li>\n')
            written += len(reading.attributions)
        stream.write(to_utf8("".join(_tail(index))))
    return written


def _head() -> str:
    return f"{head(TITLE, STYLE, 'list of documents')}<h1>{TITLE}</h1>\n{LEGEND}"


def head(title: str, style: str, index: str) -> str:
    """The beginning of a page of this title up to its main part; `index` is what `#index` is called."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{digest}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{escaped(title)}</title>
<style>{style}</style>
</head>
<body>
<a class="skip" href="#index">Skip to the {index}</a>
<main>
"""


def section(number: int, reading: Reading) -> Iterator[str]:
    """One document: its text with the attributions marked, and who said what, under this number."""
    document = reading.document
    lang = language_mark(document.metadata.language)
    yield f'<article class="document" aria-labelledby="d{number}">\n'
    yield f'<h2 id="d{number}" dir="auto">{_heading(document)}</h2>\n'
    yield f'<p class="about">{_about(document)}</p>\n<div class="sides">\n<section>\n<h3>The text</h3>\n'
    yield f'<div class="text" dir="auto"{lang}>'
    for piece in cut(reading):
        yield marked(number, piece)
    yield f"</div>\n</section>\n<section>\n<h3>Who said what ({len(reading.attributions)})</h3>\n"
    if reading.attributions:
        yield from _list(number, reading, lang)
    else:
        yield '<p class="dim">Nothing found that somebody is said to have said.</p>\n'
    yield "</section>\n</div>\n</article>\n"


def marked(number: int, piece: Piece) -> str:
    """The piece of a text with its marks and the numbers that lead to the list."""
    anchors = "".join(f'<span id="d{number}a{nth}"></span>' for nth in piece.begins)
    words = escaped(piece.text)
    if piece.roles:
        classes: list[str] = [role for role in ROLES if role in piece.roles]
        classes += [piece.quotation] if piece.quotation else []
        classes += ["inner"] if piece.depth else []
        words = f'<span class="{" ".join(classes)}">{words}</span>'
    numbers = "".join(
        f'<a class="number" href="#d{number}a{nth}w" aria-label="who said this: {nth}">{nth}</a>'
        for nth in piece.ends
    )
    return anchors + words + numbers


def _list(number: int, reading: Reading, lang: str) -> Iterator[str]:
    """Who said what; a list within its item where somebody speaks within what another says."""
    entries = outline(reading)
    answered: defaultdict[int, list[int]] = defaultdict(list)
    for entry in entries:
        if entry.answers is not None:
            answered[entry.answers].append(entry.number)
    depth = -1
    for entry in entries:
        if entry.depth > depth:  # by one: an entry stands right behind the one that it is within
            yield '<ol class="who">\n' if entry.depth == 0 else '<ol class="who within">\n'
        else:
            yield "</li>\n</ol>\n" * (depth - entry.depth) + "</li>\n"
        depth = entry.depth
        yield from _item(f"d{number}", entry, answered[entry.number], reading.document.text, lang)
    yield "</li>\n</ol>\n" * (depth + 1)


def _item(document: str, entry: Entry, answered: Sequence[int], text: str, lang: str) -> Iterator[str]:
    """One entry of the list, left open for those within it."""
    attribution, anchor = entry.attribution, f"{document}a{entry.number}"
    content = escaped(joined(attribution.content, text))
    cue = escaped(joined(attribution.cue, text))
    yield f'<li id="{anchor}w" value="{entry.number}" data-id="{attribution.id}">'
    yield f'<div dir="auto">{_speaker(attribution, text, lang)} <span class="cue"{lang}>{cue}</span></div>\n'
    yield f'<blockquote dir="auto"{lang}><span class="content {attribution.quotation}">{content}</span>'
    yield f'</blockquote>\n<div class="dim">{_remarks(document, entry, answered)}</div>\n'
    facts = [
        f"<dt>{LABELS[fact.key]}</dt><dd>{_told(fact, entry, text)}</dd>"
        for fact in facts_of(attribution, text, entry.chain)
        if fact.key != "speaker" or fact.because
    ]
    if facts:
        yield f"<dl>{''.join(facts)}</dl>\n"
    reasons = [
        f"<dt>{escaped(key).replace('_', ' ')}</dt><dd>{escaped(reason)}</dd>"
        for key, reason in reasons_of(attribution)
    ]
    if reasons:
        yield f"<details><summary>Reasons</summary><dl>{''.join(reasons)}</dl></details>\n"


def _remarks(document: str, entry: Entry, answered: Sequence[int]) -> str:
    """How it is quoted, what the cue makes of it, what it answers, how sure that is, and where it stands."""
    attribution = entry.attribution
    parts = [str(entry.locator)] if entry.locator else []
    parts.append(f"{attribution.quotation} quotation")
    parts += [f"<b>{word}</b>" if word in TURNING else word for word in cue_words(attribution)]
    if entry.answers is not None:
        parts.append(f"answers {_number(document, entry.answers)}")
    elif attribution.responds_to is not None:
        parts.append("answers another")
    if answered:
        parts.append("answered by " + ", ".join(_number(document, nth) for nth in answered))
    unsure = "<b>unsure</b>, " if attribution.confidence < UNSURE else ""
    parts.append(f"{unsure}confidence {attribution.confidence:.2f}")
    here = f'href="#{document}a{entry.number}" aria-label="number {entry.number} in the text"'
    return " · ".join(parts) + f'<span class="here"> · <a {here}>in the text</a></span>'


def _number(document: str, nth: int) -> str:
    return f'<a href="#{document}a{nth}w">{nth}</a>'


def _told(fact: Fact, entry: Entry, text: str) -> str:
    """A fact in words, with what it rests on."""
    attribution = entry.attribution
    if fact.key == "within" and entry.depth:
        return _ARROW.join(f"<bdi>{escaped(name_of(one, text))}</bdi>" for one in entry.chain)
    if fact.key == "speaker":
        return f"<bdi>{escaped(fact.because)}</bdi>"
    words = f"<bdi>{escaped(fact.words)}</bdi>"
    if fact.key == "date" and attribution.date is not None:
        words = _date(attribution.date, text)
    return f"{words}, {escaped(fact.because)}" if fact.because else words


def _date(date: StatementDate, text: str) -> str:
    shown = escaped(day_words(date))
    if date.granularity != "time":  # HTML knows fewer times of day than ISO 8601
        shown = f'<time datetime="{date.value}">{shown}</time>'
    return f"{shown} (<bdi>“{escaped(date.span.of(text))}”</bdi>)" if date.span else shown


def _speaker(attribution: Attribution, text: str, lang: str) -> str:
    """Who it is, and how the text calls them where that is something else."""
    source = escaped(joined(attribution.source, text))
    marked = f'<span class="source"{lang}>{source}</span>' if source else ""
    if attribution.speaker is None:
        unknown = "not resolved" if source else "no source named"
        return f'{marked} <span class="dim">({unknown})</span>'.lstrip()
    parts = [f"<b>{escaped(attribution.speaker.name)}</b>"]
    note = speaker_note(attribution.speaker)
    parts += [f'<span class="dim">({escaped(note)})</span>'] if note else []
    parts += [marked] if marked and not says_its_name(attribution, text) else []
    return " ".join(parts)


def language_mark(tag: str | None) -> str:
    """The attribute that tells a text's language, where the tag is one."""
    return f' lang="{tag}"' if tag and _LANGUAGE.fullmatch(tag) else ""


def _tail(index: list[str]) -> Iterator[str]:
    yield '</main>\n<nav class="document" aria-labelledby="index">\n<h2 id="index">Documents</h2>\n<ol>\n'
    yield from index
    yield "</ol>\n</nav>\n</body>\n</html>\n"


def _heading(document: Document) -> str:
    return escaped(document.metadata.title or document.name)


def _about(document: Document) -> str:
    about = document.metadata
    known = [about.outlet, ", ".join(about.authors), about.published]
    parts = [f"<bdi>{escaped(part)}</bdi>" for part in known if part]
    if about.url:
        parts.append(linked(about.url))
    return " · ".join([*parts, f'<span title="document id">{document.id}</span>'])


def linked(url: str) -> str:
    """The address, to be followed where it is one of the web."""
    address = escaped(url)
    if not _WEB_ADDRESS.fullmatch(url):
        return f"<bdi>{address}</bdi>"
    return f'<a href="{address}" rel="noreferrer noopener">{address}</a>'


def escaped(text: str) -> str:
    """The text as HTML shows it, with a sign for each character that HTML forbids."""
    return html.escape(_CONTROL.sub("\ufffd", text), quote=True)
