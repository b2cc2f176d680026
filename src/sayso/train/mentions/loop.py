"""The training loop of the mention heads: batches of whole texts, one small network, minutes an epoch."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ...extract.labels import ILLEGAL
from ...extract.mention_labels import DESCRIPTION_TAGS, NAME_TAGS, legal_of
from ..loop import rate_at
from .heads import MentionHeads
from .options import MentionOptions
from .prepare import UNSURE, Prepared, Referring
from .states import StateFolder

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Example:
    """A prepared text with the folder of its states."""

    prepared: Prepared
    folder: StateFolder
    refers: Referring | None

    @property
    def states_name(self) -> str:
        """What its states are called."""
        return self.prepared.text.name


def batches_of(examples: Sequence[Example], options: MentionOptions, epoch: int) -> list[list[Example]]:
    """The epoch's batches, the same for the same options and epoch."""
    generator = random.Random(f"{options.seed} {epoch}")
    order = list(examples)
    generator.shuffle(order)
    batches: list[list[Example]] = [[]]
    rows = 0
    for example in order:
        size = len(example.prepared.encoded.pieces) + 2
        if batches[-1] and rows + size > options.batch_rows:
            batches.append([])
            rows = 0
        batches[-1].append(example)
        rows += size
    return batches


def states_of(examples: Sequence[Example]) -> tuple[Tensor, list[Tensor]]:
    """The states of the texts one below the other, and for each text the rows of its words."""
    parts, rows = [], []
    n_rows = 0
    for example in examples:
        states = example.folder[example.states_name]
        parts.append(np.concatenate(states.layers, axis=1))
        rows.append(torch.from_numpy(states.words + n_rows))
        n_rows += len(parts[-1])
    return torch.from_numpy(np.concatenate(parts).astype(np.float32)), rows


def losses_of(
    heads: MentionHeads, batch: Sequence[Example], *, whole_lines: bool = False
) -> dict[str, Tensor]:
    """The batch's losses by task; tags by the word or, slower and better, by the line."""
    states, rows = states_of(batch)
    tags, refers = heads(states)
    n_names = len(NAME_TAGS)
    names, descriptions, weights = [], [], []
    for example in batch:
        names.append(torch.from_numpy(example.prepared.names))
        descriptions.append(torch.from_numpy(example.prepared.descriptions))
        weights.append(torch.full((len(names[-1]),), example.prepared.text.weight))
    words = tags[torch.cat(rows)]
    weight = torch.cat(weights)
    of_names = allowed_tags(torch.cat(names), n_names, torch.cat([_unmarked(example) for example in batch]))
    of_descriptions = allowed_tags(torch.cat(descriptions), words.shape[1] - n_names)
    if whole_lines:
        lines = _lines(batch)
        losses = {
            "names": line_loss(words[:, :n_names], of_names, heads.name_steps, lines, weight),
            "descriptions": line_loss(
                words[:, n_names:], of_descriptions, heads.description_steps, lines, weight
            ),
        }
    else:
        losses = {
            "names": word_loss(words[:, :n_names], of_names, weight),
            "descriptions": word_loss(words[:, n_names:], of_descriptions, weight),
        }
    found = [
        _refer_loss(heads, refers[row], example.refers)
        for row, example in zip(rows, batch, strict=True)
        if example.refers is not None
    ]
    total = sum((weight for _, weight in found), 0.0)
    if total:
        losses["refers"] = torch.stack([loss for loss, _ in found]).sum() / total
    return losses


def _unmarked(example: Example) -> Tensor:
    """Which tags a word outside every name may have: (words, name tags)."""
    allowed = torch.tensor([tag == "O" or tag[2:] in example.prepared.text.unmarked for tag in NAME_TAGS])
    return allowed.expand(len(example.prepared.names), -1)


def allowed_tags(gold: Tensor, n_tags: int, outside: Tensor | None = None) -> Tensor:
    """Which tags each word may have, (words, tags): the gold one, all of them where there is none.

    `outside`: the tags of words that are in no marked span.
    """
    allowed = torch.zeros(len(gold), n_tags, dtype=torch.bool)
    known = gold != UNSURE
    allowed[~known] = True
    allowed[known, gold[known]] = True
    return allowed if outside is None else allowed | (outside & (gold == 0)[:, None])


def word_loss(scores: Tensor, allowed: Tensor, weight: Tensor) -> Tensor:
    """Minus the log of the chance of the allowed tags, a weighted mean over the words that exclude some."""
    known = ~allowed.all(dim=1)
    if not known.any():
        return scores.sum() * 0.0
    logs = torch.log_softmax(scores[known], dim=1).masked_fill(~allowed[known], ILLEGAL)
    return -(torch.logsumexp(logs, dim=1) * weight[known]).sum() / weight[known].sum()


def line_loss(scores: Tensor, allowed: Tensor, steps: Tensor, lines: Tensor, weight: Tensor) -> Tensor:
    """Minus the log of the chance of all allowed tag sequences of a line, for a word on the mean.

    A linear-chain model (Lafferty et al. 2001), summed over what partial labels leave open. lines: (n, 2).
    """
    known = ~allowed.all(dim=1)
    lengths = lines[:, 1] - lines[:, 0]
    places = lines[:, :1] + torch.arange(int(lengths.max()))[None, :]
    inside = places < lines[:, 1:]
    places = torch.where(inside, places, 0)
    counted = (known[places] & inside).any(dim=1)
    if not counted.any():
        return scores.sum() * 0.0
    places, inside, lengths = places[counted], inside[counted], lengths[counted]
    start, follow = legal_of(NAME_TAGS if scores.shape[1] == len(NAME_TAGS) else DESCRIPTION_TAGS)
    step = steps.masked_fill(~torch.from_numpy(follow), ILLEGAL)
    first = torch.where(torch.from_numpy(start), 0.0, ILLEGAL)
    free = scores[places]
    bound = free.masked_fill(~allowed[places], ILLEGAL)
    both = torch.stack([free, bound]).flatten(0, 1)  # the sums over all and over allowed sequences, at once
    running = inside.repeat(2, 1)
    alpha = both[:, 0] + first
    for at in range(1, both.shape[1]):
        following = torch.logsumexp(alpha[:, :, None] + step, dim=1) + both[:, at]
        alpha = torch.where(running[:, at, None], following, alpha)
    everything, right = torch.logsumexp(alpha, dim=1).chunk(2)
    of_line = weight[places[:, 0]]
    return ((everything - right) * of_line).sum() / (lengths * of_line).sum()


