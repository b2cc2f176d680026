import pytest

from sayso.compare.agencies import find_agency, find_tags
from sayso.compare.pointers import find_pointer, host_of
from sayso.records import Metadata

BODY = "The harbour board closed the sluice at dawn.\n\nNobody was hurt, Ada Quill said.\n"


@pytest.mark.parametrize(
    ("text", "agency", "kind"),
    [
        ("MARTOLVEN (AP) — " + BODY, "Associated Press", "dateline"),
        ("PORT ANSEL, May 3 (Reuters) - " + BODY, "Reuters", "dateline"),
        ("Title\n\nPort Ansel (AFP) – " + BODY, "Agence France-Presse", "dateline"),
        ("By Reuters\n\n" + BODY, "Reuters", "byline"),
        ("By ADA QUILL, Associated Press\n\n" + BODY, "Associated Press", "byline"),
        ("By OSKAR PELL, ASSOCIATED PRESS\n" + BODY, "Associated Press", "byline"),
        ("Oskar Pell | The Associated Press\n" + BODY, "Associated Press", "byline"),
        (BODY + "\n— Associated Press\n", "Associated Press", "credit"),
        (BODY + "\nThe Associated Press contributed to this report.\n", "Associated Press", "credit"),
        (BODY + "\nWith reporting by Oskar Pell and AFP\n", "Agence France-Presse", "credit"),
        (BODY + "\n© 2031 Reuters\n", "Reuters", "credit"),
        (BODY + "\n(Reporting by Oskar Pell; Editing by Ada Quill)\n", "Reuters", "credit"),
        (BODY + "\nReuters\n", "Reuters", "credit"),
    ],
)
def test_where_an_article_names_an_agency(text, agency, kind):
    [tag] = find_tags(text, Metadata())
    assert (tag.agency, tag.kind) == (agency, kind)
    assert tag.span is not None
    assert tag.span.of(text)
    assert tag.because


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "Ada Quill told Reuters that the sluice was closed.\n",
        "The sluice is closed, the Associated Press (AP) reported.\n",
        "He works for AFP in Martolven, where the sluice is.\n",
        "Quill (left) - " + BODY,
        "Trade union UPI (the pilots') - " + BODY,
        "",
    ],
)
def test_what_is_only_told_of_an_agency_is_no_tag(text):
    assert find_tags(text, Metadata()) == ()


def test_what_is_known_beside_the_text():
    [tag] = find_tags(BODY, Metadata(authors=("Ada Quill, Associated Press",)))
    assert (tag.agency, tag.kind, tag.span) == ("Associated Press", "byline", None)
    [tag] = find_tags(BODY, Metadata(outlet="AP News"))
    assert (tag.agency, tag.kind) == ("Associated Press", "outlet")
    [tag] = find_tags(BODY, Metadata(), feed="Reuters")
    assert (tag.agency, tag.kind, tag.because) == ("Reuters", "feed", "its feed gives as source Reuters")
    assert len(find_tags("MARTOLVEN (AP) — " + BODY, Metadata(outlet="Associated Press"))) == 1
    assert find_agency("  the associated  press") == "Associated Press"
    assert find_agency("Northmouth Courier") is None
    assert find_agency(None) is None


@pytest.mark.parametrize(
    ("head", "address"),
    [
        (
            b'<link rel="canonical" href="https://wire.example/1?a=1&amp;b=2">',
            "https://wire.example/1?a=1&b=2",
        ),
        (b"<LINK href='//wire.example/1' REL=canonical />", "https://wire.example/1"),
        (b'<meta name="syndication-source" content="https://wire.example/1">', "https://wire.example/1"),
        (b'<link rel="canonical" href="https://www.echo.example/other">', None),
        (b'<link rel="canonical" href="/other">', None),
        (b'<link rel="stylesheet" href="https://wire.example/1">', None),
        (b'<link rel="canonical" href="javascript:alert(1)">', None),
        (b'<link rel="canonical" href="http://[wire">', None),
        (b'<link rel="canonical">', None),
        (b"", None),
    ],
)
def test_the_address_that_a_page_gives_as_its_own(head, address):
    page = b"<html><head>" + head + b"</head></html>"
    assert find_pointer(page, "https://echo.example/1") == address


def test_a_page_of_no_known_address_points_nowhere():
    assert find_pointer(b'<link rel="canonical" href="https://wire.example/1">', None) is None
    assert host_of("https://www.wire.example/1") == "wire.example"
    assert host_of("http://[") == host_of(None) == ""
