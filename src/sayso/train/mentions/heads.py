"""The mention heads: a small network on the frozen states, a piece at a time with its two neighbours."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from ...extract.antecedents import IMPOSSIBLE, RANK_OF, REFER_SHAPES, REFER_WIDTH, Pairs, Places
from ...extract.mention_labels import DESCRIPTION_TAGS, N_MENTION_TAGS, NAME_TAGS
from .states import WIDTH


class MentionHeads(nn.Module):
    """States of some layers to tag scores and refer vectors, and the weights that only the decoder has."""

    def __init__(self, layers: int, width: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.narrow = nn.Linear(layers * WIDTH, width)
        self.around = nn.Linear(3 * width, width)
        self.tags = nn.Linear(2 * width, N_MENTION_TAGS)
        self.refers = nn.Linear(2 * width, 2 * REFER_WIDTH)
        self.dropout = dropout
        self.name_steps = nn.Parameter(torch.zeros(len(NAME_TAGS), len(NAME_TAGS)))
        self.description_steps = nn.Parameter(torch.zeros(len(DESCRIPTION_TAGS), len(DESCRIPTION_TAGS)))
        self.refer_weights = nn.ParameterDict(
            {name: nn.Parameter(torch.zeros(shape)) for name, shape in REFER_SHAPES.items()}
        )

    def forward(self, states: Tensor) -> tuple[Tensor, Tensor]:
        """states: (pieces, layers * 384); gives (pieces, N_MENTION_TAGS), (pieces, 2 * REFER_WIDTH)."""
        x = functional.gelu(self.narrow(functional.dropout(states, self.dropout / 2, self.training)))
        x = functional.dropout(x, self.dropout, self.training)
        padded = functional.pad(x, (0, 0, 1, 1))
        around = functional.gelu(self.around(torch.cat([padded[:-2], x, padded[2:]], dim=1)))
        both = torch.cat([x, functional.dropout(around, self.dropout, self.training)], dim=1)
        return self.tags(both), self.refers(both)

    def refer_scores(self, vectors: Tensor, places: Places, pairs: Pairs) -> Tensor:
        """Scores of every mention's candidates and, last, of none: (mentions, BACK + 1)."""
        query = vectors[:, :REFER_WIDTH] / math.sqrt(REFER_WIDTH)
        candidate = torch.from_numpy(pairs.candidate)
        kinds = torch.from_numpy(places.kind)
        kind = kinds[:, None]
        weights = self.refer_weights
        scores = torch.einsum("md,mkd->mk", query, vectors[candidate, REFER_WIDTH:])
        scores = scores + weights["rank"][kind, torch.from_numpy(RANK_OF)[None, :]]
        scores = scores + weights["distance"][kind, torch.from_numpy(pairs.distance)]
        scores = scores + weights["pair"][kind, kinds[candidate]]
        scores = scores + weights["alike"][kind, torch.from_numpy(pairs.alike)]
        scores = scores + weights["quoted"][kind, torch.from_numpy(pairs.quoted)]
        scores = scores.masked_fill(~torch.from_numpy(pairs.possible), IMPOSSIBLE)
        nothing = query @ weights["nothing"] + weights["nothing_bias"][kinds]
        return torch.cat([scores, nothing[:, None]], dim=1)
