"""Held to the W3C Web Annotation Data Model (2017), its parts that Sayso uses."""

import io
import json
from dataclasses import replace

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.export import write_web_annotation
from sayso.export.selectors import AROUND
from sayso.export.web_annotation import CLASSES, STYLE
from sayso.placing import read_dom
from sayso.records import SPEAKER_KINDS, Attribution, Document, Metadata, Reading, Span, spans_of

IRI = {"type": "string", "pattern": r"^[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+$"}
MOTIVATIONS = [
    "assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting",
    "identifying", "linking", "moderating", "questioning", "replying", "tagging",
]  # fmt: skip
MODEL = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["@context", "id", "type", "total"],
    "properties": {
        "@context": {"const": "http://www.w3.org/ns/anno.jsonld"},
        "id": IRI,
        "type": {"const": "AnnotationCollection"},
        "label": {"type": "string"},
        "total": {"type": "integer", "minimum": 0},
        "first": {"$ref": "#/$defs/page"},
        "last": IRI,
    },
    "additionalProperties": False,
    "$defs": {
        "page": {
            "type": "object",
            "required": ["id", "type", "items", "partOf"],
            "properties": {
                "id": IRI,
                "type": {"const": "AnnotationPage"},
                "partOf": IRI,
                "startIndex": {"type": "integer", "minimum": 0},
                "items": {"type": "array", "items": {"$ref": "#/$defs/annotation"}, "minItems": 1},
            },
            "additionalProperties": False,
        },
        "annotation": {
            "type": "object",
            "required": ["id", "type", "target"],
            "properties": {
                "id": IRI,
                "type": {"const": "Annotation"},
                "motivation": {"enum": MOTIVATIONS},
                "generator": {"type": "object", "required": ["type"]},
                "stylesheet": {"type": "object", "required": ["type", "value"]},
                "body": {
                    "type": "array",
                    "items": {"oneOf": [{"$ref": "#/$defs/textual"}, {"$ref": "#/$defs/identified"}]},
                },
                "target": {"type": "array", "items": {"$ref": "#/$defs/specific"}, "minItems": 2},
                "dcterms:identifier": {"type": "string"},
                "dcterms:source": {"type": "object", "required": ["id"], "properties": {"id": IRI}},
                "dcterms:isPartOf": {"$ref": "#/$defs/link"},
                "dcterms:references": {"$ref": "#/$defs/link"},
            },
            "additionalProperties": False,
        },
        "textual": {
            "type": "object",
            "required": ["type", "value"],
            "properties": {
                "type": {"const": "TextualBody"},
                "value": {"type": "string"},
                "purpose": {"enum": MOTIVATIONS},
                "format": {"type": "string", "pattern": "^[a-z]+/[a-z.+-]+$"},
                "schema:temporalCoverage": {"type": "string", "pattern": r"^\d{4}"},
            },
            "additionalProperties": False,
        },
        "link": {
            "type": "object",
            "required": ["id"],
            "properties": {"id": IRI},
            "additionalProperties": False,
        },
        "identified": {
            "type": "object",
            "required": ["type", "source"],
            "properties": {
                "type": {"const": "SpecificResource"},
                "purpose": {"enum": MOTIVATIONS},
                "source": {
                    "type": "object",
                    "required": ["id", "type", "name"],
                    "properties": {
                        "id": IRI,
                        "type": {"enum": list(CLASSES.values())},
                        "name": {"type": "string"},
                        "dcterms:identifier": {"type": "string"},
                        "dcterms:type": {"enum": list(SPEAKER_KINDS)},
                        "schema:roleName": {"type": "string"},
                    },
                    "additionalProperties": False,
                },
            },
            "additionalProperties": False,
        },
        "specific": {
            "type": "object",
            "required": ["type", "source", "selector"],
            "properties": {
                "type": {"const": "SpecificResource"},
                "source": IRI,
                "styleClass": {
                    "enum": ["source", "cue", "content", "date", "addressee", "occasion", "anonymity"]
                },
                "selector": {
                    "type": "array",
                    "items": {
                        "oneOf": [
                            {"$ref": "#/$defs/position"},
                            {"$ref": "#/$defs/quote"},
                            {"$ref": "#/$defs/range"},
                        ]
                    },
                    "minItems": 1,
                    "maxItems": 3,
                },
                "rdfs:comment": {"type": "string"},
            },
            "additionalProperties": False,
        },
        "range": {
            "type": "object",
            "required": ["type", "startSelector", "endSelector"],
            "properties": {
                "type": {"const": "RangeSelector"},
                "startSelector": {"$ref": "#/$defs/xpath"},
                "endSelector": {"$ref": "#/$defs/xpath"},
            },
            "additionalProperties": False,
        },
        "xpath": {
            "type": "object",
            "required": ["type", "value"],
            "properties": {
                "type": {"const": "XPathSelector"},
                "value": {"type": "string", "pattern": "^/html"},
                "refinedBy": {"$ref": "#/$defs/position"},
            },
            "additionalProperties": False,
        },
        "position": {
            "type": "object",
            "required": ["type", "start", "end"],
            "properties": {
                "type": {"const": "TextPositionSelector"},
                "start": {"type": "integer", "minimum": 0},
                "end": {"type": "integer", "minimum": 0},
            },
            "additionalProperties": False,
        },
        "quote": {
            "type": "object",
            "required": ["type", "exact"],
            "properties": {
                "type": {"const": "TextQuoteSelector"},
                "exact": {"type": "string", "minLength": 1},
                "prefix": {"type": "string"},
                "suffix": {"type": "string"},
            },
            "additionalProperties": False,
        },
    },
}


