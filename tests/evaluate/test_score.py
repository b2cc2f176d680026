import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.evaluate.brat import Gold, GoldAttribution
from sayso.evaluate.score import COLUMNS, ScoreOptions, Scores, score, score_annotators
from sayso.records import Span

QUICK = ScoreOptions(resamples=0)


def attribution(text: str, source: str, cue: str, *content: str) -> GoldAttribution:
    def at(needle: str) -> tuple[Span, ...]:
        start = text.index(needle)
        return (Span(start, start + len(needle)),) if needle else ()

    return GoldAttribution(source=at(source), cue=at(cue), content=tuple(s for c in content for s in at(c)))


# --- a small set, its figures worked out by hand -----------------------------------------------------

#        Mara0 Quill1 said2 “3we4 lost5”6 and7 blamed8 rain9 .10
FIRST = "Mara Quill said “we lost” and blamed rain."
#         Odd0 Ness1 fears2 that3 it4 floods5 .6
SECOND = "Odd Ness fears that it floods."

GOLD = [
    Gold(
        name="first",
        text=FIRST,
        annotators={
            "": (
                attribution(FIRST, "Mara Quill", "said", "“we lost”"),
                attribution(FIRST, "Mara Quill", "blamed", "rain"),
            )
        },
    ),
    Gold(
        name="second",
        text=SECOND,
        annotators={"": (attribution(SECOND, "Odd Ness", "fears", "that it floods"),)},
    ),
]
FOUND = {
    "first": [
        attribution(FIRST, "", "blamed", "rain"),  # no source
        attribution(FIRST, "Quill", "said", "“we lost”"),  # half of the source
    ],
    "second": [
        attribution(SECOND, "it", "floods", "Odd"),  # not there at all
        attribution(SECOND, "Odd Ness", "fears", "it floods"),  # two of the content's three words
    ],
}
BY_HAND = {  # items in gold, items found, precision, recall
    "fragment.source": (2, 3, 1 / 3, 1 / 2),  # the source that two attributions share counts once
    "fragment.cue": (3, 4, 3 / 4, 1),
    "fragment.content": (3, 4, 2 / 4, 2 / 3),
    "overlap.source": (2, 3, 2 / 3, 1),
    "overlap.cue": (3, 4, 3 / 4, 1),
    "overlap.content": (3, 4, 3 / 4, 1),
    "token.source": (4, 4, 3 / 4, 3 / 4),
    "token.cue": (3, 4, 3 / 4, 1),
    "token.content": (8, 8, 7 / 8, 7 / 8),
    "relation.exact": (3, 4, 0, 0),
    "relation.exact_tokens": (3, 4, 0, 0),
    "relation.iou50": (3, 4, 2 / 4, 2 / 3),
    "relation.overlap": (3, 4, 2 / 4, 2 / 3),
    "relation.overlap_all": (3, 4, 2 / 4, 2 / 3),
    "speaker": (3, 3, 2 / 3, 2 / 3),
    "speaker_named": (3, 3, 2 / 3, 2 / 3),
    "type.all": (3, 4, 3 / 4, 1),
    "type.direct": (1, 1, 1, 1),
    "type.mixed": (0, 0, 0, 0),
    "type.indirect": (2, 3, 2 / 3, 1),
}


def test_every_metric_of_a_small_set():
    scores = score(GOLD, FOUND, QUICK)
    assert scores.documents == 2
    assert list(scores.metrics) == sorted(BY_HAND)
    for name, (gold, predicted, precision, recall) in BY_HAND.items():
        metric = scores.metrics[name]
        assert (metric.gold, metric.predicted) == (gold, predicted), name
        assert metric.precision.value == pytest.approx(precision), name
        assert metric.recall.value == pytest.approx(recall), name
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0
        assert scores.f1(name) == pytest.approx(f1), name


# --- one document, one question at a time --------------------------------------------------------------

