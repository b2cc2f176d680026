"""The model folder: its layout, its manifest, and the checks before it is used.

manifest.json    format, name, version, languages (English if none are named), labels, SHA-256 of every
                 other file, reading options, training report
network.onnx     pieces and features to tag scores and link vectors
tokenizer.json   word pieces (Hugging Face tokenizers)
decoder.json     transition and link weights, thresholds, calibration; of mentions too, where they are read
MODEL_CARD.md    data, licences, scores, limits
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import AbortRun
from .antecedents import REFER_SHAPES, ReferWeights
from .calibrate import Calibration
from .decode import DecodeOptions, Weights
from .encode import BREAKS, QUOTE_STATES, SHAPES
from .labels import N_TAGS, TAGS
from .mention_labels import DESCRIPTION_TAGS, KINDS, NAME_TAGS
from .mentions import MENTION_SHAPES, MentionWeights
from .network import DISTANCES, LINK_WIDTH

FORMAT = 1
MANIFEST, NETWORK, TOKENIZER, DECODER, CARD = (
    "manifest.json", "network.onnx", "tokenizer.json", "decoder.json", "MODEL_CARD.md",
)  # fmt: skip
HASHED = (NETWORK, TOKENIZER, DECODER)
SHIPPED = Path(__file__).parent.parent / "model"
WEIGHTS = {
    "transitions": (N_TAGS, N_TAGS),
    "starts": (N_TAGS,),
    "ends": (N_TAGS,),
    "distance": (2, DISTANCES),
    "nothing": (2, LINK_WIDTH),
    "nothing_bias": (2,),
}
ENGLISH = ("en",)  # what models read whose manifest does not say
RETRAIN = "reinstall sayso, or name a folder that `sayso train` made"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A model folder that has been checked: its files are what its manifest says."""

    folder: Path
    name: str
    version: str
    window: int
    overlap: int
    weights: Weights
    decoding: DecodeOptions
    calibration: Calibration
    report: dict[str, Any]
    languages: tuple[str, ...] = ENGLISH  # that it reads, as BCP 47 tags
    mention_weights: MentionWeights | None = None  # None: the model does not read mentions

    @property
    def extractor(self) -> str:
        """What attributions name as their extractor: `NAME VERSION`."""
        return f"{self.name} {self.version}"


def load_bundle(folder: Path | None = None) -> Bundle:
    """The checked model folder (None: the one that ships with Sayso).

    AbortRun where it is missing, of another format, has labels this version does not know, or a file
    is not what the manifest says.
    """
    folder = SHIPPED if folder is None else folder
    manifest = _read_json(folder, MANIFEST)
    if manifest.get("format") != FORMAT:
        raise AbortRun(
            str(folder), f"model format {manifest.get('format')!r}, this version reads {FORMAT}", RETRAIN
        )
    if manifest.get("labels") != labels():
        raise AbortRun(str(folder), "the model's labels are not those this version knows", RETRAIN)
    if manifest.get("mention_labels", mention_labels()) != mention_labels():
        raise AbortRun(str(folder), "the model's labels of mentions are not known here", RETRAIN)
    for name in HASHED:
        _check_hash(folder / name, manifest)
    decoder = _read_json(folder, DECODER)
    try:
        return Bundle(
            folder=folder,
            name=manifest["name"],
            version=manifest["version"],
            window=manifest["window"],
            overlap=manifest["overlap"],
            weights=_to_weights(decoder),
            decoding=DecodeOptions(**decoder["decoding"]),
            calibration=Calibration(**{key: tuple(values) for key, values in decoder["calibration"].items()}),
            report=manifest.get("report", {}),
            languages=_to_languages(manifest.get("languages", list(ENGLISH))),
            mention_weights=_to_mention_weights(decoder["mentions"]) if "mentions" in decoder else None,
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise AbortRun(
            str(folder), f"the model's manifest or decoder is incomplete ({error})", RETRAIN
        ) from error


def _check_hash(path: Path, manifest: dict[str, Any]) -> None:
    hashes = manifest.get("sha256")
    expected = hashes.get(path.name) if isinstance(hashes, dict) else None
    try:
        found = sha256_of(path) if path.is_file() else None
    except OSError as error:
        raise AbortRun(str(path), f"cannot be read ({error})", RETRAIN) from error
    if found is None or found != expected:
        raise AbortRun(str(path), "is missing or is not the file that the manifest names", RETRAIN)


def _to_weights(decoder: dict[str, Any]) -> Weights:
    return Weights(**_arrays(decoder, WEIGHTS))


def _to_mention_weights(decoder: dict[str, Any]) -> MentionWeights:
    refers = ReferWeights(**_arrays(decoder["refers"], REFER_SHAPES))
    return MentionWeights(**_arrays(decoder, MENTION_SHAPES), refers=refers)


def _to_languages(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(tag, str) and tag for tag in value):
        raise ValueError(f"languages must be a list of language tags, got {value!r}")
    return tuple(value)


def _arrays(values: dict[str, Any], shapes: dict[str, tuple[int, ...]]) -> dict[str, Any]:
    arrays = {key: np.array(values[key], dtype=np.float32) for key in shapes}
    for key, shape in shapes.items():
        if arrays[key].shape != shape:
            raise ValueError(f"{key} has shape {arrays[key].shape}, not {shape}")
    return arrays


def labels() -> dict[str, Any]:
    """What the numbers in the network's inputs and outputs stand for in this version."""
    return {"tags": list(TAGS), "features": {"quote": QUOTE_STATES, "shape": SHAPES, "line": BREAKS}}


def mention_labels() -> dict[str, Any]:
    """What the numbers in the outputs of mention heads, and in their weights, stand for in this version."""
    return {"names": list(NAME_TAGS), "descriptions": list(DESCRIPTION_TAGS), "kinds": list(KINDS)}


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_json(folder: Path, name: str) -> dict[str, Any]:
    try:
        value = json.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise AbortRun(str(folder), f"no model here ({name} is missing)", RETRAIN) from error
    except (OSError, ValueError) as error:
        raise AbortRun(str(folder / name), f"cannot be read ({error})", RETRAIN) from error
    if not isinstance(value, dict):
        raise AbortRun(str(folder / name), "is not a JSON object", RETRAIN)
    return value