def collection(readings):
    out = io.BytesIO()
    write_web_annotation(readings, out)
    found = json.loads(out.getvalue().decode("utf-8"))
    jsonschema.validate(found, MODEL, format_checker=jsonschema.FormatChecker())
    return found


def items(readings):
    return collection(readings).get("first", {"items": []})["items"]


def test_one_annotation_for_each_attribution(build):
    found = collection([build(), build(url="https://courier.example/other")])
    assert found["total"] == len(found["first"]["items"]) == 6
    assert found["first"]["partOf"] == found["id"]
    assert found["last"] == found["first"]["id"]
    assert len({item["id"] for item in found["first"]["items"]}) == 6


def test_an_empty_collection_has_no_page():
    found = collection([])
    assert found["total"] == 0
    assert "first" not in found


def test_each_span_is_a_target_with_its_role(reading):
    second = items([reading])[1]
    assert [target["styleClass"] for target in second["target"]] == ["source", "cue", "content", "content"]
    assert [target["selector"][1]["exact"] for target in second["target"]] == [
        "A docker", "told", "that she had “no idea”", "about the 2nd pier",
    ]  # fmt: skip
    assert second["body"][0] == {
        "type": "TextualBody", "purpose": "tagging", "format": "text/plain", "value": "mixed",
    }  # fmt: skip


def test_only_a_resolved_speaker_is_named(reading):
    named, unnamed, _ = items([reading])
    assert "Mara Oduya" in [body.get("value") for body in named["body"]]
    assert "identifying" not in [body["purpose"] for body in unnamed["body"]]


def bodies(item, purpose):
    return [body for body in item["body"] if body["purpose"] == purpose]


def test_who_speaks_is_a_resource_with_kind_and_role(filled):
    told = items([filled])[2]
    assert bodies(told, "identifying")[0]["value"] == "Ada Quill"
    source = bodies(told, "identifying")[1]["source"]
    assert (source["type"], source["name"]) == ("Person", "Ada Quill")
    assert source["schema:roleName"] == "harbour master"
    assert source["dcterms:type"] == "person"


def test_a_name_is_one_resource_in_a_document_and_another_elsewhere(make_filled):
    found = items([make_filled(), make_filled(url="https://courier.example/2")])
    named = [body["source"] for item in found for body in bodies(item, "identifying") if "source" in body]
    assert len({source["id"] for source in named if source["name"] == "Ada Quill"}) == 2
    assert len({source["dcterms:identifier"] for source in named if source["name"] == "Ada Quill"}) == 1


def test_class_date_and_what_is_remarkable_are_bodies(filled):
    reported, _, _, open_, claimed, *_ = items([filled])
    assert [body["value"] for body in bodies(claimed, "classifying")] == ["claim"]
    assert [body["value"] for body in bodies(claimed, "tagging")] == ["mixed", "distancing"]
    assert [body["value"] for body in bodies(open_, "tagging")] == ["indirect", "negated", "possible"]
    assert bodies(reported, "describing")[0] == {
        "type": "TextualBody", "purpose": "describing", "format": "text/plain",
        "value": "said 2031-05-04: the last one before 2031-05-06", "schema:temporalCoverage": "2031-05-04",
    }  # fmt: skip


def test_what_stands_within_or_answers_another_links_to_its_annotation(filled):
    found = items([filled])
    reported, said, told = found[:3]
    assert said["dcterms:isPartOf"] == {"id": reported["id"]}
    assert told["dcterms:references"] == {"id": said["id"]}
    assert not {"dcterms:isPartOf", "dcterms:references"} & set(reported)


