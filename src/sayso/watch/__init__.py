"""Watching feeds: what is due is asked for, politely, and what is new is read and kept."""

from .clock import Clock, SystemClock
from .options import WatchOptions
from .told import Told, ToldKind
from .watcher import Tally, Watcher

__all__ = ["Clock", "SystemClock", "Tally", "Told", "ToldKind", "WatchOptions", "Watcher"]
