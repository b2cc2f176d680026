"""The network as it is trained: MiniLM with three word features, role tags, links, and helper tasks.

The encoder is a plain BERT (Devlin et al. 2019) of MiniLM's shape (Wang et al. 2020): 6 layers, 384
wide, 12 heads. Only what `extract/` reads is exported: tag scores and link vectors of every piece.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..extract.encode import BREAKS, QUOTE_STATES, SHAPES
from ..extract.labels import ILLEGAL, N_TAGS, legal_steps
from ..extract.network import DISTANCES, LINK_WIDTH

HIDDEN, LAYERS, HEADS, INNER = 384, 6, 12, 1536
VOCABULARY, POSITIONS, EPSILON = 30522, 512, 1e-12


class Layer(nn.Module):
    """One transformer block of BERT (post-norm)."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query_key_value = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.attended = nn.Linear(HIDDEN, HIDDEN)
        self.norm_attended = nn.LayerNorm(HIDDEN, EPSILON)
        self.up = nn.Linear(HIDDEN, INNER)
        self.down = nn.Linear(INNER, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, EPSILON)
        self.dropout = dropout

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, _ = x.shape
        heads = self.query_key_value(x).view(batch, length, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4)
        # No dropout on the attention weights: torch's fast kernel for the processor has none.
        mixed = functional.scaled_dot_product_attention(heads[0], heads[1], heads[2], attn_mask=mask)
        mixed = self.attended(mixed.transpose(1, 2).reshape(batch, length, HIDDEN))
        x = self.norm_attended(x + functional.dropout(mixed, self.dropout, self.training))
        inner = self.down(functional.gelu(self.up(x)))
        return self.norm(x + functional.dropout(inner, self.dropout, self.training))


