"""Judgements: what a person says about one attribution, or about an article as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from .attribution import Attribution

JudgementKind = Literal["confirm", "correct", "reject", "add", "finish"]
JUDGEMENT_KINDS: tuple[JudgementKind, ...] = get_args(JudgementKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One judgement of one reviewer about a document's reading.

    `attribution` is the id of what is judged; None for what is added, and for `finish`, which says that
    nothing is left to be judged in the document. `judged` is the attribution as it shall be: the same
    one where it is confirmed, None where it is rejected and at the finish. `speaker` is the id of the
    ledger's speaker that was chosen, where one was. `extractor` is the model whose reading was judged, as
    the ledger finds it when it keeps the judgement.
    """

    what: JudgementKind
    document_id: str
    extractor: str
    reviewer: str
    at: datetime
    attribution: str | None = None
    judged: Attribution | None = None
    speaker: str | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        if self.what not in JUDGEMENT_KINDS:
            raise ValueError(f"what must be one of {JUDGEMENT_KINDS}, got {self.what!r}")
        if (self.judged is None) != (self.what in ("reject", "finish")):
            needs = "needs the" if self.judged is None else "takes no"
            raise ValueError(f"a judgement to {self.what} {needs} attribution as it shall be")
        if (self.attribution is None) != (self.what in ("add", "finish")):
            raise ValueError(f"a judgement to {self.what} names an attribution exactly where one is judged")
        if self.judged is not None and self.judged.document_id != self.document_id:
            raise ValueError("the attribution is of another document")
        if self.what == "confirm" and self.judged is not None and self.judged.id != self.attribution:
            raise ValueError("what is confirmed stays as it is; correct it instead")
        if not self.reviewer.strip():
            raise ValueError("a judgement needs a reviewer")
