"""The parameters of the API are the ledger's own questions, no more and no less."""

from __future__ import annotations

from dataclasses import fields

import pytest

from sayso.ledger import DocumentList, OutletList, SaidQuery, SpeakerList
from sayso.web.api.asked import Asked, DocumentsAsked, OutletsAsked, SaidAsked, SpeakersAsked
from sayso.web.queries import FIELDS, MOST


@pytest.mark.parametrize(
    ("asked", "question"),
    [
        (SaidAsked, SaidQuery),
        (SpeakersAsked, SpeakerList),
        (DocumentsAsked, DocumentList),
        (OutletsAsked, OutletList),
    ],
)
def test_every_field_of_a_question_can_be_asked_and_nothing_else(asked, question):
    assert set(asked.model_fields) == {field.name for field in fields(question)} | {"mark"}


def test_the_parameters_of_a_search_are_those_of_the_pages_in_their_order():
    assert tuple(SaidAsked.model_fields) == (*FIELDS, "mark")


@pytest.mark.parametrize("asked", Asked.__subclasses__(), ids=lambda asked: asked.__name__)
def test_what_may_be_asked_is_described(asked):
    for name, field in asked.model_fields.items():
        plain = name in ("polarity", "kind", "sort")
        assert field.description or plain, f"{asked.__name__}.{name}"


def test_what_is_asked_becomes_the_question():
    query = SaidAsked(words=" bridge ", cue_class="deny", since="", limit=7, all_versions=True).query()
    assert query == SaidQuery(words="bridge", cue_class="deny", limit=7, all_versions=True)
    wanted = DocumentsAsked(part=" quay ", sort="title", descending=False).wanted()
    assert (wanted.part, wanted.sort, wanted.descending) == ("quay", "title", False)


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"limit": MOST + 1}, {"word": "x"}, {"cue_class": "shout"}])
def test_what_cannot_be_asked_is_refused(client, wrong):
    answer = client.get("/api/said", params=wrong)
    assert answer.status_code == 422
    assert answer.json()["subject"] == next(iter(wrong))
