"""Chains: through whom a document has what an attribution gives."""

from __future__ import annotations

from .attribution import Attribution, Reading


def chain_of(reading: Reading, attribution: Attribution) -> tuple[Attribution, ...]:
    """The attributions that enclose this one, the outermost first, and this one last.

    An enclosing attribution that the reading does not hold ends the chain there, and so does a circle.
    """
    return chain_in({one.id: one for one in reading.attributions}, attribution)


def chain_in(by_id: dict[str, Attribution], attribution: Attribution) -> tuple[Attribution, ...]:
    """`chain_of` for attributions listed by id: to ask for many chains of one reading."""
    chain = [attribution]
    seen = {attribution.id}
    while (outer := chain[-1].within) is not None and outer in by_id and outer not in seen:
        seen.add(outer)
        chain.append(by_id[outer])
    return tuple(reversed(chain))
