"""Feeds of every kind give the same entries; what is broken is left out."""

import json
import time
from contextlib import suppress

import pytest

from sayso.errors import AbortRun, DocumentError
from sayso.feeds import read_feed, read_list

HERE = "https://tarn.example/feeds/all.xml"
RSS_2 = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Tarn &amp; Courier</title>
<language>en-gb</language><item><guid isPermaLink="false">7</guid>
<title>Bridge &amp;amp; ferry shut</title><link>/bridge?a=1&amp;b=2</link>
<dc:creator>Ada Quill and Tom Marsh</dc:creator><pubDate>Tue, 06 May 2031 10:00:00 +0200</pubDate>
<source url="https://wire.example/">Harbour Wire</source></item>
</channel></rss>"""
RSS_1 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Tarn &amp; Courier</title></channel>
<item rdf:about="https://tarn.example/bridge?a=1&amp;b=2"><title>Bridge &amp;amp; ferry shut</title>
<link>https://tarn.example/bridge?a=1&amp;b=2</link><dc:creator>Ada Quill; Tom Marsh</dc:creator>
<dc:date>2031-05-06T08:00:00Z</dc:date></item></rdf:RDF>"""
RSS_091 = """<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">
<rss version="0.91"><channel><title>Tarn &amp; Courier</title><item><title>Bridge &amp;amp; ferry shut</title>
<link>https://tarn.example/bridge?a=1&amp;b=2</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB"><title>Tarn &amp; Courier</title><entry>
<id>tag:tarn.example,2031:7</id><title type="html">Bridge &amp;amp; ferry shut</title>
<link href="https://tarn.example/bridge?a=1&amp;b=2"/><author><name>Ada Quill</name></author>
<author><name>Tom Marsh</name></author><published>2031-05-06T10:00:00+02:00</published>
<source><title>Harbour Wire</title><link href="https://wire.example/"/></source></entry></feed>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Tarn & Courier",
        "items": [
            {
                "id": 7,
                "url": "/bridge?a=1&b=2",
                "title": "Bridge & ferry shut",
                "authors": [{"name": "Ada Quill"}, {"name": "Tom Marsh"}],
                "date_published": "2031-05-06T10:00:00+02:00",
            },
            "no item",
        ],
    }
)


@pytest.mark.parametrize("text", [RSS_2, RSS_1, RSS_091, ATOM, JSON_FEED])
def test_every_kind_gives_its_entries(text):
    feed = read_feed(text.encode(), address=HERE)
    [entry] = feed.entries
    assert (feed.title, entry.title) == ("Tarn & Courier", "Bridge & ferry shut")
    assert entry.link == "https://tarn.example/bridge?a=1&b=2"
    if text is not RSS_091:
        assert entry.authors == ("Ada Quill", "Tom Marsh")
        assert entry.published == "2031-05-06T08:00:00+00:00"


@pytest.mark.parametrize("text", [RSS_2, ATOM])
def test_where_an_article_is_from_is_kept(text):
    [entry] = read_feed(text.encode(), address=HERE).entries
    assert (entry.source_title, entry.source_url) == ("Harbour Wire", "https://wire.example/")
    assert (entry.language or "").lower() == "en-gb"


def test_broken_xml_is_mended_without_changing_addresses():
    broken = (
        "<rss version='2.0'><channel><title>A &nbsp; B & C &lol;</title>"
        "<item><link>https://a.example/?x=1&y=2</link><dc:creator>Ada Quill</dc:creator></item>"
        "<item><link><![CDATA[https://a.example/?x=3&y=4]]></link></item></channel></rss>"
    )
    feed = read_feed(broken.encode(), address=HERE)
    assert [one.link for one in feed.entries] == ["https://a.example/?x=1&y=2", "https://a.example/?x=3&y=4"]
    assert feed.entries[0].authors == ("Ada Quill",)
    assert feed.title == "A B & C &lol;"


def test_a_web_page_says_which_feeds_it_names():
    link = '<link rel="alternate" type="application/rss+xml" href="/rss?a=1&amp;b=2">'
    with pytest.raises(DocumentError, match=r"https://tarn\.example/rss\?a=1&b=2"):
        read_feed(f"<!doctype html><html><head>{link}</head></html>".encode(), address=HERE)


def test_nothing_is_opened_that_a_feed_names(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("Mara Oduya's secret")
    text = f"<!DOCTYPE rss [<!ENTITY x SYSTEM 'file://{secret}'>]>" + RSS_091.partition(">\n")[2].replace(
        "Tarn", "&x;"
    )
    assert "secret" not in str(read_feed(text.encode(), address=HERE).title)


def test_very_many_entries_are_cut_and_said():
    many = "".join(f"<item><link>https://a.example/{n}</link></item>" for n in range(1200))
    feed = read_feed(f"<rss version='2.0'><channel>{many}</channel></rss>".encode(), address=HERE)
    assert (len(feed.entries), "more than 1000" in (feed.cut or "")) == (1000, True)


@pytest.mark.parametrize(
    "piece", ["<a", "&", "<![CDATA[", "<item>", "<item><title>&lt;", "<x:y>", "<!DOCTYPE["]
)
def test_hostile_text_takes_no_long_time(piece):
    text = "<rss version='2.0'><channel>" + piece * (400_000 // len(piece))
    began = time.process_time()
    with suppress(DocumentError):
        read_feed(text.encode(), address=HERE)
    assert time.process_time() - began < 10


def test_lists_are_opml_or_lines():
    opml = (
        "<opml version='2.0'><body><outline text='News'><outline text='a' xmlUrl='https://a.example/?x&amp;y'/>"
        "</outline><outline xmlUrl='https://b.example/'/><outline xmlUrl='https://b.example/'/></body></opml>"
    )
    assert read_list(opml.encode(), name="f.opml") == ("https://a.example/?x&y", "https://b.example/")
    lines = "# ours\nhttps://a.example/  # the first\n\nhttps://b.example/#top\n"
    assert read_list(lines.encode(), name="f.txt") == ("https://a.example/", "https://b.example/#top")
    for wrong in (b"", b"<opml/>", RSS_2.encode(), b"no address"):
        with pytest.raises(AbortRun):
            read_list(wrong, name="f")
