"""What a finished model with mention heads is worth: names on every set that has them, GAP, ECB+."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ...extract.encode import encode
from ...extract.extractor import Extractor
from ...extract.mentions import find_mentions
from ...records import Mention
from .measure import ChoiceCounts, NameCounts, choose
from .participants import measure_participants
from .sources import read_measured

TUNING = ("crossner dev", "polnear dev")
LEAST_SHARE = 0.02  # of a name, for GAP's answer to be yes; best on GAP train of 0.02 to 0.2


def measure(reader: Extractor, data: Path) -> dict[str, Any]:
    """The finished model's figures: F1 of names on every set with names, GAP's scores, ECB+'s links.

    `tuning` names the sets that choices were made on.
    """

    def read(text: str) -> tuple[Mention, ...]:
        encoded = encode(text, reader.tokenizer)
        scores = reader.network.read(encoded, reader.bundle.window, reader.bundle.overlap)
        weights = reader.bundle.mention_weights
        if weights is None or scores.mentions is None or scores.refers is None:
            return ()
        return find_mentions(encoded, scores.mentions, scores.refers, weights)

    names: dict[str, Any] = {}
    choices = ChoiceCounts()
    for name, texts in read_measured(data).items():
        counts = NameCounts()
        for text in texts:
            if text.choice is not None:
                choices.add(text, choose(text.text, text.choice, read(text.text), LEAST_SHARE))
            else:
                counts.add(text, read(text.text))
        if counts.all.wanted:
            names[name] = counts.to_json()
    links = measure_participants(data / "coref" / "ecbplus", read)
    return {"names": names, "gap": choices.to_json(), "ecb+": links, "tuning": list(TUNING)}