TEXT = 'Ann said "we won" today.\nBob denied that it rained, officials say. "Go," she said.'
ONE = attribution(TEXT, "Ann", "said", '"we won"')
TWO = attribution(TEXT, "Bob", "denied", "that it rained")
THREE = attribution(TEXT, "officials", "say", "Bob denied that it rained")
BARE = attribution(TEXT, "", "say", "Bob denied that it rained")
ALL = [ONE, TWO, THREE]
SWAPPED = [
    ONE,
    attribution(TEXT, "officials", "denied", "that it rained"),
    attribution(TEXT, "Bob", "say", "Bob denied that it rained"),
]
MOVED = attribution(TEXT, "Bob", "denied", "today")
PARTS = attribution(TEXT, "Bob", "denied", "that", "it rained")
WORD = attribution(TEXT, "Bob", "denied", "rained")
CUT = attribution(TEXT, "Bob", "denied", "it rained")
LONG = attribution(TEXT, "Ann", "said", '"we won" today')
WIDE = GoldAttribution(source=ONE.source, cue=ONE.cue, content=(Span(8, 18),))  # the blanks around it too


def scored(gold: list[GoldAttribution], found: list[GoldAttribution]) -> Scores:
    return score([Gold(name="x", text=TEXT, annotators={"": tuple(gold)})], {"x": found}, QUICK)


@pytest.mark.parametrize(
    ("metric", "gold", "found", "f1"),
    [
        ("relation.exact", ALL, [ONE, TWO], 0.8),
        ("relation.exact", ALL, [], 0),
        ("relation.exact", [], ALL, 0),
        ("relation.exact", ALL, [ONE, ONE, ONE], 1 / 3),  # a gold attribution is matched once
        ("fragment.cue", ALL, [ONE, ONE, ONE], 0.5),  # but a repeated span counts once
        ("fragment.source", ALL, SWAPPED, 1),  # spans all right, links wrong
        ("relation.exact", ALL, SWAPPED, 1 / 3),
        ("relation.overlap", ALL, SWAPPED, 1 / 3),
        ("speaker", ALL, SWAPPED, 1 / 3),
        ("relation.exact", [TWO], [CUT], 0),
        ("relation.exact_tokens", [TWO], [CUT], 0),
        ("relation.iou50", [TWO], [CUT], 1),
        ("fragment.content", [TWO], [CUT], 0),
        ("overlap.content", [TWO], [CUT], 1),
        ("relation.iou50", [TWO], [WORD], 0),
        ("relation.overlap", [TWO], [WORD], 1),
        ("speaker", [TWO], [WORD], 0),  # no content found, so no speaker to judge
        ("relation.exact", [BARE], [BARE], 1),
        ("relation.exact", [THREE], [BARE], 0),  # an empty role agrees with an empty role only
        ("relation.overlap_all", [BARE], [THREE], 0),
        ("speaker", [THREE], [BARE], 0),
        ("speaker_named", [BARE], [BARE], 0),  # gold names nobody
        ("relation.overlap", [MOVED], [TWO], 1),  # the cue is right, the content elsewhere
        ("relation.overlap_all", [MOVED], [TWO], 0),
        ("relation.exact", [WIDE], [ONE], 1),  # blanks do not matter
        ("relation.exact", [PARTS], [TWO], 0),  # the same tokens, cut differently
        ("relation.exact_tokens", [PARTS], [TWO], 1),
        ("type.direct", [ONE], [LONG], 1),  # a pair has gold's type
        ("type.mixed", [ONE], [LONG], 0),
        ("type.indirect", [ONE, TWO, THREE], [ONE, TWO], 2 / 3),
    ],
)
def test_one_question_at_a_time(metric, gold, found, f1):
    assert scored(gold, found).f1(metric) == pytest.approx(f1)


def test_an_unpaired_prediction_has_its_own_type():
    assert scored([TWO], [ONE]).metrics["type.direct"].predicted == 1


def test_gold_against_itself_is_perfect_whatever_the_order():
    scores = scored(ALL, ALL[::-1])
    assert {name for name, metric in scores.metrics.items() if metric.f1.value != 1} == {"type.mixed"}


# --- several documents ---------------------------------------------------------------------------------


def documents(*rights: bool) -> tuple[list[Gold], dict[str, list[GoldAttribution]]]:
    gold = [Gold(name=str(n), text=TEXT, annotators={"": (ONE,)}) for n in range(len(rights))]
    return gold, {str(n): [ONE if right else TWO] for n, right in enumerate(rights)}


def test_identical_documents_give_intervals_without_width():
    estimate = score(*documents(True, True, True), ScoreOptions(resamples=50)).metrics["relation.exact"].f1
    assert (estimate.low, estimate.high) == (1, 1)


