"""Addresses: what they ask for, and the one address that every search has."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import AbortRun
from sayso.ledger import SaidQuery
from sayso.records import CUE_CLASSES, POLARITIES, QUOTATIONS, SPEAKER_KINDS
from sayso.web.queries import (
    FIELDS,
    ORDERS,
    asks_something,
    has_empty,
    read_mark,
    read_said,
    said_address,
    said_query,
    search_title,
    told_fields,
)


def params_of(address):
    from starlette.datastructures import QueryParams

    return QueryParams(address.partition("?")[2])


texts = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=40).map(str.strip)
searches = st.builds(
    SaidQuery,
    words=texts.map(lambda text: text or None),
    by=texts.map(lambda text: text or None),
    outlet_name=texts.map(lambda text: text or None),
    cue_class=st.none() | st.sampled_from(CUE_CLASSES),
    kind=st.none() | st.sampled_from(SPEAKER_KINDS),
    polarity=st.none() | st.sampled_from(POLARITIES),
    quotation=st.none() | st.sampled_from(QUOTATIONS),
    order=st.none() | st.sampled_from(ORDERS),
    limit=st.none() | st.integers(1, 200),
    all_versions=st.booleans(),
)


@given(searches)
def test_an_address_asks_for_what_it_was_made_from(query):
    assert read_said(params_of(said_address(query))) == query


def test_every_field_of_a_search_has_its_place_in_the_address():
    assert set(FIELDS) == {field.name for field in dataclasses.fields(SaidQuery)}


def test_what_is_empty_is_not_given():
    query = read_said({"words": " ", "by": "Pell", "cue_class": "", "limit": "", "mark": ""})
    assert query == SaidQuery(by="Pell")
    assert read_mark({"mark": " "}) is None
    assert has_empty({"words": "", "by": "Pell"})
    assert not has_empty({"by": "Pell"})


def test_an_address_holds_only_what_is_set_in_one_order():
    assert said_address(SaidQuery()) == "/said"
    assert said_address(SaidQuery(by="Pell", words="no way")) == "/said?words=no+way&by=Pell"


def test_a_change_adds_a_field_or_takes_it_out():
    query = SaidQuery(words="crane", cue_class="deny")
    assert said_query(query, cue_class=None) == "words=crane"
    assert said_query(query, outlet_name="The Ansel Courier", mark="n2") == (
        "words=crane&cue_class=deny&outlet_name=The+Ansel+Courier&mark=n2"
    )


def test_a_field_that_no_search_has_is_a_mistake():
    with pytest.raises(TypeError, match="outlets"):
        said_query(SaidQuery(), outlets="Tideline")


@pytest.mark.parametrize(
    ("params", "problem"),
    [
        ({"cue_class": "shout"}, "no cue class"),
        ({"kind": "fish"}, "no kind"),
        ({"polarity": "maybe"}, "no polarity"),
        ({"quotation": "loud"}, "no quotation"),
        ({"order": "random"}, "no order"),
        ({"limit": "many"}, "no number"),
        ({"limit": "0"}, "no number"),
        ({"limit": "²"}, "no number"),
        ({"words": "x" * 501}, "too long"),
    ],
)
def test_what_there_is_not_is_refused(params, problem):
    with pytest.raises(AbortRun, match=problem):
        read_said(params)


def test_nobody_gets_more_than_two_hundred():
    assert read_said({"limit": "1" * 30}).limit == 200


def test_control_characters_and_halves_of_characters_are_in_no_search():
    assert read_said({"words": "cr\x00ane\ud800 "}).words == "cr ane"
    # Joiners are letters' own in many scripts.
    assert read_said({"words": "می\u200cشود"}).words == "می\u200cشود"


def test_a_search_is_told_in_words():
    query = SaidQuery(words="crane", speaker="1f", since="2031", all_versions=True)
    assert [value for _, _, value in told_fields(query, speaker="Ada Quill")] == [
        "crane",
        "Ada Quill",
        "2031",
        "older ones too",
    ]
    assert search_title(query, speaker="Ada Quill").startswith("“crane”, speaker Ada Quill")
    assert search_title(SaidQuery(order="oldest")) == "Everything said"


def test_order_and_length_ask_for_nothing():
    assert not asks_something(SaidQuery(order="oldest", limit=5))
    assert asks_something(SaidQuery(document="1a"))
