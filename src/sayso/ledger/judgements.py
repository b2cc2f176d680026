"""Judgements: what people said about what a model found, and the reading that comes of both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sayso.records import Judgement

from .connection import Store
from .rows import Disagreement, Judged, JudgementRow, Paged, QueueRow


def judge(store: Store, judgement: Judgement) -> Judged:
    """Keep a judgement."""
    raise NotImplementedError


def undo(store: Store, number: int, *, by: str, now: datetime) -> None:
    """Take a judgement back."""
    raise NotImplementedError


def list_judgements(store: Store, document_id: str | None) -> Iterator[JudgementRow]:
    """What people judged."""
    raise NotImplementedError


def disagreements(store: Store, document_id: str) -> list[Disagreement]:
    """Where a model differs from people."""
    raise NotImplementedError


def queue(store: Store, *, limit: int, mark: str | None) -> Paged[QueueRow]:
    """Documents that wait for review."""
    raise NotImplementedError
