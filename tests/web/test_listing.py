from urllib.parse import parse_qsl, urlsplit

import pytest

from sayso.errors import AbortRun
from sayso.ledger import DocumentList, OutletList, SpeakerList
from sayso.web.listing import columns, list_address, read_documents, read_outlets, read_speakers


@pytest.mark.parametrize(
    ("path", "read", "listed"),
    [
        ("/speakers", read_speakers, SpeakerList()),
        ("/speakers", read_speakers, SpeakerList(part="quill & co", kind="person", named_only=True)),
        ("/speakers", read_speakers, SpeakerList(sort="name", descending=False)),
        (
            "/documents",
            read_documents,
            DocumentList(part="כותרת", outlet="A/B", since="2031", until="2031-05"),
        ),
        ("/documents", read_documents, DocumentList(all_versions=True, sort="added", descending=False)),
        ("/outlets", read_outlets, OutletList(part="Lamp", sort="last_published")),
    ],
)
def test_an_address_says_what_is_listed(path, read, listed):
    address = list_address(path, listed)
    assert read(dict(parse_qsl(urlsplit(address).query))) == listed


def test_what_is_as_usual_is_not_in_an_address():
    assert list_address("/documents", DocumentList(limit=3)) == "/documents"
    assert list_address("/documents", DocumentList(part="x"), part=None) == "/documents"


@pytest.mark.parametrize(
    ("read", "params"),
    [
        (read_speakers, {"kind": "wizard"}),
        (read_speakers, {"sort": "title"}),
        (read_documents, {"sort": "name"}),
        (read_outlets, {"part": "x" * 501}),
    ],
)
def test_a_value_that_there_is_not_is_refused(read, params):
    with pytest.raises(AbortRun):
        read(params)


def test_empty_parameters_and_odd_flags_are_as_usual():
    assert read_speakers({"part": " ", "kind": "", "named_only": "", "descending": "maybe"}) == SpeakerList()
    assert read_speakers({"descending": "0", "named_only": "on"}) == SpeakerList(
        descending=False, named_only=True
    )


def test_a_head_sorts_and_a_second_click_turns_around():
    heads = (("title", "Title"), ("published", "Published"))
    first = columns("/documents", DocumentList(part="sea"), heads)
    assert first["title"].sorted is None
    assert first["title"].address == "/documents?part=sea&sort=title&descending=false"
    assert first["published"].sorted == "descending"
    assert first["published"].address == "/documents?part=sea&descending=false"
    turned = columns("/documents", DocumentList(sort="title", descending=False), heads)
    assert turned["title"].sorted == "ascending"
    assert turned["title"].address == "/documents?sort=title"
    assert turned["published"].address == "/documents"
