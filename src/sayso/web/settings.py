"""What the reader in the browser is told when it is started."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to serve one ledger.

    `host` and `port` are where it listens; `hosts` are further names that a Host header may give (a
    proxy's). `auth` asks everybody to log in. `reviewer` is whose name stands under judgements where
    nobody logs in. `allow_private` lets `add` fetch from loopback, private and link-local addresses;
    `max_upload` is in bytes, of all files of one upload together, `max_bytes` of one document.
    """

    ledger: str | Path | None = None
    host: str = "127.0.0.1"
    port: int = 8470
    hosts: tuple[str, ...] = ()
    auth: bool = False
    reviewer: str = "reader"
    model: Path | None = None
    workers: int | None = None
    allow_private: bool = False
    max_upload: int = 50 * MEGABYTE
    max_bytes: int = 10 * MEGABYTE
