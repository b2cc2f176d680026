"""The training loop: epochs over windows, a checkpoint after each part, resumed where it stopped."""

from __future__ import annotations

import logging
import math
import random
import time
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from ..extract.encode import Window, batch_of
from ..extract.labels import ROLES, begin, inside
from ..extract.network import distance_bucket
from .corpus import (
    NAMES,
    NO_LABEL,
    POS_TAGS,
    RELATIONS,
    Example,
    batches_of,
    pieces_in,
    training_windows,
)
from .network import Helpers, Learner
from .options import TrainOptions

log = logging.getLogger(__name__)

Part = tuple[Example, Window]
HELPERS = Helpers(pos=len(POS_TAGS), relation=len(RELATIONS), name=len(NAMES))
CHECKPOINT_EVERY = 100  # steps
AVERAGE_EVERY = 5  # steps
CHECKPOINT = "checkpoint.pt"


def parts_of_epoch(examples: list[list[Example]], options: TrainOptions, epoch: int) -> list[list[Part]]:
    """The epoch's batches: every article once (one of its annotators), windows of like length together.

    The same for the same options and epoch, so that a resumed run goes on as it would have.
    """
    generator = random.Random(f"{options.seed} {epoch}")
    parts: list[Part] = []
    for copies in examples:
        example = generator.choice(copies)
        parts += [(example, w) for w in training_windows(example.encoded, options.window, generator)]
    return batches_of(parts, _size, options.batch_pieces, generator, noise=0.15)


def _size(part: Part) -> int:
    example, window = part
    return pieces_in(example.encoded, window)


def loss_of(
    learner: Learner, batch: list[Part], ids: dict[str, int], options: TrainOptions
) -> dict[str, Tensor]:
    """The batch's losses by task, each a mean over the words that it is about."""
    made = batch_of([(e.encoded, w) for e, w in batch], (ids["[CLS]"], ids["[SEP]"], ids["[PAD]"]))
    pieces = torch.from_numpy(made.pieces)
    mask = torch.arange(pieces.shape[1])[None, :] < torch.from_numpy(made.lengths)[:, None]
    quote, shape, line = (torch.from_numpy(feature) for feature in made.features)
    if options.masked:
        hidden = (
            (torch.rand(pieces.shape) < options.masked) & (pieces != ids["[CLS]"]) & (pieces != ids["[SEP]"])
        )
        pieces = torch.where(hidden & mask, ids["[MASK]"], pieces)
    shape = _some_shouting(shape)
    tags, links, states = learner.reader(pieces, quote, shape, line, mask)

    n_words = [w.end - w.start for _, w in batch]
    first = pad_sequence(
        [
            torch.from_numpy(e.encoded.first_piece[w.start : w.end] - e.encoded.first_piece[w.start] + 1)
            for e, w in batch
        ],
        batch_first=True,
    )
    valid = torch.arange(first.shape[1])[None, :] < torch.tensor(n_words)[:, None]

    def of_words(x: Tensor) -> Tensor:
        return x.gather(1, first[:, :, None].expand(-1, -1, x.shape[2]))

    losses = {"tags": _tag_loss(learner, of_words(tags), batch) / sum(n_words)}
    places = torch.arange(first.shape[1])
    buckets = torch.from_numpy(distance_bucket((places[None, :] - places[:, None]).numpy()))
    word_links = of_words(links)
    for which, (name, attribute) in enumerate((("cue_of", "cue_of"), ("source_of", "source_of"))):
        scores = learner.link_scores(word_links, which, buckets, valid)
        losses[name] = _link_loss(scores, [(getattr(e, attribute), w) for e, w in batch])
    losses |= _helper_losses(learner, of_words(states), batch, valid)
    return losses


def _some_shouting(shape: Tensor) -> Tensor:
    """Now and then a window in capitals or in small letters, as headlines and posts are."""
    rows = torch.rand(len(shape), 1)
    letters = (shape < 4) & (shape >= 0)
    shape = torch.where((rows < 0.05) & letters, 2, shape)
    return torch.where((rows > 0.97) & letters, 0, shape)


