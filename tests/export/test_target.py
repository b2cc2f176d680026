import os

from sayso.export.target import opened


def test_a_new_file_has_the_usual_permissions_and_an_older_one_keeps_its_own(tmp_path):
    fresh, kept = tmp_path / "fresh", tmp_path / "kept"
    kept.write_bytes(b"")
    kept.chmod(0o600)
    before = os.umask(0o022)
    try:
        for path in (fresh, kept):
            with opened(path) as stream:
                stream.write(b"x")
    finally:
        os.umask(before)
    assert fresh.stat().st_mode & 0o777 == 0o644
    assert kept.stat().st_mode & 0o777 == 0o600