def test_intervals_hold_the_figure_and_depend_on_the_seed_alone():
    gold, found = documents(*[True] * 30, *[False] * 10)
    options = ScoreOptions(resamples=200)
    scores = score(gold, found, options)
    estimate = scores.metrics["relation.exact"].f1
    assert estimate.low is not None
    assert estimate.high is not None
    assert 0.5 < estimate.low < estimate.value == 0.75 < estimate.high < 0.95
    assert scores == score(gold, found, options)
    others = [score(gold, found, ScoreOptions(resamples=3, seed=seed)) for seed in range(5)]
    assert len({each.metrics["relation.exact"].f1.low for each in others}) > 1


def test_a_document_without_predictions_counts_and_a_stray_one_is_noted():
    gold, found = documents(True, True)
    scores = score(gold, {"0": found["0"], "elsewhere": [ONE]}, QUICK)
    assert scores.metrics["relation.exact"].recall.value == 0.5
    assert scores.notes == {"predicted documents not in gold": 1}


def test_nothing_to_score_gives_no_metrics():
    assert score([], {}).to_json() == {"documents": 0, "notes": {}, "metrics": {}}


TWICE = Gold(name="x", text=TEXT, annotators={"zoe": (ONE, TWO), "abe": (ONE,)})


def test_of_several_annotators_the_first_or_all_are_scored():
    first = score([TWICE], {"x": [ONE]}, QUICK)
    assert (first.documents, first.f1("relation.exact")) == (1, 1)
    everyone = score([TWICE], {"x": [ONE]}, ScoreOptions(annotators="all", resamples=0))
    assert everyone.documents == 2
    assert everyone.metrics["relation.exact"].recall.value == pytest.approx(2 / 3)


def test_annotators_are_scored_against_each_other_both_ways():
    alone = Gold(name="y", text=TEXT, annotators={"zoe": (ONE,)})
    scores = score_annotators([TWICE, alone], QUICK)
    assert scores.documents == 1
    metric = scores.metrics["relation.exact"]
    assert (metric.gold, metric.predicted) == (3, 3)
    assert metric.f1.value == pytest.approx(2 / 3)


# --- what leaves ------------------------------------------------------------------------------------------


def test_json_has_every_figure_and_interval():
    row = score(GOLD, FOUND, ScoreOptions(resamples=20)).to_json()
    assert json.loads(json.dumps(row)) == row
    metric = row["metrics"]["fragment.cue"]
    assert set(metric) == {"p", "r", "f1", "gold", "predicted", "p_95", "r_95", "f1_95"}
    assert metric["p_95"][0] <= metric["p"] <= metric["p_95"][1]
    assert "p_95" not in score(GOLD, FOUND, QUICK).to_json()["metrics"]["fragment.cue"]


def test_rows_fit_their_heads():
    rows = list(score(GOLD, FOUND, ScoreOptions(resamples=20)).rows())
    assert {len(row) for row in rows} == {len(COLUMNS)}
    cells = dict(zip(COLUMNS[:4], rows[0], strict=False))
    assert cells == {"metric": "fragment.content", "gold": "3", "found": "4", "P": "50.0"}


@st.composite
def found_somehow(draw: st.DrawFn) -> list[GoldAttribution]:
    start = st.integers(0, len(TEXT) - 1)
    span = st.builds(lambda at, length: Span(at, at + length), start, st.integers(1, 30))
    role = st.lists(span, max_size=2).map(tuple)
    return draw(st.lists(st.builds(GoldAttribution, source=role, cue=role, content=role), max_size=4))


@given(found_somehow(), found_somehow())
def test_every_figure_is_a_share_and_stricter_rules_are_never_met_more_often(gold, found):
    scores = scored(gold, found)
    for metric in scores.metrics.values():
        assert all(0 <= part.value <= 1 for part in (metric.precision, metric.recall, metric.f1))
    f1 = scores.f1
    assert f1("relation.exact") <= f1("relation.exact_tokens") <= f1("relation.iou50")
    assert f1("relation.iou50") <= f1("relation.overlap_all")
    assert all(f1(f"fragment.{role}") <= f1(f"overlap.{role}") for role in ("source", "cue", "content"))
    swapped = scored(found, gold).metrics["relation.iou50"]
    assert swapped.gold == scores.metrics["relation.iou50"].predicted
