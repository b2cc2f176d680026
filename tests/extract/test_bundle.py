"""The model folder: used only when it is exactly what its manifest says."""

from __future__ import annotations

import hashlib
import json
import os
import shutil

import numpy as np
import pytest

from sayso import AbortRun, Reader
from sayso.extract.antecedents import REFER_SHAPES
from sayso.extract.bundle import (
    DECODER,
    FORMAT,
    HASHED,
    MANIFEST,
    NETWORK,
    SHIPPED,
    TOKENIZER,
    labels,
    load_bundle,
    mention_labels,
)
from sayso.extract.extractor import Extractor
from sayso.extract.mentions import MENTION_SHAPES


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped model; the network is a few bytes, which the manifest names."""
    made = tmp_path / "model"
    shutil.copytree(SHIPPED, made, ignore=shutil.ignore_patterns(NETWORK))
    (made / NETWORK).write_bytes(b"a small network")
    rehash(made)
    return made


def rehash(folder):
    """Make the manifest name the files as they are."""

    def name_files(manifest):
        for name in HASHED:
            manifest["sha256"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()

    change(folder / MANIFEST, name_files)


def change(path, edit):
    value = json.loads(path.read_text(encoding="utf-8"))
    edit(value)
    path.write_text(json.dumps(value), encoding="utf-8")


def test_the_shipped_model_loads():
    bundle = load_bundle()
    assert bundle.folder == SHIPPED
    assert bundle.extractor == f"{bundle.name} {bundle.version}"
    assert bundle.window > 2 * bundle.overlap
    assert load_bundle(SHIPPED).report == bundle.report


def test_the_copy_loads_before_anything_is_spoilt(folder):
    assert load_bundle(folder).extractor == load_bundle().extractor


@pytest.mark.parametrize("name", [MANIFEST, *HASHED])
def test_refuses_a_missing_file(folder, name):
    (folder / name).unlink()
    with pytest.raises(AbortRun, match="missing") as caught:
        load_bundle(folder)
    assert name in str(caught.value)
    assert "sayso train" in str(caught.value)


@pytest.mark.parametrize("name", HASHED)
def test_refuses_a_file_that_is_not_the_manifests(folder, name):
    with (folder / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(AbortRun, match="not the file that the manifest names") as caught:
        load_bundle(folder)
    assert caught.value.subject == str(folder / name)


@pytest.mark.parametrize("name", HASHED)
def test_refuses_a_file_whose_hash_is_not_given(folder, name):
    change(folder / MANIFEST, lambda manifest: manifest["sha256"].pop(name))
    with pytest.raises(AbortRun, match="not the file that the manifest names"):
        load_bundle(folder)


@pytest.mark.parametrize("number", [FORMAT + 1, 0, None, "1", str(FORMAT)])
def test_refuses_another_format(folder, number):
    change(folder / MANIFEST, lambda manifest: manifest.update(format=number))
    with pytest.raises(AbortRun, match=f"this version reads {FORMAT}"):
        load_bundle(folder)


def _more_tags(manifest):
    manifest["labels"]["tags"].append("B-addressee")


def _other_order(manifest):
    manifest["labels"]["tags"].reverse()


def _more_states(manifest):
    manifest["labels"]["features"]["quote"] += 1


@pytest.mark.parametrize(
    "edit", [_more_tags, _other_order, _more_states, lambda manifest: manifest.pop("labels")]
)
def test_refuses_labels_that_it_does_not_know(folder, edit):
    change(folder / MANIFEST, edit)
    with pytest.raises(AbortRun, match="labels are not those"):
        load_bundle(folder)


@pytest.mark.parametrize("name", [MANIFEST, DECODER])
@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"{", "cannot be read"),
        (b"", "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
        (b"[]", "not a JSON object"),
        (b"1", "not a JSON object"),
    ],
)
def test_refuses_broken_json(folder, name, content, problem):
    (folder / name).write_bytes(content)
    if name != MANIFEST:
        rehash(folder)
    with pytest.raises(AbortRun, match=problem) as caught:
        load_bundle(folder)
    assert caught.value.subject == str(folder / name)


@pytest.mark.parametrize("key", ["name", "version", "window", "overlap"])
def test_refuses_an_incomplete_manifest(folder, key):
    change(folder / MANIFEST, lambda manifest: manifest.pop(key))
    with pytest.raises(AbortRun, match="incomplete"):
        load_bundle(folder)


@pytest.mark.parametrize(
    "edit",
    [
        lambda decoder: decoder.pop("transitions"),
        lambda decoder: decoder.pop("decoding"),
        lambda decoder: decoder.pop("calibration"),
        lambda decoder: decoder["decoding"].update(threshold=1),
        lambda decoder: decoder["calibration"].update(weights=[1.0]),
        lambda decoder: decoder.update(starts=["a"]),
        lambda decoder: decoder.update(calibration=3),
        lambda decoder: decoder.update(starts=[0.0]),
        lambda decoder: decoder.update(transitions=[[0.0]]),
    ],
)
def test_refuses_an_incomplete_decoder(folder, edit):
    change(folder / DECODER, edit)
    rehash(folder)
    with pytest.raises(AbortRun, match="incomplete"):
        load_bundle(folder)


def test_refuses_hashes_that_are_no_table(folder):
    change(folder / MANIFEST, lambda manifest: manifest.update(sha256="yes"))
    with pytest.raises(AbortRun):
        load_bundle(folder)


@pytest.mark.parametrize("where", ["nowhere", "file"])
def test_refuses_what_is_no_folder(tmp_path, where):
    (tmp_path / "file").write_text("no model")
    with pytest.raises(AbortRun) as caught:
        load_bundle(tmp_path / where)
    assert str(tmp_path / where) in str(caught.value)


def test_refuses_a_network_that_the_engine_cannot_load(folder):
    with pytest.raises(AbortRun, match="network") as caught:
        Extractor(folder)
    assert NETWORK in str(caught.value)


def test_refuses_a_tokenizer_that_is_none(folder):
    (folder / TOKENIZER).write_text("{}")
    rehash(folder)
    with pytest.raises(AbortRun, match="tokenizer") as caught:
        Extractor(folder)
    assert TOKENIZER in str(caught.value)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads every file")
def test_refuses_a_file_that_may_not_be_read(folder):
    (folder / MANIFEST).chmod(0)
    with pytest.raises(AbortRun, match="cannot be read"):
        load_bundle(folder)


def test_a_reader_says_so_too(tmp_path):
    reader = Reader(tmp_path)
    with pytest.raises(AbortRun, match="no model here"):
        _ = reader.extractor_name
    with pytest.raises(AbortRun, match="no model here"):
        _ = reader.extractor


def test_the_labels_of_the_format():
    # The network's inputs and outputs stand for these: another value needs another format number.
    assert labels() == {
        "tags": ["O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content"],
        "features": {"quote": 7, "shape": 6, "line": 3},
    }


def blank_mentions():
    """Decoder weights of mentions that say nothing."""
    shapes = {name: np.zeros(shape).tolist() for name, shape in MENTION_SHAPES.items()}
    return shapes | {"refers": {name: np.zeros(shape).tolist() for name, shape in REFER_SHAPES.items()}}


def test_a_model_need_not_read_mentions(folder):
    change(folder / DECODER, lambda decoder: decoder.pop("mentions", None))
    rehash(folder)
    assert load_bundle(folder).mention_weights is None


def test_weights_of_mentions_are_read(folder):
    change(folder / DECODER, lambda decoder: decoder.update(mentions=blank_mentions()))
    rehash(folder)
    weights = load_bundle(folder).mention_weights
    assert weights.refers.pair.shape == REFER_SHAPES["pair"]


@pytest.mark.parametrize("spoil", [lambda m: m.pop("name_steps"), lambda m: m["refers"].update(rank=[[0.0]])])
def test_refuses_weights_of_mentions_that_do_not_fit(spoil, folder):
    mentions = blank_mentions()
    spoil(mentions)
    change(folder / DECODER, lambda decoder: decoder.update(mentions=mentions))
    rehash(folder)
    with pytest.raises(AbortRun, match="incomplete"):
        load_bundle(folder)


def test_refuses_other_labels_of_mentions(folder):
    change(folder / MANIFEST, lambda manifest: manifest.update(mention_labels={"names": ["O"]}))
    with pytest.raises(AbortRun, match="mentions"):
        load_bundle(folder)


def test_the_labels_of_mentions():
    assert mention_labels()["names"][:3] == ["O", "B-person", "I-person"]
    assert len(mention_labels()["names"]) == 11
    assert len(mention_labels()["descriptions"]) == 9
    assert len(mention_labels()["kinds"]) == 18
