"""`train`: a model from annotated articles."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from sayso.errors import missing_extra

from .terminal import console, line

FolderOption = Annotated[
    list[Path],
    typer.Option("--train", metavar="GOLD", help="Annotated articles to learn from; may be given again."),
]


def train(
    folders: FolderOption,
    dev: Annotated[
        Path, typer.Option("--dev", metavar="GOLD", help="Annotated articles to measure and tune on.")
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="FOLDER", help="Where checkpoints, report and model go.")
    ],
    encoder: Annotated[
        Path | None,
        typer.Option(
            "--encoder", metavar="FOLDER", help="The pretrained encoder.", show_default="the pinned one"
        ),
    ] = None,
    epochs: Annotated[
        int, typer.Option("--epochs", min=1, metavar="N", help="Passes over the articles.")
    ] = 7,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Of everything that is drawn.")] = 1,
    threads: Annotated[
        int | None, typer.Option("--threads", min=1, metavar="N", help="Of torch.", show_default="all cores")
    ] = None,
    name: Annotated[
        str, typer.Option("--name", help="What attributions name as their extractor.")
    ] = "sayso-en",
    model_version: Annotated[str, typer.Option("--model-version", help="Its version.")] = "1",
    data: Annotated[
        str,
        typer.Option(
            show_default=False, help="For the model card: what the articles are, and under which licences."
        ),
    ] = "",
) -> None:
    """Train a model on annotated articles, in brat format or JSON Lines.

    A brat folder holds text/NAME.txt and attributions/NAME.ann; sayso review export writes both kinds
    from what you reviewed. The model folder is OUT/model, for --model; a report in JSON lies beside it. A
    run that was stopped goes on from its last checkpoint when the same command is given again. Needs
    torch: pip install 'sayso[train]'.
    """
    if find_spec("torch") is None:  # the extra's cure, before anything else is said to be missing
        raise missing_extra("training", "torch", "train")
    from sayso.train.options import NOT_STATED, TrainOptions
    from sayso.train.run import train as run

    logging.getLogger("sayso").setLevel(logging.INFO)  # a run takes hours: it says how it goes
    run(
        TrainOptions(
            train=tuple(folders),
            dev=dev,
            out=out,
            encoder=encoder,
            epochs=epochs,
            seed=seed,
            threads=threads,
            name=name,
            version=model_version,
            data=data or NOT_STATED,
        )
    )
    console().print(line(f"the model is in {out / 'model'}"), soft_wrap=True)