class Encoder(nn.Module):
    """Pieces and word features to hidden states, (batch, length, 384)."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.pieces = nn.Embedding(VOCABULARY, HIDDEN)
        self.positions = nn.Embedding(POSITIONS, HIDDEN)
        self.features = nn.ModuleList(nn.Embedding(n, HIDDEN) for n in (QUOTE_STATES, SHAPES, BREAKS))
        for table in self.features:
            nn.init.normal_(table.weight, std=0.02)
        self.norm = nn.LayerNorm(HIDDEN, EPSILON)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.dropout = dropout

    def forward(self, pieces: Tensor, quote: Tensor, shape: Tensor, line: Tensor, mask: Tensor) -> Tensor:
        x = self.pieces(pieces) + self.positions.weight[: pieces.shape[1]]
        for table, values in zip(self.features, (quote, shape, line), strict=True):
            x = x + table(values)
        x = functional.dropout(self.norm(x), self.dropout, self.training)
        # Queries at padded places see everything, so that no row of the softmax is empty.
        bias = torch.where(mask, 0.0, ILLEGAL)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def load_pretrained(self, weights: dict[str, Tensor]) -> None:
        """Take over the weights of a BERT checkpoint in the naming of Hugging Face transformers."""
        own = {
            "pieces.weight": weights["embeddings.word_embeddings.weight"],
            "positions.weight": weights["embeddings.position_embeddings.weight"]
            + weights["embeddings.token_type_embeddings.weight"][0],
            "norm.weight": weights["embeddings.LayerNorm.weight"],
            "norm.bias": weights["embeddings.LayerNorm.bias"],
        }
        for number in range(LAYERS):
            there = f"encoder.layer.{number}."
            for kind in ("weight", "bias"):
                own[f"layers.{number}.query_key_value.{kind}"] = torch.cat(
                    [weights[f"{there}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
                )
                for ours, theirs in (
                    ("attended", "attention.output.dense"),
                    ("norm_attended", "attention.output.LayerNorm"),
                    ("up", "intermediate.dense"),
                    ("down", "output.dense"),
                    ("norm", "output.LayerNorm"),
                ):
                    own[f"layers.{number}.{ours}.{kind}"] = weights[f"{there}{theirs}.{kind}"]
        missing, unexpected = self.load_state_dict(own, strict=False)
        if unexpected or any(not name.startswith("features.") for name in missing):
            raise ValueError(f"not a MiniLM checkpoint: missing {missing}, unexpected {unexpected}")


class Reader(nn.Module):
    """What is exported: pieces and features to tag scores and link vectors."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = Encoder(dropout)
        self.tags = nn.Linear(HIDDEN, N_TAGS)
        self.links = nn.Linear(HIDDEN, 4 * LINK_WIDTH)

    def forward(
        self, pieces: Tensor, quote: Tensor, shape: Tensor, line: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        hidden = self.encoder(pieces, quote, shape, line, mask)
        return self.tags(hidden), self.links(hidden), hidden


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpers:
    """How many labels each helper task has (learned beside the main task, not exported)."""

    pos: int
    relation: int
    name: int


class Learner(nn.Module):
    """The reader with all that only training needs: transitions, link biases, helper heads."""

    def __init__(self, helpers: Helpers, dropout: float = 0.1) -> None:
        super().__init__()
        self.reader = Reader(dropout)
        self.transitions = nn.Parameter(torch.zeros(N_TAGS, N_TAGS))
        self.starts = nn.Parameter(torch.zeros(N_TAGS))
        self.ends = nn.Parameter(torch.zeros(N_TAGS))
        # Per link (content to cue, cue to source): a bias by distance, the vector and bias of "none".
        self.distance = nn.Parameter(torch.zeros(2, DISTANCES))
        self.nothing = nn.Parameter(torch.zeros(2, LINK_WIDTH))
        self.nothing_bias = nn.Parameter(torch.zeros(2))
        self.pos = nn.Linear(HIDDEN, helpers.pos)
        self.relation = nn.Linear(HIDDEN, helpers.relation)
        self.name = nn.Linear(HIDDEN, helpers.name)
        self.dependent = nn.Linear(HIDDEN, 128)
        self.head = nn.Linear(HIDDEN, 128)
        start, follow = legal_steps()
        self.register_buffer("illegal_start", torch.where(torch.from_numpy(start), 0.0, ILLEGAL))
        self.register_buffer("illegal_step", torch.where(torch.from_numpy(follow), 0.0, ILLEGAL))

    def crf_loss(self, scores: Tensor, tags: Tensor, lengths: Tensor) -> Tensor:
        """Negative log-likelihood of the tag sequences, summed (Lafferty et al. 2001).

        scores: (lines, longest, tags); tags: (lines, longest); lengths: (lines,), all at least 1.
        """
        step = self.transitions + self.illegal_step
        alpha = scores[:, 0] + self.starts + self.illegal_start
        rows = torch.arange(len(scores))
        gold = alpha[rows, tags[:, 0]]
        emitted = scores.gather(2, tags[:, :, None])[:, :, 0]
        for at in range(1, scores.shape[1]):
            running = (at < lengths)[:, None]
            following = torch.logsumexp(alpha[:, :, None] + step, dim=1) + scores[:, at]
            alpha = torch.where(running, following, alpha)
        moved = step[tags[:, :-1], tags[:, 1:]] + emitted[:, 1:]
        inside = torch.arange(1, scores.shape[1])[None, :] < lengths[:, None]
        gold = gold + (moved * inside).sum(1) + self.ends[tags[rows, lengths - 1]]
        return (torch.logsumexp(alpha + self.ends, dim=1) - gold).sum()

    def link_scores(self, links: Tensor, which: int, buckets: Tensor, valid: Tensor) -> Tensor:
        """Scores of every word's link to every word and, last, to none: (batch, words, words + 1)."""
        query = links[..., 2 * which * LINK_WIDTH : (2 * which + 1) * LINK_WIDTH]
        key = links[..., (2 * which + 1) * LINK_WIDTH : (2 * which + 2) * LINK_WIDTH]
        scores = query @ key.transpose(1, 2) / math.sqrt(LINK_WIDTH) + self.distance[which][buckets]
        scores = scores.masked_fill(~valid[:, None, :], ILLEGAL)
        nothing = query @ self.nothing[which] / math.sqrt(LINK_WIDTH) + self.nothing_bias[which]
        return torch.cat([scores, nothing[:, :, None]], dim=2)
