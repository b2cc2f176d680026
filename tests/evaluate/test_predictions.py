import json

import pytest

from sayso.errors import AbortRun
from sayso.evaluate.brat import GoldAttribution
from sayso.evaluate.predictions import read_predictions
from sayso.records import Span


def test_rows_of_either_form_join_by_document_and_nested_ones_are_left_out():
    rows = [
        {
            "document": "a",
            "source": [[0, 3]],
            "cue": [{"start": 4, "end": 8, "text": "said"}],
            "content": [[9, 12]],
        },
        {"document": "b", "cue": [[1, 2]], "source": None, "within": None},
        {"document": "a", "cue": [[4, 8]], "content": [[9, 12]], "within": "1f"},
        {"document": "a", "cue": [[14, 18]]},
    ]
    found = read_predictions([*map(json.dumps, rows), "", "\n"])
    assert found == {
        "a": [
            GoldAttribution(source=(Span(0, 3),), cue=(Span(4, 8),), content=(Span(9, 12),)),
            GoldAttribution(cue=(Span(14, 18),)),
        ],
        "b": [GoldAttribution(cue=(Span(1, 2),))],
    }


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '"a"',
        '{"cue": [[1, 2]]}',
        '{"document": "a", "cue": [[2, 1]]}',
        '{"document": "a", "cue": [[1]]}',
    ],
)
def test_a_line_that_is_no_prediction_is_named(line):
    good = '{"document": "a", "cue": [[1, 2]]}'
    with pytest.raises(AbortRun, match=r"file\.jsonl, line 2"):
        read_predictions([good, line], name="file.jsonl")
