"""`python -m sayso.train.mentions`: mention heads for a finished model, from a folder of annotated sets."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

from .options import MentionOptions
from .run import train_mentions


def main() -> None:
    """Read the options, train, and say where the model is."""
    parser = argparse.ArgumentParser(prog="python -m sayso.train.mentions", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the sets (docs/training.md)")
    parser.add_argument("--model", type=Path, required=True, help="model folder that `sayso train` made")
    parser.add_argument("--out", type=Path, required=True, help="where states, checkpoints and model go")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    chosen = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options = MentionOptions(
        data=chosen.data,
        model=chosen.model,
        out=chosen.out,
        epochs=chosen.epochs,
        seed=chosen.seed,
        threads=chosen.threads,
    )
    train_mentions(options)
    print(f"the model is in {chosen.out / 'model'}")


if __name__ == "__main__":
    main()
