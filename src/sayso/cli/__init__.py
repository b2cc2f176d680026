"""The `sayso` command: one module for each group of commands, and no rules of its own."""

from __future__ import annotations


def main() -> None:
    """Run the command line and leave with its exit code: 0 done, 1 something skipped or wrong, 2 broken."""
    from .rim import run

    run()


__all__ = ["main"]
