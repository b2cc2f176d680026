"""Sourcing: each attribution is counted once, under the kind of its source."""

from dataclasses import replace

import pytest

from sayso.compare import sourcing_of
from sayso.records import Metadata, Reading, Span, Speaker


def sourced(reading, *speakers, outlet=None):
    """A reading whose attributions have these speakers: (name, kind), None, or "" for no source at all."""
    text = " ".join(f"S{n} said c{n}." for n in range(len(speakers)))
    made = reading(text, *((f"S{n}", "said", f"c{n}", None) for n in range(len(speakers))))
    document = replace(made.document, metadata=Metadata(outlet=outlet))
    given = []
    for one, speaker in zip(made.attributions, speakers, strict=True):
        if speaker == "":
            one = replace(one, source=())
        elif speaker is not None:
            one = replace(one, speaker=Speaker(name=speaker[0], kind=speaker[1], because="test"))
        given.append(replace(one, document_id=document.id))
    return Reading(document, tuple(given))


@pytest.mark.parametrize(
    ("speaker", "kind"),
    [
        (("Ada Quill", "person"), "named"),
        (("the Harbour Board", "organisation"), "named"),
        (("the ministry", "government"), "named"),
        (("critics", "group"), "group"),
        (("a senior official", "anonymous"), "anonymous"),
        (("the report", "document"), "document"),
        (("The Courier", "outlet"), "other media"),
        (("the tideline", "outlet"), "outlet itself"),
        (("Somebody", None), "not resolved"),
        (None, "not resolved"),
        ("", "none"),
    ],
)
def test_kinds(speaker, kind, reading):
    (found,) = sourcing_of(sourced(reading, speaker, outlet="The Tideline"))
    assert (found.kind, found.n_attributions, found.share) == (kind, 1, 1)


def test_counts_and_shares(reading):
    anonymous = ("an official", "anonymous")
    made = sourced(reading, ("Ada Quill", "person"), anonymous, anonymous, None)
    first = made.attributions[1]
    explained = replace(first, anonymity=Span(0, 2))
    made = replace(made, attributions=(made.attributions[0], explained, *made.attributions[2:]))
    assert [(one.kind, one.n_attributions, one.n_explained, one.share) for one in sourcing_of(made)] == [
        ("named", 1, 0, 0.25),
        ("anonymous", 2, 1, 0.5),
        ("not resolved", 1, 0, 0.25),
    ]


def test_nothing_said_nothing_counted(reading):
    assert sourcing_of(reading("It rained.")) == ()