def _lines(batch: Sequence[Example]) -> Tensor:
    """The lines of all texts as ranges of their words, one text after another."""
    found, n_words = [], 0
    for example in batch:
        found.append(torch.from_numpy(example.prepared.encoded.lines) + n_words)
        n_words += len(example.prepared.encoded.words)
    return torch.cat(found)


def _refer_loss(heads: MentionHeads, vectors: Tensor, refers: Referring) -> tuple[Tensor, float]:
    """Minus the log of the share of right antecedents, summed by weight; and the sum of the weights."""
    at_heads = vectors[torch.from_numpy(refers.places.head)]
    scores = heads.refer_scores(at_heads, refers.places, refers.pairs)
    scores = scores.masked_fill(~torch.from_numpy(refers.allowed), -1e4)
    right = scores.masked_fill(~torch.from_numpy(refers.right), -1e4)
    each = torch.logsumexp(scores, dim=1) - torch.logsumexp(right, dim=1)
    weight = torch.from_numpy(refers.weight)
    return (each.clamp(max=20) * weight).sum(), float(weight.sum())


def count_steps(examples: Sequence[Example], heads: MentionHeads) -> None:
    """Set the weights of a tag after a tag: the log of how much likelier it is than without the one before.

    Halved: the scores know most of it (the role tagger's development scores were best at a half).
    """
    for field, steps in (("names", heads.name_steps), ("descriptions", heads.description_steps)):
        counts = np.full(steps.shape, 1.0)
        for example in examples:
            gold = getattr(example.prepared, field)
            lines = example.prepared.encoded.lines
            starts = np.zeros(len(gold) + 1, dtype=np.bool_)
            starts[lines[:, 0]] = True
            pairs = (gold[:-1] != UNSURE) & (gold[1:] != UNSURE) & ~starts[1 : len(gold)]
            np.add.at(counts, (gold[:-1][pairs], gold[1:][pairs]), example.prepared.text.weight)
        follows = counts / counts.sum(axis=1, keepdims=True)
        usual = counts.sum(axis=0) / counts.sum()
        with torch.no_grad():
            steps.copy_(torch.from_numpy(0.5 * np.log(follows / usual)).float())


def run(
    heads: MentionHeads, examples: Sequence[Example], options: MentionOptions, name: str
) -> Iterator[tuple[int, MentionHeads]]:
    """Train; yields the number of each finished epoch with the moving average of the weights.

    A run that was cut off goes on after its last finished epoch (`NAME.pt` in `options.out`).
    """
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    trained = [p for n, p in heads.named_parameters() if not n.endswith("_steps")]
    steps = [heads.name_steps, heads.description_steps]
    groups = [
        {"params": trained, "weight_decay": options.weight_decay},
        {"params": steps, "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=options.rate)
    averaged = {key: value.detach().clone() for key, value in heads.state_dict().items()}
    checkpoint = options.out / f"{name}.pt"
    begin, step = 0, 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        heads.load_state_dict(saved["heads"])
        optimizer.load_state_dict(saved["optimizer"])
        averaged, begin, step = saved["averaged"], saved["epoch"], saved["step"]
    n_steps = options.epochs * len(batches_of(examples, options, 0))
    smooth = MentionHeads(len(options.layers), options.width)
    if begin == options.epochs:  # finished before
        smooth.load_state_dict(averaged)
        yield begin, smooth.eval()
    for epoch in range(begin, options.epochs):
        heads.train()
        sums: dict[str, float] = {}
        for batch in batches_of(examples, options, epoch):
            losses = losses_of(heads, batch, whole_lines=epoch >= options.word_epochs)
            total = losses["names"] + options.describing * losses["descriptions"]
            if "refers" in losses:
                total = total + options.referring * losses["refers"]
            optimizer.zero_grad(set_to_none=True)
            total.backward()
            torch.nn.utils.clip_grad_norm_([*trained, *steps], 1.0)
            for group in optimizer.param_groups:
                group["lr"] = options.rate * rate_at(step, n_steps, options.warmup)
            optimizer.step()
            step += 1
            decay = min(options.average, step / (step + 20))
            for key, value in heads.state_dict().items():
                averaged[key].lerp_(value, 1 - decay)
            for key, loss in losses.items():
                sums[key] = 0.98 * sums.get(key, loss.item()) + 0.02 * loss.item()
        log.info("%s epoch=%d %s", name, epoch + 1, " ".join(f"{k}={v:.4f}" for k, v in sums.items()))
        smooth.load_state_dict(averaged)
        smooth.eval()
        part = checkpoint.with_suffix(".part")
        torch.save(
            {
                "heads": heads.state_dict(),
                "optimizer": optimizer.state_dict(),
                "averaged": averaged,
                "epoch": epoch + 1,
                "step": step,
            },
            part,
        )
        part.replace(checkpoint)
        yield epoch + 1, smooth
