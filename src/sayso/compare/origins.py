"""Origins: of documents that carry the same text, from which the others likely have it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .agencies import find_agency

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One document of a group: what speaks for or against its being the origin.

    `agencies` are those that it names as its source; `points_at` is the address at another host that it
    gives as its own. `n_longer` counts the members in which nearly all of it stands beside words of their
    own.
    """

    document: str
    outlet: str | None
    published: str | None
    url: str | None
    agencies: tuple[str, ...] = ()
    points_at: str | None = None
    n_longer: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a wording was likely first published, never a verdict.

    `document` is the likely origin among the members, None where it cannot be told or is not among them;
    `agency` the agency that members name. `because` says why, or why it cannot be told. `confidence` is
    0 where nothing is told.
    """

    document: str | None
    agency: str | None
    confidence: float
    because: str


def choose_origin(members: Sequence[Member]) -> Origin:
    """The likely origin of these documents, which carry the same text; the same in whatever order they are.

    What members say of themselves goes before who published first: a wire story is often printed before the
    agency's own page is dated.
    """
    ordered = sorted(members, key=lambda one: (one.published or "~", one.document))
    agency = _agency(ordered)
    return _pointed_at(ordered, agency) or _by_agency(ordered, agency) or _first(ordered, agency)


def _agency(members: Sequence[Member]) -> str | None:
    """The agency that most members name; None where there is none, or two are named as often."""
    counted = Counter(agency for one in members for agency in one.agencies)
    (agency, n), *others = [*counted.most_common(2), ("", 0)] if counted else [("", 0)]
    return agency or None if not others or others[0][1] < n else None


def _pointed_at(members: Sequence[Member], agency: str | None) -> Origin | None:
    """The member whose address others give as their own."""
    urls = {one.url: one for one in members if one.url}
    pointed = Counter(
        urls[one.points_at].document
        for one in members
        if one.points_at in urls and urls[one.points_at] is not one
    )
    if not pointed:
        return None
    (document, n), *others = pointed.most_common(2)
    if others and others[0][1] == n:
        return None
    who = "another names" if n == 1 else f"{n} others name"
    return Origin(
        document=document, agency=agency, confidence=0.9, because=f"{who} its address as the article's own"
    )


def _by_agency(members: Sequence[Member], agency: str | None) -> Origin | None:
    """The agency's own article, where there is one; else only the agency is told."""
    if agency is None:
        return None
    own = [one for one in members if find_agency(one.outlet) == agency]
    n = sum(1 for one in members if agency in one.agencies and one not in own)
    naming = "one other names" if n == 1 else f"{n} others name"
    if own:
        because = f"it is {agency}'s own" + (f", whom {naming} as the source" if n else "")
        if len(own) > 1:
            because += f"; the first of its {len(own)}"
        return Origin(document=own[0].document, agency=agency, confidence=0.9, because=because)
    n = sum(1 for one in members if agency in one.agencies)
    naming = "one document names" if n == 1 else f"{n} documents name"
    because = f"{naming} {agency} as the source, whose own article is not among them"
    return Origin(document=None, agency=agency, confidence=0.8, because=because)


def _first(members: Sequence[Member], agency: str | None) -> Origin:
    """Who published first, where that is told by their dates."""

    def unknown(because: str) -> Origin:
        return Origin(document=None, agency=agency, confidence=0.0, because=because)

    undated = [one for one in members if not _DAY.match(one.published or "")]
    if undated:
        n = len(undated)
        return unknown("one of them has no date" if n == 1 else f"{n} of them have no date")
    first, second = members[0], members[1]
    day, next_day = (first.published or "")[:10], (second.published or "")[:10]
    if day < next_day:
        because = f"published first, on {day}; the next on {next_day}"
        return Origin(document=first.document, agency=agency, confidence=0.7, because=because)
    of_day = [one for one in members if (one.published or "")[:10] == day]
    if {one.outlet for one in of_day} == {first.outlet} and first.outlet:
        because = f"published on {day}, before all other outlets"
        if len(members) == len(of_day):
            return unknown(f"all are {first.outlet}'s own, of one day, {day}")
        return Origin(document=first.document, agency=agency, confidence=0.6, because=because)
    contained = [one for one in members if one.n_longer >= 2]
    if len(contained) == 1 and contained[0] in of_day:
        because = f"{contained[0].n_longer} others of the same day have all of it and words of their own"
        return Origin(document=contained[0].document, agency=agency, confidence=0.5, because=because)
    return unknown(
        f"{len(of_day)} were published on the same day, {day}, and nothing else tells who was first"
    )
