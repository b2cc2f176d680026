import pytest

from sayso.compare.copies import Shared, SharedPassage
from sayso.compare.matches import match_of
from sayso.records import Span


def make(n_words, share_one, share_other, n_running=None, passages=()):
    running = n_words if n_running is None else n_running
    return Shared(
        passages=passages, n_words=n_words, n_running=running, share_one=share_one, share_other=share_other
    )


@pytest.mark.parametrize(
    ("shared", "kind", "joins"),
    [
        (make(300, 0.95, 0.9), "same", True),
        (make(30, 0.9, 0.9), "same", True),
        (make(30, 0.9, 0.1), None, None),
        (make(150, 1.0, 0.3), "within", True),
        # Most of the other stands here, among much else: a text of its own.
        (make(150, 0.1, 1.0), "within", False),
        (make(150, 0.3, 1.0), "within", True),
        (make(90, 0.1, 0.15), "part", False),
        (make(50, 0.1, 0.15), None, None),
        # Two reports of one press conference have the same quotations.
        (make(90, 0.2, 0.3, n_running=10), None, None),
        (make(90, 0.55, 0.6, n_running=10), None, None),
        (make(0, 0, 0), None, None),
    ],
)
def test_what_shared_words_come_to(shared, kind, joins):
    match = match_of(shared)
    assert (match and match.kind) == kind
    assert (match and match.joins()) == joins


def test_a_document_that_names_another_is_joined_to_it_whatever_it_shares():
    match = match_of(make(0, 0, 0), evidence=["one gives the other's address as its own"], names=True)
    assert (match.kind, match.joins()) == ("named", True)
    assert match.because == "no run of words is shared; one gives the other's address as its own"
    assert match_of(make(20, 0.1, 0.1), names=True).kind == "part"


def test_it_says_how_much_in_words():
    passages = (SharedPassage(Span(0, 9), Span(5, 14), 412),)
    match = match_of(make(412, 0.79, 0.45, n_running=400, passages=passages))
    assert match.because == (
        "412 words are the same in one passage, 12 of them in quotation marks: "
        "79% of the one and 45% of the other"
    )
    assert match.score == 0.79


def test_a_match_is_seen_from_either_side():
    passages = (SharedPassage(Span(0, 9), Span(50, 59), 80), SharedPassage(Span(20, 29), Span(5, 14), 80))
    match = match_of(make(160, 0.3, 1.0, passages=passages))
    turned = match.turned()
    assert [p.one for p in turned.passages] == [Span(5, 14), Span(50, 59)]
    assert (turned.share_one, turned.share_other) == (1.0, 0.3)
    assert turned.turned() == match
