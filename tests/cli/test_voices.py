import json


def test_shares_of_a_file(sayso, articles):
    shown = sayso("voices", articles / "wire.txt").stdout
    assert "the outlet itself" in shown
    assert "Tobias Renn  1×" in shown
    assert "Jory Pell  1×" in shown


def test_shares_of_a_document_of_the_ledger(ledger):
    shown = ledger("voices", "courier").stdout
    assert "Mara Oduya  1×" in shown
    assert "speakers not resolved  1×" in shown
    assert "sources: not resolved 3 (100%)" in shown


def test_only_the_outlets_words(sayso, articles):
    shown = sayso("voices", articles / "wire.txt", "--own").stdout
    assert "Tobias Renn said [Tobias Renn]. Jory Pell said [Jory Pell]." in shown
    assert "sound" not in shown


def test_json(sayso, articles):
    row = json.loads(sayso("voices", articles / "wire.txt", "--json").stdout)
    text = (articles / "wire.txt").read_text(encoding="utf-8")
    assert round(sum(share["share"] for share in row["shares"]), 3) == 1
    assert [text[one["start"] : one["end"]] for one in row["passages"] if one["attribution"]] == [
        "the bridge was sound",
        "nobody asked him",
    ]
    assert (row["headline"], row["marks"]) == (None, [])
    assert row["sourcing"] == [{"kind": "not resolved", "n_attributions": 2, "n_explained": 0, "share": 1.0}]


def test_marks_that_quote_nobody_and_a_headline_that_asserts(sayso, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(
        "Harbour bridge shut for months\n\nTobias Renn said the harbour bridge would stay shut for months."
        " The “reform” is old.\n",
        encoding="utf-8",
    )
    shown = sayso("voices", path).stdout
    assert "headline without its attribution\n  Harbour bridge shut for months" in shown
    assert "scare        … uld stay shut for months. The “reform”" in shown


def test_a_document_that_is_not_there(ledger):
    assert ledger("voices", "nope").exit_code == 2


def test_a_file_that_says_nothing(sayso, tmp_path):
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    done = sayso("voices", tmp_path / "empty.txt")
    assert done.exit_code == 2
    assert "empty.txt" in done.stderr