def _tag_loss(learner: Learner, scores: Tensor, batch: list[Part]) -> Tensor:
    lines: list[Tensor] = []
    gold: list[Tensor] = []
    for row, (example, window) in enumerate(batch):
        bounds = example.encoded.lines
        for start, end in bounds[(bounds[:, 1] > window.start) & (bounds[:, 0] < window.end)]:
            low, high = max(start, window.start), min(end, window.end)
            tags = example.tags[low:high].copy()
            if low > start:  # the window cuts the line: a span that goes on begins anew
                tags[0] = _reopened(int(tags[0]))
            lines.append(scores[row, low - window.start : high - window.start])
            gold.append(torch.from_numpy(tags))
    lengths = torch.tensor([len(tags) for tags in gold])
    return learner.crf_loss(
        pad_sequence(lines, batch_first=True), pad_sequence(gold, batch_first=True), lengths
    )


def _reopened(tag: int) -> int:
    for role in ROLES:
        if tag == inside(role):
            return begin(role)
    return tag


def _link_loss(scores: Tensor, links: list[tuple[dict[int, tuple[int, ...]], Window]]) -> Tensor:
    """Minus the log of the share that goes to any right target, averaged over words with a link."""
    rows, columns = [], []
    targets: list[list[int]] = []
    nothing = scores.shape[2] - 1
    for row, (of_word, window) in enumerate(links):
        for word in range(window.start, window.end):
            if word in of_word:
                rows.append(row)
                columns.append(word - window.start)
                within = [t - window.start for t in of_word[word] if window.start <= t < window.end]
                targets.append(within or [nothing])
    if not rows:
        return scores.sum() * 0.0
    chosen = torch.log_softmax(scores[rows, columns], dim=1)
    right = torch.zeros_like(chosen, dtype=torch.bool)
    for index, columns_right in enumerate(targets):
        right[index, columns_right] = True
    return -torch.logsumexp(chosen.masked_fill(~right, -1e4), dim=1).mean()


def _helper_losses(learner: Learner, states: Tensor, batch: list[Part], valid: Tensor) -> dict[str, Tensor]:
    labels = pad_sequence(
        [torch.from_numpy(e.helpers[w.start : w.end]) for e, w in batch],
        batch_first=True,
        padding_value=NO_LABEL,
    )
    if not (labels != NO_LABEL).any():
        return {}
    starts = torch.tensor([w.start for _, w in batch])[:, None]
    ends = torch.tensor([w.end for _, w in batch])[:, None]
    heads = labels[:, :, 2]
    outside = (heads < starts) | (heads >= ends)
    heads = torch.where(outside, NO_LABEL, heads - starts)
    arcs = learner.dependent(states) @ learner.head(states).transpose(1, 2) / math.sqrt(128)
    arcs = arcs.masked_fill(~valid[:, None, :], -1e4)

    def entropy(scores: Tensor, gold: Tensor) -> Tensor:
        return functional.cross_entropy(scores.flatten(0, 1), gold.flatten(), ignore_index=NO_LABEL)

    return {
        "pos": entropy(learner.pos(states), labels[:, :, 0]),
        "relation": entropy(learner.relation(states), labels[:, :, 1]),
        "head": entropy(arcs, heads),
        "name": entropy(learner.name(states), labels[:, :, 3]),
    }


WEIGHTS = {"tags": 1.0, "cue_of": 0.3, "source_of": 0.2}


def make_optimizer(learner: Learner, options: TrainOptions) -> torch.optim.Optimizer:
    """AdamW with one rate for the pretrained encoder and a higher one for what is new."""
    groups: dict[tuple[bool, bool], list[Tensor]] = {}
    for name, parameter in learner.named_parameters():
        pretrained = name.startswith("reader.encoder.") and ".features." not in name
        groups.setdefault((pretrained, parameter.ndim > 1), []).append(parameter)
    return torch.optim.AdamW(
        [
            {
                "params": parameters,
                "rate": options.encoder_rate if pretrained else options.head_rate,
                "weight_decay": options.weight_decay if decays else 0.0,
            }
            for (pretrained, decays), parameters in groups.items()
        ],
        fused=True,
    )


