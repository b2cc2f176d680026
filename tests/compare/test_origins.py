import itertools

import pytest

from sayso.compare.origins import Member, choose_origin


def member(document, published="2031-05-06", **known):
    return Member(document=document, outlet=known.pop("outlet", document.title()), published=published,
                  url=known.pop("url", f"https://{document}.example/1"), **known)  # fmt: skip


AP = ("Associated Press",)
CASES = [
    (
        [member("courier", "2031-05-06"), member("wire", "2031-05-05")],
        ("wire", None, 0.7, "published first, on 2031-05-05; the next on 2031-05-06"),
    ),
    (
        [member("courier"), member("wire")],
        (None, None, 0, "2 were published on the same day, 2031-05-06, and nothing else tells who was first"),
    ),
    ([member("courier"), member("wire", None)], (None, None, 0, "one of them has no date")),
    ([member("a", None), member("b", "May")], (None, None, 0, "2 of them have no date")),
    (
        [member("courier", agencies=AP), member("gazette", "2031-05-01", agencies=AP)],
        (
            None,
            AP[0],
            0.8,
            "2 documents name Associated Press as the source, whose own article is not among them",
        ),
    ),
    (
        [member("courier", "2031-05-01", agencies=AP), member("ap", agencies=AP, outlet="AP News")],
        ("ap", AP[0], 0.9, "it is Associated Press's own, whom one other names as the source"),
    ),
    (
        [member("courier", points_at="https://wire.example/1"), member("wire", "2031-05-09")],
        ("wire", None, 0.9, "another names its address as the article's own"),
    ),
    (
        [member("courier", agencies=AP), member("gazette", agencies=("Reuters",))],
        (None, None, 0, "2 were published on the same day, 2031-05-06, and nothing else tells who was first"),
    ),
    (
        [member("wire", n_longer=2), member("courier"), member("gazette")],
        ("wire", None, 0.5, "2 others of the same day have all of it and words of their own"),
    ),
    (
        [member("a", outlet="Courier"), member("b", outlet="Courier")],
        (None, None, 0, "all are Courier's own, of one day, 2031-05-06"),
    ),
    (
        [member("a", outlet="Courier"), member("b", outlet="Courier"), member("c", "2031-05-07")],
        ("a", None, 0.6, "published on 2031-05-06, before all other outlets"),
    ),
]


@pytest.mark.parametrize(("members", "expected"), CASES)
def test_the_likely_origin_with_its_reason(members, expected):
    for order in itertools.permutations(members):
        found = choose_origin(order)
        assert (found.document, found.agency, found.confidence, found.because) == expected
