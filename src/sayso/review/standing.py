"""What stands: the judgements of one document, told apart by what they are about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sayso.records import Attribution, Judgement

NOTHING: Mapping[str, Attribution] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgements:
    """Every judgement of one document, in the order in which they were given, with what they rest on.

    `undone` are the places of those that were taken back: they judge nothing any more, and still say which
    id was once which. `known` are the attributions that models found under the ids that are judged: a
    rejection carries none of its own.
    """

    given: Sequence[Judgement]
    undone: frozenset[int] = frozenset()
    known: Mapping[str, Attribution] = field(default_factory=dict)

    def standing(self) -> Iterator[tuple[int, Judgement]]:
        """Those that nobody took back, with their places."""
        return ((at, one) for at, one in enumerate(self.given) if at not in self.undone)

    def finishes(self) -> list[int]:
        """The places of the judgements that finish the document, and stand.

        The first says upon whose reading; a later one, that the readings of models since then change nothing.
        """
        return [at for at, one in self.standing() if one.what == "finish"]

    def roots(self) -> list[str | None]:
        """What each judgement is about: the id under which a model found it, or under which it was added.

        Who judges what was corrected before judges the thing that was corrected. None at the finish.
        """
        roots: list[str | None] = []
        known: dict[str, str] = {}
        for one in self.given:
            if one.attribution is not None:
                root: str | None = known.get(one.attribution, one.attribution)
            else:
                root = one.judged.id if one.judged is not None else None
            roots.append(root)
            if one.judged is not None and root is not None:
                known[one.judged.id] = root
        return roots


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One thing that is judged: the judgement that stands about it, the last one, and its `place`.

    `root` is the id under which it came into the document, `ids` every id that it went by since, `forms`
    what is known to have stood under them, what stands now first. `read_by` are the models whose readings
    were judged. `chosen` is the place of the judgement that chose a speaker of the ledger for the name
    that it now has, if one did.
    """

    root: str
    place: int
    judgement: Judgement
    ids: frozenset[str]
    forms: tuple[Attribution, ...]
    read_by: frozenset[str]
    chosen: int | None


def things_of(judgements: Judgements) -> list[Thing]:
    """The things about which a judgement stands, in the order of those judgements."""
    about: dict[str, list[int]] = {}
    for at, root in enumerate(judgements.roots()):
        if root is not None:
            about.setdefault(root, []).append(at)
    things = [_thing(root, places, judgements) for root, places in about.items()]
    return sorted((thing for thing in things if thing is not None), key=lambda thing: thing.place)


def _thing(root: str, places: Sequence[int], judgements: Judgements) -> Thing | None:
    stands = [at for at in places if at not in judgements.undone]
    if not stands:
        return None
    given = [judgements.given[at] for at in places]
    last = judgements.given[stands[-1]]
    seen = {one.judged.id: one.judged for one in given if one.judged is not None}
    ids = {root, *seen, *(one.attribution for one in given if one.attribution is not None)}
    forms = {id: judgements.known.get(id) or seen.get(id) for id in sorted(ids)}
    if last.judged is not None:
        forms = {last.judged.id: last.judged, **{k: v for k, v in forms.items() if k != last.judged.id}}
    return Thing(
        root=root,
        place=stands[-1],
        judgement=last,
        ids=frozenset(ids),
        forms=tuple(form for form in forms.values() if form is not None),
        read_by=frozenset(one.extractor for one in given),
        chosen=_choice(last, stands, judgements),
    )


def _choice(last: Judgement, stands: Sequence[int], judgements: Judgements) -> int | None:
    """A choice of a speaker stays until the name is changed: confirming what was chosen keeps it."""
    name = last.judged.speaker.name if last.judged is not None and last.judged.speaker else None
    if name is None:
        return None
    for at in reversed(stands):
        one = judgements.given[at]
        named = one.judged.speaker.name if one.judged is not None and one.judged.speaker else None
        if named != name:
            return None
        if one.speaker is not None:
            return at
    return None
