"""Feeds: bytes to entries, lists of feeds, robots.txt, and when a feed is due; no sockets and no clocks."""

from .host import host_of, page_of
from .list import read_list
from .parse import Feed, read_feed
from .robots import Robots, read_robots
from .schedule import Hints, Rhythm, next_try, next_wait

__all__ = [
    "Feed",
    "Hints",
    "Rhythm",
    "Robots",
    "host_of",
    "next_try",
    "next_wait",
    "page_of",
    "read_feed",
    "read_list",
    "read_robots",
]
