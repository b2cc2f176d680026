"""What a page states about itself is taken as it is stated, and nothing is guessed."""

from datetime import date

import pytest

from sayso.ingest.html import parse_page
from sayso.ingest.page import find_metadata
from sayso.records import Metadata

LATEST = date(2031, 5, 4)


def _find(
    head: str = "", body: str = "<p>x", *, html: str = "<html>", address: str | None = None
) -> Metadata:
    page = parse_page(f"{html}<head>{head}</head><body>{body}</body></html>", subject="x")
    return find_metadata(page, address=address, latest=LATEST)


def test_a_page_that_states_nothing_is_not_known() -> None:
    assert _find() == Metadata()


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ('<meta property="og:title" content="A &amp;amp; B"><title>T</title>', "<h1>H</h1>", "A & B"),
        ("<title>T</title>", "<h1> H <i>h</i></h1>", "H h"),
        ("<title>T</title>", "<h1>H</h1><h1>I</h1>", "T"),
        ("<title> </title>", "<h2>Related</h2>", None),
    ],
)
def test_the_title_is_the_stated_one_else_the_only_heading_else_the_windows(
    head: str, body: str, expected: str | None
) -> None:
    assert _find(head, body).title == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta property="og:site_name" content="Tarn Courier">', "Tarn Courier"),
        ('<meta name="application-name" content="Tarn Courier">', "Tarn Courier"),
        ('<meta property="og:site_name" content="https://tarn.example">', None),
        ('<meta name="twitter:site" content="@tarn">', None),
        ('<meta name="copyright" content="Copyright 2014">', None),
        ("<title>Bridge | Tarn Courier</title>", None),
        ('<link rel="canonical" href="https://tarn.example/">', None),
    ],
)
def test_the_outlet_is_known_only_where_it_is_named(head: str, expected: str | None) -> None:
    assert _find(head).outlet == expected


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ('<meta name="author" content="By Ada Quill">', "", ("Ada Quill",)),
        ('<meta property="article:author" content="https://tarn.example/ada">', "", ()),
        (
            '<meta name="citation_author" content="A"><meta name="citation_author" content="B">',
            "",
            ("A", "B"),
        ),
        ("", '<a rel="author" href="/ada">Ada Quill</a>', ("Ada Quill",)),
        ("", '<div itemprop="author">Ada Quill 12 May 2020 · 3 min</div>', ()),
        ("", '<p class="byline">The Russian and Syrian ministries</p>', ()),
    ],
)
def test_authors_are_those_named_as_such(head: str, body: str, expected: tuple[str, ...]) -> None:
    assert _find(head, body).authors == expected


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ('<meta property="article:published_time" content="2020-01-12">', "", "2020-01-12"),
        (
            '<meta itemprop="datePublished" content="2020-01-12T10:30:00+02:00">',
            "",
            "2020-01-12T10:30:00+02:00",
        ),
        ('<meta name="pubdate" content="January 12, 2020">', "", "2020-01-12"),
        ('<link rel="canonical" href="https://tarn.example/2020/01/12/bridge">', "", "2020-01-12"),
        ('<link rel="canonical" href="https://tarn.example/2020/01/bridge">', "", None),
        ("", '<time datetime="2020-01-12T10:30Z">Sunday</time>', "2020-01-12T10:30:00+00:00"),
        ("", '<span class="entry-date">12 January 2020</span>', "2020-01-12"),
        ("", '<time pubdate datetime="2020-01-12"></time><time datetime="2020-01-20"></time>', "2020-01-12"),
        # None of these says when the article was published.
        ("", '<time datetime="2020-01-12"></time><time datetime="2020-01-20"></time>', None),
        ('<meta property="article:modified_time" content="2020-01-12">', "", None),
        ('<meta property="og:updated_time" content="2020-01-12">', "", None),
        ('<meta itemprop="copyrightYear" content="2020">', "", None),
        ('<meta property="og:image" content="https://tarn.example/2020/01/12/a.jpg">', "", None),
        ("", "<p>On 2020-01-12 the bridge was closed, and on 12 January 2020 the road.</p>", None),
        ("", '<span class="posted">Updated 12 January 2020</span>', None),
        ("", "<footer>Copyright 2020. Last updated 12 January 2020</footer>", None),
        ("<title>What happened on 12 January 2020</title>", "<h1>12 January 2020</h1>", None),
        ('<meta property="article:published_time" content="2031-05-05">', "", None),
        ('<meta property="article:published_time" content="03/04/2020">', "", None),
    ],
)
def test_the_day_of_publication_is_the_one_stated_as_such(head: str, body: str, expected: str | None) -> None:
    assert _find(head, body).published == expected


@pytest.mark.parametrize(
    ("stated", "address", "expected"),
    [
        ("https://tarn.example/a", None, "https://tarn.example/a"),
        ("/a", None, None),
        ("/a", "https://tarn.example/b?x=1", "https://tarn.example/a"),
        ("https://www.tarn.example/a", "https://tarn.example/b", "https://www.tarn.example/a"),
        ("https://elsewhere.example/a", "https://tarn.example/b", "https://tarn.example/b"),
        ("javascript:alert(1)", "https://tarn.example/b", "https://tarn.example/b"),
        ("javascript:alert(1)", None, None),
        ("http://[", "https://tarn.example/b", "https://tarn.example/b"),
    ],
)
def test_a_page_is_believed_about_its_address_only_at_its_own_host(
    stated: str, address: str | None, expected: str | None
) -> None:
    assert _find(f'<link rel="canonical" href="{stated}">', address=address).url == expected


@pytest.mark.parametrize(
    ("html", "head", "expected"),
    [
        ('<html lang="en-GB">', "", "en-GB"),
        ('<html xml:lang="fr">', "", "fr"),
        ("<html>", '<meta property="og:locale" content="en_US">', "en-US"),
        ('<html lang="not a tag">', "", None),
    ],
)
def test_the_language_is_the_one_stated(html: str, head: str, expected: str | None) -> None:
    assert _find(head, html=html).language == expected
