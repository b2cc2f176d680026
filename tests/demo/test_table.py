import pytest

from sayso.demo import ARTICLES
from sayso.ingest import read_bytes
from sayso.records import Document


def documents():
    return [
        next(iter(read_bytes(a.read_data(), name=a.name, media_type=a.media_type, given=a.metadata)))
        for a in ARTICLES
    ]


def test_three_outlets_tell_one_event():
    assert len({article.metadata.outlet for article in ARTICLES}) == len(ARTICLES) >= 3
    assert all("Marrow Bridge" in document.text for document in documents())


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.name)
def test_each_is_a_short_article_with_all_that_is_known(document):
    assert isinstance(document, Document)
    assert 150 <= len(document.text.split()) <= 300
    metadata = document.metadata
    assert all([metadata.title, metadata.outlet, metadata.published, metadata.url, metadata.language])


def test_every_kind_of_quotation_mark_is_there():
    text = "".join(document.text for document in documents())
    assert set("“”‘’\"'") <= set(text)


def test_the_web_page_is_only_its_article():
    page = documents()[2].text
    assert "All rights reserved" not in page
    assert "About us" not in page


def test_the_page_says_of_itself_what_the_table_says():
    article = ARTICLES[2]
    alone = next(iter(read_bytes(article.read_data(), name=article.name)))
    assert alone.metadata.title == article.metadata.title
    assert alone.metadata.outlet == article.metadata.outlet
    assert alone.metadata.published == article.metadata.published
    assert alone.metadata.url == article.metadata.url
