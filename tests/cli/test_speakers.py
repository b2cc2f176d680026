import json

import pytest

ROSTER = (
    "name,aliases,kind,role,from,until,country,wikidata\n"
    "Tobias A. Renn,Toby Renn,person,mayor,2023-01-01,,Freedonia,Q1\n"
    ",,person,,,,,\n"
)


def rows(done):
    assert done.exit_code == 0, done.output
    return [json.loads(row) for row in done.stdout.splitlines()]


def names(ledger, *arguments):
    return {row["name"]: row["attributions"] for row in rows(ledger("speakers", "--json", *arguments))}


def test_speakers_are_listed(ledger):
    shown = ledger("speakers").stdout.splitlines()
    assert shown[0].split() == ["speaker", "kind", "says", "documents", "outlets", "first", "last"]
    assert shown[1].startswith("Tobias Renn")
    assert shown[1].endswith("2          2  Harbour Wire, The Courier  2024-05-05  2024-05-07")
    assert shown[-1].startswith("unresolved")
    assert all(row == row.rstrip() for row in shown)
    assert names(ledger, "--in", "wire") == {"Jory Pell": 1, "Tobias Renn": 1}
    assert names(ledger, "--by", "renn") == {"Tobias Renn": 2}
    assert names(ledger, "--since", "2024-05-06") == {"Jory Pell": 1, "Tobias Renn": 1}
    assert names(ledger, "--kind", "person") == {}


def test_merging_and_undoing(ledger):
    done = ledger("speakers", "merge", "Tobias Renn", "Jory Pell", "--by", "desk", "--reason", "a test")
    assert done.exit_code == 0, done.output
    assert "sayso speakers undo 1" in done.stdout
    assert names(ledger)["Tobias Renn"] == 3
    hits = rows(ledger("said", "nobody", "asked", "--json"))
    assert (hits[0]["speaker"]["name"], hits[0]["joined"]["name"]) == ("Jory Pell", "Tobias Renn")
    assert "Tobias Renn “Jory Pell”" in ledger("said", "asked").stdout
    (decision,) = rows(ledger("speakers", "decisions", "--json"))
    assert (decision["by"], decision["reason"], decision["undone_by"]) == ("desk", "a test", None)
    assert ledger("speakers", "undo", "1", "--by", "desk").exit_code == 0
    assert names(ledger)["Tobias Renn"] == 2
    assert "(undone by desk)" in ledger("speakers", "decisions").stdout
    assert ledger("speakers", "undo", "1").exit_code == 2
    assert ledger("verify").exit_code == 0


def test_splitting_and_renaming(ledger):
    done = ledger("speakers", "split", "Tobias Renn", "--document", "wire", "--name", "Tobias Renn (wire)")
    assert done.exit_code == 0, done.output
    assert ledger("speakers", "rename", "Tobias Renn (wire)", "T. Renn the younger").exit_code == 0
    assert {"Tobias Renn": 1, "T. Renn the younger": 1}.items() <= names(ledger).items()
    assert ledger("speakers", "relink").exit_code == 0
    assert {"Tobias Renn": 1, "T. Renn the younger": 1}.items() <= names(ledger).items()
    assert ledger("verify").exit_code == 0


WRONG = [
    (["merge", "Nobody", "Jory Pell"], "no speaker"),
    (["merge", "Jory Pell", "Jory Pell"], "is one speaker already"),
    (["split", "Jory Pell"], "needs to know what to take"),
    (["split", "Jory Pell", "--role", "mayor"], "nothing that it says"),
    (["rename", "Jory Pell", " "], "needs a name"),
    (["import", "gone.csv"], "cannot be read"),
]


@pytest.mark.parametrize(("arguments", "problem"), WRONG)
def test_what_cannot_be_decided_is_said(arguments, problem, ledger):
    done = ledger("speakers", *arguments)
    assert done.exit_code == 2
    assert problem in done.stderr
    assert rows(ledger("speakers", "decisions", "--json")) == []


def test_a_roster_gives_names_and_ids(ledger, tmp_path):
    (tmp_path / "roster.csv").write_text(ROSTER)
    done = ledger("speakers", "import", "roster.csv")
    assert done.exit_code == 1
    assert "1 new entry, 0 replaced, 1 left out" in done.stdout
    assert "line 3: has no name" in done.stderr
    assert ledger("speakers", "relink").exit_code == 0
    page = rows(ledger("speaker", "Tobias Renn", "--json"))[0]
    assert (page["name"], page["wikidata"], page["country"]) == ("Tobias A. Renn", "Q1", "Freedonia")
    assert page["roles"][0]["title"] == "mayor"


def test_a_page_of_one_speaker(ledger):
    done = ledger("speaker", "tobias renn")
    assert done.exit_code == 0, done.output
    shown = done.stdout.splitlines()
    assert shown[0] == "Tobias Renn"
    assert "2 statements in 2 documents, published 2024-05-05 to 2024-05-07" in shown
    assert "outlets  Harbour Wire (1), The Courier (1)" in shown
    assert any(row.startswith("when     2024-05 ") and row.endswith(" 2") for row in shown)
    assert "  Tobias Renn denied that he knew of the cracks." in shown
    page = rows(ledger("speaker", "Tobias Renn", "--json"))[0]
    assert page["months"] == {"2024-05": 2}
    assert len(page["said"]) == 2
    assert ledger("speaker", "Nobody").exit_code == 2
    assert ledger("speaker", "R").exit_code == 2
