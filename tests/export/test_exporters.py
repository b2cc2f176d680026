"""What every format keeps to."""

import io

import pytest

from sayso.errors import AbortRun
from sayso.export import EXPORTERS

STREAMS = [name for name, exporter in EXPORTERS.items() if not exporter.folder]


def written(name, readings) -> tuple[bytes, int]:
    out = io.BytesIO()
    count = EXPORTERS[name].write(readings, out)
    return out.getvalue(), count


def test_the_formats_that_are_promised():
    assert list(EXPORTERS) == ["jsonl", "csv", "parquet", "web-annotation", "brat", "html"]


@pytest.mark.parametrize("name", STREAMS)
def test_counts_attributions_and_leaves_the_stream_open(name, build):
    out = io.BytesIO()
    assert EXPORTERS[name].write([build(), build(url="https://courier.example/2")], out) == 6
    assert not out.closed
    assert out.getvalue()


@pytest.mark.parametrize("name", STREAMS)
def test_nothing_read_is_still_a_whole_file(name):
    body, count = written(name, [])
    assert count == 0
    assert bool(body) == (name != "jsonl")


@pytest.mark.parametrize("name", STREAMS)
def test_same_readings_same_bytes(name, build):
    assert written(name, [build()]) == written(name, [build()])


@pytest.mark.parametrize("name", STREAMS)
def test_a_path_gets_what_a_stream_gets(name, build, tmp_path):
    out = tmp_path / "out"
    assert EXPORTERS[name].write([build()], out) == 3
    assert out.read_bytes() == written(name, [build()])[0]


@pytest.mark.parametrize("name", STREAMS)
def test_an_export_that_breaks_leaves_the_older_file_whole(name, build, tmp_path):
    out = tmp_path / "out"
    out.write_bytes(b"older")

    def breaking():
        yield build()
        raise AbortRun("ledger", "is locked")

    with pytest.raises(AbortRun, match="is locked"):
        EXPORTERS[name].write(breaking(), out)
    assert out.read_bytes() == b"older"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("name", STREAMS)
def test_a_place_that_cannot_be_written_is_named(name, tmp_path):
    with pytest.raises(AbortRun, match="cannot be written"):
        EXPORTERS[name].write([], tmp_path / "nowhere" / "out")


@pytest.mark.parametrize("name", STREAMS)
def test_takes_readings_one_at_a_time(name, build):
    """A format that gathered everything first would hold a whole ledger in memory."""
    pulled = []

    class Watched(io.BytesIO):
        def write(self, data):
            sizes.append(len(pulled))
            return super().write(data)

    sizes: list[int] = []

    def source():
        for number in range(3000):
            pulled.append(number)
            yield build(url=f"https://courier.example/{number}")

    EXPORTERS[name].write(source(), Watched())
    # 8192 rows are one Parquet row group: less than all 9000 of them.
    assert any(0 < size < 3000 for size in sizes)


@pytest.mark.parametrize("name", STREAMS)
def test_a_lone_surrogate_does_not_stop_an_export(name, build):
    body, count = written(name, [build(title="broken \ud800 title", name="n\udfff")])
    assert count == 3
    if EXPORTERS[name].text:
        body.decode("utf-8")


def test_a_pipe_is_written_to_not_replaced(build, tmp_path):
    import os
    import threading

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    EXPORTERS["jsonl"].write([build()], pipe)
    reader.join()
    assert got == [written("jsonl", [build()])[0]]
    assert pipe.is_fifo()
