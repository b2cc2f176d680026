"""Who is whom across documents: names compared, with roles, times and company as evidence."""

from .choose import choose
from .compare import compare, compare_names
from .name import asked_keys, is_pronoun, keys_of, read_name
from .profile import Appearance, Choice, Held, Match, Profile

__all__ = [
    "Appearance",
    "Choice",
    "Held",
    "Match",
    "Profile",
    "asked_keys",
    "choose",
    "compare",
    "compare_names",
    "is_pronoun",
    "keys_of",
    "read_name",
]
