"""Words: the same ones as the search index knows, found in the same places."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.ledger.words import Term, find_words, highlight, read_terms, to_match, to_tsquery, to_tsvector
from sayso.records import Span

TERMS = [
    ("", ()),
    ("—", ()),
    ("One two", (Term(("one",)), Term(("two",)))),
    ('"One two" three*', (Term(("one", "two")), Term(("three",), prefix=True))),
    ("“one two*”", (Term(("one", "two"), prefix=True),)),
    ('"one two"*', (Term(("one", "two"), prefix=True),)),
    ("al-Qaeda", (Term(("al", "qaeda")),)),
    ("don’t", (Term(("don", "t")),)),
    ('"unclosed phrase', (Term(("unclosed", "phrase")),)),
    ("Éva", (Term(("eva",)),)),
]


@pytest.mark.parametrize(("asked", "terms"), TERMS)
def test_terms(asked: str, terms: tuple[Term, ...]) -> None:
    assert read_terms(asked) == terms


def test_words_stand_where_they_stand() -> None:
    text = "No, É\u0301va’s नमस्ते!"
    found = list(find_words(text, 10))
    assert [word for word, _ in found] == ["no", "eva", "s", "नमस्ते"]
    assert [Span(s.start - 10, s.end - 10).of(text) for _, s in found] == ["No", "É\u0301va", "s", "नमस्ते"]


def test_a_phrase_is_lit_as_one_span_in_each_piece() -> None:
    text = "the crane fell, he said, on the pier, the crane."
    content = (Span(0, 14), Span(25, 48))
    terms = read_terms('"the crane" "fell on" pier*')
    assert [span.of(text) for span in highlight(terms, content, text)] == [
        "the crane",
        "fell",
        "on",
        "pier",
        "the crane",
    ]


def test_queries_hold_no_syntax() -> None:
    terms = read_terms('a\'b "c) d"* NOT')
    assert to_match(terms) == '"a b" "c d"* "not"'
    assert to_tsquery(terms) == "('a' <-> 'b') & ('c' <-> 'd':*) & ('not')"
    assert to_tsvector("No no, YES") == "'no':1,2 'yes':3"


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    """An FTS5 index with the ledger's own tokenizer."""
    connection = sqlite3.connect(":memory:")
    tokenize = "unicode61 remove_diacritics 2 categories 'L* M* N* Co'"
    connection.execute(f'CREATE VIRTUAL TABLE f USING fts5(t, tokenize="{tokenize}")')
    yield connection
    connection.close()


# Scripts that news is written in; unicode61's tables are of Unicode 6.1.
EVERYDAY = st.sampled_from("aAbBéÉ ñ'’-.,“”1ßİıσς٣かカ漢नमस्ते\u0301\u0327עָא")
KNOWN = st.text(EVERYDAY, max_size=30)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(KNOWN, KNOWN.filter(lambda text: bool(read_terms(text))))
def test_what_is_lit_is_what_the_index_finds(index: sqlite3.Connection, text: str, asked: str) -> None:
    index.execute("DELETE FROM f")
    index.execute("INSERT INTO f VALUES (?)", (text,))
    terms = read_terms(asked)
    row = index.execute("SELECT 1 FROM f WHERE f MATCH ?", (to_match(terms),)).fetchone()
    lit = [highlight((term,), (Span(0, len(text)),), text) if text else () for term in terms]
    assert (row is not None) == all(lit)
