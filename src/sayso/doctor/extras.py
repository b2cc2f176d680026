"""What is installed beside Sayso: the libraries it needs, and the extras with what each adds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, requires, version

from .finding import Finding

# Every extra that a user may want, and what it adds.
EXTRAS = {
    "feeds": "following feeds (`sayso watch`)",
    "formats": "PDF, Word documents and subtitles",
    "language": "telling the language of a text that does not say it",
    "parquet": "Parquet files (`sayso batch`, `sayso export --format parquet`)",
    "postgres": "ledgers in PostgreSQL",
    "ray": "batches on a cluster (`sayso batch --engine ray`)",
    "train": "training a model (`sayso train`)",
    "warc": "web archives (WARC, WACZ)",
    "web": "the reader in the browser (`sayso serve`)",
}
# `all` is made of the others, `dev` is for those who work on Sayso.
OTHERS = ("all", "dev")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA = re.compile(r"""\bextra\s*==\s*['"]([^'"]+)['"]""")


def look_at_libraries(wanted: Sequence[str] | None = None) -> Iterator[Finding]:
    """The libraries that Sayso cannot do without, by what its package says (`wanted`: as it would say)."""
    found = _wanted(wanted)
    if found is None:
        yield Finding(
            "libraries", "note", "Sayso is not installed as a package, so it does not say which it needs"
        )
        return
    needed = [one for one in found if extra_of(one) is None]
    faults = [(one, fault) for one in needed if (fault := _fault(one))]
    for one, fault in faults:
        yield Finding(f"library {_name(one)}", "wrong", fault, f"pip install '{_without_marker(one)}'")
    if not faults:
        told = ", ".join(f"{_name(one)} {version(_name(one))}" for one in needed if applies(one))
        yield Finding("libraries", "ok", told)


def look_at_extras(wanted: Sequence[str] | None = None) -> Iterator[Finding]:
    """The extras: which are there, and what the others would add."""
    found = _wanted(wanted) or ()
    for extra in sorted({*EXTRAS, *filter(None, map(extra_of, found))} - set(OTHERS)):
        own = [one for one in found if extra_of(one) == extra]
        if own:
            yield _about_extra(extra, own)


def _about_extra(extra: str, wanted: Sequence[str]) -> Finding:
    adds, cure = EXTRAS.get(extra, "what another version of Sayso uses"), f"pip install 'sayso[{extra}]'"
    missing = [_name(one) for one in wanted if applies(one, extra) and _version(one) is None]
    if missing:
        return Finding(
            f"extra {extra}", "note", f"not there, would add {adds} (needs {', '.join(missing)})", cure
        )
    faults = [fault for one in wanted if (fault := _fault(one, extra))]
    if faults:
        return Finding(
            f"extra {extra}", "wrong", "; ".join(faults), f"pip install --upgrade 'sayso[{extra}]'"
        )
    return Finding(f"extra {extra}", "ok", adds)


def _wanted(wanted: Sequence[str] | None) -> Sequence[str] | None:
    if wanted is not None:
        return wanted
    try:
        return requires("sayso")
    except PackageNotFoundError:
        return None


def extra_of(requirement: str) -> str | None:
    """The extra that the requirement belongs to.

    >>> extra_of("fastwarc<3,>=2; extra == 'warc'"), extra_of("numpy<3,>=1.26")
    ('warc', None)
    """
    found = _EXTRA.search(requirement.partition(";")[2])
    return found[1] if found else None


def applies(requirement: str, extra: str = "") -> bool:
    """Whether the requirement is one on this system and version of Python."""
    try:
        from packaging.requirements import Requirement
    except ImportError:
        return True
    marker = Requirement(requirement).marker
    return marker is None or marker.evaluate({"extra": extra})


def _fault(requirement: str, extra: str = "") -> str | None:
    """What is wrong with the library, in a few words."""
    if not applies(requirement, extra):
        return None
    there = _version(requirement)
    if there is None:
        return f"{_name(requirement)} is not installed"
    try:
        from packaging.requirements import Requirement
    except ImportError:
        return None  # the range cannot be compared
    range_ = Requirement(requirement).specifier
    if range_.contains(there, prereleases=True):
        return None
    return f"{_name(requirement)} {there} is installed, Sayso needs {range_}"


def _name(requirement: str) -> str:
    found = _NAME.match(requirement)
    return found[0] if found else requirement


def _without_marker(requirement: str) -> str:
    return requirement.partition(";")[0].strip()


def _version(requirement: str) -> str | None:
    try:
        return version(_name(requirement))
    except PackageNotFoundError:
        return None