def rate_at(step: int, n_steps: int, warmup: float) -> float:
    """The share of the full rate at a step: up from 0 over the warm-up, then down to 0, both straight."""
    rise = max(1, round(n_steps * warmup))
    return min((step + 1) / rise, max(0.0, (n_steps - step) / max(1, n_steps - rise)))


def run(
    learner: Learner, examples: list[list[Example]], ids: dict[str, int], options: TrainOptions
) -> Iterator[int]:
    """Train, from the checkpoint in `options.out` if there is one; yields the number of each finished epoch.

    After an epoch `averaged.pt` in `options.out` holds the moving average of the weights.
    """
    torch.manual_seed(options.seed)
    if options.threads:
        torch.set_num_threads(options.threads)
    optimizer = make_optimizer(learner, options)
    averaged = {name: value.detach().clone() for name, value in learner.state_dict().items()}
    state: dict[str, Any] = {"epoch": 0, "batch": 0, "step": 0}
    checkpoint = options.out / CHECKPOINT
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        learner.load_state_dict(saved["learner"])
        optimizer.load_state_dict(saved["optimizer"])
        averaged, state = saved["averaged"], saved["state"]
        torch.set_rng_state(saved["random"])
        log.info("resumed epoch=%d batch=%d", state["epoch"], state["batch"])

    def save() -> None:
        part = checkpoint.with_suffix(".part")
        torch.save(
            {
                "learner": learner.state_dict(),
                "optimizer": optimizer.state_dict(),
                "averaged": averaged,
                "state": state,
                "random": torch.get_rng_state(),
            },
            part,
        )
        part.replace(checkpoint)

    n_steps = options.epochs * len(parts_of_epoch(examples, options, 0))
    for epoch in range(state["epoch"], options.epochs):
        batches = parts_of_epoch(examples, options, epoch)
        learner.train()
        sums: dict[str, float] = {}
        began, n_pieces = time.monotonic(), 0
        for number in range(state["batch"], len(batches)):
            losses = loss_of(learner, batches[number], ids, options)
            weights = WEIGHTS | options.helper_weights
            total = sum(weights[name] * loss for name, loss in losses.items())
            assert isinstance(total, Tensor)
            optimizer.zero_grad(set_to_none=True)
            total.backward()
            torch.nn.utils.clip_grad_norm_(learner.parameters(), 1.0)
            for group in optimizer.param_groups:
                group["lr"] = group["rate"] * rate_at(state["step"], n_steps, options.warmup)
            optimizer.step()
            state["step"] += 1
            if state["step"] % AVERAGE_EVERY == 0:
                decay = min(options.average**AVERAGE_EVERY, state["step"] / (state["step"] + 100))
                for name, value in learner.state_dict().items():
                    averaged[name].lerp_(value, 1 - decay)
            n_pieces += sum(map(_size, batches[number]))
            for name, loss in losses.items():
                sums[name] = 0.98 * sums.get(name, loss.item()) + 0.02 * loss.item()
            if state["step"] % 20 == 0:
                shown = " ".join(f"{name}={value:.3f}" for name, value in sums.items())
                speed = n_pieces / (time.monotonic() - began)
                log.info(
                    "epoch=%d batch=%d/%d %s pieces_per_s=%.0f",
                    epoch + 1,
                    number + 1,
                    len(batches),
                    shown,
                    speed,
                )
            if state["step"] % CHECKPOINT_EVERY == 0:
                state["batch"] = number + 1
                save()
        state["epoch"], state["batch"] = epoch + 1, 0
        torch.save(averaged, options.out / "averaged.pt")
        save()
        yield epoch + 1
