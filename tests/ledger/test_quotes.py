"""The same quotation in several documents, in the ledger: found, grouped, listed, kept in step."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from sayso.ledger import Ledger, QuotedElsewhere, QuoteGroup, QuotesQuery, SaidQuery, group_row, pieces_of
from sayso.records import Reading

LONG = "We will not close the harbour before Friday. Nobody asked the pilots about the leaning crane."
ALTERED = "We will close the old harbour before Friday. Nobody asked the pilots about the leaning crane."


def article(
    telling, said: str, *, name: str, day: str = "2031-05-05", who: str = "Ada Quill", **more
) -> Reading:
    """An article of an outlet that is called like it, in which somebody says this."""
    text = f"{name} writes from the quay. “{said}” {who} said to all of {name}.\n"
    outlet = more.pop("outlet", name)
    return telling.reading(
        text, ((who, "said", f"“{said}”"),), name=name, outlet=outlet, published=day, **more
    )


def told(group: QuoteGroup) -> list[tuple[tuple[str, ...], str]]:
    """Each version: the outlets, and what it is called."""
    return [(tuple(sorted(place.outlet for place in one.places)), one.mark) for one in group.versions]


def groups(ledger: Ledger, **asked) -> list[QuoteGroup]:
    return list(ledger.quotes(QuotesQuery(**asked)).rows)


def whole(ledger: Ledger) -> None:
    assert list(ledger.verify()) == []


def test_the_same_words_in_two_outlets_are_one_quotation(ledger: Ledger, telling) -> None:
    for name in ("Tideline", "Courier"):
        telling.add(ledger, article(telling, LONG, name=name))
    [group] = groups(ledger)
    assert told(group) == [(("Courier", "Tideline"), "same")]
    assert (group.n_documents, group.n_origins, group.n_outlets, group.altered) == (2, 2, 2, False)
    place = group.versions[0].places[0]
    assert [span.of(place.hit.text) for span in place.stretches] == [LONG]
    assert groups(ledger, altered=True) == []
    whole(ledger)


def test_what_is_worded_differently_is_shown_word_by_word(ledger: Ledger, telling) -> None:
    telling.add(ledger, article(telling, LONG, name="Tideline"))
    telling.add(ledger, article(telling, ALTERED, name="Courier", day="2031-05-06"))
    [group] = groups(ledger, altered=True)
    first, second = group.versions
    assert (second.against, second.mark) == (0, "altered")
    kinds = [one.kind for one in second.differences]
    assert sorted(kinds) == ["added", "negation"] or sorted(kinds) == ["left out", "negation"]
    for one in second.differences:
        ours = [span.of(second.places[0].hit.text) for span in one.ours]
        theirs = [span.of(first.places[0].hit.text) for span in one.theirs]
        assert ours or theirs
        assert "Courier" in one.because
        assert "Tideline" in one.because
    shown = "".join(piece.text for piece in pieces_of(group, 1) if piece.how in ("same", "new"))
    assert " ".join(shown.split()) == second.places[0].stretches[0].of(second.places[0].hit.text)
    assert {piece.text for piece in pieces_of(group, 1) if piece.how in ("gone", "new")} == {"not", "old"}
    assert any("Ada Quill" in reason for reason in second.reasons)


def test_an_excerpt_is_no_altered_one(ledger: Ledger, telling) -> None:
    telling.add(ledger, article(telling, LONG, name="Tideline"))
    short = "Nobody asked the pilots about the leaning crane."
    telling.add(ledger, article(telling, short, name="Courier"))
    [group] = groups(ledger)
    assert not group.altered
    assert [one.mark for one in group.versions][1] == "excerpt"


def test_a_stump_line_of_another_year_is_another(ledger: Ledger, telling) -> None:
    telling.add(ledger, article(telling, "We will win the port.", name="Tideline"))
    telling.add(ledger, article(telling, "We will win the port.", name="Courier", day="2033-01-01"))
    telling.add(ledger, article(telling, "No comment.", name="Lamp"))
    telling.add(ledger, article(telling, "No comment.", name="Wire"))
    assert groups(ledger) == []


def fill(telling) -> list[Reading]:
    """Articles with versions of two quotations, and some that are alone."""
    other = "The inspection of the crane was never finished, and the papers of the Harbour Board show it."
    return [
        article(telling, LONG, name="Tideline"),
        article(telling, ALTERED, name="Courier"),
        article(telling, "Nobody asked the pilots about the leaning crane.", name="Lamp", day="2031-05-07"),
        article(telling, other, name="Wire", who="Oskar Pell"),
        article(telling, other.replace("never", "not"), name="Herald", who="Oskar Pell", day="2031-05-06"),
        article(telling, "A cat sat on the warm roof of the customs house all day long.", name="Echo"),
    ]


def shape(ledger: Ledger) -> set[frozenset[str]]:
    return {
        frozenset(place.outlet for version in group.versions for place in version.places)
        for group in groups(ledger)
    }


EXPECTED = {frozenset({"Tideline", "Courier", "Lamp"}), frozenset({"Wire", "Herald"})}


def test_the_order_of_adding_does_not_matter(place: str, telling) -> None:
    with Ledger.open(place) as ledger:
        readings = fill(telling)
        random.Random(5).shuffle(readings)
        for reading in readings:
            telling.add(ledger, reading)
        assert shape(ledger) == EXPECTED
        whole(ledger)


def test_adding_many_at_once_finds_the_same(ledger: Ledger, telling) -> None:
    ledger.add_many(fill(telling), extractor="model 1", now=telling.now)
    assert shape(ledger) == EXPECTED
    assert ledger.quotes_waiting() == 0
    whole(ledger)


def test_a_purge_leaves_nothing_and_takes_groups_apart(ledger: Ledger, telling) -> None:
    readings = fill(telling)
    ledger.add_many(readings, extractor="model 1", now=telling.now)
    ledger.purge(readings[0].document.id, reason="asked to", by="Rana Holt", now=telling.now)
    assert frozenset({"Courier", "Lamp"}) in shape(ledger)
    whole(ledger)
    ledger.purge(readings[1].document.id, reason="asked to", by="Rana Holt", now=telling.now)
    assert shape(ledger) == {frozenset({"Wire", "Herald"})}
    whole(ledger)


def test_a_new_reading_replaces_what_the_old_one_found(ledger: Ledger, telling) -> None:
    telling.add(ledger, article(telling, LONG, name="Tideline"))
    telling.add(ledger, article(telling, LONG, name="Courier"))
    assert len(groups(ledger)) == 1
    text = article(telling, LONG, name="Courier").document.text
    blind = telling.reading(
        text, (("Courier", "writes", "from the quay"),), name="Courier", outlet="Courier",
        published="2031-05-05", extractor="model 2",
    )  # fmt: skip
    telling.add(ledger, blind)
    assert groups(ledger) == []
    whole(ledger)


def test_a_new_version_of_a_page_takes_the_place_of_the_old_one(ledger: Ledger, telling) -> None:
    telling.add(ledger, article(telling, LONG, name="Tideline"))
    url = "https://courier.example/crane"
    telling.add(ledger, article(telling, LONG, name="Courier", url=url))
    telling.add(ledger, article(telling, ALTERED, name="Courier", url=url))
    [group] = groups(ledger)
    assert group.altered
    assert group.n_documents == 2
    whole(ledger)


def test_who_is_merged_says_the_same(ledger: Ledger, telling) -> None:
    short = "The crane was inspected in March."
    telling.add(ledger, article(telling, short, name="Tideline"))
    telling.add(ledger, article(telling, short, name="Courier", who="Mona Lund"))
    assert groups(ledger) == []
    quill, lund = (ledger.find_speakers(name)[0].id for name in ("Ada Quill", "Mona Lund"))
    number = ledger.merge(quill, lund, by="Rana Holt", reason=None, now=telling.now)
    assert len(groups(ledger)) == 1
    whole(ledger)
    ledger.undo(number, by="Rana Holt", now=telling.now)
    assert groups(ledger) == []
    whole(ledger)


def test_relinking_keeps_them(ledger: Ledger, telling) -> None:
    ledger.add_many(fill(telling), extractor="model 1", now=telling.now)
    ledger.relink()
    assert shape(ledger) == EXPECTED
    whole(ledger)


def test_what_is_asked_for_narrows_the_list(ledger: Ledger, telling) -> None:
    ledger.add_many(fill(telling), extractor="model 1", now=telling.now)
    tideline = ledger.find_documents("Tideline")[0].id
    pell = ledger.find_speakers("Oskar Pell")[0].id

    def outlets(**asked) -> set[str]:
        return {place.outlet for one in groups(ledger, **asked) for v in one.versions for place in v.places}

    pells, quills = {"Wire", "Herald"}, {"Tideline", "Courier", "Lamp"}
    assert outlets(by="pell") == outlets(speaker=pell) == outlets(words="papers") == pells
    assert outlets(document=tideline) == outlets(outlet="lamp") == outlets(words='"leaning crane"') == quills
    assert outlets(since="2031-05-07") == quills
    assert outlets(until="2031-05-04") == set()
    assert outlets(words="zeppelin") == outlets(words="!") == set()
    assert outlets(altered=True) == pells | quills


def test_pages_follow_each_other(ledger: Ledger, telling) -> None:
    ledger.add_many(fill(telling), extractor="model 1", now=telling.now)
    first = ledger.quotes(QuotesQuery(limit=1))
    second = ledger.quotes(QuotesQuery(limit=1), mark=first.following)
    assert second.following is None
    assert first.rows[0].id != second.rows[0].id
    assert ledger.quotes(QuotesQuery(limit=1), mark=second.preceding).rows == first.rows


def test_one_is_found_by_any_of_its_attributions(ledger: Ledger, telling) -> None:
    readings = fill(telling)
    ledger.add_many(readings, extractor="model 1", now=telling.now)
    ids = [reading.attributions[0].id for reading in readings]
    assert ledger.quote(ids[0]) == ledger.quote(ids[1]) == ledger.quote(ids[2])
    assert ledger.quote(ids[5]) is None
    assert ledger.quoted_elsewhere(readings[0].document.id) == {
        ids[0]: QuotedElsewhere(n_documents=3, n_origins=3, altered=True)
    }
    assert ledger.quoted_elsewhere(readings[5].document.id) == {}


def test_an_older_ledger_is_looked_through_once(
    ledger: Ledger, telling, tamper: Callable[[str], None]
) -> None:
    ledger.add_many(fill(telling), extractor="model 1", now=telling.now)
    for table in ("quote_keys", "quote_pairs", "quote_groups", "quotes", "quoted_documents"):
        tamper(f"DELETE FROM {table}")
    assert ledger.quotes_waiting() == 6
    assert groups(ledger) == []
    assert list(ledger.place_quotes()) == [6]
    assert shape(ledger) == EXPECTED
    assert ledger.quotes_waiting() == 0
    assert list(ledger.place_quotes()) == []
    whole(ledger)


def test_a_copy_has_them_too(ledger: Ledger, telling, tmp_path) -> None:
    readings = fill(telling)
    ledger.add_many(readings, extractor="model 1", now=telling.now)
    with Ledger.open(tmp_path / "copy.db") as copy:
        ledger.copy_to(copy, [reading.document.id for reading in readings[:2]])
        assert shape(copy) == {frozenset({"Tideline", "Courier"})}
        whole(copy)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE quotes SET wording = 'no way' WHERE n_words > 12", "not kept as its document has it"),
        ("DELETE FROM quote_keys", "the quotations give"),
        ("UPDATE quote_groups SET n_documents = 9", "not listed as it is"),
        ("UPDATE quotes SET quote_group = NULL", "in no common group"),
    ],
)
def test_damage_is_found(
    ledger: Ledger, telling, tamper: Callable[[str], None], damage: str, told: str
) -> None:
    ledger.add_many(fill(telling), extractor="model 1", now=telling.now)
    tamper(damage)
    assert any(told in finding.problem for finding in ledger.verify())


def test_what_was_said_is_searched_as_before(ledger: Ledger, telling) -> None:
    ledger.add_many(fill(telling), extractor="model 1", now=telling.now)
    assert len(list(ledger.said(SaidQuery(words="crane")))) == 5


def test_copies_of_one_story_are_articles_of_one_origin(ledger: Ledger, telling) -> None:
    wire = "\n" + " ".join(
        f"The pilots of Tarn counted {n} of the cranes at {n * 7} fathoms." for n in range(40)
    )
    for number, outlet in enumerate(("Tideline", "Courier", "Lamp", "Bell")):
        text = f"“{LONG}” Ada Quill said on the quay.{wire if number < 3 else ''}\n"
        said = (("Ada Quill", "said", f"“{LONG}”"),)
        found = telling.reading(text, said, name=outlet, outlet=outlet, published=f"2031-05-0{number + 1}")
        telling.add(ledger, found)
    [group] = groups(ledger)
    assert (group.n_documents, group.n_origins, group.n_outlets) == (4, 2, 4)
    assert (group_row(group)["documents"], group_row(group)["origins"]) == (4, 2)
    [there] = ledger.quoted_elsewhere(found.document.id).values()
    assert (there.n_documents, there.n_origins) == (4, 2)
    whole(ledger)
