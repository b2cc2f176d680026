"""Linked data is read where it is sound and passed over where it is not."""

import json

import pytest

from sayso.ingest.html import parse_page
from sayso.ingest.linked_data import find_linked_data
from sayso.records import Metadata

ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Bridge &amp; road <i>closed</i>",
    "author": [{"@type": "Person", "name": "Ada Quill"}, "Tom Marsh", {"name": "https://tarn.example"}],
    "publisher": {"@type": "Organization", "name": "Tarn Courier"},
    "datePublished": "2020-01-12T10:30:00Z",
}
FOUND = Metadata(
    title="Bridge & road closed",
    outlet="Tarn Courier",
    authors=("Ada Quill", "Tom Marsh"),
    published="2020-01-12T10:30:00Z",
)


def _find(*scripts: object) -> Metadata:
    texts = (script if isinstance(script, str) else json.dumps(script) for script in scripts)
    markup = "".join(f'<script type="application/ld+json">{text}</script>' for text in texts)
    return find_linked_data(parse_page(f"<html><head>{markup}</head><body><p>x</body></html>", subject="x"))


@pytest.mark.parametrize(
    "script",
    [
        ARTICLE,
        [ARTICLE],
        {"@graph": [{"@type": "WebSite", "name": "Other"}, ARTICLE]},
        {"@type": "WebPage", "datePublished": "1999-01-01", "mainEntity": ARTICLE},
        ARTICLE | {"@type": ["http://schema.org/NewsArticle", "Thing"]},
        f"<!-- {json.dumps(ARTICLE)} -->",
        f"//<![CDATA[\n{json.dumps(ARTICLE)}\n//]]>",
        {"@graph": [ARTICLE | {"publisher": {"@id": "#us"}}, {"@id": "#us", "name": "Tarn Courier"}]},
    ],
)
def test_an_article_is_found_wherever_it_stands(script: object) -> None:
    assert _find(script) == FOUND


def test_the_first_article_is_the_pages_own() -> None:
    assert _find(ARTICLE, ARTICLE | {"headline": "Read next"}) == FOUND


def test_a_web_pages_date_stands_in_for_an_articles() -> None:
    page = {"@type": "WebPage", "name": "Tarn", "datePublished": "2020-01-12"}
    assert _find(page) == Metadata(published="2020-01-12")


@pytest.mark.parametrize(
    "script",
    ["", "{broken", "[" * 100_000, "null", "3", {"@type": "Event"}, {"@type": 3}, ARTICLE | {"@type": None}],
)
def test_what_is_no_article_is_passed_over(script: object) -> None:
    assert _find(script) == Metadata()
    assert _find(script, ARTICLE) == FOUND


def test_values_of_the_wrong_kind_are_not_known() -> None:
    wrong = {"headline": 3, "author": {"name": None}, "publisher": [[]], "datePublished": {}}
    assert _find({"@type": "Article", **wrong}) == Metadata()
