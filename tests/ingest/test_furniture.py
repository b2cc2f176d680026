"""What is no part of the article is left out, and nothing that is."""

import time

import pytest

from sayso.ingest.furniture import ELEMENTS, RULES, named, without_furniture
from sayso.ingest.html import find_text, parse_page

PROSE = [
    "The old bridge at Tarn will stay closed until spring, said the mayor, Ada Quill.",
    "“We can’t wait,” said Tom Marsh, who runs the café beside it. “It’s our living.”",
    "The council denied that it had known of the cracks for a year, as a report by engineers claims.",
]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Read more: Mayor denies that the bridge was closed too late", "a link to another article"),
        ("[Related: What the engineers said about the pier]", "a link to another article"),
        ("SEE ALSO: Tarn council ‘knew of the cracks’", "a link to another article"),
        ("Also on tarn.example Mayor threatened with a vote", "a link to another article"),
        ("More on the bridge: https://tarn.example/bridge", "an address to go to"),
        ("Sign up for our daily newsletter.", "an invitation to subscribe"),
        ("Get the day's headlines delivered to your inbox by the Courier.", "an invitation to subscribe"),
        ("CLICK HERE TO GET THE COURIER APP", "an invitation to subscribe"),
        ("Follow the Courier on Facebook and Twitter.", "an invitation to follow"),
        ("Ivo Reed writes about bridges. Follow him on Twitter @ivoreed.", "how to reach the author"),
        ("Ivo Reed can be reached at ivo@tarn.example or by telephone.", "how to reach the author"),
        ("If you buy something through our links, we may earn a share of it.", "a notice of trade"),
        ("What have you seen at the bridge? We'd love to hear from you.", "a word to the reader"),
        ("We use cookies so that this page knows you.", "a word to the reader"),
        ("Thanks for signing up!", "a word to the reader"),
        ("Share this article", "a button"),
        ("Advertisement", "a button"),
        ("YOU MAY ALSO LIKE:", "the heading of a list of other articles"),
        ("Most read in world news", "the heading of a list of other articles"),
    ],
)
def test_furniture_is_known_by_its_rule(line: str, rule: str) -> None:
    assert list(named([*PROSE, line])) == [*((prose, None) for prose in PROSE), (line, rule)]


@pytest.mark.parametrize(
    "line",
    [
        *PROSE,
        "Read more than one report, she told the council, and you know less.",
        "Related to the mayor, he said nothing.",
        "“Sign up or lose it,” the leaflet said.",
        "Follow the money, the auditor said, and you end at the pier.",
        "She said that the newsletter had lied to its readers.",
        "The mayor said that she would like to hear from the engineers.",
        "Ms Quill wrote on Twitter that the bridge was safe.",
        "Share prices fell after the port said it would close.",
        "Popular with anglers, the pier was never meant to carry lorries, its builder said.",
        "If you buy the bridge, you own the cracks, said Mr Marsh.",
        "Get out of the car, the officer told him.",
        "Comments by the mayor angered the dockers.",
        "He also said that the pier was sound.",
        "Also on Monday, the port said that it had no plans.",
        "Also on the agenda",
        "Also: see what the council said on page 4.",
        "Download speeds have doubled since 2030, the minister claimed.",
    ],
)
def test_what_is_said_in_an_article_stays(line: str) -> None:
    assert without_furniture([PROSE[0], line]) == [PROSE[0], line]


def test_a_list_of_other_articles_ends_where_prose_goes_on() -> None:
    lines = [PROSE[0], "Don't miss", "Mayor in the dock", "Why bridges crack [VIDEO]", PROSE[1], "A heading"]
    assert without_furniture(lines) == [PROSE[0], PROSE[1], "A heading"]


def test_every_rule_has_a_name_of_its_own() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


def _text(*paragraphs: str) -> str:
    body = "".join(f"<p>{words}</p>" for words in PROSE) + "".join(paragraphs)
    return find_text(parse_page(f"<html><body><article>{body}</article></body></html>", subject="x"))


@pytest.mark.parametrize(
    "element",
    [
        "<p><a href='/a'>MAYOR DENIES THAT SHE KNEW OF THE CRACKS IN THE BRIDGE</a></p>",
        "<p><strong><a href='/a'>Mayor denies that she knew of the cracks</a></strong></p>",
        "<div class='Newsletter-box'><p>The day's news, said our readers, in one letter.</p></div>",
        "<ul><li><a href='/a'>Why bridges crack, they say</a></li><li><a href='/b'>Pier sound</a></li></ul>",
        "<ul><li><a href='/a'><h3>Why bridges crack</h3></a><p>Engineers say it is the salt.</p></li></ul>",
    ],
)
def test_elements_that_lead_elsewhere_are_left_out(element: str) -> None:
    assert _text(element) == "\n".join(PROSE)


@pytest.mark.parametrize(
    ("element", "line"),
    [
        (
            "<p>The council <a href='/a'>denied</a> that it had a plan.</p>",
            "The council denied that it had a plan.",
        ),
        (
            "<p>Sen. <span class='rollover'>Mara Oduya<span class='rollover-block'>Mara OduyaPier row"
            " grows</span></span> denied it again.</p>",
            "Sen. Mara Oduya denied it again.",
        ),
        (
            "<p>The <span class='tooltip'>PAT<span class='tooltiptext'>Port Authority of Tarn</span></span>"
            " said that it would wait.</p>",
            "The PAT said that it would wait.",
        ),
    ],
)
def test_what_links_and_boxes_stand_in_is_kept(element: str, line: str) -> None:
    assert _text(element) == "\n".join([*PROSE, line])


def test_an_article_in_a_newsletter_is_kept() -> None:
    page = f"<html><body><div class='newsletter-post'>{''.join(f'<p>{w}</p>' for w in PROSE * 3)}</div>"
    assert find_text(parse_page(page, subject="x")).startswith(PROSE[0])


@pytest.mark.parametrize(
    "body",
    [
        "<p><a href=x>b c</a></p>" * 16_000,
        "<ul>" + "<li><a href=x>b</a></li>" * 16_000 + "</ul>",
        "<ul><li><a href=x>b</a>" * 100 + "<p>x" * 30_000,
        "<li>" + "<h3><a href=x>b</a></h3>" * 16_000,
    ],
)
def test_pages_made_to_be_slow_are_searched_in_seconds(body: str) -> None:
    page = parse_page(f"<html><body>{body}", subject="x")
    begun = time.process_time()
    for path in ELEMENTS:
        page.xpath(path)
    assert time.process_time() - begun < 20
