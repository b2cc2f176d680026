"""A dossier: a collection as one page to print, with references that can be followed by hand.

Every thing has a sign (`Q3` is a quotation, `D1` a document in full, `S2.5` an answer to a search) and
says where it comes from. No script, nothing loaded from elsewhere, and everything is escaped.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from sayso.records import ArchivePlace, Attribution, Span, Spans, joined

from .citing import reference
from .dossier_style import DOSSIER_STYLE
from .exhibits import Counted, Dossier, Kept, Missing, Provenance, Quoted, Searched, Verdict, Whole, hash_of
from .exporter import Target
from .facts import FROM, LABELS, TURNING, cue_words, facts_of, name_of, speaker_note
from .outline import outline
from .page import LEGEND, escaped, head, language_mark, linked, section
from .target import opened
from .utf8 import to_utf8
from .verifying import VERIFY

_JUDGED = {
    "confirm": "confirmed",
    "correct": "corrected",
    "reject": "rejected",
    "add": "added",
    "finish": "finished",
}
_BEGINNING = 70  # characters of what was said that the contents show: a line on paper


def write_dossier(dossier: Dossier, out: Target) -> int:
    """Write the page; returns how many things are in it. One document in full is in memory at a time."""
    signs = _Signs(dossier)
    hashes = {one.provenance.id: hash_of(one.text) for one in _quotes(dossier)}
    with opened(out) as stream:
        for part in (_head(dossier), _contents(dossier), _quotations(dossier, signs)):
            stream.write(to_utf8("".join(part)))
        for number, whole in enumerate(dossier.documents, 1):
            for piece in _whole(number, whole, hashes):
                stream.write(to_utf8(piece))
        for part in (_people(dossier), _searches(dossier, signs), _gone(dossier), _hashes(dossier, hashes)):
            stream.write(to_utf8("".join(part)))
        stream.write(b"</main>\n</body>\n</html>\n")
    parts = (dossier.quotes, dossier.documents, dossier.counted, dossier.searches, dossier.missing)
    return sum(map(len, parts))


class _Signs:
    """Where in the dossier a document stands in full, for those who cite it."""

    def __init__(self, dossier: Dossier) -> None:
        self._whole = {one.provenance.id: number for number, one in enumerate(dossier.documents, 1)}

    def link(self, about: Provenance) -> str:
        """The document's heading, which leads to its text where that is in the dossier."""
        heading = f"<bdi>{escaped(about.heading)}</bdi>"
        number = self._whole.get(about.id)
        return f'{heading}, in full as <a href="#d{number}">D{number}</a>' if number else heading


def _quotes(dossier: Dossier) -> Iterator[Quoted]:
    yield from dossier.quotes
    for search in dossier.searches:
        yield from search.answers


def _head(dossier: Dossier) -> Iterator[str]:
    yield head(dossier.name, DOSSIER_STYLE, "contents")
    yield f'<h1 dir="auto">{escaped(dossier.name)}</h1>\n'
    facts = {
        "Collection": f"number {dossier.number}, made by <bdi>{escaped(dossier.by)}</bdi> "
        f"on {_moment(dossier.at)}{', closed' if dossier.closed else ''}",
        "Exported": f"by <bdi>{escaped(dossier.exported_by)}</bdi> on {_moment(dossier.exported_at)}",
        "From the ledger": f"<code>{escaped(dossier.ledger)}</code>, with Sayso {escaped(dossier.version)}",
    }
    yield _list(facts)
    if dossier.note:
        yield f'<div class="note" dir="auto">{escaped(dossier.note)}</div>\n'
    yield LEGEND.replace("</p>", " Sayso says who said what on whose say-so; it never says who is right.</p>")


def _contents(dossier: Dossier) -> Iterator[str]:
    yield '<nav class="contents" aria-labelledby="index">\n<h2 id="index">Contents</h2>\n<ol>\n'
    parts = (
        (
            "quotations",
            "Quotations",
            [("Q", f"q{n}", _begins(one)) for n, one in enumerate(dossier.quotes, 1)],
        ),
        (
            "documents",
            "Documents in full",
            [("D", f"d{n}", one.provenance.heading) for n, one in enumerate(dossier.documents, 1)],
        ),
        (
            "people",
            "Speakers and outlets",
            [("P", f"p{n}", one.name) for n, one in enumerate(dossier.counted, 1)],
        ),
        ("searches", "Searches", [("S", f"s{n}", _asked(one)) for n, one in enumerate(dossier.searches, 1)]),
        ("missing", "No longer in the ledger", [("", "missing", "")] if dossier.missing else []),
    )
    for anchor, name, lines in parts:
        if not lines:
            continue
        yield f'<li><a href="#{anchor}">{name}</a>'
        if anchor != "missing":
            rows = (
                f'<li><a href="#{at}"><span class="sign">{sign}{n}</span>'
                f"<bdi>{escaped(words)}</bdi></a></li>\n"
                for n, (sign, at, words) in enumerate(lines, 1)
            )
            yield f"\n<ul>\n{''.join(rows)}</ul>\n"
        yield "</li>\n"
    yield '<li><a href="#hashes">Hashes, and how to verify</a></li>\n</ol>\n</nav>\n'


