"""What is found wins over what is stated, what a user says over both; in doubt a text is read."""

import pytest

from sayso.language import LanguageOptions, why_unread
from sayso.language import decide as module

ENGLISH, FRENCH = "about the bridge", "à propos du pont"


@pytest.fixture(autouse=True)
def found(monkeypatch):
    """What detection gives for the two texts, for a mixed one and an unknown one."""
    shares = {
        ENGLISH: {"en": 1.0},
        FRENCH: {"fr": 0.9},
        "mixed": {"fr": 0.8, "en": 0.2},
        "babel": {"fr": 0.3},
    }
    monkeypatch.setattr(module, "find_languages", lambda text: shares.get(text, {}))


def why(text, stated=None, reads=("en",), **options):
    return why_unread(text, stated, reads=reads, reader="m 1", options=LanguageOptions(**options))


@pytest.mark.parametrize(
    ("text", "stated", "language"),
    [
        (ENGLISH, None, None),
        (ENGLISH, "fr", None),  # the template's, not the article's
        (FRENCH, None, "French"),
        (FRENCH, "en-GB", "French"),
        ("mixed", "fr", None),
        ("babel", None, None),
        ("babel", "fr-CA", "French"),
        ("?", "pt", "Portuguese"),
        ("?", "en-US", None),
        ("?", None, None),
    ],
)
def test_the_text_wins_over_the_statement_and_doubt_is_read(text, stated, language):
    expected = language and f"is in {language}, which m 1 does not read"
    assert why(text, stated) == expected


def test_a_user_wins():
    assert why(FRENCH, "fr", given="en") is None
    assert why(ENGLISH, "en", given="fr-CA") == "is in French, which m 1 does not read"
    assert why(FRENCH, "fr", anyway=True) is None
    assert why(ENGLISH, given="fr", anyway=True) is None


def test_a_model_reads_what_it_says_that_it_reads():
    assert why(FRENCH, reads=("fr-FR", "nl")) is None
    assert why(ENGLISH, reads=("fr",)) == "is in English, which m 1 does not read"
    assert why("?", "nn", reads=("nb",)) is None
