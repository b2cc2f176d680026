"""Every error Sayso raises on purpose: whose fault it is, which thing, and what to do now."""

from __future__ import annotations


class SaysoError(Exception):
    """Base of every error that Sayso raises on purpose; its text is fit to show to a user."""

    def __init__(self, subject: str, problem: str, remedy: str | None = None) -> None:
        self.subject = subject
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{subject!r}: {problem}" + (f": {remedy}" if remedy else ""))

    @property
    def reason(self) -> str:
        """What is wrong and what to do, without the subject."""
        return self.problem + (f": {self.remedy}" if self.remedy else "")


class DocumentError(SaysoError):
    """One document cannot be read: it is skipped with its reason, and the run goes on."""


class AbortRun(SaysoError):
    """The environment or the command is broken (ledger, model, options): the run stops."""


class NotInLedger(AbortRun):
    """What is asked for by its id or name is not in the ledger."""


def needs_extra(subject: str, problem: str, package: str, extra: str) -> DocumentError:
    """The error for one document that only a library that is not installed could read: the rest goes on."""
    return DocumentError(subject, f"{problem}, which needs {package}", f"pip install 'sayso[{extra}]'")


def missing_extra(purpose: str, package: str, extra: str) -> AbortRun:
    """The error for a heavy library that is not installed, with its cure."""
    return AbortRun(purpose, f"needs {package}", f"pip install 'sayso[{extra}]'")