def _quotations(dossier: Dossier, signs: _Signs) -> Iterator[str]:
    if not dossier.quotes:
        return
    yield '<section class="part" aria-labelledby="quotations">\n<h2 id="quotations">Quotations</h2>\n'
    for number, quote in enumerate(dossier.quotes, 1):
        yield from _quotation(f"Q{number}", quote, signs)
    yield "</section>\n"


def _quotation(sign: str, quote: Quoted, signs: _Signs, kind: str = "exhibit") -> Iterator[str]:
    anchor = sign.lower().replace(".", "-")
    yield f'<article class="{kind}" id="{anchor}" aria-labelledby="{anchor}h">\n'
    yield f'<h3 id="{anchor}h"><span class="sign">{sign}</span><bdi>{escaped(_said_by(quote))}</bdi></h3>\n'
    lang = language_mark(quote.provenance.metadata.language)
    yield f'<blockquote class="sentence" dir="auto"{lang}>{"".join(_sentence(quote))}</blockquote>\n'
    if quote.kept is not None:
        yield _note(quote.kept)
    yield _list({**_said(quote), **_found(quote, signs)})
    yield "</article>\n"


def _sentence(quote: Quoted) -> Iterator[str]:
    """The sentence in pieces, those of the attribution marked."""
    attribution, around = quote.attribution, quote.sentence
    roles: tuple[tuple[str, Spans], ...] = (
        ("source", attribution.source),
        ("cue", attribution.cue),
        (f"content {attribution.quotation}", attribution.content),
    )
    inside = {place for _, spans in roles for span in spans for place in (span.start, span.end)}
    borders = sorted({around.start, around.end} | {at for at in inside if around.start < at < around.end})
    for start, end in itertools.pairwise(borders):
        piece = Span(start, end)
        names = " ".join(name for name, spans in roles if any(piece.overlaps(span) for span in spans))
        words = escaped(piece.of(quote.text))
        yield f'<span class="{names}">{words}</span>' if names else words


def _said(quote: Quoted) -> dict[str, str]:
    """Who said it, through whom, how and when, and on what that rests."""
    attribution, text = quote.attribution, quote.text
    manner = [f"{attribution.quotation} quotation"]
    manner += [f"<b>{word}</b>" if word in TURNING else word for word in cue_words(attribution)]
    found = {"Said by": f"<bdi>{escaped(_said_by(quote))}</bdi>"}
    if attribution.speaker and speaker_note(attribution.speaker):
        found["Said by"] += f" ({escaped(speaker_note(attribution.speaker))})"
    if quote.chain:
        found["Through"] = f"<bdi>{escaped(FROM.join(quote.chain))}</bdi>"
    found["How"] = ", ".join(manner)
    for fact in facts_of(attribution, text):
        label = LABELS[fact.key]
        if fact.key == "speaker":
            if fact.because:
                found["Because"] = f"<bdi>{escaped(fact.because)}</bdi>"
        elif fact.key != "within":
            rests = f", {escaped(fact.because)}" if fact.because else ""
            found[label] = f"<bdi>{escaped(fact.words)}</bdi>{rests}"
    return found


def _found(quote: Quoted, signs: _Signs) -> dict[str, str]:
    """Where it stands, who found it, and who judged it."""
    attribution, about = quote.attribution, quote.provenance
    read = f", read on {_moment(quote.read_at)}" if quote.read_at else ""
    found = {
        "Document": signs.link(about),
        **_published(about),
        **_archived(about),
        "Places": "; ".join(_places(attribution)) + " (code points)",
        "Attribution": f"<code>{attribution.id}</code>",
        "Found by": f"<bdi>{escaped(attribution.extractor)}</bdi>, "
        f"confidence {attribution.confidence:.2f}{read}",
        "Judged": _judged(quote.verdicts),
    }
    if not quote.standing:
        found["Judged"] += "; <b>no longer in the newest reading of its document</b>"
    found["Cite as"] = f"<bdi>{escaped(reference(attribution, quote.text, about.metadata, about.name))}</bdi>"
    return found


def _published(about: Provenance) -> dict[str, str]:
    metadata = about.metadata
    known = {
        "Outlet": metadata.outlet,
        "Authors": ", ".join(metadata.authors),
        "Published": metadata.published,
    }
    found = {
        label: f"<bdi>{escaped(value)}</bdi>" if value else "not known" for label, value in known.items()
    }
    return {**found, "Address": linked(metadata.url) if metadata.url else "none"}


