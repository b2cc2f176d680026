"""Files of a run are put in place whole."""

import json

import pytest

from sayso.train.files import write_json


def test_a_file_is_readable_json(tmp_path):
    write_json(tmp_path / "report.json", {"quote": "“It holds,”", "f1": 0.5})
    text = (tmp_path / "report.json").read_text(encoding="utf-8")
    assert json.loads(text) == {"quote": "“It holds,”", "f1": 0.5}
    assert "“It holds,”" in text
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_what_cannot_be_written_leaves_the_old_file(tmp_path):
    path = tmp_path / "report.json"
    write_json(path, {"epoch": 1})
    with pytest.raises(TypeError):
        write_json(path, {"epoch": object()})
    assert json.loads(path.read_text(encoding="utf-8")) == {"epoch": 1}
