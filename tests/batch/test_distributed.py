"""The same over Ray: two nodes on this machine, which the test starts, and a worker killed in the middle."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

ray = pytest.importorskip("ray")
SLOW = "batch_readers:open_slow_reader"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A cluster of two nodes with a processor each, both on this machine."""
    from ray.cluster_utils import Cluster

    here = str(Path(__file__).parent)
    kept = dict(os.environ)
    os.environ.update(
        RAY_USAGE_STATS_ENABLED="0",
        RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER="1",
        PYTHONPATH=os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH")))),
    )
    node = {"num_cpus": 1, "include_dashboard": False, "object_store_memory": 100_000_000}
    started = Cluster(initialize_head=True, head_node_args=node)
    started.add_node(**node)
    ray.init(address=started.address, log_to_driver=False, logging_level="ERROR", include_dashboard=False)
    try:
        yield started
    finally:
        ray.shutdown()
        started.shutdown()
        os.environ.clear()
        os.environ.update(kept)


def test_a_cluster_gives_the_same_bytes_though_a_worker_is_killed(batches, articles, cluster):
    inputs = [batches.folder("quay", articles(40)), batches.lines("wire.jsonl", [*articles(90), "DIE", ""])]
    batches.run(*inputs, out="local", reader=SLOW)
    killed = []

    def follow(found):
        if found.parts >= 3 and not killed:
            killed.append(kill_an_actor())

    found = batches.run(*inputs, out="far", reader=SLOW, engine="ray", workers=2, follow=follow)
    assert len(ray.nodes()) == 2
    assert killed
    assert (found.documents, found.skipped, found.parts) == (130, 2, found.all_parts)
    assert batches.bytes("far") == batches.bytes("local")


def kill_an_actor():
    """The number of a process of Ray's that held the model, now dead."""
    for entry in Path("/proc").iterdir():
        try:
            name = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if name.startswith(b"ray::") and b"Map" in name:
            os.kill(int(entry.name), signal.SIGKILL)
            return int(entry.name)
    raise AssertionError("no actor is there")
