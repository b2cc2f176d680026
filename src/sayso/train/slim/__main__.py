"""`python -m sayso.train.slim`: a finished model made smaller, so that it reads faster."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

from .options import SlimOptions
from .run import slim_model


def main() -> None:
    """Read the options, make the smaller model, and say where it is."""
    usual = SlimOptions(data=Path(), model=Path(), out=Path())
    parser = argparse.ArgumentParser(prog="python -m sayso.train.slim", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the sets (docs/training.md)")
    parser.add_argument("--model", type=Path, required=True, help="finished model folder, with mention heads")
    parser.add_argument("--out", type=Path, required=True, help="where checkpoints and the smaller model go")
    parser.add_argument("--version", default=usual.version, help="of the smaller model (%(default)s)")
    parser.add_argument(
        "--save", type=float, default=usual.save, help="share of the network's time (%(default)s)"
    )
    parser.add_argument("--epochs", type=int, default=usual.epochs)
    parser.add_argument("--seed", type=int, default=usual.seed)
    chosen = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options = SlimOptions(**vars(chosen))
    slim_model(options)
    print(f"the model is in {chosen.out / 'model'}")


if __name__ == "__main__":
    main()
