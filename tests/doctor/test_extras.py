import tomllib
from importlib.metadata import version
from pathlib import Path

from sayso.doctor.extras import EXTRAS, OTHERS, look_at_extras, look_at_libraries

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


def test_every_extra_says_what_it_adds():
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    assert set(EXTRAS) == set(project["optional-dependencies"]) - set(OTHERS)


def test_an_extra_that_is_not_there_says_what_it_would_add():
    found = {
        one.what: one for one in look_at_extras(["sluicegate>=2; extra == 'warc'", "numpy; extra == 'web'"])
    }
    warc = found["extra warc"]
    assert warc.state == "note"
    assert "would add web archives" in warc.told
    assert "needs sluicegate" in warc.told
    assert warc.remedy == "pip install 'sayso[warc]'"
    assert found["extra web"].state == "ok"


def test_an_extra_of_a_wrong_version_is_wrong():
    [found] = look_at_extras(["numpy>=9999; extra == 'web'"])
    assert found.state == "wrong"
    assert found.told == f"numpy {version('numpy')} is installed, Sayso needs >=9999"


def test_libraries_are_held_to_their_ranges():
    [found] = look_at_libraries(["numpy>=1", "fastwarc; extra == 'warc'"])
    assert (found.state, found.told) == ("ok", f"numpy {version('numpy')}")
    wrong = list(look_at_libraries(["numpy<1,>=0.1", "sluicegate>=2", 'tidetable; sys_platform == "moon"']))
    assert [one.state for one in wrong] == ["wrong", "wrong"]
    assert wrong[0].remedy == "pip install 'numpy<1,>=0.1'"
    assert wrong[1].told == "sluicegate is not installed"
