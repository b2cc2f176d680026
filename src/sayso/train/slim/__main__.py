"""`python -m sayso.train.slim`: a finished model with fewer heads and inner units, tuned anew."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

from .graph import SlimOptions
from .write import slim_model


def main() -> None:
    """Read the options, make the smaller model, and say where it is."""
    usual = SlimOptions()
    parser = argparse.ArgumentParser(prog="python -m sayso.train.slim", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the sets (docs/training.md)")
    parser.add_argument("--model", type=Path, required=True, help="model folder to make smaller")
    parser.add_argument("--out", type=Path, required=True, help="the model folder to write")
    parser.add_argument("--version", required=True, help="of the smaller model: it reads otherwise")
    parser.add_argument(
        "--heads", type=int, default=usual.heads, help="of 12 in each layer, to go (%(default)s)"
    )
    parser.add_argument(
        "--units", type=int, default=usual.units, help="of 1,536 in each layer, to go (%(default)s)"
    )
    parser.add_argument(
        "--windows", type=int, default=usual.windows, help="what stays is fitted on (%(default)s)"
    )
    parser.add_argument("--seed", type=int, default=usual.seed)
    chosen = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options = SlimOptions(
        heads=chosen.heads,
        units=chosen.units,
        windows=chosen.windows,
        seed=chosen.seed,
    )
    slim_model(chosen.data, chosen.model, chosen.out, chosen.version, options)
    print(f"the model is in {chosen.out}")


if __name__ == "__main__":
    main()
