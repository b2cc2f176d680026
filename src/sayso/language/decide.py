"""Deciding: whether a text is in a language that a model reads, and if not, why it is left unread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .detect import find_languages
from .names import name_of, primary

# Share of a text in the model's languages from which it is read: one stretch in six, so that an article
# with two English quotations in it is. See benchmarks/languages.py.
ENOUGH = 1 / 6
MOST = 0.5  # share of a text in one other language, from which it is in that language


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageOptions:
    """What a user says of the language of what is read.

    `given` is a BCP 47 tag that wins over what a page states and what is found; `anyway` reads whatever
    the language is.
    """

    given: str | None = None
    anyway: bool = False


AS_FOUND = LanguageOptions()


def why_unread(
    text: str,
    stated: str | None,
    *,
    reads: Sequence[str],
    reader: str,
    options: LanguageOptions = AS_FOUND,
) -> str | None:
    """Why the model `reader`, which reads the languages `reads`, does not read this text; None: it does.

    What is found in the text wins over what the page states; where the text is too short or too mixed to
    tell, or nothing is installed that could tell, the statement counts, and without one the text is read.

    >>> why_unread("Il pleut.", "fr-CA", reads=("en",), reader="sayso-en 5")
    'is in French, which sayso-en 5 does not read'
    """
    if options.anyway:
        return None
    known = {primary(tag) for tag in reads}
    language = primary(options.given) if options.given else _language_of(text, stated, known)
    if language is None or language in known:
        return None
    return f"is in {name_of(language)}, which {reader} does not read"


def _language_of(text: str, stated: str | None, known: set[str]) -> str | None:
    """One of `known` where enough of the text is in it, else the language of most; None: not to be told."""
    shares = find_languages(text)
    readable = {language: share for language, share in shares.items() if language in known}
    if sum(readable.values()) >= ENOUGH:
        return max(readable, key=lambda language: readable[language])
    most = max(shares, key=lambda language: shares[language], default=None)
    if most is not None and shares[most] >= MOST:
        return most
    return primary(stated) if stated else None
