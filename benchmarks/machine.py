"""The machine on which something is measured, in words."""

from __future__ import annotations

import os
import platform


def this_machine() -> str:
    """Its architecture, its processors and its Python."""
    return f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
