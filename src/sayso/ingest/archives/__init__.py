"""Web archives: WARC and WACZ files, whose every page keeps where it stands in them."""

from .kinds import find_kind, is_archive_name, is_packed
from .read import read_archive, read_opened

__all__ = ["find_kind", "is_archive_name", "is_packed", "read_archive", "read_opened"]