def _placed(place: ArchivePlace | None) -> str:
    if place is None:
        return ""
    record = f", record <code>{escaped(place.record)}</code>" if place.record else ""
    where = f"<bdi>{escaped(place.file)}</bdi>, {place.length:,} bytes from byte {place.offset:,}"
    return f"; in the web archive {where}{record}"


def _archived(about: Provenance) -> dict[str, str]:
    newest = "the newest" if about.current else "a newer one is in the ledger"
    return {
        "Added": f"to the ledger on {_moment(about.added_at)}",
        "Archive": f"SHA-256 <code>{about.sha256}</code>{_placed(about.place)}",
        "Document id": f"<code>{about.id}</code>",
        "Version": f"{about.version} of its address, {newest}" if about.metadata.url else "the only one",
    }


def _places(attribution: Attribution) -> Iterator[str]:
    for role in ("source", "cue", "content"):
        spans: Spans = getattr(attribution, role)
        where = ", ".join(f"{span.start}–{span.end}" for span in spans) or "none"
        yield f"{role} {where}"


def _judged(verdicts: Sequence[Verdict]) -> str:
    told = []
    for one in verdicts:
        note = f": “<bdi>{escaped(one.note)}</bdi>”" if one.note else ""
        who = f"<bdi>{escaped(one.reviewer)}</bdi>"
        told.append(f"{_JUDGED.get(one.what, escaped(one.what))} by {who} on {_moment(one.at)}{note}")
    return "; ".join(told) or "by nobody; as the program found it"


def _whole(number: int, whole: Whole, hashes: dict[str, str]) -> Iterator[str]:
    about, reading = whole.provenance, whole.read()
    hashes[about.id] = hash_of(reading.document.text)
    if number == 1:
        yield '<h2 class="part" id="documents">Documents in full</h2>\n'
    first = " first" if number == 1 else ""
    yield f'<p class="exhibit sheet{first}"><b>D{number}</b></p>\n'
    yield _note(whole.kept)
    yield from section(number, reading)
    judged = whole.verdicts()
    facts = {
        **_published(about),
        **_archived(about),
        "Text": f"{about.n_characters:,} code points, from {escaped(about.media_type)} in "
        f"{escaped(about.encoding)}, SHA-256 <code>{hashes[about.id]}</code>",
        "Found by": "; ".join(sorted({escaped(one.extractor) for one in reading.attributions})) or "–",
    }
    yield _list(facts)
    yield f'<div class="wide hashes" role="region" aria-label="Places in D{number}" tabindex="0">\n'
    yield '<table class="places">\n<thead><tr><th scope="col">No.</th><th scope="col">Places</th>'
    yield '<th scope="col">Attribution</th><th scope="col">Judged</th></tr></thead>\n<tbody>\n'
    for entry in outline(reading):
        one = entry.attribution
        yield (
            f"<tr><td>D{number}.{entry.number}</td><td>{'; '.join(_places(one))}</td>"
            f"<td><code>{one.id}</code></td><td>{_judged_shortly(judged, one.id)}</td></tr>\n"
        )
    yield "</tbody>\n</table></div>\n"


def _judged_shortly(judged: Mapping[str, tuple[Verdict, ...]], attribution_id: str) -> str:
    found = judged.get(attribution_id, ())
    return _judged(found) if found else "by nobody"


def _people(dossier: Dossier) -> Iterator[str]:
    if not dossier.counted:
        return
    yield '<section class="part" aria-labelledby="people">\n<h2 id="people">Speakers and outlets</h2>\n'
    yield "<p>Counts are of the whole ledger at the date of this export.</p>\n"
    for number, one in enumerate(dossier.counted, 1):
        yield f'<article class="exhibit" id="p{number}">\n<h3><span class="sign">P{number}</span>'
        yield f"<bdi>{escaped(one.name)}</bdi></h3>\n{_note(one.kept)}{_list(_counts(one))}</article>\n"
    yield "</section>\n"


def _counts(one: Counted) -> dict[str, str]:
    attributions, documents = f"{one.n_attributions:,}", f"{one.n_documents:,} documents"
    if one.n_origins < one.n_documents:
        documents += f", {one.n_origins:,} {'origin' if one.n_origins == 1 else 'origins'}"
    facts = {
        "What": escaped(one.kind or one.what) if one.what == "speaker" else "outlet",
        "Attributions": f"{attributions} in {documents}",
        "Published": f"{escaped(one.first_published or '?')} to {escaped(one.last_published or '?')}",
    }
    if one.outlets:
        facts["Outlets"] = "<bdi>" + "</bdi>, <bdi>".join(escaped(name) for name in one.outlets) + "</bdi>"
    if one.what == "speaker":
        facts["Speaker id"] = f"<code>{escaped(one.reference)}</code>"
    return facts


