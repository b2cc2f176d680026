"""A pruned network learns to give what the whole one gave (Hinton, Vinyals and Dean 2015; Sanh et al. 2019).

It is shown the whole network's states after the layers that the heads read, what the heads make of them, and
no labels: any text serves. Tables of pieces and heads stay as they are, the layers between them learn.
"""

from __future__ import annotations

import logging
import time
from typing import Any

import numpy as np
import onnx
import torch
from torch import Tensor, nn
from torch.nn import functional

from ...extract.encode import EncodedText
from ...extract.extractor import Extractor
from ...extract.labels import ILLEGAL
from ..loop import rate_at
from ..network import EPSILON, HIDDEN
from .graph import HEAD, LAYERS, Graph, Runner, before
from .options import SlimOptions
from .texts import Part, batches, inputs_of

log = logging.getLogger(__name__)

CHECKPOINT, EVERY = "healing.pt", 100  # steps
SEEN = (1, 2, 4, 6)  # layers whose states the heads read


class _Layer(nn.Module):
    """One block of BERT with as many heads and inner units as the graph has left it."""

    def __init__(self, graph: Graph, number: int) -> None:
        super().__init__()

        def linear(part: str) -> nn.Linear:
            weights = torch.from_numpy(graph.weights(part).T.astype(np.float32)).contiguous()
            made = nn.Linear(weights.shape[1], weights.shape[0])
            made.weight.data, made.bias.data = weights, torch.from_numpy(graph.get(f"{part}.bias").copy())
            return made

        def norm(part: str) -> nn.LayerNorm:
            made = nn.LayerNorm(HIDDEN, EPSILON)
            made.weight.data = torch.from_numpy(graph.get(f"{part}.gamma").copy())
            made.bias.data = torch.from_numpy(graph.get(f"{part}.beta").copy())
            return made

        name = f"layer{number}"
        self.qkv, self.attended = linear(f"{name}.qkv"), linear(f"{name}.attended")
        self.up, self.down = linear(f"{name}.up"), linear(f"{name}.down")
        self.norm1, self.norm2 = norm(f"{name}.norm1"), norm(f"{name}.norm2")

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        batch, length, _ = x.shape
        parts = self.qkv(x).view(batch, length, 3, -1, HEAD).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(parts[0], parts[1], parts[2], attn_mask=mask)
        x = self.norm1(x + self.attended(mixed.transpose(1, 2).reshape(batch, length, -1)))
        return self.norm2(x + self.down(functional.gelu(self.up(x))))


class Student(nn.Module):
    """The layers of a graph, to be trained and put back."""

    def __init__(self, graph: Graph) -> None:
        super().__init__()
        self.layers = nn.ModuleList(_Layer(graph, number) for number in range(LAYERS))

    def forward(self, x: Tensor, mask: Tensor | None) -> list[Tensor]:
        """What the layers that heads read give on; each (windows, pieces, HIDDEN)."""
        states = []
        for number, layer in enumerate(self.layers, start=1):
            x = layer(x, mask)
            if number in SEEN:
                states.append(x)
        return states

    def put_back(self, graph: Graph) -> None:
        """Write the weights into the graph, in 8 bits."""
        for number, layer in enumerate(self.layers):
            for part in ("qkv", "attended", "up", "down"):
                module = getattr(layer, part)
                weights = module.weight.detach().numpy().T.astype(np.float64)
                graph.replace(f"layer{number}.{part}", weights, module.bias.detach().numpy())
            for part in ("norm1", "norm2"):
                module = getattr(layer, part)
                graph.set(f"layer{number}.{part}.gamma", module.weight.detach().numpy())
                graph.set(f"layer{number}.{part}.beta", module.bias.detach().numpy())


