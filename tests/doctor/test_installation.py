import shutil
import zoneinfo

import pytest

from sayso.doctor import look_at_installation
from sayso.doctor.installation import look_at_model, look_at_python, look_at_zones
from sayso.extract.bundle import SHIPPED


def test_the_model_that_ships_reads(by_state):
    found = list(look_at_model(None))
    assert [one.what for one in found] == ["model", "reading"]
    assert by_state(found, "ok") == [(one.what, one.told) for one in found]


@pytest.mark.parametrize("name", ["network.onnx", "decoder.json"])
def test_a_changed_byte_of_the_model_is_found(tmp_path, by_state, name):
    model = tmp_path / "model"
    shutil.copytree(SHIPPED, model)
    data = bytearray((model / name).read_bytes())
    data[len(data) // 2] ^= 1
    (model / name).write_bytes(data)
    found = list(look_at_installation(model))
    assert ("model", "is missing or is not the file that the manifest names") in by_state(found, "wrong")
    assert "reading" not in [one.what for one in found]
    assert {"Python", "SQLite", "disk", "memory", "time zones"} <= {one.what for one in found}


def test_a_model_that_does_not_read_is_found(monkeypatch):
    from sayso import Reader
    from sayso.records import Reading

    monkeypatch.setattr(Reader, "read", lambda self, document: Reading(document, ()))
    found = list(look_at_model(None))
    assert [one.state for one in found] == ["ok", "wrong"]
    assert "does not find who said what" in found[1].told


def test_a_model_folder_that_is_not_there(tmp_path, by_state):
    found = by_state(look_at_installation(tmp_path / "nowhere"), "wrong")
    assert ("model", "no model here (manifest.json is missing)") in found


def test_an_old_python_is_wrong():
    [found] = look_at_python((3, 10))
    assert (found.state, found.remedy) == ("wrong", "install Python 3.11 or newer")


def test_missing_time_zones_are_told():
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(())
    zoneinfo.ZoneInfo.clear_cache()
    try:
        [found] = look_at_zones()
    finally:
        zoneinfo.reset_tzpath(before)
    if found.state == "ok":
        pytest.skip("the package tzdata is installed")
    assert found.remedy == "pip install tzdata"