def _searches(dossier: Dossier, signs: _Signs) -> Iterator[str]:
    if not dossier.searches:
        return
    yield '<section class="part" aria-labelledby="searches">\n<h2 id="searches">Searches</h2>\n'
    for number, search in enumerate(dossier.searches, 1):
        yield f'<article class="exhibit" id="s{number}">\n<h3><span class="sign">S{number}</span>'
        yield f"<bdi>{escaped(_asked(search))}</bdi></h3>\n{_note(search.kept)}"
        yield _list(_answered(search, dossier.exported_at))
        for nth, answer in enumerate(search.answers, 1):
            yield from _quotation(f"S{number}.{nth}", answer, signs, "exhibit answer")
        yield "</article>\n"
    yield "</section>\n"


def _answered(search: Searched, at: datetime) -> dict[str, str]:
    n, given = f"{search.n:,}", len(search.answers)
    more = "" if search.whole else "at least "
    if not given:
        told = f"none on {_moment(at)}"
    elif given >= search.n and search.whole:
        told = f"{n} on {_moment(at)}, all given here (the limit is {search.limit:,})"
    else:
        told = (
            f"{more}{n} on {_moment(at)}; the newest {given:,} are given here (the limit is {search.limit:,})"
        )
    return {
        **{escaped(label): f"<bdi>{escaped(value)}</bdi>" for label, value in search.asked},
        "Answers": told,
        "Address": f"<code>/said?{escaped(search.reference)}</code>",
    }


def _gone(dossier: Dossier) -> Iterator[str]:
    if not dossier.missing:
        return
    yield '<section class="part" aria-labelledby="missing">\n<h2 id="missing">No longer in the ledger</h2>\n'
    for one in dossier.missing:
        yield f'<article class="exhibit">\n<h3><bdi>{escaped(one.kept.title)}</bdi></h3>\n{_note(one.kept)}'
        yield _list(_missing(one)) + "</article>\n"
    yield "</section>\n"


def _missing(one: Missing) -> dict[str, str]:
    return {
        "What": escaped(one.what),
        "Why": escaped(one.because),
        "Id": f"<code>{escaped(one.reference)}</code>",
    }


def _hashes(dossier: Dossier, hashes: Mapping[str, str]) -> Iterator[str]:
    yield '<section class="part" aria-labelledby="hashes">\n<h2 id="hashes">Hashes, and how to verify</h2>\n'
    yield '<div class="hashes wide" role="region" aria-label="Hashes" tabindex="0">\n'
    yield '<table>\n<thead><tr><th scope="col">Document</th><th scope="col">Id</th>'
    yield '<th scope="col">Archive’s SHA-256</th><th scope="col">Text’s SHA-256</th></tr></thead>\n<tbody>\n'
    for about in dossier.provenances():
        yield (
            f"<tr><td><bdi>{escaped(about.heading)}</bdi></td><td><code>{about.id}</code></td>"
            f"<td><code>{about.sha256}</code></td><td><code>{hashes.get(about.id, '')}</code></td></tr>\n"
        )
    yield f'</tbody>\n</table></div>\n<div class="verify">\n{VERIFY}</div>\n</section>\n'


def _note(kept: Kept) -> str:
    who = f"kept by <bdi>{escaped(kept.by)}</bdi> on {_moment(kept.at)}"
    if not kept.note:
        return f'<p class="about">{who}</p>\n'
    return f'<div class="note" dir="auto"><b>{who}</b>{escaped(kept.note)}</div>\n'


def _list(facts: Mapping[str, str]) -> str:
    rows = "".join(f"<dt>{label}</dt><dd>{value}</dd>\n" for label, value in facts.items())
    return f'<dl class="facts">\n{rows}</dl>\n'


def _begins(quote: Quoted) -> str:
    """Who said it, and how what was said begins: a line for the contents."""
    words = " ".join(joined(quote.attribution.content, quote.text).split())
    begins = words if len(words) <= _BEGINNING else words[:_BEGINNING].rsplit(" ", 1)[0] + " …"
    return f"{_said_by(quote)}: {begins}"


def _said_by(quote: Quoted) -> str:
    return quote.who or name_of(quote.attribution, quote.text)


def _asked(search: Searched) -> str:
    return "; ".join(f"{label.lower()}: {value}" for label, value in search.asked) or "everything"


def _moment(moment: datetime) -> str:
    shown = moment.astimezone(UTC)
    return f'<time datetime="{shown:%Y-%m-%dT%H:%M:%SZ}">{shown:%Y-%m-%d %H:%M} UTC</time>'
