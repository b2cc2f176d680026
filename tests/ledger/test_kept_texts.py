from sayso.compare.copies import prepare
from sayso.ledger.kept_texts import KeptTexts

CALLS = []


def text_of(n_words):
    def make():
        CALLS.append(n_words)
        return prepare(" ".join(["tide"] * n_words))

    return make


def made():
    found, CALLS[:] = list(CALLS), []
    return found


def test_a_text_is_made_ready_once():
    kept = KeptTexts()
    first = kept.get("a", 5, text_of(5))
    assert kept.get("a", 5, text_of(5)) is first
    assert made() == [5]


def test_a_document_that_has_another_text_now_is_made_ready_again():
    kept = KeptTexts()
    kept.get("a", 5, text_of(5))
    assert kept.get("a", 6, text_of(6)).n_words == 6
    assert made() == [5, 6]


def test_those_asked_for_last_stay_while_there_is_room():
    kept = KeptTexts(most=10)
    for name in ("a", "b", "a", "c"):  # b was asked for longest ago
        kept.get(name, 4, text_of(4))
    made()
    for name in ("c", "a"):
        kept.get(name, 4, text_of(4))
    assert made() == []
    kept.get("b", 4, text_of(4))
    assert made() == [4]


def test_one_that_is_too_long_is_kept_alone():
    kept = KeptTexts(most=10)
    kept.get("a", 4, text_of(4))
    kept.get("long", 30, text_of(30))
    kept.get("long", 30, text_of(30))
    assert made() == [4, 30]
    kept.get("b", 4, text_of(4))
    kept.get("b", 4, text_of(4))
    assert made() == [4]