class Heads(nn.Module):
    """What is read off the states, as it is in the graph: none of it learns."""

    def __init__(self, graph: Graph) -> None:
        super().__init__()
        for name in ("tags", "links"):
            self.register_buffer(f"{name}_kernel", torch.from_numpy(graph.get(f"head.{name}.kernel").copy()))
            self.register_buffer(f"{name}_bias", torch.from_numpy(graph.get(f"head.{name}.bias").copy()))
        narrow = graph.weights("mention.narrow").astype(np.float32)
        self.register_buffer("narrow_kernel", torch.from_numpy(narrow))
        self.register_buffer("narrow_bias", torch.from_numpy(graph.get("mention.narrow.bias").copy()))

    def forward(self, states: list[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """Scores of tags, link vectors, and what the mention heads begin with; a row for each piece."""
        return (
            states[-1] @ self.tags_kernel + self.tags_bias,
            states[-1] @ self.links_kernel + self.links_bias,
            functional.gelu(torch.cat(states, dim=-1) @ self.narrow_kernel + self.narrow_bias),
        )


def losses_of(heads: Heads, given: list[Tensor], wanted: list[Tensor]) -> dict[str, Tensor]:
    """How far states and what heads make of them are from the whole network's, in parts of its variance."""
    tags, links, narrow = heads(given)
    with torch.no_grad():
        right_tags, right_links, right_narrow = heads(wanted)
    chances, right_chances = (torch.log_softmax(one, dim=-1) for one in (tags, right_tags))
    apart = functional.kl_div(chances, right_chances, log_target=True, reduction="batchmean")
    states = [_off(one, right) for one, right in zip(given, wanted, strict=True)]
    return {
        "states": torch.stack(states).mean(),
        "tags": _off(tags, right_tags),
        "links": _off(links, right_links),
        "mentions": _off(narrow, right_narrow),
        "chances": apart,
    }


def _off(given: Tensor, wanted: Tensor) -> Tensor:
    spread = wanted.var(dim=0).mean()
    return ((given - wanted) ** 2).mean() / spread


WEIGHTS = {"states": 1.0, "tags": 1.0, "links": 1.0, "mentions": 1.0, "chances": 3.0}


def heal(
    pruned: onnx.ModelProto,
    whole: onnx.ModelProto,
    texts: list[EncodedText],
    extractor: Extractor,
    options: SlimOptions,
) -> None:
    """Train the pruned graph's layers, in place, to give what the whole graph gives for the texts.

    `extractor` is that of the whole model. A checkpoint in `options.out` lets a run that was cut off go on.
    """
    torch.manual_seed(options.seed)
    graph = Graph(pruned)
    student, heads = Student(graph), Heads(graph)
    teacher = Runner(whole, ["hidden", *(before(layer) for layer in SEEN)])
    learning = [one for one in student.parameters() if one.ndim > 1]
    resting = [one for one in student.parameters() if one.ndim == 1]
    optimizer = torch.optim.AdamW(
        [
            {"params": learning, "weight_decay": options.weight_decay},
            {"params": resting, "weight_decay": 0.0},
        ],
        betas=(0.9, 0.98),
        fused=True,
    )
    averaged = {name: value.detach().clone() for name, value in student.state_dict().items()}
    state = {"epoch": 0, "batch": 0, "step": 0}
    checkpoint = options.out / CHECKPOINT
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        student.load_state_dict(saved["student"])
        optimizer.load_state_dict(saved["optimizer"])
        averaged, state = saved["averaged"], saved["state"]
        log.info("resumed step=%d", state["step"])

    def save() -> None:
        part = checkpoint.with_suffix(".part")
        kept: dict[str, Any] = {"student": student.state_dict(), "optimizer": optimizer.state_dict()}
        torch.save({**kept, "averaged": averaged, "state": state}, part)
        part.replace(checkpoint)

    def of_epoch(epoch: int) -> list[list[Part]]:
        return batches(texts, extractor.bundle.window, options.batch_pieces, f"{options.seed} {epoch}")

    n_steps = sum(len(of_epoch(epoch)) for epoch in range(options.epochs))
    sums: dict[str, float] = {}
    for epoch in range(state["epoch"], options.epochs):
        parts = of_epoch(epoch)
        began, n_pieces = time.monotonic(), 0
        for number in range(state["batch"], len(parts)):
            hidden, wanted, mask, real = _lesson(teacher, parts[number], extractor.special_ids)
            given = [one[real] for one in student(hidden, mask)]
            losses = losses_of(heads, given, wanted)
            total = torch.stack([WEIGHTS[name] * loss for name, loss in losses.items()]).sum()
            optimizer.zero_grad(set_to_none=True)
            total.backward()
            torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
            for group in optimizer.param_groups:
                group["lr"] = options.rate * rate_at(state["step"], n_steps, options.warmup)
            optimizer.step()
            state["step"] += 1
            decay = min(options.average, state["step"] / (state["step"] + 20))
            for name, value in student.state_dict().items():
                averaged[name].lerp_(value, 1 - decay)
            n_pieces += int(real.sum())
            for name, loss in losses.items():
                sums[name] = 0.95 * sums.get(name, loss.item()) + 0.05 * loss.item()
            if state["step"] % 20 == 0:
                shown = " ".join(f"{name}={value:.4f}" for name, value in sums.items())
                speed = n_pieces / (time.monotonic() - began)
                log.info("step=%d/%d %s pieces_per_s=%.0f", state["step"], n_steps, shown, speed)
            if state["step"] % EVERY == 0:
                state["batch"] = number + 1
                save()
        state["epoch"], state["batch"] = epoch + 1, 0
        save()
    student.load_state_dict(averaged)
    student.put_back(graph)


def _lesson(
    teacher: Runner, parts: list[Part], special_ids: tuple[int, int, int]
) -> tuple[Tensor, list[Tensor], Tensor | None, Tensor]:
    """What the layers are given, the states they are to give at real pieces, and which those are."""
    found = [teacher.run(inputs_of(part, special_ids)) for part in parts]
    lengths = [len(one["hidden"]) for one in found]
    longest = max(lengths)
    hidden = torch.zeros(len(parts), longest, HIDDEN)
    real = torch.zeros(len(parts), longest, dtype=torch.bool)
    for row, one in enumerate(found):
        hidden[row, : lengths[row]] = torch.from_numpy(one["hidden"])
        real[row, : lengths[row]] = True
    wanted = [torch.from_numpy(np.concatenate([one[before(layer)] for one in found])) for layer in SEEN]
    mask = None if real.all() else torch.where(real, 0.0, ILLEGAL)[:, None, None, :]
    return hidden, wanted, mask, real
