import importlib.util
import json
from pathlib import Path

import pytest

_SPEC = importlib.util.spec_from_file_location("stories", Path(__file__).parents[1] / "stories.py")
stories = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(stories)
WIRE = (
    "MARTOLVEN (AP) — " + stories.story(1, 2) + "\nMara Oduya said the bridge would “stay shut” for weeks.\n"
)


@pytest.fixture
def copied(sayso, tmp_path):
    """A command line whose ledger holds one story in two outlets, and another one."""
    given = {
        "courier": (WIRE, "2024-05-05"),
        "gazette": (stories.story(50) + WIRE, "2024-05-06"),
        "herald": (stories.story(60), "2024-05-06"),
    }
    for name, (text, day) in given.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        done = sayso("add", f"{name}.txt", "--outlet", name.title(), "--published", day)
        assert done.exit_code == 0, done.output
    return sayso


def test_an_article_shows_who_else_has_its_text_and_why(copied):
    done = copied("copies", "gazette")
    assert done.exit_code == 0
    shown = " ".join(done.stdout.split())
    assert "2 documents, 1 origin" in shown
    assert "likely origin: Associated Press" in shown
    assert "2 documents name Associated Press as the source, whose own article is not among them" in shown
    assert "within 100% Courier, 2024-05-05, courier" in shown
    assert "both name Associated Press as a source" in shown
    assert "“MARTOLVEN (AP) — The " in shown


def test_json_has_every_passage_as_a_slice_of_both_texts(copied):
    row = json.loads(copied("copies", "gazette", "--json").stdout)
    [other] = row["copies"]
    assert (other["kind"], other["same_origin"], other["share_of_other"]) == ("within", True, 1.0)
    [passage] = other["passages"]
    assert passage["there"]["text"] == WIRE[passage["there"]["start"] : passage["there"]["end"]]
    assert passage["here"]["text"].split() == passage["there"]["text"].split()
    assert [tag["span"]["text"] for tag in row["agencies"]] == ["AP"]
    assert row["origin"]["documents"] == 2
    alone = json.loads(copied("copies", "herald", "--json").stdout)
    assert (alone["origin"], alone["because"]) == (None, "no other document carries its text")


def test_without_an_article_the_origins_are_listed(copied):
    done = copied("copies")
    assert done.exit_code == 0
    assert "courier" in done.stdout
    assert "Associated Press" in done.stdout
    [row] = map(json.loads, copied("copies", "--json").stdout.splitlines())
    assert (row["documents"], row["title"]) == (2, "courier")


def test_speakers_are_listed_with_documents_and_origins(copied):
    [row] = map(json.loads, copied("speakers", "--json").stdout.splitlines())
    assert (row["name"], row["documents"], row["origins"]) == ("Mara Oduya", 2, 1)
    [line] = [line for line in copied("speakers").stdout.splitlines() if "Mara Oduya" in line]
    assert "2, 1 origin " in line


def test_what_was_said_is_shown_once(copied):
    rows = [json.loads(row) for row in copied("said", "shut", "--json").stdout.splitlines()]
    assert [row["also_in"] for row in rows] == [1, 1]
    done = copied("said", "shut", "--fold")
    assert "Courier, 2024-05-05, courier; also in 1 other" in done.stdout
    assert "Gazette" not in done.stdout
    assert "2 articles, 1 origin; --fold shows the same words once" in copied("said", "shut").stderr
    assert "herald" in copied("documents", "--fold").stdout
    assert "gazette" not in copied("documents", "--fold").stdout
    assert "courier (2 of one origin)" in copied("documents").stdout
    assert "of 1 origin" in copied("speaker", "Mara Oduya").stdout


def test_all_copies_are_found_anew(copied):
    done = copied("copies", "--relink")
    assert done.exit_code == 0
    assert done.stdout == "0 documents with another origin than before\n"
    wrong = copied("copies", "courier", "--relink")
    assert wrong.exit_code == 2
    assert "--relink is of all documents" in wrong.stderr


def test_a_document_that_is_not_there_is_said(copied):
    done = copied("copies", "nowhere")
    assert done.exit_code == 2
    assert "nowhere" in done.stderr
