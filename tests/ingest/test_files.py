"""Folders are walked in one order, and nothing that is opened hangs."""

import os
from pathlib import Path

import pytest

from sayso.errors import DocumentError
from sayso.ingest.files import display, find_files, open_file
from sayso.records import Skipped

IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
needs_links = pytest.mark.skipif(os.name == "nt", reason="making links needs rights there")


def _write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("The mayor spoke.")


def _walk(folder: Path) -> list[str | tuple[str, str]]:
    return [
        (Path(found.name).name, found.reason)
        if isinstance(found, Skipped)
        else found.relative_to(folder).as_posix()
        for found in find_files(folder)
    ]


def test_a_folder_is_walked_by_name_and_hidden_things_are_left_out(tmp_path: Path) -> None:
    _write(tmp_path, "b.txt", "a/z.md", "a/b/c.html", "B.HTM", "c.ndjson", ".hidden/x.txt", ".x.txt", "notes")
    assert _walk(tmp_path) == ["B.HTM", "a/b/c.html", "a/z.md", "b.txt", "c.ndjson", "notes"]


def test_a_ledger_beside_its_articles_is_left_out(tmp_path: Path) -> None:
    _write(tmp_path, "a.txt", "sayso.db", "sayso.db-wal", "sayso.db-shm")
    assert _walk(tmp_path) == ["a.txt"]


def test_files_that_are_not_read_in_a_folder_are_skipped_with_the_reason(tmp_path: Path) -> None:
    _write(tmp_path, "a.csv", "b.txt", "c.tar.gz")
    first, second, third = _walk(tmp_path)
    assert first[0] == "a.csv"
    assert ".ndjson" in first[1]
    assert second == "b.txt"
    assert third[0] == "c.tar.gz"


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path) -> None:
    _write(tmp_path, ".hidden")
    assert list(find_files(tmp_path)) == [Skipped(name=str(tmp_path), reason="the folder holds no files")]


@needs_links
def test_links_end_nowhere_but_at_files(tmp_path: Path) -> None:
    _write(tmp_path, "folder/a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "folder/a.txt")
    (tmp_path / "folder/up").symlink_to(tmp_path)
    assert _walk(tmp_path) == [
        "b.txt",
        "folder/a.txt",
        ("up", "a link to a folder, which is not followed: name that folder itself"),
    ]


def test_a_deep_folder_is_walked(tmp_path: Path) -> None:
    folder = tmp_path
    for _ in range(300):
        folder = folder / "d"
        folder.mkdir()
    (folder / "a.txt").write_text("The mayor spoke.")
    assert len(_walk(tmp_path)) == 1


def test_a_folder_without_permission_is_skipped_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path, "a/x.txt", "b.txt")
    list_folder = os.listdir

    def refuse(path: Path) -> list[str]:  # since the tests may run as root, whom nobody refuses
        if Path(path).name == "a":
            raise PermissionError(13, "Permission denied")
        return list_folder(path)

    monkeypatch.setattr(os, "listdir", refuse)
    assert _walk(tmp_path) == [("a", "no permission to read it"), "b.txt"]


@pytest.mark.skipif(IS_ROOT, reason="root is refused nothing")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, "a.txt")
    (tmp_path / "a.txt").chmod(0)
    with pytest.raises(DocumentError, match="no permission"):
        open_file(tmp_path / "a.txt")


@pytest.mark.parametrize("name", ["gone.txt", "nul\0.txt", "half\ud800.txt", "x" * 5000])
def test_a_name_that_no_file_has_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DocumentError, match=r"no such file|too long"):
        open_file(tmp_path / name)


@needs_links
def test_links_to_nothing_and_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "gone")
    (tmp_path / "b").symlink_to(tmp_path / "b")
    with pytest.raises(DocumentError, match="not there"):
        open_file(tmp_path / "a")
    with pytest.raises(DocumentError, match="circle"):
        open_file(tmp_path / "b")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes there")
@pytest.mark.timeout(10)
def test_a_pipe_and_a_device_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DocumentError, match=r"named pipe.*standard input"):
        open_file(tmp_path / "pipe")
    with pytest.raises(DocumentError, match="device"):
        open_file(Path("/dev/zero"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes there")
@pytest.mark.timeout(10)
def test_a_file_that_turns_into_a_pipe_before_it_is_opened_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe")
    _write(tmp_path, "file")
    as_file = (tmp_path / "file").stat()
    monkeypatch.setattr(Path, "stat", lambda path, **_: as_file)
    with pytest.raises(DocumentError, match="named pipe"):
        open_file(tmp_path / "pipe")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="folder"):
        open_file(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="names are no bytes there")
def test_a_name_that_is_no_utf8_can_be_shown() -> None:
    assert display(os.fsdecode(b"caf\xe9.txt")) == "caf\ufffd.txt"
    assert display("a\0b") == "a\ufffdb"
    assert display("\ud800").encode()
