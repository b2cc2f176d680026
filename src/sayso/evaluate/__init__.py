"""Scoring attributions against annotated texts, and the gate that keeps accuracy from falling."""

from .brat import Gold, GoldAttribution, GoldSet, read_gold, to_ann, write_gold
from .predictions import read_predictions
from .reliability import Bin, Calibration, calibration
from .score import COLUMNS, Estimate, Metric, ScoreOptions, Scores, score, score_annotators
from .variants import single_quoted

__all__ = [
    "COLUMNS",
    "Bin",
    "Calibration",
    "Estimate",
    "Gold",
    "GoldAttribution",
    "GoldSet",
    "Metric",
    "ScoreOptions",
    "Scores",
    "calibration",
    "read_gold",
    "read_predictions",
    "score",
    "score_annotators",
    "single_quoted",
    "to_ann",
    "write_gold",
]
