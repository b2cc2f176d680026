"""What a table calls things: told by the user, or known where there is no doubt."""

from datetime import date

import pytest

from sayso.errors import AbortRun
from sayso.ingest.columns import Columns, parse_columns, value_of


@pytest.mark.parametrize(
    ("there", "chosen"),
    [
        (["text", "body", "title"], {"text": "text", "title": "title"}),
        (["Body", "headline", "date"], {"text": "Body", "title": "headline", "published": "date"}),
        (["body", "content", "source"], {"outlet": "source"}),  # which of the two is the text?
        (["date", "published_at", "text"], {"text": "text"}),
        (["id", "name", "text"], {"name": "name", "text": "text"}),
        (["id", "maintext"], {"name": "id", "text": "maintext"}),
        ([], {}),
    ],
)
def test_a_name_is_taken_where_it_is_the_only_one_for_a_thing(there, chosen):
    assert Columns().choose(there) == chosen


def test_what_a_user_names_is_taken_and_the_rest_is_found():
    columns = parse_columns(["text=summary", "outlet=meta.site"])
    assert columns.choose(["summary", "text", "title", "source"]) == {
        "text": "summary",
        "outlet": "meta.site",
        "title": "title",
    }


def test_one_column_is_not_taken_for_two_things():
    assert Columns({"text": "source"}).choose(["source"]) == {"text": "source"}


@pytest.mark.parametrize("wrong", ["text", "text=", "=body", "headline=x", "text=a text=b"])
def test_what_names_no_column_stops_the_run(wrong):
    values = wrong.split() if " " in wrong else [wrong]
    with pytest.raises(AbortRun, match="--column"):
        parse_columns(values)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("a", 1),
        ("a.b", "dotted"),
        ("c.d.e", "deep"),
        ("c.d.f", None),
        ("a.x", None),
        ("day", "2024-05-07"),
    ],
)
def test_dots_reach_into_objects_where_no_column_is_called_so(column, value):
    row = {"a": 1, "a.b": "dotted", "c": {"d": {"e": "deep"}}, "day": date(2024, 5, 7)}
    assert value_of(row, column) == value
