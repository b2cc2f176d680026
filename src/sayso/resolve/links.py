"""Links: whom the model takes a pronoun or a description for, as shares of figures."""

from __future__ import annotations

from collections.abc import Sequence

from ..records import Mention, MentionForm
from .figures import Figure
from .passage import Passage


class Links:
    """The model's mentions and antecedents, turned into figures while the text is read.

    A mention's antecedents stand before it; whoever was found to be meant by them is noted as the text is
    read, so that the share of an antecedent that is itself a pronoun goes to whom that stands for.
    """

    def __init__(self, passage: Passage, mentions: Sequence[Mention]) -> None:
        self.mentions = mentions
        self.figures: dict[int, Figure] = {}
        self.numbers: dict[tuple[int, MentionForm], int] = {}
        for number, one in enumerate(mentions):
            self.numbers.setdefault((passage.first_of(one.span.start), one.form), number)

    def note(self, word: int, form: MentionForm, figure: Figure) -> None:
        """Remember who is meant by the mention of this form that begins at this word, if there is one."""
        number = self.numbers.get((word, form))
        if number is not None:
            self.figures[number] = figure

    def shares(self, word: int, form: MentionForm) -> dict[Figure, float] | None:
        """The probability of each figure to be meant here; None where the model has no mention here."""
        number = self.numbers.get((word, form))
        if number is None:
            return None
        shares: dict[Figure, float] = {}
        for antecedent, share in self.mentions[number].antecedents:
            figure = self.figures.get(antecedent)
            if figure is not None:
                shares[figure] = shares.get(figure, 0.0) + share
        return shares
