"""Which watcher is which, and whether one that holds something still lives."""

from __future__ import annotations

import os
import secrets
import socket
from pathlib import Path

_HERE: set[str] = set()  # the watchers of this process


def new_watcher() -> str:
    """A name that no other watcher has: of the machine, the process, and which one it is of the process."""
    name = f"{_machine()} {os.getpid()} {secrets.token_hex(6)}"
    _HERE.add(name)
    return name


def end_watcher(name: str) -> None:
    """Let a watcher of this process be no more."""
    _HERE.discard(name)


def is_dead(name: str) -> bool:
    """Whether the watcher is known to be no more: its process was on this machine and has ended."""
    machine, _, rest = name.partition(" ")
    number = rest.partition(" ")[0]
    if machine != _machine() or not number.isdecimal():
        return False
    if int(number) == os.getpid():
        return name not in _HERE
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:  # another user's
        return False
    return False


def _machine() -> str:
    """This machine since it was started, and whose processes can be seen: a container sees only its own."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}-{os.stat('/proc/self/ns/pid').st_ino}"
    except OSError:
        return socket.gethostname().replace(" ", "-") or "-"