def test_date_addressee_occasion_and_anonymity_are_targets(filled):
    _, said, told = items([filled])[:3]
    marked = {target["styleClass"]: target["selector"][1]["exact"] for target in told["target"][3:]}
    assert marked == {"date": "on Monday", "addressee": "reporters", "occasion": "in a televised briefing"}
    assert said["target"][-1]["styleClass"] == "anonymity"
    assert all(f".{target['styleClass']}" in STYLE for item in (said, told) for target in item["target"])


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://courier.example/bridge?a=1", True),
        ("http://courier.example/ünï", True),
        (None, False),
        ("not an address", False),
        ("javascript:alert(1)", False),
        ("https://courier.example/a b", False),
    ],
)
def test_targets_are_iris(url, kept, build):
    source = items([build(url=url)])[0]["target"][0]["source"]
    assert (source == url) is kept
    assert kept or source.startswith("urn:uuid:")


@given(data=st.data())
@settings(max_examples=40)
def test_both_selectors_mark_the_same_words(data, readings_of):
    reading = data.draw(readings_of())
    text = reading.document.text
    for item, attribution in zip(items([reading]), reading.attributions, strict=True):
        spans = spans_of(attribution)
        for target, span in zip(item["target"], spans, strict=True):
            position, quote = target["selector"]
            assert (position["start"], position["end"]) == (span.start, span.end)
            assert quote["exact"] == text[span.start : span.end]
            around = quote["prefix"] + quote["exact"] + quote["suffix"]
            assert around == text[max(0, span.start - AROUND) : span.end + AROUND]


PAGE = """<!doctype html><html><body><script>var said = "🛶";</script><nav>The pier is safe</nav>
<article><h1>Pier</h1><p>Mara <b>Oduya</b>, the harbour&nbsp;master, said <script>ad()</script>the
pier is safe.<p>She said it twice.</article></body></html>"""
ON_PAGE = "Mara Oduya, the harbour master, said the pier is safe.\nShe said it twice.\nNobody printed this."


def on_page(text=ON_PAGE, **given):
    document = Document(
        name="pier", text=text, raw=PAGE.encode(), media_type="text/html", encoding="utf-8",
        metadata=Metadata(url="https://courier.example/pier"),
    )  # fmt: skip
    document = replace(document, **given)
    pieces = ("Mara Oduya, the harbour master", "said the pier is", "Nobody printed this")
    spans = [Span(text.index(piece), text.index(piece) + len(piece)) for piece in pieces]
    said = Attribution(
        document_id=document.id, source=(spans[0],), cue=(spans[1],), content=(spans[2],),
        quotation="indirect", confidence=0.9, extractor="fake 1",
    )  # fmt: skip
    return Reading(document, (said,))


def test_a_page_is_annotated_in_its_dom_and_its_text_apart():
    [item] = items([on_page()])
    page = [target for target in item["target"] if target["source"] == "https://courier.example/pier"]
    text = [target for target in item["target"] if target["source"] != "https://courier.example/pier"]
    assert [target["styleClass"] for target in page] == ["source", "cue", "cue", "content"]
    assert [target["styleClass"] for target in text] == ["source", "cue", "content"]
    assert len({target["source"] for target in text}) == 1
    dom = read_dom(PAGE).text
    for target in page[:3]:
        between, position, quote = target["selector"]
        words = dom[position["start"] : position["end"]]
        assert words == quote["exact"]
        assert between["startSelector"]["value"].startswith("/html[1]/body[1]/article[1]/p[1]")
        assert dom[position["start"] - len(quote["prefix"]) : position["start"]] == quote["prefix"]
    assert [target["selector"][2]["exact"] for target in page[:3]] == [
        "Mara Oduya, the harbour\u00a0master", "said", "the\npier is",
    ]  # fmt: skip
    assert page[0]["selector"][0]["startSelector"]["refinedBy"]["start"] == 0


def test_what_is_not_in_the_page_says_so_and_has_no_position_there():
    [item] = items([on_page()])
    lost = next(target for target in item["target"] if "rdfs:comment" in target)
    assert lost["rdfs:comment"] == "paragraph 3 was not found in the page's text"
    assert [selector["type"] for selector in lost["selector"]] == ["TextQuoteSelector"]


def test_a_page_whose_bytes_cannot_be_read_says_so():
    [item] = items([on_page(encoding="none")])
    assert {target.get("rdfs:comment") for target in item["target"]} == {
        None, "its bytes are no text in none",
    }  # fmt: skip
