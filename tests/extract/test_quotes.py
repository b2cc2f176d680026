"""Which stretches are quoted, in every habit of punctuation that newsrooms have."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.extract.quotes import find_quotes, quotation_of, straight_marks
from sayso.records import Span

CASES = [
    ("“It holds,” she said.", ["“It holds,”"]),
    ('"It holds," she said. "For now."', ['"It holds,"', '"For now."']),
    ("‘It holds,’ she said.", ["‘It holds,’"]),
    ("'It's the workers' fault,' he said, 'and ours.'", ["'It's the workers' fault,'", "'and ours.'"]),
    ("He said ‘the workers’ union won’t stop’ today.", ["‘the workers’ union won’t stop’"]),
    ("«Il pleut», dit-elle.", ["«Il pleut»"]),
    ("‘He said “no” to me’, she said.", ["‘He said “no” to me’"]),
    ("“He called it “thin” and left,” she said.", ["“He called it “thin” and left,”"]),
    ("“One. “Two.” over", ["“One. “Two.”"]),  # a closing mark that the typesetter lost
    ("“Never closed, she went on.", ["“Never closed, she went on."]),
    ("“First.\n“Second,” she said.", ["“First.", "“Second,”"]),  # a quotation of two paragraphs
    ("‘First.\n‘Second,’ she said.", ["‘First.", "‘Second,’"]),
    ("rock 'n' roll in the ’90s and '80s", []),
    ("the dogs’ tails, James’ hat, it’s theirs", []),
    ("5' 10\" tall", []),
    ("its 'vision' and \"plan\"", ["'vision'", '"plan"']),
    ("", []),
    ("’", []),
    ('"', []),
]


@pytest.mark.parametrize(("text", "quoted"), CASES)
def test_quoted_stretches(text, quoted):
    assert [text[q.open : q.end] for q in find_quotes(text)] == quoted


@pytest.mark.parametrize(
    "text",
    [
        "“I don’t know,” she said. “Ask the ‘experts’.”",
        '"I don\'t know," she said. "Ask the \'experts\'."',
        "‘I don’t know,’ she said. ‘Ask the “experts”.’",
        "'I don't know,' she said. 'Ask the \"experts\".'",
    ],
)
def test_every_punctuation_reads_the_same(text):
    assert straight_marks(text, find_quotes(text)) == '"I don\'t know," she said. "Ask the \'experts\'."'


MARKED = st.text(alphabet="ab sS.,\n“”\"'‘’«»…", max_size=60)


@given(MARKED)
def test_quotes_are_in_order_and_apart(text):
    quotes = find_quotes(text)
    for quote in quotes:
        assert 0 <= quote.open < quote.end <= len(text)
        assert "\n" not in text[quote.open : quote.end]
        assert quote.close is None or quote.close == quote.end - 1
    assert all(a.end <= b.open for a, b in itertools.pairwise(quotes))


@given(st.text(max_size=80) | MARKED)
def test_straight_marks_keep_every_offset(text):
    straight = straight_marks(text, find_quotes(text))
    assert len(straight) == len(text)
    assert all(a == b or b in "\"'" for a, b in zip(text, straight, strict=True))


@pytest.mark.parametrize(
    ("text", "content", "kind"),
    [
        ("“It holds,” she said.", [(0, 11)], "direct"),
        ("‘It holds,’ she said.", [(0, 11)], "direct"),
        ("“It holds,” she said.", [(1, 9)], "direct"),
        ("She said it “holds”.", [(9, 19)], "mixed"),
        ("She said it holds.", [(9, 17)], "indirect"),
        ("“It,” she said, “holds.”", [(0, 5), (16, 24)], "direct"),
        ("She said the dogs’ tails wag.", [(9, 28)], "indirect"),
    ],
)
def test_quotation(text, content, kind):
    assert quotation_of(text, tuple(Span(*pair) for pair in content), find_quotes(text)) == kind


def test_a_line_of_marks_alone_ends_soon():
    assert len(find_quotes("“" * 20_000)) == 1
    assert len(find_quotes("'a " * 20_000)) <= 20_000
