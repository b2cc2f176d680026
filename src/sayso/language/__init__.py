"""Languages: in which one a text is written, and whether a model reads it."""

from .decide import LanguageOptions, why_unread
from .names import name_of, primary

__all__ = ["LanguageOptions", "name_of", "primary", "why_unread"]
