"""HTML: one self-contained page with each text, its attributions marked, and who said what.

No script, nothing loaded from elsewhere (the page's own Content-Security-Policy forbids both), and
everything that comes from a document is escaped.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterable, Iterator

from sayso.records import Attribution, Document, Reading, joined

from .exporter import Target
from .marked import ROLES, Piece, cut
from .style import STYLE
from .target import opened
from .utf8 import to_utf8

TITLE = "Who said what"

# HTML forbids these characters; a reader must see that something is there.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_WEB_ADDRESS = re.compile(r"https?://[^\s]+", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def write_html(readings: Iterable[Reading], out: Target) -> int:
    """Write the page, document by document, with an index at its end; returns how many attributions."""
    written = 0
    index: list[str] = []
    with opened(out) as stream:
        stream.write(to_utf8(_head()))
        for number, reading in enumerate(readings, 1):
            stream.write(to_utf8("".join(_section(number, reading))))
            index.append(f'<li><a href="#d{number}">{_heading(reading.document)}</a></li>\n')
            written += len(reading.attributions)
        stream.write(to_utf8("".join(_tail(index))))
    return written


def _head() -> str:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{digest}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{TITLE}</title>
<style>{STYLE}</style>
</head>
<body>
<a class="skip" href="#index">Skip to the list of documents</a>
<main>
<h1>{TITLE}</h1>
<p class="legend">In the texts: <span class="source">source</span>, <span class="cue">cue</span> and what is
said, in <span class="content direct">direct</span>, <span class="content mixed">mixed</span> or
<span class="content indirect">indirect</span> quotation. Numbers lead to the list beside the text, and back.
Found by a program, which can be wrong: the text decides.</p>
"""


def _section(number: int, reading: Reading) -> Iterator[str]:
    document = reading.document
    language = document.metadata.language or ""
    lang = f' lang="{language}"' if _LANGUAGE.fullmatch(language) else ""
    yield f'<article class="document" aria-labelledby="d{number}">\n'
    yield f'<h2 id="d{number}" dir="auto">{_heading(document)}</h2>\n'
    yield f'<p class="about">{_about(document)}</p>\n<div class="sides">\n<section>\n<h3>The text</h3>\n'
    yield f'<div class="text" dir="auto"{lang}>'
    for piece in cut(reading):
        yield _marked(number, piece)
    yield f"</div>\n</section>\n<section>\n<h3>Who said what ({len(reading.attributions)})</h3>\n"
    if reading.attributions:
        yield f'<ol class="who"{lang}>\n'
        for nth, attribution in enumerate(reading.attributions, 1):
            yield _item(f"d{number}a{nth}", nth, attribution, document.text)
        yield "</ol>\n"
    else:
        yield '<p class="dim">Nothing found that somebody is said to have said.</p>\n'
    yield "</section>\n</div>\n</article>\n"


def _marked(number: int, piece: Piece) -> str:
    anchors = "".join(f'<span id="d{number}a{nth}"></span>' for nth in piece.begins)
    words = _escaped(piece.text)
    if piece.roles:
        classes = [role for role in ROLES if role in piece.roles]
        words = f'<span class="{" ".join([*classes, *filter(None, [piece.quotation])])}">{words}</span>'
    numbers = "".join(
        f'<a class="number" href="#d{number}a{nth}w" aria-label="who said this: {nth}">{nth}</a>'
        for nth in piece.ends
    )
    return anchors + words + numbers


def _item(anchor: str, nth: int, attribution: Attribution, text: str) -> str:
    content = _escaped(joined(attribution.content, text))
    confidence = f"confidence {attribution.confidence:.2f}"
    return (
        f'<li id="{anchor}w" data-id="{attribution.id}"><div dir="auto">{_speaker(attribution, text)} '
        f'<span class="cue">{_escaped(joined(attribution.cue, text))}</span></div>\n'
        f'<blockquote dir="auto"><span class="content {attribution.quotation}">{content}</span>'
        "</blockquote>\n"
        f'<div class="dim">{attribution.quotation}, {confidence}, '
        f'<a href="#{anchor}" aria-label="number {nth} in the text">in the text</a></div></li>\n'
    )


def _speaker(attribution: Attribution, text: str) -> str:
    """Who it is, and how the text calls them where that is something else."""
    source = _escaped(joined(attribution.source, text))
    marked = f'<span class="source">{source}</span>'
    if attribution.speaker is None:
        unknown = "not resolved" if source else "no source named"
        return f'{marked if source else ""} <span class="dim">({unknown})</span>'
    name = _escaped(attribution.speaker.name)
    return marked if name == source else f"<b>{name}</b> ({marked})" if source else f"<b>{name}</b>"


def _tail(index: list[str]) -> Iterator[str]:
    yield '</main>\n<nav class="document" aria-labelledby="index">\n<h2 id="index">Documents</h2>\n<ol>\n'
    yield from index
    yield "</ol>\n</nav>\n</body>\n</html>\n"


def _heading(document: Document) -> str:
    return _escaped(document.metadata.title or document.name)


def _about(document: Document) -> str:
    about = document.metadata
    known = [about.outlet, ", ".join(about.authors), about.published]
    parts = [f"<bdi>{_escaped(part)}</bdi>" for part in known if part]
    if about.url and _WEB_ADDRESS.fullmatch(about.url):
        address = _escaped(about.url)
        parts.append(f'<a href="{address}" rel="noreferrer noopener">{address}</a>')
    elif about.url:
        parts.append(f"<bdi>{_escaped(about.url)}</bdi>")
    return " · ".join([*parts, f'<span title="document id">{document.id}</span>'])


def _escaped(text: str) -> str:
    return html.escape(_CONTROL.sub("\ufffd", text), quote=True)
