import shutil
from collections import namedtuple

import pytest

from sayso.doctor import room

Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize(
    ("free", "state"), [(99_999_999, "wrong"), (100_000_000, "note"), (1_000_000_000, "ok")]
)
def test_room_on_the_disk(tmp_path, monkeypatch, free, state):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(2 * free, free, free))
    [found] = room.look_at_disk(tmp_path)
    assert found.state == state


@pytest.mark.parametrize(("free", "state"), [(1, "note"), (500_000_000, "ok"), (None, "note")])
def test_room_in_memory(monkeypatch, free, state):
    monkeypatch.setattr(room, "free_memory", lambda: free)
    [found] = room.look_at_memory()
    assert found.state == state


def test_the_limit_of_a_container_counts(tmp_path):
    (tmp_path / "memory.max").write_text("1000\n")
    (tmp_path / "memory.current").write_text("400\n")
    assert room._of_container(tmp_path) == 600
    (tmp_path / "memory.max").write_text("max\n")
    assert room._of_container(tmp_path) is None


def test_the_free_memory_of_this_machine():
    free = room.free_memory()
    assert free is None or free > 0
