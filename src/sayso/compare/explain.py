"""Explaining: what a difference between two wordings is, in words, and never who is right."""

from __future__ import annotations

from .alignment import Difference

_SHOWN = 60  # characters of a passage that an explanation repeats


def explain(one: Difference, left: str, right: str, *, this: str, other: str) -> str:
    """What differs here; `left` and `right` are the printed words of `other` and of `this`.

    >>> from .alignment import Run
    >>> gone = Difference(kind="left out", mark="altered", left=Run(1, 2), right=Run(1, 1))
    >>> explain(gone, "really", "", this="Tideline", other="Courier")
    'Courier has “really” inside its marks; Tideline does not, and no mark shows that a word is missing'
    """
    ours, theirs = _short(right), _short(left)
    n_missing = len(left.split()) or len(right.split())
    unshown = f"no mark shows that {'a word is' if n_missing == 1 else 'words are'} missing"
    match one.kind:
        case "shorter":
            if left and not right:
                return f"{other} quotes more at this end: {theirs}"
            return f"{this} quotes more at this end: {ours}"
        case "cut":
            has, closes, words = (other, this, theirs) if left else (this, other, ours)
            if left and right:
                return f"both close their marks here and go on differently: {theirs}, {ours}"
            return f"{has} has {words} here, where {closes} closes its marks and opens them again"
        case "ellipsis":
            if not left and not right:
                return "an ellipsis stands here in one alone: a pause, or words that the other leaves out"
            has, shows, words = (other, this, theirs) if left else (this, other, ours)
            return f"{has} has {words} here, where {shows} shows by an ellipsis that words are missing"
        case "brackets":
            return f"brackets show that words were put in: {theirs or 'nothing'} and {ours or 'nothing'}"
        case "contraction":
            return f"the same words, contracted in one of the two: {theirs}, {ours}"
        case "number":
            return f"the same number, written otherwise: {theirs}, {ours}"
        case "spelling":
            return f"the same words, spelled otherwise: {theirs}, {ours}"
        case "censored":
            return f"signs hide letters of a word in one of the two: {theirs}, {ours}"
        case "filler":
            has = f"{theirs or 'none'} in {other}, {ours or 'none'} in {this}"
            return f"only words that fill a pause differ: {has}"
        case "form":
            return f"only the form of the words differs, and no brackets show it: {theirs}, {ours}"
        case "order":
            return f"the same words, {theirs or ours}, stand at another place in each"
        case "negation":
            has, lacks, words = (other, this, theirs) if _negates(left) else (this, other, ours)
            return f"{has} has a negation ({words}) that {lacks} does not have: read both passages"
        case "joined":
            if left and right:
                return f"another sentence stands beside this passage in each: {theirs}, {ours}"
            has, lacks, words = (other, this, theirs) if left else (this, other, ours)
            return f"{lacks} joins two sentences, between which {has} has {words}; no mark shows it"
        case "left out":
            return f"{other} has {theirs} inside its marks; {this} does not, and {unshown}"
        case "added":
            return f"{this} has {ours} inside its marks; {other} does not, and {unshown}"
        case "changed":
            return f"{other} has {theirs} where {this} has {ours}"


def _negates(words: str) -> bool:
    from .alignment import n_negations

    return n_negations([word.casefold().replace("’", "'") for word in words.split()]) % 2 == 1


def _short(words: str) -> str:
    if not words:
        return ""
    flat = " ".join(words.split())
    return f"“{flat}”" if len(flat) <= _SHOWN else f"“{flat[:40]} … {flat[-15:]}”"
