"""Where inputs are cut: by themselves alone."""

from __future__ import annotations

import pytest

from sayso.batch.shards import find_shards


@pytest.mark.parametrize(
    ("count", "size", "expected"),
    [
        (1, 250, [1]),
        (8, 250, [8]),
        (9, 250, [8, 1]),
        (128, 250, [8] * 16),
        (249, 250, [16] * 15 + [9]),
        (500, 250, [32] * 15 + [20]),
        (40, 2, [2] * 20),
        (40, 1, [1] * 40),
    ],
)
def test_a_folder_is_cut_into_shares(tmp_path, count, size, expected):
    for number in range(count):
        (tmp_path / f"a{number:04d}.txt").write_text("Mara Oduya said that the sluice holds.")
    for inputs in ([str(tmp_path)], [str(path) for path in sorted(tmp_path.iterdir())]):
        found = find_shards(inputs, size=size)
        assert [len(shard.entries) for shard in found] == expected
        assert [path.name for shard in found for path in shard.entries] == [
            f"a{number:04d}.txt" for number in range(count)
        ]


def test_a_large_folder_is_cut_by_size_alone(tmp_path):
    for number in range(200):
        (tmp_path / f"a{number:04d}.txt").write_text("Mara Oduya said that the sluice holds.")
    assert [len(shard.entries) for shard in find_shards([str(tmp_path)], size=12)] == [12] * 16 + [8]
